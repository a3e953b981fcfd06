//! Rows against each other and against normal English.

use crate::error::Problem;
use crate::level::Level;
use crate::lexicon::row::Located;
use crate::lexicon::{Entry, Lexicon};
use crate::reference::per_million;
use std::collections::BTreeMap;

/// A word this common, per million words, tells nothing of itself: about the hundred commonest.
const ORDINARY: f64 = 1_000.0;

/// Problems of rows that clash, of ordinary English, and of unknown sources.
pub(super) fn check(lexicon: &Lexicon) -> Vec<Problem> {
    let mut problems = clashes(lexicon);
    problems.extend(near_duplicates(lexicon));
    problems.extend(lexicon.entries().filter_map(|entry| unknown_source(&entry.row, &entry.row.row.source)));
    problems.extend(ordinary(lexicon));
    problems
}

/// The problem of a built-in row whose source is not in `sources.csv`; a user's file may name any.
pub(super) fn unknown_source<R>(row: &Located<R>, source: &str) -> Option<Problem> {
    let mut known = include_str!("../../dictionaries/sources.csv").lines().skip(1);
    if source.is_empty() || !is_builtin(row) || known.any(|line| line.split(',').next() == Some(source)) {
        return None;
    }
    let message = format!("\"{source}\" is not in sources.csv");
    Some(row.problem("source", message, "add the source there, or name one that stands there"))
}

/// Whether a row is one of the program's own.
fn is_builtin<R>(row: &Located<R>) -> bool {
    row.file.starts_with("dictionaries/")
}

/// Entries that find the same spelling under the same conditions.
fn clashes(lexicon: &Lexicon) -> Vec<Problem> {
    let entries: Vec<&Entry> = lexicon.entries().collect();
    let mut clashes = BTreeMap::new();
    for same in lexicon.spellings().chunk_by(|a, b| a.0 == b.0) {
        for (at, (spelling, first)) in same.iter().enumerate() {
            for (_, second) in &same[at + 1..] {
                let (a, b) = (entries[*first as usize], entries[*second as usize]);
                if is_clash(a, b) {
                    clashes.entry((*first, *second)).or_insert_with(|| spelling.clone());
                }
            }
        }
    }
    let problem = |((first, second), spelling): ((u32, u32), String)| {
        let (a, b) = (entries[first as usize], entries[second as usize]);
        let agree = a.row.row.suggest == b.row.row.suggest;
        let what = if agree { "is found by" } else { "is found, with other suggestions, by" };
        let message = format!("\"{spelling}\" {what} {} ({}:{}) too", a.id, a.row.file, a.row.line);
        let remedy = if is_builtin(&a.row) && !is_builtin(&b.row) {
            "to override that row, give this one its find, or name it under disable in unspin.toml"
        } else {
            "keep it in one row, or give the rows different conditions"
        };
        b.row.problem("find", message, remedy)
    };
    clashes.into_iter().map(problem).collect()
}

fn is_clash(a: &Entry, b: &Entry) -> bool {
    let (x, y) = (&a.row.row, &b.row.row);
    let open = |find: &str| find.contains('<');
    x.when == y.when && x.unless == y.unless && !open(&x.find) && !open(&y.find)
}

/// Finds that differ by one letter: most likely one phrase typed twice.
fn near_duplicates(lexicon: &Lexicon) -> Vec<Problem> {
    /// Shorter finds differ by a letter legitimately.
    const LONG: usize = 12;
    /// Rows looked at behind each in alphabetical order.
    const REACH: usize = 4;
    let mut sorted: Vec<(&str, &Entry)> = lexicon.entries().map(|entry| (entry.row.row.find.as_str(), entry)).collect();
    sorted.sort_by_key(|(find, entry)| (*find, entry.id.as_str()));
    let mut problems = Vec::new();
    for (at, (find, entry)) in sorted.iter().enumerate() {
        for (other, second) in sorted[at + 1..].iter().take(REACH) {
            let close = find.len() >= LONG && strsim::osa_distance(find, other) == 1;
            if close && is_clash(entry, second) {
                let message =
                    format!("differs by one letter from {} ({}:{})", entry.id, entry.row.file, entry.row.line);
                problems.push(second.row.problem("find", message, "keep one of the two, or use ~ or a group"));
            }
        }
    }
    problems
}

/// Rows that would fire on ordinary English.
fn ordinary(lexicon: &Lexicon) -> Vec<Problem> {
    let entries: Vec<&Entry> = lexicon.entries().collect();
    let mut problems = Vec::new();
    for (spelling, number) in lexicon.spellings() {
        let entry = entries[number as usize];
        let row = &entry.row.row;
        let free = row.when.is_empty() && row.unless.is_empty() && entry.level > Level::Possible;
        if !free || row.find.contains('<') {
            continue;
        }
        let words: Vec<&str> = spelling.split(' ').collect();
        let common = words.iter().all(|word| per_million(word) > ORDINARY);
        if words.len() == 1 || (words.len() == 2 && common) {
            let message = format!("\"{spelling}\" is ordinary English without a condition");
            problems.push(entry.row.problem("find", message, "add when or unless, or lower the level to possible"));
        }
    }
    problems
}
