//! Builds a profile: the texts are read twice, once for words and once for pairs and triples of the words that are kept.

use super::count::{Counter, Spill};
use super::hash::{EDGE, checksum, word_hash};
use super::profile::Profile;
use super::prune::{Candidates, Words, sections};
use crate::text::{Tokenizer, Vocabulary, adjoins, normal_form};
use rustc_hash::FxHashSet;
use std::io;

/// Keys that each counter holds before it spills: a quarter of a gigabyte.
const IN_MEMORY: usize = 1 << 25;
/// Bits of a word's number: three numbers make a key.
pub(super) const WORD_BITS: u32 = 21;
/// Number of the edge: its hash is the lowest.
pub(super) const EDGE_NUMBER: u64 = 0;

/// How a profile is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildOptions {
    /// Bytes of the profile at most.
    pub size: usize,
    /// Keys of eight bytes that each of two counters holds in memory.
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
            if count > 1 {
                counts.push((word, count));
            }
        })?;
        let limit = self.options.in_memory;
        Ok(NgramCounter {
            options: self.options,
            open: self.open,
            lines: Lines::default(),
            words: Words::new(counts, total, self.options.size),
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
                pairs.add(second << WORD_BITS | third, &mut *open)?;
                if let Some(first) = first.filter(|_| second != EDGE_NUMBER) {
                    triples.add((first << WORD_BITS | second) << WORD_BITS | third, &mut *open)?;
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
        let pairs = Candidates::count(self.pairs)?;
        let triples = Candidates::count(self.triples)?;
        let sections = sections(&self.words, pairs, triples, self.options.size);
        let built = Built { words: self.words.total(), kept: sections.each_ref().map(|section| section.kept) };
        let sections = sections.map(|section| (section.section, section.cells));
        Ok((Profile::write(built.words, &sections), built))
    }
}

/// What a profile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Words of the texts.
    pub words: u64,
    /// Of words, pairs and triples: how many are kept, and the least count of one that is.
    pub kept: [(usize, u64); 3],
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
