//! The checker: the one place that knows every stage, in order.

use crate::detect::{Match, detect, related};
use crate::document::Document;
use crate::finding::{Findings, Judged, Outcome, judge};
use crate::level::Level;
use crate::lexicon::{Entry, Lexicon};
use std::sync::Arc;

/// What is looked for and reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Findings below this level are left out.
    pub least: Level,
    /// Whether phrases with one misspelt long word are found, one level lower.
    pub near_misses: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { least: Level::Likely, near_misses: true }
    }
}

/// Finds spun phrases in documents. Cheap to clone, usable from many threads, and deterministic.
#[derive(Debug, Clone)]
pub struct Checker {
    lexicon: Arc<Lexicon>,
    options: Options,
}

impl Checker {
    /// A checker over a lexicon.
    pub fn new(lexicon: Arc<Lexicon>, options: Options) -> Self {
        Checker { lexicon, options }
    }

    /// The lexicon it looks up.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The entry behind a match of this checker.
    pub fn entry(&self, found: &Match) -> &Entry {
        &self.lexicon.compiled(found.entry).entry
    }

    /// All findings of a document, in order and without overlaps.
    pub fn check(&self, document: &Document) -> Findings {
        let detection = detect(&self.lexicon, document.text(), self.options.near_misses);
        let words = detection.words;
        let judged = judge(&self.lexicon, document.text(), detection, self.options.least);
        let fired = judged.into_iter().filter_map(|judged| match judged.outcome {
            Outcome::Fires(finding) => Some(*finding),
            _ => None,
        });
        Findings { findings: fired.collect(), words }
    }

    /// Every match of a document with what became of it: what fires, and what was silenced and why.
    pub fn explain(&self, document: &Document) -> Vec<Judged> {
        let detection = detect(&self.lexicon, document.text(), true);
        judge(&self.lexicon, document.text(), detection, self.options.least)
    }

    /// Entries that the document almost spells, beside those of `judged`; closest first, ten at most.
    pub fn related(&self, document: &Document, judged: &[Judged]) -> Vec<&Entry> {
        let known = |entry: &u32| judged.iter().any(|judged| judged.found.entry == *entry);
        let numbers = related(&self.lexicon, document.text()).into_iter().filter(|entry| !known(entry));
        numbers.map(|entry| &self.lexicon.compiled(entry).entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checker_crosses_threads() {
        fn crosses<T: Send + Sync + std::panic::UnwindSafe>() {}
        crosses::<Checker>();
    }
}
