//! The phrase dictionary against a text: one pass, all matches.

use super::verify::{Placement, Verifier};
use super::{Detection, Match, near};
use crate::lexicon::Lexicon;
use crate::lexicon::index::{Candidate, Target, flag, mark};
use crate::lexicon::notation::Place;
use crate::span::Span;
use crate::text::{Tokenizer, Window, WordId};
use std::ops::Range;

/// Finds everything of `lexicon` in `text`; `near_misses` also finds phrases with one misspelt long word. `each` is shown every
/// window, so that who else looks at words need not cut the text again.
pub(crate) fn detect(lexicon: &Lexicon, text: &str, near_misses: bool, mut each: impl FnMut(&Window<'_>)) -> Detection {
    let mut detection = Detection::default();
    let mut tokenizer = Tokenizer::new(text, &lexicon.vocabulary);
    while let Some(window) = tokenizer.next_window() {
        each(&window);
        let verifier = Verifier { text, index: &lexicon.index, tokens: window.tokens };
        scan(&verifier, window.own.clone(), |number, placement| {
            match lexicon.index.patterns()[number as usize].target() {
                Target::Exception(number) => detection.exceptions.push((excepted_span(&verifier, placement), number)),
                _ => detection.matches.extend(as_match(lexicon, &verifier, number, placement)),
            }
        });
        if near_misses {
            near_scan(lexicon, &verifier, window.own, &mut detection.matches);
        }
    }
    detection.words = tokenizer.words();
    // In place: a sort that keeps the order of equals would take half as much memory again.
    detection.matches.sort_unstable();
    detection.matches.dedup_by_key(|found| (found.start, found.end, found.entry(lexicon)));
    detection.exceptions.sort_unstable();
    detection
}

/// Words and phrases of document conditions in `text`: number of the atom and of the token at which it begins, sorted.
pub(crate) fn detect_atoms(lexicon: &Lexicon, text: &str) -> Vec<(u32, u32)> {
    let mut atoms = Vec::new();
    let mut tokenizer = Tokenizer::new(text, &lexicon.vocabulary);
    while let Some(window) = tokenizer.next_window() {
        let verifier = Verifier { text, index: &lexicon.atoms, tokens: window.tokens };
        scan(&verifier, window.own, |number, placement| {
            let atom = lexicon.atoms.patterns()[number as usize].number();
            atoms.extend(placement.ranges().next().map(|first| (atom, (window.offset + first.start) as u32)));
        });
    }
    atoms.sort_unstable();
    atoms
}

/// Calls `found` with the number of every pattern that stands in the window.
pub(super) fn scan(verifier: &Verifier<'_>, own: Range<usize>, mut found: impl FnMut(u32, &Placement)) {
    let (index, tokens) = (verifier.index, verifier.tokens);
    let flags = index.flags();
    let flags_at = |at: usize| tokens.get(at).map_or(0, |token| flags[token.word.index()]);
    let mut accept = |candidates: &[Candidate], at: usize| {
        for candidate in candidates {
            if let Some(placement) = verifier.place(*candidate, at) {
                found(candidate.pattern, &placement);
            }
        }
    };
    let mut here = flags_at(own.start);
    for at in own {
        let next = flags_at(at + 1);
        if here & flag::SINGLE != 0 {
            accept(index.singles(tokens[at].word), at);
        }
        if here & flag::FIRST != 0 && next & flag::SECOND != 0 {
            accept(index.pairs(tokens[at].word, tokens[at + 1].word), at);
        }
        here = next;
    }
}

/// Adds the near misses of the window: unknown words beside a telling one.
fn near_scan(lexicon: &Lexicon, verifier: &Verifier<'_>, own: Range<usize>, matches: &mut Vec<Match>) {
    let (tokens, flags) = (verifier.tokens, verifier.index.flags());
    let telling = |at: usize| tokens.get(at).is_some_and(|token| flags[token.word.index()] & flag::TELLING != 0);
    for at in own {
        let unknown = tokens[at].word == WordId::UNKNOWN;
        if unknown && (telling(at + 1) || at > 0 && telling(at - 1)) {
            matches.extend(near::near_misses(lexicon, verifier.text, tokens, at));
        }
    }
}

/// The match behind a placement, unless the entry wants its letters as written and they are not, or a comma that is missing.
pub(super) fn as_match(
    lexicon: &Lexicon,
    verifier: &Verifier<'_>,
    number: u32,
    placement: &Placement,
) -> Option<Match> {
    let pattern = &lexicon.index.patterns()[number as usize];
    let Target::Entry(entry) = pattern.target() else { return None };
    if pattern.has(mark::EXACT) {
        let phrase = &lexicon.compiled(entry).entry.phrase;
        let written = phrase.expand(usize::from(pattern.choice)).places;
        if !stands_as_written(&written, &spans_of(verifier, placement), verifier.text) {
            return None;
        }
    }
    let mut span = span_of(verifier, placement);
    if pattern.has(mark::COMMA) {
        if !verifier.text[span.end..].starts_with(',') {
            return None;
        }
        span.end += 1;
    }
    Some(Match { start: span.start as u32, end: span.end as u32, pattern: number, near: None })
}

/// What each place of the pattern took; an empty gap is an empty span.
pub(super) fn spans_of(verifier: &Verifier<'_>, placement: &Placement) -> Vec<Span> {
    let tokens = verifier.tokens;
    let span = |range: Range<usize>| match range.len() {
        0 => {
            let at = range.start.checked_sub(1).map_or(0, |before| tokens[before].end as usize);
            Span::new(at, at)
        }
        _ => Span::new(tokens[range.start].start as usize, tokens[range.end - 1].end as usize),
    };
    placement.ranges().map(span).collect()
}

/// All that a placement took.
pub(super) fn span_of(verifier: &Verifier<'_>, placement: &Placement) -> Span {
    let first = placement.ranges().map(|range| range.start).min().unwrap_or(0);
    let last = placement.ranges().map(|range| range.end).max().unwrap_or(1);
    Span::new(verifier.tokens[first].start as usize, verifier.tokens[last - 1].end as usize)
}

/// All that an exception took, and a comma that follows: a phrase with a comma at its end lies in it too.
fn excepted_span(verifier: &Verifier<'_>, placement: &Placement) -> Span {
    let span = span_of(verifier, placement);
    Span::new(span.start, span.end + usize::from(verifier.text[span.end..].starts_with(',')))
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
