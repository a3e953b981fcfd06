//! ZIP packages: parts read within limits, changed parts written back.

use super::{damaged, docx, limit};
use crate::document::{Document, DocumentError, Limits};
use std::collections::HashMap;
use std::io::{Cursor, Read, Write};
use zip::result::ZipError;
use zip::{ZipArchive, ZipWriter};

/// Stands before the name of a part and before its text where parts are one source behind the other. No XML holds it (XML 1.0, section 2.2).
pub(super) const PART: char = '\0';

/// First bytes of the files of old versions of Word, and of documents with a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A ZIP file in memory.
pub(super) struct Package {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// Bytes that may still be unpacked.
    left: u64,
    most: u64,
}

impl Package {
    pub(super) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Self, DocumentError> {
        if bytes.starts_with(OLE) {
            return Err(damaged(
                "it has a password, or is of Word 97 to 2003: save it as DOCX without one".to_string(),
            ));
        }
        let most = limits.whole.min(limits.unjudged.max(limits.ratio.saturating_mul(bytes.len() as u64)));
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
        Ok(Package { zip, left: most, most })
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.zip.index_for_name(part).is_some()
    }

    /// The text of a part.
    pub(super) fn text(&mut self, part: &str) -> Result<String, DocumentError> {
        let mut bytes = Vec::new();
        let entry = self.zip.by_name(part).map_err(|error| match error {
            ZipError::FileNotFound => damaged(format!("{part} is missing")),
            error => damaged(format!("{part}: {error}")),
        })?;
        entry.take(self.left + 1).read_to_end(&mut bytes).map_err(|error| damaged(format!("{part}: {error}")))?;
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| limit(format!("{part}: it unpacks to more than {} bytes; split the document", self.most)))?;
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains(PART) => Ok(text),
            _ => Err(damaged(format!("{part} is encrypted, or is not in UTF-8; save it without a password"))),
        }
    }
}

/// Parts of a package, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Sources(String);

impl Sources {
    /// Adds a part, and gives the place of its text.
    pub(super) fn add(&mut self, part: &str, text: &str) -> crate::span::Span {
        self.0.extend([PART]);
        self.0.push_str(part);
        self.0.extend([PART]);
        let start = self.0.len();
        self.0.push_str(text);
        crate::span::Span::new(start, self.0.len())
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Names and texts of the parts of a source.
fn parts(source: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut pieces = source.split(PART).skip(1);
    std::iter::from_fn(move || Some((pieces.next()?, pieces.next()?)))
}

/// The package with the parts replaced that differ between the source of `document` and `edited`; all others are copied as they are packed.
pub(super) fn rewrite(original: &[u8], document: &Document, edited: &str) -> Result<Vec<u8>, DocumentError> {
    let mut changed = HashMap::new();
    if parts(document.source()).map(|(name, _)| name).ne(parts(edited).map(|(name, _)| name)) {
        return Err(damaged("the changes hold characters that no document may hold".to_string()));
    }
    for ((name, before), (_, after)) in parts(document.source()).zip(parts(edited)) {
        if before != after {
            changed.insert(name, docx::keep_spaces(before, after));
        }
    }
    packed(original, &changed).map_err(|error| damaged(error.to_string()))
}

fn packed(original: &[u8], changed: &HashMap<&str, String>) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipArchive::new(Cursor::new(original))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len())));
    out.set_raw_comment(zip.comment().into())?;
    for at in 0..zip.len() {
        let entry = zip.by_index_raw(at)?;
        let name = entry.name()?.into_owned();
        match changed.get(&*name) {
            Some(text) => {
                out.start_file(name, entry.options())?;
                out.write_all(text.as_bytes())?;
            }
            None => out.raw_copy_file(entry)?,
        }
    }
    Ok(out.finish()?.into_inner())
}
