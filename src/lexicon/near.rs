//! Words one edit away from a telling word of the dictionary, found by deletion (Garbe, SymSpell, 2012).

use super::index::{Index, Target, flag};
use crate::text::{Vocabulary, WordId};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// Shortest dictionary word, in letters, that a misspelling is looked for: in shorter words one edit makes another word too often.
pub(crate) const LONG: usize = 7;

/// Long words of the entries, reachable through each of their one-letter deletions.
#[derive(Debug, Default)]
pub(crate) struct NearWords {
    by_deletion: FxHashMap<u64, Vec<WordId>>,
}

impl NearWords {
    /// Gathers the long words of all entries of two words or more.
    pub fn new(index: &Index, vocabulary: &Vocabulary) -> Self {
        let mut near = NearWords::default();
        let mut known = vec![false; vocabulary.len()];
        for pattern in index.patterns().iter().filter(|pattern| matches!(pattern.target(), Target::Entry(_))) {
            let slots = index.slots_of(pattern);
            if slots.iter().filter(|slot| slot.is_word()).count() < 2 {
                continue;
            }
            for word in slots.iter().flat_map(|slot| index.words_of(slot)) {
                let text = vocabulary.word(word);
                let telling = index.flags()[word.index()] & flag::TELLING != 0;
                if telling
                    && text.len() >= LONG
                    && text.is_ascii()
                    && !std::mem::replace(&mut known[word.index()], true)
                {
                    deletions(text, |key| near.by_deletion.entry(key).or_default().push(word));
                }
            }
        }
        near
    }

    /// Dictionary words one insertion, deletion, replacement or swap of neighbours away from `word` (a normal form), in a fixed order.
    pub fn lookup(&self, word: &str, vocabulary: &Vocabulary) -> Vec<WordId> {
        let mut found = Vec::new();
        deletions(word, |key| found.extend(self.by_deletion.get(&key).into_iter().flatten().copied()));
        found.sort();
        found.dedup();
        found.retain(|id| strsim::osa_distance(word, vocabulary.word(*id)) == 1);
        found
    }
}

/// Hashes of `word` and of every string that lacks one of its bytes.
fn deletions(word: &str, mut each: impl FnMut(u64)) {
    let bytes = word.as_bytes();
    for without in 0..=bytes.len() {
        let rest = bytes.get(without + 1..).unwrap_or(&[]);
        let mut joined = [0u8; 64];
        let length = without + rest.len();
        if length > joined.len() {
            return;
        }
        joined[..without].copy_from_slice(&bytes[..without]);
        joined[without..length].copy_from_slice(rest);
        let mut hasher = FxHasher::default();
        hasher.write(&joined[..length]);
        each(hasher.finish());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_one_edit_apart_share_a_deletion() {
        let keys = |word: &str| {
            let mut keys = Vec::new();
            deletions(word, |key| keys.push(key));
            keys
        };
        let wanted = keys("association");
        for (word, near) in [
            ("asociation", true),
            ("associatoin", true),
            ("associatiom", true),
            ("assocciation", true),
            ("assignation", false),
        ] {
            assert_eq!(keys(word).iter().any(|key| wanted.contains(key)), near, "{word}");
        }
    }
}
