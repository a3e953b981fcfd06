//! Files to documents: one or several a file, by format.

use super::markdown::Dialect;
use super::{Document, DocumentError, Format, html, markdown};
use std::io::{Read, Seek, SeekFrom};

/// Bytes at the head of a file that its format is told by.
const HEAD: u64 = 4096;

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The format of all files; told by name and content where it is left out.
    pub format: Option<Format>,
    /// Of HTML, only the main article, where one of 500 characters or more is found.
    pub article: bool,
}

impl Reading {
    /// Hands the documents of a file to `each`, one by one in the order of the file. What cannot be read is handed over as an error,
    /// after which the rest of the file goes on where it can.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn read<E>(
        &self,
        name: &str,
        mut input: impl Read + Seek,
        mut each: impl FnMut(Result<Document, DocumentError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let format = match self.format.map_or_else(|| detect(name, &mut input), Ok) {
            Ok(format) => format,
            Err(error) => return each(Err(error)),
        };
        match format {
            Format::Plain => each(whole(&mut input).and_then(|bytes| Document::from_bytes(name, bytes))),
            Format::Html => each(whole(&mut input).and_then(|bytes| html::read(name, bytes, self.article))),
            Format::Markdown => {
                each(whole(&mut input).and_then(|bytes| markdown::read(name, bytes, Dialect::Markdown)))
            }
            Format::Mdx => each(whole(&mut input).and_then(|bytes| markdown::read(name, bytes, Dialect::Mdx))),
        }
    }
}

fn detect(name: &str, input: &mut (impl Read + Seek)) -> Result<Format, DocumentError> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD).read_to_end(&mut head)?;
    input.seek(SeekFrom::Start(0))?;
    Ok(Format::detect(name, &head))
}

/// All bytes of a file.
fn whole(input: &mut impl Read) -> Result<Vec<u8>, DocumentError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    Ok(bytes)
}
