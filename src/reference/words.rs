//! The words that a profile keeps, numbered, and n-grams packed from their numbers while they are counted.

use super::hash::{EDGE, ngram_hash};
use rustc_hash::FxHashMap;

/// Bits of a word's number: three numbers make a key.
const BITS: u32 = 21;
/// Least count of a word. Of those seen less often, most are names and misspellings.
const LEAST: u64 = 5;
/// Number of the edge: its hash is the lowest, and it is always kept.
pub(super) const EDGE_NUMBER: u64 = 0;

/// The words that are kept, numbered in the order of their hashes.
pub(super) struct Words {
    hashes: Vec<u64>,
    counts: Vec<u64>,
    numbers: FxHashMap<u64, u64>,
    total: u64,
}

impl Words {
    /// Keeps the most frequent of `counts` (in the order of hashes, the edge first), `room` at most; `total` words were counted.
    pub fn new(mut counts: Vec<(u64, u64)>, total: u64, room: usize) -> Words {
        let room = room.clamp(1, 1 << BITS);
        let mut least = LEAST;
        counts.retain(|(word, count)| *count >= least || *word == EDGE);
        while counts.len() > room {
            least += 1;
            counts.retain(|(word, count)| *count >= least || *word == EDGE);
        }
        let (hashes, counts): (Vec<u64>, Vec<u64>) = counts.into_iter().unzip();
        let numbers = hashes.iter().zip(0..).map(|(hash, number)| (*hash, number)).collect();
        Words { hashes, counts, numbers, total }
    }

    /// The number of a word, from its hash.
    pub fn number(&self, word: u64) -> Option<u64> {
        self.numbers.get(&word).copied()
    }

    /// How often the word of this number was seen.
    pub fn count(&self, number: u64) -> u64 {
        self.counts[number as usize]
    }

    /// Words of the texts, kept or not.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Every word as an n-gram of its own: hash and count.
    pub fn ngrams(&self) -> Vec<(u64, u64)> {
        self.hashes.iter().zip(&self.counts).map(|(hash, count)| (ngram_hash(&[*hash]), *count)).collect()
    }

    /// The hash of a packed n-gram of `length` words.
    pub fn hash(&self, key: u64, length: usize) -> u64 {
        let words = unpacked(key).map(|number| self.hashes[number as usize]);
        ngram_hash(&words[3 - length..])
    }
}

/// A pair or triple as one number.
pub(super) fn packed(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0, |key, number| key << BITS | number)
}

/// The numbers of a packed n-gram's words; a pair stands in the last two places.
pub(super) fn unpacked(key: u64) -> [u64; 3] {
    [2, 1, 0].map(|place| key >> (place * BITS) & ((1 << BITS) - 1))
}
