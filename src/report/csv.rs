//! CSV reports (RFC 4180), safe to open in a spreadsheet.

use super::{Record, records};
use crate::document::Document;
use crate::finding::{Findings, Verdict};
use std::borrow::Cow;
use std::io::{self, Write};

/// Columns of the findings report. Programs rely on the order; new ones go to the end.
const COLUMNS: [&str; 16] = [
    "document",
    "line",
    "column",
    "start",
    "end",
    "found",
    "suggestion",
    "alternatives",
    "kind",
    "level",
    "confidence",
    "detector",
    "entry",
    "reason",
    "context",
    "applicability",
];
/// Columns of the summary.
const SUMMARY_COLUMNS: [&str; 6] = ["document", "words", "findings", "distinct", "per_1000_words", "verdict"];

/// Writes the header row of the findings report, after a byte order mark if asked for.
///
/// # Errors
/// Those of the writer.
pub fn write_csv_header(out: &mut impl Write, bom: bool) -> io::Result<()> {
    if bom {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    write_row(out, &COLUMNS)
}

/// Writes one row a finding.
///
/// # Errors
/// Those of the writer.
pub fn write_csv(out: &mut impl Write, document: &Document, findings: &Findings) -> io::Result<()> {
    records(document, findings).try_for_each(|record| write_row(out, &cells(&record)))
}

fn cells(record: &Record<'_>) -> [String; 16] {
    let (first, others) = record.suggestions.split_first().map_or(("", &[][..]), |(first, others)| (*first, others));
    [
        record.document.to_string(),
        record.line.to_string(),
        record.column.to_string(),
        record.start.to_string(),
        record.end.to_string(),
        record.found.to_string(),
        first.to_string(),
        others.join(" | "),
        record.kind.to_string(),
        record.level.to_string(),
        format!("{:.2}", record.confidence),
        record.detector.to_string(),
        record.entry.to_string(),
        record.reason.to_string(),
        record.context.clone(),
        record.applicability.to_string(),
    ]
}

/// Writes the header row of the summary, after a byte order mark if asked for.
///
/// # Errors
/// Those of the writer.
pub fn write_summary_header(out: &mut impl Write, bom: bool) -> io::Result<()> {
    if bom {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    write_row(out, &SUMMARY_COLUMNS)
}

/// Writes the summary row of a document: words, findings, different entries, density and verdict.
///
/// # Errors
/// Those of the writer.
pub fn write_summary(out: &mut impl Write, document: &Document, findings: &Findings) -> io::Result<()> {
    let row = [
        document.name().to_string(),
        findings.words.to_string(),
        findings.findings.len().to_string(),
        findings.distinct().to_string(),
        format!("{:.2}", findings.density()),
        Verdict::of(findings).text().to_string(),
    ];
    write_row(out, &row)
}

fn write_row(out: &mut impl Write, cells: &[impl AsRef<str>]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    for cell in cells {
        writer.write_field(neutral(cell.as_ref()).as_ref())?;
    }
    writer.write_record(None::<&[u8]>)?;
    writer.flush()
}

/// A cell that no spreadsheet runs as a formula: an apostrophe goes before the marks that begin one (OWASP, CSV injection).
/// A lone mark, such as the `-` of standard input, is no formula.
fn neutral(cell: &str) -> Cow<'_, str> {
    if cell.len() > 1 && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{cell}").into();
    }
    cell.into()
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn cells_that_begin_a_formula_are_neutralised() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("-", "-"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(neutral(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_row_is_quoted_where_it_must_be_and_ends_with_crlf() {
        let (document, findings) = sample("so \"nitty, gritty\" it is", "nitty, gritty", "=detailed");
        let mut out = Vec::new();
        write_csv(&mut out, &document, &findings).unwrap();
        let row = String::from_utf8(out).unwrap();
        assert_eq!(
            row,
            "copy.txt,1,5,4,17,\"nitty, gritty\",'=detailed,,spun,likely,0.95,phrase,t/e,because,\
             \"so \"\"nitty, gritty\"\" it is\",review\r\n"
        );
    }

    #[test]
    fn the_summary_counts_and_judges() {
        let (document, findings) = sample("some inquiries", "inquiries", "questions");
        let mut out = Vec::new();
        write_summary_header(&mut out, true).unwrap();
        write_summary(&mut out, &document, &findings).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "\u{FEFF}document,words,findings,distinct,per_1000_words,verdict\r\n\
             copy.txt,9,1,1,111.11,phrasing suggests isolated odd wording\r\n"
        );
    }
}
