//! What looks like prose and is none: addresses, tags, paths, names in code.

use crate::span::Span;
use memchr::{memchr3, memrchr3};

/// Bytes looked at to each side of a place: longer addresses are rare, and a text without spaces must not be gone over again and again.
const REACH: usize = 256;

/// Last labels of host and file names that are read as such without another sign: `example.org`, `notes.txt`.
const SUFFIXES: [&str; 64] = [
    "ai", "app", "au", "bat", "biz", "c", "ca", "cfg", "co", "com", "conf", "cpp", "css", "csv", "de", "dev", "doc",
    "docx", "edu", "eu", "exe", "fr", "gif", "gov", "gz", "h", "htm", "html", "info", "ini", "io", "java", "jpeg",
    "jpg", "js", "json", "log", "md", "mp3", "mp4", "net", "odt", "org", "pdf", "php", "png", "ppt", "pptx", "py",
    "rb", "rs", "sh", "sql", "svg", "toml", "ts", "tsv", "txt", "uk", "us", "xls", "xlsx", "xml", "yml",
];

/// Whether a word of `span` is part of a URL, an e-mail address, a host or file name, a path, a hashtag, a handle,
/// or a name in code, or stands between backticks.
pub(crate) fn is_code(text: &str, span: Span) -> bool {
    let slice = span.slice(text);
    let mut words = slice.split_whitespace();
    let start = |word: &str| span.start + (word.as_ptr() as usize - slice.as_ptr() as usize);
    words.any(|word| is_technical(text, Span::new(start(word), start(word) + word.len())))
        || is_between_backticks(text, span)
}

/// What is looked at of the text around a place.
fn around(text: &str, place: Span) -> Span {
    let start = text.ceil_char_boundary(place.start.saturating_sub(REACH));
    Span::new(start, text.floor_char_boundary((place.end + REACH).min(text.len())))
}

/// The run of characters around `word` up to those that `ends` names.
fn run(text: &str, word: Span, ends: impl Fn(char) -> bool + Copy) -> Span {
    let Span { start: from, end: to } = around(text, word);
    let start = text[from..word.start].rfind(ends).map_or(from, |at| text.ceil_char_boundary(from + at + 1));
    let end = text[word.end..to].find(ends).map_or(to, |at| word.end + at);
    Span::new(start, end)
}

fn is_technical(text: &str, word: Span) -> bool {
    let whole = run(text, word, char::is_whitespace);
    if whole == word {
        return is_lower_camel(text, word);
    }
    let closes = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | ',' | ';' | '|')
            || matches!(c, '\u{2014}' | '\u{2018}'..='\u{201F}' | '«' | '»' | '`')
    };
    let part = run(text, word, closes);
    let before = text[..part.start].chars().next_back();
    let chunk = part.slice(text).trim_matches(['.', ',', ':', '!', '?', '*', '\'', '…']);
    is_in_url(&text[whole.start..word.start])
        || chunk.contains('@')
        || chunk.starts_with(['#', '$'])
        || chunk.starts_with("--") && !chunk.ends_with("--")
        || before == Some('<')
        || text[part.end..].starts_with("()")
        || is_lower_camel(text, word)
        || joins_words(chunk, '_')
        || joins_words(chunk, '=')
        || chunk.contains("::")
        || is_path(chunk)
        || is_file_or_host(chunk)
}

/// Whether what stands before a word, back to the last white space, is the beginning of a URL that goes on.
fn is_in_url(before: &str) -> bool {
    let scheme = ["://", "www.", "mailto:"].into_iter().filter_map(|mark| before.rfind(mark)).max();
    scheme.is_some_and(|at| {
        let since = &before[at..];
        let opened = since.matches('(').count();
        !since.contains(['<', '>', '"', ']']) && since.matches(')').count() <= opened
    })
}

/// Whether `mark` stands between two letters or digits.
fn joins_words(chunk: &str, mark: char) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    chunk
        .match_indices(mark)
        .any(|(at, _)| is_word(chunk[..at].chars().next_back()) && is_word(chunk[at + 1..].chars().next()))
}

/// Whether a word is spelt like `nittyGritty`; `NittyGritty` may be two words whose space was lost.
fn is_lower_camel(text: &str, word: Span) -> bool {
    let word = run(text, word, |c| !c.is_alphanumeric()).slice(text);
    let bytes = word.as_bytes();
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && bytes.windows(3).any(|three| {
            three[0].is_ascii_lowercase() && three[1].is_ascii_uppercase() && three[2].is_ascii_lowercase()
        })
}

/// Whether a chunk is a path, and not two words with a slash for *or*.
fn is_path(chunk: &str) -> bool {
    let slashes = chunk.matches('/').count();
    let rooted = chunk.starts_with('/') || chunk.starts_with("~/") || chunk.ends_with('/');
    joins_words(chunk, '\\') || chunk.contains(":\\") || slashes > 1 || slashes == 1 && (rooted || chunk.contains('.'))
}

fn is_file_or_host(chunk: &str) -> bool {
    let Some((_, last)) = chunk.rsplit_once('.') else { return false };
    let cased = |test: fn(&char) -> bool| last.chars().all(|c| test(&c) || c.is_ascii_digit());
    (cased(char::is_ascii_lowercase) || cased(char::is_ascii_uppercase))
        && SUFFIXES.binary_search(&last.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether backticks open close before `span` and close behind it on its line, as Markdown has them.
fn is_between_backticks(text: &str, span: Span) -> bool {
    let Span { start: from, end: to } = around(text, span);
    let (before, after) = (&text.as_bytes()[from..span.start], &text.as_bytes()[span.end..to]);
    let start = memrchr3(b'`', b'\n', b'\r', before).map_or(from, |at| from + at + 1);
    let end = memchr3(b'`', b'\n', b'\r', after).map_or(to, |at| span.end + at);
    let between = Span::new(start, end);
    let (before, after) = (&text[..between.start], &text[between.end..]);
    let opens = before.ends_with('`')
        && !text[between.start..].starts_with(char::is_whitespace)
        && !before.trim_end_matches('`').ends_with(char::is_alphanumeric);
    let closes = after.starts_with('`')
        && !text[..between.end].ends_with(char::is_whitespace)
        && !after.trim_start_matches('`').starts_with(char::is_alphanumeric);
    opens && closes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether *gritty plan*, *gritty-plan* or the like, between the marks of the text, is code.
    fn tell(marked: &str) -> bool {
        let (before, rest) = marked.split_once('⟦').expect("an opening mark");
        let (found, after) = rest.split_once('⟧').expect("a closing mark");
        is_code(&format!("{before}{found}{after}"), Span::new(before.len(), before.len() + found.len()))
    }

    #[test]
    fn addresses_tags_paths_and_names_in_code_are_told() {
        for marked in [
            "See https://a.org/⟦gritty-plan⟧/x.",
            "(https://a.org/wiki/x_(⟦gritty⟧))",
            "www.⟦gritty-plan⟧.co.uk",
            "Visit ⟦gritty-plan⟧.example.com.",
            "a.org/⟦gritty-plan⟧?q=b",
            "<⟦gritty⟧.plan@a.org>",
            "a@⟦gritty-plan⟧.org",
            "#⟦gritty-plan⟧",
            "(@⟦GrittyPlan⟧)",
            "a `⟦gritty plan⟧` b",
            "``⟦gritty plan⟧``",
            "a_⟦gritty⟧_plan",
            "⟦GrittyPlan⟧.new()",
            "⟦grittyPlan⟧",
            "gritty⟦Plan⟧ of",
            "plan::⟦gritty⟧::x",
            "./⟦gritty-plan⟧/x.txt",
            "C:\\⟦gritty-plan⟧\\x.doc",
            "src/⟦gritty-plan⟧/mod.rs",
            "⟦gritty-plan⟧.html",
            "Use --⟦gritty-plan⟧ here",
            "key=⟦gritty⟧",
            "$⟦gritty⟧",
            "<⟦gritty-plan⟧ a>",
        ] {
            assert!(tell(marked), "{marked}");
        }
    }

    #[test]
    fn prose_is_prose() {
        for marked in [
            "A ⟦gritty plan⟧.The next",
            "A ⟦GrittyPlan⟧ here",
            "[⟦gritty plan⟧](https://a.org)",
            "(https://a.org) ⟦gritty plan⟧",
            "<a href=\"https://a.org\">⟦gritty plan⟧</a>",
            "<b>⟦gritty plan⟧</b>",
            "A ⟦gritty plan⟧/scheme",
            "and/or ⟦gritty plan⟧",
            "_⟦gritty plan⟧_",
            "`a` ⟦gritty plan⟧ `b`",
            "a--⟦gritty plan⟧--b",
            "a --⟦gritty⟧-- b",
            "\u{201c}⟦gritty plan⟧\u{201d}—more",
            "The plan:⟦gritty⟧.Go",
            "⟦gritty plan⟧ (a.org)",
        ] {
            assert!(!tell(marked), "{marked}");
        }
    }

    #[test]
    fn suffixes_are_sorted() {
        assert!(SUFFIXES.is_sorted());
    }
}
