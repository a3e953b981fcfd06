//! Patterns laid out for search: each is found from its rarest pair of neighbouring words, or from a single word.
//!
//! Looking at pairs keeps the search linear in the text whatever the number of entries: a word that thousands of
//! entries share (*information*) costs nothing unless its neighbour belongs to one of them too.

use super::notation::{Expansion, Joint, PhraseWord, Place};
use crate::reference::per_million;
use crate::text::inflect::{Pos, forms};
use crate::text::{Vocabulary, WordId, normal_form};
use rustc_hash::FxHashMap;

/// What a pattern belongs to, by position in the lexicon's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Entry(u32),
    Exception(u32),
    /// A word or phrase of a document condition.
    Atom(u32),
}

/// One expansion of a phrase, with words as numbers.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub target: Target,
    /// Which combination of the phrase's alternatives this is.
    pub choice: u16,
    slots: std::ops::Range<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub joint: Joint,
    pub kind: SlotKind,
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

/// A pattern to verify: its slot number `slot` stands at the token in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub pattern: u32,
    pub slot: u8,
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

/// Words rarer than this per million words of normal English are telling.
const TELLING_BELOW: f64 = 400.0;
/// Parts of a solid spelling (*nittygritty*) are at least this long, in letters; *inside* and *into* are no solid spellings.
const SOLID_PART: usize = 3;
/// Solid spellings are at least this long, in letters.
const SOLID_WHOLE: usize = 8;

/// Search structure over all patterns.
#[derive(Debug, Default)]
pub(crate) struct Index {
    patterns: Vec<Pattern>,
    slots: Vec<Slot>,
    sets: Vec<Box<[WordId]>>,
    known_sets: FxHashMap<(String, Pos), u32>,
    flags: Vec<u8>,
    singles: FxHashMap<WordId, std::ops::Range<u32>>,
    pairs: FxHashMap<u64, std::ops::Range<u32>>,
    candidates: Vec<Candidate>,
    filter: Vec<u64>,
}

impl Index {
    /// Adds one expansion. Words are entered in `vocabulary`.
    pub fn add(&mut self, target: Target, choice: usize, expansion: &Expansion<'_>, vocabulary: &mut Vocabulary) {
        let start = self.slots.len() as u32;
        for place in &expansion.places {
            let slot = match place {
                Place::Gap { least, most } => gap_slot(*least, *most),
                Place::Number => Slot { joint: Joint::Space, kind: SlotKind::Number },
                Place::Word { options, joint } => Slot { joint: *joint, kind: self.word_slot(options, vocabulary) },
            };
            self.slots.push(slot);
        }
        self.patterns.push(Pattern { target, choice: choice as u16, slots: start..self.slots.len() as u32 });
    }

    fn word_slot(&mut self, options: &[&PhraseWord], vocabulary: &mut Vocabulary) -> SlotKind {
        if let [word] = options {
            return match word.inflects {
                None => SlotKind::Word(vocabulary.insert(&normal_form(&word.text))),
                Some(pos) => SlotKind::Set(self.form_set(&word.text, pos, vocabulary)),
            };
        }
        let mut set = Vec::new();
        for word in options {
            match word.inflects {
                None => set.push(vocabulary.insert(&normal_form(&word.text))),
                Some(pos) => {
                    let forms = self.form_set(&word.text, pos, vocabulary);
                    set.extend_from_slice(&self.sets[forms as usize]);
                }
            }
        }
        SlotKind::Set(self.add_set(set))
    }

    /// The set of a lemma's forms, made if it is new.
    pub fn form_set(&mut self, lemma: &str, pos: Pos, vocabulary: &mut Vocabulary) -> u32 {
        let key = (lemma.to_lowercase(), pos);
        if let Some(known) = self.known_sets.get(&key) {
            return *known;
        }
        let set = forms(lemma, pos).into_iter().map(|(text, _)| vocabulary.insert(&normal_form(&text)));
        let number = self.add_set(set.collect());
        self.known_sets.insert(key, number);
        number
    }

    fn add_set(&mut self, mut set: Vec<WordId>) -> u32 {
        set.sort_unstable();
        set.dedup();
        self.sets.push(set.into());
        self.sets.len() as u32 - 1
    }

    /// Chooses from which words each pattern is found. Call once, after the last `add`.
    pub fn finish(&mut self, vocabulary: &mut Vocabulary) {
        let rates: Vec<f64> =
            (0..vocabulary.len()).map(|id| 0.1 + per_million(vocabulary.word(WordId(id as u32)))).collect();
        self.flags = vec![0; vocabulary.len()];
        let mut singles = Vec::new();
        let mut pairs = Vec::new();
        for number in 0..self.patterns.len() as u32 {
            self.anchor(number, &rates, &mut singles, &mut pairs);
            self.mark_telling(number, &rates);
        }
        self.singles = self.store(singles);
        self.pairs = self.store(pairs);
        self.fill_filter();
        self.add_solids(vocabulary);
        self.flags.resize(vocabulary.len(), 0);
        self.known_sets = FxHashMap::default();
    }

    fn anchor(
        &mut self,
        number: u32,
        rates: &[f64],
        singles: &mut Vec<(WordId, Candidate)>,
        pairs: &mut Vec<(u64, Candidate)>,
    ) {
        let slots = self.slots_of(&self.patterns[number as usize]);
        let rate = |slot: &Slot| -> f64 { self.words_of(slot).map(|word| rates[word.index()]).sum() };
        let is_word = |slot: &Slot| matches!(slot.kind, SlotKind::Word(_) | SlotKind::Set(_));
        let cost = |at: &usize| rate(&slots[*at]) * rate(&slots[at + 1]);
        let pair = (0..slots.len() - 1)
            .filter(|at| is_word(&slots[*at]) && is_word(&slots[at + 1]))
            .min_by(|a, b| cost(a).total_cmp(&cost(b)));
        let Some(at) = pair else {
            let at = (0..slots.len())
                .filter(|at| is_word(&slots[*at]))
                .min_by(|a, b| rate(&slots[*a]).total_cmp(&rate(&slots[*b])))
                .expect("a phrase has a word that must match");
            let words: Vec<WordId> = self.words_of(&slots[at]).collect();
            for word in words {
                self.flags[word.index()] |= flag::SINGLE;
                singles.push((word, Candidate { pattern: number, slot: at as u8 }));
            }
            return;
        };
        let (first, second) = (slots[at], slots[at + 1]);
        let seconds: Vec<WordId> = self.words_of(&second).collect();
        for a in self.words_of(&first).collect::<Vec<_>>() {
            self.flags[a.index()] |= flag::FIRST;
            for b in &seconds {
                self.flags[b.index()] |= flag::SECOND;
                pairs.push((pair_key(a, *b), Candidate { pattern: number, slot: at as u8 }));
            }
        }
    }

    fn mark_telling(&mut self, number: u32, rates: &[f64]) {
        let pattern = &self.patterns[number as usize];
        let slots = self.slots_of(pattern);
        if !matches!(pattern.target, Target::Entry(_)) || slots.len() < 2 {
            return;
        }
        let words: Vec<WordId> = slots.iter().flat_map(|slot| self.words_of(slot)).collect();
        for word in words.into_iter().filter(|word| rates[word.index()] < TELLING_BELOW) {
            self.flags[word.index()] |= flag::TELLING;
        }
    }

    fn store<K: Copy + Ord + std::hash::Hash>(
        &mut self,
        mut found: Vec<(K, Candidate)>,
    ) -> FxHashMap<K, std::ops::Range<u32>> {
        found.sort_by_key(|(key, candidate)| (*key, candidate.pattern));
        found.dedup();
        let mut map = FxHashMap::default();
        for chunk in found.chunk_by(|a, b| a.0 == b.0) {
            let start = self.candidates.len() as u32;
            self.candidates.extend(chunk.iter().map(|(_, candidate)| *candidate));
            map.insert(chunk[0].0, start..self.candidates.len() as u32);
        }
        map
    }

    fn fill_filter(&mut self) {
        let bits = (self.pairs.len() * 16).next_power_of_two().max(64);
        self.filter = vec![0; bits / 64];
        for key in self.pairs.keys() {
            let bit = filter_bit(*key, self.filter.len());
            self.filter[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Enters the solid spelling of every two neighbouring words, unless it is a word of its own (*without*).
    fn add_solids(&self, vocabulary: &mut Vocabulary) {
        for pattern in self.patterns.iter().filter(|pattern| matches!(pattern.target, Target::Entry(_))) {
            for pair in self.slots_of(pattern).windows(2).filter(|pair| pair[1].joint == Joint::Space) {
                let Some(first) = self.words_of(&pair[0]).next() else { continue };
                for second in self.words_of(&pair[1]) {
                    let lengths = [first, second].map(|word| vocabulary.word(word).len());
                    if lengths.iter().all(|n| *n >= SOLID_PART) && lengths.iter().sum::<usize>() >= SOLID_WHOLE {
                        let joined = format!("{}{}", vocabulary.word(first), vocabulary.word(second));
                        if !crate::reference::is_ordinary(&joined) {
                            vocabulary.insert_solid(first, second);
                        }
                    }
                }
            }
        }
    }

    /// The words that may stand in a slot; none for gaps and numbers.
    pub fn words_of(&self, slot: &Slot) -> impl Iterator<Item = WordId> + '_ {
        let (one, many) = match slot.kind {
            SlotKind::Word(word) => (Some(word), &[][..]),
            SlotKind::Set(set) => (None, &self.sets[set as usize][..]),
            _ => (None, &[][..]),
        };
        one.into_iter().chain(many.iter().copied())
    }

    /// Whether a word fits a slot that is no gap and no number.
    pub fn fits(&self, slot: &Slot, word: WordId) -> bool {
        match slot.kind {
            SlotKind::Word(wanted) => wanted == word,
            SlotKind::Set(set) => self.in_set(set, word),
            _ => false,
        }
    }

    /// Whether a word is one of a set.
    pub fn in_set(&self, set: u32, word: WordId) -> bool {
        self.sets[set as usize].binary_search(&word).is_ok()
    }

    /// All patterns, by number.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The slots of a pattern.
    pub fn slots_of(&self, pattern: &Pattern) -> &[Slot] {
        &self.slots[pattern.slots.start as usize..pattern.slots.end as usize]
    }

    /// The longest run of word slots of a pattern.
    pub fn longest_stretch(&self, pattern: &Pattern) -> &[Slot] {
        let is_word = |slot: &Slot| matches!(slot.kind, SlotKind::Word(_) | SlotKind::Set(_));
        let stretches = self.slots_of(pattern).chunk_by(|a, b| is_word(a) == is_word(b));
        stretches.filter(|stretch| is_word(&stretch[0])).max_by_key(|stretch| stretch.len()).unwrap_or(&[])
    }

    /// The [`flag`] bits of a word.
    pub fn flags(&self, word: WordId) -> u8 {
        self.flags[word.index()]
    }

    /// Patterns found from one word.
    pub fn singles(&self, word: WordId) -> &[Candidate] {
        self.range(self.singles.get(&word))
    }

    /// Patterns found from two neighbouring words.
    pub fn pairs(&self, first: WordId, second: WordId) -> &[Candidate] {
        let key = pair_key(first, second);
        let bit = filter_bit(key, self.filter.len());
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return &[];
        }
        self.range(self.pairs.get(&key))
    }

    fn range(&self, range: Option<&std::ops::Range<u32>>) -> &[Candidate] {
        range.map_or(&[], |range| &self.candidates[range.start as usize..range.end as usize])
    }
}

fn gap_slot(least: u8, most: u8) -> Slot {
    Slot { joint: Joint::Space, kind: SlotKind::Gap { least, most } }
}

fn pair_key(first: WordId, second: WordId) -> u64 {
    u64::from(first.0) << 32 | u64::from(second.0)
}

/// Bit of a pair in a filter of so many 64-bit words, a power of two.
fn filter_bit(key: u64, words: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize & (words * 64 - 1)
}
