//! The sites that the page lists, and the pages that stand for each.

use super::density::CLASSES;
use super::rows::{Rows, day, shown};
use super::script;
use crate::audit::merge::MergeError;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hasher;
use std::io::{self, Read, Write};
use twox_hash::XxHash3_64;

/// Sites on the page at most: the first of their rank.
pub(super) const SITES: usize = 10_000;
/// Sites, first of their rank, that are shown at length.
pub(super) const AT_LENGTH: usize = 2_000;
/// Pages of a site, and examples of each, at length and in short: with all texts at their longest, about 30 MB in all.
const LENGTH: (usize, usize) = (5, 3);
const SHORT: (usize, usize) = (3, 1);
/// Characters of a site's name: the longest of a domain (RFC 1035).
const NAME: usize = 253;

/// A row of `sites.csv`.
#[derive(Debug, Deserialize)]
struct Row<'r> {
    site: &'r str,
    pages: u64,
    english_pages: u64,
    strong_pages: u64,
    strong_low: f64,
    strong_high: f64,
    density_median: f64,
    density_90: f64,
    vocabularies: &'r str,
    first_date: &'r str,
    last_date: &'r str,
}

/// A site as the script reads it: a list, in the order of the fields.
#[derive(Debug, Serialize)]
struct Site(String, u64, u64, u64, f64, f64, f64, f64, String, String, String);

/// What the pages of a site came to.
#[derive(Debug, Default)]
struct Pages {
    densities: [u32; CLASSES],
    with_findings: u64,
    /// Those to show, best first, each with its rank.
    best: Vec<(Rank, Page)>,
}

/// What pages are shown first by: verdict, probability, density.
pub(super) type Rank = (usize, f64, f64);

/// A page as the script reads it.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub(super) struct Page {
    /// Its URL, or file and record.
    pub name: String,
    pub date: String,
    /// Which verdict, from the weakest.
    pub verdict: usize,
    pub words: u64,
    pub findings: u64,
    pub density: f64,
    pub examples: Vec<Example>,
}

/// A phrase as the script reads it: before, phrase, behind, suggestion, level.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub(super) struct Example(pub String, pub String, pub String, pub String, pub String);

/// Sites in the order of their rank.
#[derive(Debug, Default)]
pub(super) struct Listed {
    sites: Vec<Site>,
    pages: Vec<Pages>,
    numbers: HashMap<String, usize>,
    /// All sites, listed or not.
    pub all: u64,
    /// Those with a strong page.
    pub with_strong: u64,
    /// Those of which the strong share is above a half, with the confidence of the interval.
    pub mostly_strong: u64,
    /// Of all figures: a number that no stranger knows when a page is written.
    pub hash: u64,
}

impl Listed {
    /// Reads the table of sites.
    pub(super) fn read(sites: impl Read) -> Result<Listed, MergeError> {
        let (mut table, mut listed, mut hash) = (Rows::open(sites)?, Listed::default(), XxHash3_64::with_seed(0));
        while let Some(row) = table.next::<Row<'_>>()? {
            hash.write(format!("{row:?}").as_bytes());
            listed.all += 1;
            listed.with_strong += u64::from(row.strong_pages > 0);
            listed.mostly_strong += u64::from(row.strong_low > 0.5);
            if listed.sites.len() < SITES {
                listed.add(&row);
            }
        }
        listed.hash = hash.finish();
        Ok(listed)
    }

    fn add(&mut self, row: &Row<'_>) {
        self.numbers.insert(crate::report::original(row.site).to_string(), self.sites.len());
        self.pages.push(Pages::default());
        self.sites.push(Site(
            shown(row.site, NAME),
            row.pages,
            row.english_pages,
            row.strong_pages,
            row.strong_low,
            row.strong_high,
            row.density_median,
            row.density_90,
            shown(row.vocabularies, NAME),
            day(row.first_date),
            day(row.last_date),
        ));
    }

    /// How many sites are listed.
    pub(super) fn len(&self) -> usize {
        self.sites.len()
    }

    /// The number of a site that is listed.
    pub(super) fn number(&self, site: &str) -> Option<usize> {
        self.numbers.get(crate::report::original(site)).copied()
    }

    /// Counts a page of a site that was checked.
    pub(super) fn count(&mut self, number: usize, class: usize) {
        let pages = &mut self.pages[number];
        pages.densities[class] += 1;
        pages.with_findings += u64::from(class > 0);
    }

    /// How many examples a page of that rank wants; `None` where others are shown.
    pub(super) fn wants(&self, number: usize, rank: Rank) -> Option<usize> {
        let (pages, examples) = limits(number);
        let best = &self.pages[number].best;
        (best.len() < pages || best.last().is_some_and(|(last, _)| rank > *last)).then_some(examples)
    }

    /// Takes a page; the last of those that are too many goes.
    pub(super) fn keep(&mut self, number: usize, rank: Rank, page: Page) {
        let best = &mut self.pages[number].best;
        best.insert(best.partition_point(|(other, _)| *other >= rank), (rank, page));
        best.truncate(limits(number).0);
    }

    /// Writes the sites as a list for the script, one a line.
    pub(super) fn write_sites(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"[")?;
        for (number, (site, pages)) in self.sites.iter().zip(&self.pages).enumerate() {
            if number > 0 {
                out.write_all(b",")?;
            }
            script::line(out, &(site, pages.densities, pages.with_findings))?;
        }
        out.write_all(b"]")
    }

    /// Writes the pages to show, a list a line and site, which the script reads when it is asked for.
    pub(super) fn write_pages(&self, out: &mut impl Write) -> io::Result<()> {
        self.pages
            .iter()
            .try_for_each(|pages| script::line(out, &pages.best.iter().map(|(_, page)| page).collect::<Vec<_>>()))
    }
}

/// Pages of a site and examples of a page at most.
fn limits(number: usize) -> (usize, usize) {
    if number < AT_LENGTH { LENGTH } else { SHORT }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "site,pages,english_pages,strong_pages,strong_share,strong_low,strong_high,density_median,density_90,\
                          density_99,vocabularies,first_date,last_date\n";

    #[test]
    fn the_first_sites_are_listed_and_all_are_counted() {
        let rows: String =
            (0..SITES + 5).map(|n| format!("s{n}.example,9,8,{},,0.{},1,0,0,0,,,\n", n % 2, n % 10)).collect();
        let listed = Listed::read(format!("{HEADER}{rows}").as_bytes()).unwrap();
        assert_eq!((listed.len(), listed.all, listed.with_strong, listed.mostly_strong), (SITES, 10_005, 5_002, 4_000));
        assert_eq!((listed.number("s7.example"), listed.number("s10000.example")), (Some(7), None));
        let other = Listed::read(format!("{HEADER}{}", rows.replace("s7.", "t7.")).as_bytes()).unwrap();
        assert_ne!(listed.hash, other.hash);
    }

    #[test]
    fn the_best_pages_stand_for_a_site_in_their_order() {
        let mut listed = Listed::read(format!("{HEADER}a.example,9,8,1,,0,1,0,0,0,,,\n").as_bytes()).unwrap();
        let ranks =
            [(1, 0.5, 3.0), (3, 0.1, 1.0), (1, 0.5, 4.0), (1, 0.5, 4.0), (0, 0.0, 0.1), (2, 0.9, 0.0), (1, 0.5, 3.5)];
        for (at, rank) in ranks.into_iter().enumerate() {
            assert_eq!(listed.wants(0, rank), Some(3), "{at}");
            listed.keep(0, rank, Page { name: at.to_string(), ..Page::default() });
        }
        assert_eq!(listed.wants(0, (1, 0.5, 3.5)), None);
        assert_eq!(listed.wants(0, (1, 0.5, 3.6)), Some(3));
        let names: Vec<&str> = listed.pages[0].best.iter().map(|(_, page)| &*page.name).collect();
        assert_eq!(names, ["1", "5", "2", "3", "6"]);
    }
}
