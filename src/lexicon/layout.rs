//! Builds the search structure: from which words each pattern is found.

use super::index::{Candidate, Index, Pattern, Postings, Slot, SlotKind, Target, flag, pair_key};
use super::notation::{Expansion, Joint, PhraseWord, Place};
use crate::reference::{is_ordinary, per_million};
use crate::text::inflect::{Pos, forms};
use crate::text::{Vocabulary, WordId, normal_form};
use rustc_hash::FxHashMap;

/// Words rarer than this per million words of normal English are telling.
const TELLING_BELOW: f64 = 400.0;
/// Parts of a solid spelling (*nittygritty*) are at least this long, in letters; *inside* and *into* are no solid spellings.
const SOLID_PART: usize = 3;
/// Solid spellings are at least this long, in letters.
const SOLID_WHOLE: usize = 8;

/// An [`Index`] being built.
#[derive(Debug, Default)]
pub(super) struct Layout {
    index: Index,
    known_sets: FxHashMap<(String, Pos), u32>,
}

impl Layout {
    /// Adds one expansion with its [`super::index::mark`] bits. Words are entered in `vocabulary`.
    pub fn add(
        &mut self,
        target: Target,
        choice: usize,
        marks: u16,
        expansion: &Expansion<'_>,
        vocabulary: &mut Vocabulary,
    ) {
        let start = self.index.slots.len() as u32;
        for place in &expansion.places {
            let slot = match place {
                Place::Gap { least, most } => Slot::new(Joint::Space, SlotKind::Gap { least: *least, most: *most }),
                Place::Number => Slot::new(Joint::Space, SlotKind::Number),
                Place::Word { options, joint } => Slot::new(*joint, self.word_slot(options, vocabulary)),
            };
            self.index.slots.to_mut().push(slot);
        }
        let slots = start..self.index.slots.len() as u32;
        self.index.patterns.to_mut().push(Pattern::new(target, choice as u16, marks, slots));
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
                    let forms = SlotKind::Set(self.form_set(&word.text, pos, vocabulary));
                    set.extend(self.index.words_of(&Slot::new(Joint::Space, forms)));
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
        self.index.members.to_mut().extend(set);
        let end = self.index.members.len() as u32;
        self.index.set_ends.to_mut().push(end);
        self.index.set_ends.len() as u32 - 1
    }

    /// Chooses from which words each pattern is found, and gives the finished index.
    pub fn finish(mut self, vocabulary: &mut Vocabulary) -> Index {
        let rates: Vec<f64> =
            (0..vocabulary.len()).map(|id| 0.1 + per_million(vocabulary.word(WordId(id as u32)))).collect();
        let mut anchors = Anchors { flags: vec![0; vocabulary.len()], ..Anchors::default() };
        for (number, pattern) in self.index.patterns().iter().enumerate() {
            anchors.anchor(&self.index, number as u32, pattern, &rates);
            anchors.mark_telling(&self.index, pattern, &rates);
        }
        self.index.flags = anchors.flags.into();
        self.index.singles = Postings::new(anchors.singles);
        self.index.pairs = Postings::new(anchors.pairs);
        add_solids(&self.index, vocabulary);
        self.index
    }
}

/// From which words patterns are found.
#[derive(Default)]
struct Anchors {
    flags: Vec<u8>,
    singles: Vec<(u64, Candidate)>,
    pairs: Vec<(u64, Candidate)>,
}

impl Anchors {
    fn anchor(&mut self, index: &Index, number: u32, pattern: &Pattern, rates: &[f64]) {
        let slots = index.slots_of(pattern);
        let slot_rates: Vec<f64> =
            slots.iter().map(|slot| index.words_of(slot).map(|word| rates[word.index()]).sum()).collect();
        let cost = |at: &usize| slot_rates[*at] * slot_rates[at + 1];
        let pair = (0..slots.len() - 1)
            .filter(|at| slots[*at].is_word() && slots[at + 1].is_word())
            .min_by(|a, b| cost(a).total_cmp(&cost(b)));
        match pair {
            Some(at) => self.pair(index, number, slots, at),
            None => {
                let at = (0..slots.len())
                    .filter(|at| slots[*at].is_word())
                    .min_by(|a, b| slot_rates[*a].total_cmp(&slot_rates[*b]))
                    .expect("a phrase has a word that must match");
                for word in index.words_of(&slots[at]) {
                    self.flags[word.index()] |= flag::SINGLE;
                    self.singles.push((u64::from(word.0), Candidate { pattern: number, slot: at as u32 }));
                }
            }
        }
    }

    fn pair(&mut self, index: &Index, number: u32, slots: &[Slot], at: usize) {
        for a in index.words_of(&slots[at]) {
            self.flags[a.index()] |= flag::FIRST;
            for b in index.words_of(&slots[at + 1]) {
                self.flags[b.index()] |= flag::SECOND;
                self.pairs.push((pair_key(a, b), Candidate { pattern: number, slot: at as u32 }));
            }
        }
    }

    fn mark_telling(&mut self, index: &Index, pattern: &Pattern, rates: &[f64]) {
        let slots = index.slots_of(pattern);
        if !matches!(pattern.target(), Target::Entry(_)) || slots.len() < 2 {
            return;
        }
        for word in slots.iter().flat_map(|slot| index.words_of(slot)) {
            if rates[word.index()] < TELLING_BELOW {
                self.flags[word.index()] |= flag::TELLING;
            }
        }
    }
}

/// Enters the solid spelling of every two neighbouring words, unless it is a word of its own (*without*).
fn add_solids(index: &Index, vocabulary: &mut Vocabulary) {
    for pattern in index.patterns().iter().filter(|pattern| matches!(pattern.target(), Target::Entry(_))) {
        for pair in index.slots_of(pattern).windows(2).filter(|pair| pair[1].joint() == Joint::Space) {
            let Some(first) = index.words_of(&pair[0]).next() else { continue };
            for second in index.words_of(&pair[1]) {
                let lengths = [first, second].map(|word| vocabulary.word(word).len());
                if lengths.iter().all(|n| *n >= SOLID_PART) && lengths.iter().sum::<usize>() >= SOLID_WHOLE {
                    let joined = format!("{}{}", vocabulary.word(first), vocabulary.word(second));
                    if !is_ordinary(&joined) {
                        vocabulary.insert_solid(first, second);
                    }
                }
            }
        }
    }
}
