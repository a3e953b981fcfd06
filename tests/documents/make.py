#!/usr/bin/env python3
"""Writes tests/documents/records: the text of utf-8.txt as records, by programs other than ours.

Run: python3 -m venv v && v/bin/pip install feedgen==1.0.0 && v/bin/python tests/documents/make.py
"""

import csv
import datetime
import gzip
import html
import json
import pathlib
import zipfile

from feedgen.feed import FeedGenerator

HERE = pathlib.Path(__file__).parent
OUT = HERE / "records"
TEXT = (HERE / "utf-8.txt").read_text("utf-8").strip()
CLEAN = "The village hall opens at nine on Monday."
PAGE = "".join(f"<p>{html.escape(line)}</p>" for line in TEXT.splitlines())
DATE = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)


def feed():
    made = FeedGenerator()
    made.id("urn:feed")
    made.title("Feed")
    made.description("Made for the tests")
    made.link(href="http://example.org/")
    made.lastBuildDate(DATE)
    made.updated(DATE)
    for name, body in (("urn:spun", PAGE), ("urn:clean", CLEAN)):
        entry = made.add_entry(order="append")
        entry.id(name)
        entry.guid(name)
        entry.title("R&D <notes>")
        entry.updated(DATE)
        entry.link(href="http://example.org/" + name)
        entry.description(body, isSummary=True)
    return made


def main():
    OUT.mkdir(exist_ok=True)
    made = feed()
    made.rss_file(str(OUT / "feed.rss"), pretty=True)
    made.atom_file(str(OUT / "feed.atom"), pretty=True)
    rows = [("urn:spun", TEXT), ("urn:clean", CLEAN)]
    for name, delimiter in (("table.csv", ","), ("semicolons.csv", ";"), ("table.tsv", "\t")):
        with open(OUT / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=delimiter).writerows([("id", "body"), *rows])
    with open(OUT / "utf-16.csv", "w", newline="", encoding="utf-16") as file:
        csv.writer(file, delimiter=";").writerows([("id", "body"), *rows])
    pages = [("urn:spun", PAGE), ("urn:clean", CLEAN)]
    with open(OUT / "pages.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("id", "content"), *pages])
    (OUT / "pages.jsonl").write_text("".join(json.dumps({"id": name, "content": page}) + "\n" for name, page in pages))
    objects = [{"id": name, "meta": {"parts": [{"body": body}]}} for name, body in rows]
    (OUT / "nested.json").write_text(json.dumps(objects, indent=1) + "\n")
    lines = "".join(json.dumps({"id": name, "body": body}) + "\n" for name, body in rows)
    (OUT / "lines.jsonl").write_text(lines)
    (OUT / "lines.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    with zipfile.ZipFile(OUT / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("in/lines.jsonl"), lines)


if __name__ == "__main__":
    main()
