//! Findings to reports. Every format is made from the same records: a [`Pages`] writes what one document adds to each report,
//! a [`Report`] puts these together in the order of the documents, so that documents may be checked side by side.

mod binding;
mod checkstyle;
mod csv;
mod fingerprint;
mod format;
mod github;
mod html;
mod junit;
mod markdown;
mod page;
mod rdjsonl;
mod region;
mod sarif;
mod text;
mod xlsx;
mod xml;

pub use self::binding::Report;
#[cfg(test)]
pub(crate) use self::csv::COLUMNS;
pub(crate) use self::csv::{cells, original, write_row};
pub use self::csv::{write_summary, write_summary_header};
pub use self::fingerprint::fingerprint;
pub use self::format::Format;
pub(crate) use self::html::{CSS, escaped, is_unseen};
pub use self::page::{Pages, Summary};
pub use self::text::{Style, write_text};

use crate::document::{Document, Positions};
use crate::finding::{Finding, Findings};
use crate::span::Span;
use crate::text::Sentences;
use page::Page;
use region::ColumnCounter;
use serde::Serialize;
use std::io::{self, Write};

/// JSON Schema (draft 2020-12) of [`Record`] as JSON: what every machine format is made from.
pub const SCHEMA: &str = include_str!("schema.json");
/// Version of [`SCHEMA`]: the first number grows when a field changes or goes, the second when one is added.
pub const SCHEMA_VERSION: &str = "1.0";

/// A finding with its places worked out: the contract of every machine format, fields in the order of the CSV's columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record<'f> {
    /// Name of the document; `-` for standard input.
    pub document: &'f str,
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, from 1, in Unicode characters.
    pub column: usize,
    /// Byte offset of the first character in the decoded file; in its prose where no one counts the file's own lines.
    pub start: usize,
    /// Byte offset behind the last character.
    pub end: usize,
    /// The phrase as it stands in the text.
    pub found: &'f str,
    /// Replacements for `found`, best first.
    pub suggestions: Vec<&'f str>,
    /// `spun`, `tortured` or `translated`.
    pub kind: &'static str,
    /// `certain`, `likely` or `possible`.
    pub level: &'static str,
    /// How sure the finding is, as a probability rounded to two decimals.
    pub confidence: f64,
    /// `phrase` or `near`.
    pub detector: &'static str,
    /// Id of the dictionary entry.
    pub entry: &'f str,
    /// Why it was reported.
    pub reason: &'f str,
    /// The sentence around it, on one line, shortened when long.
    pub context: String,
    /// How far the first suggestion may be trusted: `safe`, `review`, or `none` where there is no suggestion.
    pub applicability: &'static str,
    /// What the part of the file is called that it stands in: the id of a record, a page, a chapter; else empty.
    pub part: &'f str,
    /// The phrase in bytes of the document's prose.
    #[serde(skip)]
    pub span: Span,
}

/// Characters of context kept to each side of a finding.
const CONTEXT: usize = 160;

/// Makes the records of one document.
pub struct Records<'d> {
    document: &'d Document,
    positions: Positions<'d>,
    sentences: Sentences<'d>,
    columns: ColumnCounter,
}

impl<'d> Records<'d> {
    /// Records for the findings of `document`.
    pub fn new(document: &'d Document) -> Self {
        let (positions, sentences) = (Positions::new(document.located()), Sentences::new(document.text()));
        Records { document, positions, sentences, columns: ColumnCounter::default() }
    }

    /// The record of a finding. Findings in order of the text cost the least.
    pub fn record<'f>(&mut self, finding: &'f Finding) -> Record<'f>
    where
        'd: 'f,
    {
        let (document, span) = (self.document, finding.span);
        let (place, origin) = (document.locate(span), document.origin());
        let mut position = self.positions.locate(place.start);
        let first = position.line == 1;
        position.line = self.shown_line(position.line);
        Record {
            document: document.name(),
            line: origin.lines + position.line,
            column: position.column + if first { origin.columns.characters } else { 0 },
            start: origin.offset + place.start,
            end: origin.offset + place.end,
            found: span.slice(document.text()),
            suggestions: finding.suggestions.iter().map(|suggestion| suggestion.text.as_str()).collect(),
            kind: finding.kind.name(),
            level: finding.level.name(),
            confidence: (finding.confidence * 100.0).round() / 100.0,
            detector: finding.detector.name(),
            entry: &finding.entry,
            reason: &finding.reason,
            context: context(document.text(), span, self.sentences.around(span)),
            applicability: finding.applicability().name(),
            part: document.part(span.start),
            span,
        }
    }
}

/// The records of a document's findings, in order, made one by one.
pub fn records<'f>(document: &'f Document, findings: &'f Findings) -> impl Iterator<Item = Record<'f>> {
    let mut records = Records::new(document);
    findings.findings.iter().map(move |finding| records.record(finding))
}

/// One JSON object a finding and line, with the fields of [`Record`].
struct Lines;

impl Page for Lines {
    fn add(&mut self, out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")
    }
}

/// What a finding says, in one line: the phrase, what to write instead, and why.
fn message(record: &Record<'_>) -> String {
    let advice = match record.suggestions.split_first() {
        None => "no safe replacement".to_string(),
        Some((first, [])) => format!("write \"{first}\""),
        Some((first, others)) => format!("write \"{first}\" (or {})", others.join(", ")),
    };
    clean(&format!("\"{}\": {advice}. {} ({})", record.found, record.reason, record.level))
}

/// What another tool calls a level; `names` are for certain, likely and possible.
fn severity(level: &str, names: [&'static str; 3]) -> &'static str {
    match level {
        "certain" => names[0],
        "likely" => names[1],
        _ => names[2],
    }
}

/// A number of things in words: `1 finding`, `2 findings`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The sentence around a finding, white space folded and control characters left out.
fn context(text: &str, span: Span, sentence: Span) -> String {
    let before = &text[sentence.start.min(span.start)..span.start];
    let after = &text[span.end..sentence.end.max(span.end)];
    format!("{}{}{}", keep_end(before), clean(span.slice(text)), keep_start(after))
}

/// The last characters of `text`, cleaned; no more of it is read than is kept.
fn keep_end(text: &str) -> String {
    let mut cleaned = fold(text.chars().rev());
    let kept: Vec<char> = cleaned.by_ref().take(CONTEXT).collect();
    let cut = cleaned.next().map(|_| '…');
    cut.into_iter().chain(kept.into_iter().rev()).collect()
}

/// The first characters of `text`, cleaned.
fn keep_start(text: &str) -> String {
    let mut cleaned = fold(text.chars());
    let mut kept: String = cleaned.by_ref().take(CONTEXT).collect();
    kept.extend(cleaned.next().map(|_| '…'));
    kept
}

/// One line, without control characters: safe for a terminal and a spreadsheet cell.
pub(crate) fn clean(text: &str) -> String {
    fold(text.chars()).collect()
}

/// White space and control characters as one space a run.
fn fold(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut spaced = false;
    let plain = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
    chars.map(plain).filter(move |c| !std::mem::replace(&mut spaced, *c == ' ') || *c != ' ')
}

/// The line that holds the start of `span`, without its line end.
fn line_around(text: &str, span: Span) -> Span {
    let is_end = |c: char| c == '\n' || c == '\r';
    let start = text[..span.start].rfind(is_end).map_or(0, |at| at + 1);
    let end = text[span.start..].find(is_end).map_or(text.len(), |at| span.start + at);
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Columns, Origin};
    use crate::finding::{Applicability, Counts, Detector, Suggestion};
    use crate::level::Level;
    use crate::lexicon::Kind;

    pub(super) fn sample(text: &str, found: &str, suggestion: &str) -> (Document, Findings) {
        let start = text.find(found).unwrap();
        let finding = Finding {
            span: Span::new(start, start + found.len()),
            kind: Kind::Spun,
            level: Level::Likely,
            confidence: 0.954,
            detector: Detector::Phrase,
            entry: "t/e".into(),
            suggestions: vec![Suggestion { text: suggestion.into(), applicability: Applicability::Review }],
            reason: "because".into(),
        };
        let counts =
            Counts { words: 9, findings: 1, distinct: 1, sentences: 2, sentences_with_findings: 1, evidence: None };
        (Document::from_text("copy.txt", text), Findings { findings: vec![finding], counts })
    }

    /// A report on one document.
    pub(super) fn rendered(format: Format, document: &Document, findings: &Findings) -> Vec<u8> {
        let mut report = Report::new(format, Vec::new(), std::io::Cursor::new(Vec::new()), false).unwrap();
        let mut pages = Pages::new(document, &[format], Style::Plain, "");
        findings.findings.iter().for_each(|finding| pages.add(&mut [&mut report], finding).unwrap());
        let summary = pages.end(&mut [&mut report], findings.counts).unwrap();
        report.document(&summary).unwrap();
        report.finish().unwrap().0
    }

    #[test]
    fn a_record_locates_the_finding_and_quotes_its_sentence() {
        let (document, findings) =
            sample("É is here.\nThe nitty\tgritty\u{1b} inquiries came. More.", "inquiries", "questions");
        let record = records(&document, &findings).next().unwrap();
        assert_eq!((record.line, record.column, record.start, record.end), (2, 19, 30, 39));
        assert_eq!(record.context, "The nitty gritty inquiries came.");
        assert_eq!(record.confidence, 0.95);
    }

    #[test]
    fn a_record_of_a_larger_file_is_located_in_the_file() {
        let (document, findings) = sample("some inquiries\nof inquiries", "inquiries", "questions");
        let document = document.with_origin(Origin {
            offset: 100,
            lines: 4,
            columns: Columns { characters: 7, ..Columns::default() },
        });
        let document = document.with_parts(vec![(0, "id-9".into())]);
        let record = records(&document, &findings).next().unwrap();
        assert_eq!((record.line, record.column, record.start, record.end), (5, 13, 105, 114));
        assert_eq!((record.part, record.found), ("id-9", "inquiries"));
    }

    #[test]
    fn long_sentences_are_shortened_on_both_sides() {
        let text = format!("{} inquiries {}", "word ".repeat(200), "word ".repeat(200));
        let (document, findings) = sample(&text, "inquiries", "questions");
        let context = records(&document, &findings).next().unwrap().context;
        assert!(context.starts_with('…') && context.ends_with('…'), "{context}");
        assert_eq!(context.chars().count(), 2 * (CONTEXT + 1) + "inquiries".len());
    }

    #[test]
    fn json_lines_hold_the_suggestions_as_a_list() {
        let (document, findings) = sample("some inquiries", "inquiries", "questions");
        let out = rendered(Format::Jsonl, &document, &findings);
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["suggestions"], serde_json::json!(["questions"]));
        assert_eq!(value["applicability"], "review");
    }
}
