//! No bytes make the readers of tables, JSON, feeds or packed files panic; every record stands at its place in the file, behind the one before,
//! and what is put in its place is read again. The first byte says the format, for arbitrary bytes are seldom told as one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::convert::Infallible;
use std::io::Cursor;
use unspin::apply::{RewriteError, rewrite};
use unspin::document::{Document, Format, Limits, Reading};
use unspin::span::Span;

/// What a file is called, and the format it is read as where its name does not say.
const FORMATS: [(&str, Option<Format>); 7] = [
    ("a.csv", Some(Format::Csv)),
    ("a.tsv", Some(Format::Tsv)),
    ("a.json", Some(Format::Json)),
    ("a.jsonl", Some(Format::Jsonl)),
    ("a.xml", Some(Format::Feed)),
    ("a.zip", None),
    ("a.jsonl.gz", None),
];

fn check(document: &Document, end: &mut usize) {
    let origin = document.origin();
    assert!(*end <= origin.offset, "a record begins at {} within one that ends at {end}", origin.offset);
    *end = origin.offset + document.source().len();
    for (at, c) in document.text().char_indices() {
        let place = document.source_span(Span::new(at, at + c.len_utf8()));
        assert!(document.source().get(place.start..place.end).is_some(), "{place:?} cuts a character");
    }
}

/// Whether a record may be HTML: a mark of it stands there, or, in JSON, an escape that may mean one.
fn may_be_html(document: &Document) -> bool {
    document.source().contains(['<', '&']) || document.source().contains("\\u00")
}

/// Whether the encoding is guessed from all bytes, so that other bytes may be taken for another one.
fn is_guessed(bytes: &[u8]) -> bool {
    let marked = [&b"\xff\xfe"[..], b"\xfe\xff"].iter().any(|mark| bytes.starts_with(mark));
    !marked && std::str::from_utf8(bytes).is_err()
}

/// Puts a word in place of the last character of every record. Only a mark of HTML, or a guessed encoding, may come to mean something else by it.
fn replace(reading: &Reading, name: &str, bytes: &[u8]) {
    let mut may_differ = is_guessed(bytes);
    let written = rewrite(reading, name, bytes, |document| {
        may_differ |= may_be_html(document);
        let last = document.text().char_indices().next_back();
        last.map(|(at, c)| (Span::new(at, at + c.len_utf8()), "word".to_string())).into_iter().collect()
    });
    match written {
        Ok(Some(written)) => assert!(!written.bytes.is_empty()),
        Ok(None)
        | Err(
            RewriteError::Document(_)
            | RewriteError::Lossy(_)
            | RewriteError::Packed
            | RewriteError::Pdf
            | RewriteError::Archive,
        ) => {}
        Err(error @ RewriteError::Unwritable) => assert!(may_differ, "{error}"),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let (name, format) = FORMATS[usize::from(*first) % FORMATS.len()];
    let limits = Limits { unpacked: 1 << 22, whole: 1 << 20, record: 1 << 16, ..Limits::default() };
    let reading = Reading { format, limits, ..Reading::default() };
    let (mut end, packed) = (0, format.is_none());
    let Ok(()) = reading.read(name, Cursor::new(bytes), |read| {
        if let Ok(document) = read {
            // Members of an archive have places of their own.
            end = if packed { 0 } else { end };
            check(&document, &mut end);
        }
        Ok::<(), Infallible>(())
    });
    replace(&reading, name, bytes);
});
