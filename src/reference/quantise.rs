//! Counts to levels, and levels into a map.

use super::map::{self, Shape};

/// Counts that share a level: from `floor` to below the next level's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    /// Least count.
    pub floor: u32,
    /// Mean of ln count over the n-grams of this level.
    pub ln: f32,
}

/// What one map says, beside its cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub shape: Shape,
    /// As many as there are values.
    pub levels: Vec<Level>,
}

/// A finished map.
pub(super) struct Made {
    pub section: Section,
    pub cells: Vec<u8>,
    pub kept: Kept,
}

/// How many n-grams of one length are kept, and the least count of one that is; 0 when none is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// How many.
    pub number: usize,
    /// The least count.
    pub least: u64,
}

/// Makes a map of n-grams (hash and count, in any order) with so many bits for a fingerprint and for a count.
pub(super) fn make(mut ngrams: Vec<(u64, u64)>, (print_bits, value_bits): (u32, u32)) -> Made {
    ngrams.sort_unstable();
    ngrams.dedup_by_key(|(hash, _)| *hash);
    let counts = || ngrams.iter().map(|(_, count)| *count);
    let least = counts().min().unwrap_or(0);
    let floors = floors(least, counts().max().unwrap_or(0), 1 << value_bits);
    let level_of = |count: u64| floors.partition_point(|floor| *floor <= count) - 1;
    let values: Vec<(u64, u32)> = ngrams.iter().map(|(hash, count)| (*hash, level_of(*count) as u32)).collect();
    let mut sums = vec![(0.0, 0u32); floors.len()];
    for count in counts() {
        let (sum, number) = &mut sums[level_of(count)];
        *sum += (count as f64).ln();
        *number += 1;
    }
    let levels = floors.iter().zip(sums).map(level).collect();
    let (shape, cells) = map::build(&values, print_bits, value_bits);
    Made { section: Section { shape, levels }, cells, kept: Kept { number: ngrams.len(), least } }
}

fn level((floor, (sum, number)): (&u64, (f64, u32))) -> Level {
    let ln = if number == 0 { (*floor as f64).ln() } else { sum / f64::from(number) };
    Level { floor: u32::try_from(*floor).unwrap_or(u32::MAX), ln: ln as f32 }
}

/// Where `levels` levels begin, for counts from `least` to `most`: evenly on a log scale, but at least one apart.
fn floors(least: u64, most: u64, levels: u32) -> Vec<u64> {
    // The last level takes in the few n-grams that are seen up to twice as often.
    let top = most as f64 / 2.0;
    let mut floors = vec![least];
    let mut last = least;
    for left in (1..levels).rev() {
        let step = (top / last as f64).max(1.0).powf(1.0 / f64::from(left));
        last = (last + 1).max((last as f64 * step).round() as u64);
        floors.push(last);
    }
    floors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_even_on_a_log_scale_and_whole_numbers_below() {
        assert_eq!(floors(2, 1_000, 4), [2, 13, 81, 500]);
        assert_eq!(floors(2, 3, 4), [2, 3, 4, 5]);
        assert_eq!(floors(1, 40, 8), [1, 2, 3, 4, 6, 9, 13, 20]);
    }

    #[test]
    fn a_level_stands_for_the_mean_of_its_counts() {
        let made = make(vec![(1, 2), (2, 4), (3, 4), (4, 1_000)], (8, 2));
        let levels = &made.section.levels;
        let mean = (2f32.ln() + 2.0 * 4f32.ln()) / 3.0;
        assert_eq!(levels[0].floor, 2);
        assert!((levels[0].ln - mean).abs() < 1e-6);
        assert!((levels[3].ln - 1_000f32.ln()).abs() < 1e-6);
        assert_eq!(made.section.shape.get(&made.cells, 4), Some(3));
        assert_eq!(made.kept, Kept { number: 4, least: 2 });
    }
}
