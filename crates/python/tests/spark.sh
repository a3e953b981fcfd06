#!/usr/bin/env bash
# Spark on two executor processes against `unspin audit` on one machine: the same rows of each table.
# Needs Java 17, and a Python with the module, pyspark and pyarrow: `tests/spark.sh PYTHON UNSPIN`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python=$(readlink -f "$(dirname "$1")")/$(basename "$1")
unspin=$(readlink -f "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$python" farm.py "$folder/archives"
"$unspin" audit "$folder/archives" --out "$folder/single" --tables parquet --no-config --quiet

export PYSPARK_PYTHON="$python" PYSPARK_DRIVER_PYTHON="$python" SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$folder/spark"
# Executors of a local cluster look for the jars as those of a source tree do, unless they are told where.
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME SPARK_SCALA_VERSION=2.13
cd "$folder"
"$SPARK_HOME/bin/spark-submit" --master 'local-cluster[2,1,1024]' --driver-memory 1g --conf spark.ui.enabled=false \
    --conf spark.executor.memory=1g "$OLDPWD/spark_tables.py" "$folder/archives" "$folder/single" "$folder"
