//! Documents: bytes of unknown encoding made into text, and places in that text.

mod decode;
mod encode;
mod feed;
mod format;
mod html;
mod json;
mod lines;
mod markdown;
pub mod office;
mod packed;
mod parquet;
mod read;
mod source;
mod stream;
mod table;
mod unread;
mod warc;

pub use format::Format;
pub use html::{Syntax, append as append_html};
pub use lines::{Position, Positions};
pub use office::{PdfFault, PdfText};
pub use packed::{is_packed, unpacked};
pub use read::{Limits, Reading};
pub use source::{Escape, Prose, SourceMap};
pub use unread::Unread;

use crate::span::Span;

/// Prose with a name, and where it stands in the file it was taken from.
///
/// What is checked is [`Document::text`]; spans of findings are bytes of it. For plain text that is the whole file.
/// Where reports count lines, columns and offsets is [`Document::located`]: the file for HTML, Markdown and the like.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    name: String,
    text: String,
    encoding: &'static str,
    byte_order_mark: bool,
    source: Option<Source>,
    origin: Origin,
    parts: Vec<(usize, String)>,
    url: String,
    date: String,
    boilerplate: Option<f64>,
}

/// The file's text, where the prose is only a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    text: String,
    map: SourceMap,
    escape: Escape,
    /// Whether people count lines in the file, and not in the prose: no one does in the XML of a word processor.
    counted: bool,
}

/// What stands before a document in its file: nothing, unless it is one record of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// Bytes of decoded text.
    pub offset: usize,
    /// Whole lines.
    pub lines: usize,
    /// Of the line that the document begins on, what stands before it.
    pub columns: Columns,
}

/// How wide the beginning of a line is, in each unit that columns are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    /// Unicode characters (scalar values).
    pub characters: usize,
    /// Bytes of UTF-8.
    pub bytes: usize,
    /// UTF-16 code units.
    pub utf16: usize,
}

impl Document {
    /// Decodes `bytes` to text, without a copy when they are UTF-8, and takes all of it as prose.
    ///
    /// A byte order mark is dropped, so offset 0 is the first character after it. Bytes that
    /// make no character become U+FFFD. An empty file is an empty document.
    ///
    /// # Errors
    ///
    /// When the bytes look binary ([`DocumentError::is_binary`]), are in an encoding that is
    /// not supported (UTF-32), or make a text of 4 GiB or more.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, DocumentError> {
        Self::declared(name, bytes, None)
    }

    /// The same for bytes that say which encoding they are in.
    fn declared(
        name: impl Into<String>,
        bytes: Vec<u8>,
        encoding: Option<&'static encoding_rs::Encoding>,
    ) -> Result<Self, DocumentError> {
        let decode::Decoded { text, encoding, byte_order_mark } = decode::decode(bytes, encoding)?;
        check_length(text.len())?;
        Ok(Self { encoding, byte_order_mark, ..Self::from_text(name, text) })
    }

    /// The same for XML, by the encoding that its declaration names where the bytes are no UTF-8.
    ///
    /// # Errors
    /// As [`Document::from_bytes`].
    pub fn from_xml(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, DocumentError> {
        let encoding = feed::declared(&bytes);
        Self::declared(name, bytes, encoding)
    }

    /// Takes text that is decoded already, as it is; the caller keeps it shorter than 4 GiB.
    #[must_use]
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            encoding: decode::UTF_8,
            byte_order_mark: false,
            source: None,
            origin: Origin::default(),
            parts: Vec::new(),
            url: String::new(),
            date: String::new(),
            boilerplate: None,
        }
    }

    /// The same with `prose` taken out of its text, which `prose` was made from. Replacements are written by `escape`;
    /// `counted` says whether lines and columns are those of the file.
    #[must_use]
    pub fn with_prose(self, (text, map): (String, SourceMap), escape: Escape, counted: bool) -> Self {
        let source = Source { text: self.text, map, escape, counted };
        Self { text, source: Some(source), ..self }
    }

    /// The same as a record of a larger file, of which it takes the name.
    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The same with labels for its parts: the byte of the text at which each begins, ascending, and what it is called
    /// (the id of a record, a page, a chapter).
    #[must_use]
    pub fn with_parts(self, parts: Vec<(usize, String)>) -> Self {
        Self { parts, ..self }
    }

    /// The same with the address of its page.
    #[must_use]
    pub fn with_url(self, url: impl Into<String>) -> Self {
        Self { url: url.into(), ..self }
    }

    /// The same with the time at which it was fetched or published, as its file writes it: `2026-11-24T10:00:00Z`.
    #[must_use]
    pub fn with_date(self, date: impl Into<String>) -> Self {
        Self { date: date.into(), ..self }
    }

    /// The same with the share of its page's prose that was left out of it.
    fn with_boilerplate(self, share: f64) -> Self {
        Self { boilerplate: Some(share), ..self }
    }

    /// The same with the encoding that its file was in, and whether a byte order mark stood before it.
    fn decoded_from(self, encoding: &'static str, byte_order_mark: bool) -> Self {
        Self { encoding, byte_order_mark, ..self }
    }

    /// What the document is called in reports: a path, a URL.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The prose that is checked.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives up the document for its prose.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// The decoded file, or the record of it that this document is: what [`Document::edited`] changes.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source.as_ref().map_or(&self.text, |source| &source.text)
    }

    /// Where a stretch of the prose stands in [`Document::source`], in bytes; from its first to its last character.
    #[must_use]
    pub fn source_span(&self, span: Span) -> Span {
        self.source.as_ref().map_or(span, |source| source::whole(&source.text, source.map.place(span)))
    }

    /// The text whose lines and columns reports count, behind [`Document::origin`].
    #[must_use]
    pub fn located(&self) -> &str {
        self.source.as_ref().filter(|source| source.counted).map_or(&self.text, |source| &source.text)
    }

    /// Whether lines of [`Document::located`] are paragraphs with a blank line between them: it is not the file that people count in.
    #[must_use]
    pub fn counts_paragraphs(&self) -> bool {
        self.source.as_ref().is_some_and(|source| !source.counted)
    }

    /// Where a stretch of the prose stands in [`Document::located`], in bytes.
    #[must_use]
    pub fn locate(&self, span: Span) -> Span {
        match &self.source {
            Some(source) if source.counted => self.source_span(span),
            _ => span,
        }
    }

    /// What stands before the document in its file.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// What the part is called that holds a byte of the text; empty where parts have no names.
    #[must_use]
    pub fn part(&self, offset: usize) -> &str {
        let next = self.parts.partition_point(|(start, _)| *start <= offset);
        next.checked_sub(1).map_or("", |at| &self.parts[at].1)
    }

    /// What the document is called within its file: the name of its only part, else nothing.
    #[must_use]
    pub fn record(&self) -> &str {
        match &self.parts[..] {
            [(_, name)] => name,
            _ => "",
        }
    }

    /// The address of its page; empty where that is not known.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// When it was fetched or published; empty where that is not known.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The share of the page's prose, in bytes, that is no part of its main article and was left out: 0 to 1. `None` where the page
    /// is there as a whole, because that was asked for, it is no HTML, or no article was found.
    #[must_use]
    pub const fn boilerplate(&self) -> Option<f64> {
        self.boilerplate
    }

    /// [`Document::source`] with stretches of the prose replaced, escaped as the format wants it; tags inside them stay.
    ///
    /// `edits` are spans of the prose in order, without overlaps.
    #[must_use]
    pub fn edited(&self, edits: &[(Span, &str)]) -> String {
        match &self.source {
            Some(source) => {
                let edits = source::articles_apart(&self.text, edits);
                source.map.edited(&source.text, &edits, source.escape)
            }
            None => source::replaced(&self.text, edits.iter().copied()),
        }
    }

    /// The prose with stretches of it replaced; `edits` as for [`Document::edited`].
    #[must_use]
    pub fn edited_prose(&self, edits: &[(Span, &str)]) -> String {
        source::replaced(&self.text, edits.iter().copied())
    }

    /// Name of the encoding that the bytes were in, as in the WHATWG Encoding Standard:
    /// `UTF-8`, `windows-1252`, `UTF-16LE`.
    #[must_use]
    pub const fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// Whether a byte order mark stood before the text.
    #[must_use]
    pub const fn byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }
}

/// Why bytes could not be made into a document. The message does not repeat the document's name.
#[derive(Debug, thiserror::Error)]
#[error("{kind}")]
pub struct DocumentError {
    kind: ErrorKind,
    /// The file within an archive.
    member: String,
    /// From 1; 0 where it is the whole file's.
    line: usize,
    /// Of a record of a web archive: where it begins in the unpacked file.
    byte: Option<u64>,
}

impl From<ErrorKind> for DocumentError {
    fn from(kind: ErrorKind) -> Self {
        DocumentError { kind, member: String::new(), line: 0, byte: None }
    }
}

impl From<std::io::Error> for DocumentError {
    fn from(error: std::io::Error) -> Self {
        ErrorKind::Io(error).into()
    }
}

impl DocumentError {
    /// [`DocumentError::cause`] of what is no text at all.
    pub const BINARY: &'static str = "binary";

    /// Whether the bytes are no text at all, so that skipping the file loses nothing.
    #[must_use]
    pub const fn is_binary(&self) -> bool {
        matches!(self.kind, ErrorKind::KnownBinary(_) | ErrorKind::Binary(_))
    }

    /// Whether the file is a table or JSON without a column or field that holds copy: settings, figures, a report.
    #[must_use]
    pub const fn is_without_copy(&self) -> bool {
        matches!(self.kind, ErrorKind::Missing(_))
    }

    /// What goes behind the file's name to say where the fault is: `/member` of an archive, `:line`, `@byte` of an unpacked web archive;
    /// empty for the whole file.
    #[must_use]
    pub fn place(&self) -> String {
        let line = if self.line > 0 { format!(":{}", self.line) } else { String::new() };
        let byte = self.byte.map_or_else(String::new, |byte| format!("@{byte}"));
        format!("{}{line}{byte}", self.member)
    }

    /// Whether no more of its file is read, be it all of the file or what stands behind [`DocumentError::place`].
    #[must_use]
    pub const fn ends_file(&self) -> bool {
        let is_whole = self.line == 0 && self.byte.is_none();
        is_whole || matches!(self.kind, ErrorKind::Io(_) | ErrorKind::Missing(_))
    }

    /// What kind of fault it is, in one word, to be counted by.
    #[must_use]
    pub const fn cause(&self) -> &'static str {
        match self.kind {
            ErrorKind::Io(_) | ErrorKind::Unreadable(_) | ErrorKind::Pdf(_) => "unreadable",
            ErrorKind::KnownBinary(_) | ErrorKind::Binary(_) => Self::BINARY,
            ErrorKind::Unsupported(_) | ErrorKind::Unwritable { .. } => "encoding",
            ErrorKind::TooLong | ErrorKind::Limit(_) => "limit",
            ErrorKind::Missing(_) => "column",
            ErrorKind::Record(_) => "record",
            ErrorKind::Archive(_) => "archive",
        }
    }

    /// The same at the place of a record.
    fn at(self, origin: Origin) -> Self {
        self.at_line(origin.lines + 1)
    }

    /// The same at a line, or a row of a table in columns, from 1.
    fn at_line(self, line: usize) -> Self {
        Self { line, ..self }
    }

    /// The same at the place of a record of a web archive.
    fn at_byte(self, byte: u64) -> Self {
        Self { byte: Some(byte), ..self }
    }

    /// The same in a file of an archive.
    fn within(self, member: &str) -> Self {
        Self { member: format!("/{member}{}", self.member), ..self }
    }
}

/// Tokens hold their byte offsets in 32 bits.
fn check_length(bytes: usize) -> Result<(), DocumentError> {
    u32::try_from(bytes).map(drop).map_err(|_| ErrorKind::TooLong.into())
}

#[derive(Debug, thiserror::Error)]
enum ErrorKind {
    #[error(transparent)]
    Io(std::io::Error),
    #[error("looks binary: {0}")]
    KnownBinary(&'static str),
    #[error("looks binary: {0}")]
    Binary(decode::BinarySign),
    #[error("unsupported encoding {0}: save it as UTF-8")]
    Unsupported(&'static str),
    #[error("too long: 4 GiB of text or more; split it")]
    TooLong,
    #[error("it holds no records to read: {0}")]
    Missing(String),
    #[error("broken record: {0}")]
    Record(String),
    #[error("broken archive: {0}")]
    Archive(String),
    #[error("beyond the limit: {0}")]
    Limit(String),
    #[error("{character:?} on line {line} cannot be written in {encoding}; save the file as UTF-8 first")]
    Unwritable { character: char, line: usize, encoding: &'static str },
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("PDF: {0}")]
    Pdf(PdfFault),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file is read as.
    pub(super) fn read_all(reading: &Reading, name: &str, bytes: &[u8]) -> Vec<Result<Document, DocumentError>> {
        let mut all = Vec::new();
        let Ok(()) = reading.read(name, std::io::Cursor::new(bytes), |read| {
            all.push(read);
            Ok::<_, std::convert::Infallible>(())
        });
        all
    }

    #[test]
    fn keeps_name_and_text() {
        let document = Document::from_text("a.txt", "\u{feff}héllo".to_owned());
        assert_eq!(document.name(), "a.txt");
        assert_eq!(document.text(), "\u{feff}héllo");
        assert_eq!(document.encoding(), "UTF-8");
        assert_eq!(document.into_text(), "\u{feff}héllo");
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn length_is_limited() {
        let limit = 1 << 32;
        assert!(check_length(limit - 1).is_ok());
        assert!(matches!(check_length(limit), Err(DocumentError { kind: ErrorKind::TooLong, .. })));
    }

    #[test]
    fn prose_of_a_file_is_located_and_changed_in_the_file() {
        let source = "<p>A pro<b>found</b> day</p>";
        let mut prose = Prose::new(source);
        for part in ["A pro", "found", " day"] {
            let start = source.find(part).unwrap();
            prose.copy(Span::new(start, start + part.len()));
        }
        let found = prose.finish();
        let span = Span::new(2, 10);
        let document = |counted| Document::from_text("a", source).with_prose(found.clone(), Escape::Xml, counted);
        let html = document(true).with_parts(vec![(2, "two".into()), (5, "three".into())]);
        assert_eq!((html.text(), html.source(), html.located()), ("A profound day", source, source));
        assert_eq!(html.locate(span).slice(source), "pro<b>found");
        assert_eq!(html.edited(&[(span, "deep")]), "<p>A deep<b></b> day</p>");
        assert_eq!([1, 2, 4, 5, 9].map(|offset| html.part(offset)), ["", "two", "two", "three", "three"]);
        let word = document(false);
        assert_eq!((word.located(), word.locate(span)), ("A profound day", span));
        assert_eq!(word.source_span(span).slice(source), "pro<b>found");
        assert_eq!(Document::from_text("a", "A profound day").edited(&[(span, "deep")]), "A deep day");
    }

    #[test]
    fn messages_say_what_is_wrong() {
        // (bytes, message, binary)
        let table: [(&[u8], &str, bool); 4] = [
            (b"%PDF-1.7\n", "looks binary: PDF document", true),
            (b"plain\0text", "looks binary: it holds NUL bytes", true),
            (b"a\x01\x02b\x03\x04", "looks binary: it is full of control characters", true),
            (b"\xff\xfe\0\0a\0\0\0", "unsupported encoding UTF-32LE: save it as UTF-8", false),
        ];
        for (bytes, message, binary) in table {
            let error = Document::from_bytes("x", bytes.to_vec()).expect_err(message);
            assert_eq!(error.to_string(), message);
            assert_eq!(error.is_binary(), binary, "{message}");
        }
    }
}
