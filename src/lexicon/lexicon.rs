//! The compiled dictionaries, built from rows at run time or read in place from bytes made at build time.

use super::compile::{Compiled, CompiledEntry};
use super::condition::Condition;
use super::entry::{Entry, Exception};
use super::index::{Index, Slot, Target};
use super::near::NearWords;
use super::notation::Joint;
use super::row::{Located, Row, read_exceptions, read_rows};
use super::swaps::Swaps;
use super::terms::Terms;
use crate::flat::{FlatReader, FlatWriter, Store};
use crate::text::Vocabulary;
use bytemuck::{Pod, Zeroable};
use std::sync::OnceLock;

/// Dictionaries as they are embedded in the program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sources {
    /// Topic, file name and text of each phrase dictionary.
    pub phrases: &'static [(&'static str, &'static str, &'static str)],
    /// File name and text of the exceptions.
    pub exceptions: (&'static str, &'static str),
    /// File name and text of the substitutions.
    pub substitutions: (&'static str, &'static str),
    /// File name and text of each terms file.
    pub terms: &'static [(&'static str, &'static str)],
}

/// Validated entries and exceptions, laid out for search. Immutable and shareable between threads.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) vocabulary: Vocabulary,
    /// Entries and exceptions.
    pub(crate) index: Index,
    /// Words and phrases of document conditions.
    pub(crate) atoms: Index,
    pub(crate) swaps: Swaps,
    pub(crate) terms: Terms,
    /// Rows read in place are parsed when they are first asked for.
    entries: Vec<OnceLock<Box<CompiledEntry>>>,
    exceptions: OnceLock<Vec<Exception>>,
    packed: Option<Packed>,
    near: OnceLock<NearWords>,
}

/// Where the rows of a lexicon read in place stand.
#[derive(Debug)]
struct Packed {
    sources: Sources,
    records: Store<Record>,
    conditions: Store<u8>,
}

/// Place of an entry's row in the sources, and of its conditions in the packed ones.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Record {
    file: u32,
    line: u32,
    start: u32,
    end: u32,
    conditions_start: u32,
    conditions_end: u32,
}

/// Both conditions of an entry.
type Conditions = (Option<Condition<super::compile::Atom>>, Option<Condition<super::compile::Atom>>);

impl Lexicon {
    pub(super) fn new(compiled: Compiled, exceptions: Vec<Exception>) -> Lexicon {
        Lexicon {
            vocabulary: compiled.vocabulary,
            index: compiled.index,
            atoms: compiled.atoms,
            swaps: compiled.swaps,
            terms: compiled.terms,
            entries: compiled.entries.into_iter().map(|entry| OnceLock::from(Box::new(entry))).collect(),
            exceptions: OnceLock::from(exceptions),
            packed: None,
            near: OnceLock::new(),
        }
    }

    /// The lexicon as flat bytes for [`Lexicon::unpack`]; `None` when a row is not of `sources` letter by letter.
    // Only the build script packs.
    #[allow(dead_code)]
    pub(crate) fn pack(&self, sources: Sources) -> Option<Vec<u8>> {
        let mut records = Vec::new();
        let mut conditions = Vec::new();
        for number in 0..self.entries.len() {
            let compiled = self.compiled(number as u32);
            let row = &compiled.entry.row;
            let file = sources.phrases.iter().position(|(_, file, _)| **file == *row.file)?;
            let conditions_start = conditions.len() as u32;
            conditions.extend(postcard::to_stdvec(&(&compiled.when, &compiled.unless)).ok()?);
            let conditions_end = conditions.len() as u32;
            let (start, end) = (row.bytes.start as u32, row.bytes.end as u32);
            let record =
                Record { file: file as u32, line: row.line as u32, start, end, conditions_start, conditions_end };
            if read_record(sources, &record)?.row != row.row {
                return None;
            }
            records.push(record);
        }
        let mut writer = FlatWriter::default();
        self.vocabulary.write(&mut writer);
        self.index.write(&mut writer);
        self.atoms.write(&mut writer);
        self.swaps.write(&mut writer);
        self.terms.write(&mut writer);
        writer.array(&records);
        writer.array(&conditions);
        Some(writer.finish())
    }

    /// Reads what [`Lexicon::pack`] wrote for the same sources. `None` when the bytes are of another kind, such as none at all.
    pub(crate) fn unpack(bytes: &'static [u8], sources: Sources) -> Option<Lexicon> {
        let mut reader = FlatReader::new(bytes);
        let vocabulary = Vocabulary::read(&mut reader)?;
        let (index, atoms) = (Index::read(&mut reader)?, Index::read(&mut reader)?);
        let (swaps, terms) = (Swaps::read(&mut reader)?, Terms::read(&mut reader)?);
        let records: Store<Record> = reader.array()?;
        let entries = records.iter().map(|_| OnceLock::new()).collect();
        let packed = Some(Packed { sources, records, conditions: reader.array()? });
        let (exceptions, near) = (OnceLock::new(), OnceLock::new());
        Some(Lexicon { vocabulary, index, atoms, swaps, terms, entries, exceptions, packed, near })
    }

    /// An entry with its conditions, by position.
    pub(crate) fn compiled(&self, number: u32) -> &CompiledEntry {
        let number = number as usize;
        self.entries[number].get_or_init(|| {
            let packed = self.packed.as_ref().expect("entries built at run time are there from the start");
            Box::new(packed.entry(number).expect("packed entries were read back when they were packed"))
        })
    }

    /// All entries in the order of their files.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        (0..self.entries.len()).map(|number| &self.compiled(number as u32).entry)
    }

    /// All exceptions in the order of their files.
    pub fn exceptions(&self) -> &[Exception] {
        self.exceptions.get_or_init(|| {
            let Some(packed) = &self.packed else { return Vec::new() };
            let (file, text) = packed.sources.exceptions;
            let mut problems = Vec::new();
            let rows = read_exceptions(file, text, &mut problems);
            rows.into_iter().filter_map(|row| Exception::from_row(row, &mut problems)).collect()
        })
    }

    /// The long words that misspellings are looked for.
    pub(crate) fn near(&self) -> &NearWords {
        self.near.get_or_init(|| NearWords::new(&self.index, &self.vocabulary))
    }

    /// Every spelling that the entries find, in lower case with single spaces, and the position of its entry; sorted.
    /// A phrase with a gap or a number gives its longest stretch of words.
    pub(crate) fn spellings(&self) -> Vec<(String, u32)> {
        let mut spellings = Vec::new();
        for pattern in self.index.patterns() {
            if let Target::Entry(entry) = pattern.target() {
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
            let joint = match slot.joint() {
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

impl Packed {
    fn entry(&self, number: usize) -> Option<CompiledEntry> {
        let record = &self.records[number];
        let row = read_record(self.sources, record)?;
        let (topic, _, _) = self.sources.phrases.get(record.file as usize)?;
        let entry = Entry::from_row(topic, row, &mut Vec::new())?;
        let conditions = &self.conditions[record.conditions_start as usize..record.conditions_end as usize];
        let (when, unless): Conditions = postcard::from_bytes(conditions).ok()?;
        Some(CompiledEntry { entry, when, unless })
    }
}

/// Reads one row of the sources.
fn read_record(sources: Sources, record: &Record) -> Option<Located<Row>> {
    let (_, file, text) = sources.phrases.get(record.file as usize)?;
    let header = text.lines().next()?;
    let cells = text.get(record.start as usize..record.end as usize)?;
    let row = read_rows(file, &format!("{header}\n{cells}"), &mut Vec::new()).into_iter().next()?;
    Some(Located { line: u64::from(record.line), ..row })
}
