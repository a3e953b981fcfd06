//! Words to numbers: every word that an entry or a condition mentions gets an id, and text is looked up once.

use crate::flat::{FlatReader, FlatWriter, Store};
use bytemuck::{Pod, Zeroable};

/// Number of a word in a [`Vocabulary`]; [`WordId::UNKNOWN`] for a word that no entry mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub struct WordId(pub(crate) u32);

impl WordId {
    /// A word that the vocabulary does not hold.
    pub const UNKNOWN: WordId = WordId(0);

    /// Position of this word in tables indexed by word.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Two words that are also written as one (*nittygritty*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Solid {
    pub first: WordId,
    pub second: WordId,
    /// Bytes of the first word's normal form.
    pub length: u32,
}

/// Longest word, in bytes of its normal form, that is looked up at all.
const LONGEST: usize = 32;
/// Words up to this many bytes are compared as one number.
const SHORT: usize = 16;
/// Shortest solid spelling that is looked up, in bytes.
const SHORTEST_SOLID: usize = 8;

/// Normal forms (lower case, NFKC) and their ids.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    ids: Table,
    /// Where each word ends in `spelled`; word 0 is the empty one.
    ends: Store<u32>,
    spelled: Store<u8>,
    /// Solid spellings, by position in `solids` plus one.
    solid_words: Table,
    solids: Store<Solid>,
}

impl Vocabulary {
    /// The id of `word` (a normal form), made if it is new. A word too long to be looked up gets an id that no text has.
    pub(crate) fn insert(&mut self, word: &str) -> WordId {
        let known = self.get(word);
        if known != WordId::UNKNOWN {
            return known;
        }
        if self.ends.is_empty() {
            self.ends.to_mut().push(0);
        }
        let id = WordId(self.ends.len() as u32);
        self.spelled.to_mut().extend_from_slice(word.as_bytes());
        let end = self.spelled.len() as u32;
        self.ends.to_mut().push(end);
        if word.len() <= LONGEST {
            self.ids.insert(key(word.as_bytes()), id);
        }
        id
    }

    /// Registers the solid spelling of two known words, unless it is a word of its own or too long to be looked up.
    pub(crate) fn insert_solid(&mut self, first: WordId, second: WordId) {
        let joined = format!("{}{}", self.word(first), self.word(second));
        if joined.len() > LONGEST || self.get(&joined) != WordId::UNKNOWN {
            return;
        }
        let key = key(joined.as_bytes());
        if self.solid_words.find(key) == WordId::UNKNOWN {
            let length = self.word(first).len() as u32;
            self.solids.to_mut().push(Solid { first, second, length });
            self.solid_words.insert(key, WordId(self.solids.len() as u32));
        }
    }

    /// The id of a normal form, or [`WordId::UNKNOWN`].
    pub fn get(&self, word: &str) -> WordId {
        if word.is_empty() || word.len() > LONGEST { WordId::UNKNOWN } else { self.ids.find(key(word.as_bytes())) }
    }

    /// The id of `text[start..end]`, which must be ASCII letters and digits in any case.
    pub(super) fn get_ascii(&self, text: &[u8], start: usize, end: usize) -> WordId {
        let length = end - start;
        match text.get(start..start + SHORT) {
            Some(bytes) if length <= SHORT => {
                let raw = u128::from_le_bytes(bytes.try_into().expect("sixteen bytes")) & KEEP[length];
                self.ids.find(raw | (LOWER & KEEP[length]))
            }
            _ if length > LONGEST => WordId::UNKNOWN,
            _ => self.ids.find(key_of_any_case(&text[start..end])),
        }
    }

    /// The normal form behind an id; empty for [`WordId::UNKNOWN`].
    pub fn word(&self, id: WordId) -> &str {
        let Some(before) = id.index().checked_sub(1) else { return "" };
        let bytes = &self.spelled[self.ends[before] as usize..self.ends[id.index()] as usize];
        std::str::from_utf8(bytes).unwrap_or("")
    }

    /// One more than the largest id.
    pub fn len(&self) -> usize {
        self.ends.len().max(1)
    }

    /// Whether no word was added.
    pub fn is_empty(&self) -> bool {
        self.len() == 1
    }

    /// The two words that `word`, a normal form or ASCII in any case, spells as one.
    pub(super) fn solid(&self, word: &[u8]) -> Option<Solid> {
        if word.len() < SHORTEST_SOLID || word.len() > LONGEST {
            return None;
        }
        let found = self.solid_words.find(key_of_any_case(word));
        found.index().checked_sub(1).map(|at| self.solids[at])
    }

    /// Appends the vocabulary to flat bytes.
    pub(crate) fn write(&self, writer: &mut FlatWriter) {
        self.ids.write(writer);
        writer.array(&self.ends);
        writer.array(&self.spelled);
        self.solid_words.write(writer);
        writer.array(&self.solids);
    }

    /// Reads back what [`Vocabulary::write`] wrote.
    pub(crate) fn read(reader: &mut FlatReader) -> Option<Vocabulary> {
        Some(Vocabulary {
            ids: Table::read(reader)?,
            ends: reader.array()?,
            spelled: reader.array()?,
            solid_words: Table::read(reader)?,
            solids: reader.array()?,
        })
    }
}

/// Keys and ids: open addressing behind a filter that most unknown keys do not pass.
#[derive(Debug, Clone)]
struct Table {
    keys: Store<u128>,
    /// `UNKNOWN` marks a free slot.
    ids: Store<WordId>,
    filter: Store<u64>,
    used: usize,
}

/// Bits of the filter for each slot.
const FILTER_BITS: usize = 8;

impl Default for Table {
    fn default() -> Self {
        Table::of_size(64)
    }
}

impl Table {
    fn of_size(size: usize) -> Self {
        Table {
            keys: vec![0; size].into(),
            ids: vec![WordId::UNKNOWN; size].into(),
            filter: vec![0; size * FILTER_BITS / 64].into(),
            used: 0,
        }
    }

    fn find(&self, key: u128) -> WordId {
        let hashed = hash(key);
        let bit = hashed >> 8 & (self.filter.len() * 64 - 1);
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return WordId::UNKNOWN;
        }
        let mask = self.keys.len() - 1;
        let mut slot = hashed & mask;
        loop {
            let id = self.ids[slot];
            if self.keys[slot] == key || id == WordId::UNKNOWN {
                return id;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Enters a key that the table does not hold.
    fn insert(&mut self, key: u128, id: WordId) {
        if (self.used + 1) * 2 > self.keys.len() {
            let larger = Table::of_size(self.keys.len() * 2);
            let old = std::mem::replace(self, larger);
            let held = old.keys.iter().zip(old.ids.iter()).filter(|(_, id)| **id != WordId::UNKNOWN);
            held.for_each(|(key, id)| self.place(*key, *id));
        }
        self.place(key, id);
    }

    fn place(&mut self, key: u128, id: WordId) {
        let hashed = hash(key);
        let bit = hashed >> 8 & (self.filter.len() * 64 - 1);
        self.filter.to_mut()[bit / 64] |= 1 << (bit % 64);
        let mask = self.keys.len() - 1;
        let mut slot = hashed & mask;
        while self.ids[slot] != WordId::UNKNOWN {
            slot = (slot + 1) & mask;
        }
        self.keys.to_mut()[slot] = key;
        self.ids.to_mut()[slot] = id;
        self.used += 1;
    }

    fn write(&self, writer: &mut FlatWriter) {
        writer.array(&self.keys);
        writer.array(&self.ids);
        writer.array(&self.filter);
    }

    fn read(reader: &mut FlatReader) -> Option<Table> {
        let (keys, ids, filter) = (reader.array()?, reader.array()?, reader.array()?);
        Some(Table { used: keys.len(), keys, ids, filter })
    }
}

/// `KEEP[n]` keeps the first `n` bytes of a little-endian word.
const KEEP: [u128; SHORT + 1] = {
    let mut masks = [u128::MAX; SHORT + 1];
    let mut n = 0;
    while n < SHORT {
        masks[n] = (1 << (8 * n)) - 1;
        n += 1;
    }
    masks
};
/// The bit that makes ASCII letters lower-case and leaves digits alone, in every byte.
const LOWER: u128 = u128::from_le_bytes([0x20; 16]);

fn pack(bytes: &[u8]) -> u128 {
    let mut padded = [0; SHORT];
    padded[..bytes.len()].copy_from_slice(bytes);
    u128::from_le_bytes(padded)
}

/// Identity of a normal form of up to [`LONGEST`] bytes: the bytes themselves, or two halves mixed into one number.
fn key(word: &[u8]) -> u128 {
    let (head, tail) = word.split_at(word.len().min(SHORT));
    mix(pack(head), pack(tail))
}

/// The same for ASCII letters and digits in any case; a word with other characters must be a normal form.
fn key_of_any_case(word: &[u8]) -> u128 {
    if !word.is_ascii() {
        return key(word);
    }
    let (head, tail) = word.split_at(word.len().min(SHORT));
    mix(pack(head) | (LOWER & KEEP[head.len()]), pack(tail) | (LOWER & KEEP[tail.len()]))
}

/// An odd factor spreads the tail's bits over the whole number, so that two words practically never share one.
fn mix(head: u128, tail: u128) -> u128 {
    head ^ tail.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
}

fn hash(key: u128) -> usize {
    // Multiplicative hashing with 2^64 divided by the golden ratio (Knuth, TAOCP vol. 3, 6.4).
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = (key as u64).wrapping_mul(FACTOR) ^ ((key >> 64) as u64).wrapping_mul(FACTOR.rotate_left(31));
    (mixed ^ mixed >> 29) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_inserted_in_any_case() {
        let mut vocabulary = Vocabulary::default();
        let words = ["a", "nitty", "sixteen4letters0", "counterrevolutionaries", "café"];
        let ids: Vec<WordId> = words.iter().map(|w| vocabulary.insert(w)).collect();
        for (word, id) in words.iter().zip(&ids) {
            assert_eq!(vocabulary.get(word), *id, "{word}");
            assert_eq!(vocabulary.word(*id), *word);
        }
        let text = b"Nitty COUNTERREVOLUTIONARIES niTTys SIXTEEN4LETTERS0";
        assert_eq!(vocabulary.get_ascii(text, 0, 5), ids[1]);
        assert_eq!(vocabulary.get_ascii(text, 6, 28), ids[3]);
        assert_eq!(vocabulary.get_ascii(text, 29, 35), WordId::UNKNOWN);
        assert_eq!(vocabulary.get_ascii(text, 36, 52), ids[2]);
    }

    #[test]
    fn survives_growth() {
        let mut vocabulary = Vocabulary::default();
        for n in 0..5_000 {
            vocabulary.insert(&format!("w{n}"));
        }
        for n in 0..5_000 {
            assert_eq!(vocabulary.word(vocabulary.get(&format!("w{n}"))), format!("w{n}"));
        }
        assert_eq!(vocabulary.len(), 5_001);
    }

    #[test]
    fn words_too_long_to_be_looked_up_get_an_id_of_their_own() {
        let mut vocabulary = Vocabulary::default();
        let long = "x".repeat(LONGEST + 1);
        assert_ne!(vocabulary.insert(&long), vocabulary.insert("y"));
        assert_eq!(vocabulary.get(&long), WordId::UNKNOWN);
    }
}
