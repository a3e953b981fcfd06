"""Findings as rows of a frame, with pandas and with Polars: `python examples/frames.py`."""

import pandas as pd
import polars as pl
import pyarrow as pa
import unspin

TEXTS = {"page": ["a", "b"], "text": ["The Soviet Association fell in 1991.", "A plain sentence."]}
checker = unspin.Checker()

# Polars takes the lists of structs as they are.
pages = pl.DataFrame(TEXTS)
pages = pages.with_columns(finding=pl.Series(checker.check_batch(pages["text"])))
findings = pages.explode("finding").drop_nulls("finding").unnest("finding")
print(findings.select("page", "start", "end", "found", pl.col("suggestions").list.first()))

# pandas (3 and later) keeps them as an Arrow type, which has its own accessors.
frame = pd.DataFrame(TEXTS)
found = pd.arrays.ArrowExtensionArray(pa.array(checker.check_batch(frame["text"])))
rows = frame.assign(finding=found).explode("finding").dropna(subset="finding")
fields = rows["finding"].struct.explode().assign(page=rows["page"])
print(fields[["page", "start", "end", "found", "suggestions"]])
