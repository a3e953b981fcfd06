//! Abbreviations and initials: words whose point ends no sentence.

use super::sentence::is_word;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The longest word, in bytes, that is looked up as an abbreviation or as the first of a sentence.
pub(super) const WORD_REACH: usize = 24;

/// Words before a single capital letter that make it a label and not the initial of a name:
/// `rich in vitamin C. Oranges`.
const LABELS: [&str; 18] = [
    "appendix",
    "class",
    "exhibit",
    "figure",
    "grade",
    "group",
    "hepatitis",
    "level",
    "option",
    "part",
    "phase",
    "plan",
    "point",
    "section",
    "table",
    "team",
    "type",
    "vitamin",
];

const DATA: &str = include_str!("../../dictionaries/abbreviations.csv");

/// Abbreviations without their last point.
static ABBREVIATIONS: LazyLock<HashMap<&str, Follow>> =
    LazyLock::new(|| DATA.lines().skip(1).filter_map(row).collect());

/// What may follow an abbreviation's point within the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// Anything: `Dr. Smith`.
    Any,
    /// All but a capital: `etc. (see below)`, `No. 7`.
    Lower,
    /// All but a word that commonly opens a sentence: `the U.S. Senate`.
    Opener,
}

/// What may follow the point after the word that ends at `end`; `None` when the point is no part
/// of the word.
pub(super) fn follow(text: &str, end: usize) -> Option<Follow> {
    let floor = text.ceil_char_boundary(end.saturating_sub(WORD_REACH));
    let before = text[floor..end].trim_end_matches(|ch: char| is_word(ch) || ch == '.');
    let word = text[floor + before.len()..end].trim_start_matches('.');
    if let Some(follow) = listed(word) {
        return Some(follow);
    }
    if word.contains('.') {
        // Letters with points between them: U.N., F.D.R.
        let letters = word.split('.').all(|part| part.chars().count() == 1);
        let letters = letters && word.starts_with(char::is_alphabetic);
        return letters.then_some(Follow::Opener);
    }
    is_initial(word, before).then_some(Follow::Opener)
}

/// Looks an abbreviation up as written, then in lower case (`Approx.`), then as a name written in
/// capitals (`DR.`).
fn listed(word: &str) -> Option<Follow> {
    let find = |word: &str| ABBREVIATIONS.get(word).copied();
    // C. and P. are initials, however well c. and p. are known.
    if word.len() < 2 || word.len() > WORD_REACH {
        return find(word);
    }
    let lower = word.to_lowercase();
    let found = find(word).or_else(|| find(&lower));
    if word.contains(char::is_lowercase) {
        return found;
    }
    // CA. may be circa in capitals, but also California.
    match found.or_else(|| find(&capitalised(&lower))) {
        Some(Follow::Any) => Some(Follow::Opener),
        other => other,
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Whether a word is the initial of a name, with `before` what stands before it.
fn is_initial(word: &str, before: &str) -> bool {
    let mut chars = word.chars();
    let capital = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
    // IT'S. R&D. A/B.
    if !capital || before.ends_with(['\'', '’', '&', '/', '@', '+']) {
        return false;
    }
    let before = before.trim_end();
    let start = before.trim_end_matches(is_word).len();
    let label = before[start..].to_lowercase();
    LABELS.binary_search(&&*label).is_err()
}

/// Reads a row `abbreviation,follow`.
fn row(line: &str) -> Option<(&str, Follow)> {
    let (abbreviation, follow) = line.split_once(',')?;
    let follow = match follow.trim_end() {
        "any" => Follow::Any,
        "lower" => Follow::Lower,
        "opener" => Follow::Opener,
        _ => return None,
    };
    Some((abbreviation.strip_suffix('.')?, follow))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_sound() {
        let rows = DATA.lines().skip(1);
        for line in rows.clone() {
            assert!(row(line).is_some(), "bad row {line:?}");
            assert!(line.len() < WORD_REACH, "long row {line:?}");
        }
        assert_eq!(ABBREVIATIONS.len(), rows.count(), "an abbreviation stands twice");
        assert!(LABELS.is_sorted());
    }
}
