//! Lines that begin or end a block: list items with their markers, headings, quotes and rows of tables.

use super::sentence::{is_word, reach_left, reach_right};

/// Bytes of indentation and quote marks that may stand before the number of a list item.
const INDENT_REACH: usize = 64;

/// Signs that only ever begin a list item when they stand first on a line.
const BULLETS: [char; 10] = ['•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '·'];

/// Line ends within a gap.
pub(super) struct Lines {
    /// How many; a paragraph separator (U+2029) counts twice.
    pub(super) ends: usize,
    /// Byte offset of the first.
    pub(super) first: usize,
    /// Byte offset after the last.
    pub(super) last: usize,
}

impl Lines {
    /// `None` when the gap holds no line end.
    pub(super) fn of(gap: &str) -> Option<Self> {
        let mut lines: Option<Self> = None;
        for (at, ch) in gap.char_indices() {
            let ends = match ch {
                '\r' if gap[at..].starts_with("\r\n") => 0,
                '\n' | '\r' | '\u{2028}' => 1,
                '\u{2029}' => 2,
                _ => continue,
            };
            let found = lines.get_or_insert(Self { ends: 0, first: at, last: at });
            found.ends += ends;
            found.last = at + ch.len_utf8();
        }
        lines
    }
}

/// Whether a line, of which `head` is what stands before its first word, is a list item, a
/// heading or a table row.
pub(super) fn begins_block(head: &str) -> bool {
    let head = head.trim_start_matches(|ch: char| ch.is_whitespace() || ch == '>');
    head.starts_with('|') || head.starts_with(BULLETS) || is_heading(head) || dash_len(head).is_some()
}

/// Whether a line is a Markdown heading: one to six number signs and white space.
pub(super) fn is_heading(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(char::is_whitespace)
}

/// Length in bytes of the hyphen, asterisk, plus or en dash that begins a list item.
fn dash_len(line: &str) -> Option<usize> {
    let rest = line.strip_prefix(['-', '*', '+', '–'])?;
    rest.starts_with(char::is_whitespace).then(|| line.len() - rest.len())
}

/// The part of a line that stands before `at`, or what of it is within [`REACH`].
pub(super) fn line_before(text: &str, at: usize) -> &str {
    let near = &text[reach_left(text, at)..at];
    let start = memchr::memrchr2(b'\n', b'\r', near.as_bytes()).map_or(0, |found| found + 1);
    &near[start..]
}

/// First offset in `from..=to` that is no white space and no mark of a list item, heading, quote
/// or table.
pub(super) fn skip_marks(text: &str, from: usize, to: usize) -> usize {
    let mut rest = &text[from..to];
    loop {
        rest = rest.trim_start();
        let after = if let Some(length) = dash_len(rest) {
            &rest[length..]
        } else if is_heading(rest) {
            rest.trim_start_matches('#')
        } else if let Some(after) = rest.strip_prefix(['|', '>']) {
            after
        } else if let Some(after) = rest.strip_prefix(BULLETS) {
            after
        } else {
            return to - rest.len();
        };
        rest = after;
    }
}

/// The number or letter of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// Byte offset after the number or letter.
    pub(super) label_end: usize,
    /// Whether a line of a paragraph may well begin so: with an initial, or a bracket.
    doubtful: bool,
}

/// The marker whose number or letter begins at `start`, when it is the first of its line.
pub(super) fn marker_at(text: &str, start: usize) -> Option<Marker> {
    let label = &text[start..reach_right(text, start)];
    let floor = text.ceil_char_boundary(start.saturating_sub(INDENT_REACH));
    let indent = &text[floor..start];
    let open = indent.ends_with('(');
    let marker = parse_marker(label, open)?;
    let kept = indent.trim_end_matches('(').trim_end_matches([' ', '\t', '>', '\u{a0}']);
    let line_start = floor + kept.len();
    let at_line_start = line_start == 0 || kept.ends_with(['\n', '\r', '\u{2028}', '\u{2029}']);
    if !at_line_start || (marker.doubtful && !may_hold_doubtful(text, line_start)) {
        return None;
    }
    Some(Marker { label_end: start + marker.label_end, ..marker })
}

/// Reads `1.`, `12)`, `a)`, `iv.` or, after an opening bracket, `1)` at the start of `label`.
fn parse_marker(label: &str, open: bool) -> Option<Marker> {
    let length = label.find(|ch: char| !is_word(ch))?;
    let (name, rest) = label.split_at(length);
    let mut after = rest.chars();
    let point = match after.next()? {
        ')' => false,
        '.' if !open => true,
        _ => return None,
    };
    if after.next().is_some_and(|ch| !ch.is_whitespace()) {
        return None;
    }
    let digits = length <= 3 && name.bytes().all(|byte| byte.is_ascii_digit());
    let letter = length == 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = length <= 4 && name.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    (digits || letter || roman).then_some(Marker { label_end: length, doubtful: open || (letter && point) })
}

/// Whether the line that begins at `start` cannot be the middle of a sentence, or follows an
/// item with a marker of the doubtful kind.
fn may_hold_doubtful(text: &str, start: usize) -> bool {
    let before = &text[..start];
    let before = before
        .strip_suffix("\r\n")
        .or_else(|| before.strip_suffix(['\n', '\r', '\u{2028}', '\u{2029}']))
        .unwrap_or(before);
    let line = line_before(text, before.len()).trim();
    if line.is_empty() || line.ends_with(['.', '!', '?', ':', ';']) {
        return true;
    }
    let open = line.starts_with('(');
    parse_marker(line.trim_start_matches('('), open).is_some_and(|marker| marker.doubtful)
}
