//! Phrasing that nobody listed: for a word that spinners write for another, would the other fit this place much better?

mod context;
mod features;
mod forest;
mod lattice;
mod model;
mod term;

pub use crate::lexicon::Family;
pub use features::{FEATURES, Features, RANKING, Ranking};
pub(crate) use forest::Forest;
pub use model::{EVIDENCE, Evidence, Model, Node};

use super::evidence::{Weighed, add_to_families, weigh};
use crate::lexicon::Lexicon;
use crate::lexicon::swaps::{Original, SwapForm};
use crate::lexicon::terms::TermId;
use crate::reference::Profile;
use crate::span::Span;
use crate::text::{Token, Tokenizer, Window, adjoins};
use arrayvec::ArrayVec;
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
    pub(crate) originals: ArrayVec<u32, MOST_ORIGINALS>,
    /// Set of families that write the first of them for this swap.
    pub families: u8,
    /// The established term that the first original completes.
    pub term: Option<TermHit>,
    /// What speaks for and against it in its place.
    pub features: Features,
}

/// An established term, broken at one word or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermHit {
    /// The term in the lexicon.
    pub(crate) term: TermId,
    /// Its first byte in the text.
    start: u32,
    /// One past its last byte.
    end: u32,
}

impl TermHit {
    /// All of the term, in bytes of the text.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// A place where a known swap stands, and all that it may stand for.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// The swap, in bytes of the text.
    pub span: Span,
    /// The originals, and what they are ranked by.
    pub originals: Vec<(String, Ranking)>,
}

/// Words of a stretch that is looked at by itself: a spun paragraph in a clean document.
const STRETCH: usize = 128;
/// Heat a word from which a window, or one stretch of it, is worth a look: beyond nearly all of human copy (`reports/restoration.md`).
const WINDOW_HEAT: f32 = 0.034;
const STRETCH_HEAT: f32 = 0.085;
/// Bounds between which words are looked at together, the hottest first.
const HEATS: [f32; 3] = [1.0, 0.5, 0.0];
/// Sum of the probabilities of hot words, a word, below which a warm window is let go: one clean document of 997 is above it, and all
/// spun ones but a few in which next to nothing is found.
const PROMISE: f32 = 0.0105;
/// Words without heat that every text is given, so that a single one is not enough.
const PRIOR_WORDS: f32 = 20.0;
/// Originals of a place that are looked at more closely.
const MOST_LOOKED_AT: usize = 5;
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

/// A window of a text, to be read again if it proves worth a look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// All its words, context included, in bytes of the text.
    tokens: Span,
    /// Those that belong to it alone.
    own: Span,
    /// Number of the first of these in the text.
    number: usize,
    /// Whether its words alone make it worth a look.
    is_warm: bool,
}

/// How hot a stretch can be, as far as it was looked at.
struct Stretch {
    at_least: f32,
    at_most: f32,
    limit: f32,
}

impl Stretch {
    fn new(heats: &[f32]) -> Self {
        let limit = STRETCH_HEAT * (heats.len() as f32 + PRIOR_WORDS);
        Stretch { at_least: 0.0, at_most: heats.iter().sum(), limit }
    }

    fn is_cold(&self) -> bool {
        self.at_most <= self.limit
    }
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

/// What the places of a text come to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Expected {
    /// Sum of the probabilities of all places.
    pub sum: f32,
    /// The same by family of the swaps.
    pub by_family: [f32; Family::ALL.len()],
}

impl<'r> Restorer<'r> {
    /// What is kept of a window while the phrases of the whole text are searched for.
    pub fn look(&self, text: &str, window: &Window<'_>) -> Seen {
        let span = |tokens: &[Token]| match tokens {
            [first, .., last] | [first @ last] => Span::new(first.start as usize, last.end as usize),
            [] => Span::default(),
        };
        let own = &window.tokens[window.own.clone()];
        let number = window.offset + window.own.start;
        Seen { tokens: span(window.tokens), own: span(own), number, is_warm: self.is_warm(text, own) }
    }

    /// Hands what stands in `text` at `least` probability to `each`, in order and without overlaps. `windows` are all of the text,
    /// `phrases` the listed phrases that fire, in order.
    pub fn restore(
        &self,
        text: &str,
        windows: &[Seen],
        phrases: &[Span],
        least: f32,
        mut each: impl FnMut(Restored),
    ) -> Expected {
        let mut expected = Expected::default();
        for seen in windows {
            let from = phrases.partition_point(|phrase| phrase.end <= seen.own.start);
            let to = phrases.partition_point(|phrase| phrase.start < seen.own.end);
            let phrases = &phrases[from.min(to)..to];
            if !phrases.is_empty() || seen.is_warm {
                let (tokens, own) = self.read_again(text, seen);
                let offset = seen.number.saturating_sub(own.start);
                let window = Window { tokens: &tokens, own, offset };
                if phrases.is_empty() && !self.is_promising(text, &window) {
                    continue;
                }
                self.window(text, &window, phrases, &mut expected, |restored| {
                    if restored.probability >= least {
                        each(restored);
                    }
                });
            }
        }
        expected
    }

    /// The words of a window, and which of them belong to it alone.
    fn read_again(&self, text: &str, seen: &Seen) -> (Vec<Token>, Range<usize>) {
        let mut tokens = Tokenizer::collect(seen.tokens.slice(text), &self.lexicon.vocabulary);
        let start = seen.tokens.start as u32;
        tokens.iter_mut().for_each(|token| (token.start, token.end) = (token.start + start, token.end + start));
        let number = |byte: usize| tokens.partition_point(|token| (token.start as usize) < byte);
        let own = number(seen.own.start)..number(seen.own.end);
        (tokens, own)
    }

    /// Whether the words alone make a window worth a look: too many swaps beside words that they are never seen with, in all of it
    /// or in one stretch.
    ///
    /// Every hot word counts until one that might make the difference is seen to suit its neighbours. The hottest are looked at first:
    /// with them gone, ordinary copy is below both limits, and its other words need not be looked up.
    fn is_warm(&self, text: &str, tokens: &[Token]) -> bool {
        let heats: Vec<f32> = tokens.iter().map(|token| self.lexicon.swaps.heat(token.word)).collect();
        let limit = WINDOW_HEAT * (tokens.len() as f32 + PRIOR_WORDS);
        let mut at_most: f32 = heats.iter().sum();
        let mut stretches: Vec<Stretch> = heats.chunks(STRETCH).map(Stretch::new).collect();
        if at_most <= limit && stretches.iter().all(Stretch::is_cold) {
            return false;
        }
        for (above, below) in HEATS.windows(2).map(|pair| (pair[1], pair[0])) {
            for (at, heat) in heats.iter().copied().enumerate().filter(|(_, heat)| *heat > above && *heat <= below) {
                let stretch = &mut stretches[at / STRETCH];
                if at_most <= limit && stretch.is_cold() {
                    continue;
                }
                let first = at / STRETCH * STRETCH;
                let own = &tokens[first..(first + STRETCH).min(tokens.len())];
                if self.stands_alone(text, own, at - first) {
                    stretch.at_least += heat;
                } else {
                    stretch.at_most -= heat;
                    at_most -= heat;
                }
                if stretch.at_least > stretch.limit {
                    return true;
                }
            }
        }
        at_most > limit || !stretches.iter().all(Stretch::is_cold)
    }

    /// Whether a word stands beside one with which it was never seen, but for the chance of one in a hundred that a map errs.
    fn stands_alone(&self, text: &str, tokens: &[Token], at: usize) -> bool {
        let hash = |at: usize| hash(self.lexicon, text, &tokens[at]);
        let seen = |left: usize, right: usize| {
            !adjoins(text, tokens[left].end as usize, tokens[right].start as usize)
                || self.profile.held(&[hash(left), hash(right)]).is_some()
        };
        at > 0 && !seen(at - 1, at) || at + 1 < tokens.len() && !seen(at, at + 1)
    }

    /// Whether the hot words of a warm window, or of one stretch of it, are probable enough as swaps, each by itself: a tenth of its
    /// places says whether the others are worth a look.
    fn is_promising(&self, text: &str, window: &Window<'_>) -> bool {
        let is_hot = |at: usize| self.lexicon.swaps.heat(window.tokens[at].word) > 0.0;
        let places = self.at_each_swap(text, window, is_hot, |scorer, at, form| {
            (form.length() == 1).then(|| restoration(scorer, 0, at, form)).flatten()
        });
        let enough = |sum: f32, words: usize| sum > PROMISE * (words as f32 + PRIOR_WORDS);
        let mut stretches = vec![0.0; window.own.len().div_ceil(STRETCH)];
        for place in &places {
            let stretch = (place.tokens.start as usize - window.own.start) / STRETCH;
            stretches[stretch] += self.model.place(&place.features);
        }
        let words = |stretch: usize| STRETCH.min(window.own.len() - stretch * STRETCH);
        enough(stretches.iter().sum(), window.own.len())
            || stretches.iter().enumerate().any(|(stretch, sum)| enough(*sum, words(stretch)))
    }

    fn window(
        &self,
        text: &str,
        window: &Window<'_>,
        phrases: &[Span],
        expected: &mut Expected,
        mut each: impl FnMut(Restored),
    ) {
        let places = self.places(text, window);
        let alone = places.iter().map(|place| self.model.place(&place.features)).collect();
        let weighed = weigh(places, alone, phrases, window.own.len());
        let probabilities = self.forest.probabilities(weighed.iter().map(|weighed| &weighed.evidence));
        for (Weighed { place, .. }, probability) in weighed.into_iter().zip(probabilities) {
            expected.sum += probability;
            add_to_families(&mut expected.by_family, place.families, probability);
            let first = place.tokens.start as usize - window.offset;
            let joined = first > 0 && adjoins(text, window.tokens[first - 1].end as usize, place.span.start);
            each(Restored { place, probability, joined });
        }
    }

    /// Every place of a window where a known swap stands.
    pub fn places(&self, text: &str, window: &Window<'_>) -> Vec<Restoration> {
        self.at_each_swap(text, window, |_| true, |scorer, at, form| restoration(scorer, window.offset, at, form))
    }

    /// For every place of a window where a known swap stands, all that it may stand for with what they are ranked by.
    pub fn candidates(&self, text: &str, window: &Window<'_>) -> Vec<Candidates> {
        self.at_each_swap(text, window, |_| true, |scorer, at, form| Some(candidates(scorer, at, form)))
    }

    fn at_each_swap<T>(
        &self,
        text: &str,
        window: &Window<'_>,
        is_wanted: impl Fn(usize) -> bool,
        make: impl Fn(&Scorer<'_>, usize, &SwapForm) -> Option<T>,
    ) -> Vec<T> {
        let lattice = Lattice::new(self.lexicon, text, window.tokens);
        let hits = find_terms(self.lexicon, &lattice);
        let context = Context::new(self.profile, &lattice);
        let (lattice, context, hits) = (&lattice, &context, &hits);
        let scorer = Scorer { lexicon: self.lexicon, lattice, context, hits, weights: &self.model.ranking };
        let mut found = Vec::new();
        for at in window.own.clone().filter(|at| is_wanted(*at)) {
            for form in lattice.forms_at(at) {
                if !lattice.is_no_prose(at..at + form.length()) {
                    found.extend(make(&scorer, at, form));
                }
            }
        }
        found
    }
}

fn candidates(scorer: &Scorer<'_>, at: usize, form: &SwapForm) -> Candidates {
    let swaps = &scorer.lexicon.swaps;
    let words = at..at + swaps.words_of(form).len();
    let originals = swaps.originals_of(form).iter().zip(swaps.first_original(form)..);
    let originals = originals.map(|(original, number)| {
        (swaps.text_of(original).to_string(), scorer.ranking(&words, form, original, number))
    });
    Candidates { span: scorer.lattice.span(&words), originals: originals.collect() }
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
    let hit = scorer.hits.get(words.start, form, number);
    // Who writes an established term as it is has swapped none of its words: *gives notice*.
    let completes = |number: u32| scorer.hits.get(words.start, form, number).is_some();
    if words.len() == 1 && scorer.hits.is_whole(at) && !ranked.iter().any(|(_, number, _)| completes(*number)) {
        return None;
    }
    let absolute = |range: &Range<usize>| (offset + range.start) as u32..(offset + range.end) as u32;
    let span = |range: &Range<usize>| scorer.lattice.span(range);
    Some(Restoration {
        span: span(&words),
        tokens: absolute(&words),
        families: best.families as u8,
        term: hit.map(|hit: &Hit| {
            let span = span(&hit.tokens);
            TermHit { term: hit.term, start: span.start as u32, end: span.end as u32 }
        }),
        features: scorer.features(&words, form, best, number),
        originals: ranked.iter().take(MOST_ORIGINALS).map(|(_, number, _)| *number).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn lexicon() -> Lexicon {
        Lexicon::builtin().unwrap()
    }

    fn restorer(lexicon: &Lexicon) -> Restorer<'_> {
        let (profile, model, forest) = (Profile::builtin(), Model::builtin(), Forest::builtin());
        Restorer { lexicon, profile, model, forest }
    }

    /// Plain copy with a spun sentence in every `every` ones.
    fn copy(sentences: usize, every: usize) -> String {
        (0..sentences).fold(String::new(), |mut text, number| {
            let spun = "The counterfeit consciousness gathers huge information from the sun oriented boards.";
            let plain = "On most days the children walk to school, and they don't mind the long-\nstanding rain.";
            writeln!(text, "{}", if number % every == 0 { spun } else { plain }).unwrap();
            text
        })
    }

    #[test]
    fn a_window_read_again_has_the_same_words() {
        let (lexicon, text) = (lexicon(), copy(2_500, 7));
        let (restorer, mut tokenizer, mut windows) =
            (restorer(&lexicon), Tokenizer::new(&text, &lexicon.vocabulary), 0);
        while let Some(window) = tokenizer.next_window() {
            let seen = restorer.look(&text, &window);
            let (tokens, own) = restorer.read_again(&text, &seen);
            assert_eq!(tokens[own.clone()], window.tokens[window.own.clone()]);
            assert_eq!(seen.number - own.start, window.offset);
            assert_eq!(tokens.len() - own.end, window.tokens.len() - window.own.end);
            windows += 1;
        }
        assert!(windows > 2);
    }

    #[test]
    fn a_window_is_warm_when_the_sum_of_its_heat_says_so() {
        let lexicon = lexicon();
        let restorer = restorer(&lexicon);
        let mut warm = 0;
        for every in 1..40 {
            let text = copy(60, every);
            let tokens = Tokenizer::collect(&text, &lexicon.vocabulary);
            let heat = |tokens: &[Token]| -> f32 {
                let alone = (0..tokens.len()).filter(|at| restorer.stands_alone(&text, tokens, *at));
                alone.map(|at| lexicon.swaps.heat(tokens[at].word)).sum()
            };
            let stretches = || tokens.chunks(STRETCH);
            let beyond = |heat: f32, limit: f32, words: usize| heat > limit * (words as f32 + PRIOR_WORDS);
            let expected = stretches().any(|own| beyond(heat(own), STRETCH_HEAT, own.len()))
                || beyond(stretches().map(heat).sum(), WINDOW_HEAT, tokens.len());
            assert_eq!(restorer.is_warm(&text, &tokens), expected, "one in {every}");
            warm += usize::from(expected);
        }
        assert!((1..39).contains(&warm), "{warm}");
    }

    #[test]
    fn hot_words_promise_something_where_their_originals_fit() {
        let lexicon = lexicon();
        let restorer = restorer(&lexicon);
        for (every, expected) in [(1, true), (3, true), (1_000, false)] {
            // The first sentence is always spun; without it the copy is plain.
            let text = copy(60, every);
            let text = if expected { text.as_str() } else { text.split_once('\n').unwrap().1 };
            let mut tokenizer = Tokenizer::new(text, &lexicon.vocabulary);
            let window = tokenizer.next_window().unwrap();
            assert_eq!(restorer.is_promising(text, &window), expected, "one in {every}");
        }
    }
}
