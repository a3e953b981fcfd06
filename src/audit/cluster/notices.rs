//! Sentences that many pages have word for word: notices, calls to subscribe, terms.

use super::sketch::{LEAST, Part, Sketch};
use rustc_hash::FxHashSet;

/// Pages from which a sentence, told word for word, is a notice.
const MANY: u8 = 10;
/// Counters. Two sentences in one of them count together; with some hundred million sentences there are three in each, and [`MANY`] are still rare.
const COUNTERS: usize = 1 << 26;

/// Counts of sentences by their wording, in 64 MB.
pub(super) struct Wordings(Vec<u8>);

impl Wordings {
    /// No sentences.
    pub(super) fn new() -> Wordings {
        Wordings(vec![0; COUNTERS])
    }

    /// Counts the sentences of a page.
    pub(super) fn add(&mut self, sketch: &Sketch) {
        for sentence in &sketch.sentences {
            let counter = &mut self.0[slot(sentence)];
            *counter = counter.saturating_add(1);
        }
    }

    /// Adds those of a page that many pages have to `notices`.
    pub(super) fn read(&self, sketch: &Sketch, notices: &mut Notices) {
        let many = sketch.sentences.iter().filter(|sentence| self.0[slot(sentence)] >= MANY);
        notices.0.extend(many.map(|sentence| sentence.key));
    }
}

fn slot(sentence: &Part) -> usize {
    (sentence.wording % COUNTERS as u64) as usize
}

/// The keys of notices: a wording of one that few pages have is left out with it.
#[derive(Default)]
pub(super) struct Notices(FxHashSet<u64>);

impl Notices {
    /// The features of a page without notices, each once or more. A page that mostly says what many say is a copy, and keeps all. `None` where
    /// what is left is too little.
    pub(super) fn left_out(&self, sketch: &Sketch) -> Option<Vec<u32>> {
        let notices = sketch.sentences.iter().filter(|sentence| self.0.contains(&sentence.key));
        let is_copy = notices.map(|sentence| u32::from(sentence.words)).sum::<u32>() * 2 > sketch.words;
        let kept = sketch.sentences.iter().filter(|sentence| is_copy || !self.0.contains(&sentence.key));
        let features: Vec<u32> = kept.flat_map(|sentence| sentence.features.iter().copied()).collect();
        (features.len() >= LEAST).then_some(features)
    }
}
