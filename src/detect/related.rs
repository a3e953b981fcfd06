//! Entries that a text almost spells: all words but one are there.

use crate::lexicon::Lexicon;
use crate::lexicon::index::{Target, flag};
use crate::text::{Tokenizer, WordId};
use rustc_hash::FxHashSet;

/// Entries named at most.
const MOST: usize = 10;

/// Entries of which the text holds two words or more, a telling one among them, and lacks one at most; closest first.
pub(crate) fn related(lexicon: &Lexicon, text: &str) -> Vec<u32> {
    let tokens = Tokenizer::collect(text, &lexicon.vocabulary);
    let words: FxHashSet<WordId> =
        tokens.iter().map(|token| token.word).filter(|word| *word != WordId::UNKNOWN).collect();
    let index = &lexicon.index;
    let mut found: Vec<(usize, u32)> = Vec::new();
    for pattern in index.patterns() {
        let Target::Entry(entry) = pattern.target() else { continue };
        let slots = index.slots_of(pattern).iter().filter(|slot| slot.is_word());
        let held: Vec<Option<WordId>> =
            slots.map(|slot| index.words_of(slot).find(|word| words.contains(word))).collect();
        let present = held.iter().flatten().count();
        let telling = held.iter().flatten().any(|word| index.flags()[word.index()] & flag::TELLING != 0);
        if present >= 2 && present + 1 >= held.len() && telling {
            found.push((held.len() - present, entry));
        }
    }
    found.sort_unstable();
    let mut seen = FxHashSet::default();
    found.into_iter().map(|(_, entry)| entry).filter(|entry| seen.insert(*entry)).take(MOST).collect()
}
