//! RTF (Rich Text Format specification 1.9.1).

use super::{damaged, limit};
use crate::document::source::Prose;
use crate::document::{Document, DocumentError, Escape, Limits};
use crate::span::Span;
use encoding_rs::Encoding;
use std::collections::VecDeque;

/// How all files begin.
pub(super) const MARK: &[u8] = b"{\\rtf";

/// Letters of a control word at most.
const WORD: usize = 32;

/// Destinations whose text is no prose; those that begin with `\*` are left out as well.
const SILENT: [&str; 21] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "nonshppict",
    "fldinst",
    "listtext",
    "pntext",
    "pntxta",
    "pntxtb",
    "xe",
    "tc",
    "rxe",
    "txe",
    "sp",
    "shprslt",
    "filetbl",
    "private1",
    "datafield",
    "ftnsep",
];

/// Destinations that are read behind the text, and what they are called.
const APART: [(&str, &str); 10] = [
    ("footnote", "footnotes"),
    ("header", "headers"),
    ("headerl", "headers"),
    ("headerr", "headers"),
    ("headerf", "headers"),
    ("footer", "footers"),
    ("footerl", "footers"),
    ("footerr", "footers"),
    ("footerf", "footers"),
    ("shptxt", "text boxes"),
];

/// Control words that stand for a character (specification, "Special Characters").
const CHARACTERS: [(&str, &str); 11] = [
    ("emdash", "\u{2014}"),
    ("endash", "\u{2013}"),
    ("lquote", "\u{2018}"),
    ("rquote", "\u{2019}"),
    ("ldblquote", "\u{201C}"),
    ("rdblquote", "\u{201D}"),
    ("bullet", "\u{2022}"),
    ("zwj", "\u{200D}"),
    ("zwnj", "\u{200C}"),
    ("zwbo", "\u{200B}"),
    ("zwnbo", "\u{2060}"),
];

/// Reads a document. Its source holds each byte as the character of that number (ISO 8859-1), so that it can be written again.
pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, DocumentError> {
    if !bytes.starts_with(MARK) {
        return Err(damaged("it is no RTF".to_string()));
    }
    let source: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut queue = VecDeque::from([Apart { span: Span::new(0, source.len()), label: "body", level: 0 }]);
    let (mut prose, mut parts, mut encoding) = (Prose::new(&source), Vec::new(), encoding_rs::WINDOWS_1252);
    while let Some(apart) = queue.pop_front() {
        let start = prose.text().len();
        let mut reader = Reader::new(&mut prose, &source, &apart, encoding, limits);
        reader.read()?;
        encoding = reader.encoding;
        queue.extend(reader.apart);
        prose.end_paragraph();
        if prose.text().len() > start && parts.last().is_none_or(|(_, last)| last != apart.label) {
            parts.push((start, apart.label.to_string()));
        }
    }
    let prose = prose.finish();
    Ok(Document::from_text(name, source).with_prose(prose, Escape::Rtf, false).with_parts(parts))
}

/// Bytes of a source made by [`read`].
pub(super) fn rewrite(edited: &str) -> Result<Vec<u8>, DocumentError> {
    let bytes = edited.chars().map(u8::try_from).collect::<Result<_, _>>();
    bytes.map_err(|_| damaged("the changes were not made for RTF".to_string()))
}

/// A destination that is read behind the others.
struct Apart {
    span: Span,
    label: &'static str,
    /// How many it stands in.
    level: usize,
}

/// Notes inside each other that are read; each costs another pass over its text.
const LEVELS: usize = 4;

/// An open group.
#[derive(Debug, Clone, Copy)]
struct Group {
    silent: bool,
    hidden: bool,
    deleted: bool,
    /// Characters that stand behind `\u` for readers that do not know it.
    fallback: usize,
    /// Where a destination begins that is read later.
    apart: Option<(usize, &'static str)>,
}

impl Group {
    const fn is_shown(self) -> bool {
        !self.silent && !self.hidden && !self.deleted
    }
}

struct Reader<'p, 's> {
    prose: &'p mut Prose<'s>,
    source: &'s str,
    at: usize,
    end: usize,
    level: usize,
    limits: &'p Limits,
    encoding: &'static Encoding,
    groups: Vec<Group>,
    apart: Vec<Apart>,
    /// White space that shows when a word follows in the same paragraph, and whether it stands there as it is.
    blank: Vec<(Span, bool)>,
    /// First half of a character of two UTF-16 units.
    high: Option<(Span, u16)>,
}

impl<'p, 's> Reader<'p, 's> {
    fn new(
        prose: &'p mut Prose<'s>,
        source: &'s str,
        apart: &Apart,
        encoding: &'static Encoding,
        limits: &'p Limits,
    ) -> Self {
        let group = Group { silent: false, hidden: false, deleted: false, fallback: 1, apart: None };
        let (at, end, level) = (apart.span.start, apart.span.end, apart.level);
        let (groups, apart, blank) = (vec![group], Vec::new(), Vec::new());
        Reader { prose, source, at, end, level, limits, encoding, groups, apart, blank, high: None }
    }

    fn rest(&self) -> &'s str {
        &self.source[self.at..self.end]
    }

    fn group(&self) -> Group {
        self.groups[self.groups.len() - 1]
    }

    fn change(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    fn read(&mut self) -> Result<(), DocumentError> {
        while let Some(char) = self.rest().chars().next() {
            let start = self.at;
            self.at += char.len_utf8();
            match char {
                '{' => {
                    if self.groups.len() > self.limits.elements {
                        return Err(limit(format!("groups inside each other: more than {}", self.limits.elements)));
                    }
                    self.groups.push(Group { apart: None, ..self.group() });
                }
                '}' => self.close(start),
                '\\' => self.control(start),
                '\r' | '\n' | '\0' => {}
                char if char.is_ascii() => self.plain(start),
                _ => self.byte(start),
            }
        }
        match self.groups.len() {
            // The text of a destination ends with the group around it.
            1 => Ok(()),
            _ => Err(damaged("it ends inside a group; is it cut off?".to_string())),
        }
    }

    fn close(&mut self, at: usize) {
        if self.groups.len() < 2 {
            return;
        }
        if let Some(Group { apart: Some((start, label)), .. }) = self.groups.pop()
            && self.level < LEVELS
        {
            self.apart.push(Apart { span: Span::new(start, at), label, level: self.level + 1 });
        }
    }

    /// ASCII text up to the next mark.
    fn plain(&mut self, start: usize) {
        let is_text = |c: &char| c.is_ascii() && !matches!(c, '{' | '}' | '\\' | '\r' | '\n' | '\0');
        let length = self.rest().chars().take_while(is_text).count();
        self.at += length;
        let mut from = start;
        for stretch in self.source.as_bytes()[start..self.at].chunk_by(|a, b| (*a == b' ') == (*b == b' ')) {
            let span = Span::new(from, from + stretch.len());
            from = span.end;
            match stretch[0] {
                b' ' => self.blank(span, true),
                _ => self.copy(span),
            }
        }
    }

    fn is_shown(&self) -> bool {
        self.group().is_shown()
    }

    fn copy(&mut self, span: Span) {
        if self.is_shown() {
            self.add_blanks();
            self.prose.copy(span);
        }
    }

    fn stand(&mut self, span: Span, text: &str) {
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.blank(span, false);
        } else if self.is_shown() {
            self.add_blanks();
            self.prose.stand_for(span, text);
        }
    }

    fn blank(&mut self, span: Span, same: bool) {
        if self.is_shown() {
            self.blank.push((span, same));
        }
    }

    fn add_blanks(&mut self) {
        for (span, same) in self.blank.drain(..) {
            match same {
                true => self.prose.copy(span),
                false => self.prose.stand_for(span, " "),
            }
        }
    }

    fn end_paragraph(&mut self) {
        if self.is_shown() {
            self.blank.clear();
            self.prose.end_paragraph();
        }
    }

    /// A byte beyond ASCII, in the code page of the document; of those with characters of two bytes, both.
    fn byte(&mut self, start: usize) {
        let mut bytes = vec![byte_at(self.source, start).unwrap_or(b'?')];
        if !self.encoding.is_single_byte()
            && bytes[0] > 0x80
            && let Some(byte) = byte_at(&self.source[..self.end], self.at)
        {
            bytes.push(byte);
            self.at += spelled(self.rest());
        }
        let text = self.encoding.decode_without_bom_handling(&bytes).0;
        self.stand(Span::new(start, self.at), &text);
    }

    fn control(&mut self, start: usize) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        if first.is_ascii_alphabetic() {
            return self.word(start);
        }
        let length = if first == '\'' { spelled(&self.source[start..self.end]).max(2) - 1 } else { first.len_utf8() };
        self.at += length;
        let span = Span::new(start, self.at);
        match first {
            '\'' => self.byte(start),
            '\\' | '{' | '}' => self.stand(span, first.encode_utf8(&mut [0; 4])),
            '~' => self.stand(span, "\u{A0}"),
            '_' => self.stand(span, "\u{2011}"),
            '-' => self.stand(span, "\u{AD}"),
            '*' => self.change(|group| group.silent = true),
            '\r' | '\n' => self.end_paragraph(),
            '\t' => self.blank(span, false),
            _ => {}
        }
    }

    fn word(&mut self, start: usize) {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).take(WORD).count();
        let minus = usize::from(rest[letters..].starts_with('-'));
        let digits = rest[letters + minus..].bytes().take_while(u8::is_ascii_digit).count();
        let (word, value) = match digits {
            0 => (&rest[..letters], None),
            _ => (&rest[..letters], rest[letters..letters + minus + digits].parse::<i64>().ok()),
        };
        let length = if digits == 0 { letters } else { letters + minus + digits };
        self.at += length + usize::from(rest[length..].starts_with(' '));
        self.obey(Span::new(start, self.at), word, value);
    }

    fn obey(&mut self, span: Span, word: &'s str, value: Option<i64>) {
        match word {
            "par" | "sect" | "page" | "cell" | "row" | "nestcell" | "nestrow" => self.end_paragraph(),
            "line" | "tab" | "emspace" | "enspace" | "qmspace" => self.blank(span, false),
            "u" => self.unicode(span.start, value.unwrap_or(0)),
            "uc" => self.change(|group| group.fallback = usize::try_from(value.unwrap_or(1)).unwrap_or(1)),
            "v" => self.change(|group| group.hidden = value != Some(0)),
            "deleted" => self.change(|group| group.deleted = value != Some(0)),
            "plain" => self.change(|group| (group.hidden, group.deleted) = (false, false)),
            "bin" => self.pass(usize::try_from(value.unwrap_or(0)).unwrap_or(0)),
            "ansicpg" => self.encoding = value.and_then(code_page).unwrap_or(self.encoding),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            _ => self.destination(span, word),
        }
    }

    fn destination(&mut self, span: Span, word: &str) {
        if let Some((_, text)) = CHARACTERS.iter().find(|(known, _)| *known == word) {
            self.stand(span, text);
        } else if SILENT.contains(&word) {
            self.change(|group| group.silent = true);
        } else if let Some(&(_, label)) = APART.iter().find(|(known, _)| *known == word) {
            // Some writers mark notes as destinations that may be left out. The text of a shape stands inside such a one.
            let around = self.groups.len().checked_sub(2).is_none_or(|at| self.groups[at].is_shown());
            let shown = around || word == "shptxt";
            self.change(|group| (group.silent, group.apart) = (true, shown.then_some((span.end, label))));
        }
    }

    /// Passes over bytes, each of which is a character of the source.
    fn pass(&mut self, bytes: usize) {
        self.at += self.rest().chars().take(bytes).map(char::len_utf8).sum::<usize>();
    }

    /// A UTF-16 unit, and what stands behind it for readers that do not know it.
    fn unicode(&mut self, start: usize, value: i64) {
        for _ in 0..self.group().fallback {
            self.pass_fallback();
        }
        let unit = u16::try_from(value & 0xffff).unwrap_or_default();
        let (span, high) = (Span::new(start, self.at), self.high.take());
        let pair = high.map(|(before, high)| (before.union(span), char::decode_utf16([high, unit]).next()));
        match (pair, char::decode_utf16([unit]).next()) {
            (Some((span, Some(Ok(char)))), _) => self.stand(span, char.encode_utf8(&mut [0; 4])),
            (_, Some(Ok(char))) => self.stand(span, char.encode_utf8(&mut [0; 4])),
            _ => self.high = Some((span, unit)),
        }
    }

    fn pass_fallback(&mut self) {
        let rest = self.rest().trim_start_matches(['\r', '\n']);
        let breaks = self.rest().len() - rest.len();
        let length = match rest.as_bytes() {
            [] | [b'{' | b'}', ..] => return,
            [b'\\', letter, ..] if letter.is_ascii_alphabetic() => return,
            _ => spelled(rest),
        };
        self.at += breaks + length;
    }
}

/// Length of the character that a text begins with, as it is spelled: `\'hh` is one.
fn spelled(text: &str) -> usize {
    let mut chars = text.chars();
    let length = match chars.next() {
        Some('\\') if text[1..].starts_with('\'') => text.chars().take(4).map(char::len_utf8).sum(),
        Some('\\') => 1 + chars.next().map_or(0, char::len_utf8),
        first => first.map_or(0, char::len_utf8),
    };
    length.min(text.len())
}

/// The byte that a text spells at a place, beyond ASCII or not: itself, or `\'hh`.
fn byte_at(text: &str, at: usize) -> Option<u8> {
    let rest = text.get(at..)?;
    match rest.strip_prefix("\\'") {
        Some(code) => u8::from_str_radix(code.get(..2)?, 16).ok(),
        None => rest
            .chars()
            .next()
            .filter(|c| !matches!(c, '{' | '}' | '\\' | '\r' | '\n'))
            .and_then(|c| u8::try_from(c).ok()),
    }
}

/// The encoding of a Windows code page, where it is known.
fn code_page(number: i64) -> Option<&'static Encoding> {
    let label = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        866 => "ibm866".to_string(),
        932 => "shift_jis".to_string(),
        936 => "gbk".to_string(),
        949 => "euc-kr".to_string(),
        950 => "big5".to_string(),
        10000 => "macintosh".to_string(),
        65001 => "utf-8".to_string(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}
