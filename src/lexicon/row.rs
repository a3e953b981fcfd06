//! Dictionary rows as people write them, and the CSV that holds them.

use crate::error::{Problem, did_you_mean};
use crate::span::Span;
use serde::{Deserialize, Serialize};

/// One row of a phrase dictionary, cells as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The spun phrase in the notation of `dictionaries/README.md`.
    pub find: String,
    /// Replacements, best first, joined by ` | `.
    pub suggest: String,
    /// `spun`, `tortured` or `translated`.
    pub kind: String,
    /// `certain`, `likely`, `possible` or `off`.
    pub level: String,
    /// Empty, or `exact`.
    pub case: String,
    /// Condition under which the row fires.
    pub when: String,
    /// Condition that silences the row.
    pub unless: String,
    /// A sentence in which the row fires.
    pub example: String,
    /// Sentences in which it stays silent, joined by ` | `.
    pub counter: String,
    /// Id of `sources.csv`.
    pub source: String,
    /// For the reader of the report.
    pub note: String,
}

/// The columns of a phrase dictionary in canonical order.
pub const COLUMNS: [&str; 11] =
    ["find", "suggest", "kind", "level", "case", "when", "unless", "example", "counter", "source", "note"];
/// Columns that a file must have.
const REQUIRED: [&str; 4] = ["find", "kind", "level", "example"];
/// The columns of an exceptions file.
pub const EXCEPTION_COLUMNS: [&str; 3] = ["find", "reason", "example"];

/// One row of `exceptions.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionRow {
    /// Legitimate wording, in the notation of `find`.
    pub find: String,
    /// Why it is legitimate.
    pub reason: String,
    /// A sentence that would be flagged without the exception.
    pub example: String,
}

/// One row of `substitutions.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubstitutionRow {
    /// What the human wrote: one to four words, the inflecting one with `~`.
    pub original: String,
    /// What the spinner writes for it, in the same notation.
    pub swap: String,
    /// `noun`, `verb`, `adj`, `adv` or `other`; empty for noun and verb at once.
    pub pos: String,
    /// Spinner vocabularies, joined by spaces; empty when unknown.
    pub family: String,
    /// How typical an editor finds the swap, from 1 (seen) to 3 (a hallmark); empty when only counts speak for it.
    pub typical: String,
    /// Times seen in marked texts; empty when only an editor speaks for it.
    pub count: String,
    /// Ids of `sources.csv`, joined by spaces.
    pub source: String,
}

/// One row of a terms file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRow {
    /// The term as written in running text, two to six words, the inflecting one with `~`.
    pub term: String,
    /// Other established wordings and abbreviations, joined by ` | `.
    pub variants: String,
}

/// The columns of a substitutions file in canonical order.
pub const SUBSTITUTION_COLUMNS: [&str; 7] = ["original", "swap", "pos", "family", "typical", "count", "source"];
/// The columns of a terms file in canonical order.
pub const TERM_COLUMNS: [&str; 2] = ["term", "variants"];

/// What a dictionary file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Rows of `phrases/<topic>.csv`.
    Phrases,
    /// Rows of `substitutions.csv`.
    Substitutions,
    /// Rows of `terms/<topic>.csv`.
    Terms,
    /// Rows of `exceptions.csv`.
    Exceptions,
}

impl FileKind {
    /// Tells the kinds apart by the header row; what has neither `swap` nor `term` nor `reason` is taken for phrases.
    pub fn of(text: &str) -> FileKind {
        let (header, delimiter) = (text.lines().next().unwrap_or_default(), char::from(delimiter(text)));
        let has =
            |column: &str| header.split(delimiter).any(|cell| cell.trim_matches(['"', '\u{FEFF}', ' ']) == column);
        let telling = [("swap", FileKind::Substitutions), ("term", FileKind::Terms), ("reason", FileKind::Exceptions)];
        telling.into_iter().find(|(column, _)| has(column)).map_or(FileKind::Phrases, |(_, kind)| kind)
    }
}

/// What parts the cells: a comma, or a semicolon or tab as spreadsheets write them where numbers have a decimal comma; that of which the
/// header has the most.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// A row and the line on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<R> {
    /// File name as given.
    pub file: std::sync::Arc<str>,
    /// Line, from 1.
    pub line: u64,
    /// The record in the file, in bytes of its text without byte order mark and with LF line ends.
    pub bytes: Span,
    /// The row.
    pub row: R,
}

impl<R> Located<R> {
    /// A problem of this row.
    pub fn problem(&self, column: &str, message: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem {
            file: self.file.to_string(),
            line: self.line,
            column: column.to_string(),
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

/// Reads phrase rows; every fault of the file is added to `problems`, and the sound rows are returned.
pub fn read_rows(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Located<Row>> {
    let rows = read_csv::<Row>(file, text, &COLUMNS, &REQUIRED, problems);
    rows.into_iter().filter(|row| !row.row.find.is_empty() || !row.row.example.is_empty()).collect()
}

/// Reads rows of exceptions; faults as in [`read_rows`].
pub fn read_exceptions(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Located<ExceptionRow>> {
    read_csv(file, text, &EXCEPTION_COLUMNS, &EXCEPTION_COLUMNS, problems)
}

/// Reads rows of substitutions; faults as in [`read_rows`].
pub fn read_substitutions(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Located<SubstitutionRow>> {
    read_csv(file, text, &SUBSTITUTION_COLUMNS, &["original", "swap"], problems)
}

/// Reads rows of terms; faults as in [`read_rows`].
pub fn read_terms(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Located<TermRow>> {
    read_csv(file, text, &TERM_COLUMNS, &["term"], problems)
}

fn read_csv<R: Cells>(
    file: &str,
    text: &str,
    columns: &[&str],
    required: &[&str],
    problems: &mut Vec<Problem>,
) -> Vec<Located<R>> {
    // With CRLF the reader counts the line of a record before its line end is consumed; cells hold no line ends that matter.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    let shared: std::sync::Arc<str> = file.into();
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(&text)).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|cell| cell.trim().to_string()).collect(),
        Err(error) => {
            problems.push(whole_file(file, error.to_string(), "save the file as CSV in UTF-8"));
            return Vec::new();
        }
    };
    if !check_header(file, &header, columns, required, problems) {
        return Vec::new();
    }
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            // Spreadsheets write rows that were cleared as rows of delimiters.
            Ok(true) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(true) => {
                let (line, start) = record.position().map_or((0, 0), |at| (at.line(), at.byte() as usize));
                let bytes = Span::new(start, reader.position().byte() as usize);
                let mut located = Located { file: shared.clone(), line, bytes, row: R::default() };
                if record.len() != header.len() {
                    let message = format!("{} cells where the header has {}", record.len(), header.len());
                    problems.push(located.problem("", message, "quote cells that hold commas, and close every quote"));
                    continue;
                }
                for (name, cell) in header.iter().zip(record.iter()) {
                    located.row.set(name, cell.trim());
                }
                rows.push(located);
            }
            Err(error) => problems.push(whole_file(file, error.to_string(), "save the file as CSV in UTF-8")),
        }
    }
    rows
}

fn check_header(
    file: &str,
    header: &[String],
    columns: &[&str],
    required: &[&str],
    problems: &mut Vec<Problem>,
) -> bool {
    let before = problems.len();
    for (at, name) in header.iter().enumerate() {
        if !columns.contains(&name.as_str()) {
            let remedy = format!("the columns are {}", columns.join(", "));
            let remedy = did_you_mean(name, columns.iter().copied()).unwrap_or(remedy);
            problems.push(header_problem(file, name, format!("unknown column \"{name}\""), remedy));
        }
        if header[..at].contains(name) {
            problems.push(header_problem(file, name, format!("column \"{name}\" stands twice"), "remove one of them"));
        }
    }
    for name in required.iter().filter(|name| !header.iter().any(|cell| cell == *name)) {
        problems.push(header_problem(file, name, format!("column \"{name}\" is missing"), "add it to the header row"));
    }
    problems.len() == before
}

fn header_problem(file: &str, column: &str, message: String, remedy: impl Into<String>) -> Problem {
    Problem { file: file.to_string(), line: 1, column: column.to_string(), message, remedy: remedy.into() }
}

fn whole_file(file: &str, message: String, remedy: &str) -> Problem {
    Problem { file: file.to_string(), line: 0, column: String::new(), message, remedy: remedy.to_string() }
}

/// A row type whose cells are set by column name.
trait Cells: Default {
    fn set(&mut self, column: &str, cell: &str);
}

impl Cells for Row {
    fn set(&mut self, column: &str, cell: &str) {
        let target = match column {
            "find" => &mut self.find,
            "suggest" => &mut self.suggest,
            "kind" => &mut self.kind,
            "level" => &mut self.level,
            "case" => &mut self.case,
            "when" => &mut self.when,
            "unless" => &mut self.unless,
            "example" => &mut self.example,
            "counter" => &mut self.counter,
            "source" => &mut self.source,
            _ => &mut self.note,
        };
        cell.clone_into(target);
    }
}

impl Cells for ExceptionRow {
    fn set(&mut self, column: &str, cell: &str) {
        let target = match column {
            "find" => &mut self.find,
            "reason" => &mut self.reason,
            _ => &mut self.example,
        };
        cell.clone_into(target);
    }
}

impl Cells for SubstitutionRow {
    fn set(&mut self, column: &str, cell: &str) {
        let target = match column {
            "original" => &mut self.original,
            "swap" => &mut self.swap,
            "pos" => &mut self.pos,
            "family" => &mut self.family,
            "typical" => &mut self.typical,
            "count" => &mut self.count,
            _ => &mut self.source,
        };
        cell.clone_into(target);
    }
}

impl Cells for TermRow {
    fn set(&mut self, column: &str, cell: &str) {
        let target = if column == "term" { &mut self.term } else { &mut self.variants };
        cell.clone_into(target);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_columns_in_any_order_and_keeps_lines() {
        let text = "level,find,kind,example\nlikely,\"a, b\",spun,\"two\nlines\"\ncertain,c,spun,x\n";
        let mut problems = Vec::new();
        let rows = read_rows("t.csv", text, &mut problems);
        assert_eq!(problems, []);
        assert_eq!(rows[0].row.find, "a, b");
        assert_eq!((rows[0].line, rows[1].line), (2, 4));
    }

    #[test]
    fn lines_are_right_whatever_the_line_ends() {
        let text = "\u{FEFF}find,kind,level,example\r\na,spun,likely,x\r\nb,spun,likely,x\r\n";
        let rows = read_rows("t.csv", text, &mut Vec::new());
        assert_eq!((rows[0].line, rows[1].line), (2, 3));
    }

    #[test]
    fn a_file_that_a_spreadsheet_saved_with_other_delimiters_is_read() {
        for delimiter in [",", ";", "\t"] {
            let cells = |text: &str| text.replace('|', delimiter);
            let text = cells("find|kind|level|example\n\"a\"|spun|likely|x\n|||\nb|spun|likely|y\n");
            let mut problems = Vec::new();
            let rows = read_rows("t.csv", &text, &mut problems);
            let found: Vec<(u64, &str)> = rows.iter().map(|row| (row.line, row.row.find.as_str())).collect();
            assert_eq!((found, &problems), (vec![(2, "a"), (4, "b")], &vec![]), "{delimiter:?}");
            assert_eq!(FileKind::of(&cells("find|reason|example\n")), FileKind::Exceptions, "{delimiter:?}");
            let exceptions = read_exceptions("t.csv", &cells("find|reason|example\na|b|c\n||\n"), &mut problems);
            assert_eq!((exceptions.len(), problems), (1, vec![]), "{delimiter:?}");
        }
    }

    #[test]
    fn reports_every_fault_of_a_header_and_of_rows() {
        let mut problems = Vec::new();
        read_rows("t.csv", "find,sugest,kind,level\na,b,spun,likely\n", &mut problems);
        let messages: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "t.csv:1: sugest: unknown column \"sugest\" (did you mean \"suggest\"?)",
                "t.csv:1: example: column \"example\" is missing (add it to the header row)",
            ]
        );
        problems.clear();
        let rows = read_rows("t.csv", "find,kind,level,example\na,spun\nb,spun,likely,b\n", &mut problems);
        assert_eq!((rows.len(), problems.len(), problems[0].line), (1, 1, 2));
    }
}
