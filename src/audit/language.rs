//! The language of a document.

use whatlang::{Info, Lang, Script};

/// Bytes that the language is told by: trigrams settle within some hundred.
const SAMPLE: usize = 4096;

/// Words that English is made of, 14 in 100 of copy, and that other languages lack, but for Dutch *of*.
const ENGLISH: [&str; 12] =
    ["the", "and", "of", "that", "with", "this", "from", "which", "have", "been", "were", "their"];
/// Their share from which a text is English: trigrams take a third of an audit's time, and most pages are.
const SHARE: f64 = 0.08;
/// Words below which a share says little.
const FEWEST: usize = 50;

/// Whether a text is English by its commonest words.
fn is_plainly_english(text: &str) -> bool {
    let (mut all, mut english) = (0, 0);
    for word in text.split_ascii_whitespace() {
        all += 1;
        english += usize::from(ENGLISH.iter().any(|known| word.eq_ignore_ascii_case(known)));
    }
    all >= FEWEST && english as f64 >= SHARE * all as f64
}

/// The language of a text as its code of ISO 639-3, told by trigrams (Cavnar and Trenkle 1994, as the crate whatlang has them) from its
/// middle, where there is least around the copy; empty where it may be English and may be not, as a few words, or names and numbers.
/// Of another script it is the likeliest that is written so.
pub(super) fn of(text: &str) -> &'static str {
    let start = text.ceil_char_boundary((text.len() / 2).saturating_sub(SAMPLE / 2));
    let end = text.floor_char_boundary((start + SAMPLE).min(text.len()));
    let sample = &text[start.min(end)..end];
    if is_plainly_english(sample) {
        return Lang::Eng.code();
    }
    let is_told = |info: &Info| info.is_reliable() || info.script() != Script::Latin;
    let told = whatlang::detect(sample).filter(is_told);
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
    fn common_words_tell_english_alone() {
        let english = "It is said that the keeper of the lighthouse went to the town for bread, and that he came back with a dog. ";
        let dutch = "De raad zei dat hij of zij tot dinsdag kon wachten, en dat de brug van de stad tot dan dicht zou blijven. ";
        let danish = "Udvalget sagde, at det for første gang i år var for dyrt for byen, og at broen for længst burde være lukket. ";
        let polish = "To jest to, co komisja postanowiła we wtorek: most to nie droga, a to znaczy, że to miasto musi poczekać. ";
        for (text, expected) in [(english, true), (dutch, false), (danish, false), (polish, false), ("the ", false)] {
            assert_eq!(is_plainly_english(&text.repeat(4)), expected, "{text}");
        }
        assert_eq!(of(&dutch.repeat(4)), "nld");
    }

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
