//! What one document adds to a report, made side by side with what others add.

use super::{Format, Record, Records, Style};
use crate::document::Document;
use crate::finding::Counts;
use crate::level::Level;
use crate::lexicon::Kind;
use std::io::{self, Write};

/// Writes what one document adds to a report of some format.
pub(super) trait Page {
    /// Takes the next finding, in order of the text.
    fn add(&mut self, out: &mut dyn Write, records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()>;

    /// Takes what the document came to, behind its last finding.
    fn end(&mut self, _out: &mut dyn Write, _document: &Document, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }
}

/// What a document came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// Name of the document.
    pub name: String,
    /// What it is called within its file; else empty.
    pub part: String,
    /// How much of what it holds.
    pub counts: Counts,
    /// Findings of each level, in the order of [`Level::ALL`].
    pub levels: [usize; Level::ALL.len()],
    /// Findings of each kind, in the order of [`Kind::ALL`].
    pub kinds: [usize; Kind::ALL.len()],
}

/// The reports of one document, in one format or several.
pub struct Pages<'d> {
    document: &'d Document,
    records: Records<'d>,
    pages: Vec<Box<dyn Page>>,
    summary: Summary,
}

impl<'d> Pages<'d> {
    /// Begins the reports of `document`, one for each of `formats`; `style` is for text, `hash` the fingerprint of the file, for a review.
    pub fn new(document: &'d Document, formats: &[Format], style: Style, hash: &str) -> Self {
        let pages = formats.iter().map(|format| format.page(style, hash)).collect();
        let (name, part) = (document.name().to_string(), document.record().to_string());
        Pages {
            document,
            records: Records::new(document),
            pages,
            summary: Summary { name, part, ..Summary::default() },
        }
    }

    /// Adds a finding to each report; findings come in order of the text. `outs` are as many as the formats.
    ///
    /// # Errors
    /// Those of the writers.
    pub fn add(&mut self, outs: &mut [impl Write], finding: &crate::finding::Finding) -> io::Result<()> {
        self.summary.levels[finding.level as usize] += 1;
        self.summary.kinds[finding.kind as usize] += 1;
        let record = self.records.record(finding);
        let mut pages = self.pages.iter_mut().zip(outs);
        pages.try_for_each(|(page, out)| page.add(out, &mut self.records, &record))
    }

    /// Ends the reports with what the document came to.
    ///
    /// # Errors
    /// Those of the writers.
    pub fn end(mut self, outs: &mut [impl Write], counts: Counts) -> io::Result<Summary> {
        self.summary.counts = counts;
        for (page, out) in self.pages.iter_mut().zip(outs) {
            page.end(out, self.document, &self.summary)?;
        }
        Ok(self.summary)
    }
}
