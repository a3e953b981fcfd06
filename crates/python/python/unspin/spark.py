"""Audits on a Spark cluster: the tables of `unspin audit`, made by many machines.

>>> files = spark.read.text("paths.txt").withColumnRenamed("value", "path")
>>> pages = unspin.spark.archives(files).persist()        # or texts(df): each page is checked once, here
>>> unspin.spark.sites(pages).write.parquet("sites")      # documents, findings, phrases, errors and clusters likewise

What comes back has the columns of the tables that `unspin audit --tables parquet` writes, and the same rows; the order of rows is not
theirs. Every worker checks on one thread and keeps the dictionaries from one task to the next; what a lost executor was at is done again
by another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

import unspin
from unspin import Checker, UnspinError, _checker_of, _unspin

__all__ = ["archives", "check", "clusters", "documents", "errors", "findings", "phrases", "sites", "texts", "wordings"]

#: Files are spread over as many tasks, however few partitions their names come in.
TASKS = 10_000
_RECORD = pa.schema([*((name, pa.string()) for name in ("document", "part", "url", "date", "text")), ("record", pa.int64())])


def check(df: DataFrame, *, text: str = "text", id: str = "id", checker: Checker | None = None) -> DataFrame:
    """The findings of each text, a row a finding: the `id` of the text, then the fields of `unspin.Finding` (`start` and `end` are code
    points). Texts that are null have none."""
    checker = _single(checker)
    fields = pa.array(checker.check_batch(pa.array([], pa.string()))).type.value_type
    schema = StructType([df.schema[id], *from_arrow_schema(pa.schema(fields.fields))])
    return df.select(id, text).mapInArrow(partial(_check, checker=checker), schema)


def archives(
    df: DataFrame,
    *,
    path: str = "path",
    article: bool = True,
    open: Callable[[str], BinaryIO] | None = None,
    checker: Checker | None = None,
) -> DataFrame:
    """The pages of web archives (WARC or WET), one row a page: what the other functions take.

    df: names of files in the column `path`. The executors read the files, record by record.
    article: of HTML, only the main article, where one is found.
    open: gives a binary file for a name, on the executor, where it is no path there: `lambda name: fsspec.open(name).open()`.
    """
    files = df.select(F.col(path).alias("path"))
    files = files.repartition(max(1, min(files.count(), TASKS)))
    read = partial(_archives, checker=_single(checker), article=article, open=open)
    return files.mapInArrow(read, _page_schema())


def texts(
    df: DataFrame,
    *,
    text: str = "text",
    id: str | None = None,
    document: str | None = None,
    url: str | None = None,
    date: str | None = None,
    checker: Checker | None = None,
) -> DataFrame:
    """The pages of a DataFrame that has them as text, one row a page: what the other functions take. `id` and `document` name the record and
    its file in the tables; sites are told by `url`, or by an `id` that is one."""
    columns = {"document": document, "part": id, "url": url, "date": date, "text": text}
    taken = [(F.col(column) if column else F.lit(None)).cast("string").alias(name) for name, column in columns.items()]
    taken.append(F.monotonically_increasing_id().alias("record"))
    return df.select(taken).mapInArrow(partial(_texts, checker=_single(checker)), _page_schema())


def documents(pages: DataFrame, *, compare: bool = True) -> DataFrame:
    """The table `documents`: a row a page. Without `compare` the cluster of each is null, and pages are not looked through for copies."""
    rows = _documents(pages)
    if not compare:
        return rows.drop("record").withColumn("cluster", F.lit(None).cast("long"))
    members = _compared(pages, "clusters").select("document", "record", "cluster")
    same = rows["document"].eqNullSafe(members["document"]) & (rows["record"] == members["record"])
    return rows.join(members.select("cluster", *members.columns[:2]), same, "left").select(
        *(rows[name] for name in rows.columns if name != "record"), members["cluster"]
    )


def clusters(pages: DataFrame) -> DataFrame:
    """The table `clusters`: a row a page of a cluster of near copies.

    What is kept of each page, about 1 KB, goes to one task, which needs 64 MB, some fifty bytes a page, and that much room on its disk: this is
    for millions of pages, not for billions."""
    return _compared(pages, "clusters").drop("record").orderBy("cluster")


def wordings(pages: DataFrame) -> DataFrame:
    """The table `wordings`: a row a sentence that two pages of a cluster word differently, for `unspin learn`. Made as `clusters` is."""
    return _compared(pages, "wordings").orderBy("cluster")


def findings(pages: DataFrame) -> DataFrame:
    """The table `findings`: a row a finding, with the columns of the report of `unspin check`, whose offsets are bytes."""
    return _pages(pages).select(F.explode("all_findings").alias("row")).select("row.*")


def errors(pages: DataFrame) -> DataFrame:
    """The table `errors`: a row for what could not be read."""
    return _pages(pages).where(F.col("cause").isNotNull()).select("document", "part", "cause", "message", "scope")


def phrases(pages: DataFrame) -> DataFrame:
    """The table `phrases`: a row a phrase and suggestion, those of most pages first."""
    rows = _pages(pages).select(F.explode("all_phrases").alias("row")).select("row.*")
    counts = [
        F.count(F.lit(1)).alias("pages"),
        F.countDistinct("site").alias("sites"),
        F.sum("findings").alias("findings"),
    ]
    by = ["phrase", "suggestion"]
    return rows.groupBy(by).agg(*counts).orderBy(F.desc("pages"), F.desc("sites"), *by)


def sites(pages: DataFrame) -> DataFrame:
    """The table `sites`: a row a registered domain, those first of which the share of spun pages is surely the highest.

    Pages that came to the same are counted where they are, so that the largest site is no more to move than others."""
    # Dates that do not begin as ISO 8601 has them do not sort.
    date = F.when(F.col("date").rlike("^[0-9]{4}-[0-9]{2}"), F.col("date"))
    alike = _documents(pages).groupBy("site", "per_1000_words", "verdict", "vocabulary")
    alike = alike.agg(F.count(F.lit(1)).alias("pages"), F.min(date).alias("first"), F.max(date).alias("last"))
    schema = _schema(_unspin.SiteCounts().rows())
    rows = alike.repartition("site").mapInArrow(_sites, schema)
    return rows.orderBy(F.desc("strong_low"), F.desc("pages"), "site")


def _single(checker: Checker | None) -> Checker:
    """The same with one thread: Spark has a worker for each core."""
    checker = checker or Checker()
    return _checker_of(*checker.__reduce__()[1][:-1], 1)


def _schema(array: unspin.ArrowArray) -> StructType:
    return from_arrow_schema(pa.record_batch(array).schema)


def _page_schema() -> StructType:
    return _schema(_unspin._pages(Checker(), pa.RecordBatch.from_pylist([], schema=_RECORD)))


def _documents(pages: DataFrame) -> DataFrame:
    """Rows of documents without their cluster, behind the number of the record."""
    names = _page_schema().names
    return _pages(pages).where(F.col("cause").isNull()).select(names[: names.index("boilerplate_share") + 1])


def _compared(pages: DataFrame, table: str) -> DataFrame:
    empty = dict(zip(("clusters", "wordings"), _unspin.PageClusters().rows()))
    place = ["document", "record", "part", "url", "site", "sketch"]
    rows = _pages(pages).where(F.col("cause").isNull()).select(place)
    # The order of pages decides which page stands for others: it is that of one machine.
    rows = rows.repartition(1).sortWithinPartitions("document", "record")
    return rows.mapInArrow(partial(_clusters, table=table), _schema(empty[table]))


def _pages(df: DataFrame) -> DataFrame:
    if "all_findings" not in df.columns:
        raise UnspinError("no pages: make them by archives() or texts()")
    return df


def _check(batches: Iterator[pa.RecordBatch], checker: Checker) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        lists = pa.array(checker.check_batch(batch.column(1)))
        ids = batch.column(0).take(pc.list_parent_indices(lists))
        found = lists.flatten()
        yield pa.RecordBatch.from_arrays(
            [ids, *found.flatten()], [batch.schema.names[0], *(field.name for field in found.type)]
        )


def _archives(
    batches: Iterator[pa.RecordBatch], checker: Checker, article: bool, open: Callable[[str], Any] | None
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for name in batch.column(0).to_pylist():
            file = open(name) if open else None
            for pages in _unspin._pages_of(checker, name, file=file, article=article):
                yield pa.record_batch(pages)


def _texts(batches: Iterator[pa.RecordBatch], checker: Checker) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield pa.record_batch(_unspin._pages(checker, batch))


def _sites(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    counts = _unspin.SiteCounts()
    for batch in batches:
        for row in batch.to_pylist():
            counts.add(**row)
    yield pa.record_batch(counts.rows())


def _clusters(batches: Iterator[pa.RecordBatch], table: str) -> Iterator[pa.RecordBatch]:
    clusters = _unspin.PageClusters()
    for batch in batches:
        for row in batch.to_pylist():
            clusters.add(**row)
    members, wordings = clusters.rows()
    yield pa.record_batch(members if table == "clusters" else wordings)
