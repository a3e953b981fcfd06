//! Parts put together.

use super::page::{DOCUMENTS, ERRORS, findings_columns};
use super::part::Head;
use super::phrases::Phrases;
use super::sites::{Row, Sites};
use crate::report::write_row;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};

/// Why parts cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A part cannot be read, or a table not written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no part of this version of unspin, or not whole.
    #[error("it is damaged, or was written by another version of unspin")]
    Damaged,
}

/// Where the tables go.
#[derive(Debug)]
pub struct Tables<W> {
    /// One row a finding: the columns of the report of `check`, then the URL.
    pub findings: W,
    /// One row a document.
    pub documents: W,
    /// One row a site.
    pub sites: W,
    /// One row a phrase and suggestion.
    pub phrases: W,
    /// One row for what could not be read.
    pub errors: W,
}

impl<W> Tables<W> {
    /// Opens each table by its name.
    ///
    /// # Errors
    /// The first of `open`.
    pub fn open<E>(mut open: impl FnMut(&str) -> Result<W, E>) -> Result<Tables<W>, E> {
        Ok(Tables {
            findings: open("findings")?,
            documents: open("documents")?,
            sites: open("sites")?,
            phrases: open("phrases")?,
            errors: open("errors")?,
        })
    }

    /// Ends each table.
    ///
    /// # Errors
    /// The first of `close`.
    pub fn close<E>(self, close: impl FnMut(W) -> Result<(), E>) -> Result<(), E> {
        [self.findings, self.documents, self.sites, self.phrases, self.errors].into_iter().try_for_each(close)
    }
}

/// What all documents came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Total {
    /// Documents that were read.
    pub pages: u64,
    /// Those that were checked, for they are in English or too short to tell.
    pub english: u64,
    /// Those with the strongest verdict.
    pub strong: u64,
    /// Words of those checked.
    pub words: u64,
    /// Findings.
    pub findings: u64,
    /// Findings of each level, in the order of [`crate::Level::ALL`].
    pub levels: [u64; 3],
    /// The highest density of a document, in findings in 1,000 words.
    pub density: f64,
    /// What could not be read, counted by cause.
    pub errors: BTreeMap<String, u64>,
}

impl Total {
    pub(super) fn add(&mut self, row: &Row<'_>) {
        self.pages += 1;
        self.english += u64::from(row.words.is_some());
        self.strong += u64::from(row.is_strong());
        self.words += row.words.unwrap_or(0);
        self.findings += row.findings.unwrap_or(0);
        for (sum, count) in self.levels.iter_mut().zip([row.possible, row.likely, row.certain]) {
            *sum += count.unwrap_or(0);
        }
        self.density = self.density.max(row.per_1000_words.unwrap_or(0.0));
    }
}

/// Puts parts together, in their order. No part but the one that is read is in memory.
pub struct Merger<W> {
    tables: Tables<W>,
    header: csv::StringRecord,
    sites: Sites,
    phrases: Phrases,
    total: Total,
}

impl<W: Write> Merger<W> {
    /// Begins the tables with their headers.
    ///
    /// # Errors
    /// Those of the writers.
    pub fn new(mut tables: Tables<W>) -> io::Result<Self> {
        write_row(&mut tables.findings, &findings_columns())?;
        write_row(&mut tables.documents, &DOCUMENTS)?;
        write_row(&mut tables.errors, &ERRORS)?;
        let header = DOCUMENTS.into_iter().collect();
        let (sites, phrases, total) = (Sites::default(), Phrases::default(), Total::default());
        Ok(Merger { tables, header, sites, phrases, total })
    }

    /// Adds a part.
    ///
    /// # Errors
    /// See [`MergeError`].
    pub fn add(&mut self, mut part: impl BufRead) -> Result<(), MergeError> {
        let head = Head::read(&mut part)?.ok_or(MergeError::Damaged)?;
        let [findings, documents, phrases, errors] = head.lengths;
        if io::copy(&mut (&mut part).take(findings), &mut self.tables.findings)? < findings {
            return Err(MergeError::Damaged);
        }
        let rows = section(&mut part, documents)?;
        self.tables.documents.write_all(&rows)?;
        self.sites.add(&rows, &self.header, &mut self.total)?;
        self.phrases.add(&section(&mut part, phrases)?)?;
        let rows = section(&mut part, errors)?;
        self.tables.errors.write_all(&rows)?;
        self.count(&rows)
    }

    fn count(&mut self, errors: &[u8]) -> Result<(), MergeError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(errors);
        for row in reader.records() {
            let row = row.map_err(|_| MergeError::Damaged)?;
            let cause = row.get(2).ok_or(MergeError::Damaged)?;
            *self.total.errors.entry(cause.to_string()).or_default() += 1;
        }
        Ok(())
    }

    /// Writes what is known only now: sites and phrases.
    ///
    /// # Errors
    /// Those of the writers.
    pub fn finish(mut self) -> io::Result<(Tables<W>, Total)> {
        self.sites.write(&mut self.tables.sites)?;
        self.phrases.write(&mut self.tables.phrases)?;
        Ok((self.tables, self.total))
    }
}

/// The next bytes of a part.
fn section(part: &mut impl Read, length: u64) -> Result<Vec<u8>, MergeError> {
    let mut bytes = Vec::new();
    part.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(MergeError::Damaged) }
}
