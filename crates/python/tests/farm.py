"""Web archives of a small web, the same each time: `python tests/farm.py FOLDER [FILES [PAGES]]`.

One site holds most of the pages, and one page is as long as a book. There are broken records, pages in German, redirects and pages of no web.
"""

import gzip
import random
import sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "tests" / "corpus"
# Swaps of spinners, each made on every other page, so that copies of a paragraph differ.
SWAPS = {"important": "vital", "help": "assist", "people": "individuals", "small": "little", "began": "commenced", "show": "exhibit",
         "large": "huge", "often": "frequently", "work": "labour", "need": "require", "found": "discovered", "start": "commence"}
GERMAN = "Der Ausschuss beschloss am Dienstag nach langer Beratung, die Brücke über den Fluss zu sperren. " * 8


def paragraphs(kind):
    texts = (path.read_text("utf-8") for path in sorted((CORPUS / kind).glob("*.txt")))
    return [" ".join(part.split()) for text in texts for part in text.split("\n\n") if len(part.split()) > 12]


CLEAN, SPUN = paragraphs("clean"), paragraphs("spun")
# The paragraphs with most to swap, which no other page has.
ARTICLE = sorted(CLEAN, key=lambda part: -sum(word in SWAPS for word in part.split()))[:6]
CLEAN = [part for part in CLEAN if part not in ARTICLE]


def record(kind, url, date, body):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def response(url, date, paragraphs, status="200 OK"):
    page = "".join(f"<p>{part}</p>\n" for part in paragraphs)
    menu = "<nav><ul>" + "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(30)) + "</ul></nav>"
    page = f"<!doctype html><html lang=en><title>Page</title><body>{menu}<article>{page}</article></body></html>"
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return record("response", url, date, (head + page).encode())


def spun(draw, paragraph):
    swaps = {word: swap for word, swap in SWAPS.items() if draw.random() < 0.5}
    return " ".join(swaps.get(word, word) for word in paragraph.split())


def page(draw, number):
    huge = draw.random() < 0.7
    site = "farm.example.com" if huge else f"www.site{draw.randrange(40)}.co.uk"
    is_spun = draw.random() < (0.05 if huge else draw.choice((0, 0.3, 0.9)))
    date = f"2026-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}T00:00:00Z"
    chosen = draw.sample(SPUN if is_spun else CLEAN, draw.randrange(3, 9))
    if draw.random() < 0.1:
        # One article, in as many wordings as there are pages of it.
        chosen = [spun(draw, part) for part in ARTICLE]
    return f"https://{site}/{number}", date, chosen


def archive(draw, number, pages):
    for at in range(pages):
        url, date, chosen = page(draw, f"{number}/{at}")
        kind = draw.random()
        if kind < 0.02:
            yield response(url, date, [GERMAN])
        elif kind < 0.04:
            yield response(url, date, chosen, "301 Moved")
        elif kind < 0.05:
            yield b"garbage between records\r\n"
        elif kind < 0.06:
            yield record("response", url, date, b"no header of a response")
        elif kind < 0.08:
            yield record("conversion", f"urn:page:{at}", date, "\n\n".join(chosen).encode())
        else:
            yield response(url, date, chosen)


def main(folder, files=12, pages=40, book=600):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        draw = random.Random(number)
        records = list(archive(draw, number, pages))
        if number == 5:
            records.insert(3, response("https://book.example.org/all", "2026-01-01T00:00:00Z", draw.choices(SPUN + CLEAN, k=book)))
        # Each record in a member of its own, as crawlers write them.
        (folder / f"{number:03}.warc.gz").write_bytes(b"".join(gzip.compress(one, 6, mtime=0) for one in records))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
