//! Phrases over all pages.

use super::merge::MergeError;
use super::table::Table;
use crate::report::original;
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

/// What a phrase came to.
#[derive(Debug, Default)]
struct Phrase {
    pages: u64,
    findings: u64,
    /// Numbers of the sites that it was found on.
    sites: FxHashSet<u32>,
}

/// All phrases with their suggestions. Memory grows with what is different: phrases, and sites of each.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    phrases: HashMap<(String, String), Phrase>,
    sites: HashMap<String, u32>,
}

impl Phrases {
    /// Adds rows of a part.
    pub(super) fn add(&mut self, rows: &[u8]) -> Result<(), MergeError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows);
        for row in reader.records() {
            let row = row.map_err(|_| MergeError::Damaged)?;
            let cell = |at: usize| row.get(at).map(original).ok_or(MergeError::Damaged);
            let (phrase, suggestion, site) = (cell(0)?.to_string(), cell(1)?.to_string(), cell(2)?);
            let findings: u64 = cell(3)?.parse().map_err(|_| MergeError::Damaged)?;
            let phrase = self.phrases.entry((phrase, suggestion)).or_default();
            phrase.pages += 1;
            phrase.findings += findings;
            if !site.is_empty() {
                let next = u32::try_from(self.sites.len()).unwrap_or(u32::MAX);
                phrase.sites.insert(*self.sites.entry(site.to_string()).or_insert(next));
            }
        }
        Ok(())
    }

    /// Writes all, those of most pages first.
    pub(super) fn write<W: Write + Send>(self, out: &mut Table<W>) -> io::Result<()> {
        let mut all: Vec<_> = self.phrases.into_iter().collect();
        all.sort_by(|(a, one), (b, other)| {
            let key = |phrase: &Phrase| Reverse((phrase.pages, phrase.sites.len()));
            (key(one), a).cmp(&(key(other), b))
        });
        for ((phrase, suggestion), Phrase { pages, findings, sites }) in all {
            let counts = [pages, sites.len() as u64, findings].map(|count| count.to_string());
            let [pages, sites, findings] = counts;
            out.row(&[phrase, suggestion, pages, sites, findings])?;
        }
        Ok(())
    }
}
