//! Established terms in a window: those that stand there, and those that do once swaps are led back.

use super::lattice::Lattice;
use crate::lexicon::Lexicon;
use crate::lexicon::swaps::SwapForm;
use crate::lexicon::terms::{Node, TermId, Terms};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A term that a swap breaks.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// The term in the lexicon.
    pub term: TermId,
    /// Where it stands, in tokens of the window.
    pub tokens: Range<usize>,
    /// How many of its words are swapped.
    pub swapped: usize,
}

/// All terms of a window.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// By first token, length of the swap in tokens, and number of the original.
    broken: FxHashMap<(usize, usize, u32), Hit>,
    /// Whether each token stands in a term as written.
    whole: Vec<bool>,
}

impl Hits {
    /// The longest term that this original completes here.
    pub fn get(&self, at: usize, form: &SwapForm, original: u32) -> Option<&Hit> {
        self.broken.get(&(at, form.length(), original))
    }

    /// Whether a token stands in an established term as written.
    pub fn is_whole(&self, at: usize) -> bool {
        self.whole.get(at).copied().unwrap_or(false)
    }
}

/// Walks the trie of terms from every token, over the words as they stand and over what they may stand for.
pub(super) fn find_terms(lexicon: &Lexicon, lattice: &Lattice<'_>) -> Hits {
    let hits = Hits { whole: vec![false; lattice.tokens.len()], ..Hits::default() };
    let mut walk = Walk { lexicon, lattice, hits, path: Vec::new() };
    for at in 0..lattice.tokens.len() {
        walk.from(at, at, Terms::ROOT);
    }
    walk.hits
}

struct Walk<'w, 'l> {
    lexicon: &'l Lexicon,
    lattice: &'w Lattice<'l>,
    hits: Hits,
    /// Swaps on the way: first token, length in tokens, number of the original.
    path: Vec<(usize, usize, u32)>,
}

/// Spellings at least so common, in times in a million words, are not led back to complete a term: *of* is no swap of *on*.
const COMMON: f32 = 1_000.0;
/// Swapped words that a term may have.
const MOST_SWAPPED: usize = 4;

impl Walk<'_, '_> {
    fn from(&mut self, start: usize, at: usize, node: Node) {
        if at >= self.lattice.tokens.len() || at > start && !self.lattice.is_joined(at) {
            return;
        }
        if let Some(next) = self.lexicon.terms.step(node, self.lattice.hashes[at]) {
            self.arrive(start, at + 1, next);
        }
        if self.path.len() == MOST_SWAPPED {
            return;
        }
        let (lexicon, lattice) = (self.lexicon, self.lattice);
        for form in lattice.forms_at(at).iter().filter(|form| form.rate() < COMMON) {
            for (original, number) in lexicon.swaps.originals_of(form).iter().zip(lexicon.swaps.first_original(form)..)
            {
                let step = |node, word: &u64| lexicon.terms.step(node, *word);
                if let Some(next) = lexicon.swaps.hashes_of(original).iter().try_fold(node, step) {
                    self.path.push((at, form.length(), number));
                    self.arrive(start, at + form.length(), next);
                    self.path.pop();
                }
            }
        }
    }

    fn arrive(&mut self, start: usize, end: usize, node: Node) {
        if let Some(term) = self.lexicon.terms.term_at(node) {
            if self.path.is_empty() {
                self.hits.whole[start..end].fill(true);
            }
            // An original that is the whole term by itself says nothing about its neighbours.
            for key in self.path.iter().filter(|(_, length, _)| *length < end - start) {
                let hit = Hit { term, tokens: start..end, swapped: self.path.len() };
                let known = self.hits.broken.get(key);
                if known.is_none_or(|known| known.tokens.len() < end - start) {
                    self.hits.broken.insert(*key, hit);
                }
            }
        }
        self.from(start, end, node);
    }
}
