//! False alarms: findings in text that is known to be clean, where every finding is one too many.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::bootstrap::{Interval, interval};
use crate::finding::Findings;

/// What was found in one clean document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CleanDocument {
    /// Words of the text.
    pub words: usize,
    /// The id of the dictionary entry behind each finding.
    pub entries: Vec<String>,
}

impl From<&Findings> for CleanDocument {
    fn from(findings: &Findings) -> Self {
        let entries = findings.findings.iter().map(|finding| finding.entry.clone()).collect();
        CleanDocument { words: findings.counts.words, entries }
    }
}

/// How often clean text is flagged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CleanScore {
    /// Documents.
    pub documents: usize,
    /// Documents with a finding.
    pub documents_flagged: usize,
    /// Words of all documents.
    pub words: usize,
    /// Findings in all documents.
    pub findings: usize,
    /// Findings per 100,000 words; none without words.
    #[serde(serialize_with = "super::serialize_rounded_option")]
    pub per_100k_words: Option<f64>,
    /// The 95 % interval of that rate over documents, see [`interval`]. Without any finding it is 0 to 0, which is no
    /// proof that there never will be one.
    pub interval: Option<Interval>,
    /// The entries behind most findings, the most frequent first, those of the same count by id.
    pub most_frequent: Vec<EntryCount>,
}

/// A dictionary entry with its number of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryCount {
    /// Id of the entry.
    pub entry: String,
    /// Findings by it, in all documents.
    pub count: usize,
}

impl CleanScore {
    /// Sums up `documents` and names up to `limit` of the most frequent entries.
    pub fn new(documents: &[CleanDocument], limit: usize) -> Self {
        let all: Vec<&CleanDocument> = documents.iter().collect();
        CleanScore {
            documents: documents.len(),
            documents_flagged: documents.iter().filter(|document| !document.entries.is_empty()).count(),
            words: documents.iter().map(|document| document.words).sum(),
            findings: documents.iter().map(|document| document.entries.len()).sum(),
            per_100k_words: per_100k_words(&all),
            interval: interval(documents, per_100k_words),
            most_frequent: most_frequent(documents, limit),
        }
    }
}

/// The rate over all documents together: long ones weigh more, as their words do.
fn per_100k_words(documents: &[&CleanDocument]) -> Option<f64> {
    let words: usize = documents.iter().map(|document| document.words).sum();
    let findings: usize = documents.iter().map(|document| document.entries.len()).sum();
    (words > 0).then(|| findings as f64 * 100_000.0 / words as f64)
}

fn most_frequent(documents: &[CleanDocument], limit: usize) -> Vec<EntryCount> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in documents.iter().flat_map(|document| &document.entries) {
        *counts.entry(entry).or_default() += 1;
    }
    let mut counts: Vec<EntryCount> =
        counts.into_iter().map(|(entry, count)| EntryCount { entry: entry.to_owned(), count }).collect();
    // The sort is stable: entries of the same count stay in the map's order, by id.
    counts.sort_by_key(|entry| Reverse(entry.count));
    counts.truncate(limit);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(words: usize, entries: &[&str]) -> CleanDocument {
        CleanDocument { words, entries: entries.iter().map(|&entry| entry.to_owned()).collect() }
    }

    #[test]
    fn sums_up() {
        let documents = [document(300, &["b", "c"]), document(100, &[]), document(100, &["c", "a", "d", "d"])];
        let score = CleanScore::new(&documents, 3);
        let totals = (score.documents, score.documents_flagged, score.words, score.findings, score.per_100k_words);
        assert_eq!(totals, (3, 2, 500, 6, Some(1200.0)));
        let Interval { low, high } = score.interval.unwrap();
        assert!(low < 1200.0 && 1200.0 < high && low >= 0.0 && high <= 4000.0, "{low} {high}");
        let counts: Vec<(&str, usize)> = score.most_frequent.iter().map(|e| (e.entry.as_str(), e.count)).collect();
        assert_eq!(counts, [("c", 2), ("d", 2), ("a", 1)]);
    }

    #[test]
    fn order_of_documents_does_not_matter_for_entries() {
        let (one, two) = (document(1, &["x", "y", "z"]), document(1, &["z", "y", "x", "w"]));
        let there = CleanScore::new(&[one.clone(), two.clone()], 9).most_frequent;
        assert_eq!(there, CleanScore::new(&[two, one], 9).most_frequent);
        assert_eq!(there.iter().map(|e| e.entry.as_str()).collect::<String>(), "xyzw");
    }

    #[test]
    fn nothing_has_no_rate() {
        for documents in [vec![], vec![document(0, &[])]] {
            let score = CleanScore::new(&documents, 5);
            assert_eq!((score.per_100k_words, score.interval), (None, None));
        }
        let silent = CleanScore::new(&[document(50, &[]), document(70, &[])], 5);
        assert_eq!((silent.per_100k_words, silent.interval), (Some(0.0), Some(Interval { low: 0.0, high: 0.0 })));
    }

    #[test]
    fn serialises() {
        let json = serde_json::to_string(&CleanScore::new(&[document(30_000, &["t/a"])], 5)).unwrap();
        let expected = concat!(
            r#"{"documents":1,"documents_flagged":1,"words":30000,"findings":1,"per_100k_words":3.3333,"#,
            r#""interval":{"low":3.3333,"high":3.3333},"most_frequent":[{"entry":"t/a","count":1}]}"#
        );
        assert_eq!(json, expected);
    }
}
