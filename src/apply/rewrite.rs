//! Changed prose written back into its file.

use crate::document::{Document, DocumentError, Format, Reading, is_packed, office};
use crate::span::Span;
use std::hash::Hasher;
use std::io::Cursor;
use twox_hash::XxHash3_64;

/// A stretch of a document's prose, in bytes, and what is put in its place.
pub type Edit = (Span, String);

/// A changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The file, in the encoding it came in.
    pub bytes: Vec<u8>,
    /// Its text before, for people to compare.
    pub before: String,
    /// Its text after.
    pub after: String,
}

/// Why a file cannot be rewritten. The message does not repeat its name.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// It cannot be read, or its encoding cannot hold what is to be written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Its bytes do not come back as they were, so that more would change than was asked for.
    #[error("holds bytes that are no {0}, and would not be kept; save it as UTF-8 first")]
    Lossy(&'static str),
    /// What was checked stands in a compressed file or an archive.
    #[error("cannot be written while it is packed; unpack it, and check what is in it")]
    Packed,
    /// What was checked was taken from a page layout.
    #[error("cannot be written, for it is a PDF; make the changes where it was made")]
    Pdf,
    /// What was checked is a record of what a server sent, or a row of a table in columns.
    #[error("cannot be written, for it is an archive; make the changes where the page is kept")]
    Archive,
    /// Read again, the changed file would not hold the changed prose: a mark of the format would come to mean something else.
    #[error("cannot be written without changing more than was asked for; make the changes by hand")]
    Unwritable,
}

/// What becomes of one document of a file.
struct Piece {
    /// Where the document's source stands in the decoded file.
    place: Span,
    before: String,
    after: String,
    /// The prose after the edits.
    prose: String,
}

/// Rewrites a file with the edits that `edits` gives for each of its documents, in order and without overlaps; `None` where it gives none.
/// Bytes outside of the edits stay as they are: encoding, byte order mark, line ends, markup. `edits` is not asked about what cannot be read.
///
/// # Errors
/// See [`RewriteError`]; nothing is half done then.
pub fn rewrite(
    reading: &Reading,
    name: &str,
    bytes: &[u8],
    mut edits: impl FnMut(&Document) -> Vec<Edit>,
) -> Result<Option<Rewritten>, RewriteError> {
    let (mut pieces, mut whole, mut count) = (Vec::new(), None, 0);
    let mut expected = Vec::new();
    reading.read(name, Cursor::new(bytes), |document| {
        let document = document?;
        let edits = edits(&document);
        count += 1;
        if edits.is_empty() {
            expected.push(letters(document.text()));
        } else {
            let edits: Vec<(Span, &str)> = edits.iter().map(|(span, text)| (*span, text.as_str())).collect();
            let (start, before) = (document.origin().offset, document.source().to_string());
            let (place, prose) = (Span::new(start, start + before.len()), document.edited_prose(&edits));
            expected.push(letters(&prose));
            pieces.push(Piece { place, after: document.edited(&edits), before, prose });
        }
        whole = (count == 1).then_some(document);
        Ok::<(), RewriteError>(())
    })?;
    if pieces.is_empty() {
        return Ok(None);
    }
    if is_packed(name) {
        return Err(RewriteError::Packed);
    }
    let format = reading.format.unwrap_or_else(|| Format::detect(name, bytes));
    let rewritten = match (format, whole) {
        (Format::Docx | Format::Odt | Format::Epub | Format::Rtf, Some(document)) => office(bytes, &document, pieces),
        (Format::Pdf, _) => Err(RewriteError::Pdf),
        (Format::Warc | Format::Parquet, _) => Err(RewriteError::Archive),
        (Format::Html | Format::Markdown | Format::Mdx, Some(document)) => text(bytes, &document, &pieces),
        (Format::Feed, _) => text(bytes, &Document::from_xml(name, bytes.to_vec())?, &pieces),
        _ => text(bytes, &Document::from_bytes(name, bytes.to_vec())?, &pieces),
    }?;
    match reads(reading, name, &rewritten.bytes, &expected) {
        true => Ok(Some(rewritten)),
        false => Err(RewriteError::Unwritable),
    }
}

/// Tells the letters of one prose from those of another (XXH3); where words are parted does not count.
fn letters(prose: &str) -> u64 {
    let mut hasher = XxHash3_64::new();
    prose.split_whitespace().for_each(|word| hasher.write(word.as_bytes()));
    hasher.finish()
}

/// Whether a file holds documents of those letters; white space may differ, for a break in a phrase stays in the file.
fn reads(reading: &Reading, name: &str, bytes: &[u8], expected: &[u64]) -> bool {
    let mut expected = expected.iter();
    let read = reading.read(name, Cursor::new(bytes), |document| {
        let same = document.ok().zip(expected.next()).is_some_and(|(read, known)| letters(read.text()) == *known);
        same.then_some(()).ok_or(())
    });
    read.is_ok() && expected.next().is_none()
}

/// Puts the changed parts of an office document back; people compare its prose, for they do not read what is packed.
fn office(bytes: &[u8], document: &Document, pieces: Vec<Piece>) -> Result<Rewritten, RewriteError> {
    let Ok([piece]) = <[Piece; 1]>::try_from(pieces) else { return Err(RewriteError::Unwritable) };
    let bytes = office::rewrite(bytes, document, &piece.after)?;
    Ok(Rewritten { bytes, before: document.text().to_string(), after: piece.prose })
}

/// Puts pieces in their places in a file that is text.
fn text(bytes: &[u8], file: &Document, pieces: &[Piece]) -> Result<Rewritten, RewriteError> {
    let before = file.source();
    if file.encode(before).ok().as_deref() != Some(bytes) {
        return Err(RewriteError::Lossy(file.encoding()));
    }
    let (mut after, mut done) = (String::with_capacity(before.len()), 0);
    for Piece { place, before: source, after: edited, .. } in pieces {
        let stands = before.get(place.start..place.end) == Some(source);
        let between = before.get(done..place.start).filter(|_| stands).ok_or(RewriteError::Unwritable)?;
        after.push_str(between);
        after.push_str(edited);
        done = place.end;
    }
    after.push_str(&before[done..]);
    Ok(Rewritten { bytes: file.encode(&after)?, before: before.to_string(), after })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(bytes: &[u8], found: &str, new: &str) -> Result<Option<Rewritten>, RewriteError> {
        rewrite(&Reading::default(), "a.txt", bytes, |document| {
            let found = document.text().match_indices(found);
            found.map(|(start, found)| (Span::new(start, start + found.len()), new.to_string())).collect()
        })
    }

    #[test]
    fn all_else_is_kept_byte_for_byte() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        for (before, after) in [
            (b"one\r\ntwo \t two\n".to_vec(), b"one\r\n2 \t 2\n".to_vec()),
            (b"\xef\xbb\xbfone\rtwo".to_vec(), b"\xef\xbb\xbfone\r2".to_vec()),
            (b"caf\xe9 two \x93so\x94".to_vec(), b"caf\xe9 2 \x93so\x94".to_vec()),
            (wide("\u{FEFF}one two\n"), wide("\u{FEFF}one 2\n")),
            (wide("one two\n"), wide("one 2\n")),
        ] {
            assert_eq!(replaced(&before, "two", "2").unwrap().unwrap().bytes, after);
        }
        assert_eq!(replaced(b"one", "two", "2").unwrap(), None);
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        let damaged = [&"naïve – ".repeat(40).into_bytes()[..], b"\xff two"].concat();
        let message = |bytes: &[u8], new| replaced(bytes, "two", new).unwrap_err().to_string();
        assert!(message(&damaged, "2").starts_with("holds bytes that are no UTF-8"));
        assert!(message(b"It\x92s two", "≥ 2").starts_with("'≥' on line 1 cannot be written in windows-1252"));
        assert!(message(b"\x7fELF\x02", "").starts_with("looks binary"));
    }
}
