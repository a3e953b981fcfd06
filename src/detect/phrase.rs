//! The phrase dictionary against a text: one pass, all matches.

use super::verify::{Placement, Verifier};
use super::{Detection, Match, near};
use crate::lexicon::Lexicon;
use crate::lexicon::index::{Candidate, Pattern, Target, flag, mark};
use crate::lexicon::notation::Place;
use crate::span::Span;
use crate::text::{Tokenizer, WordId};

/// Finds everything of `lexicon` in `text`; `near_misses` also finds phrases with one misspelt long word.
pub(crate) fn detect(lexicon: &Lexicon, text: &str, near_misses: bool) -> Detection {
    let mut detection = Detection::default();
    let mut tokenizer = Tokenizer::new(text, &lexicon.vocabulary);
    while let Some(window) = tokenizer.next_window() {
        let verifier = Verifier { text, index: &lexicon.index, tokens: window.tokens };
        let mut scan = Scan { lexicon, verifier, offset: window.offset, detection: &mut detection };
        scan.run(window.own, near_misses);
    }
    detection.words = tokenizer.words();
    detection.matches.sort_by_key(|found| (found.span, found.entry, found.choice));
    detection.matches.dedup_by_key(|found| (found.span, found.entry));
    detection.atoms.sort_unstable();
    detection.exceptions.sort_by_key(|(_, span)| *span);
    detection
}

/// One window being searched.
pub(super) struct Scan<'s> {
    pub lexicon: &'s Lexicon,
    pub verifier: Verifier<'s>,
    offset: usize,
    detection: &'s mut Detection,
}

impl Scan<'_> {
    fn run(&mut self, own: std::ops::Range<usize>, near_misses: bool) {
        let index = self.verifier.index;
        let tokens = self.verifier.tokens;
        let flags = index.flags();
        let flags_at = |at: usize| tokens.get(at).map_or(0, |token| flags[token.word.index()]);
        let mut before = own.start.checked_sub(1).map_or(0, flags_at);
        let mut here = flags_at(own.start);
        for at in own {
            let next = flags_at(at + 1);
            if here & flag::SINGLE != 0 {
                self.accept(index.singles(tokens[at].word), at);
            }
            if here & flag::FIRST != 0 && next & flag::SECOND != 0 {
                self.accept(index.pairs(tokens[at].word, tokens[at + 1].word), at);
            }
            if near_misses && (before | next) & flag::TELLING != 0 && tokens[at].word == WordId::UNKNOWN {
                let found = near::near_misses(self.lexicon, self.verifier.text, tokens, at);
                self.detection.matches.extend(found);
            }
            (before, here) = (here, next);
        }
    }

    fn accept(&mut self, candidates: &[Candidate], at: usize) {
        for candidate in candidates {
            let Some(placement) = self.verifier.place(*candidate, at) else { continue };
            let pattern = &self.verifier.index.patterns()[candidate.pattern as usize];
            match pattern.target() {
                Target::Entry(_) => {
                    if let Some(found) = as_match(self.lexicon, &self.verifier, pattern, &placement) {
                        self.detection.matches.push(found);
                    }
                }
                Target::Exception(number) => {
                    let span = span_of(&self.verifier, &placement);
                    self.detection.exceptions.push((number, span));
                }
                Target::Atom(number) => {
                    let first = self.offset + placement[0].start;
                    self.detection.atoms.push((number, first as u32));
                }
            }
        }
    }
}

/// The match behind a placement, unless the entry wants its letters as written and they are not.
pub(super) fn as_match(
    lexicon: &Lexicon,
    verifier: &Verifier<'_>,
    pattern: &Pattern,
    placement: &Placement,
) -> Option<Match> {
    let Target::Entry(entry) = pattern.target() else { return None };
    let (choice, tokens) = (pattern.choice, verifier.tokens);
    let place = |range: &std::ops::Range<usize>| match range.len() {
        0 => {
            let at = range.start.checked_sub(1).map_or(0, |before| tokens[before].end as usize);
            Span::new(at, at)
        }
        _ => Span::new(tokens[range.start].start as usize, tokens[range.end - 1].end as usize),
    };
    let places: Vec<Span> = placement.iter().map(place).collect();
    if pattern.has(mark::EXACT) {
        let phrase = &lexicon.compiled(entry).entry.phrase;
        if !stands_as_written(&phrase.expand(usize::from(choice)).places, &places, verifier.text) {
            return None;
        }
    }
    let mut span = span_of(verifier, placement);
    if pattern.has(mark::COMMA) {
        let behind = verifier.text[span.end..].starts_with(',');
        span.end += usize::from(behind);
        return behind.then_some(Match { entry, choice, span, places, near: None });
    }
    Some(Match { entry, choice, span, places, near: None })
}

fn span_of(verifier: &Verifier<'_>, placement: &Placement) -> Span {
    let first = placement.iter().map(|range| range.start).min().unwrap_or(0);
    let last = placement.iter().map(|range| range.end).max().unwrap_or(1);
    Span::new(verifier.tokens[first].start as usize, verifier.tokens[last - 1].end as usize)
}

/// Whether capitals stand where the entry has them, or everywhere.
fn stands_as_written(written: &[Place<'_>], places: &[Span], text: &str) -> bool {
    let is_caps = |word: &str| !word.chars().any(char::is_lowercase);
    let starts_upper = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let alike = |written: &str, found: &str| {
        starts_upper(written) == starts_upper(found) && (written.len() < 2 || is_caps(written) == is_caps(found))
    };
    let as_written = |(place, span): (&Place<'_>, &Span)| match place {
        Place::Word { options, .. } => options.iter().any(|word| alike(&word.text, span.slice(text))),
        _ => true,
    };
    places.iter().all(|span| is_caps(span.slice(text))) || written.iter().zip(places).all(as_written)
}
