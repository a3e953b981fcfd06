//! Pairs of pages: how many of those of one source are found, and how many of those found are of one.

use std::collections::HashMap;
use std::fmt;
use unspin::audit::cluster::Cluster;

/// Counts over all pages.
#[derive(Debug, Default)]
pub struct Pairs {
    /// Pairs of one source in one cluster.
    pub right: u64,
    /// Pairs in one cluster.
    pub found: u64,
    /// Pairs of one source.
    pub all: u64,
}

impl Pairs {
    /// Counts; `sources` has the source of each page.
    pub fn of(clusters: &[Cluster], sources: &[usize]) -> Pairs {
        let right = clusters.iter().map(|cluster| {
            let of = cluster.members.iter().map(|member| sources[member.page as usize]);
            alike(of)
        });
        let found = clusters.iter().map(|cluster| pairs(cluster.members.len() as u64));
        Pairs { right: right.sum(), found: found.sum(), all: alike(sources.iter().copied()) }
    }

    /// Share of the pairs of one source that are found; 1 where there are none.
    pub fn recall(&self) -> f64 {
        if self.all == 0 { 1.0 } else { self.right as f64 / self.all as f64 }
    }

    /// Share of the pairs found that are of one source; 1 where there are none.
    pub fn precision(&self) -> f64 {
        if self.found == 0 { 1.0 } else { self.right as f64 / self.found as f64 }
    }
}

impl fmt::Display for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pairs, recall {:.4}, precision {:.4}", self.all, self.recall(), self.precision())
    }
}

/// Pairs with the same source.
fn alike(sources: impl Iterator<Item = usize>) -> u64 {
    let mut counts: HashMap<usize, u64> = HashMap::new();
    sources.for_each(|source| *counts.entry(source).or_default() += 1);
    counts.values().map(|count| pairs(*count)).sum()
}

fn pairs(count: u64) -> u64 {
    count * count.saturating_sub(1) / 2
}
