//! Lines and columns, worked out at the edge from byte offsets.

use super::{Columns, Origin};

/// Bytes between two remembered places: going back costs at most a scan of this many.
const STRIDE: usize = 64 * 1024;

/// A place in a text as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1. Lines end at `\n`, `\r\n` or a lone `\r`.
    pub line: usize,
    /// Column in Unicode characters (scalar values), from 1.
    pub column: usize,
}

/// Turns byte offsets of one text into positions, in one forward scan for offsets that ascend.
///
/// Nothing is scanned before it is asked for. Going back is cheap as well, since places on the
/// way are remembered (about 32 bytes for each 64 KiB of text).
#[derive(Debug, Clone)]
pub struct Positions<'a> {
    text: &'a str,
    /// `marks[k]` stands at the offset `k * STRIDE`.
    marks: Vec<Cursor>,
    last: Cursor,
}

/// Counts of what comes before `offset`.
#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    offset: usize,
    line_ends: usize,
    /// Characters since the last line end.
    column_chars: usize,
    /// Characters since the start of the text.
    chars: usize,
}

impl<'a> Positions<'a> {
    /// Starts at the beginning of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, marks: vec![Cursor::default()], last: Cursor::default() }
    }

    /// Line and column of the character at a byte offset.
    ///
    /// An offset inside a character means that character; one beyond the end means the end.
    pub fn locate(&mut self, offset: usize) -> Position {
        let cursor = self.go_to(offset);
        Position { line: cursor.line_ends + 1, column: cursor.column_chars + 1 }
    }

    /// Number of Unicode characters before a byte offset, which is read as in [`Self::locate`].
    pub fn char_offset(&mut self, offset: usize) -> usize {
        self.go_to(offset).chars
    }

    fn go_to(&mut self, offset: usize) -> Cursor {
        let offset = self.text.floor_char_boundary(offset);
        let bytes = self.text.as_bytes();
        let stride = offset / STRIDE;
        for mark in self.marks.len()..=stride {
            let next = self.marks[mark - 1].advance(bytes, mark * STRIDE);
            self.marks.push(next);
        }
        let mark = self.marks[stride];
        let from = if (mark.offset..=offset).contains(&self.last.offset) { self.last } else { mark };
        self.last = from.advance(bytes, offset);
        self.last
    }
}

impl Cursor {
    /// The counts at `to`, which is not before `self.offset`.
    fn advance(self, bytes: &[u8], to: usize) -> Self {
        let mut next = self;
        let mut line_start = None;
        for found in memchr::memchr2_iter(b'\n', b'\r', &bytes[self.offset..to]) {
            let at = self.offset + found;
            // The line of a \r\n ends after the \n, so that both stand on one line.
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                next.line_ends += 1;
                line_start = Some(at + 1);
            }
        }
        let split = line_start.unwrap_or(self.offset);
        let after = count_chars(&bytes[split..to]);
        next.chars += count_chars(&bytes[self.offset..split]) + after;
        next.column_chars = after + line_start.map_or(self.column_chars, |_| 0);
        next.offset = to;
        next
    }
}

impl Origin {
    /// The origin of what stands behind `text`, which begins at this one.
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        let counted = Cursor::default().advance(text.as_bytes(), text.len());
        let before = if counted.line_ends > 0 { Columns::default() } else { self.columns };
        let line = memchr::memrchr2(b'\n', b'\r', text.as_bytes()).map_or(0, |end| end + 1);
        Origin {
            offset: self.offset + text.len(),
            lines: self.lines + counted.line_ends,
            columns: before.behind(&text[line..]),
        }
    }
}

impl Columns {
    /// The width where `text`, which has no line end, stands behind this one.
    fn behind(self, text: &str) -> Self {
        // A character is two units of UTF-16 where it is four bytes of UTF-8.
        let pairs = text.bytes().filter(|byte| *byte >= 0xf0).count();
        let characters = count_chars(text.as_bytes());
        Columns {
            characters: self.characters + characters,
            bytes: self.bytes + text.len(),
            utf16: self.utf16 + characters + pairs,
        }
    }
}

/// Counts the bytes that begin a character, which are all but 0x80 to 0xBF.
fn count_chars(bytes: &[u8]) -> usize {
    // As many as a byte can count: sums of single bytes are what the compiler vectorises well.
    bytes
        .chunks(usize::from(u8::MAX))
        .map(|chunk| {
            let starts = chunk.iter().map(|byte| u8::from(byte & 0xc0 != 0x80));
            usize::from(starts.sum::<u8>())
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Line, column, characters before `offset`, counted the slow way.
    fn naive(text: &str, offset: usize) -> (usize, usize, usize) {
        let (mut line, mut column, mut chars) = (1, 1, 0);
        let mut rest = text.char_indices().peekable();
        while let Some((at, ch)) = rest.next() {
            if at + ch.len_utf8() > offset {
                break;
            }
            let next = rest.peek().map(|(_, ch)| *ch);
            chars += 1;
            column += 1;
            if ch == '\n' || (ch == '\r' && next != Some('\n')) {
                (line, column) = (line + 1, 1);
            }
        }
        (line, column, chars)
    }

    fn found(positions: &mut Positions<'_>, offset: usize) -> (usize, usize, usize) {
        let Position { line, column } = positions.locate(offset);
        (line, column, positions.char_offset(offset))
    }

    #[test]
    fn lines_and_columns() {
        let text = "ab\ncafé x\r\n\rend 😀!";
        // (needle, line, column)
        let table = [
            ("ab", 1, 1),
            ("\n", 1, 3),
            ("caf", 2, 1),
            (" x", 2, 5),
            ("\r\n", 2, 7),
            ("\rend", 3, 1),
            ("end", 4, 1),
            ("!", 4, 6),
        ];
        let mut positions = Positions::new(text);
        for (needle, line, column) in table {
            let offset = text.find(needle).expect("needle");
            assert_eq!(positions.locate(offset), Position { line, column }, "{needle:?}");
        }
        // Between \r and \n, inside a character, beyond the end, and back.
        assert_eq!(found(&mut positions, text.find("\r\n").expect("a line end") + 1), (2, 8, 10));
        assert_eq!(positions.locate(7), positions.locate(6));
        assert_eq!(found(&mut positions, usize::MAX), (4, 7, text.chars().count()));
        assert_eq!(found(&mut positions, 0), (1, 1, 0));
    }

    #[test]
    fn empty_text() {
        assert_eq!(found(&mut Positions::new(""), 5), (1, 1, 0));
    }

    #[test]
    fn strides_agree_with_naive() {
        let text = "é long line\r\n— ".repeat(15_000);
        let mut positions = Positions::new(&text);
        let offsets = [STRIDE - 1, STRIDE, STRIDE + 1, 3 * STRIDE + 7, STRIDE + 9, 5, text.len()];
        for offset in offsets {
            assert_eq!(found(&mut positions, offset), naive(&text, offset), "{offset}");
        }
    }

    #[test]
    fn one_long_line_is_linear() {
        let text = "wörd ".repeat(400_000);
        let mut positions = Positions::new(&text);
        for step in 0..10_000 {
            let start = step * 240;
            assert_eq!(positions.locate(start).column, start / 6 * 5 + 1);
            positions.locate(start + 120);
            positions.char_offset(start + 6);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_naive(
            text in proptest::collection::vec(proptest::sample::select(vec!["a", "é", "\n", "\r", "\r\n", "😀", "\u{301}", " "]), 0..60),
            offsets in proptest::collection::vec(0_usize..260, 1..12),
        ) {
            let text = text.concat();
            let mut positions = Positions::new(&text);
            for offset in offsets {
                prop_assert_eq!(found(&mut positions, offset), naive(&text, offset));
            }
        }
    }
}
