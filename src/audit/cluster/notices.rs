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

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(key: u64, wording: u64, words: u16) -> Part {
        Part { key, wording, words, features: vec![key as u32; LEAST], text: String::new() }
    }

    fn left(pages: &[Sketch]) -> Vec<Option<Vec<u32>>> {
        let (mut wordings, mut notices) = (Wordings::new(), Notices::default());
        pages.iter().for_each(|page| wordings.add(page));
        pages.iter().for_each(|page| wordings.read(page, &mut notices));
        pages.iter().map(|page| notices.left_out(page)).collect()
    }

    #[test]
    fn what_many_pages_say_word_for_word_is_left_out_where_a_page_says_more() {
        let page = |sentences, words| Sketch { heat: 0, words, sentences };
        let mut pages: Vec<Sketch> =
            (10..20).map(|at| page(vec![sentence(1, 1, 20), sentence(at, at, 15)], 50)).collect();
        // A notice in words of its own, and the notice with nothing beside it.
        pages.push(page(vec![sentence(1, 2, 20), sentence(99, 99, 30)], 50));
        pages.push(page(vec![sentence(1, 1, 20)], 30));
        let left = left(&pages);
        assert_eq!(left[0], Some(vec![10; LEAST]));
        assert_eq!(left[10], Some(vec![99; LEAST]));
        assert_eq!(left[11], Some(vec![1; LEAST]));
    }

    #[test]
    fn spins_of_one_sentence_are_no_notice() {
        let pages: Vec<Sketch> =
            (0..40).map(|at| Sketch { heat: 0, words: 90, sentences: vec![sentence(1, at, 20)] }).collect();
        assert!(left(&pages).into_iter().all(|left| left.is_some()));
    }
}
