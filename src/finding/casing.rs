//! Carries the capitals of a found text over to its replacement.

/// Words that stay lower-case inside a title.
const SMALL_WORDS: [&str; 15] =
    ["a", "an", "the", "of", "in", "on", "for", "and", "or", "to", "at", "by", "with", "from", "as"];

/// Writes `replacement` with the capitals of `found`: all capitals, Title
/// Case, a capital first letter, or as it stands.
///
/// Capitals that the replacement has of its own are always kept.
pub fn carry_case(found: &str, at_sentence_start: bool, replacement: &str) -> String {
    if is_all_capitals(found) {
        replacement.to_uppercase()
    } else if is_title(found, at_sentence_start) {
        to_title(replacement, starts_upper(found))
    } else if wants_capital(found, at_sentence_start) {
        capitalize(replacement)
    } else {
        replacement.to_owned()
    }
}

fn is_all_capitals(found: &str) -> bool {
    let capitals = found.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && !found.contains(char::is_lowercase)
}

/// Whether every longer word has a capital. The one capital that a sentence
/// gives its first word proves nothing, so two are wanted there.
fn is_title(found: &str, at_sentence_start: bool) -> bool {
    let words = || found.split_whitespace();
    let capitals = words().filter(|word| starts_upper(word)).count();
    let long_capitals = words().filter(|word| is_long(word) && starts_upper(word)).count();
    words().count() >= 2
        && words().all(|word| starts_upper(word) || !is_long(word))
        && (capitals >= 2 || (long_capitals == 1 && !at_sentence_start))
}

/// Whether a title must capitalise this word: small words and words of up to
/// three letters may go either way.
fn is_long(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 4 && !is_small(word)
}

fn is_small(word: &str) -> bool {
    SMALL_WORDS.contains(&word)
}

fn first_letter(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_alphabetic())
}

fn starts_upper(text: &str) -> bool {
    first_letter(text).is_some_and(char::is_uppercase)
}

/// Whether a text that is neither all capitals nor a title asks for a capital
/// first letter.
fn wants_capital(found: &str, at_sentence_start: bool) -> bool {
    if at_sentence_start {
        // Writers who drop the capital of a sentence go without it here too.
        let has_lower_only = found.contains(char::is_lowercase) && !found.contains(char::is_uppercase);
        return !has_lower_only;
    }
    starts_upper(found) && !starts_with_fixed_capital(found)
}

/// Whether the first word has its capital anywhere in a sentence, so that the
/// capital tells nothing: an acronym or the pronoun I.
fn starts_with_fixed_capital(found: &str) -> bool {
    let letters = found.trim_start_matches(|c: char| !c.is_alphabetic());
    let end = letters.find(|c: char| !c.is_alphabetic());
    let word = &letters[..end.unwrap_or(letters.len())];
    let acronym = word.chars().count() >= 2 && word.chars().all(char::is_uppercase);
    let pronoun = word == "I" && !letters[1..].starts_with(['-', '.']);
    acronym || pronoun
}

/// Title Case: small words stay lower-case except as the first word of a text
/// whose found counterpart began with a capital.
fn to_title(replacement: &str, capital_start: bool) -> String {
    let mut title = String::with_capacity(replacement.len() + 2);
    let parts = replacement.split_inclusive([' ', '-', '\u{a0}', '\t', '\n']);
    for (at, part) in parts.enumerate() {
        let word = part.trim_end_matches([' ', '-', '\u{a0}', '\t', '\n']);
        let stays = is_small(word) && !(at == 0 && capital_start);
        if stays {
            title.push_str(part);
        } else {
            title.push_str(&capitalize(part));
        }
    }
    title
}

/// Capitalises the first letter, unless the first word has capitals of its own
/// (`iPhone`) or starts with a digit (`3d`).
fn capitalize(text: &str) -> String {
    let Some((at, first)) = text.char_indices().find(|(_, c)| c.is_alphanumeric()) else {
        return text.to_owned();
    };
    let rest = &text[at + first.len_utf8()..];
    let ends_word = |c: char| c.is_whitespace() || c == '-';
    let own_capitals = rest.chars().take_while(|c| !ends_word(*c)).any(char::is_uppercase);
    if own_capitals || !first.is_alphabetic() {
        return text.to_owned();
    }
    let upper: String = first.to_uppercase().collect();
    [&text[..at], &upper, rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &[(&str, bool, &str, &str)]) {
        for (found, at_start, replacement, expected) in table {
            let carried = carry_case(found, *at_start, replacement);
            assert_eq!(carried, *expected, "{found} at start: {at_start}");
        }
    }

    #[test]
    fn all_capitals() {
        check(&[
            ("MAN-MADE BRAINPOWER", false, "artificial intelligence", "ARTIFICIAL INTELLIGENCE"),
            ("GIGANTIC", true, "large", "LARGE"),
            ("BIG 5", false, "large 5", "LARGE 5"),
            ("ÉNORME", false, "älter", "ÄLTER"),
            ("A", false, "one", "One"),
            ("5 G", false, "fifth", "Fifth"),
        ]);
    }

    #[test]
    fn titles() {
        check(&[
            ("Man-Made Brainpower", false, "artificial intelligence", "Artificial Intelligence"),
            ("Bosom Malignancy", true, "breast cancer", "Breast Cancer"),
            ("Web of Things", false, "internet of things", "Internet of Things"),
            ("Regarding The", false, "on the subject of", "On the Subject of"),
            ("Leaders of the World", true, "the world from above", "The World from Above"),
            ("the Joined Countries", false, "the united nations", "the United Nations"),
            ("the Joined Countries", false, "united nations", "United Nations"),
            ("Versatile Application", false, "iPhone app", "iPhone App"),
            ("Keen Framework", false, "state-of-the-art AI", "State-of-the-Art AI"),
            ("Énorme Écart", false, "état élevé", "État Élevé"),
            ("King is", false, "ruler sits", "Ruler Sits"),
        ]);
    }

    #[test]
    fn first_letter_only() {
        check(&[
            ("Counterfeit consciousness", true, "artificial intelligence", "Artificial intelligence"),
            ("Counterfeit consciousness", false, "artificial intelligence", "Artificial intelligence"),
            ("Colossal", false, "big data", "Big data"),
            ("Regarding the", true, "on the subject of", "On the subject of"),
            ("The cat", true, "a big cat", "A big cat"),
            ("The cat", false, "a big cat", "A big cat"),
            ("Écart", true, "élan", "Élan"),
            ("Versatile phone", true, "iPhone", "iPhone"),
            ("Shop", true, "eBay store", "eBay store"),
            ("Against joined", true, "non-European", "Non-European"),
            ("Printing", true, "3d printing", "3d printing"),
            ("Said", true, "\u{201c}told\u{201d}", "\u{201c}Told\u{201d}"),
            ("iPhone capabilities", true, "phone features", "Phone features"),
            ("24/7", true, "around the clock", "Around the clock"),
            ("AI systems", false, "smart systems", "smart systems"),
            ("AI systems", true, "smart systems", "Smart systems"),
            ("I'm of the opinion", false, "in my opinion", "in my opinion"),
            ("I-beam steel", false, "girder steel", "Girder steel"),
        ]);
    }

    #[test]
    fn as_written() {
        check(&[
            ("man-made brainpower", false, "artificial intelligence", "artificial intelligence"),
            ("man-made brainpower", true, "artificial intelligence", "artificial intelligence"),
            ("russian union", false, "Soviet Union", "Soviet Union"),
            ("covid", false, "COVID-19", "COVID-19"),
            ("24/7", false, "around the clock", "around the clock"),
            ("", false, "word", "word"),
            ("word", true, "", ""),
            ("Word", true, "—", "—"),
        ]);
    }

    #[test]
    fn own_capitals_survive() {
        check(&[
            ("Russian Union", false, "Soviet Union of AI", "Soviet Union of AI"),
            ("Crown malady", true, "COVID-19 illness", "COVID-19 illness"),
            ("Russian union", true, "the Soviet Union", "The Soviet Union"),
        ]);
    }
}
