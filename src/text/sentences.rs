//! Sentences asked for again and again, place after place.

use super::sentence::{sentence_around, sentence_knowing};
use crate::span::Span;

/// The sentences of one text, for places that follow each other. What was gone over without meeting a break is remembered,
/// so that a line of any length is gone over once, however many places of it are asked about.
#[derive(Debug)]
pub(crate) struct Sentences<'t> {
    text: &'t str,
    /// A stretch that holds no break.
    known: Span,
}

impl<'t> Sentences<'t> {
    /// Nothing is worked out before it is asked for.
    pub fn new(text: &'t str) -> Self {
        Sentences { text, known: Span::default() }
    }

    /// As [`sentence_around`], for a `span` of whole words.
    pub fn around(&mut self, span: Span) -> Span {
        if !self.known.contains(span) && !span.is_empty() {
            // Of the first character, since a span that goes over a break touches several sentences.
            self.known =
                sentence_around(self.text, Span::new(span.start, self.text.ceil_char_boundary(span.start + 1)));
        }
        if !self.known.contains(span) {
            return sentence_around(self.text, span);
        }
        let sentence = sentence_knowing(self.text, span, Some(self.known));
        self.known = self.known.union(sentence);
        sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Spans of one to three words, in order of their start.
    fn spans(text: &str) -> Vec<Span> {
        let is_word = |c: char| c.is_alphanumeric();
        let starts = text.match_indices(is_word).map(|(at, _)| at).filter(|at| !text[..*at].ends_with(is_word));
        let ends =
            text.match_indices(is_word).map(|(at, c)| at + c.len()).filter(|at| !text[*at..].starts_with(is_word));
        let words: Vec<Span> = starts.zip(ends).map(|(start, end)| Span::new(start, end)).collect();
        (1..=3).flat_map(|length| words.windows(length).map(move |run| run[0].union(run[length - 1]))).collect()
    }

    fn assert_agrees(text: &str) {
        let mut spans = spans(text);
        for order in 0..2 {
            let mut sentences = Sentences::new(text);
            for span in &spans {
                assert_eq!(sentences.around(*span), sentence_around(text, *span), "{text:?} {span:?} {order}");
            }
            spans.sort();
        }
    }

    #[test]
    fn a_sentence_beyond_reach_is_cut_for_each_place() {
        assert_agrees(&format!("First. {}end. Last.", "word ".repeat(800)));
        assert_agrees(&format!("First. {}end. Last.", "word ".repeat(220)));
    }

    proptest! {
        #[test]
        fn remembers_what_sentence_around_says(pieces in prop::collection::vec(prop::sample::select(vec![
            "Word", "word", "Dr", "U.S", "e.g", "café", "12", "1", "a", "The", " ", " ", " ", ". ", "? ", "! ", ".", ", ",
            "\n", "\n\n", "\r\n", "\n- ", "\n1. ", "\u{201d} ", "(", ") ", ".[3] ", "… ", "|", "# ", "\u{2029}", "iv) ",
        ]), 0..60)) {
            assert_agrees(&pieces.concat());
        }
    }
}
