//! No bytes make a reader of office documents, books or rich text panic, and what is written back unchanged is read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::convert::Infallible;
use std::io::Cursor;
use unspin::document::office::rewrite;
use unspin::document::{Format, Limits, Reading};

const FORMATS: [Format; 4] = [Format::Docx, Format::Odt, Format::Epub, Format::Rtf];

fuzz_target!(|bytes: &[u8]| {
    for format in FORMATS {
        let limits = Limits { whole: 1 << 20, ..Limits::default() };
        let reading = Reading { format: Some(format), limits, ..Reading::default() };
        let Ok(()) = reading.read("fuzz", Cursor::new(bytes), |document| {
            if let Ok(document) = document {
                assert!(rewrite(bytes, &document, document.source()).is_ok(), "{format:?} is not written");
            }
            Ok::<(), Infallible>(())
        });
    }
});
