//! Names of people and firms, as far as their form gives them away.

use crate::span::Span;

/// What stands before a person's name.
const TITLES: [&str; 24] = [
    "Baron",
    "Baroness",
    "Capt",
    "Captain",
    "Col",
    "Dame",
    "Dr",
    "Gen",
    "Lady",
    "Lieutenant",
    "Lord",
    "Lt",
    "Miss",
    "Mr",
    "Mrs",
    "Ms",
    "Mx",
    "Prof",
    "Professor",
    "Rev",
    "Reverend",
    "Sen",
    "Sgt",
    "Sir",
];
/// Legal forms that end a firm's name, and *Holdings*, which ends hardly anything else.
const FORMS: [&str; 13] =
    ["AG", "BV", "Corp", "GmbH", "Holdings", "Inc", "Incorporated", "LLC", "LLP", "Ltd", "PLC", "Pty", "plc"];
/// Frequent given names that are no English words, so that the capitalised word behind one is a surname.
const GIVEN: [&str; 112] = [
    "Aaron",
    "Adam",
    "Ahmed",
    "Alan",
    "Alex",
    "Alexander",
    "Alice",
    "Amanda",
    "Andrea",
    "Andrew",
    "Angela",
    "Anna",
    "Anne",
    "Anthony",
    "Arthur",
    "Barbara",
    "Ben",
    "Benjamin",
    "Brian",
    "Carol",
    "Catherine",
    "Charles",
    "Chris",
    "Christina",
    "Christopher",
    "Claire",
    "Daniel",
    "David",
    "Deborah",
    "Dennis",
    "Diana",
    "Donald",
    "Dorothy",
    "Edward",
    "Elena",
    "Elizabeth",
    "Emily",
    "Emma",
    "Eric",
    "Fatima",
    "Fiona",
    "Francis",
    "Gary",
    "George",
    "Gregory",
    "Hannah",
    "Harold",
    "Helen",
    "Henry",
    "Ian",
    "Isabel",
    "Jacob",
    "James",
    "Jane",
    "Janet",
    "Jason",
    "Jeffrey",
    "Jennifer",
    "Jessica",
    "Joan",
    "John",
    "Jonathan",
    "Joseph",
    "Joshua",
    "Juan",
    "Julia",
    "Julie",
    "Karen",
    "Kate",
    "Katherine",
    "Keith",
    "Kenneth",
    "Kevin",
    "Laura",
    "Lauren",
    "Linda",
    "Lisa",
    "Louis",
    "Lucy",
    "Luke",
    "Margaret",
    "Maria",
    "Mary",
    "Matthew",
    "Megan",
    "Michael",
    "Michelle",
    "Mohammed",
    "Nancy",
    "Natalie",
    "Nicholas",
    "Olivia",
    "Oscar",
    "Patricia",
    "Paul",
    "Peter",
    "Philip",
    "Rachel",
    "Rebecca",
    "Richard",
    "Robert",
    "Ronald",
    "Samuel",
    "Sandra",
    "Sarah",
    "Simon",
    "Sophie",
    "Stephen",
    "Steven",
    "Susan",
    "Thomas",
    "Tom",
];
/// Bytes looked at to each side of a place: two long words and a comma.
const REACH: usize = 64;

/// Bytes before a lone surname in which its bearer may have been named in full: some pages of news.
const NEAR: usize = 16 * 1024;
/// Times that the surname is looked at there, so that a page full of one word costs no more than others.
const LOOKS: usize = 16;

/// Whether `span` is all capitalised and stands behind a title (*Dr Huge*, *Dr Jane Huge*) or a given name (*Jane Huge*, *Jane
/// Q. Huge*), or before the legal form of a firm (*Huge Inc.*, *Huge Data, Ltd*), or is the surname of somebody who was named so before.
pub(crate) fn is_name(text: &str, span: Span) -> bool {
    if !span.slice(text).split([' ', '-']).all(is_capitalised) {
        return false;
    }
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let to = text.floor_char_boundary((span.end + REACH).min(text.len()));
    is_behind_name(&text[from..span.start]) || is_before_form(&text[span.end..to]) || was_named(text, span)
}

/// Whether a word is the surname of somebody who was named in full shortly before it: *Jane Huge spoke. Huge said …*
fn was_named(text: &str, span: Span) -> bool {
    let surname = span.slice(text).trim_end_matches("'s").trim_end_matches("’s");
    if surname.contains([' ', '-']) {
        return false;
    }
    let before = &text[text.ceil_char_boundary(span.start.saturating_sub(NEAR))..span.start];
    memchr::memmem::find_iter(before.as_bytes(), surname).take(LOOKS).any(|at| {
        let from = before.ceil_char_boundary(at.saturating_sub(REACH));
        is_behind_name(&before[from..at]) && !before[at + surname.len()..].starts_with(char::is_alphanumeric)
    })
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Whether `before` ends with a title or a given name, an initial or, behind a title, a given name of any kind between allowed.
fn is_behind_name(before: &str) -> bool {
    let Some(before) = before.strip_suffix(' ') else { return false };
    let mut words = before.rsplit([' ', '\n', '(', '"', '“']);
    let (last, earlier) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_title = |word: &str| TITLES.binary_search(&word.trim_end_matches('.')).is_ok();
    let is_given = |word: &str| GIVEN.binary_search(&word).is_ok();
    let is_initial = last.len() == 2 && last.ends_with('.') && is_capitalised(last);
    is_title(last)
        || is_given(last)
        || is_title(earlier) && is_capitalised(last) && (is_initial || last.ends_with(char::is_alphabetic))
        || is_given(earlier) && is_initial
}

/// Whether a legal form follows, one capitalised word between allowed.
fn is_before_form(after: &str) -> bool {
    let is_form = |word: &str| FORMS.binary_search(&word.trim_end_matches(|c: char| !c.is_alphanumeric())).is_ok();
    let Some(after) = after.strip_prefix(' ').or_else(|| after.strip_prefix(", ")) else { return false };
    let mut words = after.split([' ', '\n']);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    is_form(first) || is_capitalised(first) && is_form(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_title_given_name_and_legal_form() {
        for (text, found, expected) in [
            ("Mr Profound met", "Profound", true),
            ("(Dr. Colossal)", "Colossal", true),
            ("Professor Ada Gigantic", "Gigantic", true),
            ("Dr J. Huge", "Huge", true),
            ("Then Jane Huge spoke", "Huge", true),
            ("Robert Q. Assembly", "Assembly", true),
            ("Profound Medical Inc. said", "Profound", true),
            ("Enormous Information, Ltd", "Enormous Information", true),
            ("Enormous Data Holdings bought it", "Enormous Data", true),
            ("Profound Mind Incorporated", "Profound", true),
            ("Huge Properties in the city", "Huge", false),
            ("the Benin Realm", "Realm", false),
            ("the huge Inc", "huge", false),
            ("Mr Profound met huge crowds", "huge", false),
            ("Soviet Association fell", "Soviet Association", false),
            ("Dr Jane went. Huge crowds", "Huge", false),
            ("Jane. Huge crowds", "Huge", false),
            ("Huge crowds at Acme Ltd", "Huge", false),
            ("Huge", "Huge", false),
            ("Jane Huge spoke. The Huge", "Huge", true),
            ("Mr Huge’s firm. Later Huge’s", "Huge’s", true),
            ("Jane Hugely spoke. Huge crowds", "Huge", false),
            ("Huge crowds, said Jane Huge", "Huge", true),
            ("Jane Huge spoke of huge crowds", "huge", false),
        ] {
            let at = text.rfind(found).unwrap();
            assert_eq!(is_name(text, Span::new(at, at + found.len())), expected, "{text}");
        }
    }

    #[test]
    fn lists_are_sorted() {
        assert!(TITLES.is_sorted() && FORMS.is_sorted() && GIVEN.is_sorted());
    }
}
