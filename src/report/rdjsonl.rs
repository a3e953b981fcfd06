//! Diagnostics for reviewdog, one JSON object a line (`reviewdog.proto`): columns from 1 in bytes of UTF-8, ends exclusive.

use super::page::Page;
use super::region::{Region, Unit};
use super::{Record, Records, message, severity};
use serde_json::{Value, json};
use std::io::{self, Write};

/// One diagnostic a finding.
pub(super) struct Diagnostics;

impl Page for Diagnostics {
    fn add(&mut self, out: &mut dyn Write, records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        let range = range(records.region(record.span, Unit::Bytes));
        let mut diagnostic = json!({
            "message": message(record),
            "location": {"path": record.document, "range": &range},
            "severity": severity(record.level, ["ERROR", "WARNING", "INFO"]),
            "source": {"name": "unspin"},
            "code": {"value": record.entry},
        });
        if records.is_replaceable(record.span) {
            let suggestions = record.suggestions.iter().map(|text| json!({"range": &range, "text": text}));
            diagnostic["suggestions"] = suggestions.collect();
        }
        serde_json::to_writer(&mut *out, &diagnostic)?;
        out.write_all(b"\n")
    }
}

fn range(region: Region) -> Value {
    let Region { line, end_line, column, end_column } = region;
    json!({"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}})
}
