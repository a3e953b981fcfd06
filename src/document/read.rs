//! Files to documents: one or several a file, by format.

use super::markdown::Dialect;
use super::packed::Packing;
use super::unread::{Page, Unread};
use super::{
    Document, DocumentError, ErrorKind, Format, PdfText, feed, json, markdown, office, packed, parquet, table, warc,
};
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};

/// Bytes at the head of a file that its format is told by.
const HEAD: u64 = 4096;

/// How deep archives are read: a compressed file in an archive is, an archive in an archive in an archive is not.
const DEPTH: usize = 2;

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The format of all files; told by name and content where it is left out.
    pub format: Option<Format>,
    /// Of HTML, only the main article, where one of 500 characters or more is found.
    pub article: bool,
    /// Columns of tables, or paths to fields of JSON (`a.b[].c`), that hold the text. Where there are none: the first of `text`, `body`,
    /// `content`, `article` and `description` that a file has.
    pub fields: Vec<String>,
    /// The column or field that names a record. Where it is left out: `id`, else its number.
    pub id: Option<String>,
    /// The column or field that holds the address of a record's page. Where it is left out: `url`, if there is one.
    pub url: Option<String>,
    /// The column or field that holds the time of a record. Where it is left out: `date`, if there is one.
    pub date: Option<String>,
    /// Takes the text out of PDFs; without it they are not read.
    pub pdf: Option<PdfText>,
    /// What is too much.
    pub limits: Limits,
}

/// What is refused, so that no file takes the machine's memory or never ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that one packed file may unpack to, all its members together: a day of checking.
    pub unpacked: u64,
    /// Times its packed size that a file may unpack to: text takes 3 to 20, logs up to 200, bombs 1,000 and more.
    pub ratio: u64,
    /// Unpacked bytes below which the ratio does not count: small files of one letter are harmless.
    pub unjudged: u64,
    /// Unpacked bytes of a file that has to be in memory as a whole: plain text, JSON, XML, all parts of an office document together.
    pub whole: u64,
    /// The same of a file that is not packed: no limit, for what a user names fits the user's machine.
    pub file: u64,
    /// Bytes of one record of a table, of JSON lines or of a web archive, which has to be in memory; a quote never closed makes long ones.
    pub record: usize,
    /// Depth of elements in XML and groups in RTF: NITF and XHTML stay below 50, Word's nested tables and shapes below 100.
    pub elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            unpacked: 1 << 40,
            ratio: 400,
            unjudged: 16 << 20,
            whole: 1 << 30,
            file: u64::MAX,
            record: 64 << 20,
            elements: 256,
        }
    }
}

/// What documents are handed to.
pub(super) type Each<'e, E> = dyn FnMut(Result<Document, DocumentError>) -> Result<(), E> + 'e;

/// What documents are handed to that may not be made yet.
pub(super) type EachUnread<'e, E> = dyn FnMut(Unread) -> Result<(), E> + 'e;

/// A file, or a file within one.
pub(super) struct Input<'i> {
    pub(super) bytes: &'i mut dyn Read,
    /// What its documents are called.
    pub(super) name: &'i str,
    /// The name that speaks for its format: without the ending of what it was packed by.
    pub(super) inner: &'i str,
    /// Times that it was packed.
    pub(super) depth: usize,
}

impl Reading {
    /// Hands the documents of a file to `each`, one by one in the order of the file. What cannot be read is handed over as an error,
    /// after which the rest of the file goes on where it can.
    ///
    /// Tables and JSON lines are read record by record, packed files piece by piece; all others are in memory as a whole, and so is
    /// Parquet, which [`Reading::read_later`] reads in pieces.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn read<E>(
        &self,
        name: &str,
        input: impl Read + Seek,
        mut each: impl FnMut(Result<Document, DocumentError>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.later(name, input, &mut |unread: Unread| each(unread.document()))
    }

    /// The same without the work that can be done later and elsewhere: pages of HTML are handed over as bytes, to be made into
    /// documents by [`Unread::document`], on another thread or not at all.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn read_later<E>(
        &self,
        name: &str,
        mut input: File,
        mut each: impl FnMut(Unread) -> Result<(), E>,
    ) -> Result<(), E> {
        match kept_head(&mut input) {
            Ok(head) if self.format_of(name, &head) == Format::Parquet => parquet::read(self, name, input, &mut each),
            Ok(_) => self.later(name, input, &mut each),
            Err(error) => each(error.into()),
        }
    }

    /// The same for what is no file of the system.
    fn later<E>(&self, name: &str, mut input: impl Read + Seek, each: &mut EachUnread<'_, E>) -> Result<(), E> {
        let head = kept_head(&mut input);
        match head {
            Ok(head) if Packing::of(name, &head) == Some(Packing::Zip) => packed::read_zip(self, name, 0, input, each),
            Ok(_) => self.unpacked(Input { bytes: &mut input, name, inner: name, depth: 0 }, each),
            Err(error) => each(error.into()),
        }
    }

    /// The same for what cannot be gone back in: standard input, a pipe. An archive is then in memory as a whole.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn stream<E>(
        &self,
        name: &str,
        input: impl Read,
        mut each: impl FnMut(Result<Document, DocumentError>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.stream_later(name, input, |unread| each(unread.document()))
    }

    /// The same without the work that can be done later, as [`Reading::read_later`] leaves it.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn stream_later<E>(
        &self,
        name: &str,
        mut input: impl Read,
        mut each: impl FnMut(Unread) -> Result<(), E>,
    ) -> Result<(), E> {
        self.unpacked(Input { bytes: &mut input, name, inner: name, depth: 0 }, &mut each)
    }

    /// Reads what may be packed.
    pub(super) fn unpacked<E>(&self, input: Input<'_>, each: &mut EachUnread<'_, E>) -> Result<(), E> {
        let head = match head(&mut *input.bytes) {
            Ok(head) => head,
            Err(error) => return each(error.into()),
        };
        let format = self.format_of(input.inner, &head);
        let packing = Packing::of(input.inner, &head).filter(|_| !format.is_package());
        let mut bytes = Cursor::new(head).chain(input.bytes);
        let input = Input { bytes: &mut bytes, ..input };
        match packing {
            Some(Packing::Tar) => {
                each(ErrorKind::Archive("tar is not read; unpack it, or pack it as zip".into()).into())
            }
            Some(_) if input.depth >= DEPTH => {
                each(ErrorKind::Limit("archives in archives in an archive; unpack it".into()).into())
            }
            Some(Packing::Zip) => match self.whole(input.bytes, input.depth) {
                Ok(bytes) => packed::read_zip(self, input.name, input.depth, Cursor::new(bytes), each),
                Err(error) => each(error.into()),
            },
            Some(Packing::Gzip | Packing::Zstd) => packed::read(self, input, each),
            None => self.records(format, input, each),
        }
    }

    fn format_of(&self, name: &str, head: &[u8]) -> Format {
        self.format.unwrap_or_else(|| Format::detect(name, head))
    }

    fn records<E>(&self, format: Format, input: Input<'_>, each: &mut EachUnread<'_, E>) -> Result<(), E> {
        let name = input.name;
        let each_made: &mut Each<'_, E> = &mut |document| each(document.into());
        match format {
            Format::Warc => warc::read(self, name, input.bytes, each),
            Format::Html => match self.whole(input.bytes, input.depth) {
                Ok(bytes) => each(Page::html(name, bytes, self.article).into()),
                Err(error) => each(error.into()),
            },
            Format::Parquet => match self.whole(input.bytes, input.depth) {
                Ok(bytes) => parquet::read(self, name, bytes::Bytes::from(bytes), each),
                Err(error) => each(error.into()),
            },
            Format::Csv | Format::Tsv => table::read(self, format, name, input.bytes, each_made),
            Format::Jsonl => json::read_lines(self, name, input.bytes, each_made),
            Format::Markdown | Format::Mdx => {
                let dialect = if format == Format::Mdx { Dialect::Mdx } else { Dialect::Markdown };
                each_made(self.whole(input.bytes, input.depth).and_then(|bytes| markdown::read(name, bytes, dialect)))
            }
            Format::Feed => {
                match self.whole(input.bytes, input.depth).and_then(|bytes| Document::from_xml(name, bytes)) {
                    Ok(file) => feed::read(self, &file, each_made),
                    Err(error) => each_made(Err(error)),
                }
            }
            Format::Json | Format::Plain => {
                let file = self.whole(input.bytes, input.depth).and_then(|bytes| Document::from_bytes(name, bytes));
                let told = |file: &Document| self.format.is_none() && json::is_json(input.inner, file.text());
                match file {
                    Ok(file) if format == Format::Json || told(&file) => json::read(self, &file, each_made),
                    other => each_made(other),
                }
            }
            Format::Docx | Format::Odt | Format::Epub | Format::Rtf | Format::Pdf => {
                match self.whole(input.bytes, input.depth) {
                    Ok(bytes) => office::read((format, name, bytes), &self.limits, self.pdf, each_made),
                    Err(error) => each_made(Err(error)),
                }
            }
        }
    }

    /// All bytes of a file; of one that was packed, not more than fit in memory.
    fn whole(&self, input: &mut dyn Read, depth: usize) -> Result<Vec<u8>, DocumentError> {
        let (most, what, instead) = match depth {
            0 => (self.limits.file, "a file", "split it"),
            _ => (self.limits.whole, "a packed file", "unpack it"),
        };
        let mut bytes = Vec::new();
        input.take(most).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == most {
            let what = format!("{most} bytes in {what} that has to be in memory as a whole; {instead}");
            return Err(ErrorKind::Limit(what).into());
        }
        Ok(bytes)
    }
}

/// The first bytes of a file, which stays where it is.
fn kept_head(input: &mut (impl Read + Seek)) -> Result<Vec<u8>, DocumentError> {
    let head = head(input)?;
    input.seek(SeekFrom::Start(0))?;
    Ok(head)
}

fn head(input: &mut (impl Read + ?Sized)) -> Result<Vec<u8>, DocumentError> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}
