//! Sites over all pages.

use super::schema::SITES;
use super::statistics::{Sketch, wilson};
use super::table::Table;
use crate::finding::Verdict;
use crate::report::original;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What sites are counted from in a row of the documents.
#[derive(Deserialize)]
pub(super) struct Row<'r> {
    pub(super) document: &'r str,
    pub(super) part: &'r str,
    pub(super) url: &'r str,
    pub(super) site: &'r str,
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

/// Pages of a site that came to the same: one row of the documents, or several counted as one.
#[derive(Debug, Clone, Copy)]
pub struct Alike<'r> {
    /// The site; empty where a page is from no web.
    pub site: &'r str,
    /// How many there are.
    pub pages: u64,
    /// Findings in 1,000 words, with two decimals; `None` where they were not checked.
    pub per_1000_words: Option<f64>,
    /// The verdict in words.
    pub verdict: &'r str,
    /// The vocabulary; empty where no one stands out.
    pub vocabulary: &'r str,
    /// The earliest date; one that does not begin as ISO 8601 has it is left out.
    pub first: &'r str,
    /// The latest date, likewise.
    pub last: &'r str,
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
    fn add(&mut self, alike: &Alike<'_>) {
        self.pages += alike.pages;
        if let Some(density) = alike.per_1000_words {
            self.english += alike.pages;
            self.strong += if alike.verdict == Verdict::Strong.text() { alike.pages } else { 0 };
            self.densities.add(density, alike.pages);
        }
        if !alike.vocabulary.is_empty() {
            *self.vocabularies.entry(alike.vocabulary.to_string()).or_default() += alike.pages;
        }
        if is_sortable(alike.first) && (self.first.is_empty() || alike.first < &*self.first) {
            self.first = alike.first.to_string();
        }
        if is_sortable(alike.last) && alike.last > &*self.last {
            self.last = alike.last.to_string();
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

/// Whether a date begins as ISO 8601 has it, so that the order of letters is that of time.
fn is_sortable(date: &str) -> bool {
    let mut begin = date.bytes().zip("0000-00".bytes());
    date.len() >= 7 && begin.all(|(byte, like)| if like == b'0' { byte.is_ascii_digit() } else { byte == like })
}

fn decimals(share: f64) -> String {
    format!("{share:.4}")
}

/// All sites. Memory grows with their number alone.
#[derive(Debug, Default)]
pub struct Sites(BTreeMap<String, Site>);

impl Sites {
    /// Adds pages that came to the same.
    pub fn count(&mut self, alike: &Alike<'_>) {
        self.0.entry(alike.site.to_string()).or_default().add(alike);
    }

    /// Adds a row of the documents.
    pub(super) fn add(&mut self, row: &Row<'_>) {
        let Row { per_1000_words, verdict, vocabulary, date, .. } = *row;
        let site = original(row.site);
        self.count(&Alike { site, pages: 1, per_1000_words, verdict, vocabulary, first: date, last: date });
    }

    /// The cells of [`SITES`] of each: first those of which the share of strong pages is surely the highest.
    pub fn rows(&self) -> impl Iterator<Item = [String; SITES.len()]> {
        let low = |site: &Site| wilson(site.strong, site.english).0;
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|(_, a), (_, b)| low(b).total_cmp(&low(a)).then(b.pages.cmp(&a.pages)));
        all.into_iter().map(|(name, site)| site.cells(name))
    }

    /// Writes all.
    pub(super) fn write<W: Write + Send>(self, out: &mut Table<W>) -> io::Result<()> {
        self.rows().try_for_each(|row| out.row(&row))
    }
}

#[cfg(test)]
mod tests {
    use super::super::cluster::Sketch;
    use super::super::merge::{Merger, Tables};
    use super::super::page::KNOWN;
    use super::super::page::Part;
    use super::super::part::write_part;
    use super::super::schema::DOCUMENTS;
    use super::super::table::TableFormat;
    use super::*;
    use crate::report::write_row;
    use std::collections::HashMap;
    use std::io::Cursor;

    /// Chance by a generator that gives the same numbers in each run (SplitMix64; Steele, Lea and Flood 2014).
    struct Draw(u64);

    impl Draw {
        /// From 0 to 1.
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) >> 40) as f64 / f64::from(1 << 24)
        }
    }

    fn row(part: &mut Part, cells: &[(&str, &str)]) {
        let cell = |name: &str| cells.iter().find(|(known, _)| *known == name).map_or("", |(_, cell)| cell);
        let row: Vec<&str> = DOCUMENTS[..KNOWN].iter().map(|(name, _)| cell(name)).collect();
        write_row(&mut part.documents, &row).unwrap();
        Sketch::write(None, &mut part.sketches).unwrap();
    }

    /// The rows of the table of sites.
    fn sites(part: &Part) -> Vec<csv::StringRecord> {
        let open = |_: &str| Ok::<_, io::Error>(Vec::new());
        let spills = [Cursor::<Vec<u8>>::default(), Cursor::default()];
        let mut merger = Merger::new(Tables::open(&[TableFormat::Csv], open).unwrap(), spills);
        let mut bytes = Vec::new();
        write_part(&mut bytes, part, true).unwrap();
        merger.add(&bytes[..]).unwrap();
        let (files, _) = merger.compare().unwrap().finish().unwrap();
        csv::Reader::from_reader(&files[2][..]).records().map(Result::unwrap).collect()
    }

    #[test]
    fn intervals_of_simulated_sites_hold_their_coverage_and_rank_them() {
        let (mut draw, mut held, mut all, mut agree, mut pairs) = (Draw(1), 0, 0, 0.0, 0.0);
        for _ in 0..4 {
            let (mut part, mut truth) = (Part::default(), HashMap::new());
            for site in 0..300 {
                // 0 to 100 %, 3 to 500 pages, as many small sites as large ones.
                let (share, pages) = (f64::from(site) / 299.0, 3.0 * (500.0_f64 / 3.0).powf(draw.next()));
                let name = format!("s{site}.example");
                for _ in 0..pages.round() as usize {
                    let strong = if draw.next() < share { Verdict::Strong.text() } else { "" };
                    row(&mut part, &[("site", &name), ("words", "300"), ("per_1000_words", "1"), ("verdict", strong)]);
                }
                truth.insert(name, share);
            }
            let rows = sites(&part);
            let shares: Vec<f64> = rows.iter().map(|row| truth[&row[0]]).collect();
            for (row, share) in rows.iter().zip(&shares) {
                let [low, high] = [5, 6].map(|at| row[at].parse::<f64>().unwrap());
                all += 1;
                held += usize::from((low - 5e-5..=high + 5e-5).contains(share));
            }
            for (at, share) in shares.iter().enumerate() {
                agree += shares[at + 1..].iter().filter(|later| *later < share).count() as f64;
                pairs += (shares.len() - at - 1) as f64;
            }
        }
        let (coverage, order) = (held as f64 / all as f64, agree / pairs);
        // Three standard errors around 95 % of 1,200 intervals. Small sites are ranked by what is sure of them, and so below large ones.
        assert!((coverage - 0.95).abs() < 0.019, "{coverage}");
        assert!(order > 0.8, "{order}");
    }

    #[test]
    fn only_dates_that_sort_are_first_and_last() {
        let mut part = Part::default();
        for date in ["24/11/2026", "2026-03-01T00:00:00Z", "", "2025-12-24", "2026"] {
            row(&mut part, &[("site", "a.example"), ("date", date)]);
        }
        let rows = sites(&part);
        assert_eq!((&rows[0][11], &rows[0][12]), ("2025-12-24", "2026-03-01T00:00:00Z"));
    }
}
