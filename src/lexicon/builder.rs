//! Gathers dictionaries, lets later ones override earlier ones, and compiles the result.

use super::condition::{AtomText, AtomWord, Condition, Scope};
use super::entry::{Entry, Exception, slug};
use super::index::{Index, Slot, Target};
use super::notation::{Expansion, Joint, Phrase, Place};
use super::row::{read_exceptions, read_rows};
use crate::config::Level;
use crate::error::{DataError, Problem, did_you_mean};
use crate::text::{Vocabulary, WordId, normal_form};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// What a user changes of the dictionaries without editing them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Entries (`topic/name`) and topics that are switched off.
    pub disable: Vec<String>,
    /// Entries and topics whose level is changed.
    pub levels: BTreeMap<String, Level>,
}

/// Collects dictionaries; see [`LexiconBuilder::build`].
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    entries: Vec<Entry>,
    /// Slug of `find` to position in `entries` and number of the source.
    by_slug: FxHashMap<String, (usize, usize)>,
    removed: Vec<bool>,
    exceptions: Vec<Exception>,
    problems: Vec<Problem>,
    sources: usize,
}

/// Validated entries and exceptions, laid out for search. Immutable and shareable between threads.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) entries: Vec<CompiledEntry>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) index: Index,
    pub(crate) near: std::sync::OnceLock<crate::lexicon::near::NearWords>,
}

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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// What a token must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WordTest {
    Word(WordId),
    Forms(u32),
    Prefix(String),
    Name,
    Number,
}

impl LexiconBuilder {
    /// A builder without any dictionary.
    pub fn new() -> Self {
        LexiconBuilder::default()
    }

    /// Adds the dictionaries that are part of the program.
    #[must_use]
    pub fn builtin(mut self) -> Self {
        self.sources += 1;
        for (topic, file, text) in BUILTIN_PHRASES {
            self.add_rows(topic, file, text);
        }
        self.exceptions("dictionaries/exceptions.csv", BUILTIN_EXCEPTIONS)
    }

    /// Adds a phrase dictionary. A row whose `find` an earlier source holds replaces that row, and one with the level
    /// `off` removes it; within one source a second such row is a fault.
    #[must_use]
    pub fn phrases(mut self, topic: &str, file: &str, text: &str) -> Self {
        self.sources += 1;
        self.add_rows(topic, file, text);
        self
    }

    /// Adds several phrase dictionaries as one source: they must not repeat each other.
    #[must_use]
    pub fn phrase_files<'f>(mut self, files: impl IntoIterator<Item = (&'f str, &'f str, &'f str)>) -> Self {
        self.sources += 1;
        for (topic, file, text) in files {
            self.add_rows(topic, file, text);
        }
        self
    }

    /// Adds legitimate wording, in the format of `exceptions.csv`.
    #[must_use]
    pub fn exceptions(mut self, file: &str, text: &str) -> Self {
        let rows = read_exceptions(file, text, &mut self.problems);
        let exceptions = rows.into_iter().filter_map(|row| Exception::from_row(row, &mut self.problems));
        let exceptions: Vec<Exception> = exceptions.collect();
        self.exceptions.extend(exceptions);
        self
    }

    fn add_rows(&mut self, topic: &str, file: &str, text: &str) {
        for row in read_rows(file, text, &mut self.problems) {
            let key = slug(&row.row.find);
            let known = self.by_slug.get(&key).copied();
            if let Some((earlier, source)) = known {
                if source == self.sources {
                    let other = &self.entries[earlier].row;
                    let message = format!("stands already in {}:{}", other.file, other.line);
                    self.problems.push(row.problem("find", message, "keep one of the two rows"));
                    continue;
                }
                self.removed[earlier] = true;
            }
            if row.row.level == "off" {
                if known.is_none() {
                    self.problems.push(row.problem(
                        "find",
                        "switches off a row that no dictionary holds",
                        "copy find as the row has it",
                    ));
                }
                continue;
            }
            if let Some(entry) = Entry::from_row(topic, row, &mut self.problems) {
                self.by_slug.insert(key, (self.entries.len(), self.sources));
                self.entries.push(entry);
                self.removed.push(false);
            }
        }
    }

    /// Compiles everything added so far.
    ///
    /// # Errors
    /// All faults of all files, and settings that name no entry and no topic.
    pub fn build(mut self, settings: &Settings) -> Result<Lexicon, DataError> {
        self.apply(settings);
        if !self.problems.is_empty() {
            return Err(DataError { problems: self.problems });
        }
        let removed = std::mem::take(&mut self.removed);
        let kept = self.entries.into_iter().zip(removed).filter(|(_, removed)| !removed).map(|(entry, _)| entry);
        Compiler::default().compile(kept.collect(), self.exceptions)
    }

    fn apply(&mut self, settings: &Settings) {
        for name in settings.disable.iter().chain(settings.levels.keys()) {
            if !self.entries.iter().any(|entry| matches_name(entry, name)) {
                let known = self.entries.iter().flat_map(|entry| [entry.id.as_str(), entry.topic.as_str()]);
                let remedy = did_you_mean(name, known).unwrap_or_else(|| "see the entry column of a report".into());
                let message = format!("no entry and no topic is called \"{name}\"");
                let (file, column) = ("settings".to_string(), "disable or levels".to_string());
                self.problems.push(Problem { file, line: 0, column, message, remedy });
            }
        }
        for (entry, removed) in self.entries.iter_mut().zip(&mut self.removed) {
            *removed |= settings.disable.iter().any(|name| matches_name(entry, name));
            let by_topic = settings.levels.get(&entry.topic);
            if let Some(level) = settings.levels.get(&entry.id).or(by_topic) {
                entry.level = *level;
            }
        }
    }
}

fn matches_name(entry: &Entry, name: &str) -> bool {
    entry.id == name || entry.topic == name
}

impl Lexicon {
    /// The built-in dictionaries, as they are.
    ///
    /// # Errors
    /// Faults of the built-in dictionaries; a released program has none.
    pub fn builtin() -> Result<Lexicon, DataError> {
        LexiconBuilder::new().builtin().build(&Settings::default())
    }

    /// All entries in the order of their files.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter().map(|compiled| &compiled.entry)
    }

    /// All exceptions in the order of their files.
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// Every spelling that the entries find, in lower case with single spaces, and the position of its entry; sorted.
    /// A phrase with a gap or a number gives its longest stretch of words.
    pub(crate) fn spellings(&self) -> Vec<(String, u32)> {
        let mut spellings = Vec::new();
        for pattern in self.index.patterns() {
            if let Target::Entry(entry) = pattern.target {
                let stretch = self.index.longest_stretch(pattern);
                spellings.extend(self.spell(stretch).into_iter().map(|text| (text, entry)));
            }
        }
        spellings.sort();
        spellings.dedup();
        spellings
    }

    /// Every spelling that the entries find, in lower case with single spaces; sorted. A phrase with a gap or a number
    /// gives its longest stretch of words.
    pub fn surfaces(&self) -> Vec<String> {
        let mut surfaces: Vec<String> = self.spellings().into_iter().map(|(text, _)| text).collect();
        surfaces.dedup();
        surfaces
    }

    fn spell(&self, stretch: &[Slot]) -> Vec<String> {
        let mut spelled = vec![String::new()];
        for slot in stretch {
            let joint = match slot.joint {
                Joint::Mark(',') => ", ".to_string(),
                Joint::Mark(mark) => mark.to_string(),
                Joint::Space => " ".to_string(),
            };
            let extend = |start: &String| -> Vec<String> {
                let joint = if start.is_empty() { "" } else { &joint };
                let words = self.index.words_of(slot).map(|word| self.vocabulary.word(word));
                words.map(|word| format!("{start}{joint}{word}")).collect()
            };
            spelled = spelled.iter().flat_map(extend).collect();
        }
        spelled
    }
}

#[derive(Default)]
struct Compiler {
    vocabulary: Vocabulary,
    index: Index,
    atoms: FxHashMap<Vec<AtomKey>, u32>,
}

/// Identity of a document atom: each word's text and part of speech.
type AtomKey = (String, Option<crate::text::inflect::Pos>);

impl Compiler {
    fn compile(mut self, entries: Vec<Entry>, exceptions: Vec<Exception>) -> Result<Lexicon, DataError> {
        for (number, entry) in entries.iter().enumerate() {
            self.add_phrase(Target::Entry(number as u32), &entry.phrase);
        }
        for (number, exception) in exceptions.iter().enumerate() {
            self.add_phrase(Target::Exception(number as u32), &exception.phrase);
        }
        let mut problems = Vec::new();
        let mut compiled = Vec::with_capacity(entries.len());
        for entry in entries {
            let when = self.condition(entry.when.as_ref(), &entry, "when", &mut problems);
            let unless = self.condition(entry.unless.as_ref(), &entry, "unless", &mut problems);
            compiled.push(CompiledEntry { entry, when, unless });
        }
        if !problems.is_empty() {
            return Err(DataError { problems });
        }
        self.index.finish(&mut self.vocabulary);
        Ok(Lexicon {
            vocabulary: self.vocabulary,
            entries: compiled,
            exceptions,
            index: self.index,
            near: std::sync::OnceLock::new(),
        })
    }

    fn add_phrase(&mut self, target: Target, phrase: &Phrase) {
        for choice in 0..phrase.expansions() {
            self.index.add(target, choice, &phrase.expand(choice), &mut self.vocabulary);
        }
    }

    fn condition(
        &mut self,
        condition: Option<&Condition<AtomText>>,
        entry: &Entry,
        column: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Condition<Atom>> {
        let compiled = condition?.map(&mut |atom| self.atom(atom));
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
            [AtomWord::Word(word)] if crate::reference::per_million(&normal_form(&word.text)) > COMMON => Err((
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
        self.index.add(Target::Atom(next), 0, &expansion, &mut self.vocabulary);
        self.atoms.insert(key, next);
        Some(next)
    }

    fn tests(&mut self, words: &[AtomWord]) -> Vec<WordTest> {
        let test = |word: &AtomWord| match word {
            AtomWord::Prefix(prefix) => WordTest::Prefix(prefix.clone()),
            AtomWord::Name => WordTest::Name,
            AtomWord::Number => WordTest::Number,
            AtomWord::Word(word) => match word.inflects {
                None => WordTest::Word(self.vocabulary.insert(&normal_form(&word.text))),
                Some(pos) => WordTest::Forms(self.index.form_set(&word.text, pos, &mut self.vocabulary)),
            },
        };
        words.iter().map(test).collect()
    }
}
