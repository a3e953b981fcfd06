//! Phrasing that nobody listed: for a word that spinners write for another, would the other fit this place much better?

mod context;
mod features;
mod forest;
mod lattice;
mod model;
mod term;

pub use crate::lexicon::Family;
pub use features::{FEATURES, Features};
pub(crate) use forest::Forest;
pub use model::{EVIDENCE, Evidence, Model, Node};

use super::evidence::{Weighed, weigh};
use crate::lexicon::Lexicon;
use crate::lexicon::swaps::{Original, SwapForm};
use crate::reference::Profile;
use crate::span::Span;
use crate::text::{Token, Tokenizer, Window, adjoins};
use context::Context;
use features::Scorer;
use lattice::{Lattice, hash};
use std::ops::Range;
use term::{Hit, find_terms};

/// A place where a known swap stands, with what it may stand for. No opinion yet: the evidence of the document is weighed next.
#[derive(Debug, Clone)]
pub struct Restoration {
    /// The swap, in bytes of the text.
    pub span: Span,
    /// The same in tokens, counted from the start of the text.
    pub tokens: Range<u32>,
    /// Numbers of the originals in the lexicon, best first.
    pub(crate) originals: Vec<u32>,
    /// Set of families that write the first of them for this swap.
    pub families: u8,
    /// The established term that the first original completes.
    pub term: Option<TermHit>,
    /// What speaks for and against it in its place.
    pub features: Features,
}

/// An established term, broken at one word or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermHit {
    /// The term as written.
    pub written: String,
    /// All of it, in bytes of the text.
    pub span: Span,
}

/// Words of a stretch that is looked at by itself: a spun paragraph in a clean document.
const STRETCH: usize = 128;
/// Heat a word from which a window, or one stretch of it, is worth a look: beyond nearly all of human copy (`reports/restoration.md`).
const WINDOW_HEAT: f32 = 0.033;
const STRETCH_HEAT: f32 = 0.075;
/// Words without heat that every text is given, so that a single one is not enough.
const PRIOR_WORDS: f32 = 20.0;
/// Originals of a place that are looked at more closely.
const MOST_LOOKED_AT: usize = 4;
/// Originals kept for a place.
const MOST_ORIGINALS: usize = 3;

/// Finds restorations with a lexicon, a profile of normal English and a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Restorer<'r> {
    pub lexicon: &'r Lexicon,
    pub profile: &'r Profile,
    pub model: &'r Model,
    /// The trees of the model.
    pub forest: &'r Forest,
}

/// A place that is probably spun.
#[derive(Debug, Clone)]
pub(crate) struct Restored {
    /// The place.
    pub place: Restoration,
    /// Probability that it is spun.
    pub probability: f32,
    /// Whether nothing but a space stands between it and the word before.
    pub joined: bool,
}

/// What restoration finds in a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Restorations {
    /// Places of at least the probability asked for, in order, without overlaps.
    pub restored: Vec<Restored>,
    /// Sum of the probabilities of all places.
    pub sum: f32,
    /// The same by family of the swaps.
    pub by_family: [f32; Family::ALL.len()],
}

impl<'r> Restorer<'r> {
    /// What stands in `text` at `least` probability. `phrases` are the listed phrases that fire, in order.
    pub fn restore(&self, text: &str, phrases: &[Span], least: f32) -> Restorations {
        let mut found = Restorations::default();
        let mut tokenizer = Tokenizer::new(text, &self.lexicon.vocabulary);
        while let Some(window) = tokenizer.next_window() {
            let own = &window.tokens[window.own.clone()];
            let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
            let from = phrases.partition_point(|phrase| phrase.end <= first.start as usize);
            let to = phrases.partition_point(|phrase| phrase.start < last.end as usize);
            let phrases = &phrases[from.min(to)..to];
            if !phrases.is_empty() || self.is_warm(text, own) {
                self.window(text, &window, phrases, least, &mut found);
            }
        }
        found
    }

    /// Whether the words alone make a window worth a look: too many swaps beside words that they are never seen with, in all of it
    /// or in one stretch.
    fn is_warm(&self, text: &str, tokens: &[Token]) -> bool {
        let mut sum = 0.0;
        for stretch in tokens.chunks(STRETCH) {
            let heat: f32 = (0..stretch.len()).map(|at| self.heat(text, stretch, at)).sum();
            if heat > STRETCH_HEAT * (stretch.len() as f32 + PRIOR_WORDS) {
                return true;
            }
            sum += heat;
        }
        sum > WINDOW_HEAT * (tokens.len() as f32 + PRIOR_WORDS)
    }

    /// How much commoner the word is as a swap than in normal English, if it stands beside one with which it was never seen.
    fn heat(&self, text: &str, tokens: &[Token], at: usize) -> f32 {
        let heat = self.lexicon.swaps.heat(tokens[at].word);
        if heat == 0.0 {
            return 0.0;
        }
        let hash = |at: usize| hash(self.lexicon, text, &tokens[at]);
        let seen = |left: usize, right: usize| {
            !adjoins(text, tokens[left].end as usize, tokens[right].start as usize)
                || self.profile.ln_count(&[hash(left), hash(right)]).is_some()
        };
        let alone = at > 0 && !seen(at - 1, at) || at + 1 < tokens.len() && !seen(at, at + 1);
        if alone { heat } else { 0.0 }
    }

    fn window(&self, text: &str, window: &Window<'_>, phrases: &[Span], least: f32, found: &mut Restorations) {
        let places = self.places(text, window);
        let alone = places.iter().map(|place| self.model.place(&place.features)).collect();
        for Weighed { place, evidence, .. } in weigh(places, alone, phrases, window.own.len()) {
            let probability = self.forest.probability(&evidence);
            found.sum += probability;
            for (at, sum) in found.by_family.iter_mut().enumerate() {
                *sum += if place.families >> at & 1 == 1 { probability } else { 0.0 };
            }
            if probability >= least {
                let first = place.tokens.start as usize - window.offset;
                let joined = first > 0 && adjoins(text, window.tokens[first - 1].end as usize, place.span.start);
                found.restored.push(Restored { place, probability, joined });
            }
        }
    }

    /// Every place of a window where a known swap stands.
    pub fn places(&self, text: &str, window: &Window<'_>) -> Vec<Restoration> {
        let lattice = Lattice::new(self.lexicon, text, window.tokens);
        let hits = find_terms(self.lexicon, &lattice);
        let context = Context::new(self.profile, &lattice);
        let scorer = Scorer { lexicon: self.lexicon, lattice: &lattice, context: &context, hits: &hits };
        let mut found = Vec::new();
        for at in window.own.clone().filter(|at| !lattice.is_code(*at)) {
            for form in lattice.forms_at(at) {
                found.extend(restoration(&scorer, window.offset, at, form));
            }
        }
        found
    }
}

fn restoration(scorer: &Scorer<'_>, offset: usize, at: usize, form: &SwapForm) -> Option<Restoration> {
    let swaps = &scorer.lexicon.swaps;
    let words = at..at + swaps.words_of(form).len();
    let mut ranked: Vec<(f32, u32, &Original)> = swaps
        .originals_of(form)
        .iter()
        .zip(swaps.first_original(form)..)
        .map(|(original, number)| (scorer.rank(&words, form, original, number), number, original))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.truncate(MOST_LOOKED_AT);
    ranked.iter_mut().for_each(|(rank, _, original)| *rank = scorer.rank_again(&words, original, *rank));
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (_, number, best) = *ranked.first()?;
    let absolute = |range: &Range<usize>| (offset + range.start) as u32..(offset + range.end) as u32;
    let hit = scorer.hits.get(words.start, form, number);
    let tokens = scorer.lattice.tokens;
    let span = |range: &Range<usize>| Span::new(tokens[range.start].start as usize, tokens[range.end - 1].end as usize);
    Some(Restoration {
        span: span(&words),
        tokens: absolute(&words),
        families: best.families as u8,
        term: hit.map(|hit: &Hit| TermHit { written: hit.written.to_string(), span: span(&hit.tokens) }),
        features: scorer.features(&words, form, best, number),
        originals: ranked.iter().take(MOST_ORIGINALS).map(|(_, number, _)| *number).collect(),
    })
}
