from collections.abc import Iterator, Sequence
from os import PathLike
from typing import Any, BinaryIO, Literal, Protocol, final

__version__: str

Level = Literal["possible", "likely", "certain"]

class SupportsArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class SupportsArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class UnspinError(ValueError):
    """What a dictionary, a setting, a file or an array has wrong with it, in the words of the command line."""

@final
class Finding:
    """A phrase that reads as machine-spun, and what to write instead."""

    @property
    def start(self) -> int:
        """The first character, in code points: `text[start:end] == found`."""
    @property
    def end(self) -> int:
        """Behind the last character, in code points."""
    @property
    def found(self) -> str:
        """The phrase as it stands in the text."""
    @property
    def suggestions(self) -> list[str]:
        """Replacements, best first; empty where none is safe to name."""
    @property
    def applicability(self) -> Literal["safe", "review", "none"]:
        """How far the first suggestion may be trusted; `none` where there is no suggestion."""
    @property
    def kind(self) -> Literal["spun", "tortured", "translated"]: ...
    @property
    def level(self) -> Level: ...
    @property
    def confidence(self) -> float:
        """How sure it is, as a probability."""
    @property
    def detector(self) -> Literal["phrase", "near", "restore"]:
        """How it was made: a listed phrase, one with a misspelt word, or an unlisted swap worked out from its context."""
    @property
    def entry(self) -> str:
        """Id of the dictionary's entry."""
    @property
    def reason(self) -> str:
        """Why it was reported."""

@final
class Summary:
    """What a text comes to as a whole: what `unspin check --summary` says of a document."""

    @property
    def words(self) -> int: ...
    @property
    def findings(self) -> int: ...
    @property
    def certain(self) -> int: ...
    @property
    def likely(self) -> int: ...
    @property
    def possible(self) -> int: ...
    @property
    def distinct(self) -> int:
        """Different entries behind the findings."""
    @property
    def per_1000_words(self) -> float: ...
    @property
    def verdict(self) -> str:
        """How strongly the phrasing suggests machine rewriting, in words."""
    @property
    def probability(self) -> float | None:
        """Probability that the text is machine-spun; None where restoration is off."""
    @property
    def sentences(self) -> int: ...
    @property
    def sentences_with_findings(self) -> int: ...
    @property
    def sentence_share(self) -> float: ...
    @property
    def vocabulary(self) -> str | None:
        """The spinner vocabulary that the swaps resemble; None where no one stands out."""
    @property
    def vocabulary_share(self) -> float | None: ...

@final
class ArrowArray:
    """An array by the Arrow PyCapsule interface: `pyarrow.array(it)`, `polars.Series(it)` and others take it without a copy."""

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

@final
class Checker:
    """Finds spun phrases. Usable from many threads; the GIL is not held while text is checked. Can be pickled, with its dictionaries.

    dictionaries: files of phrases, substitutions, terms or exceptions, which add to the built-in ones. The built-in ones are held once
        a process; a checker with files of its own compiles all anew, in about 0.1 s.
    level: findings below it are left out.
    profile: a file of `unspin reference build`: what is usual there counts as normal.
    restoration: whether unlisted swaps are worked out.
    near_misses: whether phrases with one misspelt long word are found, one level lower.
    threads: for batches; 0 stands for one a core.

    Raises UnspinError for what a file or a setting has wrong with it.
    """

    def __new__(
        cls,
        dictionaries: Sequence[str | PathLike[str]] = (),
        *,
        level: Level = "likely",
        profile: str | PathLike[str] | None = None,
        restoration: bool = True,
        near_misses: bool = True,
        threads: int = 0,
    ) -> Checker: ...
    def check(self, text: str) -> list[Finding]:
        """The findings of a text, in order and without overlaps."""
    def summary(self, text: str) -> Summary:
        """What a text comes to as a whole: counts, verdict, probability, vocabulary."""
    def check_batch(self, texts: SupportsArrowArray | SupportsArrowStream) -> ArrowArray:
        """The findings of each text of an Arrow array of string, large_string or string_view, read in place: an array as long, of
        lists of structs with the fields of Finding (start and end as int64, confidence as float64, suggestions as lists of strings).
        What is null stays null. Raises UnspinError for arrays of other types."""
    def summary_batch(self, texts: SupportsArrowArray | SupportsArrowStream) -> ArrowArray:
        """The summary of each text of such an array: an array as long, of structs with the fields of Summary."""
    @staticmethod
    def _of(*settings: Any) -> Checker: ...

@final
class WarcRecord:
    """A page of a web archive, or why there is none."""

    @property
    def url(self) -> str:
        """Empty where it is not known."""
    @property
    def date(self) -> str:
        """When it was fetched, as the archive writes it; empty where that is not known."""
    @property
    def text(self) -> str | None:
        """The prose of the page; None where it cannot be read."""
    @property
    def error(self) -> str | None:
        """What is wrong with the record; None where it was read."""
    @property
    def cause(self) -> str | None:
        """The kind of fault in one word, to count by; None where it was read."""

@final
class WarcReader(Iterator[WarcRecord]):
    """The records of an archive, one by one."""

    def __iter__(self) -> WarcReader: ...
    def __next__(self) -> WarcRecord: ...

def check(text: str) -> list[Finding]:
    """The findings of a text, in order and without overlaps, with the settings of `Checker()`."""

def summary(text: str) -> Summary:
    """What a text comes to as a whole, with the settings of `Checker()`."""

def read_warc(source: str | PathLike[str] | BinaryIO, *, article: bool = True) -> WarcReader:
    """The pages of a web archive (WARC or WET, packed by gzip or zstd or not): responses of status 2xx and resources that are HTML or
    text, and conversions. Broken records come with their `error`, and the ones behind them go on.

    source: a path, or a file opened as binary; it is read on a thread of its own, some records ahead.
    article: of HTML, only the main article, where one is found.

    Raises UnspinError where the file cannot be opened.
    """
