//! The one tokenizer: dictionaries, reference texts and documents are cut by it alike.

use super::normal::{is_apostrophe, is_hyphen, is_invisible, normal_form, split_run};
use super::scan::{Run, Scanner};
use super::vocabulary::{Vocabulary, WordId};

/// A word of the text: half-open byte range in the text, and its number in the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Number of the normal form, [`WordId::UNKNOWN`] for a word that no entry mentions.
    pub word: WordId,
}

impl Token {
    /// The word as it stands in the text.
    pub fn slice<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// Tokens kept before and after those handed out, so that a phrase can be seen whole from any of its words.
pub const MARGIN: usize = 64;
/// Tokens handed out in one window, roughly.
const WINDOW: usize = 8_192;
/// Bytes scanned between two looks at how full the window is.
const STRIDE: usize = 16_384;
/// A run of non-ASCII bytes longer than this is cut: no phrase holds such a word.
const LONGEST_RUN: usize = 4_096;

/// Cuts a text into tokens, a window at a time, in memory that does not grow with the text.
pub struct Tokenizer<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
    scanner: Scanner,
    runs: Vec<Run>,
    tokens: Vec<Token>,
    finished: bool,
    own_end: usize,
    dropped: usize,
    contractions: usize,
}

/// A stretch of tokens: `own` are to be examined now, those around them are context seen before or seen again later.
#[derive(Debug)]
pub struct Window<'w> {
    /// The tokens, context included.
    pub tokens: &'w [Token],
    /// Which of `tokens` belong to this window alone.
    pub own: std::ops::Range<usize>,
    /// How many tokens of the text stand before `tokens[0]`.
    pub offset: usize,
}

impl<'t> Tokenizer<'t> {
    /// A tokenizer over `text`, which must be shorter than 4 GiB (documents are, see `Document`).
    pub fn new(text: &'t str, vocabulary: &'t Vocabulary) -> Self {
        Tokenizer {
            text,
            vocabulary,
            scanner: Scanner::default(),
            runs: Vec::new(),
            tokens: Vec::new(),
            finished: false,
            own_end: 0,
            dropped: 0,
            contractions: 0,
        }
    }

    /// All tokens of a short text at once.
    pub fn collect(text: &'t str, vocabulary: &'t Vocabulary) -> Vec<Token> {
        let mut tokenizer = Tokenizer::new(text, vocabulary);
        while !tokenizer.finished {
            tokenizer.fill();
        }
        tokenizer.tokens
    }

    /// The next window, or `None` at the end. Every token is owned by exactly one window.
    pub fn next_window(&mut self) -> Option<Window<'_>> {
        let unneeded = self.own_end.saturating_sub(MARGIN);
        self.tokens.drain(..unneeded);
        self.dropped += unneeded;
        let start = self.own_end - unneeded;
        while !self.finished && self.tokens.len() < start + WINDOW + MARGIN {
            self.fill();
        }
        let end = if self.finished { self.tokens.len() } else { self.tokens.len() - MARGIN };
        self.own_end = end;
        (start < end).then_some(Window { tokens: &self.tokens, own: start..end, offset: self.dropped })
    }

    /// Words seen so far: tokens, but *don't* and *Putin's* count once.
    pub fn words(&self) -> usize {
        self.dropped + self.tokens.len() - self.contractions
    }

    fn fill(&mut self) {
        self.runs.clear();
        self.finished = !self.scanner.advance(self.text.as_bytes(), STRIDE, &mut self.runs);
        let bytes = self.text.as_bytes();
        let runs = std::mem::take(&mut self.runs);
        let mut last = self.tokens.last().map_or(0, |token| token.end as usize);
        for run in &runs {
            if run.wide {
                self.push_wide(*run);
            } else {
                let mark = bytes[last];
                let word = self.vocabulary.get_ascii(bytes, run.start, run.end);
                self.push(run.start, run.end, word, &bytes[run.start..run.end]);
                if mark == b'-' || mark == b'\'' || mark >= 0x80 {
                    self.mend(last);
                }
            }
            last = self.tokens.last().map_or(0, |token| token.end as usize);
        }
        self.runs = runs;
    }

    fn push(&mut self, start: usize, end: usize, word: WordId, normal: &[u8]) {
        if word == WordId::UNKNOWN
            && let Some(solid) = self.vocabulary.solid(normal)
        {
            let middle = middle(&self.text[start..end], solid.length as usize);
            self.tokens.push(token(start, start + middle, solid.first));
            self.tokens.push(token(start + middle, end, solid.second));
            return;
        }
        self.tokens.push(token(start, end, word));
    }

    fn push_wide(&mut self, run: Run) {
        let mut at = run.start;
        while at < run.end {
            let end = self.text.ceil_char_boundary((at + LONGEST_RUN).min(run.end));
            let text = self.text;
            split_run(&text[at..end], |from, to| {
                let normal = normal_form(&text[at + from..at + to]);
                let word = self.vocabulary.get(&normal);
                let last = self.tokens.last().map_or(0, |token| token.end as usize);
                self.push(at + from, at + to, word, normal.as_bytes());
                self.mend(last);
            });
            at = end;
        }
    }

    /// Looks at the mark before the newest token, which begins behind `last`: a contraction, or a word hyphenated over a line end.
    fn mend(&mut self, last: usize) {
        let Some(newest) = self.tokens.last().copied() else { return };
        let Some(gap) = self.text.get(last..newest.start as usize) else { return };
        let mut marks = gap.chars().filter(|c| !is_invisible(*c) || *c == '\u{AD}');
        let first = marks.next();
        if first.is_some_and(is_apostrophe) && marks.next().is_none() && last > 0 {
            self.contractions += 1;
        } else if first.is_some_and(|c| is_hyphen(c) || c == '\u{AD}') && is_line_end(gap) {
            self.join_over_line();
        }
    }

    fn join_over_line(&mut self) {
        let [.., first, second] = self.tokens[..] else { return };
        let joined = normal_form(first.slice(self.text)) + &normal_form(second.slice(self.text));
        let word = self.vocabulary.get(&joined);
        if word != WordId::UNKNOWN {
            self.tokens.truncate(self.tokens.len() - 2);
            self.tokens.push(token(first.start as usize, second.end as usize, word));
        }
    }
}

fn token(start: usize, end: usize, word: WordId) -> Token {
    Token { start: start as u32, end: end as u32, word }
}

/// Whether a gap that begins with a hyphen goes on with one line end and indentation, and nothing else.
fn is_line_end(gap: &str) -> bool {
    let mut rest = gap.trim_start_matches(|c| is_hyphen(c) || is_invisible(c)).trim_start_matches([' ', '\t']);
    rest = rest.strip_prefix('\r').unwrap_or(rest);
    rest.strip_prefix(['\n', '\u{2028}']).is_some_and(|rest| rest.chars().all(|c| c == ' ' || c == '\t'))
}

/// Byte offset in `solid` behind the first `length` bytes of its normal form; the two are as long in ASCII.
fn middle(solid: &str, length: usize) -> usize {
    if solid.is_ascii() {
        return length;
    }
    let mut at = 0;
    let offsets = solid.char_indices().map(|(at, c)| at + c.len_utf8());
    for end in offsets {
        if normal_form(&solid[..end]).len() > length {
            break;
        }
        at = end;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for word in words {
            vocabulary.insert(word);
        }
        vocabulary
    }

    fn read(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
        let known = |t: &Token| format!("{}={}", t.slice(text), vocabulary.word(t.word));
        Tokenizer::collect(text, vocabulary).iter().map(known).collect()
    }

    #[test]
    fn tokens_carry_normal_forms_and_slice_the_original() {
        let mut vocabulary = vocabulary(&["nitty", "gritty", "inquiries", "s"]);
        let (nitty, gritty) = (vocabulary.get("nitty"), vocabulary.get("gritty"));
        vocabulary.insert_solid(nitty, gritty);
        for (text, expected) in [
            ("Nitty-gritty", vec!["Nitty=nitty", "gritty=gritty"]),
            ("NittyGritty", vec!["Nitty=nitty", "Gritty=gritty"]),
            ("N\u{456}ttyGritty", vec!["N\u{456}tty=nitty", "Gritty=gritty"]),
            ("inqui-\nries", vec!["inqui-\nries=inquiries"]),
            ("inqui-\r\n  ries,", vec!["inqui-\r\n  ries=inquiries"]),
            ("inqui\u{AD}\nries", vec!["inqui\u{AD}\nries=inquiries"]),
            ("inqui\u{2010}\nries", vec!["inqui\u{2010}\nries=inquiries"]),
            ("nitty-\ngritty", vec!["nitty=nitty", "gritty=gritty"]),
            ("inqui-\n\nries", vec!["inqui=", "ries="]),
            ("it\u{2019}s", vec!["it=", "s=s"]),
            ("", vec![]),
        ] {
            assert_eq!(read(text, &vocabulary), expected, "{text:?}");
        }
    }

    #[test]
    fn contractions_count_as_one_word() {
        let vocabulary = Vocabulary::default();
        for (text, words) in [("don't stop", 2), ("Putin\u{2019}s well-known 'x' y", 5), ("'quoted' word", 2)] {
            let mut tokenizer = Tokenizer::new(text, &vocabulary);
            while tokenizer.next_window().is_some() {}
            assert_eq!(tokenizer.words(), words, "{text}");
        }
    }

    proptest! {
        #[test]
        fn windows_hold_every_token_once(seed in "[a-c \u{e9}'.\n-]{0,40}", times in 1usize..3_000) {
            let vocabulary = vocabulary(&["a", "ab"]);
            let text = seed.repeat(times);
            let all = Tokenizer::collect(&text, &vocabulary);
            let mut tokenizer = Tokenizer::new(&text, &vocabulary);
            let mut seen = Vec::new();
            while let Some(window) = tokenizer.next_window() {
                prop_assert_eq!(window.offset + window.own.start, seen.len());
                seen.extend_from_slice(&window.tokens[window.own.clone()]);
            }
            prop_assert_eq!(seen, all);
        }
    }
}
