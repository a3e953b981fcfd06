"""The tables of `unspin audit` on a cluster: `spark-submit examples/spark_audit.py OUT PATH…`

PATHs are those of web archives as the executors see them. Each table becomes a folder of Parquet in OUT. The module has to be installed
where the executors run (a wheel in their image, or an archive of a virtual environment by `--archives`).
"""

import sys

import unspin.spark
from pyspark.sql import SparkSession


def main(out, paths):
    spark = SparkSession.builder.appName("unspin audit").getOrCreate()
    # Pages are checked once, and set down for the tables that are made of them.
    files = spark.createDataFrame([(path,) for path in paths], "path string")
    unspin.spark.archives(files).write.mode("overwrite").parquet(f"{out}/pages")
    pages = spark.read.parquet(f"{out}/pages")
    for table in ("findings", "documents", "sites", "phrases", "clusters", "wordings", "errors"):
        getattr(unspin.spark, table)(pages).write.mode("overwrite").parquet(f"{out}/{table}")
    unspin.spark.sites(pages).show(20, truncate=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
