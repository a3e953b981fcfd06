"""An editor at work on a report: decisions and notes, rows sorted by decision, columns in another order, one column removed."""
import csv
import sys

DECISIONS = {
    "rocket send off site": ("Accept", ""),
    "Joined Realm": ("x", ""),
    "nitty gritty\r\ninquiries": ("questions – “all” of Zoë’s", "hers; she asked"),
    "In the beyond five years": ("YES", ""),
    "counterfeit consciousness": ("a", ""),
    "profound learning": (":accept", ""),
    "An ever increasing number of organizations": ("More firms", ""),
    "assume a significant part in": (" accept ", ""),
    "battle against environmental change": ("accept", ""),
    "satellite": ("reject", "it is one; \"moon\" is not meant"),
    "leader": ("n", ""),
}

with open(sys.argv[1], encoding="utf-8-sig", newline="") as report:
    rows = list(csv.DictReader(report))
for row in rows:
    row["decision"], row["note"] = DECISIONS.get(row["found"], ("", ""))
rows.sort(key=lambda row: (row["decision"].lower(), -int(row["start"])))
columns = ["decision", "note", *(name for name in rows[0] if name not in ("decision", "note", "reason"))]
with open(sys.argv[2], "w", encoding="utf-8", newline="") as decided:
    writer = csv.DictWriter(decided, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
