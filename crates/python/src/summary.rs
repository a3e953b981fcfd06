//! What a text comes to as a whole.

use pyo3::prelude::*;
use unspin::{Findings, Level, Verdict};

/// What a text comes to as a whole: what `unspin check --summary` says of a document.
#[pyclass(frozen, eq, get_all, module = "unspin")]
#[derive(Clone, PartialEq)]
pub(crate) struct Summary {
    /// Words; *don't* is one.
    pub words: usize,
    /// Findings.
    pub findings: usize,
    /// Findings of the level certain.
    pub certain: usize,
    /// Findings of the level likely.
    pub likely: usize,
    /// Findings of the level possible.
    pub possible: usize,
    /// Different entries behind the findings.
    pub distinct: usize,
    /// Findings in 1,000 words.
    pub per_1000_words: f64,
    /// How strongly the phrasing suggests machine rewriting, in words.
    pub verdict: &'static str,
    /// Probability that the text is machine-spun; None where restoration is off.
    pub probability: Option<f64>,
    /// Sentences, headings and list items.
    pub sentences: usize,
    /// Sentences in which a finding begins.
    pub sentences_with_findings: usize,
    /// Share of these, from 0 to 1.
    pub sentence_share: f64,
    /// The spinner vocabulary that the swaps resemble; None where no one stands out.
    pub vocabulary: Option<&'static str>,
    /// Share of the swaps that it knows; None where no one stands out.
    pub vocabulary_share: Option<f64>,
}

#[pymethods]
impl Summary {
    fn __repr__(&self) -> String {
        let probability = self.probability.map_or("None".to_string(), |probability| format!("{probability:.3}"));
        format!(
            "Summary({:?}, words={}, findings={}, probability={probability})",
            self.verdict, self.words, self.findings
        )
    }
}

/// The summary of what was found in a text, with its sentences counted.
pub(crate) fn of(findings: &Findings) -> Summary {
    let counts = &findings.counts;
    let of_level = |level: Level| findings.findings.iter().filter(|finding| finding.level == level).count();
    let vocabulary = counts.evidence.and_then(|evidence| evidence.vocabulary);
    Summary {
        words: counts.words,
        findings: counts.findings,
        certain: of_level(Level::Certain),
        likely: of_level(Level::Likely),
        possible: of_level(Level::Possible),
        distinct: counts.distinct,
        per_1000_words: counts.density(),
        verdict: Verdict::of(counts).text(),
        probability: counts.evidence.map(|evidence| evidence.probability),
        sentences: counts.sentences,
        sentences_with_findings: counts.sentences_with_findings,
        sentence_share: counts.sentences_with_findings as f64 / counts.sentences.max(1) as f64,
        vocabulary: vocabulary.map(|vocabulary| vocabulary.family.name()),
        vocabulary_share: vocabulary.map(|vocabulary| vocabulary.share),
    }
}
