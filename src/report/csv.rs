//! CSV reports (RFC 4180), safe to open in a spreadsheet.

use super::page::Page;
use super::{Record, Records, Summary};
use crate::finding::Verdict;
use std::borrow::Cow;
use std::io::{self, Write};

/// Columns of the findings report. Programs rely on the order; new ones go to the end.
pub(crate) const COLUMNS: [&str; 17] = [
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
    "part",
];
/// Columns that a report for review has behind the others: [`crate::report::fingerprint`] of the file, the editor's decision, and the reason for it.
pub(crate) const REVIEW_COLUMNS: [&str; 3] = ["hash", "decision", "note"];
/// Columns of the summary; as with [`COLUMNS`], new ones go to the end.
pub(super) const SUMMARY_COLUMNS: [&str; 12] = [
    "document",
    "words",
    "findings",
    "distinct",
    "per_1000_words",
    "verdict",
    "probability",
    "sentences",
    "sentences_with_findings",
    "vocabulary",
    "vocabulary_share",
    "part",
];

/// The header row of the findings report, after a byte order mark if asked for.
pub(super) fn head(bom: bool) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    write_head(&mut head, &COLUMNS, bom)?;
    Ok(head)
}

/// The header row of a report for review: the columns of the findings report, then `hash`, `decision` and `note`.
pub(super) fn review_head(bom: bool) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    write_head(&mut head, &[&COLUMNS[..], &REVIEW_COLUMNS].concat(), bom)?;
    Ok(head)
}

fn write_head(out: &mut impl Write, columns: &[&str], bom: bool) -> io::Result<()> {
    if bom {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    write_row(out, columns)
}

/// One row a finding.
pub(super) struct Rows;

impl Page for Rows {
    fn add(&mut self, out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        write_row(out, &cells(record))
    }
}

/// One row a finding, for review: behind the others the fingerprint of the file, and two cells that are the editor's.
pub(super) struct ReviewRows(pub String);

impl Page for ReviewRows {
    fn add(&mut self, out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        let cells = cells(record);
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).chain([self.0.as_str(), "", ""]).collect();
        write_row(out, &cells)
    }
}

/// The cells of [`COLUMNS`] as text.
pub(crate) fn cells<'r>(record: &'r Record<'_>) -> [Cow<'r, str>; COLUMNS.len()] {
    let (first, others) = record.suggestions.split_first().map_or(("", &[][..]), |(first, others)| (*first, others));
    [
        record.document.into(),
        record.line.to_string().into(),
        record.column.to_string().into(),
        record.start.to_string().into(),
        record.end.to_string().into(),
        record.found.into(),
        first.into(),
        others.join(" | ").into(),
        record.kind.into(),
        record.level.into(),
        format!("{:.2}", record.confidence).into(),
        record.detector.into(),
        record.entry.into(),
        record.reason.into(),
        record.context.as_str().into(),
        record.applicability.into(),
        record.part.into(),
    ]
}

/// Writes the header row of the summary, after a byte order mark if asked for.
///
/// # Errors
/// Those of the writer.
pub fn write_summary_header(out: &mut impl Write, bom: bool) -> io::Result<()> {
    write_head(out, &SUMMARY_COLUMNS, bom)
}

/// Writes the summary row of a document: words, findings, different entries, density, verdict, probability that it is machine-spun,
/// sentences, those with findings, the vocabulary that its swaps resemble, and what it is called within its file. What is not known
/// is an empty cell.
///
/// # Errors
/// Those of the writer.
pub fn write_summary(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    write_row(out, &summary_cells(summary))
}

/// The cells of [`SUMMARY_COLUMNS`] as text.
pub(super) fn summary_cells(summary: &Summary) -> [String; SUMMARY_COLUMNS.len()] {
    let counts = &summary.counts;
    let vocabulary = counts.evidence.and_then(|evidence| evidence.vocabulary);
    [
        summary.name.clone(),
        counts.words.to_string(),
        counts.findings.to_string(),
        counts.distinct.to_string(),
        format!("{:.2}", counts.density()),
        Verdict::of(counts).text().to_string(),
        counts.evidence.map_or_else(String::new, |evidence| format!("{:.3}", evidence.probability)),
        counts.sentences.to_string(),
        counts.sentences_with_findings.to_string(),
        vocabulary.map_or("", |vocabulary| vocabulary.family.name()).to_string(),
        vocabulary.map_or_else(String::new, |vocabulary| format!("{:.2}", vocabulary.share)),
        summary.part.clone(),
    ]
}

/// Writes a row of CSV, safe for spreadsheets.
pub(crate) fn write_row(out: &mut (impl Write + ?Sized), cells: &[impl AsRef<str>]) -> io::Result<()> {
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
    if cell.len() > 1 && cell.starts_with(FORMULA) {
        return format!("'{cell}").into();
    }
    cell.into()
}

/// The cell that a report's cell was written for.
pub(crate) fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.len() > 1 && rest.starts_with(FORMULA)).unwrap_or(cell)
}

/// Marks that a formula begins with.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::super::{records, tests::sample};
    use super::*;
    use crate::finding::{DocumentEvidence, Findings, Vocabulary};
    use crate::lexicon::Family;

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
            assert_eq!(original(expected), cell);
        }
    }

    #[test]
    fn a_row_is_quoted_where_it_must_be_and_ends_with_crlf() {
        let (document, findings) = sample("so \"nitty, gritty\" it is", "nitty, gritty", "=detailed");
        let mut out = Vec::new();
        records(&document, &findings).for_each(|record| write_row(&mut out, &cells(&record)).unwrap());
        let row = String::from_utf8(out).unwrap();
        assert_eq!(
            row,
            "copy.txt,1,5,4,17,\"nitty, gritty\",'=detailed,,spun,likely,0.95,phrase,t/e,because,\
             \"so \"\"nitty, gritty\"\" it is\",review,\r\n"
        );
    }

    #[test]
    fn the_summary_counts_and_judges() {
        let (_, Findings { counts, .. }) = sample("some inquiries", "inquiries", "questions");
        let mut summary = Summary { name: "copy.txt".into(), part: "id-9".into(), counts, ..Summary::default() };
        let mut out = Vec::new();
        write_summary_header(&mut out, true).unwrap();
        write_summary(&mut out, &summary).unwrap();
        let vocabulary = Some(Vocabulary { family: Family::SeoCopySpin, share: 0.756 });
        summary.counts.evidence = Some(DocumentEvidence { probability: 0.0004, vocabulary });
        write_summary(&mut out, &summary).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "\u{FEFF}document,words,findings,distinct,per_1000_words,verdict,\
             probability,sentences,sentences_with_findings,vocabulary,vocabulary_share,part\r\n\
             copy.txt,9,1,1,111.11,phrasing suggests isolated odd wording,,2,1,,,id-9\r\n\
             copy.txt,9,1,1,111.11,phrasing suggests isolated odd wording,0.000,2,1,seo-copy-spin,0.76,id-9\r\n"
        );
    }
}
