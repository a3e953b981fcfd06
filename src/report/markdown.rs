//! Markdown (GitHub flavoured): a table of the documents, and one of findings for each document that has any.

use super::binding::Binding;
use super::page::Page;
use super::{Record, Records, Summary, clean, count};
use crate::document::Document;
use crate::finding::{Counts, Verdict};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

/// Bytes that GitHub takes as the summary of a step; a longer one is refused whole.
pub(super) const STEP_SUMMARY: usize = 1 << 20;
/// Bytes kept free for the sentence that says what was left out.
const RESERVE: usize = 256;
const TABLE: &str = "| Line | Phrase | Write instead | Level | Why |\n|---:|---|---|---|---|";

/// The section of a document. Its rows wait for what the document came to, which stands before them.
#[derive(Default)]
pub(super) struct Section {
    rows: Vec<u8>,
}

impl Page for Section {
    fn add(&mut self, _out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        let Record { line, column, level, kind, .. } = record;
        let (found, reason, advice) = (cell(record.found), cell(record.reason), cell(&record.suggestions.join(" | ")));
        writeln!(self.rows, "| {line}:{column} | {found} | {advice} | {level}, {kind} | {reason} |")
    }

    fn end(&mut self, out: &mut dyn Write, _document: &Document, summary: &Summary) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n## {}\n\n{}.\n\n{TABLE}", title(summary), statement(&summary.counts))?;
        out.write_all(&self.rows)
    }
}

fn title(summary: &Summary) -> String {
    let separator = if summary.part.is_empty() { "" } else { ": " };
    format!("{}{separator}{}", cell(&summary.name), cell(&summary.part))
}

/// What a document came to, as a sentence without its full stop.
pub(super) fn statement(counts: &Counts) -> String {
    let verdict = Verdict::of(counts).text();
    let (words, findings) = (count(counts.words, "word"), count(counts.findings, "finding"));
    let mut statement = format!("The {verdict}: {findings} in {words} ({:.1} in 1,000)", counts.density());
    if counts.findings > 0 {
        let sentences = count(counts.sentences, "sentence");
        statement += &format!(", in {} of {sentences}", counts.sentences_with_findings);
    }
    if let Some(evidence) = &counts.evidence {
        statement += &format!("; probability {:.2}", evidence.probability);
        if let Some(vocabulary) = &evidence.vocabulary {
            statement += &format!("; swaps resemble the {} vocabulary", vocabulary.family.name());
        }
    }
    statement
}

/// Text in a cell: on one line, its marks taken literally.
fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in clean(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '~' | '#' | '$' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// All sections behind a table of the documents. The sections wait in the spill until the table is known.
pub(super) struct Book<O, S> {
    out: O,
    sections: S,
    limit: Option<usize>,
    table: String,
    documents: usize,
    findings: usize,
}

impl<O: Write, S: Read + Write + Seek> Book<O, S> {
    pub(super) fn new(out: O, sections: S, limit: Option<usize>) -> Self {
        Book { out, sections, limit, table: String::new(), documents: 0, findings: 0 }
    }

    fn head(&self) -> String {
        let (findings, documents) = (count(self.findings, "finding"), count(self.documents, "document"));
        let table = "| Document | Phrasing suggests | Findings | In 1,000 words |\n|---|---|---:|---:|\n";
        format!("# unspin: {findings} in {documents}\n\n{table}{}", self.table)
    }
}

impl<O: Write, S: Read + Write + Seek> Binding<O> for Book<O, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sections.write_all(bytes)
    }

    fn document(&mut self, summary: &Summary) -> io::Result<()> {
        let Counts { findings, .. } = summary.counts;
        let verdict = Verdict::of(&summary.counts).text().trim_start_matches("phrasing suggests ");
        let density = summary.counts.density();
        self.table += &format!("| {} | {verdict} | {findings} | {density:.1} |\n", title(summary));
        self.documents += 1;
        self.findings += findings;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<(O, Vec<String>)> {
        self.sections.seek(SeekFrom::Start(0))?;
        let head = self.head();
        let report = head.as_bytes().chain(BufReader::new(&mut self.sections));
        let Some(limit) = self.limit else {
            let mut report = report;
            io::copy(&mut report, &mut self.out)?;
            return Ok((self.out, Vec::new()));
        };
        let written = copy_lines(report, &mut self.out, limit - RESERVE)?;
        let (documents, findings) = (self.documents - written.documents, self.findings - written.findings);
        if documents + findings == 0 {
            return Ok((self.out, Vec::new()));
        }
        let left_out = format!("{} and {}", count(findings, "finding"), count(documents, "document"));
        let note = format!("GitHub takes {limit} bytes; rows of {left_out} are left out");
        writeln!(self.out, "\n**{note}.**")?;
        Ok((self.out, vec![note]))
    }
}

/// Rows of tables that were written.
#[derive(Default)]
struct Written {
    documents: usize,
    findings: usize,
}

/// Copies whole lines as long as they fit.
fn copy_lines(mut from: impl BufRead, to: &mut impl Write, limit: usize) -> io::Result<Written> {
    let (mut written, mut used, mut line) = (Written::default(), 0, Vec::new());
    let mut in_sections = false;
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line)? == 0 || used + line.len() > limit {
            return Ok(written);
        }
        used += line.len();
        to.write_all(&line)?;
        in_sections |= line.starts_with(b"## ");
        let is_head = line.starts_with(b"| Document |") || line.starts_with(b"| Line |");
        if line.starts_with(b"| ") && !is_head {
            *(if in_sections { &mut written.findings } else { &mut written.documents }) += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Pages, Report, Style, tests::sample};
    use super::*;

    #[test]
    fn marks_in_the_copy_are_taken_literally() {
        assert_eq!(cell("a|b *c* <i>\n`d` [e](f) & #1"), "a\\|b \\*c\\* &lt;i> \\`d\\` \\[e\\](f) &amp; \\#1");
    }

    fn report(format: Format, documents: usize) -> (String, Vec<String>) {
        let (document, findings) = sample("some in|quiries", "in|quiries", "questions");
        let spill = std::io::Cursor::new(Vec::new());
        let mut report = Report::new(format, Vec::new(), spill, false).unwrap();
        for _ in 0..documents {
            let mut pages = Pages::new(&document, &[format], Style::Plain, "");
            pages.add(&mut [&mut report], &findings.findings[0]).unwrap();
            let summary = pages.end(&mut [&mut report], findings.counts).unwrap();
            report.document(&summary).unwrap();
        }
        let (out, notes) = report.finish().unwrap();
        (String::from_utf8(out).unwrap(), notes)
    }

    #[test]
    fn documents_stand_before_their_findings() {
        let (markdown, notes) = report(Format::Markdown, 1);
        assert!(notes.is_empty());
        assert_eq!(
            markdown,
            "# unspin: 1 finding in 1 document\n\n\
             | Document | Phrasing suggests | Findings | In 1,000 words |\n|---|---|---:|---:|\n\
             | copy.txt | isolated odd wording | 1 | 111.1 |\n\n\
             ## copy.txt\n\n\
             The phrasing suggests isolated odd wording: 1 finding in 9 words (111.1 in 1,000), in 1 of 2 sentences.\n\n\
             | Line | Phrase | Write instead | Level | Why |\n|---:|---|---|---|---|\n\
             | 1:6 | in\\|quiries | questions | likely, spun | because |\n"
        );
    }

    #[test]
    fn the_summary_of_a_step_fits_and_tells_what_does_not() {
        let (markdown, notes) = report(Format::StepSummary, 10_000);
        assert!(markdown.len() <= STEP_SUMMARY);
        let rows = markdown.matches("| 1:6 |").count();
        assert_eq!(markdown.matches("| isolated odd wording |").count(), 10_000);
        assert!(
            notes[0].ends_with(&format!("rows of {} findings and 0 documents are left out", 10_000 - rows)),
            "{notes:?}"
        );
        assert!(markdown.contains(notes[0].trim_start_matches("step-summary: ")));
    }
}
