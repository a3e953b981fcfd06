//! What stands between two neighbouring words.

use super::normal::{is_apostrophe, is_hyphen, is_invisible};
use super::sentence::breaks_between;

/// The stretch between two words, as far as phrases care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// White space, a hyphen, or nothing: the words may belong to one phrase.
    Space,
    /// One mark, with white space behind it at most.
    Mark(char),
    /// Anything else, a paragraph or list-item break among it.
    Other,
}

/// Reads the gap `text[left..right]` between a word that ends at byte `left` and one that starts at byte `right`.
pub(crate) fn gap(text: &str, left: usize, right: usize) -> Gap {
    let between = &text[left..right];
    if between == " " || between.is_empty() {
        return Gap::Space;
    }
    let Some(mark) = only_mark(between) else { return Gap::Other };
    let may_break = mark == Some('.') || between.contains(['\n', '\r', '\u{2029}']);
    if may_break && breaks_between(text, left, right) {
        return Gap::Other;
    }
    match mark {
        None => Gap::Space,
        Some(mark) if is_apostrophe(mark) => Gap::Mark('\''),
        Some(mark) => Gap::Mark(mark),
    }
}

/// Whether two neighbouring words are each other's context: nothing but white space, a hyphen, an apostrophe or the stop of an
/// abbreviation stands between them, or one mark within a number (*10,000*).
pub(crate) fn adjoins(text: &str, left: usize, right: usize) -> bool {
    match gap(text, left, right) {
        Gap::Space | Gap::Mark('\'' | '.') => true,
        Gap::Mark(mark) => mark.len_utf8() == right - left && is_digit_at(text, left - 1) && is_digit_at(text, right),
        Gap::Other => false,
    }
}

fn is_digit_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// The one mark of a gap: `Some(None)` for white space and hyphens alone, `None` when there is more.
fn only_mark(between: &str) -> Option<Option<char>> {
    let mut seen: Option<char> = None;
    let mut spaced = false;
    for c in between.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() {
            spaced = true;
        } else if seen.is_none() && !spaced {
            seen = Some(if c == '\u{2013}' { '-' } else { c });
        } else {
            return None;
        }
    }
    match seen {
        Some(mark) if is_hyphen(mark) => (!spaced || between.contains('\n')).then_some(None),
        Some(mark) if spaced && !(matches!(mark, ',' | '.') || is_apostrophe(mark)) => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_hyphens_and_line_ends_join() {
        for (between, expected) in [
            (" ", Gap::Space),
            ("", Gap::Space),
            ("\u{A0}", Gap::Space),
            ("  \t", Gap::Space),
            ("-", Gap::Space),
            ("\u{2011}", Gap::Space),
            ("\u{2013}", Gap::Space),
            ("\n", Gap::Space),
            ("\r\n  ", Gap::Space),
            ("-\n", Gap::Space),
            ("\u{200B}", Gap::Space),
            (", ", Gap::Mark(',')),
            ("'", Gap::Mark('\'')),
            ("\u{2019}", Gap::Mark('\'')),
            (".", Gap::Mark('.')),
            (". ", Gap::Mark('.')),
            ("' ", Gap::Mark('\'')),
            ("! ", Gap::Other),
            (" - ", Gap::Other),
            (" \u{2013} ", Gap::Other),
            ("\u{2014}", Gap::Mark('\u{2014}')),
            (" (", Gap::Other),
            ("\n\n", Gap::Other),
            ("\n- ", Gap::Other),
            ("\n* ", Gap::Other),
            ("_", Gap::Mark('_')),
        ] {
            let text = format!("nitty{between}gritty");
            assert_eq!(gap(&text, 5, 5 + between.len()), expected, "{between:?}");
        }
    }

    #[test]
    fn punctuation_parts_words_but_not_numbers_and_abbreviations() {
        for (left, between, right, expected) in [
            ("nitty", " ", "gritty", true),
            ("nitty", "-", "gritty", true),
            ("don", "\u{2019}", "t", true),
            ("boys", "\u{2019} ", "toys", true),
            ("Dr", ". ", "Smith", true),
            ("10", ",", "000", true),
            ("nitty", ", ", "gritty", false),
            ("nitty", ",", "gritty", false),
            ("10", ", ", "000", false),
            ("nitty", "\u{2014}", "gritty", false),
            ("nitty", " (", "gritty", false),
            ("end", ". ", "Then", false),
            ("nitty", " \u{201C}", "gritty", false),
        ] {
            let text = format!("{left}{between}{right}");
            assert_eq!(adjoins(&text, left.len(), left.len() + between.len()), expected, "{text:?}");
        }
    }
}
