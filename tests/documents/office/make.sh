#!/bin/sh
# Makes the documents of this folder from copy.fodt and book.md. Needs LibreOffice Writer (7.4) and pandoc (2.17).
set -eu
cd "$(dirname "$0")"
for format in odt docx rtf pdf; do
    soffice --headless --convert-to "$format" copy.fodt
done
pandoc copy.odt --track-changes=accept --output=pandoc.docx
pandoc book.md --output=book.epub
