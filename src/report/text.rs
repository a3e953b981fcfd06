//! Findings for a terminal: each phrase underlined in its line, with what to write instead.

use super::page::Page;
use super::{Record, Records, Summary, clean, count, line_around};
use crate::document::Document;
use crate::finding::{Counts, Verdict};
use crate::span::Span;
use anstyle::{AnsiColor, Style as Ansi};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Whether the text report uses colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Plain text.
    #[default]
    Plain,
    /// ANSI colours, for a terminal.
    Colour,
}

/// Columns shown of the line before and behind a phrase.
const SHOWN: usize = 60;

/// A few lines a finding, and one a document.
pub(super) struct Blocks(pub Style);

impl Page for Blocks {
    fn add(&mut self, out: &mut dyn Write, records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        write_text(out, records.document, record, self.0)
    }

    fn end(&mut self, out: &mut dyn Write, document: &Document, summary: &Summary) -> io::Result<()> {
        write_text_end(out, document.name(), &summary.counts, self.0)
    }
}

/// Writes a record of `document` for people, in a few lines.
///
/// # Errors
/// Those of the writer.
pub fn write_text(
    out: &mut (impl Write + ?Sized),
    document: &Document,
    record: &Record<'_>,
    style: Style,
) -> io::Result<()> {
    let (bold, mark) = match style {
        Style::Plain => (Ansi::new(), Ansi::new()),
        Style::Colour => (Ansi::new().bold(), level_style(record.level)),
    };
    let Record { line, column, level, kind, entry, .. } = record;
    let name = clean(record.document);
    writeln!(out, "{bold}{name}:{line}:{column}{bold:#}: {mark}{level}, {kind}{mark:#} [{entry}]")?;
    let Excerpt { before, found, after } = excerpt(document.text(), record.span);
    let margin = " ".repeat(line.to_string().len());
    writeln!(out, " {line} | {before}{mark}{found}{mark:#}{after}")?;
    let (blank, underline) = (" ".repeat(before.width()), "^".repeat(found.width().max(1)));
    writeln!(out, " {margin} | {blank}{mark}{underline}{mark:#} {}", advice(record))?;
    writeln!(out, " {margin} = {}\n", clean(record.reason))
}

/// The line that ends the report of a document: what was counted, the verdict, and what it rests on.
fn write_text_end(out: &mut dyn Write, document: &str, counts: &Counts, style: Style) -> io::Result<()> {
    let bold = if style == Style::Colour { Ansi::new().bold() } else { Ansi::new() };
    let name = clean(document);
    let (words, findings) = (count(counts.words, "word"), count(counts.findings, "finding"));
    write!(out, "{bold}{name}{bold:#}: {words}, {findings}")?;
    if counts.findings > 0 {
        write!(out, " in {} of {}", counts.sentences_with_findings, count(counts.sentences, "sentence"))?;
    }
    write!(out, "; {}", Verdict::of(counts).text())?;
    if let Some(evidence) = &counts.evidence {
        write!(out, " (probability {:.2})", evidence.probability)?;
        if let Some(vocabulary) = &evidence.vocabulary {
            let (family, percent) = (vocabulary.family.name(), 100.0 * vocabulary.share);
            write!(out, "; swaps resemble the {family} vocabulary ({percent:.0} %)")?;
        }
    }
    writeln!(out)
}

fn advice(record: &Record<'_>) -> String {
    match record.suggestions.split_first() {
        None => "no safe replacement".to_string(),
        Some((first, [])) => clean(first),
        Some((first, others)) => format!("{} (or {})", clean(first), clean(&others.join(", "))),
    }
}

fn level_style(level: &str) -> Ansi {
    let colour = match level {
        "certain" => AnsiColor::Red,
        "likely" => AnsiColor::Yellow,
        _ => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}

struct Excerpt {
    before: String,
    found: String,
    after: String,
}

/// The line of a phrase, cut to a width that fits a terminal. A phrase over a line end is shown on one line.
fn excerpt(text: &str, span: Span) -> Excerpt {
    let line = line_around(text, span);
    let from = text.ceil_char_boundary(line.start.max(span.start.saturating_sub(8 * SHOWN)));
    let to = text.floor_char_boundary(line.end.max(span.end).min(span.end + 8 * SHOWN));
    let (before, after) = (clean(&text[from..span.start]), clean(&text[span.end..to]));
    let surplus = before.chars().count().saturating_sub(SHOWN);
    let shortened: String = before.chars().skip(surplus).collect();
    let before = if surplus > 0 || from > line.start { format!("…{shortened}") } else { shortened };
    let kept: String = after.chars().take(SHOWN).collect();
    let after = if kept.len() < after.len() || to < line.end { format!("{kept}…") } else { kept };
    Excerpt { before, found: clean(span.slice(text)), after }
}

#[cfg(test)]
mod tests {
    use super::super::{records, tests::sample};
    use super::*;
    use crate::finding::{DocumentEvidence, Vocabulary};
    use crate::lexicon::Family;

    fn show(text: &str, found: &str, style: Style) -> String {
        let (document, findings) = sample(text, found, "questions");
        let mut out = Vec::new();
        records(&document, &findings).for_each(|record| write_text(&mut out, &document, &record, style).unwrap());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn underlines_the_phrase_in_its_line() {
        let shown = show("First.\nSome 日本 inquiries came.\n", "inquiries", Style::Plain);
        assert_eq!(
            shown,
            "copy.txt:2:9: likely, spun [t/e]\n\
             \u{20}2 | Some 日本 inquiries came.\n\
             \u{20}  |           ^^^^^^^^^ questions\n\
             \u{20}  = because\n\n"
        );
    }

    #[test]
    fn cuts_long_lines_and_lets_no_control_character_through() {
        let text = format!("{}\u{1b}[31m inquiries{}", "word ".repeat(500), " word".repeat(500));
        let shown = show(&text, "inquiries", Style::Plain);
        assert!(shown.lines().all(|line| line.chars().count() < 160), "{shown}");
        assert!(!shown.contains('\u{1b}'));
        assert!(show("some inquiries", "inquiries", Style::Colour).contains('\u{1b}'));
    }

    #[test]
    fn a_document_ends_with_its_verdict() {
        let (document, mut findings) = sample("some inquiries", "inquiries", "questions");
        let line = |counts: &Counts| {
            let mut out = Vec::new();
            write_text_end(&mut out, document.name(), counts, Style::Plain).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            line(&findings.counts),
            "copy.txt: 9 words, 1 finding in 1 of 2 sentences; phrasing suggests isolated odd wording\n"
        );
        let vocabulary = Some(Vocabulary { family: Family::SeoCopySpin, share: 0.756 });
        findings.counts.evidence = Some(DocumentEvidence { probability: 0.0004, vocabulary });
        assert_eq!(
            line(&findings.counts),
            "copy.txt: 9 words, 1 finding in 1 of 2 sentences; phrasing suggests isolated odd wording (probability 0.00); \
             swaps resemble the seo-copy-spin vocabulary (76 %)\n"
        );
        assert_eq!(line(&Counts::default()), "copy.txt: 0 words, 0 findings; phrasing suggests nothing unusual\n");
    }
}
