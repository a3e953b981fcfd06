//! Entries to numbers: phrases laid out for search, conditions with words as numbers.

use super::condition::{AtomText, AtomWord, Condition, Scope};
use super::entry::{Entry, Exception};
use super::index::{Index, Target, mark};
use super::layout::Layout;
use super::notation::{Expansion, Phrase, Place};
use super::substitution::Substitution;
use super::swaps::Swaps;
use super::term::Term;
use super::terms::Terms;
use crate::error::{DataError, Problem};
use crate::reference::per_million;
use crate::text::{Vocabulary, normal_form};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// An entry and its conditions with words as numbers.
#[derive(Debug)]
pub(crate) struct CompiledEntry {
    pub entry: Entry,
    pub when: Option<Condition<Atom>>,
    pub unless: Option<Condition<Atom>>,
}

impl CompiledEntry {
    /// Whether the entry fires only beside others: such an entry is no evidence for others itself.
    pub fn leans_on_others(&self) -> bool {
        let leans = |condition: &Condition<Atom>| condition.any(&|atom| matches!(atom, Atom::Found(_)));
        self.when.as_ref().is_some_and(leans) || self.unless.as_ref().is_some_and(leans)
    }
}

/// One test of a compiled condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Atom {
    /// Pattern number so of the document's atoms was seen.
    Seen(u32),
    /// These atoms were seen within so many words of each other.
    Within { atoms: Vec<u32>, distance: usize },
    /// These words stand next to each other in that scope.
    Words { scope: Scope, words: Vec<WordTest> },
    /// At least so many other entries fire in the document.
    Found(usize),
    /// The match begins its sentence.
    Start,
    /// The match ends its sentence.
    End,
}

impl Atom {
    /// How much must be read to answer: numbers at hand, neighbouring words, the sentence, the document once, the document again.
    fn cost(&self) -> u8 {
        match self {
            Atom::Found(_) => 0,
            Atom::Start | Atom::End | Atom::Words { scope: Scope::Before | Scope::After, .. } => 1,
            Atom::Words { scope: Scope::Sentence, .. } => 2,
            Atom::Seen(_) | Atom::Within { .. } => 3,
            Atom::Words { scope: Scope::Document, .. } => 4,
        }
    }
}

/// What a token must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum WordTest {
    Word(u32),
    Forms(u32),
    Prefix(String),
    Name,
    Number,
}

/// What compiling gives: the parts of a lexicon.
pub(super) struct Compiled {
    pub vocabulary: Vocabulary,
    pub index: Index,
    pub atoms: Index,
    pub entries: Vec<CompiledEntry>,
    pub swaps: Swaps,
    pub terms: Terms,
}

/// Compiles the rows of all dictionaries.
///
/// # Errors
/// All conditions that cannot be compiled.
pub(super) fn compile(
    entries: Vec<Entry>,
    exceptions: &[Exception],
    substitutions: &[Substitution],
    terms: &[Term],
) -> Result<Compiled, DataError> {
    let mut compiler = Compiler::default();
    for (number, entry) in entries.iter().enumerate() {
        let marks = if entry.exact { mark::EXACT } else { 0 } | if entry.phrase.comma { mark::COMMA } else { 0 };
        compiler.add_phrase(Target::Entry(number as u32), marks, &entry.phrase);
    }
    for (number, exception) in exceptions.iter().enumerate() {
        compiler.add_phrase(Target::Exception(number as u32), 0, &exception.phrase);
    }
    let mut problems = Vec::new();
    let mut compiled = Vec::with_capacity(entries.len());
    for entry in entries {
        let when = compiler.condition(entry.when.as_ref(), &entry, "when", &mut problems);
        let unless = compiler.condition(entry.unless.as_ref(), &entry, "unless", &mut problems);
        compiled.push(CompiledEntry { entry, when, unless });
    }
    if !problems.is_empty() {
        return Err(DataError { problems });
    }
    let mut vocabulary = compiler.vocabulary;
    let swaps = Swaps::new(substitutions, &mut vocabulary);
    let index = compiler.layout.finish(&mut vocabulary);
    let atoms = compiler.atom_layout.finish(&mut vocabulary);
    Ok(Compiled { vocabulary, index, atoms, entries: compiled, swaps, terms: Terms::new(terms) })
}

#[derive(Default)]
struct Compiler {
    vocabulary: Vocabulary,
    layout: Layout,
    atom_layout: Layout,
    atoms: FxHashMap<Vec<AtomKey>, u32>,
}

/// Identity of a document atom: each word's text and part of speech.
type AtomKey = (String, Option<crate::text::inflect::Pos>);

impl Compiler {
    fn add_phrase(&mut self, target: Target, marks: u16, phrase: &Phrase) {
        for choice in 0..phrase.expansions() {
            self.layout.add(target, choice, marks, &phrase.expand(choice), &mut self.vocabulary);
        }
    }

    fn condition(
        &mut self,
        condition: Option<&Condition<AtomText>>,
        entry: &Entry,
        column: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Condition<Atom>> {
        let mut compiled = condition?.map(&mut |atom| self.atom(atom));
        if let Ok(condition) = &mut compiled {
            condition.sort_by_cost(&Atom::cost);
        }
        compiled.map_err(|(message, remedy)| problems.push(entry.row.problem(column, message, remedy))).ok()
    }

    fn atom(&mut self, atom: &AtomText) -> Result<Atom, (String, &'static str)> {
        match atom {
            AtomText::Found(number) => Ok(Atom::Found(*number)),
            AtomText::Start => Ok(Atom::Start),
            AtomText::End => Ok(Atom::End),
            AtomText::Within { words, distance } => {
                let atoms: Vec<u32> = words.iter().filter_map(|word| self.watch(std::slice::from_ref(word))).collect();
                if atoms.len() < words.len() {
                    return Err(("\"*\" inside a phrase with ~N".into(), "write the words out"));
                }
                Ok(Atom::Within { atoms, distance: *distance })
            }
            AtomText::Words { scope: Scope::Document, words } => {
                self.refuse_common(words)?;
                Ok(match self.watch(words) {
                    Some(number) => Atom::Seen(number),
                    None => Atom::Words { scope: Scope::Document, words: self.tests(words) },
                })
            }
            AtomText::Words { scope, words } => {
                if *scope == Scope::Sentence {
                    self.refuse_common(words)?;
                }
                Ok(Atom::Words { scope: *scope, words: self.tests(words) })
            }
        }
    }

    /// Refuses words that stand in nearly every document: they say nothing, and looking for them costs time.
    fn refuse_common(&self, words: &[AtomWord]) -> Result<(), (String, &'static str)> {
        // About once in 330 words of normal English: the forty commonest words.
        const COMMON: f64 = 3_000.0;
        match words {
            [AtomWord::Word(word)] if per_million(&normal_form(&word.text)) > COMMON => Err((
                format!("\"{}\" stands in every text", word.text),
                "test a telling word, or use before: or after:",
            )),
            _ => Ok(()),
        }
    }

    /// Registers words that must be seen in the document; `None` when one of them is a prefix.
    fn watch(&mut self, words: &[AtomWord]) -> Option<u32> {
        let plain = |word: &AtomWord| if let AtomWord::Word(word) = word { Some(word.clone()) } else { None };
        let words: Vec<_> = words.iter().map(plain).collect::<Option<_>>()?;
        let key: Vec<AtomKey> = words.iter().map(|word| (normal_form(&word.text), word.inflects)).collect();
        let next = self.atoms.len() as u32;
        if let Some(known) = self.atoms.get(&key) {
            return Some(*known);
        }
        let places = words.iter().map(|word| Place::Word { options: vec![word], joint: word.joint }).collect();
        let expansion = Expansion { places, ..Expansion::default() };
        self.atom_layout.add(Target::Atom(next), 0, 0, &expansion, &mut self.vocabulary);
        self.atoms.insert(key, next);
        Some(next)
    }

    fn tests(&mut self, words: &[AtomWord]) -> Vec<WordTest> {
        let test = |word: &AtomWord| match word {
            AtomWord::Prefix(prefix) => WordTest::Prefix(prefix.clone()),
            AtomWord::Name => WordTest::Name,
            AtomWord::Number => WordTest::Number,
            AtomWord::Word(word) => match word.inflects {
                None => WordTest::Word(self.vocabulary.insert(&normal_form(&word.text)).0),
                Some(pos) => WordTest::Forms(self.layout.form_set(&word.text, pos, &mut self.vocabulary)),
            },
        };
        words.iter().map(test).collect()
    }
}
