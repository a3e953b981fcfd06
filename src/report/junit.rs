//! JUnit reports (XML): one suite a document, one failed case a finding, in the form that Jenkins and GitLab read.

use super::page::Page;
use super::xml::attribute;
use super::{Record, Records, Summary, clean, message};
use crate::document::Document;
use crate::finding::Verdict;
use std::io::{self, Write};

pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"unspin\">\n";
pub(super) const END: &str = "</testsuites>\n";

/// The suite of a document. Its cases wait for their number, which stands before them.
#[derive(Default)]
pub(super) struct Suite {
    cases: Vec<u8>,
}

impl Page for Suite {
    fn add(&mut self, _out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        let name = format!("{}:{} {}", record.line, record.column, clean(record.found));
        let (file, level, kind) = (attribute(record.document), record.level, record.kind);
        writeln!(
            self.cases,
            "<testcase classname=\"{file}\" name=\"{}\" file=\"{file}\" line=\"{}\"><failure type=\"{level} {kind}\" \
             message=\"{}\">{}</failure></testcase>",
            attribute(&name),
            record.line,
            attribute(&message(record)),
            attribute(&record.context),
        )
    }

    fn end(&mut self, out: &mut dyn Write, document: &Document, summary: &Summary) -> io::Result<()> {
        let (name, findings) = (attribute(document.name()), summary.counts.findings);
        let tests = findings.max(1);
        writeln!(out, "<testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{findings}\" errors=\"0\">")?;
        if findings == 0 {
            let verdict = Verdict::of(&summary.counts).text();
            writeln!(out, "<testcase classname=\"{name}\" name=\"{verdict}\" file=\"{name}\"/>")?;
        }
        out.write_all(&self.cases)?;
        out.write_all(b"</testsuite>\n")
    }
}
