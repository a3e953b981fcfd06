//! Near misses: a listed phrase in which one long word is misspelt (*Soviet Asociation*).

use super::phrase::as_match;
use super::verify::Verifier;
use super::{Match, Misspelt};
use crate::lexicon::Lexicon;
use crate::lexicon::index::Target;
use crate::lexicon::near::LONG;
use crate::reference::is_ordinary;
use crate::text::{Token, WordId};

/// Tokens looked at to each side of the misspelt word.
const REACH: usize = 24;

/// Entries that would stand around the unknown word `tokens[at]` if it were spelt as the dictionary has it.
pub(super) fn near_misses(lexicon: &Lexicon, text: &str, tokens: &[Token], at: usize) -> Vec<Match> {
    let word = tokens[at].slice(text);
    if word.len() + 1 < LONG || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let normal = word.to_ascii_lowercase();
    if is_ordinary(&normal) {
        return Vec::new();
    }
    let start = at.saturating_sub(REACH);
    let end = (at + REACH + 1).min(tokens.len());
    let mut found = Vec::new();
    for meant in lexicon.near().lookup(&normal, &lexicon.vocabulary) {
        let mut corrected = tokens[start..end].to_vec();
        corrected[at - start].word = meant;
        with_word(lexicon, text, &corrected, at - start, meant, &mut found);
    }
    found
}

/// Adds the matches that cover token `at`, which stands for the word `meant`.
fn with_word(lexicon: &Lexicon, text: &str, tokens: &[Token], at: usize, meant: WordId, found: &mut Vec<Match>) {
    let verifier = Verifier { text, index: &lexicon.index, tokens };
    for first in 0..tokens.len() - 1 {
        for candidate in lexicon.index.pairs(tokens[first].word, tokens[first + 1].word) {
            let pattern = &lexicon.index.patterns()[candidate.pattern as usize];
            let Target::Entry(_) = pattern.target() else { continue };
            let Some(placement) = verifier.place(*candidate, first) else { continue };
            // A gap or number took the word as it is: the exact search has that match.
            let slots = lexicon.index.slots_of(pattern);
            let taken = placement
                .ranges()
                .zip(slots)
                .any(|(range, slot)| range.contains(&at) && lexicon.index.fits(slot, meant));
            if !taken {
                continue;
            }
            let near = Some(Misspelt { start: tokens[at].start, meant });
            let matched = as_match(lexicon, &verifier, candidate.pattern, &placement);
            found.extend(matched.map(|matched| Match { near, ..matched }));
        }
    }
}
