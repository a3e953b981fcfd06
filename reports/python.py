"""Figures of reports/python.md: `python reports/python.py batch UNSPIN TEXT…`, `python reports/python.py spark FOLDER CORES`."""

import json
import os
import subprocess
import sys
import tempfile
import time

PAGE = 4000


def best(times, run):
    took = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return min(took)


def pages(paths):
    """Texts cut into pages of some 4,000 characters, at ends of lines."""
    page, size = [], 0
    for path in paths:
        for line in open(path, encoding="utf-8"):
            page.append(line)
            size += len(line)
            if size > PAGE:
                yield "".join(page)
                page, size = [], 0
    yield "".join(page)


def batch(unspin, *paths):
    """Bytes a second of the command and of check_batch on the same pages, best of five."""
    import pyarrow as pa
    from unspin import Checker

    texts = list(pages(paths)) * 20
    size = sum(len(text.encode()) for text in texts) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "pages.jsonl")
        with open(file, "w") as out:
            out.writelines(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n" for n, text in enumerate(texts))
        command = [unspin, "check", file, "--no-config", "--quiet", "--exit-zero", "-o", os.path.join(folder, "out.csv")]
        run = best(5, lambda: subprocess.run(command, check=True))
    array, checker = pa.array(texts), Checker()
    module = best(5, lambda: checker.check_batch(array))
    one = Checker(threads=1)
    single = best(3, lambda: one.check_batch(array))
    print(f"{len(texts)} pages, {size:.1f} MB: command {size / run:.1f} MB/s, check_batch {size / module:.1f} MB/s, on one thread {size / single:.1f}")


def spark(folder, executors):
    """Seconds of checking the archives of a folder on so many executors of one core, the second of two runs."""
    import unspin.spark
    from pyspark.sql import SparkSession

    # So that executors count, and not the threads of one: each is a process with one core.
    session = SparkSession.builder.master(f"local-cluster[{executors},1,1024]").config("spark.ui.enabled", False)
    session = session.config("spark.executor.memory", "1g").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    files = session.createDataFrame([(os.path.join(folder, name),) for name in sorted(os.listdir(folder))], "path string")
    for _ in range(3):
        start = time.perf_counter()
        count = unspin.spark.archives(files).selectExpr("sum(words)", "count(*)").first()
        print(f"{executors} executors: {time.perf_counter() - start:.1f} s for {count[1]} pages, {count[0]} words", flush=True)
    session.stop()


if __name__ == "__main__":
    {"batch": batch, "spark": spark}[sys.argv[1]](*sys.argv[2:])
