//! No bytes make the readers of HTML, Markdown and MDX panic, and every piece of prose stands in the file, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::convert::Infallible;
use std::io::Cursor;
use unspin::document::{Document, DocumentError, Format, Reading};
use unspin::span::Span;

fn check(read: Result<Document, DocumentError>) -> Result<(), Infallible> {
    let Ok(document) = read else { return Ok(()) };
    let mut last = 0;
    for (at, c) in document.text().char_indices() {
        let place = document.source_span(Span::new(at, at + c.len_utf8()));
        assert!(document.source().get(place.start..place.end).is_some(), "{place:?} cuts a character");
        assert!(last <= place.start, "{place:?} is out of order");
        last = place.start;
    }
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Html, Format::Markdown, Format::Mdx] {
        let reading = Reading { format: Some(format), article: true, ..Reading::default() };
        let Ok(()) = reading.read("fuzz.html", Cursor::new(bytes), check);
    }
});
