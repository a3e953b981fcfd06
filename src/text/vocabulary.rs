//! Words to numbers: every word that an entry or a condition mentions gets an id, and text is looked up once.

use rustc_hash::FxHashMap;

/// Number of a word in a [`Vocabulary`]; [`WordId::UNKNOWN`] for a word that no entry mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Solid {
    pub first: WordId,
    pub second: WordId,
    /// Bytes of the first word's normal form.
    pub length: u8,
}

/// Longest word, in bytes of its normal form, that is looked up at all.
const LONGEST: usize = 64;
/// Words up to this many bytes are compared as one number.
const SHORT: usize = 16;
/// Shortest and longest solid spelling that is looked up, in bytes.
const SHORTEST_SOLID: usize = 8;
const LONGEST_SOLID: usize = 2 * SHORT;

/// Normal forms (lower case, NFKC) and their ids.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    short: Table,
    long: FxHashMap<Box<str>, WordId>,
    words: Vec<Box<str>>,
    /// Solid spellings, by position in `solids` plus one.
    solid_words: Table,
    solids: Vec<Solid>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Vocabulary {
            short: Table::default(),
            long: FxHashMap::default(),
            words: vec!["".into()],
            solid_words: Table::default(),
            solids: Vec::new(),
        }
    }
}

impl Vocabulary {
    /// The id of `word` (a normal form), made if it is new.
    pub(crate) fn insert(&mut self, word: &str) -> WordId {
        let known = self.get(word);
        if known != WordId::UNKNOWN {
            return known;
        }
        let id = WordId(self.words.len() as u32);
        self.words.push(word.into());
        if word.len() <= SHORT {
            self.short.insert(pack(word.as_bytes()), id);
        } else {
            self.long.insert(word.into(), id);
        }
        id
    }

    /// Registers the solid spelling of two known words, unless it is a word of its own or too long to be looked up.
    pub(crate) fn insert_solid(&mut self, first: WordId, second: WordId) {
        let joined = format!("{}{}", self.word(first), self.word(second));
        if joined.len() > LONGEST_SOLID || self.get(&joined) != WordId::UNKNOWN {
            return;
        }
        let key = solid_key(joined.as_bytes());
        if self.solid_words.find(key) == WordId::UNKNOWN {
            self.solids.push(Solid { first, second, length: self.word(first).len() as u8 });
            self.solid_words.insert(key, WordId(self.solids.len() as u32));
        }
    }

    /// The id of a normal form, or [`WordId::UNKNOWN`].
    pub fn get(&self, word: &str) -> WordId {
        match word.len() {
            0 => WordId::UNKNOWN,
            1..=SHORT => self.short.find(pack(word.as_bytes())),
            _ => self.long.get(word).copied().unwrap_or(WordId::UNKNOWN),
        }
    }

    /// The id of `text[start..end]`, which must be ASCII letters and digits in any case.
    pub(super) fn get_ascii(&self, text: &[u8], start: usize, end: usize) -> WordId {
        let length = end - start;
        if length <= SHORT {
            let raw = match text.get(start..start + SHORT) {
                Some(bytes) => u128::from_le_bytes(bytes.try_into().expect("sixteen bytes")) & KEEP[length],
                None => pack(&text[start..end]),
            };
            return self.short.find(raw | (LOWER & KEEP[length]));
        }
        if length > LONGEST || self.long.is_empty() {
            return WordId::UNKNOWN;
        }
        let word: String = text[start..end].iter().map(|b| b.to_ascii_lowercase() as char).collect();
        self.get(&word)
    }

    /// The normal form behind an id; empty for [`WordId::UNKNOWN`].
    pub fn word(&self, id: WordId) -> &str {
        &self.words[id.index()]
    }

    /// One more than the largest id.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word was added.
    pub fn is_empty(&self) -> bool {
        self.words.len() == 1
    }

    /// The two words that `word`, a normal form or ASCII in any case, spells as one.
    pub(super) fn solid(&self, word: &[u8]) -> Option<Solid> {
        if word.len() < SHORTEST_SOLID || word.len() > LONGEST_SOLID {
            return None;
        }
        let found = self.solid_words.find(solid_key(word));
        found.index().checked_sub(1).map(|at| self.solids[at])
    }
}

/// Short words and their ids: open addressing behind a filter that most unknown words do not pass.
#[derive(Debug, Clone)]
struct Table {
    /// `UNKNOWN` marks a free slot.
    slots: Vec<(u128, WordId)>,
    filter: Vec<u64>,
    used: usize,
}

impl Default for Table {
    fn default() -> Self {
        Table { slots: vec![(0, WordId::UNKNOWN); 64], filter: vec![0; 64 * FILTER_BITS / 64], used: 0 }
    }
}

/// Bits of the filter for each slot.
const FILTER_BITS: usize = 8;

impl Table {
    fn find(&self, key: u128) -> WordId {
        let hashed = hash(key);
        let bit = hashed >> 8 & (self.filter.len() * 64 - 1);
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return WordId::UNKNOWN;
        }
        let mask = self.slots.len() - 1;
        let mut slot = hashed & mask;
        loop {
            let (held, id) = self.slots[slot];
            if held == key || id == WordId::UNKNOWN {
                return id;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Enters a key that the table does not hold.
    fn insert(&mut self, key: u128, id: WordId) {
        self.used += 1;
        if self.used * 2 > self.slots.len() {
            let size = self.slots.len() * 2;
            let old = std::mem::replace(&mut self.slots, vec![(0, WordId::UNKNOWN); size]);
            self.filter = vec![0; size * FILTER_BITS / 64];
            old.into_iter().filter(|(_, id)| *id != WordId::UNKNOWN).for_each(|(key, id)| self.place(key, id));
        }
        self.place(key, id);
    }

    fn place(&mut self, key: u128, id: WordId) {
        let hashed = hash(key);
        let bit = hashed >> 8 & (self.filter.len() * 64 - 1);
        self.filter[bit / 64] |= 1 << (bit % 64);
        let mask = self.slots.len() - 1;
        let mut slot = hashed & mask;
        while self.slots[slot].1 != WordId::UNKNOWN {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = (key, id);
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

fn hash(key: u128) -> usize {
    // Multiplicative hashing with 2^64 divided by the golden ratio (Knuth, TAOCP vol. 3, 6.4).
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = (key as u64).wrapping_mul(FACTOR) ^ ((key >> 64) as u64).wrapping_mul(FACTOR.rotate_left(31));
    (mixed ^ mixed >> 29) as usize
}

/// Identity of a solid spelling in any case: two halves of up to sixteen bytes, mixed into one number.
fn solid_key(word: &[u8]) -> u128 {
    let (head, tail) = word.split_at(word.len().min(SHORT));
    let lower = |bytes: &[u8]| pack(bytes) | if bytes.is_ascii() { LOWER & KEEP[bytes.len()] } else { 0 };
    // Odd factor: the tail's bits spread over the whole number, so that two spellings practically never share one.
    lower(head) ^ lower(tail).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
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
}
