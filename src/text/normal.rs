//! Normal forms: what matching compares, whatever the copy's typography.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

/// The normal form of one word: NFKC, case folded, invisible characters left out, and look-alike letters of other
/// scripts read as the Latin letters they imitate (Unicode TS 39, confusables).
pub fn normal_form(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let visible: String = word.chars().filter(|c| !is_invisible(*c)).nfkc().collect();
    unmask(&visible).unwrap_or_else(|| visible.chars().default_case_fold().nfkc().collect())
}

/// Splits a run of word bytes that holds non-ASCII characters into words: byte ranges relative to the run.
pub(super) fn split_run(run: &str, mut word: impl FnMut(usize, usize)) {
    let mut open: Option<(usize, usize)> = None;
    for (at, c) in run.char_indices() {
        let end = at + c.len_utf8();
        if is_word_character(c) {
            open = Some((open.map_or(at, |(start, _)| start), end));
        } else if let Some((start, last)) = open {
            let inside = is_invisible(c) || is_combining_mark(c);
            if is_combining_mark(c) {
                open = Some((start, end));
            } else if !inside {
                word(start, last);
                open = None;
            }
        }
    }
    if let Some((start, end)) = open {
        word(start, end);
    }
}

/// Soft hyphens, zero-width characters, joiners, direction marks and variation selectors: nothing a reader sees.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Hyphens that may stand between or inside words: ASCII, typographic, no-break, small, fullwidth.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{FE63}' | '\u{FF0D}')
}

/// Straight, curly, modifier-letter and fullwidth apostrophes.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' | '\u{FF07}' | '\u{201B}')
}

/// Letters and digits; superscript digits are note marks, not parts of a word, and a modifier apostrophe is none either.
fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() && !is_apostrophe(c) && !matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{2079}')
}

/// The Latin word that look-alike letters spell, if every foreign letter has a Latin double.
fn unmask(word: &str) -> Option<String> {
    if !word.chars().any(is_masking_script) {
        return None;
    }
    word.chars()
        .map(|c| if is_masking_script(c) { latin_double(c) } else { Some(c) })
        .map(|c| c.map(|c| c.to_ascii_lowercase()))
        .collect()
}

/// Scripts whose letters pass for Latin ones: Greek, Cyrillic, Armenian, Cherokee.
fn is_masking_script(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{58F}' | '\u{13A0}'..='\u{13FF}' | '\u{1F00}'..='\u{1FFF}')
}

fn latin_double(c: char) -> Option<char> {
    let mut buffer = [0; 4];
    let mut double = skeleton(c.encode_utf8(&mut buffer));
    let first = double.next().filter(char::is_ascii_alphabetic)?;
    let upper_i = first == 'l' && c.is_uppercase();
    double.next().is_none().then_some(if upper_i { 'i' } else { first })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_does_not_change_the_normal_form() {
        for (written, normal) in [
            ("Inquiries", "inquiries"),
            ("inqui\u{AD}ries", "inquiries"),
            ("inqui\u{200B}ries", "inquiries"),
            ("ｎｉｔｔｙ", "nitty"),
            ("ﬂight", "flight"),
            ("𝐧𝐢𝐭𝐭𝐲", "nitty"),
            ("n\u{456}tty", "nitty"),
            ("ass\u{43E}ci\u{430}tion", "association"),
            ("\u{421}ounterfeit", "counterfeit"),
            ("\u{406}nquiries", "inquiries"),
            ("cafe\u{301}", "café"),
            ("STRASSE", "strasse"),
            ("straße", "strasse"),
            ("привет", "привет"),
        ] {
            assert_eq!(normal_form(written), normal, "{written:?}");
        }
    }

    #[test]
    fn runs_split_at_spaces_and_marks() {
        for (run, words) in [
            ("nitty\u{A0}gritty", vec!["nitty", "gritty"]),
            ("don\u{2019}t", vec!["don", "t"]),
            ("well\u{2014}known", vec!["well", "known"]),
            ("in\u{AD}side\u{200B}", vec!["in\u{AD}side"]),
            ("cafe\u{301}s", vec!["cafe\u{301}s"]),
            ("note²", vec!["note"]),
            ("\u{201C}", vec![]),
        ] {
            let mut found = Vec::new();
            split_run(run, |start, end| found.push(&run[start..end]));
            assert_eq!(found, words, "{run:?}");
        }
    }
}
