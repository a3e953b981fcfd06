//! PDF: paragraphs and pages of the text that a program took out of it.

use crate::document::source::Prose;
use crate::document::{Document, DocumentError, ErrorKind, Escape};
use crate::span::Span;

/// Takes the text out of a PDF: UTF-8, pages ended by form feeds, paragraphs by blank lines.
pub type PdfText = fn(&[u8]) -> Result<Vec<u8>, PdfFault>;

/// Why no text could be taken out of a PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfFault {
    /// The program that does it is not there.
    #[error("install pdftotext (poppler-utils) or convert it to text")]
    Missing,
    /// It gave no text; why.
    #[error("{0}")]
    Failed(String),
    /// There is none in it.
    #[error("it holds no text; scanned pages need text recognition first")]
    Empty,
}

/// Ends a page.
const PAGE: char = '\x0c';

/// Reads a document with the program for it, where there is one.
pub(super) fn read(name: &str, bytes: &[u8], pdf: Option<PdfText>) -> Result<Document, DocumentError> {
    let text = pdf.ok_or(PdfFault::Missing).and_then(|pdf| pdf(bytes)).map_err(ErrorKind::Pdf)?;
    let document = of_text(name, String::from_utf8_lossy(&text).into_owned());
    match document.text().is_empty() {
        true => Err(ErrorKind::Pdf(PdfFault::Empty).into()),
        false => Ok(document),
    }
}

/// Pages of text to prose: the lines of a paragraph joined, a paragraph joined over the end of a page, page numbers left out.
fn of_text(name: &str, text: String) -> Document {
    let mut layout = Layout { prose: Prose::new(&text), text: &text, last: None };
    let (mut parts, mut start) = (Vec::new(), 0);
    for (number, page) in text.split(PAGE).enumerate() {
        let before = layout.prose.text().len();
        layout.page(Span::new(start, start + page.len()));
        if layout.prose.text().len() > before {
            parts.push((before, format!("page {}", number + 1)));
        }
        start += page.len() + PAGE.len_utf8();
    }
    let prose = layout.prose.finish();
    Document::from_text(name, text).with_prose(prose, Escape::None, false).with_parts(parts)
}

struct Layout<'s> {
    prose: Prose<'s>,
    text: &'s str,
    /// The line before, if the paragraph goes on.
    last: Option<Span>,
}

impl Layout<'_> {
    fn page(&mut self, page: Span) {
        let lines = self.lines(page);
        let longest = lines.iter().map(|line| line.len()).max().unwrap_or(0);
        for (at, &line) in lines.iter().enumerate() {
            let first = lines[..at].iter().all(|line| line.is_empty());
            if first && !line.is_empty() && !self.goes_on(line) {
                self.end_paragraph();
            }
            match line.is_empty() {
                true if first || lines[at..].iter().all(|line| line.is_empty()) => {}
                true => self.end_paragraph(),
                false => {
                    if self.ended_short(line, longest) {
                        self.end_paragraph();
                    }
                    self.line(line);
                }
            }
        }
    }

    /// The lines of a page without white space at their ends; those that hold the number of the page are taken for empty.
    fn lines(&self, page: Span) -> Vec<Span> {
        let mut lines = Vec::new();
        let mut start = page.start;
        for line in page.slice(self.text).split_inclusive('\n') {
            let inner = line.trim();
            let from = start + (line.len() - line.trim_start().len()).min(line.len() - inner.len());
            lines.push(Span::new(from, from + inner.len()));
            start += line.len();
        }
        let is_number =
            |line: &&mut Span| !line.is_empty() && line.slice(self.text).bytes().all(|b| b.is_ascii_digit());
        let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
        let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(0);
        for at in [first, last] {
            lines.get_mut(at).filter(is_number).into_iter().for_each(|line| line.end = line.start);
        }
        lines
    }

    /// Whether the first line of a page goes on with the last paragraph of the page before.
    fn goes_on(&self, line: Span) -> bool {
        let ends = |last: Span| {
            last.slice(self.text).ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-' | '\u{AD}'))
        };
        line.slice(self.text).starts_with(char::is_lowercase) && self.last.is_some_and(ends)
    }

    /// Whether the line before is a heading or the end of a paragraph without a blank line behind it: much shorter than others of its page,
    /// and followed by what may begin a sentence.
    fn ended_short(&self, line: Span, longest: usize) -> bool {
        let begins = !line.slice(self.text).starts_with(|c: char| c.is_lowercase() || c.is_ascii_punctuation());
        begins && self.last.is_some_and(|last| last.len() * 5 < longest * 3)
    }

    fn line(&mut self, line: Span) {
        if let Some(last) = self.last {
            let hyphenated = last.slice(self.text).ends_with(['-', '\u{2010}', '\u{AD}']);
            // Words hyphenated at the end of a line are joined when tokens are cut; a line separator is no line of the prose.
            self.prose.stand_for(Span::new(last.end, line.start), if hyphenated { "\u{2028}" } else { " " });
        }
        self.prose.copy(line);
        self.last = Some(line);
    }

    fn end_paragraph(&mut self) {
        self.last = None;
        self.prose.end_paragraph();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_pages_named() {
        let text = "Title\n\nOne line and a hyphen-\nated word\n  go on\n\n7\n\x0cover the page, they do.\n\nNext\n\x0c\x0c8\n\nEnd\n";
        let document = of_text("a.pdf", text.to_string());
        let prose = "Title\n\nOne line and a hyphen-\u{2028}ated word go on over the page, they do.\n\nNext\n\nEnd";
        assert_eq!(document.text(), prose);
        let page = |part: &str| document.part(prose.find(part).unwrap());
        assert_eq!(
            ["Title", "line", "the page", "Next", "End"].map(page),
            ["page 1", "page 1", "page 2", "page 2", "page 4"]
        );
        assert_eq!(of_text("a.pdf", "One\n\x0cTwo".into()).text(), "One\n\nTwo");
        assert_eq!(of_text("a.pdf", "One.\n\x0ctwo".into()).text(), "One.\n\ntwo");
        assert_eq!(of_text("a.pdf", " \n\n\x0c".into()).text(), "");
    }

    #[test]
    fn short_lines_end_paragraphs() {
        let text = "A heading\nA line that is longer than the heading by far\nAnd one\nThat is it\nor so\n";
        let prose = "A heading\n\nA line that is longer than the heading by far And one\n\nThat is it or so";
        assert_eq!(of_text("a.pdf", text.to_string()).text(), prose);
    }

    #[test]
    fn messages_name_the_remedy() {
        let message = |pdf| read("a.pdf", b"%PDF", pdf).unwrap_err().to_string();
        assert_eq!(message(None), "PDF: install pdftotext (poppler-utils) or convert it to text");
        assert_eq!(
            message(Some(|_| Ok(b"\x0c".to_vec()))),
            "PDF: it holds no text; scanned pages need text recognition first"
        );
    }
}
