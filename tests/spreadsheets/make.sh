#!/bin/sh
# Makes the saved-*.csv of this folder anew: the report of story.txt, decided and turned about by decide.py, opened by LibreOffice,
# kept as a workbook, and saved by LibreOffice as CSV in several ways. Needs LibreOffice Calc and Python 3.
# Usage: tests/spreadsheets/make.sh [UNSPIN]
set -eu
unspin=$(command -v "${1:-unspin}")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
"$unspin" check story.txt --for-review --csv-bom --exit-zero --no-config --quiet -o "$work/report.csv"
python3 decide.py "$work/report.csv" "$work/decided.csv"

# convert FORMAT FILE [FILTER OF INPUT]: into $work/out
convert() {
    soffice "-env:UserInstallation=file://$work/profile" --headless ${3:+"--infilter=$3"} \
        --convert-to "$1" --outdir "$work/out" "$2" >"$work/log" 2>&1
}
# Tokens: separator, quote, character set (76 UTF-8, 1 windows-1252, 65535 UTF-16), first line, columns, language, quote all texts.
utf8='CSV:44,34,76,1'
convert ods "$work/decided.csv" "$utf8"
convert xlsx "$work/decided.csv" "$utf8"
save() {
    convert "csv:Text - txt - csv (StarCalc):$2" "$work/out/decided.$3"
    mv "$work/out/decided.csv" "saved-$1.csv"
}
save semicolons 59,34,76,1,,0,true ods
save utf-16 9,34,65535,1 ods
save windows-1252 44,34,1,1 xlsx
