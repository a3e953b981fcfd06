//! How usual a word is in normal English, from counts on openly licensed text (`dictionaries/reference/README.md`).

mod builder;
mod count;
mod hash;
mod map;
mod profile;
mod prune;
mod quantise;
mod words;

pub use builder::{BuildOptions, Built, NgramCounter, WordCounter, word_hashes};
pub use count::Spill;
pub use hash::{EDGE, word_hash};
pub(crate) use profile::Held;
pub use profile::{Profile, ProfileError};
pub use quantise::Kept;

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static COUNTS: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let lines = include_str!("../../dictionaries/reference/words.csv").lines().skip(1);
    lines.filter_map(|line| line.split_once(',')).map(|(word, count)| (word, count.parse().unwrap_or(0))).collect()
});

/// Running words that the counts are taken from.
const TOTAL: f64 = 75_106_103.0;

/// How often the normal form `word` stands in a million words of normal English; 0 when rarer than about once.
pub fn per_million(word: &str) -> f64 {
    f64::from(COUNTS.get(word).copied().unwrap_or(0)) / TOTAL * 1e6
}

/// Whether a word is seen in normal English at least about once in a million words.
pub fn is_ordinary(word: &str) -> bool {
    COUNTS.contains_key(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_common_and_rare_words_are_not() {
        assert!(per_million("the") > 40_000.0);
        assert!(per_million("consciousness") < 100.0);
        assert!(is_ordinary("without"));
        assert!(!is_ordinary("asociation"));
        assert_eq!(per_million("nittygritty"), 0.0);
    }

    #[test]
    fn the_stated_total_is_the_sum_of_the_counts() {
        let sum: u64 = COUNTS.values().map(|count| u64::from(*count)).sum();
        assert_eq!(sum as f64, TOTAL);
    }
}
