//! Hashes of words and n-grams. They are part of the profile's format: a change of any of them is a new version.

use twox_hash::XxHash3_64;

/// Stands for the edge of a sentence, or of a stretch between punctuation, where no word is a neighbour.
pub const EDGE: u64 = 0;

/// What every word with a digit is counted as.
const NUMBER: &str = "#";

/// Odd constants without pattern, from the fractional digits of pi.
const LEFT: u64 = 0x243f_6a88_85a3_08d3;
const RIGHT: u64 = 0x1319_8a2e_0370_7345;

/// Hash of a word's normal form, as `text::normal_form` gives it: XXH3, 64 bits, seed 0
/// (xxHash fast digest algorithm, specification 0.2.0). The same on all platforms. Words with an ASCII digit all have the hash of `#`.
pub fn word_hash(normal: &str) -> u64 {
    let word = if normal.bytes().any(|byte| byte.is_ascii_digit()) { NUMBER } else { normal };
    // An empty word, or one that by chance hashes to the edge, moves aside.
    XxHash3_64::oneshot(word.as_bytes()).max(1)
}

/// Hash of an n-gram, from the hashes of its words in order.
pub(super) fn ngram_hash(ngram: &[u64]) -> u64 {
    ngram.iter().fold(ngram.len() as u64, |hash, word| mix(hash, *word))
}

/// Two numbers to one by folded multiplication, as in wyhash (Wang Yi, 2019): every bit of the result depends on all bits of both.
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ LEFT) * u128::from(b ^ RIGHT);
    (product as u64) ^ (product >> 64) as u64
}

/// Hash of a file's contents.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_format() {
        assert_eq!(word_hash(""), 0x2d06_8005_38d3_94c2);
        assert_eq!(word_hash("h2o"), word_hash("1991"));
        assert_eq!(word_hash("1991"), XxHash3_64::oneshot(b"#"));
        assert_ne!(word_hash("union"), word_hash("onion"));
    }

    #[test]
    fn order_and_number_of_words_count() {
        let (a, b) = (word_hash("soviet"), word_hash("union"));
        assert_ne!(ngram_hash(&[a, b]), ngram_hash(&[b, a]));
        assert_ne!(ngram_hash(&[a, EDGE]), ngram_hash(&[a]));
        assert_ne!(ngram_hash(&[EDGE, a]), ngram_hash(&[a, EDGE]));
    }
}
