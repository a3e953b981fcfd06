//! What a document's findings say about it as a whole.

use super::Vocabulary;
use crate::detect::evidence::of_document;
use crate::detect::{Model, Restorations};
use serde::Serialize;

/// How strongly a document's phrasing suggests machine rewriting: by its probability where restoration worked one out, and by the
/// density of findings otherwise.
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
/// Density, not count: the thresholds of torturedcheck 0.1.1, kept until the probability of a document is calibrated.
const SUSPICIOUS: (f64, usize) = (0.6, 3);
const STRONG: (f64, usize) = (1.2, 6);

impl Verdict {
    /// The verdict on a document's findings.
    pub fn of(counts: &Counts) -> Verdict {
        let (count, density) = (counts.findings, counts.density());
        let reaches = |(least_density, least_count): (f64, usize)| density >= least_density && count >= least_count;
        if reaches(STRONG) {
            Verdict::Strong
        } else if reaches(SUSPICIOUS) {
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
    pub(crate) fn of(model: &Model, restorations: &Restorations, phrases: usize, words: usize) -> DocumentEvidence {
        let probability = model.document(&of_document(restorations.sum, phrases, words));
        let vocabulary = Vocabulary::of(restorations);
        DocumentEvidence { probability: f64::from(probability), vocabulary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
