#!/bin/sh
# Makes the copies of tests/corpus/spun/launch.txt in other formats, with other programs: pandoc and LibreOffice.
set -eu
cd "$(dirname "$0")"
launch=../corpus/spun/launch.txt
title=title='The rocket site'
pandoc --from markdown-smart --to html5 --standalone --metadata "$title" --ascii "$launch" -o launch.html
pandoc --from markdown-smart --to html4 --standalone --metadata "$title" --wrap none "$launch" -o launch.xhtml
pandoc --from markdown-smart --to gfm-smart --columns 40 "$launch" -o launch.md
pandoc --from markdown-smart --to gfm-smart --standalone --metadata "$title" "$launch" -o launch.mdx
# Tags and entities inside words, as editors on the web leave them.
sed -e 's/nitty gritty/nit<b>ty\&#32;<i>grit<\/i>ty<\/b>/; s/profound/pro<b>found<\/b>/; s/counterfeit/<span\n>count<\/span>\&#101;rfeit/' \
    launch.html > launch-tags.html
folder=$(mktemp -d)
pandoc --from markdown-smart "$launch" -o "$folder/launch-office.docx"
soffice --headless --convert-to html --outdir "$folder" "$folder/launch-office.docx" > "$folder/log"
mv "$folder/launch-office.html" launch-office.html
rm -r "$folder"
