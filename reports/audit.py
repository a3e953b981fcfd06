#!/usr/bin/env python3
"""Writes web archives of generated pages: audit.py OUT FILES PAGES CLEAN.txt... -- GOLD.jsonl...

95 of 100 pages hold paragraphs of clean copy (one document a line), 5 of 100 a text marked as spun. The same arguments give the same pages."""
import gzip, html, json, random, sys

out, files, pages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
at = sys.argv.index("--")
clean = [line.strip() for path in sys.argv[4:at] for line in open(path, encoding="utf-8") if len(line) > 600]
gold = [json.loads(line) for path in sys.argv[at + 1:] for line in open(path, encoding="utf-8")]
spun = [record["text"] for record in gold if record.get("spun", True) and len(record["text"]) > 600]
draw = random.Random(1)
MENU = "".join(f"<li><a href=/{word}>{word.title()}</a></li>" for word in "home news sport business travel health contact".split())


def page(text):
    parts = [part for part in text.replace("\n\n", "\n").split("\n") if part]
    if len(parts) == 1:
        words = text.split(". ")
        parts = [". ".join(words[start:start + 4]) + "." for start in range(0, len(words), 4)]
    body = "".join(f"<p>{html.escape(part)}</p>\n" for part in parts)
    script = "<script>" + "var tracker = window.tracker || {};" * 60 + "</script>"
    return (f"<!doctype html><html><head><title>{html.escape(text[:40])}</title>{script}</head><body><nav><ul>{MENU}</ul></nav>"
            f"<main><article><h1>{html.escape(text[:40])}</h1>\n{body}</article></main><footer><p>Terms and cookies</p></footer></body></html>")


def record(kind, url, content_type, block):
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-{draw.randint(1, 12):02}-01T00:00:00Z\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n").encode()
    return gzip.compress(head + block + b"\r\n\r\n", 6, mtime=0)


for number in range(files):
    with open(f"{out}/{number:03}.warc.gz", "wb") as archive:
        for index in range(pages):
            is_spun = draw.random() < 0.05
            site = f"www.farm{draw.randint(0, 9)}.example" if is_spun else f"www.site{draw.randint(0, 99)}.example"
            url = f"http://{site}/{number}/{index}"
            archive.write(record("request", url, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"))
            body = page(draw.choice(spun if is_spun else clean)).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            archive.write(record("response", url, "application/http; msgtype=response", head + body))
