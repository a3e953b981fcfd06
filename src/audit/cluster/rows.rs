//! Clusters as rows of tables.

use super::cut::{Cluster, Member};
use crate::learn::Pair;
use std::collections::BTreeSet;

/// Columns of `clusters`: one row a page of a cluster.
pub const CLUSTERS: [&str; 9] =
    ["cluster", "document", "part", "url", "site", "pages", "sites", "similarity", "likeliest_original"];

/// Columns of `wordings`: one row a sentence that two pages of a cluster word differently. `unspin learn --table wordings.csv --columns original
/// spun` proposes substitutions from it.
pub const WORDINGS: [&str; 5] = ["cluster", "original", "spun", "original_page", "spun_page"];

impl Cluster {
    /// Rows of [`CLUSTERS`]; clusters are numbered from 1 by convention.
    pub fn rows(&self, number: u64) -> impl Iterator<Item = [String; CLUSTERS.len()]> {
        let sites: BTreeSet<&str> = self.members.iter().map(|member| &*member.place.site).collect();
        let (pages, sites) = (self.members.len(), sites.len());
        self.members.iter().enumerate().map(move |(at, member)| {
            let place = &member.place;
            [
                number.to_string(),
                place.document.clone(),
                place.part.clone(),
                place.url.clone(),
                place.site.clone(),
                pages.to_string(),
                sites.to_string(),
                format!("{:.2}", member.similarity),
                if at == self.original { "yes" } else { "no" }.to_string(),
            ]
        })
    }

    /// Rows of [`WORDINGS`].
    pub fn wording_rows(&self, number: u64) -> impl Iterator<Item = [String; WORDINGS.len()]> {
        self.wordings.iter().map(move |wording| {
            let pages = [self.original, wording.member].map(|member| name(&self.members[member]));
            let [from, to] = pages;
            [number.to_string(), wording.original.clone(), wording.spun.clone(), from.to_string(), to.to_string()]
        })
    }

    /// What [`crate::learn::propose`] takes.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> {
        self.wordings.iter().map(|wording| Pair {
            original: wording.original.clone(),
            spun: wording.spun.clone(),
            document: name(&self.members[wording.member]).to_string(),
            family: None,
        })
    }
}

/// The record of a page, such as its URL; the file where it has none.
fn name(member: &Member) -> &str {
    let place = &member.place;
    [&place.url, &place.part].into_iter().find(|name| !name.is_empty()).unwrap_or(&place.document)
}
