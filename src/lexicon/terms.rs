//! Terms laid out for search: a trie over hashes of words.

use super::term::Term;
use crate::flat::{FlatReader, FlatWriter, Store};
use crate::reference::word_hash;
use rustc_hash::FxHashMap;
use std::num::NonZeroU32;

/// A place in the trie of [`Terms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node(u32);

/// One more than the number of a spelling of [`Terms`].
pub(crate) type TermId = NonZeroU32;

/// Topmost bits of a hash that tell first words apart: 32 KB, of which the built-in terms set one bit in ten.
const FIRST_BITS: u32 = 18;

/// All terms of a lexicon, as a trie whose edges lie in one hash table (open addressing).
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    /// Mixed hashes of node and word; 0 marks a free slot.
    keys: Store<u64>,
    children: Store<u32>,
    /// A bit for each value of the topmost bits of a hash, set where a term begins with such a word: nearly every word of a text
    /// begins none, and the table is too large for the nearest cache.
    firsts: Store<u64>,
    /// For each node, one more than the number of the spelling that ends there; 0 for none.
    ends: Store<u32>,
    /// Where each spelling ends in `text`.
    text_ends: Store<u32>,
    text: Store<u8>,
    pub rows: u32,
}

impl Terms {
    /// The node before any word.
    pub const ROOT: Node = Node(0);

    /// Lays out terms; the first of two terms with the same spelling is kept.
    pub fn new(terms: &[Term]) -> Terms {
        let mut edges: FxHashMap<(u32, u64), u32> = FxHashMap::default();
        let (mut ends, mut text, mut text_ends) = (vec![0u32], Vec::new(), Vec::new());
        for (words, written) in terms.iter().flat_map(Term::spellings) {
            let mut node = 0;
            for word in &words {
                node = *edges.entry((node, word_hash(word))).or_insert_with(|| {
                    ends.push(0);
                    ends.len() as u32 - 1
                });
            }
            if ends[node as usize] == 0 {
                text.extend_from_slice(written.as_bytes());
                text_ends.push(text.len() as u32);
                ends[node as usize] = text_ends.len() as u32;
            }
        }
        let size = (edges.len() * 2 + 2).next_power_of_two();
        let (mut keys, mut children) = (vec![0u64; size], vec![0u32; size]);
        let mut firsts = vec![0u64; 1 << (FIRST_BITS - 6)];
        for (_, word) in edges.keys().filter(|(node, _)| *node == Terms::ROOT.0) {
            let (at, bit) = first_bit(*word);
            firsts[at] |= bit;
        }
        let mut sorted: Vec<((u32, u64), u32)> = edges.into_iter().collect();
        sorted.sort_unstable();
        for ((node, word), child) in sorted {
            let key = mixed(node, word);
            let mut slot = key as usize & (size - 1);
            while keys[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            (keys[slot], children[slot]) = (key, child);
        }
        let (keys, children) = (keys.into(), children.into());
        Terms {
            keys,
            children,
            firsts: firsts.into(),
            ends: ends.into(),
            text_ends: text_ends.into(),
            text: text.into(),
            rows: terms.len() as u32,
        }
    }

    /// The node behind `node` and a word, given by its hash.
    pub fn step(&self, node: Node, word: u64) -> Option<Node> {
        if node == Terms::ROOT && !self.may_begin(word) {
            return None;
        }
        let mask = self.keys.len().checked_sub(1)?;
        let key = mixed(node.0, word);
        let mut slot = key as usize & mask;
        while self.keys[slot] != 0 {
            if self.keys[slot] == key {
                return Some(Node(self.children[slot]));
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    fn may_begin(&self, word: u64) -> bool {
        let (at, bit) = first_bit(word);
        self.firsts.get(at).is_some_and(|bits| bits & bit != 0)
    }

    /// The term that ends at a node.
    pub fn term_at(&self, node: Node) -> Option<TermId> {
        NonZeroU32::new(self.ends[node.0 as usize])
    }

    /// A term as written.
    pub fn written(&self, term: TermId) -> &str {
        let number = term.get() as usize - 1;
        let start = number.checked_sub(1).map_or(0, |before| self.text_ends[before]);
        std::str::from_utf8(&self.text[start as usize..self.text_ends[number] as usize]).unwrap_or_default()
    }

    /// Appends the terms to flat bytes.
    pub fn write(&self, writer: &mut FlatWriter) {
        writer.array(&self.keys);
        writer.array(&self.children);
        writer.array(&self.firsts);
        writer.array(&self.ends);
        writer.array(&self.text_ends);
        writer.array(&self.text);
        writer.array(&[self.rows]);
    }

    /// Reads back what [`Terms::write`] wrote.
    pub fn read(reader: &mut FlatReader) -> Option<Terms> {
        Some(Terms {
            keys: reader.array()?,
            children: reader.array()?,
            firsts: reader.array()?,
            ends: reader.array()?,
            text_ends: reader.array()?,
            text: reader.array()?,
            rows: *reader.array()?.first()?,
        })
    }
}

/// Where a word's bit stands among the first words, and the bit.
fn first_bit(word: u64) -> (usize, u64) {
    let number = word >> (64 - FIRST_BITS);
    ((number / 64) as usize, 1 << (number % 64))
}

/// Node and word as one number, never 0. Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, 6.4).
fn mixed(node: u32, word: u64) -> u64 {
    let mixed = (word ^ u64::from(node).wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 32) | 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::row::read_terms;

    fn terms(rows: &str) -> Terms {
        let rows = read_terms("t.csv", &format!("term,variants\n{rows}"), &mut Vec::new());
        let terms: Vec<Term> = rows.into_iter().filter_map(|row| Term::from_row(row, &mut Vec::new())).collect();
        Terms::new(&terms)
    }

    fn look_up<'t>(terms: &'t Terms, words: &str) -> Option<&'t str> {
        let mut node = Terms::ROOT;
        for word in words.split(' ') {
            node = terms.step(node, word_hash(word))?;
        }
        terms.term_at(node).map(|number| terms.written(number))
    }

    #[test]
    fn terms_are_looked_up_word_by_word() {
        let terms = terms("Big Bang ~theory,\nbig bang,\nBig Bang,\nsupport vector ~machine,\n");
        for (words, expected) in [
            ("big bang", Some("big bang")),
            ("big bang theories", Some("Big Bang theories")),
            ("support vector machines", Some("support vector machines")),
            ("support vector", None),
            ("vector machine", None),
            ("big bang theory theory", None),
        ] {
            assert_eq!(look_up(&terms, words), expected, "{words}");
        }
        assert_eq!(look_up(&Terms::default(), "big bang"), None);
    }
}
