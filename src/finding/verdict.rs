//! What a document's findings say about it as a whole.

use super::Vocabulary;
use crate::detect::evidence::of_document;
use crate::detect::{Expected, Model};
use serde::Serialize;

/// How strongly a document's phrasing suggests machine rewriting: by the density of findings, and by the probability of the document
/// where restoration worked one out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing, or no more than human copy has.
    Clear,
    /// More than human copy has, too little to say more.
    Slight,
    /// Fit for a closer look.
    Suspicious,
    /// Page after page of it.
    Strong,
}

/// Findings per 1,000 words below which human copy lies.
const NOISE: f64 = 0.3;
/// Density and number of findings from which a document is suspicious, and from which it is strongly so.
/// Density, not count: the thresholds of torturedcheck 0.1.1.
const SUSPICIOUS: (f64, usize) = (0.6, 3);
const STRONG: (f64, usize) = (1.2, 6);
/// Probabilities that say the same: at most 1 human text in 100 reaches the first, and 1 in 1,000 the second (`reports/restoration.md`).
const PROBABLE: f64 = 0.5;
const HIGHLY_PROBABLE: f64 = 0.9;

impl Verdict {
    /// The verdict on a document: the stronger of what its probability and the density of its findings say.
    pub fn of(counts: &Counts) -> Verdict {
        let (count, density) = (counts.findings, counts.density());
        let probability = counts.evidence.map_or(0.0, |evidence| evidence.probability);
        let reaches = |(least_density, least_count): (f64, usize)| density >= least_density && count >= least_count;
        if reaches(STRONG) || probability >= HIGHLY_PROBABLE {
            Verdict::Strong
        } else if reaches(SUSPICIOUS) || probability >= PROBABLE {
            Verdict::Suspicious
        } else if count > 0 && density >= NOISE {
            Verdict::Slight
        } else {
            Verdict::Clear
        }
    }

    /// The verdict in words.
    pub fn text(self) -> &'static str {
        match self {
            Verdict::Clear => "phrasing suggests nothing unusual",
            Verdict::Slight => "phrasing suggests isolated odd wording",
            Verdict::Suspicious => "phrasing suggests machine rewriting in places",
            Verdict::Strong => "phrasing suggests machine rewriting",
        }
    }
}

/// How much of what a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// Words; *don't* is one.
    pub words: usize,
    /// Findings.
    pub findings: usize,
    /// Different entries behind the findings.
    pub distinct: usize,
    /// Sentences, headings and list items.
    pub sentences: usize,
    /// Sentences in which a finding begins.
    pub sentences_with_findings: usize,
    /// What the evidence of all places comes to; `None` where restoration is off.
    pub evidence: Option<DocumentEvidence>,
}

impl Counts {
    /// Findings per 1,000 words; 0 for a document without words.
    pub fn density(&self) -> f64 {
        if self.words == 0 { 0.0 } else { self.findings as f64 * 1_000.0 / self.words as f64 }
    }
}

/// What the places of a document say together, those below every level included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DocumentEvidence {
    /// Probability that the document is machine-spun, from 0 to 1.
    pub probability: f64,
    /// The spinner vocabulary that its swaps resemble, if one stands out.
    pub vocabulary: Option<Vocabulary>,
}

impl DocumentEvidence {
    /// Weighs the sums over all windows of a document; a window that was not looked at adds nothing.
    pub(crate) fn of(model: &Model, expected: &Expected, phrases: usize, words: usize) -> DocumentEvidence {
        let probability = model.document(&of_document(expected.sum, phrases, words));
        let vocabulary = Vocabulary::of(expected);
        DocumentEvidence { probability: f64::from(probability), vocabulary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probability_raises_the_verdict_and_never_lowers_it() {
        for (findings, words, probability, verdict) in [
            (0, 100, 0.49, Verdict::Clear),
            (0, 100, 0.5, Verdict::Suspicious),
            (1, 100, 0.1, Verdict::Slight),
            (1, 100, 0.89, Verdict::Suspicious),
            (1, 100, 0.9, Verdict::Strong),
            (6, 5_000, 0.0, Verdict::Strong),
        ] {
            let evidence = Some(DocumentEvidence { probability, vocabulary: None });
            let counts = Counts { words, findings, evidence, ..Counts::default() };
            assert_eq!(Verdict::of(&counts), verdict, "{findings} in {words}, {probability}");
        }
    }

    #[test]
    fn density_and_count_decide() {
        for (findings, words, verdict) in [
            (0, 0, Verdict::Clear),
            (1, 10_000, Verdict::Clear),
            (1, 500, Verdict::Slight),
            (2, 100, Verdict::Slight),
            (3, 5_000, Verdict::Suspicious),
            (3, 100, Verdict::Suspicious),
            (5, 1_000, Verdict::Suspicious),
            (6, 5_000, Verdict::Strong),
            (6, 6_000, Verdict::Suspicious),
        ] {
            let counts = Counts { words, findings, ..Counts::default() };
            assert_eq!(Verdict::of(&counts), verdict, "{findings} in {words}");
        }
    }
}
