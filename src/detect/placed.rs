//! A match with everything about it worked out.

use super::Match;
use super::phrase::{scan, span_of, spans_of};
use super::verify::Verifier;
use crate::lexicon::Lexicon;
use crate::lexicon::index::mark;
use crate::span::Span;
use crate::text::{Token, Tokenizer};

/// A match with its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Which combination of the phrase's alternatives matched.
    pub choice: u16,
    /// The found phrase, in bytes of the text.
    pub span: Span,
    /// What each place of the expansion matched; an empty gap is an empty span.
    pub places: Vec<Span>,
    /// For a near miss, the word as it stands and as the entry has it.
    pub near: Option<(String, String)>,
}

impl Placed {
    /// Reads the words of a match again and places its pattern on them as the search did.
    pub fn new(lexicon: &Lexicon, text: &str, found: &Match) -> Placed {
        let pattern = &lexicon.index.patterns()[found.pattern as usize];
        let span = found.span();
        let tokens = tokens(lexicon, text, found);
        let verifier = Verifier { text, index: &lexicon.index, tokens: &tokens };
        let comma = usize::from(pattern.has(mark::COMMA));
        let words = Span::new(span.start, span.end - comma);
        let mut places = None;
        scan(&verifier, 0..tokens.len(), |number, placement| {
            if places.is_none() && number == found.pattern && span_of(&verifier, placement) == words {
                places = Some(spans_of(&verifier, placement));
            }
        });
        let places = places.unwrap_or_else(|| vec![span; lexicon.index.slots_of(pattern).len()]);
        let near = found.near.and_then(|near| {
            let written = tokens.iter().find(|token| token.start == near.start)?;
            Some((written.slice(text).to_string(), lexicon.vocabulary.word(near.meant).to_string()))
        });
        Placed { choice: pattern.choice, span, places, near }
    }
}

/// The words of a match, a misspelt one as the entry has it.
fn tokens(lexicon: &Lexicon, text: &str, found: &Match) -> Vec<Token> {
    let mut tokens = Tokenizer::collect(found.span().slice(text), &lexicon.vocabulary);
    for token in &mut tokens {
        token.start += found.start;
        token.end += found.start;
        if let Some(near) = found.near.filter(|near| near.start == token.start) {
            token.word = near.meant;
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::detect;
    use super::*;
    use crate::lexicon::LexiconBuilder;

    #[test]
    fn places_are_those_that_the_search_found() {
        let csv = "find,suggest,kind,level,example\nget <gap:0-3> advantage of,gain,spun,likely,none\n\
                   <num> ~year prior,ago,spun,likely,none\nsoviet association,union,spun,likely,none\n\
                   \"aside, \",also,spun,likely,none\n";
        let lexicon = LexiconBuilder::new().phrases("t", "t.csv", csv).build(&Default::default()).unwrap();
        for (text, expected, near) in [
            ("so get a fair advantage of it", vec!["get", "a fair", "advantage", "of"], None),
            ("so get advantage of it", vec!["get", "", "advantage", "of"], None),
            ("get get advantage of it", vec!["get", "", "advantage", "of"], None),
            ("was twenty-five\nyears prior", vec!["twenty-five", "years", "prior"], None),
            ("the Soviet Asociation fell", vec!["Soviet", "Asociation"], Some("association")),
            ("Aside, he left", vec!["Aside"], None),
        ] {
            let found = detect(&lexicon, text, true, |_| ()).matches;
            let placed = Placed::new(&lexicon, text, found.last().expect(text));
            assert_eq!(placed.places.iter().map(|place| place.slice(text)).collect::<Vec<_>>(), expected, "{text}");
            assert_eq!(placed.near.as_ref().map(|(_, meant)| meant.as_str()), near, "{text}");
        }
    }
}
