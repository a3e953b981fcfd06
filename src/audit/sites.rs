//! Sites over all pages.

use super::merge::{MergeError, Total};
use super::statistics::{Sketch, wilson};
use crate::finding::Verdict;
use crate::report::{original, write_row};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Columns of `sites.csv`.
pub(super) const SITES: [&str; 13] = [
    "site",
    "pages",
    "english_pages",
    "strong_pages",
    "strong_share",
    "strong_low",
    "strong_high",
    "density_median",
    "density_90",
    "density_99",
    "vocabularies",
    "first_date",
    "last_date",
];

/// What sites are counted from in a row of the documents.
#[derive(Deserialize)]
pub(super) struct Row<'r> {
    site: &'r str,
    date: &'r str,
    pub(super) words: Option<u64>,
    pub(super) findings: Option<u64>,
    pub(super) certain: Option<u64>,
    pub(super) likely: Option<u64>,
    pub(super) possible: Option<u64>,
    pub(super) per_1000_words: Option<f64>,
    verdict: &'r str,
    vocabulary: &'r str,
}

impl Row<'_> {
    /// Whether the phrasing of the page suggests machine rewriting, by the strongest verdict.
    pub(super) fn is_strong(&self) -> bool {
        self.verdict == Verdict::Strong.text()
    }
}

/// What a site came to.
#[derive(Debug, Default)]
struct Site {
    pages: u64,
    english: u64,
    strong: u64,
    densities: Sketch,
    vocabularies: BTreeMap<String, u64>,
    first: String,
    last: String,
}

impl Site {
    fn add(&mut self, row: &Row<'_>) {
        self.pages += 1;
        if let Some(density) = row.per_1000_words {
            self.english += 1;
            self.strong += u64::from(row.is_strong());
            self.densities.add(density);
        }
        if !row.vocabulary.is_empty() {
            *self.vocabularies.entry(row.vocabulary.to_string()).or_default() += 1;
        }
        if !row.date.is_empty() {
            if self.first.is_empty() || row.date < &*self.first {
                self.first = row.date.to_string();
            }
            if row.date > &*self.last {
                self.last = row.date.to_string();
            }
        }
    }

    fn cells(&self, site: &str) -> [String; SITES.len()] {
        let share = if self.english == 0 { String::new() } else { decimals(self.strong as f64 / self.english as f64) };
        let (low, high) = wilson(self.strong, self.english);
        let density = |q: f64| format!("{:.2}", self.densities.quantile(q));
        let mut vocabularies: Vec<_> = self.vocabularies.iter().collect();
        vocabularies.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let vocabularies: Vec<String> = vocabularies.iter().map(|(name, count)| format!("{name} {count}")).collect();
        [
            site.to_string(),
            self.pages.to_string(),
            self.english.to_string(),
            self.strong.to_string(),
            share,
            decimals(low),
            decimals(high),
            density(0.5),
            density(0.9),
            density(0.99),
            vocabularies.join(" | "),
            self.first.clone(),
            self.last.clone(),
        ]
    }
}

fn decimals(share: f64) -> String {
    format!("{share:.4}")
}

/// All sites. Memory grows with their number alone.
#[derive(Debug, Default)]
pub(super) struct Sites(BTreeMap<String, Site>);

impl Sites {
    /// Adds rows of the documents, behind their header.
    pub(super) fn add(&mut self, rows: &[u8], header: &csv::StringRecord, total: &mut Total) -> Result<(), MergeError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|_| MergeError::Damaged)? {
            let row: Row<'_> = record.deserialize(Some(header)).map_err(|_| MergeError::Damaged)?;
            total.add(&row);
            self.0.entry(original(row.site).to_string()).or_default().add(&row);
        }
        Ok(())
    }

    /// Writes all: first those of which the share of strong pages is surely the highest.
    pub(super) fn write(self, out: &mut impl Write) -> io::Result<()> {
        let low = |site: &Site| wilson(site.strong, site.english).0;
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|(_, a), (_, b)| low(b).total_cmp(&low(a)).then(b.pages.cmp(&a.pages)));
        write_row(out, &SITES)?;
        all.into_iter().try_for_each(|(name, site)| write_row(out, &site.cells(name)))
    }
}
