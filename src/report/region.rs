//! Where findings begin and end, in the units that other tools count columns in.

use super::Records;
use crate::document::Columns;
use crate::span::Span;

/// What columns are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Unicode characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
    /// UTF-16 code units.
    Utf16,
}

impl Unit {
    fn count(self, text: &str) -> usize {
        match self {
            Unit::Characters => text.chars().count(),
            Unit::Bytes => text.len(),
            Unit::Utf16 => text.encode_utf16().count(),
        }
    }

    const fn width(self, columns: Columns) -> usize {
        match self {
            Unit::Characters => columns.characters,
            Unit::Bytes => columns.bytes,
            Unit::Utf16 => columns.utf16,
        }
    }
}

/// A place in a file as its reader counts it, lines and columns from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub line: usize,
    pub end_line: usize,
    /// Of the first character.
    pub column: usize,
    /// Behind the last character.
    pub end_column: usize,
}

/// Counts units along a line; places that ascend cost one pass.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ColumnCounter {
    line: usize,
    offset: usize,
    units: usize,
}

impl ColumnCounter {
    /// Units between the start of the line and an offset on it.
    fn count(&mut self, text: &str, line: usize, offset: usize, unit: Unit) -> usize {
        if self.line != line || self.offset > offset {
            let start = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..offset]).map_or(0, |end| end + 1);
            *self = ColumnCounter { line, offset: start, units: 0 };
        }
        self.units += unit.count(&text[self.offset..offset]);
        self.offset = offset;
        self.units
    }
}

impl Records<'_> {
    /// Where a stretch of the prose begins and ends in the file. One unit for a document; places that ascend cost the least.
    pub(super) fn region(&mut self, span: Span, unit: Unit) -> Region {
        let (place, origin) = (self.document.locate(span), self.document.origin());
        let mut end = |offset| {
            let line = self.positions.locate(offset).line;
            let before = if line > 1 { 0 } else { unit.width(origin.columns) };
            let units = self.columns.count(self.document.located(), line, offset, unit);
            (origin.lines + self.shown_line(line), before + units + 1)
        };
        let ((line, column), (end_line, end_column)) = (end(place.start), end(place.end));
        Region { line, end_line, column, end_column }
    }

    /// A line of the located text as people count it: of those that are paragraphs, every second is blank.
    pub(super) fn shown_line(&self, line: usize) -> usize {
        if self.document.counts_paragraphs() { line.div_ceil(2) } else { line }
    }

    /// Whether putting a text in the place of a stretch of the prose is a change of the file: no tag or escaped character in between.
    pub(super) fn is_replaceable(&self, span: Span) -> bool {
        let place = self.document.locate(span);
        self.document.source_span(span) == place
            && self.document.source().get(place.start..place.end) == Some(span.slice(self.document.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;
    use crate::document::{Escape, Origin, Prose};

    #[test]
    fn columns_are_counted_in_each_unit_over_line_ends() {
        let (document, findings) = sample("é😀\r\né😀 nitty\rgritty, é", "nitty\rgritty", "detailed");
        let span = findings.findings[0].span;
        for (unit, column, end_column) in [(Unit::Characters, 4, 7), (Unit::Bytes, 8, 7), (Unit::Utf16, 5, 7)] {
            let region = Records::new(&document).region(span, unit);
            assert_eq!(region, Region { line: 2, end_line: 3, column, end_column }, "{unit:?}");
        }
        let mut records = Records::new(&document);
        let last = Span::new(document.text().len() - 2, document.text().len());
        let columns = |region: Region| (region.column, region.end_column);
        assert_eq!(columns(records.region(last, Unit::Bytes)), (9, 11));
        assert_eq!(columns(records.region(span, Unit::Bytes)), (8, 7));
    }

    #[test]
    fn columns_of_a_document_within_a_line_count_what_stands_before_it() {
        let (document, findings) = sample("some inquiries", "inquiries", "questions");
        let before = "one\ntwo 😀é";
        let document = document.with_origin(Origin::default().after(before));
        let span = findings.findings[0].span;
        for (unit, column) in [(Unit::Characters, 12), (Unit::Bytes, 16), (Unit::Utf16, 13)] {
            let region = Records::new(&document).region(span, unit);
            assert_eq!(region, Region { line: 2, end_line: 2, column, end_column: column + 9 }, "{unit:?}");
        }
    }

    #[test]
    fn lines_of_what_people_do_not_read_in_the_file_are_paragraphs() {
        let (text, findings) = sample("One.\n\nTwo inquiries", "inquiries", "questions");
        let mut prose = Prose::new(text.text());
        prose.copy(Span::new(0, text.text().len()));
        let document = crate::Document::from_text("a", text.text()).with_prose(prose.finish(), Escape::Xml, false);
        let region = Records::new(&document).region(findings.findings[0].span, Unit::Utf16);
        assert_eq!(region, Region { line: 2, end_line: 2, column: 5, end_column: 14 });
    }

    #[test]
    fn only_prose_that_stands_as_it_is_in_the_file_is_replaceable() {
        let source = "a pro<b>found</b> deep";
        let mut prose = Prose::new(source);
        for part in ["a pro", "found", " deep"] {
            let start = source.find(part).unwrap();
            prose.copy(Span::new(start, start + part.len()));
        }
        let document = crate::Document::from_text("a", source).with_prose(prose.finish(), Escape::Xml, true);
        let records = Records::new(&document);
        assert!(!records.is_replaceable(Span::new(2, 10)));
        assert!(records.is_replaceable(Span::new(11, 15)));
    }
}
