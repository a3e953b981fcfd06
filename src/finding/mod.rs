//! Matches worth saying: conditions, exceptions, overlaps, suggestions, confidence.

mod article;
mod baseline;
mod casing;
mod conditions;
mod explained;
mod judge;
mod quotes;
mod restored;
mod suggest;
mod suppress;
mod verdict;
mod vocabulary;

use crate::level::Level;
use crate::lexicon::Kind;
use crate::span::Span;
use serde::{Deserialize, Serialize};

pub(crate) use article::repair as repaired_article;
pub use baseline::{Baseline, Keys, Known, Left};
pub(crate) use explained::Explaining;
pub use explained::{Considered, Fate};
pub(crate) use judge::Judge;
pub use judge::{Judged, Outcome};
pub use quotes::{is_quoted, quoted};
pub(crate) use restored::{Kept, Restoring};
pub use suppress::{Inline, Said, is_meant};
pub use verdict::{Counts, DocumentEvidence, Verdict};
pub use vocabulary::Vocabulary;

/// How a finding was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detector {
    /// A listed phrase.
    Phrase,
    /// A listed phrase with one misspelt word.
    Near,
    /// An unlisted swap, worked out from its context and from the other findings.
    Restore,
}

impl Detector {
    /// The name as it stands in reports.
    pub fn name(self) -> &'static str {
        match self {
            Detector::Phrase => "phrase",
            Detector::Near => "near",
            Detector::Restore => "restore",
        }
    }
}

/// How far a suggestion may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// There is nothing to put in place.
    None,
    /// A person should look at it first.
    Review,
    /// It may be put in place unseen.
    Safe,
}

impl Applicability {
    /// The name as it stands in reports.
    pub fn name(self) -> &'static str {
        match self {
            Applicability::None => "none",
            Applicability::Review => "review",
            Applicability::Safe => "safe",
        }
    }
}

/// A replacement for the whole span of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The text to put in place.
    pub text: String,
    /// How far to trust it.
    pub applicability: Applicability,
}

/// A phrase worth reporting.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The phrase in bytes of the document's text; it may begin with an article that the suggestions change.
    pub span: Span,
    /// What is wrong with it.
    pub kind: Kind,
    /// How sure the finding is, in three steps.
    pub level: Level,
    /// How sure it is, as a probability.
    pub confidence: f64,
    /// How it was made.
    pub detector: Detector,
    /// Id of the entry behind it.
    pub entry: String,
    /// Replacements, best first; empty when none is safe to name.
    pub suggestions: Vec<Suggestion>,
    /// Why it was reported, in plain words.
    pub reason: String,
}

impl Finding {
    /// How far the best suggestion may be trusted.
    pub fn applicability(&self) -> Applicability {
        self.suggestions.first().map_or(Applicability::None, |suggestion| suggestion.applicability)
    }
}

/// What a document holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings {
    /// In order of the text, without overlaps.
    pub findings: Vec<Finding>,
    /// How much of what the document holds, and what it comes to.
    pub counts: Counts,
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn finding(span: Span, entry: &str) -> Finding {
        Finding {
            span,
            kind: Kind::Spun,
            level: Level::Likely,
            confidence: 0.95,
            detector: Detector::Phrase,
            entry: entry.to_string(),
            suggestions: Vec::new(),
            reason: String::new(),
        }
    }
}
