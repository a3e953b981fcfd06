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

/// Normal forms (lower case, NFKC) and their ids.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Short words: open addressing, `UNKNOWN` marks a free slot.
    slots: Vec<(u128, WordId)>,
    long: FxHashMap<Box<str>, WordId>,
    words: Vec<Box<str>>,
    solids: FxHashMap<WordId, Solid>,
    first_solid: u32,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Vocabulary {
            slots: vec![(0, WordId::UNKNOWN); 1024],
            long: FxHashMap::default(),
            words: vec!["".into()],
            solids: FxHashMap::default(),
            first_solid: u32::MAX,
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
            if self.words.len() * 4 > self.slots.len() {
                self.grow();
            }
            place(&mut self.slots, pack(word.as_bytes()), id);
        } else {
            self.long.insert(word.into(), id);
        }
        id
    }

    /// Registers the solid spelling of two known words. All solids come after all other words.
    pub(crate) fn insert_solid(&mut self, first: WordId, second: WordId) {
        let joined = format!("{}{}", self.word(first), self.word(second));
        if self.get(&joined) != WordId::UNKNOWN || joined.len() > LONGEST {
            return;
        }
        let length = self.word(first).len() as u8;
        let id = self.insert(&joined);
        self.first_solid = self.first_solid.min(id.0);
        self.solids.insert(id, Solid { first, second, length });
    }

    /// The id of a normal form, or [`WordId::UNKNOWN`].
    pub fn get(&self, word: &str) -> WordId {
        match word.len() {
            0 => WordId::UNKNOWN,
            1..=SHORT => self.find(pack(word.as_bytes())),
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
            return self.find(raw | (LOWER & KEEP[length]));
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

    /// The two words behind a solid spelling.
    pub(super) fn solid(&self, id: WordId) -> Option<Solid> {
        if id.0 < self.first_solid {
            return None;
        }
        self.solids.get(&id).copied()
    }

    fn find(&self, key: u128) -> WordId {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) & mask;
        loop {
            let (held, id) = self.slots[slot];
            if held == key || id == WordId::UNKNOWN {
                return id;
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let mut larger = vec![(0, WordId::UNKNOWN); self.slots.len() * 2];
        for (key, id) in self.slots.iter().filter(|(_, id)| *id != WordId::UNKNOWN) {
            place(&mut larger, *key, *id);
        }
        self.slots = larger;
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
    (mixed >> 32 ^ mixed >> 7) as usize
}

fn place(slots: &mut [(u128, WordId)], key: u128, id: WordId) {
    let mask = slots.len() - 1;
    let mut slot = hash(key) & mask;
    while slots[slot].1 != WordId::UNKNOWN {
        slot = (slot + 1) & mask;
    }
    slots[slot] = (key, id);
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
