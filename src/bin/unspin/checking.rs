//! One file checked: its documents, in order, into the reports.

use crate::input::{Source, Unusable, is_stdin, read_each};
use crate::sieve::{FileSieve, Sieve, Told};
use std::io::{self, Write};
use std::path::Path;
use unspin::document::Reading;
use unspin::report::{Format, Pages, Style, Summary, fingerprint};
use unspin::{Checker, Document};

/// What finds, and what decides what of it is reported.
#[derive(Clone, Copy)]
pub struct Sifted<'s> {
    pub checker: &'s Checker,
    pub sieve: &'s Sieve,
}

/// What one document came to.
pub type Checked = Result<Summary, Unusable>;

/// What one file came to: its documents, what was not reported, and how many findings were written.
pub struct CheckedFile {
    pub documents: Vec<Checked>,
    pub told: Told,
    pub written: usize,
}

/// How files are read, and how their reports are made.
pub struct Rendering {
    pub reading: Reading,
    pub formats: Vec<Format>,
    pub style: Style,
}

impl Rendering {
    /// Checks the documents of a file and writes what they add to the reports, up to `room` findings.
    pub fn check(
        &self,
        sifted: Sifted<'_>,
        source: &Source,
        room: usize,
        outs: &mut [impl Write],
    ) -> io::Result<CheckedFile> {
        let hash = self.hash(&source.path);
        let mut file = Checking::new(self, sifted, Subject { path: &source.path, hash: &hash }, room);
        read_each(&self.reading, source, |document| file.add(document, outs))?;
        Ok(file.finish())
    }

    /// The fingerprint of a file that is reviewed; empty for standard input, and for what cannot be read, which is said when it is checked.
    pub fn hash(&self, path: &Path) -> String {
        let is_reviewed = self.formats.contains(&Format::Review) && !is_stdin(path);
        let file = if is_reviewed { std::fs::File::open(path).ok() } else { None };
        file.and_then(|file| fingerprint(file).ok()).unwrap_or_default()
    }
}

/// A file, and its fingerprint where it is reviewed.
#[derive(Clone, Copy)]
pub struct Subject<'s> {
    pub path: &'s Path,
    pub hash: &'s str,
}

/// A file in the course of being checked.
pub struct Checking<'c> {
    rendering: &'c Rendering,
    checker: &'c Checker,
    hash: &'c str,
    sieve: FileSieve<'c>,
    room: usize,
    checked: Vec<Checked>,
    written: usize,
}

impl<'c> Checking<'c> {
    /// Begins a file, of which no more than `room` findings are written.
    pub fn new(rendering: &'c Rendering, sifted: Sifted<'c>, subject: Subject<'c>, room: usize) -> Self {
        let sieve = sifted.sieve.file(subject.path);
        let (checker, hash) = (sifted.checker, subject.hash);
        Checking { rendering, checker, hash, sieve, room, checked: Vec::new(), written: 0 }
    }

    /// Checks the next document, and writes what it adds to the reports.
    pub fn add(&mut self, document: Result<Document, Unusable>, outs: &mut [impl Write]) -> io::Result<()> {
        let checked = match document {
            Err(unusable) => Err(unusable),
            Ok(document) => Ok(self.document(&document, outs)?),
        };
        self.checked.push(checked);
        Ok(())
    }

    fn document(&mut self, document: &Document, outs: &mut [impl Write]) -> io::Result<Summary> {
        let mut pages = Pages::new(document, &self.rendering.formats, self.rendering.style, self.hash);
        let (mut sieve, mut left) = (self.sieve.document(document), self.room - self.written);
        let each = |finding| {
            if left == 0 {
                return Ok(());
            }
            left -= 1;
            pages.add(outs, &finding)
        };
        let counts = self.checker.check_kept(document, |finding| sieve.keep(finding), each)?;
        sieve.finish();
        self.written = self.room - left;
        pages.end(outs, counts)
    }

    /// What the file came to.
    pub fn finish(self) -> CheckedFile {
        CheckedFile { documents: self.checked, told: self.sieve.finish(), written: self.written }
    }
}
