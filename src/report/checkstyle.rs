//! Checkstyle reports (XML), which many tools of continuous integration read.

use super::page::Page;
use super::xml::attribute;
use super::{Record, Records, Summary, message, severity};
use crate::document::Document;
use std::io::{self, Write};

pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
pub(super) const END: &str = "</checkstyle>\n";

/// The `file` element of a document; none where nothing was found.
#[derive(Default)]
pub(super) struct File {
    begun: bool,
}

impl Page for File {
    fn add(&mut self, out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            writeln!(out, "<file name=\"{}\">", attribute(record.document))?;
        }
        let severity = severity(record.level, ["error", "warning", "info"]);
        let (line, column, message) = (record.line, record.column, message(record));
        writeln!(
            out,
            "<error line=\"{line}\" column=\"{column}\" severity=\"{severity}\" message=\"{}\" source=\"unspin.{}\"/>",
            attribute(&message),
            record.kind,
        )
    }

    fn end(&mut self, out: &mut dyn Write, _document: &Document, _summary: &Summary) -> io::Result<()> {
        if self.begun {
            out.write_all(b"</file>\n")?;
        }
        Ok(())
    }
}
