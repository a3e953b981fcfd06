//! Documents that are yet to be made.

use super::{Document, DocumentError, ErrorKind, html};
use encoding_rs::Encoding;

/// A document, or the bytes to make one of: taking the prose out of a page is work that threads can share, while a file is read in order.
#[derive(Debug)]
pub struct Unread {
    kind: Kind,
    /// The archive's file that it stands in; else empty.
    member: String,
}

#[derive(Debug)]
enum Kind {
    Made(Result<Document, DocumentError>),
    Page(Page),
}

/// A page as it was saved or served.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether it is HTML, and no plain text.
    pub(super) html: bool,
    /// The encoding that its server named.
    pub(super) encoding: Option<&'static Encoding>,
    /// Whether its main article is wanted alone.
    pub(super) article: bool,
    /// Where it is one record of a file.
    pub(super) record: Option<Record>,
}

/// What a file says of a record.
#[derive(Debug)]
pub(super) struct Record {
    /// What it is called within the file.
    pub(super) id: String,
    pub(super) url: String,
    pub(super) date: String,
    pub(super) place: Place,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// Where it begins in an unpacked web archive.
    Byte(u64),
    /// From 1.
    Row(usize),
}

impl Place {
    /// A fault of the record.
    pub(super) fn fault(self, error: DocumentError) -> DocumentError {
        match self {
            Place::Byte(byte) => error.at_byte(byte),
            Place::Row(row) => error.at_line(row),
        }
    }
}

impl Page {
    /// A page of HTML that is a file.
    pub(super) fn html(name: &str, bytes: Vec<u8>, article: bool) -> Page {
        Page { name: name.into(), bytes, html: true, encoding: None, article, record: None }
    }

    fn document(self) -> Result<Document, DocumentError> {
        let document = match self.html {
            true => html::read(&self.name, self.bytes, self.encoding, self.article),
            false => Document::declared(self.name, self.bytes, self.encoding),
        };
        match self.record {
            Some(Record { id, url, date, place }) => match document {
                Ok(document) => Ok(document.with_parts(vec![(0, id)]).with_url(url).with_date(date)),
                Err(error) => Err(place.fault(error)),
            },
            None => document,
        }
    }
}

impl Unread {
    /// Makes the document.
    ///
    /// # Errors
    /// Why there is none.
    pub fn document(self) -> Result<Document, DocumentError> {
        let document = match self.kind {
            Kind::Made(document) => document,
            Kind::Page(page) => page.document(),
        };
        document.map_err(|error| if self.member.is_empty() { error } else { error.within(&self.member) })
    }

    /// Bytes that it holds, about.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.kind {
            Kind::Made(Ok(document)) => document.source().len(),
            Kind::Made(Err(_)) => 0,
            Kind::Page(page) => page.bytes.len(),
        }
    }

    /// What the document is called within its file: a URL, an id; else empty.
    #[must_use]
    pub fn record(&self) -> &str {
        match &self.kind {
            Kind::Made(document) => document.as_ref().map_or("", Document::record),
            Kind::Page(page) => page.record.as_ref().map_or("", |record| &record.id),
        }
    }

    /// The same in a file of an archive.
    pub(super) fn within(self, member: &str) -> Unread {
        let inner = if self.member.is_empty() { String::new() } else { format!("/{}", self.member) };
        Unread { member: format!("{member}{inner}"), ..self }
    }
}

impl From<Result<Document, DocumentError>> for Unread {
    fn from(document: Result<Document, DocumentError>) -> Self {
        Unread { kind: Kind::Made(document), member: String::new() }
    }
}

impl From<DocumentError> for Unread {
    fn from(error: DocumentError) -> Self {
        Err(error).into()
    }
}

impl From<ErrorKind> for Unread {
    fn from(kind: ErrorKind) -> Self {
        DocumentError::from(kind).into()
    }
}

impl From<std::io::Error> for Unread {
    fn from(error: std::io::Error) -> Self {
        DocumentError::from(error).into()
    }
}

impl From<Page> for Unread {
    fn from(page: Page) -> Self {
        Unread { kind: Kind::Page(page), member: String::new() }
    }
}
