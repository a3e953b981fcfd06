"""Finds likely machine-spun phrasing in English copy, and suggests the plain English.

>>> import unspin
>>> finding = unspin.check("The Soviet Association fell in 1991.")[0]
>>> finding.found, finding.suggestions[0], finding.start
('Soviet Association', 'Soviet Union', 4)

The dictionaries are in the module and are shared: all checkers of a process that add none of their own look up in the same ones.
"""

from functools import lru_cache

from ._unspin import (
    ArrowArray,
    Checker,
    Finding,
    Summary,
    UnspinError,
    WarcReader,
    WarcRecord,
    __version__,
    read_warc,
)

__all__ = [
    "ArrowArray",
    "Checker",
    "Finding",
    "Summary",
    "UnspinError",
    "WarcReader",
    "WarcRecord",
    "check",
    "read_warc",
    "summary",
]


@lru_cache(maxsize=1)
def _default():
    return Checker()


@lru_cache(maxsize=8)
def _checker_of(*settings):
    """A checker that was pickled. Those with the same settings are one, so that each worker of a cluster compiles dictionaries once."""
    return Checker._of(*settings)


def check(text):
    """The findings of a text, in order and without overlaps, with the settings of `Checker()`."""
    return _default().check(text)


def summary(text):
    """What a text comes to as a whole, with the settings of `Checker()`."""
    return _default().summary(text)
