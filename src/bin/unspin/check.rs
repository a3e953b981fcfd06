//! `unspin check`: documents in, findings out.

use crate::Status;
use crate::args::{Check, Format};
use crate::input::{Source, Unusable, is_stdin, read_each, reading, sources};
use crate::limits::{FailOn, Tally};
use crate::output::Output;
use crate::settings::resolve;
use crate::sieve::{FileSieve, Sieve, Told};
use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::io::{self, BufWriter, IsTerminal, Seek, Write};
use std::path::Path;
use tempfile::SpooledTempFile;
use unspin::document::Reading;
use unspin::report::{
    Record, Records, Style, fingerprint, write_csv, write_csv_header, write_jsonl, write_review, write_review_header,
    write_summary, write_summary_header, write_text, write_text_end,
};
use unspin::{Checker, Counts, Document};

/// Files checked side by side before their reports are written in order.
const BATCH: usize = 128;
/// Bytes of a report kept in memory until its turn comes; a longer one waits on disk. With [`BATCH`], it bounds what is held.
const SPOOL: usize = 128 << 10;
/// Bytes from which a file is checked alone, so that two large ones are never in memory together.
const LARGE: u64 = 16 << 20;

/// Records of one file checked side by side before their reports are written in order.
const RECORDS: usize = 4096;
/// Bytes of text from which fewer records are: enough to keep every thread busy.
const RECORD_BYTES: usize = 8 << 20;
/// Records whose report is written in one piece.
const PIECE: usize = 16;

/// Runs the command.
pub fn run(arguments: &Check) -> Result<Status> {
    ensure!(!arguments.for_review || arguments.format == Format::Csv, "--for-review is for --format csv");
    let mut resolved = resolve(&arguments.settings)?;
    let shown = arguments.summary.is_some() || arguments.format == Format::Text;
    resolved.checker = resolved.checker.with_sentences(shown);
    let sources = sources(&arguments.paths, arguments.no_ignore, &resolved.exclude, arguments.lint.force_exclude)?;
    let sieve = Sieve::new(&arguments.lint, &resolved, &sources.files)?;
    let checker = Sifted { checker: &resolved.checker, sieve: &sieve };
    let mut reports = Reports::open(arguments)?;
    let mut totals = Totals::default();
    for error in &sources.errors {
        totals.fail(error);
    }
    let pool = threads(arguments.threads)?;
    let progress = progress_bar(arguments.quiet, sources.files.len());
    for batch in batches(&sources.files) {
        match batch {
            // What there is room for is known only when the files before are done.
            _ if batch.len() == 1 || reports.room > 0 && arguments.lint.max_findings.is_some() => progress
                .suspend(|| batch.iter().try_for_each(|source| reports.check(checker, source, &pool, &mut totals)))?,
            _ => {
                let (rendering, room) = (&reports.rendering, reports.room);
                let spooled = pool.install(|| spool(checker, batch, rendering, room))?;
                progress.suspend(|| spooled.into_iter().try_for_each(|spooled| reports.write(spooled, &mut totals)))?;
            }
        }
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    let left_out = totals.tally.findings - reports.written;
    reports.finish()?;
    for warning in sieve.finish(&totals.told)? {
        anstream::eprintln!("unspin: warning: {warning}");
    }
    if !arguments.quiet {
        anstream::eprintln!("{}", totals.line(left_out));
    }
    Ok(totals.status(arguments.exit_zero, &arguments.lint.fail_on))
}

fn threads(count: Option<u16>) -> Result<rayon::ThreadPool> {
    let count = count.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new().num_threads(count).build().context("no threads could be started")
}

fn progress_bar(quiet: bool, files: usize) -> ProgressBar {
    if quiet || files < BATCH || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {per_sec}, {eta} left");
    ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Cuts the list of files so that a large file stands alone and no batch is too long.
fn batches(files: &[Source]) -> Vec<&[Source]> {
    let runs = files.chunk_by(|a, b| a.size < LARGE && b.size < LARGE);
    runs.flat_map(|run| run.chunks(BATCH)).collect()
}

/// What finds, and what decides what of it is reported.
#[derive(Clone, Copy)]
struct Sifted<'s> {
    checker: &'s Checker,
    sieve: &'s Sieve,
}

/// What one file came to: its documents, what was not reported, and how many findings were written.
struct CheckedFile {
    documents: Vec<Checked>,
    told: Told,
    written: usize,
}

/// What one document came to.
type Checked = Result<Summary, Unusable>;

/// Name and counts of a document.
struct Summary {
    name: String,
    /// What it is called within its file.
    part: String,
    counts: Counts,
}

/// Checks files side by side; each leaves its report in a file of its own.
fn spool(
    sifted: Sifted<'_>,
    batch: &[Source],
    rendering: &Rendering,
    room: usize,
) -> Result<Vec<(CheckedFile, SpooledTempFile)>> {
    let check = |source: &Source| {
        let mut out = BufWriter::new(SpooledTempFile::new(SPOOL));
        let checked = rendering.check(sifted, source, room, &mut out)?;
        Ok((checked, out.into_inner().map_err(io::IntoInnerError::into_error)?))
    };
    let spooled: io::Result<Vec<_>> = batch.par_iter().map(check).collect();
    spooled.context("no temporary file could be written")
}

/// How files are read, and how one document's report is made.
struct Rendering {
    reading: Reading,
    format: Format,
    style: Style,
    for_review: bool,
}

impl Rendering {
    /// Checks the documents of a file and writes their report, row by row, up to `room` findings.
    fn check(&self, sifted: Sifted<'_>, source: &Source, room: usize, out: &mut impl Write) -> io::Result<CheckedFile> {
        let hash = self.hash(&source.path);
        let mut file = Checking::new(self, sifted, Subject { path: &source.path, hash: &hash }, room);
        read_each(&self.reading, &source.path, |document| file.add(document, out))?;
        Ok(file.finish())
    }

    /// The same with documents that are read already.
    fn documents(
        &self,
        sifted: Sifted<'_>,
        subject: Subject<'_>,
        documents: Vec<Result<Document, Unusable>>,
        out: &mut impl Write,
    ) -> io::Result<CheckedFile> {
        let mut file = Checking::new(self, sifted, subject, usize::MAX);
        documents.into_iter().try_for_each(|document| file.add(document, out))?;
        Ok(file.finish())
    }

    /// The fingerprint of a file that is reviewed; empty for standard input, and for what cannot be read, which is said when it is checked.
    fn hash(&self, path: &Path) -> String {
        let file = if self.for_review && !is_stdin(path) { std::fs::File::open(path).ok() } else { None };
        file.and_then(|file| fingerprint(file).ok()).unwrap_or_default()
    }

    fn document(
        &self,
        checker: &Checker,
        sieve: &mut FileSieve<'_>,
        (document, hash): (&Document, &str),
        mut room: usize,
        out: &mut impl Write,
    ) -> io::Result<Summary> {
        let (mut records, mut sieve) = (Records::new(document), sieve.document(document));
        let each = |finding| {
            if room == 0 {
                return Ok(());
            }
            room -= 1;
            self.write(out, document, &records.record(&finding), hash)
        };
        let counts = checker.check_kept(document, |finding| sieve.keep(finding), each)?;
        sieve.finish();
        if self.format == Format::Text {
            write_text_end(out, document.name(), &counts, self.style)?;
        }
        Ok(Summary { name: document.name().to_string(), part: document.record().to_string(), counts })
    }

    fn write(&self, out: &mut impl Write, document: &Document, record: &Record<'_>, hash: &str) -> io::Result<()> {
        match self.format {
            Format::Csv if self.for_review => write_review(out, record, hash),
            Format::Csv => write_csv(out, record),
            Format::Jsonl => write_jsonl(out, record),
            Format::Text => write_text(out, document, record, self.style),
        }
    }
}

/// A file, and its fingerprint where it is reviewed.
#[derive(Clone, Copy)]
struct Subject<'s> {
    path: &'s Path,
    hash: &'s str,
}

/// A file in the course of being checked.
struct Checking<'c> {
    rendering: &'c Rendering,
    sifted: Sifted<'c>,
    hash: &'c str,
    sieve: FileSieve<'c>,
    room: usize,
    checked: Vec<Checked>,
    written: usize,
}

impl<'c> Checking<'c> {
    fn new(rendering: &'c Rendering, sifted: Sifted<'c>, subject: Subject<'c>, room: usize) -> Self {
        let sieve = sifted.sieve.file(subject.path);
        Checking { rendering, sifted, hash: subject.hash, sieve, room, checked: Vec::new(), written: 0 }
    }

    fn add(&mut self, document: Result<Document, Unusable>, out: &mut impl Write) -> io::Result<()> {
        let checked = match document {
            Err(unusable) => Err(unusable),
            Ok(document) => {
                let left = self.room - self.written;
                let summary =
                    self.rendering.document(self.sifted.checker, &mut self.sieve, (&document, self.hash), left, out)?;
                self.written += summary.counts.findings.min(left);
                Ok(summary)
            }
        };
        self.checked.push(checked);
        Ok(())
    }

    fn finish(self) -> CheckedFile {
        CheckedFile { documents: self.checked, told: self.sieve.finish(), written: self.written }
    }
}

/// The open reports.
struct Reports {
    rendering: Rendering,
    /// Findings that may still be written.
    room: usize,
    /// Findings that were written.
    written: usize,
    report: Output,
    summary: Option<Output>,
}

impl Reports {
    fn open(arguments: &Check) -> Result<Reports> {
        let mut report = Output::open(arguments.output.as_deref())?;
        match arguments.format {
            Format::Csv if arguments.for_review => write_review_header(&mut report, arguments.csv_bom)?,
            Format::Csv => write_csv_header(&mut report, arguments.csv_bom)?,
            Format::Jsonl | Format::Text => {}
        }
        let mut summary = arguments.summary.as_deref().map(|path| Output::open(Some(path))).transpose()?;
        if let Some(summary) = &mut summary {
            write_summary_header(summary, arguments.csv_bom)?;
        }
        let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let style = if colour && arguments.output.is_none() { Style::Colour } else { Style::Plain };
        let reading = reading(&arguments.read_as);
        let for_review = arguments.for_review;
        let rendering = Rendering { reading, format: arguments.format, style, for_review };
        let room = arguments.lint.max_findings.unwrap_or(usize::MAX);
        Ok(Reports { rendering, room, written: 0, report, summary })
    }

    /// Checks one file: some of its records at a time, side by side; one after the other where findings are counted off.
    fn check(
        &mut self,
        sifted: Sifted<'_>,
        source: &Source,
        pool: &rayon::ThreadPool,
        totals: &mut Totals,
    ) -> Result<()> {
        if self.room < usize::MAX || sifted.sieve.counts_off() {
            let checked = self.rendering.check(sifted, source, self.room, &mut self.report)?;
            return self.add_file(checked, totals);
        }
        let hash = self.rendering.hash(&source.path);
        let subject = Subject { path: &source.path, hash: &hash };
        let (mut batch, mut bytes) = (Vec::new(), 0);
        read_each(&self.rendering.reading.clone(), &source.path, |read| {
            bytes += read.as_ref().map_or(0, |document| document.source().len());
            batch.push(read);
            if batch.len() < RECORDS && bytes < RECORD_BYTES {
                return Ok(());
            }
            bytes = 0;
            self.records(sifted, subject, std::mem::take(&mut batch), pool, totals)
        })?;
        self.records(sifted, subject, batch, pool, totals)
    }

    /// Checks the next records of a file side by side; a lone one straight into the report.
    fn records(
        &mut self,
        sifted: Sifted<'_>,
        subject: Subject<'_>,
        batch: Vec<Result<Document, Unusable>>,
        pool: &rayon::ThreadPool,
        totals: &mut Totals,
    ) -> Result<()> {
        if batch.len() == 1 {
            let checked = self.rendering.documents(sifted, subject, batch, &mut self.report)?;
            return self.add_file(checked, totals);
        }
        let mut pieces = Vec::new();
        let mut batch = batch.into_iter().peekable();
        while batch.peek().is_some() {
            pieces.push(batch.by_ref().take(PIECE).collect::<Vec<_>>());
        }
        let rendering = &self.rendering;
        let check = |piece: Vec<_>| {
            let mut out = BufWriter::new(SpooledTempFile::new(SPOOL));
            let checked = rendering.documents(sifted, subject, piece, &mut out)?;
            Ok((checked, out.into_inner().map_err(io::IntoInnerError::into_error)?))
        };
        let spooled: io::Result<Vec<_>> = pool.install(|| pieces.into_par_iter().map(check).collect());
        let spooled = spooled.context("no temporary file could be written")?;
        spooled.into_iter().try_for_each(|spooled| self.write(spooled, totals))
    }

    /// Adds what was checked before.
    fn write(&mut self, (checked, mut report): (CheckedFile, SpooledTempFile), totals: &mut Totals) -> Result<()> {
        report.rewind()?;
        io::copy(&mut report, &mut self.report)?;
        self.add_file(checked, totals)
    }

    fn add_file(&mut self, checked: CheckedFile, totals: &mut Totals) -> Result<()> {
        self.written += checked.written;
        self.room -= checked.written;
        totals.tell(checked.told);
        checked.documents.into_iter().try_for_each(|checked| self.add(checked, totals))
    }

    fn add(&mut self, checked: Checked, totals: &mut Totals) -> Result<()> {
        match checked {
            Err(Unusable::Binary(message)) => totals.skip(&message),
            Err(Unusable::Failed(message)) => totals.fail(&message),
            Ok(Summary { name, part, counts }) => {
                if let Some(summary) = &mut self.summary {
                    write_summary(summary, &name, &part, &counts)?;
                }
                totals.add(&counts);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        self.report.finish()?;
        self.summary.map_or(Ok(()), Output::finish)
    }
}

/// Counts over all documents.
#[derive(Debug, Default)]
struct Totals {
    documents: usize,
    words: usize,
    tally: Tally,
    told: Told,
    skipped: usize,
    failed: usize,
}

impl Totals {
    fn add(&mut self, counts: &Counts) {
        self.documents += 1;
        self.words += counts.words;
        self.tally.add(counts);
    }

    fn tell(&mut self, mut told: Told) {
        for warning in std::mem::take(&mut told.warnings) {
            anstream::eprintln!("unspin: warning: {warning}");
        }
        self.tally.highest = self.tally.highest.max(told.highest);
        self.told.add(told);
    }

    fn skip(&mut self, message: &str) {
        self.skipped += 1;
        anstream::eprintln!("unspin: warning: {message}");
    }

    fn fail(&mut self, message: &str) {
        self.failed += 1;
        anstream::eprintln!("unspin: {message}");
    }

    fn line(&self, left_out: usize) -> String {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let found = count(self.tally.findings, "finding");
        let mut line = format!("{found} in {}, {}", count(self.documents, "document"), count(self.words, "word"));
        for part in self.told.parts() {
            line = format!("{line}; {part}");
        }
        if left_out > 0 {
            line = format!("{line}; {left_out} not written (--max-findings)");
        }
        if self.skipped > 0 {
            line = format!("{line}; {} skipped", self.skipped);
        }
        if self.failed > 0 {
            line = format!("{line}; {} could not be read", self.failed);
        }
        line
    }

    fn status(&self, exit_zero: bool, limits: &[FailOn]) -> Status {
        match self.failed {
            1.. => Status::Partial,
            _ if !exit_zero && self.tally.fails(limits) => Status::Findings,
            _ => Status::Clean,
        }
    }
}
