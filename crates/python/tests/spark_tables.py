"""What `tests/spark.sh` submits: the tables made on two executors are those of one machine, to the row, also when an executor is killed.

`spark-submit tests/spark_tables.py ARCHIVES TABLES FOLDER`: TABLES are those that `unspin audit --tables parquet` made of ARCHIVES.
"""

import os
import signal
import sys
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import unspin
import unspin.spark
from pyspark.sql import SparkSession

TABLES = ("findings", "documents", "sites", "phrases", "clusters", "wordings", "errors")


def rows(table):
    return sorted(table.to_pylist(), key=lambda row: [str(cell) for cell in row.values()])


def same(pages, single):
    for name in TABLES:
        made, expected = getattr(unspin.spark, name)(pages).toArrow(), pq.read_table(single / f"{name}.parquet")
        assert made.schema.names == expected.schema.names, (name, made.schema, expected.schema)
        made, expected = rows(made), rows(expected)
        different = [pair for pair in zip(made, expected) if pair[0] != pair[1]]
        assert len(made) == len(expected) and not different, (name, len(made), len(expected), different[:2])
        assert expected, f"{name} is empty, which shows nothing"
        print(f"{name}: {len(made)} rows, all the same", flush=True)


def killing(path, mark):
    """Opens a file; the first to do so at the mark kills the executor that it works for."""
    if path.endswith("007.warc.gz"):
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return open(path, "rb")
        parent = os.getppid()
        executor = next(line.split()[1] for line in open(f"/proc/{parent}/status") if line.startswith("PPid:"))
        command = Path(f"/proc/{executor}/cmdline").read_text()
        assert "CoarseGrainedExecutorBackend" in command, command
        os.kill(int(executor), signal.SIGKILL)
    return open(path, "rb")


def main(archives, single, folder):
    spark = SparkSession.builder.appName("unspin tables").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.conf.set("spark.sql.shuffle.partitions", 8)
    # The executors unpickle what they open files by from here.
    spark.sparkContext.addPyFile(__file__)
    files = spark.createDataFrame([(str(path),) for path in sorted(archives.iterdir())], "path string")

    pages = unspin.spark.archives(files).persist()
    same(pages, single)
    pages.unpersist()

    from spark_tables import killing

    mark = folder / "killed"
    kept = folder / "pages"
    unspin.spark.archives(files, open=partial(killing, mark=str(mark))).write.mode("overwrite").parquet(str(kept))
    assert mark.exists(), "no executor was killed"
    same(spark.read.parquet(str(kept)), single)
    print("the same with an executor killed")

    frame = spark.createDataFrame([(1, "The Soviet Association fell."), (2, None), (3, "é Soviet Association")], "id long, text string")
    found = [(row.id, row.start, row.end, row.found) for row in unspin.spark.check(frame).orderBy("id").collect()]
    assert found == [(1, 4, 22, "Soviet Association"), (3, 2, 20, "Soviet Association")], found
    made = unspin.spark.documents(unspin.spark.texts(frame, id="id")).orderBy("part").collect()
    assert [(row.part, row.words, row.findings) for row in made] == [("1", 4, 1), ("2", 0, 0), ("3", 3, 1)], made
    try:
        unspin.spark.sites(frame)
    except unspin.UnspinError as error:
        assert "no pages" in str(error)
    else:
        raise AssertionError("texts are taken for pages")
    spark.stop()
    print("5 passed, 0 failed")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
