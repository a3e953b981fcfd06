//! What the rest of a document says about a place: other restorations and listed phrases, near and far.

use super::restore::{EVIDENCE, Evidence, FEATURES, Family, Restoration};
use crate::span::Span;

/// Tokens over which the weight of a neighbouring restoration falls to 1/e: about a sentence.
const NEAR_TOKENS: f32 = 25.0;
/// Bytes over which that of a neighbouring phrase does.
const NEAR_BYTES: f32 = 150.0;
/// A place less probable than this by itself, with less than that nearby, was never found likely among 700,000, and at level possible
/// nineteen times; it is two thirds of clean copy.
const LEAST_ALONE: f32 = 0.018;
const LEAST_NEAR: f32 = 0.5;
/// What a longer swap gains when swaps overlap, for each token.
const LONGER: f32 = 0.02;

/// A place without rivals, with everything known of it.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The place.
    pub place: Restoration,
    /// Its features and the evidence around it.
    pub evidence: Evidence,
}

/// Keeps the surest of the places that overlap, leaves out those that nothing speaks for, and adds the evidence around the others: `alone`
/// gives the probability of each place by itself, `phrases` the listed phrases that fire, in order, and `words` the words of the document.
pub fn weigh(places: Vec<Restoration>, alone: Vec<f32>, phrases: &[Span], words: usize) -> Vec<Weighed> {
    let kept = without_rivals(&places, &alone);
    let rivals = places.into_iter().zip(alone).zip(kept);
    let (places, alone): (Vec<_>, Vec<_>) = rivals.filter(|(_, kept)| *kept).map(|(place, _)| place).unzip();
    let around = Around::new(&places, &alone, phrases, words);
    let evidence: Vec<_> = (0..places.len()).map(|at| around.is_open(at).then(|| around.evidence(at))).collect();
    let weighed = places.into_iter().zip(evidence);
    weighed.filter_map(|(place, evidence)| Some(Weighed { place, evidence: evidence? })).collect()
}

/// Adds the probability of a place to the sum of every family that knows its swap.
pub(super) fn add_to_families(sums: &mut [f32; Family::ALL.len()], families: u8, probability: f32) {
    let known = sums.iter_mut().enumerate().filter(|(at, _)| families >> at & 1 == 1);
    known.for_each(|(_, sum)| *sum += probability);
}

fn without_rivals(places: &[Restoration], alone: &[f32]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let worth = |at: usize| alone[at] + LONGER * places[at].tokens.len() as f32;
    order.sort_by(|a, b| worth(*b).total_cmp(&worth(*a)));
    let first = places.first().map_or(0, |place| place.tokens.start);
    let last = places.iter().map(|place| place.tokens.end).max().unwrap_or(first);
    let mut taken = vec![false; (last - first) as usize];
    let mut kept = vec![false; places.len()];
    for at in order {
        let tokens = &places[at].tokens;
        let own = &mut taken[(tokens.start - first) as usize..(tokens.end - first) as usize];
        if !own.contains(&true) {
            own.fill(true);
            kept[at] = true;
        }
    }
    kept
}

/// Sums over the places and phrases of a document.
struct Around<'a> {
    places: &'a [Restoration],
    alone: &'a [f32],
    words: f32,
    sum: f32,
    by_family: [f32; Family::ALL.len()],
    /// For each place, the others weighted by nearness.
    near: Vec<f32>,
    /// For each place, phrases that do not overlap it, and the same weighted by nearness.
    phrases: Vec<(f32, f32)>,
}

impl<'a> Around<'a> {
    fn new(places: &'a [Restoration], alone: &'a [f32], phrases: &[Span], words: usize) -> Self {
        let mut by_family = [0.0; Family::ALL.len()];
        for (place, alone) in places.iter().zip(alone) {
            add_to_families(&mut by_family, place.families, *alone);
        }
        let near = near(places, alone);
        let phrases = places.iter().map(|place| phrases_around(place.span, phrases)).collect();
        Around { places, alone, words: words as f32, sum: alone.iter().sum(), by_family, near, phrases }
    }

    /// Whether anything speaks for a place.
    fn is_open(&self, at: usize) -> bool {
        self.alone[at] >= LEAST_ALONE || self.near[at] >= LEAST_NEAR
    }

    fn evidence(&self, at: usize) -> Evidence {
        let (place, alone) = (&self.places[at], self.alone[at]);
        let others = self.sum - alone;
        let (phrases, near_phrases) = self.phrases[at];
        let families = (0..self.by_family.len()).filter(|family| place.families >> family & 1 == 1);
        let same = families.map(|family| (self.by_family[family] - alone) / (others + 0.1)).fold(0.0, f32::max);
        let odds = alone.clamp(1e-6, 1.0 - 1e-6);
        let around: [f32; EVIDENCE.len()] = [
            ((others + 0.5) / (self.words + 30.0)).ln(),
            others.ln_1p(),
            self.near[at].ln_1p(),
            ((phrases + 0.2) / (self.words + 30.0)).ln(),
            phrases.ln_1p(),
            near_phrases.ln_1p(),
            same,
            (odds / (1.0 - odds)).ln(),
        ];
        let mut evidence = [0.0; FEATURES.len() + EVIDENCE.len()];
        evidence[..FEATURES.len()].copy_from_slice(&place.features);
        evidence[FEATURES.len()..].copy_from_slice(&around);
        evidence
    }
}

/// For each place the sum of the others, each multiplied by e^(-distance / [`NEAR_TOKENS`]): one pass in either direction.
fn near(places: &[Restoration], alone: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0; places.len()];
    let start = |at: usize| places[at].tokens.start as f32;
    for forward in [true, false] {
        let (mut carried, mut last) = (0.0f32, None);
        for step in 0..places.len() {
            let at = if forward { step } else { places.len() - 1 - step };
            if let Some(last) = last {
                carried = (carried + alone[last]) * (-(start(at) - start(last)).abs() / NEAR_TOKENS).exp();
            }
            sums[at] += carried;
            last = Some(at);
        }
    }
    sums
}

/// Phrases that do not overlap `span`, and the same weighted by nearness. Phrases further away than the weight can be felt are not looked at.
fn phrases_around(span: Span, phrases: &[Span]) -> (f32, f32) {
    const FELT: usize = 2_000;
    let from = phrases.partition_point(|phrase| phrase.end + FELT < span.start);
    let near = phrases[from..].iter().take_while(|phrase| phrase.start < span.end + FELT);
    let (mut overlapping, mut sum) = (0, 0.0);
    for phrase in near {
        if phrase.overlaps(span) {
            overlapping += 1;
        } else {
            let middle = (phrase.start + phrase.end) as f32 / 2.0;
            sum += (-(middle - span.start as f32).abs() / NEAR_BYTES).exp();
        }
    }
    ((phrases.len() - overlapping) as f32, sum)
}

/// Numbers that say how a document looks as a whole.
pub const DOCUMENT: usize = 4;

/// What a document's findings say about it as a whole: expected swaps a word and in all, as logarithms, the logarithm of one more than
/// the listed phrases, and listed phrases in 100 words. A short document has the same words added as a long one, and hardly any swaps.
pub fn of_document(restorations: f32, phrases: usize, words: usize) -> [f32; DOCUMENT] {
    let (words, phrases) = (words as f32 + 100.0, phrases as f32);
    [((restorations + 0.05) / words).ln(), restorations.ln_1p(), phrases.ln_1p(), 100.0 * phrases / words]
}
