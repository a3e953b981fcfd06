//! Where sentences, paragraphs and list items end: by rule, and looking only near the place
//! that is asked about, so that a text of any length costs the same.
//!
//! Everything rests on one question: is the gap between two neighbouring words a break? A word
//! is a run of letters and digits, and a gap is all that stands between two words.

use super::abbreviation::{Follow, WORD_REACH, follow};
use super::block::{Lines, begins_block, is_heading, line_before, marker_at, skip_marks};
use super::normal::is_invisible;
use crate::span::Span;

/// How far to look to each side of a place, in bytes. Longer than nearly any sentence: English
/// prose runs at about 20 words, or 120 bytes, a sentence.
pub const REACH: usize = 2_000;

/// Words that open a sentence so often, and follow an abbreviation within one so rarely, that a
/// capital on them tells the two apart: `in the U.S. The law` and `the U.S. Senate`.
const OPENERS: [&str; 53] = [
    "A", "After", "All", "Also", "Although", "An", "And", "Another", "As", "At", "Because", "Before", "But", "By",
    "Each", "For", "From", "He", "Her", "His", "How", "However", "I", "If", "In", "It", "Its", "Many", "Most", "My",
    "On", "Our", "She", "Since", "So", "Some", "That", "The", "Their", "Then", "There", "These", "They", "This",
    "Those", "Though", "To", "We", "What", "When", "While", "With", "You",
];

/// A break in a gap: the sentence before it ends at `end`, the next begins at `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Split {
    end: usize,
    start: usize,
}

/// Whether a sentence, paragraph or list item ends between two neighbouring words.
///
/// `left_end` is the byte offset after the left word, `right_start` the one of the right word.
/// More than [`REACH`] bytes without a word are a break. The answer is `false` for offsets that
/// do not lie on character boundaries in this order.
#[must_use]
pub fn breaks_between(text: &str, left_end: usize, right_start: usize) -> bool {
    split(text, left_end, right_start).is_some()
}

/// The sentence that holds `span`, without white space or list marks around it.
///
/// It reaches at most [`REACH`] bytes beyond the span on each side and ends at a word's edge
/// there, if there is one. Where the span itself goes over a break, all sentences it touches are
/// taken. A span that is wrong for this text is moved to the nearest character boundaries.
#[must_use]
pub fn sentence_around(text: &str, span: Span) -> Span {
    sentence_knowing(text, span, None)
}

/// As [`sentence_around`], without looking for breaks in `known`: a stretch from word to word around `span` that holds none.
pub(super) fn sentence_knowing(text: &str, span: Span, known: Option<Span>) -> Span {
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end).max(start);
    let covered = &text[start..end];
    let trimmed = covered.trim();
    let inner_start = match trimmed {
        "" => start,
        _ => end - covered.trim_start().len(),
    };
    let inner = Span::new(inner_start, inner_start + trimmed.len());
    let known = known.unwrap_or(inner);
    let first = sentence_start(text, inner, known.start).min(inner.start);
    let last = sentence_end(text, inner, known.end).max(inner.end);
    Span::new(start, end).union(Span::new(first, last))
}

/// Whether the first word at or after the byte offset `at` is the first of its sentence.
///
/// Quotes, brackets, white space and list marks before the word do not count.
#[must_use]
pub fn starts_sentence(text: &str, at: usize) -> bool {
    let at = text.floor_char_boundary(at);
    if word_start(text, at, reach_left(text, at)) < at && text[at..].starts_with(is_word) {
        return false;
    }
    let Some(right) = next_word(text, at, reach_right(text, at)) else {
        return false;
    };
    prev_word(text, right, reach_left(text, right)).is_none_or(|left| breaks_between(text, left, right))
}

/// Whether the last word before the byte offset `at` is the last of its sentence.
///
/// Stops, quotes, brackets and white space after the word do not count.
#[must_use]
pub fn ends_sentence(text: &str, at: usize) -> bool {
    let at = text.floor_char_boundary(at);
    if text[..at].ends_with(is_word) && text[at..].starts_with(is_word) {
        return false;
    }
    let Some(left) = prev_word(text, at, reach_left(text, at)) else {
        return false;
    };
    next_word(text, left, reach_right(text, left)).is_none_or(|right| breaks_between(text, left, right))
}

/// Goes left from gap to gap until one breaks before the span; none does behind `known`.
fn sentence_start(text: &str, span: Span, known: usize) -> usize {
    let floor = reach_left(text, span.start);
    let ceiling = reach_right(text, span.start);
    let in_word = word_start(text, span.start, floor);
    let mut right = if in_word < span.start { Some(in_word) } else { next_word(text, span.start, ceiling) };
    let mut best = in_word;
    let from = known.max(floor);
    let from = if text[..from].ends_with(is_word) { word_end(text, from, in_word.max(from)) } else { from };
    if let Some(first) = next_word(text, from, in_word) {
        (right, best) = (Some(first), first);
    }
    while let Some(left) = prev_word(text, right.unwrap_or(span.start), floor) {
        if let Some(found) = right.and_then(|right| split(text, left, right))
            && found.start <= span.start
        {
            return found.start;
        }
        let start = word_start(text, left, floor);
        if start == floor && text[..floor].ends_with(is_word) {
            return best;
        }
        best = best.min(start);
        right = Some(start);
    }
    skip_marks(text, if floor == 0 { 0 } else { best }, best)
}

/// Goes right from gap to gap until one breaks after the span; none does before `known`.
fn sentence_end(text: &str, span: Span, known: usize) -> usize {
    let floor = reach_left(text, span.end);
    let ceiling = reach_right(text, span.end);
    let mut left = match word_end(text, span.end, ceiling) {
        end if end > span.end && text[..span.end].ends_with(is_word) => Some(end),
        _ => prev_word(text, span.end, floor),
    };
    let mut best = left.unwrap_or(span.end).max(span.end);
    let to = known.min(ceiling);
    let to = if text[to..].starts_with(is_word) { word_start(text, to, best.min(to)) } else { to };
    if let Some(last) = text.get(best..to).and_then(|_| prev_word(text, to, best)) {
        (left, best) = (Some(last), last);
    }
    while let Some(right) = next_word(text, left.unwrap_or(span.end), ceiling) {
        if let Some(found) = left.and_then(|left| split(text, left, right))
            && ends_at(found, span)
        {
            return found.end;
        }
        let end = word_end(text, right, ceiling);
        if end == ceiling && text[ceiling..].starts_with(is_word) {
            return best;
        }
        best = best.max(end);
        left = Some(end);
    }
    best + text[best..ceiling.max(best)].trim_end().len()
}

/// Whether the span lies before the break; an empty one between two sentences goes to the first,
/// and one where the second begins to the second.
fn ends_at(split: Split, span: Span) -> bool {
    span.end < split.start || (span.end == split.end && !span.is_empty())
}

pub(super) fn reach_left(text: &str, at: usize) -> usize {
    text.ceil_char_boundary(at.saturating_sub(REACH))
}

pub(super) fn reach_right(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.saturating_add(REACH))
}

/// Superscript digits are note marks, and the modifier apostrophe is no letter: as in tokens.
pub(super) fn is_word(ch: char) -> bool {
    ch.is_alphanumeric() && !is_note_mark(ch) && ch != '\u{2bc}'
}

const fn is_note_mark(ch: char) -> bool {
    matches!(ch, '¹' | '²' | '³' | '\u{2070}'..='\u{2079}' | '†' | '‡')
}

/// End of the last word in `floor..from`.
fn prev_word(text: &str, from: usize, floor: usize) -> Option<usize> {
    let found = text[floor..from].char_indices().rfind(|(_, ch)| is_word(*ch));
    found.map(|(at, ch)| floor + at + ch.len_utf8())
}

/// Start of the first word in `from..ceiling`.
fn next_word(text: &str, from: usize, ceiling: usize) -> Option<usize> {
    text.get(from..ceiling)?.find(is_word).map(|at| from + at)
}

/// Start of the word that ends at or goes over `end`, but not before `floor`.
fn word_start(text: &str, end: usize, floor: usize) -> usize {
    floor + text[floor..end].trim_end_matches(is_word).len()
}

/// The first word that begins at or after the byte offset `at`, which lies outside of words.
pub(super) fn word_after(text: &str, at: usize) -> Option<Span> {
    let start = next_word(text, at, text.len())?;
    Some(Span::new(start, word_end(text, start, text.len())))
}

/// End of the word that starts at or goes over `start`, but not after `ceiling`.
fn word_end(text: &str, start: usize, ceiling: usize) -> usize {
    ceiling - text[start..ceiling].trim_start_matches(is_word).len()
}

fn split(text: &str, left: usize, right: usize) -> Option<Split> {
    let gap = text.get(left..right)?;
    if gap == " " {
        return None;
    }
    if gap.len() > REACH {
        return Some(Split { end: left, start: right });
    }
    marker_split(text, left, right)
        .or_else(|| layout_split(text, left, right))
        .or_else(|| stop_split(text, left, right))
        .or_else(|| reference_split(text, left, right))
}

/// The break after the number or letter of a list item, `1. Buy milk`: it is no part of the item.
fn marker_split(text: &str, left: usize, right: usize) -> Option<Split> {
    if !text[left..].starts_with(['.', ')']) {
        return None;
    }
    let start = word_start(text, left, reach_left(text, left));
    let marker = marker_at(text, start)?;
    (marker.label_end == left).then(|| Split { end: left + 1, start: skip_marks(text, left + 1, right) })
}

/// The break that line ends make: a blank line or a line without a word, a list item, a heading
/// or a table row.
fn layout_split(text: &str, left: usize, right: usize) -> Option<Split> {
    let gap = &text[left..right];
    let lines = Lines::of(gap)?;
    let head = &gap[lines.last..];
    let breaks = lines.ends >= 2
        || begins_block(head)
        || gap[..lines.first].trim_end().ends_with('|')
        || marker_at(text, right).is_some()
        || is_heading(line_before(text, left));
    breaks.then(|| Split {
        end: left + gap[..lines.first].trim_end().len(),
        start: skip_marks(text, left + lines.last, right),
    })
}

/// A run of sentence stops with the quotes and brackets that close after it.
struct Stop {
    /// Byte offset in the gap of the first stop.
    at: usize,
    /// Byte offset in the gap after the run.
    end: usize,
    /// Number of points.
    points: usize,
    /// Whether it holds `?`, `!` or `…`, after which a sentence may go on in lower case.
    soft: bool,
    /// Whether it holds a full-width stop, after which no space stands.
    wide: bool,
}

/// The break that a full stop, question mark, exclamation mark or ellipsis makes.
fn stop_split(text: &str, left: usize, right: usize) -> Option<Split> {
    let gap = &text[left..right];
    let mut from = 0;
    while let Some(stop) = next_stop(gap, from) {
        if stop_breaks(text, left, right, &stop) {
            let after = &gap[stop.end..];
            return Some(Split { end: left + stop.end, start: right - after.trim_start().len() });
        }
        from = stop.end;
    }
    None
}

/// The break after numbers of references that follow a stop, as on Wikipedia: `at once.[3][4] Then`.
fn reference_split(text: &str, left: usize, right: usize) -> Option<Split> {
    let after = text[left..right].strip_prefix(']')?;
    let floor = reach_left(text, left);
    let before = before_references(&text[floor..left])?;
    let sentence = before.strip_suffix(is_stop)?;
    let stop = Stop { at: 1, end: 1, points: 1, soft: !before.ends_with('.'), wide: false };
    let abbreviated = follow(text, floor + sentence.len()).is_some();
    (!abbreviated && stop_breaks(text, left, right, &stop))
        .then(|| Split { end: left + 1, start: right - after.trim_start().len() })
}

/// What stands before `[3][4`, the last bracket of which is still open.
fn before_references(mut text: &str) -> Option<&str> {
    // A handful at most: a page of nothing but brackets must not be gone over again and again.
    for _ in 0..8 {
        text = text.trim_end_matches(is_word).strip_suffix('[')?;
        match text.strip_suffix(']') {
            Some(another) => text = another,
            None => return Some(text),
        }
    }
    None
}

fn next_stop(gap: &str, from: usize) -> Option<Stop> {
    let at = from + gap[from..].find(is_stop)?;
    let mut stop = Stop { at, end: at, points: 0, soft: false, wide: false };
    for (offset, ch) in gap[at..].char_indices() {
        let spaced = ch == ' ' && gap[at + offset..].starts_with(" .");
        if !(is_stop(ch) || is_closing(ch) || is_note_mark(ch) || is_invisible(ch) || spaced) {
            break;
        }
        stop.points += usize::from(ch == '.');
        stop.soft |= matches!(ch, '?' | '!' | '…') || stop.points >= 3;
        stop.wide |= matches!(ch, '。' | '！' | '？');
        stop.end = at + offset + ch.len_utf8();
    }
    Some(stop)
}

const fn is_stop(ch: char) -> bool {
    matches!(ch, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

/// Quotes and brackets that close; emphasis marks of Markdown close here as well.
const fn is_closing(ch: char) -> bool {
    matches!(ch, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '】' | '*' | '_' | '`')
}

const fn is_opening_quote(ch: char) -> bool {
    matches!(ch, '"' | '\'' | '“' | '‘' | '„' | '«' | '‹' | '「' | '『')
}

const fn is_opening_bracket(ch: char) -> bool {
    matches!(ch, '(' | '[' | '{' | '（' | '【')
}

fn stop_breaks(text: &str, left: usize, right: usize, stop: &Stop) -> bool {
    if stop.wide {
        return true;
    }
    let between = &text[left + stop.end..right];
    let next = &text[right..text.floor_char_boundary(right + WORD_REACH)];
    if next.is_empty() {
        return true;
    }
    if !between.starts_with(char::is_whitespace) {
        return false;
    }
    let quote = between.contains(is_opening_quote);
    let bracket = between.contains(is_opening_bracket);
    let point_of_word = stop.at == 0 && stop.points == 1 && !stop.soft;
    match point_of_word.then(|| follow(text, left)).flatten() {
        Some(Follow::Any) => false,
        Some(Follow::Lower) => !bracket && next.starts_with(char::is_uppercase),
        Some(Follow::Opener) => !bracket && OPENERS.binary_search(&first_word(next)).is_ok(),
        None => quote || (bracket && !stop.soft) || !is_lower(next),
    }
}

/// Whether a word begins in lower case; names such as iPhone and eBay do not count.
fn is_lower(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_lowercase) && !chars.next().is_some_and(char::is_uppercase)
}

/// The first word of `text`, without what follows an apostrophe (`It's`), but with what follows a
/// hyphen (`A-level`).
fn first_word(text: &str) -> &str {
    text.split(|ch: char| !is_word(ch) && ch != '-').next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes out the `¦` that stands in the gap looked at; gives the ends of the gap as well.
    fn gap(marked: &str) -> (String, usize, usize) {
        let at = marked.find('¦').expect("a mark");
        let text = marked.replacen('¦', "", 1);
        let left = prev_word(&text, at, 0).expect("a word before");
        let right = next_word(&text, at, text.len()).expect("a word after");
        (text, left, right)
    }

    #[test]
    fn openers_are_sorted() {
        assert!(OPENERS.is_sorted());
    }

    #[test]
    fn reach_never_cuts_a_character() {
        for padding in 0..4 {
            let text = format!("{}{}\u{e9}nd", "x".repeat(padding), "\u{2019}\u{e9} ".repeat(REACH));
            assert!(!starts_sentence(&text, text.len()));
            assert!(ends_sentence(&text, text.len()));
        }
    }

    #[test]
    fn breaks() {
        let table = [
            "The shop opened in May.¦ It sold out by noon.",
            "Was it worth the price?¦ Most buyers think so.",
            "What a day!¦ Nobody had planned for rain.",
            "She said, “Leave it.”¦ He left it.",
            "She said, \"Leave it.\"¦ \"Fine,\" he said.",
            "He waited.¦ “Come in,” she said.",
            "It works (most of the time).¦ We checked.",
            "(It works most of the time.)¦ We checked.",
            "It works well.¦ (see the appendix)",
            "It works well.¦ [citation needed]",
            "Sales fell in 1990.¦ The firm closed.",
            "Sales fell in 1990.¦ 25 people lost their jobs.",
            "The rate rose to 3.5.¦ Then it fell.",
            "He paused…¦ Nobody spoke.",
            "He paused...¦ Nobody spoke.",
            "He paused. . . .¦ Nobody spoke.",
            "We sell nuts, bolts, etc.¦ Call us today.",
            "We sell nuts, bolts (screws, etc.).¦ Call us today.",
            "They moved to the U.S.¦ The law had changed.",
            "They moved to the U.S.¦ It's a big country.",
            "He works for Apple Inc.¦ They make phones.",
            "The bus leaves at 5 p.m.¦ We should hurry.",
            "The shop is on Main St.¦ The door is green.",
            "The method is due to Smith et al.¦ The result is not.",
            "It is rich in vitamin C.¦ Oranges help.",
            "That leaves Plan B.¦ Nobody liked it.",
            "She works in R&D.¦ Marketing is upstairs.",
            "DON'T.¦ STOP NOW.",
            "Did he agree? No.¦ The board did.",
            "Visit www.example.com.¦ Orders ship free.",
            "Open report.pdf.¦ Print it.",
            "He left early.¦ iPhone sales had slumped.",
            "It ended well.**¦ **Next came the party.",
            "A paragraph without a stop\n\n¦and another one",
            "A paragraph with spaces\n \t \n¦between the lines",
            "Windows has it\r\n\r\n¦so as well",
            "Old Macs had it\r\r¦so as well",
            "A separator\u{2029}¦splits paragraphs",
            "> quoted text\n>\n> ¦and a new paragraph",
            "You need:\n- ¦butter",
            "butter\n* ¦sugar",
            "butter\r\n  + ¦sugar",
            "butter\n• ¦sugar",
            "butter\n•¦sugar",
            "butter\n– ¦sugar",
            "You need\n¦1. butter",
            "butter\n¦2) sugar",
            "butter\n   ¦12. sugar",
            "1.¦ butter",
            "You need\n1)¦ butter",
            "butter\n¦b) sugar",
            "butter\n¦iv. sugar",
            "The parties agree:\n¦A. The buyer pays",
            "A. Apples\n¦B. Oranges",
            "B.¦ Oranges",
            "the seller;\n(¦b) the buyer",
            "Intro text\n## ¦Prices",
            "## Prices\n¦they rose",
            "Prices\n======\n¦they rose",
            "some text\n| ¦cell one | cell two |",
            "| cell one | cell two |\n¦some text",
            "これは文です。¦次の文です",
            "It sold out at once.[3]¦ The firm made more.",
            "It sold out at once.[3][14]¦ The firm made more.",
            "He moved to San Diego, CA.¦ The house is big.",
            "It was below par.¦ Nobody won.",
            "It ended there.²¦ Nobody won.",
            "It ended there.\u{200b}¦ Nobody won.",
            "It ended there.\u{ad}¦ Nobody won.",
            "It ended there.\u{200d}¦ Nobody won.",
            "It ended there.\u{2060}¦ Nobody won.",
            "It ended there.\u{feff}¦ Nobody won.",
            "It ended there.\u{202c}¦ Nobody won.",
            "It ended there!\u{fe0f}¦ Nobody won.",
            "It ended.\u{202c}\u{2063}”¦ Nobody won.",
            "It has 5 m².¦ Nobody lives there.",
            "It ended there.\u{a0}¦ Nobody won.",
            "本当ですか？¦はい",
        ];
        for marked in table {
            let (text, left, right) = gap(marked);
            assert!(breaks_between(&text, left, right), "no break in {marked:?}");
            assert!(ends_sentence(&text, left), "{marked:?}");
            assert!(starts_sentence(&text, right), "{marked:?}");
            let mark = marked.find('¦').expect("a mark");
            assert!(ends_sentence(&text, mark), "{marked:?}");
            assert!(starts_sentence(&text, mark), "{marked:?}");
        }
    }

    #[test]
    fn no_breaks() {
        let table = [
            "Dr.¦ Miller saw the patient.",
            "Dr.\u{2060}¦ Miller saw the patient.",
            "Dr.\u{202c}¦ Miller saw the patient.",
            "DR.¦ MILLER SAW THE PATIENT.",
            "Mr. and Mrs.¦ Jones came along.",
            "Prof.¦ “Bones” Miller",
            "Gen.¦ Grant won.",
            "It was J.¦ Smith who wrote it.",
            "John F.¦ Kennedy spoke.",
            "J. R.¦ R. Tolkien wrote it.",
            "J.R.R.¦ Tolkien wrote it.",
            "Jean-P.¦ Dupont",
            "by John\n¦F. Kennedy",
            "by John\nF.¦ Kennedy",
            "fruit, e.g.¦ Granny Smith apples",
            "the last one, i.e.¦ Monday",
            "E.g.¦ Monday",
            "nuts, bolts, etc.¦ are sold here",
            "nuts, bolts, etc.¦ (see the list)",
            "Holmes vs.¦ Moriarty",
            "as Fig.¦ 3 shows",
            "as Fig.¦ S3 shows",
            "track No.¦ 7 is best",
            "NO.¦ 7 IS BEST",
            "St.¦ John lived here.",
            "on Jan.¦ 5 we met",
            "the U.S.¦ Senate voted",
            "the U.S.¦ has voted",
            "the U.N.¦ Security Council",
            "Apple Inc.¦ Chief Executive Tim Cook",
            "Apple Inc.¦ (NASDAQ: AAPL)",
            "at 5 p.m.¦ Eastern time",
            "about approx.¦ 50 people",
            "Smith et al.¦ (2019) say so",
            "It costs 3.¦5 euros",
            "See www.¦example.com for more",
            "Visit www.example.¦com for more",
            "Open README.¦MD first",
            "Version 2.¦0.1 is out",
            "wait…¦ what is that",
            "wait...¦ what is that",
            "wait . . .¦ what is that",
            "“Really?”¦ she asked.",
            "“Stop!”¦ he cried.",
            "Yahoo!¦ (the portal) grew.",
            "It has one use:¦ The sale of goods.",
            "He came;¦ She left.",
            "He came,¦ She left.",
            "a line that\n¦Goes on below",
            "a line that\r\n¦Goes on below",
            "> a quote that\n> ¦goes on below",
            "in the year\n¦1990. The rest",
            "as in section\n(¦a) above",
            "a form feed\n\u{c}¦within it",
            "a well-¦known fact",
            "it'¦s a fact",
            "one (¦two) three",
            "#1 seller\n¦in its class",
            "a 5 -¦ 7 range",
            "as Smith et al.[3]¦ Miller say",
            "in the study [3]¦ Miller wrote",
            "sold out.[¦3] The firm",
            "an iPhone in Ms.¦ Miller's bag",
            "CA.¦ 1800 or so",
            "born c.¦ 1800 or so",
            "see pp.¦ 12 and 14",
            "and so. it¦ went",
            "and so.¦ it went",
        ];
        for marked in table {
            let (text, left, right) = gap(marked);
            assert!(!breaks_between(&text, left, right), "break in {marked:?}");
            assert!(!ends_sentence(&text, left), "{marked:?}");
            assert!(!starts_sentence(&text, right), "{marked:?}");
        }
    }

    #[test]
    fn sentences() {
        // (text, a word in it, its sentence)
        let table = [
            ("One. Two words. Three.", "words", "Two words."),
            ("One. Two words. Three.", "One", "One."),
            ("One. Two words. Three.", "Three.", "Three."),
            ("  Only one, and no stop \n", "one", "Only one, and no stop"),
            ("He left. “Is it so?” she said. We did.", "so", "“Is it so?” she said."),
            ("He said “go.” “Why?” he asked", "go", "He said “go.”"),
            ("He said “go.” “Why?” he asked", "“Why", "“Why?” he asked"),
            ("Dr. J. Smith et al. (2019) agree. Yes.", "Smith", "Dr. J. Smith et al. (2019) agree."),
            ("One. Two. Three. Four.", "wo. Thr", "Two. Three."),
            ("# Big Title\nThe text (it is short)\nends. Here", "short", "The text (it is short)\nends."),
            ("# Big Title\nThe text", "Title", "Big Title"),
            ("Buy:\n- soft butter\n- “sugar”\n", "butter", "soft butter"),
            ("Buy:\n- soft butter\n- “sugar”\n", "sugar", "“sugar”"),
            ("- soft butter\n- sugar", "soft", "soft butter"),
            ("1. Soft butter\n2. Sugar", "butter", "Soft butter"),
            ("1. Soft butter\n2. Sugar", "Sugar", "Sugar"),
            ("A.\r\n\r\nB b\r\n\r\nC", "B", "B b"),
            ("これは文です。次の文です。", "次", "次の文です。"),
            ("これは文です。次の文です。", "これ", "これは文です。"),
            ("One. Two.", "One. ", "One. "),
            ("One. Two.", " ", "One. "),
            ("?!", "?", "?!"),
        ];
        for (text, word, sentence) in table {
            let start = text.find(word).expect("the word");
            let found = sentence_around(text, Span::new(start, start + word.len()));
            assert_eq!(found.slice(text), sentence, "{word:?} in {text:?}");
        }
    }

    #[test]
    fn edges() {
        assert_eq!(sentence_around("", Span::new(0, 0)), Span::new(0, 0));
        assert_eq!(sentence_around("é", Span::new(1, 99)), Span::new(0, 2));
        assert_eq!(sentence_around("One. Two.", Span::new(5, 5)).slice("One. Two."), "Two.");
        // (text, at, starts, ends)
        let table = [
            ("", 0, false, false),
            ("One two", 0, true, false),
            ("One two", 1, false, false),
            ("One two", 3, false, false),
            ("One two", 7, false, true),
            ("(“One two.”)", 0, true, false),
            ("(“One two.”)", 18, false, true),
            ("- One, two", 0, true, false),
            ("One. “Two", 5, true, true),
            ("One. “Two", 8, true, true),
            ("One, “two", 5, false, false),
        ];
        for (text, at, starts, ends) in table {
            assert_eq!(starts_sentence(text, at), starts, "{at} starts in {text:?}");
            assert_eq!(ends_sentence(text, at), ends, "{at} ends in {text:?}");
        }
        assert!(!breaks_between("é. A", 1, 4));
        assert!(!breaks_between("One. Two", 5, 3));
        assert!(!breaks_between("One. Two", 5, 300));
    }

    #[test]
    fn looks_no_farther_than_its_reach() {
        let text = "word ".repeat(10_000);
        let found = sentence_around(&text, Span::new(20_000, 20_004));
        assert_eq!(found, Span::new(18_000, 22_004));
        let text = "é".repeat(10_000);
        let found = sentence_around(&text, Span::new(10_000, 10_002));
        assert_eq!(found, Span::new(8_000, 12_002));
        let text = format!("one{}two", " ".repeat(5_000));
        assert!(breaks_between(&text, 3, 5_003));
        assert_eq!(sentence_around(&text, Span::new(1, 2)), Span::new(0, 3));
        assert_eq!(sentence_around(&text, Span::new(5_003, 5_004)), Span::new(5_003, 5_006));
        assert!(starts_sentence(&text, 5_003) && ends_sentence(&text, 3));
    }

    fn text_of_pieces() -> impl Strategy<Value = String> {
        let pieces = vec![
            "Dr", "²", "\u{200b}", "etc", "U.S", "J", "The", "cat", "é", "1", "12", "次", ".", ".", ".", "...", "…",
            "?", "!", "。", ",", "(", ")", "“", "”", "\"", "'", "-", "–", "•", "#", "|", ">", "*", " ", " ", " ", " ",
            " ", "\n", "\r\n", "\r", "\u{2029}", "\t",
        ];
        proptest::collection::vec(proptest::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn sentences_hold_their_span(text in "\\PC{0,60}|[a-zé. \n]{0,60}", a in 0_usize..150, b in 0_usize..150) {
            let span = Span::new(a.min(b), a.max(b));
            let found = sentence_around(&text, span);
            prop_assert!(found.contains(Span::new(span.start.min(text.len()), span.end.min(text.len()))));
            prop_assert!(text.is_char_boundary(found.start) && text.is_char_boundary(found.end));
        }

        #[test]
        fn sentences_agree_with_breaks(text in text_of_pieces()) {
            let mut start = next_word(&text, 0, text.len());
            while let Some(left) = start {
                let left_end = word_end(&text, left, text.len());
                start = next_word(&text, left_end, text.len());
                let Some(right) = start else { break };
                let right_end = word_end(&text, right, text.len());
                let breaks = breaks_between(&text, left_end, right);
                let before = sentence_around(&text, Span::new(left, left_end));
                let after = sentence_around(&text, Span::new(right, right_end));
                prop_assert_eq!(before.end <= right, breaks, "{:?} {:?}", before, after);
                prop_assert_eq!(after.start >= left_end, breaks, "{:?} {:?}", before, after);
                prop_assert_eq!(before == after, !breaks, "{:?} {:?}", before, after);
                prop_assert_eq!(before.slice(&text).trim(), before.slice(&text));
                prop_assert_eq!(starts_sentence(&text, right), breaks);
                prop_assert_eq!(ends_sentence(&text, left_end), breaks);
            }
        }

        #[test]
        fn far_places_agree_with_near_ones(text in text_of_pieces(), pad in 0_usize..3) {
            // More text around a sentence changes nothing.
            let padding = "Some words here. ".repeat(pad * 200);
            let padded = format!("{padding}\n\nStart {text} end\n\n{padding}");
            let bare = format!("Start {text} end");
            let shift = padding.len() + 2;
            for at in (0..bare.len()).filter(|at| bare.is_char_boundary(*at)) {
                prop_assert_eq!(starts_sentence(&padded, at + shift), starts_sentence(&bare, at));
                let near = sentence_around(&bare, Span::new(at, at));
                let far = sentence_around(&padded, Span::new(at + shift, at + shift));
                prop_assert_eq!((far.start, far.end), (near.start + shift, near.end + shift));
            }
        }

        #[test]
        fn any_offsets_are_safe(text in text_of_pieces(), a in 0_usize..100, b in 0_usize..100) {
            let _ = breaks_between(&text, a, b);
            let _ = starts_sentence(&text, a);
            let _ = ends_sentence(&text, a);
        }
    }
}
