//! How well words fit their neighbours, by the profile of normal English.

use super::lattice::Lattice;
use crate::reference::{EDGE, Held, Profile};
use std::cell::Cell;
use std::ops::Range;

/// Neighbours and the profile.
pub(super) struct Context<'c> {
    profile: &'c Profile,
    lattice: &'c Lattice<'c>,
    words: Recent<1>,
    pairs: Recent<2>,
    triples: Recent<3>,
}

/// What the profile holds of the n-grams asked for lately: the originals of a place and its neighbours are weighed against each other
/// again and again, and what is believed of an n-gram rests on its parts.
struct Recent<const N: usize>(Vec<Cell<([u64; N], Option<Held>)>>);

impl<const N: usize> Recent<N> {
    fn new(profile: &Profile, slots: usize) -> Self {
        Recent(vec![Cell::new(([EDGE; N], profile.held(&[EDGE; N]))); slots])
    }

    fn held(&self, profile: &Profile, ngram: [u64; N]) -> Option<Held> {
        // Words are hashes: a part of them is as good as any hash.
        let slot = ngram.iter().fold(0, |slot: u64, word| slot.rotate_left(9) ^ word) as usize & (self.0.len() - 1);
        let (known, held) = self.0[slot].get();
        if known == ngram {
            return held;
        }
        let held = profile.held(&ngram);
        self.0[slot].set((ngram, held));
        held
    }
}

/// Most counts kept at hand of each length, a power of two.
const MOST_SLOTS: usize = 4_096;

/// What a pair that was never seen counts as: seen so often, at most as usual as chance, and less by a step.
const UNSEEN: f32 = -1.2;
const UNSEEN_STEP: f32 = -0.7;
/// What it costs to take a neighbour for something else than what stands there.
const RESTORED: f32 = 1.0;

impl<'c> Context<'c> {
    pub fn new(profile: &'c Profile, lattice: &'c Lattice<'c>) -> Self {
        // A short window asks for few, and its slots would take longer to clear than to use.
        let slots = (2 * lattice.tokens.len()).next_power_of_two().min(MOST_SLOTS);
        let (words, pairs) = (Recent::new(profile, slots), Recent::new(profile, slots));
        let triples = Recent::new(profile, slots);
        Context { profile, lattice, words, pairs, triples }
    }

    /// Ln of how often a word was seen; 0 for one that was not.
    pub fn ln_count(&self, word: u64) -> f32 {
        self.word(word).map_or(0.0, |held| held.ln)
    }

    fn word(&self, word: u64) -> Option<Held> {
        self.words.held(self.profile, [word])
    }

    /// Ln of how often a pair was seen, as [`Profile::ln_count`] has it.
    fn pair(&self, left: u64, right: u64) -> Option<f32> {
        let pair = self.pairs.held(self.profile, [left, right])?;
        let part = |word: u64| self.word(word).is_some_and(|word| pair.may_hold(word));
        (part(left) && part(right)).then_some(pair.ln)
    }

    /// The same of a triple. Most fail by a pair of theirs that was never seen, and that is known already.
    fn triple(&self, a: u64, b: u64, c: u64) -> Option<f32> {
        let pair = |left, right| self.pairs.held(self.profile, [left, right]);
        let (left, right) = (pair(a, b)?, pair(b, c)?);
        let triple = self.triples.held(self.profile, [a, b, c])?;
        (triple.may_hold(left) && triple.may_hold(right)).then_some(triple.ln)
    }

    pub fn is_seen(&self, left: u64, right: u64) -> bool {
        self.pair(left, right).is_some()
    }

    /// Pointwise mutual information of two neighbours (Church and Hanks 1990), in nats.
    pub fn pmi(&self, left: u64, right: u64) -> f32 {
        let chance = self.ln_count(left) + self.ln_count(right) - self.profile.ln_words();
        match self.pair(left, right) {
            Some(seen) => seen - chance,
            None => (UNSEEN - chance).min(0.0) + UNSEEN_STEP,
        }
    }

    /// Fit of `words` between the neighbours of `place`: mutual information with the word on either side.
    pub fn fit(&self, place: &Range<usize>, words: &[u64]) -> f32 {
        let (left, right) = (self.lattice.left(place.start, 1), self.lattice.right(place.end, 0));
        match words {
            [first, .., last] | [first @ last] => self.pmi(left, *first) + self.pmi(*last, right),
            [] => 0.0,
        }
    }

    /// The same with each neighbour led back to what it may stand for, where that fits better by more than it costs.
    pub fn fit_restored(&self, place: &Range<usize>, words: &[u64]) -> f32 {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return 0.0 };
        let left = self.pmi(self.lattice.left(place.start, 1), *first);
        let right = self.pmi(*last, self.lattice.right(place.end, 0));
        let lefts = self.lattice.restored_left(place.start).iter().map(|other| self.pmi(*other, *first) - RESTORED);
        let rights = self.lattice.restored_right(place.end).iter().map(|other| self.pmi(*last, *other) - RESTORED);
        lefts.fold(left, f32::max) + rights.fold(right, f32::max)
    }

    /// Ln of one more than the count of each triple that holds a word of `words` in that place, summed.
    pub fn triples(&self, place: &Range<usize>, words: &[u64]) -> f32 {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return 0.0 };
        let lattice = self.lattice;
        let (left, right) = (lattice.left(place.start, 1), lattice.right(place.end, 0));
        let outer_left = if left == EDGE { EDGE } else { lattice.left(place.start, 2) };
        let outer_right = if right == EDGE { EDGE } else { lattice.right(place.end, 1) };
        let count = |a, b, c| self.triple(a, b, c).unwrap_or(0.0);
        let left_triple = if left == EDGE { 0.0 } else { count(outer_left, left, *first) };
        let right_triple = if right == EDGE { 0.0 } else { count(*last, right, outer_right) };
        let middle = if words.len() == 1 { count(left, *first, right) } else { 0.0 };
        left_triple + right_triple + middle
    }
}
