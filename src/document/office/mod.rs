//! Prose of office documents, books and page layouts.

mod docx;
mod epub;
mod flow;
mod odt;
mod package;
mod pdf;
mod rtf;
mod xml;

use super::{Document, DocumentError, ErrorKind, Format, Limits, decode};
use package::{Package, Sources};
pub use pdf::{PdfFault, PdfText};

/// Stands for what is shown within a sentence but is no prose, so that the words on its two sides are no neighbours:
/// the object replacement character (Unicode, section 23.8).
const OBJECT: &str = "\u{FFFC}";

/// Hands the document of a file to `each`, and an error for each chapter of a book that cannot be read.
pub(super) fn read<E>(
    (format, name, bytes): (Format, &str, Vec<u8>),
    limits: &Limits,
    pdf: Option<PdfText>,
    mut each: impl FnMut(Result<Document, DocumentError>) -> Result<(), E>,
) -> Result<(), E> {
    let mut faults = Vec::new();
    let document = match format {
        Format::Rtf => rtf::read(name, &bytes, limits),
        Format::Pdf => pdf::read(name, &bytes, pdf),
        Format::Odt if is_xml(&bytes) => odt::read_flat(name, bytes, limits),
        _ => Package::open(bytes, limits).and_then(|mut package| match format {
            Format::Docx => docx::read(name, &mut package, limits),
            Format::Epub => epub::read(name, &mut package, limits, &mut faults),
            _ => odt::read(name, &mut package, limits),
        }),
    };
    each(document)?;
    faults.into_iter().try_for_each(|fault| each(Err(fault)))
}

/// The file with the source of its document replaced: `original` is what `document` was read from, and `edited` what [`Document::edited`] gave.
/// Of DOCX, ODT and EPUB only the parts with changes are packed anew; all else keeps its bytes, its order and its formatting.
///
/// # Errors
/// When the file is none of those, RTF or flat ODT (text comes out of a PDF, but does not go back in), or the changes hold NUL characters.
pub fn rewrite(original: &[u8], document: &Document, edited: &str) -> Result<Vec<u8>, DocumentError> {
    // What stands before the first entry of a package may be anything.
    if document.source().starts_with(package::PART) {
        package::rewrite(original, document, edited)
    } else if original.starts_with(rtf::MARK) {
        rtf::rewrite(edited)
    } else if document.encode(document.source()).is_ok_and(|bytes| bytes == original) {
        document.encode(edited)
    } else {
        Err(damaged("this format is not written; make the changes where it was made".to_string()))
    }
}

/// Whether a file is XML and no package.
fn is_xml(bytes: &[u8]) -> bool {
    decode::head(&bytes[..bytes.len().min(decode::SAMPLE)]).trim_start().starts_with('<')
}

fn damaged(what: String) -> DocumentError {
    ErrorKind::Unreadable(what).into()
}

fn limit(what: String) -> DocumentError {
    ErrorKind::Limit(what).into()
}

#[cfg(test)]
mod tests;
