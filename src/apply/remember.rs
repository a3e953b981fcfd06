//! Rejected findings made exceptions, so that the next check is silent about them.

use super::{Decision, Row};
use crate::error::{DataError, Problem};
use crate::exchange::write_exceptions;
use crate::lexicon::LexiconBuilder;
use crate::lexicon::row::{ExceptionRow, FileKind, read_exceptions};
use crate::report::clean;
use crate::text::normal::{is_apostrophe, is_hyphen, is_invisible};

/// Reason of an exception whose finding was rejected without one.
const NO_REASON: &str = "rejected in review";

/// A dictionary of exceptions with what it was taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The dictionary in canonical order.
    pub text: String,
    /// How many exceptions are new.
    pub added: usize,
}

/// The exceptions of `text` (empty for a new dictionary), and one for each wording that `rows` reject and that is not among them, with the note
/// of the row as its reason; `file` names the dictionary in messages.
///
/// # Errors
/// Every fault of the dictionary, and that it holds something other than exceptions.
pub fn remember(file: &str, text: &str, rows: &[Row]) -> Result<Remembered, DataError> {
    if !text.trim().is_empty() && FileKind::of(text) != FileKind::Exceptions {
        let (message, remedy) =
            ("holds no exceptions".to_string(), "name another file for them; it is made".to_string());
        let (file, column) = (file.to_string(), String::new());
        return Err(DataError { problems: vec![Problem { file, line: 0, column, message, remedy }] });
    }
    let mut problems = Vec::new();
    let known = if text.trim().is_empty() { Vec::new() } else { read_exceptions(file, text, &mut problems) };
    if !problems.is_empty() {
        return Err(DataError { problems });
    }
    let mut exceptions: Vec<ExceptionRow> = known.into_iter().map(|row| row.row).collect();
    let before = exceptions.len();
    for row in rows.iter().filter(|row| row.decision == Decision::Reject) {
        let find = wording(&row.found);
        let is_new = exceptions.iter().all(|known| !known.find.eq_ignore_ascii_case(&find));
        if is_new && find.contains(char::is_alphanumeric) {
            let reason = if row.note.is_empty() { NO_REASON.to_string() } else { clean(&row.note) };
            exceptions.push(ExceptionRow { find, reason, example: clean(&row.context) });
        }
    }
    let text = write_exceptions(&exceptions);
    LexiconBuilder::new().exceptions(file, &text).build(&Default::default())?;
    Ok(Remembered { text, added: exceptions.len() - before })
}

/// A phrase in the notation of `find`. The article that a finding may begin with is left open: the phrase is found without it too.
fn wording(found: &str) -> String {
    let joined = found.replace("-\r\n", "").replace("-\n", "");
    let letter = |c: char| match c {
        _ if c.is_alphanumeric() || matches!(c, '.' | ',' | '&' | '/') => c,
        _ if is_apostrophe(c) => '\'',
        _ if is_hyphen(c) => '-',
        _ => ' ',
    };
    let plain: String = joined.chars().filter(|c| !is_invisible(*c)).map(letter).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words = words.join(" ").trim_end_matches(['\'', '&', '/', '-', ',', '.']).to_string();
    match words.split_once(' ') {
        Some((article, rest)) if matches!(article.to_ascii_lowercase().as_str(), "a" | "an") => {
            format!("[a|an] {rest}")
        }
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checker::{Checker, Options};
    use crate::document::Document;

    fn row(found: &str, note: &str, decision: Decision) -> Row {
        Row {
            number: 2,
            document: "a.txt".into(),
            place: None,
            found: found.into(),
            suggestion: String::new(),
            context: format!("Here is {found}."),
            hash: String::new(),
            decision,
            note: note.into(),
        }
    }

    #[test]
    fn rejections_join_what_is_known_in_order_and_once() {
        let rows = [
            row("An \u{201C}odd\u{201D}  pear\u{AD}tree", "ours,\nalways", Decision::Reject),
            row("Nitty Gritty", "again", Decision::Reject),
            row("an odd peartree", "again", Decision::Reject),
            row("R&D\u{2019}s end-\nless, (a) quest", "", Decision::Reject),
            row("left", "", Decision::Accept),
        ];
        let text = "reason,find,example\nknown,nitty gritty,x\n";
        let remembered = remember("house.csv", text, &rows).unwrap();
        assert_eq!(
            remembered.text,
            "find,reason,example\n[a|an] odd peartree,\"ours, always\",Here is An “odd” pear\u{AD}tree.\n\
             nitty gritty,known,x\n\"R&D's endless, a quest\",rejected in review,\"Here is R&D’s end- less, (a) quest.\"\n"
        );
        assert_eq!(remembered.added, 2);
        let again = remember("house.csv", &remembered.text, &rows).unwrap();
        assert_eq!((again.text, again.added), (remembered.text, 0));
    }

    #[test]
    fn another_dictionary_is_left_alone() {
        let error = remember("house.csv", "find,suggest,kind,level,example\n", &[]).unwrap_err();
        assert_eq!(error.to_string(), "house.csv: holds no exceptions (name another file for them; it is made)");
    }

    #[test]
    fn every_listed_wording_is_silent_once_it_is_remembered() {
        let options = Options { least: crate::Level::Possible, ..Options::default() };
        let plain = Checker::new(crate::Lexicon::builtin().unwrap().into(), options);
        let examples: Vec<String> =
            plain.lexicon().entries().step_by(23).map(|entry| entry.row.row.example.clone()).collect();
        let documents: Vec<Document> = examples.into_iter().map(|example| Document::from_text("t", example)).collect();
        let found = |checker: &Checker, document: &Document| {
            let findings = checker.check(document).findings;
            findings.iter().map(|finding| finding.span.slice(document.text()).to_string()).collect::<Vec<_>>()
        };
        let first: Vec<Vec<String>> = documents.iter().map(|document| found(&plain, document)).collect();
        let rows: Vec<Row> = first.iter().flatten().map(|found| row(found, "", Decision::Reject)).collect();
        let remembered = remember("house.csv", "", &rows).unwrap();
        let lexicon = LexiconBuilder::new().builtin().exceptions("house.csv", &remembered.text);
        let taught = Checker::new(lexicon.build(&Default::default()).unwrap().into(), options);
        for (document, first) in documents.iter().zip(&first) {
            let again: Vec<String> =
                found(&taught, document).into_iter().filter(|found| first.contains(found)).collect();
            assert!(again.is_empty(), "{again:?} in {}", document.text());
        }
        assert!(rows.len() > 100);
    }
}
