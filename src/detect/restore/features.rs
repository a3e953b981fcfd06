//! What speaks for and against a restoration in its place, as numbers.

use super::context::Context;
use super::lattice::Lattice;
use super::term::Hits;
use crate::lexicon::Lexicon;
use crate::lexicon::swaps::{Original, SwapForm};
use std::ops::Range;

/// Names of the features in order, as `dictionaries/model.csv` has them.
pub const FEATURES: [&str; 17] = [
    "fit gain",
    "fit gain beside restored neighbours",
    "triples gain",
    "share of the original",
    "sightings of the swap",
    "lift of the swap",
    "pair on the left unseen",
    "pair on the right unseen",
    "frequency of the swap",
    "frequency of the original",
    "completes a term",
    "completes a term with another swap",
    "swap stands in a term as written",
    "several words swapped",
    "capital within the sentence",
    "sightings of the pair",
    "term's words unseen together as found",
];

/// One number for each of [`FEATURES`].
pub type Features = [f32; FEATURES.len()];

/// Names of what the originals of one place are ranked by, in the order of the weights in `dictionaries/model.csv`. The first
/// four need no neighbours.
pub const RANKING: [&str; 6] = [
    "share of the original",
    "completes a term",
    "frequency of the original",
    "sightings of the pair",
    "fit beside restored neighbours",
    "triples",
];

/// One number for each of [`RANKING`].
pub type Ranking = [f32; RANKING.len()];

/// How many of [`RANKING`] all originals of a place are ranked by, before a few are looked at more closely.
const AT_A_GLANCE: usize = 4;

/// Where gains are cut off: beyond, more says nothing more.
const MOST_GAIN: f32 = 12.0;

/// All that the features of a window are taken from.
pub(super) struct Scorer<'s> {
    pub lexicon: &'s Lexicon,
    pub lattice: &'s Lattice<'s>,
    pub context: &'s Context<'s>,
    pub hits: &'s Hits,
    /// A weight for each of [`RANKING`].
    pub weights: &'s Ranking,
}

/// Fit of one wording in its place.
struct Fit {
    beside: f32,
    beside_restored: f32,
    triples: f32,
}

impl Scorer<'_> {
    /// How good an original is beside the others of its place, at a first glance.
    pub fn rank(&self, place: &Range<usize>, form: &SwapForm, original: &Original, number: u32) -> f32 {
        self.weighted(0, &self.at_a_glance(place, form, original, number))
    }

    /// The same, looking further around.
    pub fn rank_again(&self, place: &Range<usize>, original: &Original, rank: f32) -> f32 {
        rank + self.weighted(AT_A_GLANCE, &self.closely(place, original))
    }

    fn weighted(&self, first: usize, parts: &[f32]) -> f32 {
        self.weights[first..].iter().zip(parts).map(|(weight, part)| weight * part).sum()
    }

    /// What an original is ranked by.
    pub fn ranking(&self, place: &Range<usize>, form: &SwapForm, original: &Original, number: u32) -> Ranking {
        let mut ranking = Ranking::default();
        ranking[..AT_A_GLANCE].copy_from_slice(&self.at_a_glance(place, form, original, number));
        ranking[AT_A_GLANCE..].copy_from_slice(&self.closely(place, original));
        ranking
    }

    fn at_a_glance(
        &self,
        place: &Range<usize>,
        form: &SwapForm,
        original: &Original,
        number: u32,
    ) -> [f32; AT_A_GLANCE] {
        let term = f32::from(u8::from(self.hits.get(place.start, form, number).is_some()));
        let frequency = self.frequency(self.lexicon.swaps.hashes_of(original));
        [original.ln_share, term, frequency, original.sightings.ln_1p()]
    }

    fn closely(&self, place: &Range<usize>, original: &Original) -> [f32; RANKING.len() - AT_A_GLANCE] {
        let words = self.lexicon.swaps.hashes_of(original);
        [self.context.fit_restored(place, words), self.context.triples(place, words)]
    }

    /// Ln of the count of the rarest word.
    fn frequency(&self, words: &[u64]) -> f32 {
        words.iter().map(|word| self.context.ln_count(*word)).fold(f32::INFINITY, f32::min)
    }

    /// The features of an original in a place.
    pub fn features(&self, place: &Range<usize>, form: &SwapForm, original: &Original, number: u32) -> Features {
        let hashes = self.lexicon.swaps.hashes_of(original);
        let found = &self.lattice.hashes[place.clone()];
        let (with, without) = (self.fit(place, hashes, true), self.fit(place, found, false));
        let (left, right) = (self.lattice.left(place.start, 1), self.lattice.right(place.end, 0));
        let hit = self.hits.get(place.start, form, number);
        let flag = |holds: bool| f32::from(u8::from(holds));
        let gain = |gain: f32| gain.clamp(-MOST_GAIN, MOST_GAIN);
        [
            gain(with.beside - without.beside),
            gain(with.beside_restored - without.beside),
            gain(with.triples - without.triples),
            original.ln_share,
            form.ln_weight,
            form.lift,
            flag(!self.context.is_seen(left, found[0])),
            flag(!self.context.is_seen(found[found.len() - 1], right)),
            self.frequency(found),
            self.frequency(hashes),
            flag(hit.is_some()),
            flag(hit.is_some_and(|hit| hit.swapped > 1)),
            flag(place.clone().any(|at| self.hits.is_whole(at))),
            flag(place.len() > 1),
            flag(self.is_name(place.start)),
            original.sightings.ln_1p(),
            flag(hit.is_some_and(|hit| self.is_unseen(&hit.tokens))),
        ]
    }

    fn fit(&self, place: &Range<usize>, words: &[u64], neighbours_restored: bool) -> Fit {
        let beside = self.context.fit(place, words);
        let beside_restored =
            if neighbours_restored { self.context.fit_restored(place, words).max(beside) } else { beside };
        Fit { beside, beside_restored, triples: self.context.triples(place, words) }
    }

    /// Whether two neighbours of a stretch were never seen together.
    fn is_unseen(&self, tokens: &Range<usize>) -> bool {
        self.lattice.hashes[tokens.clone()].windows(2).any(|pair| !self.context.is_seen(pair[0], pair[1]))
    }

    /// Whether the word has a capital and does not begin its stretch.
    fn is_name(&self, at: usize) -> bool {
        let word = self.lattice.tokens[at].slice(self.lattice.text);
        self.lattice.is_joined(at) && word.chars().next().is_some_and(char::is_uppercase)
    }
}
