//! Dictionaries of other tools: what of them can be read as rows, and what they can be given.
//!
//! Every importer says what became of each source row; nothing is left out in silence.

mod canonical;
mod codespell;
mod expected;
pub mod fingerprints;
mod pattern;
mod plain;
mod query;
mod vale;

pub use canonical::{canonical, write_exceptions};
pub use codespell::import as from_codespell;
pub use fingerprints::import as from_fingerprints;
pub use plain::to_csv;
pub use vale::{import as from_vale, to_vale};

use crate::error::Problem;
use crate::level::Level;
use crate::lexicon::row::{COLUMNS, Row};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Most suggestions of a row: a reader does not choose among more.
const MOST_SUGGESTIONS: usize = 3;
/// The note of a row whose source does not know the right wording.
const UNKNOWN: &str = "expected text unknown";

/// What the caller of an importer may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportOptions {
    /// The level of the rows; an importer goes below it where the source says so.
    pub level: Level,
}

impl Default for ImportOptions {
    fn default() -> Self {
        ImportOptions { level: Level::Likely }
    }
}

/// The rows that an importer made, and what became of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Dictionary rows in the order of the source; no two have the same name.
    pub rows: Vec<Row>,
    /// What became of the source rows.
    pub counts: ImportCounts,
}

/// What became of the source rows: `read` is the sum of `imported` and all of `refused`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Source rows read.
    pub read: usize,
    /// Source rows that gave at least one dictionary row, or a part of one.
    pub imported: usize,
    /// Those of the imported that bring no suggestion.
    pub without_suggestion: usize,
    /// Those of the imported whose suggestion is not the source's text as it stands.
    pub cleaned: usize,
    /// Those of the imported whose phrase an earlier row finds already: suggestions and conditions are joined there.
    pub merged: usize,
    /// Reason of refusal to the lines of the source rows refused for it.
    pub refused: BTreeMap<String, Vec<u64>>,
    /// Every refusal with its line and its remedy, and faults of the file as a whole.
    pub problems: Vec<Problem>,
}

impl ImportCounts {
    /// How many source rows were refused.
    pub fn refused_rows(&self) -> usize {
        self.refused.values().map(Vec::len).sum()
    }
}

impl fmt::Display for ImportCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ImportCounts { read, imported, without_suggestion, cleaned, merged, .. } = self;
        write!(f, "{read} read, {imported} imported ({without_suggestion} without suggestion, ")?;
        write!(f, "{cleaned} with a cleaned one, {merged} joined to an earlier row), {} refused", self.refused_rows())?;
        for (number, (reason, lines)) in self.refused.iter().enumerate() {
            write!(f, "{} {} {reason}", if number == 0 { ":" } else { "," }, lines.len())?;
        }
        Ok(())
    }
}

/// Why a source row cannot be a dictionary row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    /// The same words for all rows with this fault: they are counted by it.
    reason: &'static str,
    /// What of the row is meant.
    detail: String,
    remedy: Cow<'static, str>,
}

impl Refusal {
    fn new(reason: &'static str, detail: impl Into<String>, remedy: impl Into<Cow<'static, str>>) -> Self {
        Refusal { reason, detail: detail.into(), remedy: remedy.into() }
    }

    fn single_word(word: &str) -> Self {
        Refusal::new("a single word without a condition", word, "write a row of your own with a condition in \"when\"")
    }
}

/// Gathers rows and counts for one source file.
struct Collector<'f> {
    file: &'f str,
    imported: Imported,
    /// Name of a row to its place.
    places: HashMap<String, usize>,
}

impl<'f> Collector<'f> {
    fn new(file: &'f str) -> Self {
        Collector { file, imported: Imported::default(), places: HashMap::new() }
    }

    /// Takes what became of one source row: its dictionary rows and whether a suggestion was cleaned, or the refusal.
    fn take(&mut self, line: u64, outcome: Result<(Vec<Row>, bool), Refusal>) {
        self.imported.counts.read += 1;
        let outcome = outcome.and_then(|(rows, cleaned)| {
            let bare = rows.iter().all(|row| row.suggest.is_empty());
            Ok((self.add(rows)?, bare, cleaned))
        });
        let counts = &mut self.imported.counts;
        match outcome {
            Ok((merged, bare, cleaned)) => {
                counts.imported += 1;
                counts.merged += usize::from(merged);
                counts.without_suggestion += usize::from(bare);
                counts.cleaned += usize::from(cleaned);
            }
            Err(refusal) => {
                counts.refused.entry(refusal.reason.to_string()).or_default().push(line);
                let message = format!("{}: {}", refusal.reason, refusal.detail);
                self.problem(line, message, &refusal.remedy);
            }
        }
    }

    fn problem(&mut self, line: u64, message: impl Into<String>, remedy: &str) {
        let (file, column, message) = (self.file.to_string(), String::new(), message.into());
        self.imported.counts.problems.push(Problem { file, line, column, message, remedy: remedy.to_string() });
    }

    /// Adds the rows of one source row, all or none; says whether any was merged.
    fn add(&mut self, rows: Vec<Row>) -> Result<bool, Refusal> {
        for row in &rows {
            if let Some(place) = self.places.get(&name_of(&row.find)) {
                can_merge(&self.imported.rows[*place], row)?;
            }
        }
        let mut merged = false;
        for row in rows {
            match self.places.get(&name_of(&row.find)) {
                Some(place) => {
                    merge(&mut self.imported.rows[*place], row);
                    merged = true;
                }
                None => {
                    self.places.insert(name_of(&row.find), self.imported.rows.len());
                    self.imported.rows.push(row);
                }
            }
        }
        Ok(merged)
    }
}

/// What two rows of one dictionary must not share: letters and digits, with one hyphen for anything between.
fn name_of(find: &str) -> String {
    let letters = find.to_lowercase().replace('~', "");
    letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Rows with the same phrase are one row unless they are silenced by different things: that is no condition of one row.
fn can_merge(earlier: &Row, row: &Row) -> Result<(), Refusal> {
    if earlier.unless == row.unless && earlier.case == row.case {
        return Ok(());
    }
    let remedy = "join the two by hand into one row";
    Err(Refusal::new("the phrase stands in an earlier row with other exceptions or case", &row.find, remedy))
}

fn merge(earlier: &mut Row, row: Row) {
    earlier.when = either(&earlier.when, &row.when);
    let mut all: Vec<&str> = suggestions(&earlier.suggest).collect();
    for new in suggestions(&row.suggest) {
        if all.len() < MOST_SUGGESTIONS && !all.iter().any(|old| old.eq_ignore_ascii_case(new)) {
            all.push(new);
        }
    }
    earlier.suggest = all.join(" | ");
    if earlier.suggest.is_empty() {
        return;
    }
    // A note that excuses the lack of a suggestion has no use beside one.
    if earlier.note.starts_with("expected text") {
        earlier.note = if row.note.starts_with("expected text") { String::new() } else { row.note };
    }
}

fn suggestions(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|text| !text.is_empty())
}

/// The condition that one of two holds; an empty one always does.
fn either(one: &str, other: &str) -> String {
    if one.is_empty() || other.is_empty() {
        String::new()
    } else if one.split(" OR ").any(|part| part == other) {
        one.to_string()
    } else {
        format!("{one} OR {other}")
    }
}

/// How many words a phrase has: a hyphen parts words as a space does.
fn count_words(phrase: &str) -> usize {
    let parts = |c: char| c.is_whitespace() || matches!(c, '-' | ',' | '/');
    phrase.split(parts).filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// Whether a wording has the words of the phrase, whatever their case and the spaces, hyphens and marks between: the
/// phrase would find it.
fn repeats(wording: &str, phrase: &str) -> bool {
    let (wording, phrase) = (query::lower_words(wording), query::lower_words(phrase));
    wording == phrase || wording.len() == 1 && wording.concat() == phrase.concat()
}

/// Whether the text holds a character that means something in `find` or `suggest`.
fn has_notation(text: &str) -> bool {
    text.contains(['~', '(', ')', '[', ']', '<', '>', '{', '}', '|'])
}

/// The rows as canonical CSV: columns in the order of `dictionaries/README.md`, sorted by `find` without regard to
/// case and then by the other cells, RFC 4180 with line feeds.
pub fn write_rows(rows: &[Row]) -> String {
    let mut sorted: Vec<[&str; 11]> = rows.iter().map(cells).collect();
    sorted.sort_by_cached_key(|cells| (cells[0].to_lowercase(), *cells));
    write_csv(std::iter::once(COLUMNS).chain(sorted))
}

fn cells(row: &Row) -> [&str; 11] {
    let Row { find, suggest, kind, level, case, when, unless, example, counter, source, note } = row;
    [find, suggest, kind, level, case, when, unless, example, counter, source, note]
}

fn write_csv<const N: usize>(records: impl Iterator<Item = [impl AsRef<str>; N]>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    for record in records {
        writer.write_record(record.iter().map(AsRef::as_ref)).expect("writing to memory does not fail");
    }
    let bytes = writer.into_inner().expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("cells are UTF-8, and so is what CSV puts between them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::row::read_rows;

    fn row(find: &str, suggest: &str, when: &str, unless: &str) -> Row {
        let cell = str::to_string;
        Row { find: cell(find), suggest: cell(suggest), when: cell(when), unless: cell(unless), ..Row::default() }
    }

    #[test]
    fn rows_are_written_in_one_order_and_read_back() {
        let rows = [
            row("nitty ~inquiry", "b", "", ""),
            row("Apple, pie", "say \"pie\" | cake", "", ""),
            row("apple, pie", "a", "", ""),
            row("nitty ~inquiry", "a", "", ""),
        ];
        let written = write_rows(&rows);
        let mut reversed = rows.to_vec();
        reversed.reverse();
        assert_eq!(write_rows(&reversed), written);
        assert_eq!(
            written,
            "find,suggest,kind,level,case,when,unless,example,counter,source,note\n\
             \"Apple, pie\",\"say \"\"pie\"\" | cake\",,,,,,,,,\n\
             \"apple, pie\",a,,,,,,,,,\n\
             nitty ~inquiry,a,,,,,,,,,\n\
             nitty ~inquiry,b,,,,,,,,,\n"
        );
        let mut problems = Vec::new();
        let read: Vec<Row> =
            read_rows("t.csv", &written, &mut problems).into_iter().map(|located| located.row).collect();
        assert_eq!((problems, read[0].clone(), read.len()), (vec![], rows[1].clone(), 4));
    }

    #[test]
    fn no_rows_are_a_header() {
        assert_eq!(write_rows(&[]), "find,suggest,kind,level,case,when,unless,example,counter,source,note\n");
    }

    #[test]
    fn the_same_phrase_twice_is_one_row() {
        let unconditional = row("red-door", "d", "", "");
        for (second, when, suggest) in [
            (row("Red door", "gate", "\"b\"", ""), "\"a\" OR \"b\"", "door | gate"),
            (row("red door", "DOOR", "\"a\"", ""), "\"a\"", "door"),
            (unconditional, "", "door | d"),
        ] {
            let mut collector = Collector::new("t");
            collector.take(2, Ok((vec![row("red door", "door", "\"a\"", "")], false)));
            collector.take(3, Ok((vec![second], false)));
            let Imported { rows, counts } = collector.imported;
            assert_eq!((rows.len(), rows[0].when.as_str(), rows[0].suggest.as_str()), (1, when, suggest));
            assert_eq!((counts.read, counts.imported, counts.merged), (2, 2, 1));
        }
    }

    #[test]
    fn different_exceptions_do_not_merge_and_nothing_of_the_source_row_stays() {
        let mut collector = Collector::new("t");
        collector.take(2, Ok((vec![row("red door", "door", "", "")], false)));
        let both = vec![row("blue door", "door", "", "\"x\""), row("red door", "door", "", "\"x\"")];
        collector.take(7, Ok((both, false)));
        let Imported { rows, counts } = collector.imported;
        assert_eq!((rows.len(), counts.imported, counts.refused_rows()), (1, 1, 1));
        assert_eq!((counts.problems[0].line, counts.refused.values().next().unwrap()), (7, &vec![7]));
    }

    #[test]
    fn counts_are_told_in_one_line() {
        let counts = from_codespell("l", "a b->c d, e f,\nab->cd\na b\nad->cd\n", &ImportOptions::default()).counts;
        let told = "4 read, 1 imported (0 without suggestion, 0 with a cleaned one, 0 joined to an earlier row), \
                    3 refused: 2 a single word without a condition, 1 no \"->\"";
        assert_eq!(counts.to_string(), told);
    }

    #[test]
    fn a_note_about_a_missing_suggestion_goes_when_one_comes() {
        let mut collector = Collector::new("t");
        collector.take(2, Ok((vec![Row { note: UNKNOWN.into(), ..row("red door", "", "", "") }], false)));
        collector.take(3, Ok((vec![row("red door", "door", "", "")], false)));
        assert_eq!(collector.imported.rows[0].note, "");
        assert_eq!(collector.imported.counts.without_suggestion, 1);
    }
}
