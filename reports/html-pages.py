#!/usr/bin/env python3
"""Writes 1,000 HTML pages of about 119 KB, as sites have them: navigation, scripts, styles, links and emphasis around paragraphs of human English.

Run: reports/html-pages.py TEXTS PAGES, where TEXTS is a folder of .txt files with one paragraph a line, and PAGES the folder to fill.
"""

import html
import pathlib
import random
import sys

PAGES = 1000
BODY = 88_000
NAV = "".join(
    f'<li class="menu-item"><a href="/section/{i}?x=1&amp;y=2" title="Section {i}">Section {i}</a></li>\n' for i in range(40)
)
SCRIPT = (
    "<script>"
    + 'window.dataLayer=window.dataLayer||[];if(1<2&&"</p>"){var a={b:"profound learning"};}\n' * 60
    + "</script>"
)
STYLE = "<style>" + ".c1{color:red;margin:0 auto}\n" * 80 + "</style>"


def paragraphs(folder):
    for file in sorted(folder.glob("*.txt")):
        yield from (line.strip() for line in file.read_text("utf-8").splitlines() if len(line) > 120)


def block(number, text, page):
    words = html.escape(text, quote=False).replace("\u2019", "&#8217;")
    words = words.replace("\u201c", "&ldquo;").replace("\u201d", "&rdquo;").split(" ")
    for first in range(0, len(words), 25):
        at = random.randrange(first, min(first + 25, len(words)))
        link = f'<a href="https://example.org/{page}/{at}?utm=1" class="link">{words[at]}</a>'
        words[at] = link if random.random() < 0.5 else f"<em>{words[at]}</em>"
    lines, width = "", 0
    for word in words:
        width += len(word) + 1
        lines += word + ("\n    " if width > 90 else " ")
        width = 0 if width > 90 else width
    return f'<div class="block" data-id="{number}">\n  <p class="text">\n    {lines}\n  </p>\n</div>\n'


def main():
    texts, out = (pathlib.Path(argument) for argument in sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    random.seed(7)
    known = list(paragraphs(texts))
    used = 0
    for page in range(PAGES):
        body = ""
        while len(body) < BODY:
            body += block(used + 1, known[used % len(known)], page)
            used += 1
        head = f'<head><meta charset="utf-8"><title>Page {page}</title>{STYLE}{SCRIPT}</head>'
        main = f"<main><article><h1>Page {page}</h1>\n{body}</article></main>"
        nav, footer = f"<nav><ul>{NAV}</ul></nav>", f"<footer><ul>{NAV}</ul></footer>"
        text = f'<!doctype html>\n<html lang="en">{head}\n<body>{nav}\n{main}{footer}</body></html>\n'
        (out / f"p{page:04}.html").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
