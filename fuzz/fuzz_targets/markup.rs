//! The same for what stands inside of packages, which are too seldom whole when they are made of arbitrary bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::convert::Infallible;
use std::io::{Cursor, Write};
use unspin::document::{Format, Reading};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = "<Types><Override PartName='/d.xml' ContentType='x.wordprocessingml.document.main+xml'/></Types>";
const CONTAINER: &str = "<c><rootfile full-path='b.opf'/></c>";
const BOOK: &str = "<p><item id='a' href='d.xml' media-type='text/html'/><itemref idref='a'/></p>";

fuzz_target!(|text: &str| {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let files = [
        ("[Content_Types].xml", TYPES),
        ("META-INF/container.xml", CONTAINER),
        ("b.opf", BOOK),
        ("d.xml", text),
        ("content.xml", text),
    ];
    for (name, text) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(name, options).expect("a new entry");
        zip.write_all(text.as_bytes()).expect("memory");
    }
    let bytes = zip.finish().expect("memory").into_inner();
    for format in [Format::Docx, Format::Odt, Format::Epub] {
        let reading = Reading { format: Some(format), ..Reading::default() };
        let Ok(()) = reading.read("fuzz", Cursor::new(&bytes), |_| Ok::<(), Infallible>(()));
    }
});
