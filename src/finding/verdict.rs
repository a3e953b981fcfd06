//! What a document's findings say about it as a whole.

use super::Findings;
use rustc_hash::FxHashSet;
use serde::Serialize;

/// How strongly a document's phrasing suggests machine rewriting, from the density of findings.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Words; *don't* is one.
    pub words: usize,
    /// Findings.
    pub findings: usize,
    /// Different entries behind the findings.
    pub distinct: usize,
}

impl Counts {
    /// Findings per 1,000 words; 0 for a document without words.
    pub fn density(&self) -> f64 {
        if self.words == 0 { 0.0 } else { self.findings as f64 * 1_000.0 / self.words as f64 }
    }
}

impl Findings {
    /// The counts of the document.
    pub fn counts(&self) -> Counts {
        let entries = self.findings.iter().map(|finding| finding.entry.as_str());
        let distinct = entries.collect::<FxHashSet<_>>().len();
        Counts { words: self.words, findings: self.findings.len(), distinct }
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
            let counts = Counts { words, findings, distinct: findings.min(1) };
            assert_eq!(Verdict::of(&counts), verdict, "{findings} in {words}");
        }
    }
}
