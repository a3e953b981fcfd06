//! `unspin check`: documents in, findings out.

use crate::Status;
use crate::args::{Check, Format};
use crate::input::{Source, Unusable, is_stdin, read_each, sources};
use crate::output::Output;
use crate::settings::resolve;
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

/// Runs the command.
pub fn run(arguments: &Check) -> Result<Status> {
    ensure!(!arguments.for_review || arguments.format == Format::Csv, "--for-review is for --format csv");
    let mut resolved = resolve(&arguments.settings)?;
    let shown = arguments.summary.is_some() || arguments.format == Format::Text;
    resolved.checker = resolved.checker.with_sentences(shown);
    let sources = sources(&arguments.paths, arguments.no_ignore, &resolved.exclude)?;
    let mut reports = Reports::open(arguments)?;
    let mut totals = Totals::default();
    for error in &sources.errors {
        totals.fail(error);
    }
    let pool = threads(arguments.threads)?;
    let progress = progress_bar(arguments.quiet, sources.files.len());
    for batch in batches(&sources.files) {
        match batch {
            [source] => progress.suspend(|| reports.check(&resolved.checker, source, &mut totals))?,
            _ => {
                let spooled = pool.install(|| spool(&resolved.checker, batch, &reports.rendering))?;
                progress.suspend(|| spooled.into_iter().try_for_each(|spooled| reports.write(spooled, &mut totals)))?;
            }
        }
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    reports.finish()?;
    if !arguments.quiet {
        anstream::eprintln!("{}", totals.line());
    }
    Ok(totals.status(arguments.exit_zero))
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
fn spool(checker: &Checker, batch: &[Source], rendering: &Rendering) -> Result<Vec<(Vec<Checked>, SpooledTempFile)>> {
    let check = |source: &Source| {
        let mut out = BufWriter::new(SpooledTempFile::new(SPOOL));
        let checked = rendering.check(checker, source, &mut out)?;
        Ok((checked, out.into_inner().map_err(io::IntoInnerError::into_error)?))
    };
    let spooled: io::Result<Vec<_>> = batch.par_iter().map(check).collect();
    spooled.context("no temporary file could be written")
}

/// How one document's report is made.
struct Rendering {
    format: Format,
    style: Style,
    for_review: bool,
}

impl Rendering {
    /// Checks the documents of a file and writes their report, row by row.
    fn check(&self, checker: &Checker, source: &Source, out: &mut impl Write) -> io::Result<Vec<Checked>> {
        let mut checked = Vec::new();
        let hash = if self.for_review { fingerprint_of(&source.path) } else { String::new() };
        read_each(&Reading::default(), &source.path, |document| {
            let summary = document.map(|document| self.document(checker, &document, &hash, out));
            checked.push(summary.map_or_else(|unusable| Ok(Err(unusable)), |summary| summary.map(Ok))?);
            io::Result::Ok(())
        })?;
        Ok(checked)
    }

    fn document(
        &self,
        checker: &Checker,
        document: &Document,
        hash: &str,
        out: &mut impl Write,
    ) -> io::Result<Summary> {
        let mut records = Records::new(document);
        let each = |finding| self.write(out, document, &records.record(&finding), hash);
        let counts = checker.check_each(document, each)?;
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

/// Fingerprint of a file; empty for standard input, and for what cannot be read, which is said when it is checked.
fn fingerprint_of(path: &Path) -> String {
    let file = if is_stdin(path) { None } else { std::fs::File::open(path).ok() };
    file.and_then(|file| fingerprint(file).ok()).unwrap_or_default()
}

/// The open reports.
struct Reports {
    rendering: Rendering,
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
        let rendering = Rendering { format: arguments.format, style, for_review: arguments.for_review };
        Ok(Reports { rendering, report, summary })
    }

    /// Checks one file, straight into the report.
    fn check(&mut self, checker: &Checker, source: &Source, totals: &mut Totals) -> Result<()> {
        let checked = self.rendering.check(checker, source, &mut self.report)?;
        checked.into_iter().try_for_each(|checked| self.add(checked, totals))
    }

    /// Adds what was checked before.
    fn write(&mut self, (checked, mut report): (Vec<Checked>, SpooledTempFile), totals: &mut Totals) -> Result<()> {
        report.rewind()?;
        io::copy(&mut report, &mut self.report)?;
        checked.into_iter().try_for_each(|checked| self.add(checked, totals))
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
    findings: usize,
    skipped: usize,
    failed: usize,
}

impl Totals {
    fn add(&mut self, counts: &Counts) {
        self.documents += 1;
        self.words += counts.words;
        self.findings += counts.findings;
    }

    fn skip(&mut self, message: &str) {
        self.skipped += 1;
        anstream::eprintln!("unspin: warning: {message}");
    }

    fn fail(&mut self, message: &str) {
        self.failed += 1;
        anstream::eprintln!("unspin: {message}");
    }

    fn line(&self) -> String {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let found = count(self.findings, "finding");
        let mut line = format!("{found} in {}, {}", count(self.documents, "document"), count(self.words, "word"));
        if self.skipped > 0 {
            line = format!("{line}; {} skipped", self.skipped);
        }
        if self.failed > 0 {
            line = format!("{line}; {} could not be read", self.failed);
        }
        line
    }

    fn status(&self, exit_zero: bool) -> Status {
        match (self.failed, self.findings) {
            (1.., _) => Status::Partial,
            (_, 1..) if !exit_zero => Status::Findings,
            _ => Status::Clean,
        }
    }
}
