//! How many sentences a text has, and how many of them hold one of the places named.

use super::sentence::{breaks_between, word_after};
use crate::span::Span;

/// Counts sentences in one walk over the text, from gap to gap; places are named in its order.
#[derive(Debug)]
pub(crate) struct SentenceCount<'t> {
    text: &'t str,
    /// The word walked to last.
    word: Option<Span>,
    all: usize,
    marked: usize,
    /// Number of the sentence marked last, from 1.
    last: usize,
}

impl<'t> SentenceCount<'t> {
    /// Nothing is walked over before it must be.
    pub fn new(text: &'t str) -> Self {
        SentenceCount { text, word: None, all: 0, marked: 0, last: 0 }
    }

    /// Marks the sentence in which `place` begins, in bytes of the text.
    pub fn mark(&mut self, place: Span) {
        while self.word.is_none_or(|word| word.end <= place.start) && self.step() {}
        if self.last < self.all {
            self.marked += 1;
            self.last = self.all;
        }
    }

    /// Sentences in all, and marked ones.
    pub fn finish(mut self) -> (usize, usize) {
        while self.step() {}
        (self.all, self.marked)
    }

    /// Goes on to the next word; `false` where there is none.
    fn step(&mut self) -> bool {
        let end = self.word.map_or(0, |word| word.end);
        let Some(next) = word_after(self.text, end) else { return false };
        if self.word.is_none_or(|word| breaks_between(self.text, word.end, next.start)) {
            self.all += 1;
        }
        self.word = Some(next);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, places: &[&str]) -> (usize, usize) {
        let mut sentences = SentenceCount::new(text);
        let mut from = 0;
        for place in places {
            let start = from + text[from..].find(place).unwrap();
            from = start + place.len();
            sentences.mark(Span::new(start, from));
        }
        sentences.finish()
    }

    #[test]
    fn sentences_and_those_with_a_place_are_counted_once() {
        let text = "Dr. Ba met Bo, and Bi. Ca came!\n\nDu did not. \u{201c}Ed\u{201d} \u{2026}";
        for (places, expected) in [
            (&[][..], (4, 0)),
            (&["Ba"], (4, 1)),
            (&["Ba", "Bo", "Bi"], (4, 1)),
            (&["Dr. Ba", "Ca", "not"], (4, 3)),
            (&["\u{201c}Ed"], (4, 1)),
            (&["Bi. Ca", "came"], (4, 2)),
        ] {
            assert_eq!(count(text, places), expected, "{places:?}");
        }
        assert_eq!((count("", &[]), count(" \u{2026} ", &[])), ((0, 0), (0, 0)));
    }
}
