//! Parts put together.

use super::cluster::{Clusterer, Place, Sketch};
use super::page::{FILE, KNOWN};
use super::part::Head;
use super::phrases::Phrases;
use super::schema::{CLUSTERS, DOCUMENTS, ERRORS, FINDINGS, PHRASES, SITES, WORDINGS};
use super::sites::{Row, Sites};
use super::table::{Table, TableFormat};
use crate::document::DocumentError;
use crate::reference::Spill;
use crate::report::original;
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

/// The tables: `findings`, one row a finding; `documents`, one a page; `sites`; `phrases`; `clusters`, one a page that has copies; `wordings`, one
/// a sentence that two copies word differently; `errors`, one for what could not be read.
pub struct Tables<W: Write + Send> {
    findings: Table<W>,
    documents: Table<W>,
    sites: Table<W>,
    phrases: Table<W>,
    clusters: Table<W>,
    wordings: Table<W>,
    errors: Table<W>,
}

impl<W: Write + Send> Tables<W> {
    /// Begins each table in each of the formats; `open` gives the file of a name, such as `sites.csv`.
    ///
    /// # Errors
    /// The first of `open`, and those of the writers.
    pub fn open<E: From<io::Error>>(
        formats: &[TableFormat],
        mut open: impl FnMut(&str) -> Result<W, E>,
    ) -> Result<Tables<W>, E> {
        let mut table = |name, columns| Table::open(name, columns, formats, &mut open);
        Ok(Tables {
            findings: table("findings", &FINDINGS[..])?,
            documents: table("documents", &DOCUMENTS)?,
            sites: table("sites", &SITES)?,
            phrases: table("phrases", &PHRASES)?,
            clusters: table("clusters", &CLUSTERS)?,
            wordings: table("wordings", &WORDINGS)?,
            errors: table("errors", &ERRORS)?,
        })
    }

    fn finish(self) -> io::Result<Vec<W>> {
        let Tables { findings, documents, sites, phrases, clusters, wordings, errors } = self;
        let tables = [findings, documents, sites, phrases, clusters, wordings, errors];
        let files: io::Result<Vec<Vec<W>>> = tables.into_iter().map(Table::finish).collect();
        Ok(files?.into_iter().flatten().collect())
    }
}

/// Files that are named at most where they could not be read; all are rows of the errors.
const NAMED: usize = 10;

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
    /// Clusters of pages that are copies of one source.
    pub clusters: u64,
    /// Files that could not be read, or not to their end; those that are no text at all do not count.
    pub failed: u64,
    /// The first of these with the reason, ten at most.
    pub named: Vec<String>,
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

/// Puts parts together, in their order, which is gone through twice: a page's cluster is known when all pages are. No part but the one that is
/// read is in memory.
pub struct Merger<W: Write + Send, S> {
    tables: Tables<W>,
    header: csv::StringRecord,
    sites: Sites,
    phrases: Phrases,
    clusterer: Clusterer<S>,
    total: Total,
}

impl<W: Write + Send, S: Spill> Merger<W, S> {
    /// Begins with tables that have no rows yet, and two places to spill to that are empty, such as temporary files.
    #[must_use]
    pub fn new(tables: Tables<W>, [sketches, signatures]: [S; 2]) -> Self {
        let header = DOCUMENTS[..KNOWN].iter().map(|(name, _)| *name).collect();
        let (sites, phrases, total) = (Sites::default(), Phrases::default(), Total::default());
        Merger { tables, header, sites, phrases, clusterer: Clusterer::new(sketches, signatures), total }
    }

    /// Adds a part.
    ///
    /// # Errors
    /// See [`MergeError`].
    pub fn add(&mut self, mut part: impl BufRead) -> Result<(), MergeError> {
        let head = Head::read(&mut part)?.ok_or(MergeError::Damaged)?;
        let [findings, documents, sketches, phrases, errors] = head.lengths;
        self.tables.findings.rows(&section(&mut part, findings)?)?;
        let rows = section(&mut part, documents)?;
        self.documents(&rows, &section(&mut part, sketches)?)?;
        self.phrases.add(&section(&mut part, phrases)?)?;
        let rows = section(&mut part, errors)?;
        self.tables.errors.rows(&rows)?;
        self.count(&rows)
    }

    fn documents(&mut self, rows: &[u8], mut sketches: &[u8]) -> Result<(), MergeError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|_| MergeError::Damaged)? {
            let row: Row<'_> = record.deserialize(Some(&self.header)).map_err(|_| MergeError::Damaged)?;
            self.total.add(&row);
            self.sites.add(&row);
            let cells = [row.document, row.part, row.url, row.site];
            let [document, part, url, site] = cells.map(|cell| original(cell).to_string());
            let sketch = Sketch::read(&mut sketches).map_err(|_| MergeError::Damaged)?;
            self.clusterer.add(&Place { document, part, url, site }, sketch.as_ref())?;
        }
        Ok(())
    }

    fn count(&mut self, errors: &[u8]) -> Result<(), MergeError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(errors);
        for row in reader.records() {
            let row = row.map_err(|_| MergeError::Damaged)?;
            let cell = |at: usize| row.get(at).map(original).ok_or(MergeError::Damaged);
            let (document, cause, message, scope) = (cell(0)?, cell(2)?, cell(3)?, cell(4)?);
            *self.total.errors.entry(cause.to_string()).or_default() += 1;
            if scope == FILE && cause != DocumentError::BINARY {
                self.total.failed += 1;
                if self.total.named.len() < NAMED {
                    self.total.named.push(format!("{document}: {message}"));
                }
            }
        }
        Ok(())
    }

    /// Writes what is known when all parts were added: sites, phrases and clusters.
    ///
    /// # Errors
    /// Those of the writers, and of the places to spill to.
    pub fn compare(mut self) -> io::Result<Compared<W>> {
        self.sites.write(&mut self.tables.sites)?;
        self.phrases.write(&mut self.tables.phrases)?;
        let mut clusters = vec![0; usize::try_from(self.total.pages).map_err(io::Error::other)?];
        let (mut number, tables) = (0_u32, &mut self.tables);
        self.clusterer.finish(|cluster| {
            number += 1;
            for member in &cluster.members {
                clusters[member.page as usize] = number;
            }
            cluster.rows(number.into()).try_for_each(|row| tables.clusters.row(&row))?;
            cluster.wording_rows(number.into()).try_for_each(|row| tables.wordings.row(&row))
        })?;
        self.total.clusters = number.into();
        Ok(Compared { tables: self.tables, clusters: clusters.into_iter(), total: self.total })
    }
}

/// Parts of which all is written but the rows of the documents.
pub struct Compared<W: Write + Send> {
    tables: Tables<W>,
    /// The cluster of each page that is yet to come; 0 where it has none.
    clusters: std::vec::IntoIter<u32>,
    total: Total,
}

impl<W: Write + Send> Compared<W> {
    /// Adds a part again; they come in the same order.
    ///
    /// # Errors
    /// See [`MergeError`].
    pub fn add(&mut self, mut part: impl BufRead) -> Result<(), MergeError> {
        let head = Head::read(&mut part)?.ok_or(MergeError::Damaged)?;
        let [findings, documents, ..] = head.lengths;
        io::copy(&mut (&mut part).take(findings), &mut io::sink())?;
        let rows = section(&mut part, documents)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&rows[..]);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|_| MergeError::Damaged)? {
            let cluster = self.clusters.next().ok_or(MergeError::Damaged)?;
            let cluster = if cluster == 0 { String::new() } else { cluster.to_string() };
            let cells: Vec<&str> = record.iter().map(original).chain([&*cluster]).collect();
            self.tables.documents.row(&cells)?;
        }
        Ok(())
    }

    /// Ends the tables; their files, for their owner to close.
    ///
    /// # Errors
    /// Those of the writers.
    pub fn finish(self) -> io::Result<(Vec<W>, Total)> {
        Ok((self.tables.finish()?, self.total))
    }
}

/// The next bytes of a part.
fn section(part: &mut impl Read, length: u64) -> Result<Vec<u8>, MergeError> {
    let mut bytes = Vec::new();
    part.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(MergeError::Damaged) }
}
