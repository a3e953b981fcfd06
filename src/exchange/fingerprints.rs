//! Import of the public list of tortured-phrase fingerprints (Problematic Paper Screener).
//!
//! A fingerprint is a boolean query over a document. Its first quoted phrase is the tortured one and becomes `find`;
//! what else the query asks for becomes `when`, what it excludes `unless`.

use super::expected::{Expected, clean};
use super::query::{Clause, Query, Term, lower_words, parse};
use super::{Collector, ImportOptions, Imported, Refusal, count_words};
use crate::lexicon::row::Row;
use crate::reference::{is_ordinary, per_million};
use crate::text::normal_form;

const FINGERPRINT: &str = "Fingerprint - Tortured Phrase";
const EXPECTED: &str = "Expected Text";
/// Widest gap of the notation.
const MOST_GAP: usize = 6;
/// Longest phrase of the notation, in words.
const MOST_WORDS: usize = 24;
/// A word this frequent in a million stands in every text; a condition on it is refused when a dictionary is read.
const COMMON: f64 = 3_000.0;

/// Imports the list: columns `Fingerprint - Tortured Phrase`, `Expected Text`; others are not looked at.
pub fn import(file: &str, text: &str, options: &ImportOptions) -> Imported {
    let mut collector = Collector::new(file);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let column = |reader: &mut csv::Reader<&[u8]>, name: &str| {
        reader.headers().ok().and_then(|header| header.iter().position(|cell| cell.trim() == name))
    };
    let (fingerprint, expected) = (column(&mut reader, FINGERPRINT), column(&mut reader, EXPECTED));
    let Some(fingerprint) = fingerprint else {
        let message = format!("column \"{FINGERPRINT}\" is missing");
        collector.problem(1, message, "give the list as it is published, with its header row");
        return collector.imported;
    };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| line_of(text, position));
                let cell = |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or("").trim();
                collector.take(line, rows(cell(Some(fingerprint)), cell(expected), options));
            }
            Err(error) => collector.problem(0, error.to_string(), "save the list as CSV in UTF-8"),
        }
    }
    collector.imported
}

/// The line on which a record begins. The reader says where the one before ends: between the two halves of CR LF, or
/// before empty lines.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let behind = text.as_bytes().iter().skip(position.byte() as usize);
    let skipped = behind.take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    position.line() + skipped as u64
}

fn rows(fingerprint: &str, expected: &str, options: &ImportOptions) -> Result<(Vec<Row>, bool), Refusal> {
    let query = parse(fingerprint)?;
    let mut rows = Vec::new();
    let mut cleaned = false;
    for clause in query.clauses()? {
        let target = Target::new(clause.target)?;
        let expected = clean(expected, &target.phrase);
        cleaned |= expected.cleaned;
        rows.push(row(&clause, &target, expected, options)?);
    }
    Ok((rows, cleaned))
}

fn row(clause: &Clause, target: &Target, expected: Expected, options: &ImportOptions) -> Result<Row, Refusal> {
    let mut when: Vec<&Query> = Vec::new();
    let mut unless: Vec<&Query> = Vec::new();
    for part in &clause.rest {
        match part {
            Query::Not(part) => unless.push(part),
            part => when.push(part),
        }
    }
    let mut tests: Vec<String> = match when.as_slice() {
        [only] if target.abbreviations.is_empty() => vec![only.condition()?],
        parts => parts.iter().map(|part| part.condition_in_and()).collect::<Result<_, _>>()?,
    };
    tests.extend(target.abbreviations.iter().filter_map(|short| in_sentence(short)));
    if tests.is_empty() && count_words(&target.phrase) < 2 {
        return Err(Refusal::single_word(&target.phrase));
    }
    let silences: Vec<String> = unless.iter().map(|part| part.condition()).collect::<Result<_, _>>()?;
    let mut note = expected.note;
    if target.find != target.phrase && note.is_empty() {
        note = "the suggestion leaves out what stands between the words".to_string();
    }
    Ok(Row {
        find: target.find.clone(),
        suggest: expected.suggestions.join(" | "),
        kind: "tortured".to_string(),
        level: options.level.name().to_string(),
        when: tests.join(" AND "),
        unless: silences.join(" OR "),
        example: example(target, &when, &unless)?,
        source: "fingerprints".to_string(),
        note,
        ..Row::default()
    })
}

/// A sentence that satisfies the row: the phrase, and words that make `when` hold.
fn example(target: &Target, when: &[&Query], unless: &[&Query]) -> Result<String, Refusal> {
    let mut phrase = target.phrase.clone();
    if !target.abbreviations.is_empty() {
        phrase = format!("{phrase} ({})", target.abbreviations.join(", "));
    }
    let mentions: Vec<String> = std::iter::once(phrase).chain(when.iter().flat_map(|part| part.witness())).collect();
    let example = format!("The text mentions {}.", mentions.join(" and "));
    let words = lower_words(&example);
    if when.iter().all(|part| part.holds_in(&words)) && !unless.iter().any(|part| part.holds_in(&words)) {
        return Ok(example);
    }
    let remedy = "look whether the query contradicts itself";
    Err(Refusal::new("no example satisfies the query", &target.phrase, remedy))
}

/// A test for an abbreviation that the fingerprint has in brackets behind the phrase. Without it, `find` would match
/// more than the list says: many such phrases are harmless without the abbreviation.
fn in_sentence(short: &str) -> Option<String> {
    let plain = short.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | ' '));
    (plain && per_million(&normal_form(short)) <= COMMON).then(|| format!("sentence:\"{short}\""))
}

/// The tortured phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    /// In the notation.
    find: String,
    /// The words alone.
    phrase: String,
    /// What stood in brackets at the end.
    abbreviations: Vec<String>,
}

impl Target {
    fn new(term: &Term) -> Result<Target, Refusal> {
        let (outside, abbreviations) = split_brackets(&term.text)?;
        let phrase = clean_phrase(&outside)?;
        check_star(term, &phrase)?;
        let find = match term.distance.map_or(0, |distance| distance.min(MOST_GAP)) {
            0 => phrase.clone(),
            gap => with_gaps(&phrase, gap)?,
        };
        Ok(Target { find, phrase, abbreviations })
    }
}

/// A star makes sense where the word before it is one by itself: then the phrase is found without it.
fn check_star(term: &Term, phrase: &str) -> Result<(), Refusal> {
    let last = phrase.rsplit([' ', '-']).next().unwrap_or(phrase);
    if !term.prefix || is_ordinary(&normal_form(last)) {
        return Ok(());
    }
    Err(Refusal::new("the beginning of a word", format!("{phrase}*"), "write the word out, with ~ for its forms"))
}

fn with_gaps(phrase: &str, gap: usize) -> Result<String, Refusal> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    if matches!(words.len(), 2 | 3) && !phrase.contains(',') {
        return Ok(words.join(&format!(" <gap:0-{gap}> ")));
    }
    Err(Refusal::new("~N with one word, or more than three", phrase, "write a row with <gap> where words may stand"))
}

/// The phrase without brackets, and what stood in one at its end. Abbreviations inside the phrase go without a trace,
/// for a phrase never reaches over a bracket; other words in brackets are a part that cannot be left out.
fn split_brackets(text: &str) -> Result<(String, Vec<String>), Refusal> {
    let refusal = || Refusal::new("words in brackets", text, "write the phrase without them");
    let (mut outside, mut last, mut rest) = (String::new(), None, text);
    while let Some(open) = rest.find('(') {
        let (inside, behind) = rest[open + 1..].split_once(')').ok_or_else(refusal)?;
        let at_end = behind.trim().is_empty();
        let upper = inside.chars().filter(|c| c.is_uppercase()).count();
        let is_words = inside.contains(char::is_whitespace) && inside.contains(char::is_lowercase);
        if inside.trim().is_empty() || is_words || !(at_end || upper > 1) {
            return Err(refusal());
        }
        outside.push_str(rest[..open].trim_end());
        last = at_end.then(|| inside.to_string());
        rest = behind;
    }
    outside.push_str(rest);
    if outside.contains(')') { Err(refusal()) } else { Ok((outside, last.into_iter().collect())) }
}

/// Words, hyphens, and those marks that the notation knows, where they join words; other marks become spaces.
fn clean_phrase(text: &str) -> Result<String, Refusal> {
    if super::has_notation(text) || text.contains('*') {
        return Err(Refusal::new("characters of the notation", text, "write the phrase in the notation yourself"));
    }
    let characters: Vec<char> = text.chars().map(plain_mark).collect();
    let is_word = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|c| c.is_alphanumeric());
    let mut phrase = String::new();
    for (at, &c) in characters.iter().enumerate() {
        let (before, after) = (is_word(at.checked_sub(1)), is_word(Some(at + 1)));
        let later = || characters[at + 1..].iter().any(|c| c.is_alphanumeric());
        let stays = match c {
            '-' | '\'' | '.' | '&' | '/' => before && after,
            ',' => before && later(),
            _ => c.is_alphanumeric(),
        };
        phrase.push(if stays { c } else { ' ' });
    }
    let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    match count_words(&phrase) {
        0 => Err(Refusal::new("no words", text, "write the phrase between the quotation marks")),
        1..=MOST_WORDS => Ok(phrase),
        _ => Err(Refusal::new("too long", phrase, "take the telling part: at most 24 words")),
    }
}

fn plain_mark(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2018}' | '\u{2BC}' => '\'',
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::Level;

    fn import_one(fingerprint: &str, expected: &str) -> Imported {
        let csv =
            super::super::write_csv([[FINGERPRINT, EXPECTED, "Nb"], [fingerprint, expected, "1,200"]].into_iter());
        import("list.csv", &csv, &ImportOptions::default())
    }

    #[test]
    fn the_phrase_is_found_and_the_rest_is_the_condition() {
        for (fingerprint, find, when, unless, example) in [
            ("\"yard portal\"", "yard portal", "", "", "The text mentions yard portal."),
            ("\"portal\" AND gate", "portal", "\"gate\"", "", "The text mentions portal and gate."),
            (
                "\"yard portal\" AND (\"iron gate\" OR brass) NOT \"star gate\"",
                "yard portal",
                "\"iron gate\" OR \"brass\"",
                "\"star gate\"",
                "The text mentions yard portal and iron gate.",
            ),
            (
                "\"yard portal (YP)\" AND (a OR b)",
                "yard portal",
                "(\"a\" OR \"b\") AND sentence:\"YP\"",
                "",
                "The text mentions yard portal (YP) and a.",
            ),
            ("\"yard portal\" AND gat*", "yard portal", "\"gat\"*", "", "The text mentions yard portal and gat."),
            ("\"yard portal\"~20 NOT gate", "yard <gap:0-6> portal", "", "\"gate\"", "The text mentions yard portal."),
            ("\"a yard portal\"~2", "a <gap:0-2> yard <gap:0-2> portal", "", "", "The text mentions a yard portal."),
            ("\"yard portal\"~0", "yard portal", "", "", "The text mentions yard portal."),
            ("\"yard portal (YP)\"", "yard portal", "sentence:\"YP\"", "", "The text mentions yard portal (YP)."),
            (
                "\"yard portal (YP TWO)\"",
                "yard portal",
                "sentence:\"YP TWO\"",
                "",
                "The text mentions yard portal (YP TWO).",
            ),
            ("\"yard portal (IT)\"", "yard portal", "", "", "The text mentions yard portal (IT)."),
            ("\"yard (YRD) portal\"", "yard portal", "", "", "The text mentions yard portal."),
            ("\"yard, portal; wall\"", "yard, portal wall", "", "", "The text mentions yard, portal wall."),
            (
                "\"keeper\u{2019}s man\u{2011}in\u{2013}yard!\"",
                "keeper's man-in-yard",
                "",
                "",
                "The text mentions keeper's man-in-yard.",
            ),
            ("\"yard portal*\"", "yard portal", "", "", "The text mentions yard portal."),
        ] {
            let imported = import_one(fingerprint, "garden gate");
            assert_eq!(imported.counts.problems, [], "{fingerprint}");
            let row = &imported.rows[0];
            let cells = [&row.find, &row.when, &row.unless, &row.example, &row.suggest, &row.kind, &row.level];
            assert_eq!(cells, [find, when, unless, example, "garden gate", "tortured", "likely"], "{fingerprint}");
        }
    }

    #[test]
    fn alternatives_of_the_phrase_are_rows_of_their_own() {
        let imported = import_one("(\"yard portal\" OR \"portal\") AND \"gate\"", "garden gate");
        let cells: Vec<_> = imported.rows.iter().map(|row| (row.find.as_str(), row.when.as_str())).collect();
        assert_eq!(cells, [("yard portal", "\"gate\""), ("portal", "\"gate\"")]);
        assert_eq!((imported.counts.read, imported.counts.imported), (1, 1));
    }

    #[test]
    fn what_cannot_be_a_row_is_refused_with_its_reason() {
        for (fingerprint, reason) in [
            ("\"portal\"", "a single word without a condition"),
            ("\"portal\" NOT gate", "a single word without a condition"),
            ("\"portal\" OR \"yard portal\"", "a single word without a condition"),
            ("\"yard portal\" ADN \"gate\"", "not a query"),
            ("NOT \"yard portal\"", "nothing to find"),
            ("\"a b c d\"~5", "~N with one word, or more than three"),
            ("\"yard port*\" AND \"optimi*\"", ""),
            ("\"yard portaliz*\"", "the beginning of a word"),
            ("\"por* yard\"", "characters of the notation"),
            ("\"9~5 yards\"", "characters of the notation"),
            ("\"YP (yard portal thing)\"", "words in brackets"),
            ("\"yard (my) portal\"", "words in brackets"),
            ("\"yard portal (\"", "words in brackets"),
            ("\"...\"", "no words"),
            ("\"yard portal\" AND \"...\"", "a condition without words"),
            ("\"yard portal\" NOT \"yard\"", "no example satisfies the query"),
        ] {
            let imported = import_one(fingerprint, "garden gate");
            let reasons: Vec<_> =
                imported.counts.refused.iter().map(|(reason, lines)| (reason.as_str(), lines.clone())).collect();
            let expected = if reason.is_empty() { vec![] } else { vec![(reason, vec![2])] };
            assert_eq!(reasons, expected, "{fingerprint}");
            assert_eq!(imported.rows.is_empty(), !reason.is_empty(), "{fingerprint}");
        }
    }

    #[test]
    fn counts_say_what_became_of_every_line() {
        let csv = format!(
            "\u{FEFF}{EXPECTED},{FINGERPRINT}\n???,\"\"\"yard portal\"\"\"\ngate (G),\"\"\"iron\nportal\"\"\"\n\
             gate,portal\ngate,\"\"\"Yard Portal\"\" AND x\"\n"
        );
        let Imported { rows, counts } = import("l.csv", &csv, &ImportOptions { level: Level::Possible });
        assert_eq!(
            (counts.read, counts.imported, counts.without_suggestion, counts.cleaned, counts.merged),
            (4, 3, 1, 1, 1)
        );
        assert_eq!(
            counts.problems[0].to_string(),
            "l.csv:5: a single word without a condition: portal (write a row of your own with a condition in \"when\")"
        );
        assert_eq!((rows[0].suggest.as_str(), rows[0].when.as_str(), rows[0].level.as_str()), ("gate", "", "possible"));
    }

    #[test]
    fn lines_are_right_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r\n\r\n"] {
            let lines = [FINGERPRINT, "\"two\r\nlines\"", "portal", "gate"];
            let counts = import("l.csv", &lines.join(end), &ImportOptions::default()).counts;
            let step = end.matches('\n').count() as u64;
            assert_eq!(counts.refused["a single word without a condition"], [2 + 2 * step, 2 + 3 * step], "{end:?}");
        }
    }

    #[test]
    fn a_file_without_the_column_is_a_problem() {
        let imported = import("l.csv", "phrase,expected\na b,c\n", &ImportOptions::default());
        assert_eq!((imported.counts.read, imported.counts.problems.len()), (0, 1));
    }
}
