//! Gathers dictionaries, lets later ones override earlier ones, and compiles the result.

use super::compile::compile;
use super::entry::{Entry, Exception, slug};
use super::lexicon::{Lexicon, Sources};
use super::row::{
    FileKind, Located, SubstitutionRow, TermRow, read_exceptions, read_rows, read_substitutions, read_terms,
};
use super::substitution::Substitution;
use super::term::Term;
use crate::error::{DataError, Problem, did_you_mean};
use crate::level::Level;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;

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
    substitutions: Vec<Substitution>,
    terms: Vec<Term>,
    problems: Vec<Problem>,
    sources: usize,
}

impl LexiconBuilder {
    /// A builder without any dictionary.
    pub fn new() -> Self {
        LexiconBuilder::default()
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

    /// Adds a dictionary of any kind, told by its header; a phrase dictionary has the topic that its file is named by.
    #[must_use]
    pub fn dictionary(self, file: &str, text: &str) -> Self {
        match FileKind::of(text) {
            FileKind::Phrases => {
                let topic = Path::new(file).file_stem().map_or_else(|| "user".into(), |stem| stem.to_string_lossy());
                self.phrases(&topic, file, text)
            }
            FileKind::Substitutions => self.substitutions(file, text),
            FileKind::Terms => self.terms(file, text),
            FileKind::Exceptions => self.exceptions(file, text),
        }
    }

    /// Adds embedded dictionaries.
    pub(crate) fn sources(self, sources: Sources) -> Self {
        let (file, text) = sources.exceptions;
        let builder = self.phrase_files(sources.phrases.iter().copied()).exceptions(file, text);
        let (file, text) = sources.substitutions;
        sources.terms.iter().fold(builder.substitutions(file, text), |builder, (file, text)| builder.terms(file, text))
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

    /// Adds substitutions, in the format of `substitutions.csv`: they join those that are there.
    #[must_use]
    pub fn substitutions(mut self, file: &str, text: &str) -> Self {
        for row in read_substitutions(file, text, &mut self.problems) {
            self.substitutions.extend(Substitution::from_row(row, &mut self.problems));
        }
        self
    }

    /// Adds established terms, in the format of `terms/<topic>.csv`: they join those that are there.
    #[must_use]
    pub fn terms(mut self, file: &str, text: &str) -> Self {
        for row in read_terms(file, text, &mut self.problems) {
            self.terms.extend(Term::from_row(row, &mut self.problems));
        }
        self
    }

    /// The sound rows of substitutions added so far, in the order of their files.
    pub fn substitution_rows(&self) -> impl ExactSizeIterator<Item = &Located<SubstitutionRow>> {
        self.substitutions.iter().map(|substitution| &substitution.row)
    }

    /// The sound rows of terms added so far, in the order of their files.
    pub fn term_rows(&self) -> impl ExactSizeIterator<Item = &Located<TermRow>> {
        self.terms.iter().map(|term| &term.row)
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
        let compiled = compile(kept.collect(), &self.exceptions, &self.substitutions, &self.terms)?;
        Ok(Lexicon::new(compiled, self.exceptions))
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
