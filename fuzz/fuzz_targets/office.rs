//! No bytes make a reader of office documents, books or rich text panic, and what is written back unchanged is read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::convert::Infallible;
use std::io::Cursor;
use unspin::document::office::rewrite;
use unspin::document::{Format, Limits, Reading};

const FORMATS: [Format; 4] = [Format::Docx, Format::Odt, Format::Epub, Format::Rtf];

/// The text of the first document of a file.
fn text(reading: &Reading, bytes: &[u8]) -> String {
    let mut text = None;
    let Ok(()) = reading.read("fuzz", Cursor::new(bytes), |document| {
        text = text.take().or(document.ok().map(|document| document.into_text()));
        Ok::<(), Infallible>(())
    });
    text.unwrap_or_default()
}

fuzz_target!(|bytes: &[u8]| {
    for format in FORMATS {
        let limits = Limits { whole: 1 << 20, ..Limits::default() };
        let reading = Reading { format: Some(format), limits, ..Reading::default() };
        let Ok(()) = reading.read("fuzz", Cursor::new(bytes), |document| {
            if let Ok(document) = document {
                // A part that nothing is read from may be too damaged to be copied.
                let written = rewrite(bytes, &document, document.source());
                written
                    .into_iter()
                    .for_each(|written| assert_eq!(text(&reading, &written), document.text(), "{format:?}"));
            }
            Ok::<(), Infallible>(())
        });
    }
});
