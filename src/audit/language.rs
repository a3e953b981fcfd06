//! The language of a document.

use whatlang::{Info, Lang, Script};

/// Bytes that the language is told by: trigrams settle within some hundred.
const SAMPLE: usize = 4096;

/// The language of a text as its code of ISO 639-3, told by trigrams (Cavnar and Trenkle 1994, as the crate whatlang has them) from its
/// middle, where there is least around the copy; empty where it may be English and may be not, as a few words, or names and numbers.
/// Of another script it is the likeliest that is written so.
pub(super) fn of(text: &str) -> &'static str {
    let start = text.ceil_char_boundary((text.len() / 2).saturating_sub(SAMPLE / 2));
    let end = text.floor_char_boundary((start + SAMPLE).min(text.len()));
    let is_told = |info: &Info| info.is_reliable() || info.script() != Script::Latin;
    let told = whatlang::detect(&text[start.min(end)..end]).filter(is_told);
    told.map_or("", |info| info.lang().code())
}

/// Whether a document of that language is checked. Where the language is not sure it may be English, and only English is ever found.
pub(super) fn is_checked(language: &str) -> bool {
    language.is_empty() || language == Lang::Eng.code()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let german = "Der Ausschuss beschloss am Dienstag nach langer Beratung, die Brücke über den Fluss zu sperren. ";
        let english =
            "The committee agreed on Tuesday, after a long debate, that the bridge over the river would be closed. ";
        for (text, expected, checked) in [
            (english.to_string(), "eng", true),
            (german.to_string(), "deu", false),
            ("委員会は火曜日、長い議論の末、年末まで橋を閉鎖することを決めた。".repeat(200), "jpn", false),
            (format!("{0}{german}{0}", german.repeat(40)), "deu", false),
            ("ok 7".to_string(), "", true),
            (String::new(), "", true),
        ] {
            assert_eq!((of(&text), is_checked(of(&text))), (expected, checked), "{:.40}", text);
        }
    }
}
