//! Entries: rows with their notation parsed.

use super::condition::{AtomText, Condition, parse as parse_condition};
use super::notation::Phrase;
use super::row::{ExceptionRow, Located, Row};
use super::template::Template;
use crate::error::{NotationError, Problem};
use crate::level::Level;
use serde::{Deserialize, Serialize};

/// What is wrong with a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A paraphraser swapped words.
    Spun,
    /// An established term or name was broken.
    Tortured,
    /// Clumsy machine translation.
    Translated,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Spun, Kind::Tortured, Kind::Translated];

    /// The name as it stands in dictionaries and reports.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Spun => "spun",
            Kind::Tortured => "tortured",
            Kind::Translated => "translated",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A row of a phrase dictionary, validated.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `<topic>/<find without notation, hyphenated>`.
    pub id: String,
    /// Name of the file without `.csv`.
    pub topic: String,
    /// What is wrong with the phrase.
    pub kind: Kind,
    /// How sure a match is.
    pub level: Level,
    /// Whether letters must stand as written (or all in capitals).
    pub exact: bool,
    /// The row as written.
    pub row: Located<Row>,
    pub(crate) phrase: Phrase,
    pub(crate) suggestions: Vec<Template>,
    pub(crate) when: Option<Condition<AtomText>>,
    pub(crate) unless: Option<Condition<AtomText>>,
}

/// Legitimate wording that silences any finding inside it.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The row as written.
    pub row: Located<ExceptionRow>,
    pub(crate) phrase: Phrase,
}

/// The part of an entry's id behind the topic: lower case, notation marks out, spaces as hyphens.
pub(crate) fn slug(find: &str) -> String {
    let mut slug = String::new();
    for c in find.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if c != '~' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

impl Entry {
    /// Validates a row; every fault is added to `problems`. `off` rows give no entry and no problem.
    pub(crate) fn from_row(topic: &str, row: Located<Row>, problems: &mut Vec<Problem>) -> Option<Entry> {
        let before = problems.len();
        let cells = &row.row;
        let kind =
            choice(&row, "kind", &cells.kind, Kind::from_name(&cells.kind), "spun, tortured or translated", problems);
        let level_names = "certain, likely, possible or off";
        let level = choice(&row, "level", &cells.level, Level::from_name(&cells.level), level_names, problems);
        if !matches!(cells.case.as_str(), "" | "exact") {
            problems.push(row.problem("case", format!("\"{}\"", cells.case), "leave it empty, or write exact"));
        }
        let phrase = column(&row, "find", Phrase::parse(&cells.find), problems);
        let suggestions = phrase
            .as_ref()
            .and_then(|phrase| column(&row, "suggest", Template::parse_all(&cells.suggest, phrase), problems));
        let when = condition(&row, "when", &cells.when, problems);
        let unless = condition(&row, "unless", &cells.unless, problems);
        if cells.suggest.is_empty() && cells.note.is_empty() {
            problems.push(row.problem(
                "suggest",
                "neither suggestion nor note",
                "suggest a wording, or say in note what is wrong",
            ));
        }
        if problems.len() > before {
            return None;
        }
        Some(Entry {
            id: format!("{topic}/{}", slug(&cells.find)),
            topic: topic.to_string(),
            kind: kind?,
            level: level?,
            exact: cells.case == "exact",
            phrase: phrase?,
            suggestions: suggestions?,
            when,
            unless,
            row,
        })
    }
}

impl Exception {
    /// Validates a row; every fault is added to `problems`.
    pub(crate) fn from_row(row: Located<ExceptionRow>, problems: &mut Vec<Problem>) -> Option<Exception> {
        if row.row.reason.is_empty() {
            problems.push(row.problem("reason", "empty", "say why the wording is legitimate"));
        }
        let phrase = column(&row, "find", Phrase::parse(&row.row.find), problems)?;
        Some(Exception { row, phrase })
    }
}

fn choice<T>(
    row: &Located<Row>,
    name: &str,
    cell: &str,
    parsed: Option<T>,
    known: &str,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    if parsed.is_none() {
        problems.push(row.problem(name, format!("\"{cell}\""), format!("write {known}")));
    }
    parsed
}

fn column<R, T>(
    row: &Located<R>,
    name: &str,
    parsed: Result<T, NotationError>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    parsed.map_err(|error| problems.push(row.problem(name, error.message, error.remedy))).ok()
}

fn condition(row: &Located<Row>, name: &str, cell: &str, problems: &mut Vec<Problem>) -> Option<Condition<AtomText>> {
    if cell.is_empty() { None } else { column(row, name, parse_condition(cell), problems) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn slugs_drop_the_notation() {
        for (find, expected) in [
            ("Soviet Association", "soviet-association"),
            ("(as|of) ~late", "as-of-late"),
            ("in the beyond <gap> ~year/n", "in-the-beyond-gap-year-n"),
            ("that's only", "that-s-only"),
        ] {
            assert_eq!(slug(find), expected);
        }
    }

    #[test]
    fn a_bad_row_names_every_fault() {
        let row = Row {
            find: "(a".into(),
            kind: "spin".into(),
            level: "sure".into(),
            case: "any".into(),
            when: "AND".into(),
            ..Row::default()
        };
        let mut problems = Vec::new();
        assert!(
            Entry::from_row("t", Located { file: "t.csv".into(), line: 3, bytes: Span::default(), row }, &mut problems)
                .is_none()
        );
        let columns: Vec<&str> = problems.iter().map(|problem| problem.column.as_str()).collect();
        assert_eq!(columns, ["kind", "level", "case", "find", "when", "suggest"]);
        assert!(problems.iter().all(|problem| problem.line == 3));
    }
}
