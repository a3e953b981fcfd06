//! Which of the counted n-grams go into a profile of a given size.
//!
//! Those seen most often are kept. Among those seen equally often, the ones that a shorter context predicts worst come first. Pruning by
//! that loss alone (Stolcke 1998, "Entropy-based pruning of backoff language models") was measured, and finds fewer n-grams of held-out
//! text at no fewer bits a word (`reports/profile.md`).

use super::count::{Counter, Spill};
use super::map;
use super::quantise::{Made, make};
use super::words::{Words, packed, unpacked};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::io;

/// Least count of a pair or triple.
const LEAST: u64 = 2;
/// Of the maps of words, pairs and triples: bits of a fingerprint, and of a count.
const BITS: [(u32, u32); 3] = [(10, 8), (7, 4), (6, 4)];
/// Part of the size, in hundredths, that words may take.
const WORDS_SHARE: usize = 10;
/// Part of the rest, in hundredths, that pairs may take. More pairs cost more in triples than they gain.
const PAIRS_SHARE: usize = 50;
/// Bytes set aside for all that is no cell; it takes about 2,400.
const HEAD: usize = 4_096;

/// Packed n-grams and their counts.
type Counts = Vec<(u64, u64)>;

/// Words that a profile of `size` bytes has room for.
pub(super) fn words_room(size: usize) -> usize {
    room(size / 100 * WORDS_SHARE, BITS[0])
}

/// What a counter holds of n-grams that are seen often enough.
///
/// # Errors
/// Those of reading back what was spilled.
pub(super) fn count<S: Spill>(counter: Counter<S>) -> io::Result<Counts> {
    let mut counts = Vec::new();
    counter.finish(|key, count| {
        if count >= LEAST {
            counts.push((key, count));
        }
    })?;
    Ok(counts)
}

/// The maps of words, pairs and triples for a profile of at most `size` bytes.
pub(super) fn sections(words: &Words, pairs: Counts, triples: Counts, size: usize) -> [Made; 3] {
    let made = |counts: &Counts, length: usize| {
        let hashed = counts.iter().map(|(key, count)| (words.hash(*key, length), *count));
        make(hashed.collect(), BITS[length - 1])
    };
    let singles = make(words.ngrams(), BITS[0]);
    let left = size.saturating_sub(HEAD + singles.cells.len());
    let pairs = keep(pairs, room(left / 100 * PAIRS_SHARE, BITS[1]), |key, seen| pair_score(words, key, seen));
    let pairs_made = made(&pairs, 2);
    let left = left.saturating_sub(pairs_made.cells.len());
    let known: FxHashMap<u64, u64> = pairs.into_iter().collect();
    let triples = triples.into_iter().filter(|(key, _)| parts(&known, *key).is_some()).collect();
    let triples = keep(triples, room(left, BITS[2]), |key, seen| triple_score(words, &known, key, seen));
    let triples_made = made(&triples, 3);
    [singles, pairs_made, triples_made]
}

/// Counts of the two pairs of a triple, if both are kept.
fn parts(pairs: &FxHashMap<u64, u64>, triple: u64) -> Option<(u64, u64)> {
    let [first, second, third] = unpacked(triple);
    pairs.get(&packed(&[first, second])).copied().zip(pairs.get(&packed(&[second, third])).copied())
}

/// How many times as often a pair was seen as its words predict.
fn pair_score(words: &Words, pair: u64, seen: u64) -> f32 {
    let [_, first, second] = unpacked(pair);
    seen as f32 * words.total() as f32 / (words.count(first) as f32 * words.count(second) as f32)
}

/// How many times as often a triple was seen as its pairs predict.
fn triple_score(words: &Words, pairs: &FxHashMap<u64, u64>, triple: u64, seen: u64) -> f32 {
    let [_, middle, _] = unpacked(triple);
    parts(pairs, triple)
        .map_or(0.0, |(front, back)| seen as f32 * words.count(middle) as f32 / (front as f32 * back as f32))
}

/// The `room` n-grams seen most often; of those seen equally often, the ones with the highest score.
fn keep(counts: Counts, room: usize, score: impl Fn(u64, u64) -> f32) -> Counts {
    let mut scored: Vec<_> = counts.into_iter().map(|(key, count)| (Reverse(count), score(key, count), key)).collect();
    scored.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    scored.truncate(room);
    scored.into_iter().map(|(Reverse(count), _, key)| (key, count)).collect()
}

/// Entries that fit in `size` bytes.
fn room(size: usize, (print_bits, value_bits): (u32, u32)) -> usize {
    let most = size * 8 / (print_bits + value_bits) as usize;
    let (mut fits, mut over) = (0, most + 1);
    while over - fits > 1 {
        let middle = fits.midpoint(over);
        if map::size(middle, print_bits, value_bits) <= size { fits = middle } else { over = middle }
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_are_kept_and_of_equals_the_ones_that_surprise() {
        let counts = vec![(1, 2), (2, 9), (3, 2), (4, 2)];
        let score = |key: u64, _| if key == 3 { 7.0 } else { 1.0 };
        assert_eq!(keep(counts.clone(), 2, score), [(2, 9), (3, 2)]);
        assert_eq!(keep(counts, 3, score), [(2, 9), (3, 2), (1, 2)]);
    }

    #[test]
    fn room_is_used_and_not_exceeded() {
        for size in [1_000, 65_536, 4_000_000] {
            let fits = room(size, (7, 4));
            assert!(map::size(fits, 7, 4) <= size);
            assert!(fits * 11 / 8 > size / 3, "{fits} entries in {size} bytes");
        }
    }
}
