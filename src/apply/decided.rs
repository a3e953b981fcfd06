//! Decisions put in place.

use super::layout::keep_break;
use super::{Decision, Edit, Rewritten, Row, rewrite};
use crate::document::{Document, Reading};
use crate::error::Problem;
use crate::report::{clean, fingerprint};
use crate::span::Span;

/// How many rows say what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Suggestions put in place.
    pub accepted: usize,
    /// Wordings of the editor put in place.
    pub replaced: usize,
    /// Findings that are none.
    pub rejected: usize,
    /// Rows without a decision.
    pub undecided: usize,
}

/// Counts decisions.
pub fn tally<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        *match row.decision {
            Decision::Accept => &mut tally.accepted,
            Decision::Replace(_) => &mut tally.replaced,
            Decision::Reject => &mut tally.rejected,
            Decision::Undecided => &mut tally.undecided,
        } += 1;
    }
    tally
}

/// A row that changes the document, and what it puts in place.
struct Change<'r> {
    row: &'r Row,
    text: &'r str,
}

/// The file with what the rows accept and replace; `None` where they change nothing. `rows` are those of this file, `report` names the table
/// they stand in, and `reading` reads the file as it was read for the report.
///
/// # Errors
/// Everything that stands against it, row by row: the file has changed, a row fits no place, two rows want the same words, a character has no
/// place in the file's encoding. Nothing is changed then.
pub fn decided(
    report: &str,
    rows: &[&Row],
    reading: &Reading,
    bytes: &[u8],
) -> Result<Option<Rewritten>, Vec<Problem>> {
    let mut problems = Problems { report, found: Vec::new() };
    let changes = changes(rows, &mut problems);
    let Some(Change { row: first, .. }) = changes.first() else { return problems.or(None) };
    let name = &first.document;
    // Reading bytes in memory does not fail.
    let hash = fingerprint(bytes).unwrap_or_default();
    if changes.iter().any(|change| change.row.hash != hash) {
        let message = format!("{name} has changed since this report was made");
        problems.add(first, message, "check it again, and review the new report");
        return problems.or(None);
    }
    let mut placed = vec![false; changes.len()];
    let rewritten = rewrite(reading, name, bytes, |document| {
        let mut places = places(document, &changes, &mut placed);
        places.sort_by_key(|(span, change)| (*span, change.row.number));
        apart(&places, &mut problems).into_iter().map(|(span, text)| closed(document.text(), span, text)).collect()
    });
    for (change, _) in changes.iter().zip(placed).filter(|(_, placed)| !placed) {
        let message = format!("\"{}\" does not stand at its place in {name}", clean(&change.row.found));
        problems.add(change.row, message, "make the report anew, and save the table as UTF-8");
    }
    match rewritten {
        Ok(rewritten) => problems.or(rewritten),
        Err(error) => {
            problems.add(first, format!("{name} {error}"), "");
            problems.or(None)
        }
    }
}

/// Problems of the rows of a report.
struct Problems<'p> {
    report: &'p str,
    /// With the numbers of their rows.
    found: Vec<(usize, Problem)>,
}

impl Problems<'_> {
    fn add(&mut self, row: &Row, message: String, remedy: &str) {
        let (file, column) = (self.report.to_string(), format!("row {}", row.number));
        self.found.push((row.number, Problem { file, line: 0, column, message, remedy: remedy.to_string() }));
    }

    /// The file, unless there are problems: all of them, row by row.
    fn or(mut self, rewritten: Option<Rewritten>) -> Result<Option<Rewritten>, Vec<Problem>> {
        self.found.sort_by_key(|(row, _)| *row);
        match self.found.is_empty() {
            true => Ok(rewritten),
            false => Err(self.found.into_iter().map(|(_, problem)| problem).collect()),
        }
    }
}

/// The rows that change the document; what they lack is a problem.
fn changes<'r>(rows: &[&'r Row], problems: &mut Problems<'_>) -> Vec<Change<'r>> {
    let mut changes = Vec::new();
    for &row in rows {
        let text = match &row.decision {
            Decision::Accept if row.suggestion.is_empty() => {
                problems.add(row, "there is no suggestion to accept".into(), "write the replacement instead");
                continue;
            }
            Decision::Accept => row.suggestion.as_str(),
            Decision::Replace(text) => text,
            Decision::Reject | Decision::Undecided => continue,
        };
        match row.place {
            Some((start, end)) if start < end => changes.push(Change { row, text }),
            _ => problems.add(row, "start and end are no numbers".into(), "make the report anew"),
        }
    }
    changes
}

/// Where the changes that belong to a document stand in its prose.
fn places<'c, 'r>(document: &Document, changes: &'c [Change<'r>], placed: &mut [bool]) -> Vec<(Span, &'c Change<'r>)> {
    let origin = document.origin().offset;
    let mut places = Vec::new();
    for (change, placed) in changes.iter().zip(placed).filter(|(_, placed)| !**placed) {
        let inside = |offset: usize| offset.checked_sub(origin).filter(|offset| *offset <= document.located().len());
        let located = change.row.place.and_then(|(start, end)| inside(start).zip(inside(end)));
        let found = located.and_then(|(start, end)| place(document, Span::new(start, end), &change.row.found));
        places.extend(found.map(|span| (span, change)));
        *placed = found.is_some();
    }
    places
}

/// The stretch of the prose that reads `found` and stands at `located`; white space may differ.
fn place(document: &Document, located: Span, found: &str) -> Option<Span> {
    let (text, found) = (document.text(), clean(found));
    let at = |start: usize| document.locate(Span::new(start, (start + 1).min(text.len())));
    // Places ascend with the prose, so that both ends are searched for by halves.
    let starts =
        between(text.len(), |offset| at(offset).start < located.start, |offset| at(offset).start <= located.start);
    let ends = between(text.len(), |offset| at(offset).end < located.end, |offset| at(offset).end <= located.end);
    let pairs = starts.flat_map(|start| ends.clone().map(move |last| (start, last + 1)));
    let reads = |&(start, end): &(usize, usize)| text.get(start..end).is_some_and(|words| clean(words) == found);
    pairs.filter(|(start, end)| start < end).find(reads).map(|(start, end)| Span::new(start, end))
}

/// The offsets from the first at which `before` no longer holds to the last at which `until` does.
fn between(length: usize, before: impl Fn(usize) -> bool, until: impl Fn(usize) -> bool) -> std::ops::Range<usize> {
    first_not(length, before)..first_not(length, until)
}

/// The first offset below `length` at which an ascending property no longer holds.
fn first_not(length: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The places, in order, that share no words; those that do are problems.
fn apart<'c>(places: &[(Span, &'c Change<'_>)], problems: &mut Problems<'_>) -> Vec<(Span, &'c str)> {
    let mut kept: Vec<(Span, &Change<'_>)> = Vec::new();
    for &(span, change) in places {
        match kept.last() {
            Some((last, earlier)) if last.overlaps(span) => {
                let same = if *last == span { "the same words as" } else { "words of" };
                let message = format!("\"{}\" takes {same} row {}", clean(&change.row.found), earlier.row.number);
                problems.add(change.row, message, "decide one of the two rows, and clear the other");
            }
            _ => kept.push((span, change)),
        }
    }
    kept.into_iter().map(|(span, change)| (span, change.text)).collect()
}

/// The edit, which keeps a line break within the phrase; a phrase that is taken away takes the space before it along, so that no two are left.
fn closed(text: &str, span: Span, new: &str) -> Edit {
    let before = text[..span.start].ends_with(' ');
    let after = text[span.end..].chars().next();
    let gap =
        new.is_empty() && before && after.is_none_or(|after| after.is_whitespace() || after.is_ascii_punctuation());
    (Span::new(span.start - usize::from(gap), span.end), keep_break(span.slice(text), new))
}
