#!/usr/bin/env python3
"""Web archives of generated pages, and what an audit of them should say.

audit.py speed OUT FILES PAGES SHARED   archives of pages, 95 of 100 of clean copy and 5 of copy marked as spun; as HTML and as text (WET)
audit.py sites OUT SHARED               300 sites of 3 to 500 pages, 0 to 100 % of them spun; OUT/sites.json says how many
audit.py kills UNSPIN SOURCE OUT NUMBER   so many audits, each killed at a random moment and gone on with: their tables are those of one that was left alone
audit.py judge OUT SITES.csv            coverage of the intervals in the table of sites, and order of the sites

SHARED is the folder with clean and marked copy that the tests know too. The same arguments give the same pages."""
import glob, gzip, html, json, os, random, sys

MENU = "".join(f"<li><a href=/{word}>{word.title()}</a></li>" for word in "home news sport business travel health contact".split())
draw = random.Random(1)


def copy(shared):
    """Clean texts, and texts marked as spun, of 600 characters or more."""
    clean = [line.strip() for path in sorted(glob.glob(f"{shared}/clean/*.txt")) for line in open(path, encoding="utf-8") if len(line) > 600]
    gold = [json.loads(line) for path in (f"{shared}/gold/dev-passages.jsonl", f"{shared}/gold/dev-web-pages.jsonl") for line in open(path, encoding="utf-8")]
    return clean, [record["text"] for record in gold if record.get("spun", True) and len(record["text"]) > 600]


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


def response(url, text):
    body = page(text).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return record("request", url, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n") + record(
        "response", url, "application/http; msgtype=response", head + body)


def speed(out, files, pages, shared):
    clean, spun = copy(shared)
    os.makedirs(f"{out}/warc"), os.makedirs(f"{out}/wet")
    for number in range(int(files)):
        with open(f"{out}/warc/{number:03}.warc.gz", "wb") as warc, open(f"{out}/wet/{number:03}.warc.wet.gz", "wb") as wet:
            for index in range(int(pages)):
                is_spun = draw.random() < 0.05
                site = f"www.farm{draw.randint(0, 9)}.example" if is_spun else f"www.site{draw.randint(0, 99)}.example"
                url, text = f"http://{site}/{number}/{index}", draw.choice(spun if is_spun else clean)
                warc.write(response(url, text))
                wet.write(record("conversion", url, "text/plain", text.encode()))


def sites(out, shared):
    clean, spun = copy(shared)
    os.makedirs(f"{out}/warc")
    truth = {}
    with open(f"{out}/warc/sites.warc.gz", "wb") as archive:
        for site in range(300):
            share, pages, count = site / 299, round(3 * (500 / 3) ** draw.random()), 0
            for index in range(pages):
                is_spun = draw.random() < share
                count += is_spun
                archive.write(response(f"http://www.s{site}.example/{index}", draw.choice(spun if is_spun else clean)))
            truth[f"s{site}.example"] = {"share": share, "pages": pages, "spun": count}
    with open(f"{out}/sites.json", "w") as file:
        json.dump(truth, file)


def judge(out, table):
    import csv
    truth = json.load(open(f"{out}/sites.json"))
    rows = list(csv.DictReader(open(table, encoding="utf-8")))
    strong = sum(int(row["strong_pages"]) for row in rows)
    print(f"{len(rows)} sites, {sum(site['pages'] for site in truth.values())} pages, {sum(site['spun'] for site in truth.values())} spun, {strong} strong")
    held = sum(float(row["strong_low"]) - 5e-5 <= truth[row["site"]]["share"] <= float(row["strong_high"]) + 5e-5 for row in rows)
    print(f"{held / len(rows):.3f} of the intervals hold the share of spun pages that the site was drawn with")
    shares = [truth[row["site"]]["share"] for row in rows]
    pairs = [(a, b) for at, a in enumerate(shares) for b in shares[at + 1:]]
    print(f"{sum(a > b for a, b in pairs) / len(pairs):.3f} of the pairs of sites are in order")


def kills(unspin, source, out, number):
    import filecmp, shutil, subprocess, time
    audit = lambda folder: [unspin, "audit", source, "--no-config", "--quiet", "--resume", "--tables", "csv,parquet", "--out", folder]
    start = time.time()
    subprocess.run(audit(f"{out}/whole"), check=True)
    took, interrupted, same = time.time() - start, 0, 0
    names = sorted(name for name in os.listdir(f"{out}/whole") if name.endswith((".csv", ".parquet", ".html")))
    for index in range(int(number)):
        process = subprocess.Popen(audit(f"{out}/killed"))
        time.sleep(random.random() * took)
        interrupted += process.poll() is None
        process.kill()
        process.wait()
        subprocess.run(audit(f"{out}/killed"), check=True)
        same += filecmp.cmpfiles(f"{out}/whole", f"{out}/killed", names, shallow=False)[0] == names
        shutil.rmtree(f"{out}/killed")
    print(f"{number} audits of {took:.1f} s, {interrupted} killed before their end, {same} with the same {len(names)} files: {' '.join(names)}")


{"speed": speed, "sites": sites, "kills": kills, "judge": judge}[sys.argv[1]](*sys.argv[2:])
