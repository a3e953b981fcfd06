//! `report.html`: an audit on one page that holds all it needs, made from the tables.
//!
//! ```text
//! sites ─▶ Listed ─┐
//! documents, findings ─ survey ─▶ Overview, best pages of each site ─ page ─▶ HTML
//! phrases, clusters, errors ──────────────────────────────────────────┘
//! ```
//!
//! Tables are read row by row; memory and page grow with the sites listed, which are [`listed::SITES`] at most. What stands on the page
//! is from strangers: it is escaped, shown as text by a script that the page's policy knows by a number, and cut to a length.

mod clusters;
mod density;
mod listed;
mod page;
mod rows;
mod script;
mod survey;

use super::merge::MergeError;
use listed::Listed;
use std::io::{Read, Write};

/// The tables of an audit as they were merged, to be read from their start: CSV with headers. Columns may be in any order.
#[derive(Debug)]
pub struct Merged<R> {
    /// In the order of the documents, as many rows of each as it has findings.
    pub findings: R,
    /// One row a document.
    pub documents: R,
    /// In the order of their rank.
    pub sites: R,
    /// Those of most pages first.
    pub phrases: R,
    /// One row for what could not be read.
    pub errors: R,
    /// Where pages were compared: columns `cluster`, `document`, `part`, `url`, `site`, `similarity` and
    /// `likeliest_original`; members of a cluster follow each other.
    pub clusters: Option<R>,
}

/// Writes the page of an audit: HTML in UTF-8 that loads nothing. It lists 10,000 sites at most, and so is 30 MB at most, whatever was audited.
///
/// # Errors
/// Those of readers and writer; [`MergeError::Damaged`] where the tables are not those of one audit.
pub fn write_report<R: Read>(tables: Merged<R>, out: &mut impl Write) -> Result<(), MergeError> {
    let mut listed = Listed::read(tables.sites)?;
    let overview = survey::survey(tables.documents, tables.findings, &mut listed)?;
    page::head(out, &listed, &overview)?;
    page::sites(out, &listed, &overview)?;
    density::section(out, &overview.densities)?;
    page::vocabularies(out, &overview)?;
    page::phrases(out, tables.phrases)?;
    if let Some(clusters) = tables.clusters {
        clusters::section(out, clusters)?;
    }
    page::unseen(out, &overview, tables.errors)?;
    Ok(page::end(out, &listed)?)
}
