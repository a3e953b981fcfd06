#!/usr/bin/env bash
# The Python module in a virtual environment of its own, then on Spark. Says what it skips, where Python, Java or packages are not to be had.
# `tests/run.sh [UNSPIN]`: the program that the cluster's tables are held against.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=${CARGO_TARGET_DIR:-$PWD/../../target}
unspin=$(readlink -f "${1:-$target/release/unspin}")
venv=$target/python-venv
python=${PYTHON:-python3}

if ! "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))'; then
    echo "skipped: no Python of 3.10 or later"
    exit
fi
"$python" -m venv "$venv"
if ! "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/requirements.txt; then
    echo "skipped: the packages of tests/requirements.txt cannot be had"
    exit
fi
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
# Not for release: that compiles dictionaries and library once more, for minutes.
"$venv/bin/maturin" build --quiet --profile dev --interpreter "$venv/bin/python" --out "$wheels"
"$venv/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheels"/*.whl
"$venv/bin/python" -m pytest -q -p no:cacheprovider tests/test_module.py

if ! java -version 2>&1 | grep -qE 'version "(17|21)'; then
    echo "skipped: Spark, for there is no Java 17 or 21"
elif ! "$venv/bin/pip" install --quiet --disable-pip-version-check pyspark==4.0.1; then
    echo "skipped: Spark, for pyspark cannot be had"
else
    tests/spark.sh "$venv/bin/python" "$unspin"
fi
