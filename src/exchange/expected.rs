//! The expected texts of the fingerprint list are notes between people: what of them is a suggestion.

use super::{MOST_SUGGESTIONS, UNKNOWN, count_words, has_notation, repeats};

/// What an expected text comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    /// Clean suggestions, best first.
    pub suggestions: Vec<String>,
    /// Why there is none; empty when there is one.
    pub note: String,
    /// Whether the suggestion is not the text as it stands.
    pub cleaned: bool,
}

/// Longest suggestion in words: what is longer is a remark.
const MOST_WORDS: usize = 10;

/// Cleans the expected text of the phrase `find`.
pub(super) fn clean(text: &str, find: &str) -> Expected {
    let plain = plain(text);
    let mut suggestions = if is_remark(&plain) { Vec::new() } else { wordings(&plain, find) };
    suggestions.retain(|wording| is_clean(wording) && !repeats(wording, find));
    let mut kept: Vec<String> = Vec::new();
    for wording in suggestions {
        if kept.len() < MOST_SUGGESTIONS && !kept.contains(&wording) {
            kept.push(wording);
        }
    }
    let note = match kept.is_empty() {
        false => String::new(),
        true if plain.contains("???") || !plain.contains(char::is_alphanumeric) => UNKNOWN.to_string(),
        true if repeats(&plain, find) => "expected text repeats the phrase".to_string(),
        true => format!("expected text unclear: {plain}"),
    };
    let cleaned = !kept.is_empty() && kept.join(" | ") != text.trim();
    Expected { suggestions: kept, note, cleaned }
}

/// Without quotation marks and the backslashes that the list has before them, with plain spaces and apostrophes.
fn plain(text: &str) -> String {
    let without = text.replace(['\\', '"', '\u{201C}', '\u{201D}'], "").replace('\u{2019}', "'");
    without.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Questions, and explanations with words in single quotation marks.
fn is_remark(plain: &str) -> bool {
    plain.starts_with("??") || plain.starts_with("[?") || plain.contains('\u{2018}')
}

fn is_clean(wording: &str) -> bool {
    let words = count_words(wording);
    (1..=MOST_WORDS).contains(&words) && !has_notation(wording) && !wording.contains('?') && !wording.contains("://")
}

fn wordings(plain: &str, find: &str) -> Vec<String> {
    let text = plain.split(", see http").next().unwrap_or(plain);
    // "differential equation AND 1st order" repeats the query: the wording is its first part.
    let text = text.split(" AND ").next().unwrap_or(text);
    let text = spelled_out(text).unwrap_or(text);
    let slash_belongs =
        find.contains('/') || brackets(text).any(|inside| inside.contains('/') && is_abbreviation(inside));
    let mut wordings = Vec::new();
    for optional in [false, true] {
        let Some(bare) = without_brackets(text, optional) else { return Vec::new() };
        if bare.contains("??") {
            return Vec::new();
        }
        let bare = bare.trim_end_matches(['?', ' ']);
        let alternatives = alternatives(bare, find, slash_belongs);
        wordings.extend(alternatives.into_iter().map(|one| one.trim_matches(['?', ' ']).to_string()));
    }
    wordings
}

/// `NGS (Next-Generation Sequencing)`: the words in brackets, when they spell the abbreviation out.
fn spelled_out(text: &str) -> Option<&str> {
    let (short, inside) = text.strip_suffix(')')?.split_once(" (")?;
    let initials: String = inside.split([' ', '-']).filter_map(|word| word.chars().next()).collect();
    (short.len() > 1 && initials.eq_ignore_ascii_case(short) && !has_notation(inside)).then_some(inside)
}

/// What stands in round brackets.
fn brackets(text: &str) -> impl Iterator<Item = &str> {
    text.split('(').skip(1).filter_map(|part| part.split_once(')')).map(|(inside, _)| inside)
}

fn is_abbreviation(inside: &str) -> bool {
    !inside.contains(' ') && inside.chars().filter(|c| c.is_uppercase()).count() > 1
}

/// Without what stands in brackets, or with those single words of it that may be left out or not, as in
/// `(mean) squared error`; `None` when brackets do not balance.
fn without_brackets(text: &str, optional: bool) -> Option<String> {
    let (mut bare, mut rest) = (String::new(), text);
    while let Some(open) = rest.find(['(', '[']) {
        let close = open + closing(&rest[open..])?;
        let (inside, behind) = (&rest[open + 1..close], &rest[close + 1..]);
        bare.push_str(&rest[..open]);
        let attached = bare.ends_with(char::is_alphanumeric);
        let is_word = rest[open..].starts_with('(') && inside.chars().all(|c| c.is_ascii_lowercase());
        if optional && is_word && !inside.is_empty() && (attached || !behind.trim().is_empty()) && may_stay(behind) {
            bare.push_str(inside);
        }
        rest = behind;
    }
    if rest.contains([')', ']']) {
        return None;
    }
    bare.push_str(rest);
    Some(bare.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ","))
}

/// A bracket before another one is a remark, not a word that may be left out.
fn may_stay(behind: &str) -> bool {
    !behind.trim_start().starts_with(['(', '['])
}

/// Where the bracket closes that `text` begins with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    text.char_indices().find_map(|(at, c)| {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        (depth == 0).then_some(at)
    })
}

/// `a / b`, `a/b c` and `a or b`, unless the phrase found has the same word or mark: then it belongs to the term.
fn alternatives(text: &str, find: &str, slash_belongs: bool) -> Vec<String> {
    let or_belongs = find.split_whitespace().any(|word| word == "or") || text.contains(',');
    let parts: Vec<&str> = if or_belongs { vec![text] } else { text.split(" or ").collect() };
    parts.into_iter().flat_map(|part| if slash_belongs { vec![part.to_string()] } else { at_slashes(part) }).collect()
}

fn at_slashes(text: &str) -> Vec<String> {
    let whole: Vec<&str> = text.split(" / ").collect();
    if whole.len() > 1 {
        return whole.into_iter().map(str::to_string).collect();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let Some(at) = words.iter().position(|word| word.contains('/')) else { return vec![text.to_string()] };
    if words[at].starts_with('/') || words[at].ends_with('/') || words[at + 1..].iter().any(|word| word.contains('/')) {
        // "an incredible/ a staggering need", "a/b or c/d e": how far an alternative reaches cannot be told.
        return Vec::new();
    }
    let chosen: Vec<Vec<&str>> =
        words[at].split('/').map(|choice| [&words[..at], &[choice], &words[at + 1..]].concat()).collect();
    // "road crime/street crime" names whole terms: a word twice in a row shows it.
    if chosen.iter().any(|words| words.windows(2).any(|pair| pair[0] == pair[1])) {
        return text.split('/').map(str::to_string).collect();
    }
    chosen.into_iter().map(|words| words.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clean_stays_and_what_is_not_is_cleaned() {
        for (text, expected) in [
            ("garden gate", "garden gate"),
            ("garden gate (GG)", "garden gate"),
            ("garden gate (GG) ?", "garden gate"),
            ("garden (GG) gate", "garden gate"),
            ("garden gate (the one in front, see map (1))", "garden gate"),
            ("[iron] garden gate", "garden gate"),
            ("opening [...] gates", "opening gates"),
            ("garden gate?", "garden gate"),
            ("garden-facing(?) gate", "garden-facing gate"),
            ("(garden) gate keeper", "gate keeper | garden gate keeper"),
            ("garden gate (keeper)", "garden gate"),
            ("gate function(s)", "gate function | gate functions"),
            ("door gate/fence", "door gate | door fence"),
            ("gate/fence keeper", "gate keeper | fence keeper"),
            ("iron gate / wooden fence / wall?", "iron gate | wooden fence | wall"),
            ("iron gate/garden gate", "iron gate | garden gate"),
            ("iron/brass gate or fence", "iron gate | brass gate | fence"),
            ("iron, brass or wood", "iron, brass or wood"),
            ("gas chroma/mass spectro (GC/MS)", "gas chroma/mass spectro"),
            ("GGK (Garden-Gate Keeper)", "Garden-Gate Keeper"),
            ("GG (an iron thing)", "GG"),
            ("garden\u{a0}gate", "garden gate"),
            ("\\\"garden gate (GG)\\\"", "garden gate"),
            ("gate keeping, see https://example.org/a_b", "gate keeping"),
            ("garden gate AND 1st order", "garden gate"),
            ("yar dportal", "yar dportal"),
        ] {
            let cleaned = clean(text, "yard portal");
            assert_eq!(cleaned.suggestions.join(" | "), expected, "{text}");
            assert_eq!((cleaned.cleaned, cleaned.note.as_str()), (text != expected, ""), "{text}");
        }
    }

    #[test]
    fn what_belongs_to_the_term_stays() {
        for (text, find) in [("iron or brass gate", "steel or copper portal"), ("A/B gate", "A/B portal")] {
            assert_eq!(clean(text, find).suggestions, [text]);
        }
    }

    #[test]
    fn what_is_unknown_is_no_suggestion() {
        let unclear = "expected text unclear: ";
        for (text, note) in [
            ("???", UNKNOWN.to_string()),
            ("(?)", UNKNOWN.to_string()),
            ("", UNKNOWN.to_string()),
            ("??? (found in 12)", UNKNOWN.to_string()),
            ("garden ???", UNKNOWN.to_string()),
            ("?? (\\\"gate(?) keeper\\\"?)", format!("{unclear}?? (gate(?) keeper?)")),
            ("[?] gate", format!("{unclear}[?] gate")),
            ("other words for \u{2018}gate\u{2019}", format!("{unclear}other words for \u{2018}gate'")),
            ("garden (gate", format!("{unclear}garden (gate")),
            ("iron/ a brass gate", format!("{unclear}iron/ a brass gate")),
            ("what ? gate", format!("{unclear}what ? gate")),
            ("~gate {1}", format!("{unclear}~gate {{1}}")),
            ("Yard-Portal", "expected text repeats the phrase".to_string()),
            ("yardportal", "expected text repeats the phrase".to_string()),
            ("a b c d e f g h i j k", format!("{unclear}a b c d e f g h i j k")),
        ] {
            let cleaned = clean(text, "yard portal");
            let expected = Expected { suggestions: vec![], note, cleaned: false };
            let cleaned = Expected { note: cleaned.note.trim_end().to_string(), ..cleaned };
            assert_eq!(cleaned, expected, "{text}");
        }
    }
}
