//! A static map from 64-bit keys to small numbers, without keys or pointers: a Bloomier filter
//! (Chazelle, Kilian, Rubinfeld and Tal 2004) on the layout of a 4-wise binary fuse filter (Graefe and Lemire 2022).
//!
//! A key owns four cells. Their exclusive or is a fingerprint of the key and its value; a key that is not in the map passes for one
//! that is when the fingerprint fits by chance.

use super::hash::mix;

/// Cells that a key owns.
const CELLS: usize = 4;
/// Bits of a segment's length at most, as in the published construction.
const LONGEST_SEGMENT: u32 = 18;
/// Segments at most: as many as keep the number of cells within 32 bits.
const MOST_SEGMENTS: u32 = 1 << 13;
/// Bits of a cell at most, so that one lies within four bytes wherever it begins.
const WIDEST: u32 = 24;
/// Constructions tried with other places for the keys before cells are added.
const ATTEMPTS: u32 = 16;
/// Bytes behind the last cell, so that four bytes can be read anywhere.
const PADDING: usize = 4;

/// Where the cells of a key lie, and how wide they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Makes the places of the keys differ when a construction has failed.
    pub seed: u64,
    /// Bits of the length of a segment, in cells.
    pub segment_bits: u32,
    /// Segments in which a key's first cell may lie; three more follow.
    pub segments: u32,
    /// Bits of a fingerprint.
    pub print_bits: u32,
    /// Bits of a value.
    pub value_bits: u32,
}

impl Shape {
    /// The shape for `keys` keys, by the formulas of the published construction, with room for a few cells more
    /// when many an `attempt` has failed.
    fn of(keys: usize, print_bits: u32, value_bits: u32, attempt: u32) -> Shape {
        let n = keys.max(2) as f64;
        let segment_bits = (n.ln() / 2.91f64.ln() - 0.5).floor().clamp(1.0, f64::from(LONGEST_SEGMENT)) as u32;
        let factor =
            (0.77 + 0.305 * 600_000f64.ln() / n.ln()).max(1.075) + 0.005 * f64::from(attempt.saturating_sub(ATTEMPTS));
        let cells = (n * factor).ceil() as u64;
        let segments = cells.div_ceil(1 << segment_bits).saturating_sub(CELLS as u64 - 1).max(1) as u32;
        Shape { seed: u64::from(attempt), segment_bits, segments, print_bits, value_bits }
    }

    /// Whether the numbers are ones that a construction can give, so that no look-up goes astray.
    pub fn is_sound(&self) -> bool {
        self.segment_bits <= LONGEST_SEGMENT
            && self.segments <= MOST_SEGMENTS
            && self.print_bits <= WIDEST
            && self.value_bits <= WIDEST
            && self.width() <= WIDEST
    }

    /// Bits of a cell.
    pub fn width(&self) -> u32 {
        self.print_bits + self.value_bits
    }

    fn cells(&self) -> usize {
        (self.segments as usize + CELLS - 1) << self.segment_bits
    }

    /// Bytes of the cells.
    pub fn bytes(&self) -> usize {
        (self.cells() * self.width() as usize).div_ceil(8) + PADDING
    }

    /// The four cells of a key, and its fingerprint.
    fn place(&self, key: u64) -> ([usize; CELLS], u32) {
        let high = mix(key, self.seed);
        let low = mix(high, key);
        let length = u64::from(self.segments) << self.segment_bits;
        let first = ((u128::from(high) * u128::from(length)) >> 64) as usize;
        let mask = (1usize << self.segment_bits) - 1;
        let cell = |n: usize| {
            let offset = if n == 0 { 0 } else { (low >> (LONGEST_SEGMENT as usize * (n - 1))) as usize & mask };
            (first + (n << self.segment_bits)) ^ offset
        };
        let print = (high as u32) & ((1 << self.print_bits) - 1);
        ([cell(0), cell(1), cell(2), cell(3)], print)
    }

    /// The value of `key` in `cells`, which are as long as [`Shape::bytes`] says.
    pub fn get(&self, cells: &[u8], key: u64) -> Option<u32> {
        let (places, print) = self.place(key);
        let width = self.width();
        let found = places.iter().fold(0, |sum, place| sum ^ read(cells, *place, width));
        (found >> self.value_bits == print).then_some(found & ((1 << self.value_bits) - 1))
    }
}

fn read(cells: &[u8], at: usize, width: u32) -> u32 {
    let bit = at * width as usize;
    let bytes = cells[bit / 8..].first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    (bytes >> (bit % 8)) & ((1 << width) - 1)
}

fn write(cells: &mut [u8], at: usize, width: u32, value: u32) {
    let bit = at * width as usize;
    if let Some(bytes) = cells[bit / 8..].first_chunk_mut::<4>() {
        *bytes = (u32::from_le_bytes(*bytes) | value << (bit % 8)).to_le_bytes();
    }
}

/// Bytes that a map of `keys` keys takes, if it is made at the first attempt.
pub(super) fn size(keys: usize, print_bits: u32, value_bits: u32) -> usize {
    Shape::of(keys, print_bits, value_bits, 0).bytes()
}

/// Builds a map. Keys must differ from each other; values must fit in `value_bits`.
pub(super) fn build(entries: &[(u64, u32)], print_bits: u32, value_bits: u32) -> (Shape, Vec<u8>) {
    let mut attempt = 0;
    loop {
        let shape = Shape::of(entries.len(), print_bits, value_bits, attempt);
        if let Some(order) = peel(&shape, entries) {
            return (shape, assign(&shape, entries, &order));
        }
        attempt += 1;
    }
}

/// The keys in the order in which each has a cell that no later one owns, with that cell; `None` when there is no such order.
fn peel(shape: &Shape, entries: &[(u64, u32)]) -> Option<Vec<(u32, u32)>> {
    // Of the keys that own a cell: how many, and the exclusive or of their numbers.
    let mut owners = vec![(0u32, 0u32); shape.cells()];
    for (number, (key, _)) in entries.iter().enumerate() {
        for cell in shape.place(*key).0 {
            owners[cell].0 += 1;
            owners[cell].1 ^= number as u32;
        }
    }
    let mut lone: Vec<u32> = (0..owners.len() as u32).filter(|cell| owners[*cell as usize].0 == 1).collect();
    let mut order = Vec::with_capacity(entries.len());
    while let Some(cell) = lone.pop() {
        let (count, number) = owners[cell as usize];
        if count != 1 {
            continue;
        }
        order.push((number, cell));
        for other in shape.place(entries[number as usize].0).0 {
            owners[other].0 -= 1;
            owners[other].1 ^= number;
            if owners[other].0 == 1 {
                lone.push(other as u32);
            }
        }
    }
    (order.len() == entries.len()).then_some(order)
}

fn assign(shape: &Shape, entries: &[(u64, u32)], order: &[(u32, u32)]) -> Vec<u8> {
    let width = shape.width();
    let mut cells = vec![0; shape.bytes()];
    for (number, own) in order.iter().rev() {
        let (key, value) = entries[*number as usize];
        let (places, print) = shape.place(key);
        let wanted = print << shape.value_bits | value;
        let others = places.iter().filter(|place| **place != *own as usize);
        let sum = others.fold(wanted, |sum, place| sum ^ read(&cells, *place, width));
        write(&mut cells, *own as usize, width, sum);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: u64, value_bits: u32) -> Vec<(u64, u32)> {
        (0..count).map(|n| (mix(n, 7), (mix(n, 8) as u32) & ((1 << value_bits) - 1))).collect()
    }

    #[test]
    fn every_key_has_its_value_whatever_the_size() {
        for count in [0, 1, 2, 3, 5, 10, 100, 1_000, 30_000] {
            for (print_bits, value_bits) in [(7, 4), (8, 8), (12, 8)] {
                let entries = entries(count, value_bits);
                let (shape, cells) = build(&entries, print_bits, value_bits);
                assert_eq!(cells.len(), shape.bytes());
                for (key, value) in &entries {
                    assert_eq!(shape.get(&cells, *key), Some(*value), "{count} keys");
                }
            }
        }
    }

    #[test]
    fn strangers_pass_as_rarely_as_the_fingerprint_says() {
        let (shape, cells) = build(&entries(20_000, 4), 8, 4);
        let passing = (0..100_000).filter(|n| shape.get(&cells, mix(*n, 9)).is_some()).count();
        assert!((300..480).contains(&passing), "{passing} of 100000, 391 expected");
    }

    #[test]
    fn only_shapes_that_can_be_built_are_sound() {
        let (shape, _) = build(&entries(1_000, 4), 7, 4);
        assert!(shape.is_sound());
        for wrong in [
            Shape { segment_bits: LONGEST_SEGMENT + 1, ..shape },
            Shape { segments: MOST_SEGMENTS + 1, ..shape },
            Shape { print_bits: 21, ..shape },
            Shape { print_bits: u32::MAX, ..shape },
            Shape { value_bits: u32::MAX, ..shape },
        ] {
            assert!(!wrong.is_sound(), "{wrong:?}");
        }
    }

    #[test]
    fn few_cells_are_spent_on_a_key() {
        let keys = 1_000_000;
        assert!((size(keys, 8, 4) as f64) < keys as f64 * 1.5 * 1.1);
    }
}
