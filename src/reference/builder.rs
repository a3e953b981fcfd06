//! Builds a profile: the texts are read twice, once for words and once for pairs and triples of the words that are kept.

use super::count::{Counter, Spill};
use super::hash::{EDGE, checksum, word_hash};
use super::profile::Profile;
use super::prune::{count, sections, words_room};
use super::quantise::Kept;
use super::words::{EDGE_NUMBER, Words, packed};
use crate::text::{Tokenizer, Vocabulary, adjoins, normal_form};
use rustc_hash::FxHashSet;
use std::io;

/// Keys that each counter holds before it spills: a quarter of a gigabyte.
const IN_MEMORY: usize = 1 << 25;
/// How a profile is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildOptions {
    /// Bytes of the profile at most; no fewer than 64 KiB are of use.
    pub size: usize,
    /// Keys of eight bytes that each of two counters holds in memory before it spills. The profile does not depend on it.
    pub in_memory: usize,
}

impl Default for BuildOptions {
    fn default() -> Self {
        BuildOptions { size: 8_000_000, in_memory: IN_MEMORY }
    }
}

/// First reading: counts words.
pub struct WordCounter<S, F> {
    options: BuildOptions,
    open: F,
    lines: Lines,
    counter: Counter<S>,
}

impl<S: Spill, F: FnMut() -> io::Result<S>> WordCounter<S, F> {
    /// A build with these options; `open` gives an empty place (a temporary file) for what memory does not hold.
    pub fn new(options: BuildOptions, open: F) -> Self {
        WordCounter { options, open, lines: Lines::default(), counter: Counter::new(options.in_memory) }
    }

    /// Counts the words of a line, which is a paragraph or a document. A line seen before is passed over.
    ///
    /// # Errors
    /// Those of spilling.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        let (counter, open) = (&mut self.counter, &mut self.open);
        self.lines.words(line, |word| counter.add(word, &mut *open))
    }

    /// Ends the first reading.
    ///
    /// # Errors
    /// Those of reading back what was spilled.
    pub fn finish(self) -> io::Result<NgramCounter<S, F>> {
        let mut counts = Vec::new();
        let mut total = 0;
        self.counter.finish(|word, count| {
            total += if word == EDGE { 0 } else { count };
            if count > 1 || word == EDGE {
                counts.push((word, count));
            }
        })?;
        let limit = self.options.in_memory;
        Ok(NgramCounter {
            options: self.options,
            open: self.open,
            lines: Lines::default(),
            words: Words::new(counts, total, words_room(self.options.size)),
            pairs: Counter::new(limit),
            triples: Counter::new(limit),
        })
    }
}

/// Second reading, of the same lines: counts pairs and triples of words.
pub struct NgramCounter<S, F> {
    options: BuildOptions,
    open: F,
    lines: Lines,
    words: Words,
    pairs: Counter<S>,
    triples: Counter<S>,
}

impl<S: Spill, F: FnMut() -> io::Result<S>> NgramCounter<S, F> {
    /// Counts the pairs and triples of a line.
    ///
    /// # Errors
    /// Those of spilling.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        let (words, open) = (&self.words, &mut self.open);
        let (pairs, triples) = (&mut self.pairs, &mut self.triples);
        let (mut first, mut second) = (None, None);
        self.lines.words(line, |word| {
            let third = words.number(word);
            if let (Some(second), Some(third)) = (second, third) {
                pairs.add(packed(&[second, third]), &mut *open)?;
                if let Some(first) = first.filter(|_| second != EDGE_NUMBER) {
                    triples.add(packed(&[first, second, third]), &mut *open)?;
                }
            }
            (first, second) = (second, third);
            Ok(())
        })
    }

    /// Ends the build: the bytes of the profile, and what it holds.
    ///
    /// # Errors
    /// Those of reading back what was spilled.
    pub fn finish(self) -> io::Result<(Vec<u8>, Built)> {
        let (pairs, triples) = (count(self.pairs)?, count(self.triples)?);
        let sections = sections(&self.words, pairs, triples, self.options.size);
        let built = Built { words: self.words.total(), kept: sections.each_ref().map(|made| made.kept) };
        Ok((Profile::write(built.words, &sections), built))
    }
}

/// What a profile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Words of the texts.
    pub words: u64,
    /// Of words, pairs and triples: what is kept.
    pub kept: [Kept; 3],
}

/// Cuts lines into words, each line once.
#[derive(Default)]
struct Lines {
    vocabulary: Vocabulary,
    seen: FxHashSet<u64>,
}

impl Lines {
    /// The hashes of a line's words in order, with [`EDGE`] before, behind, and wherever two neighbours are none.
    fn words(&mut self, line: &str, word: impl FnMut(u64) -> io::Result<()>) -> io::Result<()> {
        if !self.seen.insert(checksum(line.as_bytes())) {
            return Ok(());
        }
        each_word(line, &self.vocabulary, word)
    }
}

/// Calls `word` with the hashes of a text's words in order, and with [`EDGE`] before, behind, and wherever two neighbours are none.
fn each_word<E>(text: &str, vocabulary: &Vocabulary, mut word: impl FnMut(u64) -> Result<(), E>) -> Result<(), E> {
    let mut tokenizer = Tokenizer::new(text, vocabulary);
    let mut last = None;
    while let Some(window) = tokenizer.next_window() {
        for token in &window.tokens[window.own] {
            if last.is_none_or(|last| !adjoins(text, last, token.start as usize)) {
                word(EDGE)?;
            }
            word(word_hash(&normal_form(token.slice(text))))?;
            last = Some(token.end as usize);
        }
    }
    if last.is_some() { word(EDGE) } else { Ok(()) }
}

/// The hashes of a text's words in order, with [`EDGE`] before, behind, and wherever two neighbours are not each other's context:
/// at the end of a sentence or paragraph, and at punctuation other than a hyphen, an apostrophe or the stop of an abbreviation.
pub fn word_hashes(text: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    let push = |hash| -> Result<(), std::convert::Infallible> {
        hashes.push(hash);
        Ok(())
    };
    let Ok(()) = each_word(text, &Vocabulary::default(), push);
    hashes
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Cursor;

    /// A small text in which some words come often enough to be kept.
    pub fn text() -> String {
        let (who, does) = (["the baker", "a miller", "the farmer"], ["sells", "weighs", "grinds"]);
        let what = ["warm bread", "white flour", "42 loaves", "rye, oats and barley"];
        let mut text = String::new();
        for who in who {
            for does in does {
                what.iter()
                    .for_each(|what| text += &format!("On market days {who} {does} {what}. However, nobody pays.\n"));
            }
        }
        text
    }

    pub fn built(text: &str, in_memory: usize) -> (Vec<u8>, Built, usize) {
        let options = BuildOptions { in_memory, size: 65_536 };
        let mut spilled = 0;
        let mut words = WordCounter::new(options, || {
            spilled += 1;
            Ok(Cursor::new(Vec::new()))
        });
        text.lines().for_each(|line| words.line(line).unwrap());
        let mut ngrams = words.finish().unwrap();
        text.lines().for_each(|line| ngrams.line(line).unwrap());
        let (bytes, built) = ngrams.finish().unwrap();
        (bytes, built, spilled)
    }

    fn ln_count(profile: &Profile, words: &str) -> Option<f32> {
        let word = |word: &str| if word == "." { EDGE } else { word_hash(word) };
        profile.ln_count(&words.split(' ').map(word).collect::<Vec<_>>())
    }

    #[test]
    fn counts_come_back() {
        let (bytes, built, _) = built(&text(), 1 << 20);
        let profile = Profile::from_bytes(bytes).unwrap();
        assert_eq!(built.words, 36 * 11 + 9 * 2);
        for (words, count) in [
            ("market", Some(36)),
            ("#", Some(9)),
            ("baker", Some(12)),
            (". however", Some(36)),
            ("however .", Some(36)),
            (". however .", Some(36)),
            ("on market days", Some(36)),
            ("rye .", Some(9)),
            (". oats and", Some(9)),
            ("rye oats", None),
            ("bread however", None),
            ("nobody market", None),
            ("bread . however", None),
            ("baker grinds flour", None),
        ] {
            let expected = count.map(|count: u32| (count as f32).ln());
            let found = ln_count(&profile, words);
            assert_eq!(found.is_some(), expected.is_some(), "{words}");
            assert!(
                (found.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 0.25,
                "{words}: {found:?}, not {expected:?}"
            );
        }
    }

    #[test]
    fn a_line_counts_once_and_a_build_is_always_the_same() {
        let once = built(&text(), 1 << 20);
        assert_eq!(built(&text(), 1 << 20), once);
        assert_eq!(built(&text().repeat(3), 1 << 20), once);
    }

    #[test]
    fn spilling_changes_nothing() {
        let (bytes, kept, spilled) = built(&text(), 1 << 20);
        assert_eq!(spilled, 0);
        let (again, kept_again, spilled) = built(&text(), 50);
        assert!(spilled > 20);
        assert_eq!((again, kept_again), (bytes, kept));
    }

    #[test]
    fn a_text_without_words_says_so() {
        let (bytes, built, _) = built("...\n\n", 10);
        assert_eq!((built.words, built.kept[1]), (0, Kept::default()));
        assert!(Profile::from_bytes(bytes).is_err());
    }

    #[test]
    fn contexts_end_at_punctuation() {
        let hash = |word: &str| if word == "." { EDGE } else { word_hash(word) };
        for (text, expected) in [
            ("Don't stop.", ". don t stop ."),
            ("Yes, Dr. Smith paid 10,000 (once).", ". yes . dr smith paid # # . once ."),
            ("well-known\n\nnext", ". well known . next ."),
            (" ?! ", ""),
        ] {
            let expected: Vec<u64> = expected.split_whitespace().map(hash).collect();
            assert_eq!(word_hashes(text), expected, "{text:?}");
        }
    }
}
