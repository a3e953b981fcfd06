//! What of the counts goes into a profile of a given size, and how exactly.

use super::builder::WORD_BITS;
use super::count::{Counter, Spill};
use super::hash::{EDGE, ngram_hash};
use super::map;
use super::profile::{Level, Section};
use rustc_hash::FxHashMap;
use std::io;

/// Least count of a word, and of pairs and triples.
const LEAST: [u64; 2] = [5, 2];
/// Of the maps of words, pairs and triples: bits of a fingerprint, and of a count.
const BITS: [(u32, u32); 3] = [(10, 8), (7, 4), (6, 4)];
/// Part of the size, in hundredths, that words may take, and that pairs may take of the rest.
const SHARE: [usize; 2] = [10, 50];

/// Bits of a cell.
const WORD_MASK: u64 = (1 << WORD_BITS) - 1;

/// The words that are kept.
pub(super) struct Words {
    hashes: Vec<u64>,
    counts: Vec<u64>,
    numbers: FxHashMap<u64, u64>,
    total: u64,
}

impl Words {
    /// Keeps the most frequent of `counts` (in the order of hashes), as many as fit.
    pub fn new(mut counts: Vec<(u64, u64)>, total: u64, size: usize) -> Words {
        let room = room(size / 100 * SHARE[0], BITS[0]).min(1 << WORD_BITS);
        let mut least = LEAST[0];
        loop {
            counts.retain(|(word, count)| *count >= least || *word == EDGE);
            if counts.len() <= room {
                break;
            }
            least += 1;
        }
        let (hashes, counts): (Vec<u64>, Vec<u64>) = counts.into_iter().unzip();
        let numbers = hashes.iter().zip(0..).map(|(hash, number)| (*hash, number)).collect();
        Words { hashes, counts, numbers, total }
    }

    /// The number of a word, from its hash.
    pub fn number(&self, word: u64) -> Option<u64> {
        self.numbers.get(&word).copied()
    }

    /// Words of the texts, kept or not.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// N-grams as packed numbers of words, with their counts.
pub(super) struct Candidates(Vec<(u64, u64)>);

impl Candidates {
    /// What a counter holds of n-grams that are seen often enough.
    pub fn count<S: Spill>(counter: Counter<S>) -> io::Result<Candidates> {
        let mut counts = Vec::new();
        counter.finish(|key, count| {
            if count >= LEAST[1] {
                counts.push((key, count));
            }
        })?;
        Ok(Candidates(counts))
    }

    /// Keeps the `room` n-grams seen most often; of those seen equally often, the ones with the highest `score`.
    fn keep(&mut self, room: usize, score: impl Fn(u64, u64) -> f32) {
        let by = |(key, count): &(u64, u64)| (std::cmp::Reverse(*count), -score(*key, *count), *key);
        self.0.sort_by_cached_key(|entry| {
            let (count, score, key) = by(entry);
            (count, ordered(score), key)
        });
        self.0.truncate(room);
    }
}

/// A number that sorts as `x` does.
fn ordered(x: f32) -> i32 {
    let bits = x.to_bits() as i32;
    bits ^ ((bits >> 31) as u32 >> 1) as i32
}

/// A finished map.
pub(super) struct Made {
    pub section: Section,
    pub cells: Vec<u8>,
    /// Entries, and the least count of one.
    pub kept: (usize, u64),
}

/// The maps of a profile of at most `size` bytes.
pub(super) fn sections(words: &Words, mut pairs: Candidates, mut triples: Candidates, size: usize) -> [Made; 3] {
    let single = words.hashes.iter().zip(&words.counts).map(|(hash, count)| (ngram_hash(&[*hash]), *count)).collect();
    let single = make(single, BITS[0]);
    let left = size.saturating_sub(single.cells.len() + 4096);
    let count = |word: u64| words.counts[word as usize] as f32;
    let total = words.total as f32;
    pairs.keep(room(left / 100 * SHARE[1], BITS[1]), |key, seen| {
        let [.., a, b] = parts(key);
        seen as f32 * total / (count(a) * count(b))
    });
    let known: FxHashMap<u64, u64> = pairs.0.iter().copied().collect();
    triples.0.retain(|(key, _)| {
        known.contains_key(&(key >> WORD_BITS)) && known.contains_key(&(key & ((1 << (2 * WORD_BITS)) - 1)))
    });
    let pairs_made = make(
        pairs
            .0
            .iter()
            .map(|(key, count)| {
                let [_, a, b] = parts(*key);
                (ngram_hash(&[words.hashes[a as usize], words.hashes[b as usize]]), *count)
            })
            .collect(),
        BITS[1],
    );
    let left = left.saturating_sub(pairs_made.cells.len());
    triples.keep(room(left, BITS[2]), |key, seen| {
        let [_, b, _] = parts(key);
        let (ab, bc) = (known[&(key >> WORD_BITS)], known[&(key & ((1 << (2 * WORD_BITS)) - 1))]);
        seen as f32 * count(b) / (ab as f32 * bc as f32)
    });
    let triples_made = make(
        triples
            .0
            .iter()
            .map(|(key, count)| {
                let ngram = parts(*key).map(|number| words.hashes[number as usize]);
                (ngram_hash(&ngram), *count)
            })
            .collect(),
        BITS[2],
    );
    [single, pairs_made, triples_made]
}

/// The numbers of the words of a packed n-gram; a pair begins with the edge's number.
fn parts(key: u64) -> [u64; 3] {
    [key >> (2 * WORD_BITS), key >> WORD_BITS & WORD_MASK, key & WORD_MASK]
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

fn make(mut entries: Vec<(u64, u64)>, (print_bits, value_bits): (u32, u32)) -> Made {
    entries.sort_unstable();
    entries.dedup_by_key(|(key, _)| *key);
    let least = entries.iter().map(|(_, count)| *count).min().unwrap_or(1);
    let most = entries.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let floors = floors(least, most, 1 << value_bits);
    let mut sums = vec![(0.0, 0u32); floors.len()];
    let mut values = Vec::with_capacity(entries.len());
    for (key, count) in &entries {
        let level = floors.partition_point(|floor| floor <= count) - 1;
        sums[level].0 += (*count as f64).ln();
        sums[level].1 += 1;
        values.push((*key, level as u32));
    }
    let levels = floors.iter().zip(sums).map(|(floor, (sum, count))| {
        let ln = if count == 0 { (*floor as f64).ln() } else { sum / f64::from(count) };
        Level { floor: u32::try_from(*floor).unwrap_or(u32::MAX), ln: ln as f32 }
    });
    let levels = levels.collect();
    let (shape, cells) = map::build(&values, print_bits, value_bits);
    Made { section: Section { shape, levels }, cells, kept: (entries.len(), least) }
}

/// Where `levels` levels begin, for counts from `least` to `most`: evenly on a log scale, but at least one apart.
fn floors(least: u64, most: u64, levels: u32) -> Vec<u64> {
    let top = most as f64 / 2.0;
    let mut floors = vec![least];
    for left in (1..levels).rev() {
        let last = floors[floors.len() - 1];
        let step = (top / last as f64).max(1.0).powf(1.0 / f64::from(left));
        floors.push((last + 1).max((last as f64 * step).round() as u64));
    }
    floors
}
