//! The columns of the tables: one schema, whatever they are written as.

use Kind::{Integer, Number, Text};

/// What a column holds. An empty cell is a null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// Signed, 64 bits.
    Integer,
    /// 64 bits, with a point.
    Number,
}

/// A column: its name, and what it holds.
pub type Column = (&'static str, Kind);

/// One row a finding: the columns of the report of `check` (`unspin schema` describes them), then the URL.
pub const FINDINGS: [Column; 18] = [
    ("document", Text),
    ("line", Integer),
    ("column", Integer),
    ("start", Integer),
    ("end", Integer),
    ("found", Text),
    ("suggestion", Text),
    ("alternatives", Text),
    ("kind", Text),
    ("level", Text),
    ("confidence", Number),
    ("detector", Text),
    ("entry", Text),
    ("reason", Text),
    ("context", Text),
    ("applicability", Text),
    ("part", Text),
    ("url", Text),
];

/// One row a page. The last column is known only when all pages are there, and is no part of [`Part`](super::Part).
pub const DOCUMENTS: [Column; 21] = [
    ("document", Text),
    ("part", Text),
    ("url", Text),
    ("site", Text),
    ("date", Text),
    ("language", Text),
    ("words", Integer),
    ("findings", Integer),
    ("certain", Integer),
    ("likely", Integer),
    ("possible", Integer),
    ("per_1000_words", Number),
    ("verdict", Text),
    ("probability", Number),
    ("sentences", Integer),
    ("sentences_with_findings", Integer),
    ("sentence_share", Number),
    ("vocabulary", Text),
    ("vocabulary_share", Number),
    ("boilerplate_share", Number),
    ("cluster", Integer),
];

/// One row a site.
pub const SITES: [Column; 13] = [
    ("site", Text),
    ("pages", Integer),
    ("english_pages", Integer),
    ("strong_pages", Integer),
    ("strong_share", Number),
    ("strong_low", Number),
    ("strong_high", Number),
    ("density_median", Number),
    ("density_90", Number),
    ("density_99", Number),
    ("vocabularies", Text),
    ("first_date", Text),
    ("last_date", Text),
];

/// One row a phrase and suggestion.
pub const PHRASES: [Column; 5] =
    [("phrase", Text), ("suggestion", Text), ("pages", Integer), ("sites", Integer), ("findings", Integer)];

/// One row a page of a cluster: [`super::cluster::CLUSTERS`].
pub const CLUSTERS: [Column; 9] = [
    ("cluster", Integer),
    ("document", Text),
    ("part", Text),
    ("url", Text),
    ("site", Text),
    ("pages", Integer),
    ("sites", Integer),
    ("similarity", Number),
    ("likeliest_original", Text),
];

/// One row a sentence that two pages of a cluster word differently: [`super::cluster::WORDINGS`].
pub const WORDINGS: [Column; 5] =
    [("cluster", Integer), ("original", Text), ("spun", Text), ("original_page", Text), ("spun_page", Text)];

/// One row a phrase and suggestion of a page, in a part: what [`PHRASES`] are counted from.
pub const PAGE_PHRASES: [Column; 4] = [("phrase", Text), ("suggestion", Text), ("site", Text), ("findings", Integer)];

/// One row for what could not be read.
pub const ERRORS: [Column; 5] =
    [("document", Text), ("part", Text), ("cause", Text), ("message", Text), ("scope", Text)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_that_rows_are_made_for() {
        let names = |columns: &[Column]| columns.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        assert_eq!(names(&FINDINGS), [&crate::report::COLUMNS[..], &["url"]].concat());
        assert_eq!(names(&CLUSTERS), crate::audit::cluster::CLUSTERS);
        assert_eq!(names(&WORDINGS), crate::audit::cluster::WORDINGS);
    }
}
