//! Patterns laid out for search: each is found from its rarest pair of neighbouring words, or from a single word.
//!
//! Looking at pairs keeps the search linear in the text whatever the number of entries: a word that thousands of
//! entries share (*information*) costs nothing unless its neighbour belongs to one of them too.

use super::notation::Joint;
use crate::flat::{FlatReader, FlatWriter, Store};
use crate::text::WordId;
use bytemuck::{Pod, Zeroable};

/// What a pattern belongs to, by position in the lexicon's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Entry(u32),
    Exception(u32),
    /// A word or phrase of a document condition.
    Atom(u32),
}

/// One expansion of a phrase, with words as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Pattern {
    /// Position of the target, times four, plus its kind.
    target: u32,
    /// Which combination of the phrase's alternatives this is.
    pub choice: u16,
    /// [`mark`] bits.
    marks: u16,
    start: u32,
    end: u32,
}

/// What a match must fulfil beside its words, as bits.
pub(crate) mod mark {
    /// Letters stand as written, or all in capitals.
    pub const EXACT: u16 = 1;
    /// A comma follows.
    pub const COMMA: u16 = 2;
}

impl Pattern {
    pub fn new(target: Target, choice: u16, marks: u16, slots: std::ops::Range<u32>) -> Self {
        let (number, kind) = match target {
            Target::Entry(number) => (number, 0),
            Target::Exception(number) => (number, 1),
            Target::Atom(number) => (number, 2),
        };
        Pattern { target: number << 2 | kind, choice, marks, start: slots.start, end: slots.end }
    }

    /// Position of the target in its table.
    pub fn number(&self) -> u32 {
        self.target >> 2
    }

    pub fn target(&self) -> Target {
        let number = self.number();
        match self.target & 3 {
            0 => Target::Entry(number),
            1 => Target::Exception(number),
            _ => Target::Atom(number),
        }
    }

    /// Whether a [`mark`] is set.
    pub fn has(&self, mark: u16) -> bool {
        self.marks & mark != 0
    }
}

/// What must stand at a place of a pattern, and how it is joined to the place before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Slot {
    /// Space is 0, a mark its character.
    joint: u32,
    /// The kind in the lowest two bits, what belongs to it above.
    kind: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SlotKind {
    Word(WordId),
    /// Any word of a set, by position in the table of sets: the forms of a lemma, the alternatives of a group.
    Set(u32),
    Gap {
        least: u8,
        most: u8,
    },
    Number,
}

impl Slot {
    pub fn new(joint: Joint, kind: SlotKind) -> Self {
        let joint = if let Joint::Mark(mark) = joint { u32::from(mark) } else { 0 };
        let kind = match kind {
            SlotKind::Word(word) => word.0 << 2,
            SlotKind::Set(set) => set << 2 | 1,
            SlotKind::Gap { least, most } => u32::from(least) << 10 | u32::from(most) << 2 | 2,
            SlotKind::Number => 3,
        };
        Slot { joint, kind }
    }

    pub fn joint(&self) -> Joint {
        char::from_u32(self.joint).filter(|mark| *mark != '\0').map_or(Joint::Space, Joint::Mark)
    }

    pub fn kind(&self) -> SlotKind {
        let value = self.kind >> 2;
        match self.kind & 3 {
            0 => SlotKind::Word(WordId(value)),
            1 => SlotKind::Set(value),
            2 => SlotKind::Gap { least: (value >> 8) as u8, most: value as u8 },
            _ => SlotKind::Number,
        }
    }

    /// Whether a word of the dictionary must stand here, and no gap or number.
    pub fn is_word(&self) -> bool {
        self.kind & 3 < 2
    }
}

/// A pattern to verify: its slot number `slot` stands at the token in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Candidate {
    pub pattern: u32,
    pub slot: u32,
}

/// What a word may do in a pattern, as bits.
pub(crate) mod flag {
    /// Some pattern is found from this word alone.
    pub const SINGLE: u8 = 1;
    /// First of a pair from which a pattern is found.
    pub const FIRST: u8 = 2;
    /// Second of such a pair.
    pub const SECOND: u8 = 4;
    /// A telling word of an entry: a misspelt neighbour is worth a look.
    pub const TELLING: u8 = 8;
}

/// Search structure over all patterns.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(super) patterns: Store<Pattern>,
    pub(super) slots: Store<Slot>,
    /// Where each set ends in `members`; the words of a set are sorted.
    pub(super) set_ends: Store<u32>,
    pub(super) members: Store<WordId>,
    pub(super) flags: Store<u8>,
    pub(super) singles: Postings,
    pub(super) pairs: Postings,
}

/// Candidates by key: open addressing over groups of candidates, behind a filter that most absent keys do not pass.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    /// Number of a key's group plus one; 0 is a free slot.
    slots: Store<u32>,
    keys: Store<u64>,
    /// Where each group ends in `candidates`.
    ends: Store<u32>,
    candidates: Store<Candidate>,
    filter: Store<u64>,
}

/// Bits of the filter for each key.
const FILTER_BITS: usize = 16;

impl Postings {
    pub fn new(mut found: Vec<(u64, Candidate)>) -> Self {
        found.sort_unstable_by_key(|(key, candidate)| (*key, candidate.pattern, candidate.slot));
        found.dedup();
        let (mut keys, mut ends) = (Vec::new(), Vec::new());
        for group in found.chunk_by(|a, b| a.0 == b.0) {
            keys.push(group[0].0);
            ends.push(ends.last().copied().unwrap_or(0) + group.len() as u32);
        }
        let mut slots = vec![0; (keys.len() * 2).next_power_of_two()];
        let mut filter = vec![0; (keys.len() * FILTER_BITS).next_power_of_two().max(64) / 64];
        for (number, key) in keys.iter().enumerate() {
            let bit = filter_bit(*key, filter.len());
            filter[bit / 64] |= 1 << (bit % 64);
            let mut slot = mixed(*key) as usize & (slots.len() - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = number as u32 + 1;
        }
        let candidates: Vec<Candidate> = found.into_iter().map(|(_, candidate)| candidate).collect();
        let (slots, keys, ends) = (slots.into(), keys.into(), ends.into());
        Postings { slots, keys, ends, candidates: candidates.into(), filter: filter.into() }
    }

    fn get(&self, key: u64) -> &[Candidate] {
        let bit = filter_bit(key, self.filter.len());
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return &[];
        }
        let mut slot = mixed(key) as usize & (self.slots.len() - 1);
        while let Some(group) = (self.slots[slot] as usize).checked_sub(1) {
            if self.keys[group] == key {
                let start = group.checked_sub(1).map_or(0, |before| self.ends[before]);
                return &self.candidates[start as usize..self.ends[group] as usize];
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        &[]
    }

    fn write(&self, writer: &mut FlatWriter) {
        writer.array(&self.slots);
        writer.array(&self.keys);
        writer.array(&self.ends);
        writer.array(&self.candidates);
        writer.array(&self.filter);
    }

    fn read(reader: &mut FlatReader) -> Option<Postings> {
        let (slots, keys, ends) = (reader.array()?, reader.array()?, reader.array()?);
        Some(Postings { slots, keys, ends, candidates: reader.array()?, filter: reader.array()? })
    }
}

impl Index {
    /// The words that may stand in a slot; none for gaps and numbers.
    pub fn words_of(&self, slot: &Slot) -> impl Iterator<Item = WordId> + '_ {
        let (one, many) = match slot.kind() {
            SlotKind::Word(word) => (Some(word), &[][..]),
            SlotKind::Set(set) => (None, self.set(set)),
            _ => (None, &[][..]),
        };
        one.into_iter().chain(many.iter().copied())
    }

    fn set(&self, set: u32) -> &[WordId] {
        let start = (set as usize).checked_sub(1).map_or(0, |before| self.set_ends[before]);
        &self.members[start as usize..self.set_ends[set as usize] as usize]
    }

    /// Whether a word fits a slot that is no gap and no number.
    pub fn fits(&self, slot: &Slot, word: WordId) -> bool {
        match slot.kind() {
            SlotKind::Word(wanted) => wanted == word,
            SlotKind::Set(set) => self.in_set(set, word),
            _ => false,
        }
    }

    /// Whether a word is one of a set.
    pub fn in_set(&self, set: u32, word: WordId) -> bool {
        self.set(set).binary_search(&word).is_ok()
    }

    /// All patterns, by number.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The slots of a pattern.
    pub fn slots_of(&self, pattern: &Pattern) -> &[Slot] {
        &self.slots[pattern.start as usize..pattern.end as usize]
    }

    /// The longest run of word slots of a pattern.
    pub fn longest_stretch(&self, pattern: &Pattern) -> &[Slot] {
        let stretches = self.slots_of(pattern).chunk_by(|a, b| a.is_word() == b.is_word());
        stretches.filter(|stretch| stretch[0].is_word()).max_by_key(|stretch| stretch.len()).unwrap_or(&[])
    }

    /// The [`flag`] bits of all words, by number.
    pub fn flags(&self) -> &[u8] {
        &self.flags
    }

    /// Patterns found from one word.
    pub fn singles(&self, word: WordId) -> &[Candidate] {
        self.singles.get(u64::from(word.0))
    }

    /// Patterns found from two neighbouring words.
    pub fn pairs(&self, first: WordId, second: WordId) -> &[Candidate] {
        self.pairs.get(pair_key(first, second))
    }

    /// Appends the index to flat bytes.
    pub fn write(&self, writer: &mut FlatWriter) {
        writer.array(&self.patterns);
        writer.array(&self.slots);
        writer.array(&self.set_ends);
        writer.array(&self.members);
        writer.array(&self.flags);
        self.singles.write(writer);
        self.pairs.write(writer);
    }

    /// Reads back what [`Index::write`] wrote.
    pub fn read(reader: &mut FlatReader) -> Option<Index> {
        Some(Index {
            patterns: reader.array()?,
            slots: reader.array()?,
            set_ends: reader.array()?,
            members: reader.array()?,
            flags: reader.array()?,
            singles: Postings::read(reader)?,
            pairs: Postings::read(reader)?,
        })
    }
}

/// Identity of two neighbouring words.
pub(super) fn pair_key(first: WordId, second: WordId) -> u64 {
    u64::from(first.0) << 32 | u64::from(second.0)
}

/// A key's bits spread over the number: multiplicative hashing, as for words.
fn mixed(key: u64) -> u64 {
    let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ product >> 29
}

/// Bit of a key in a filter of so many 64-bit words, a power of two.
fn filter_bit(key: u64, words: usize) -> usize {
    (mixed(key) >> 20) as usize & (words * 64 - 1)
}
