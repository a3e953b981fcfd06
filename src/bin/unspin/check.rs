//! `unspin check`: documents in, findings out.

use crate::Status;
use crate::args::{Check, Format};
use crate::input::{Source, Unusable, read, sources};
use crate::output::Output;
use crate::settings::resolve;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::io::{self, IsTerminal, Write};
use unspin::report::{
    Style, write_csv, write_csv_header, write_jsonl, write_summary, write_summary_header, write_text,
};
use unspin::{Checker, Document, Findings};

/// Files checked before their reports are written: bounds what is held in memory.
const BATCH: usize = 256;
/// Bytes from which a file is checked alone, so that two large ones are never in memory together.
const LARGE: u64 = 16 << 20;

/// Runs the command.
pub fn run(arguments: &Check) -> Result<Status> {
    let resolved = resolve(&arguments.settings)?;
    let sources = sources(&arguments.paths, arguments.no_ignore, &resolved.exclude)?;
    let mut reports = Reports::open(arguments)?;
    let mut totals = Totals::default();
    for error in &sources.errors {
        totals.fail(error);
    }
    let pool = threads(arguments.threads)?;
    let progress = progress_bar(arguments.quiet, sources.files.len());
    for batch in batches(&sources.files) {
        let rendering = &reports.rendering;
        let work = || batch.par_iter().map(|source| check_one(&resolved.checker, source, rendering)).collect();
        let results: Vec<Result<Checked, Unusable>> = pool.install(work);
        progress.suspend(|| results.into_iter().try_for_each(|result| reports.write(result, &mut totals)))?;
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

/// What one document came to: its parts of the reports, and counts.
struct Checked {
    report: Vec<u8>,
    summary: Vec<u8>,
    words: usize,
    findings: usize,
}

fn check_one(checker: &Checker, source: &Source, rendering: &Rendering) -> Result<Checked, Unusable> {
    let document = read(&source.path)?;
    let findings = checker.check(&document);
    let failed = |error: io::Error| Unusable::Failed(format!("{}: {error}", source.path.display()));
    rendering.render(&document, &findings).map_err(failed)
}

/// How one document's reports are made.
struct Rendering {
    format: Format,
    style: Style,
    summary: bool,
}

impl Rendering {
    fn render(&self, document: &Document, findings: &Findings) -> io::Result<Checked> {
        let mut checked = Checked {
            report: Vec::new(),
            summary: Vec::new(),
            words: findings.words,
            findings: findings.findings.len(),
        };
        match self.format {
            Format::Csv => write_csv(&mut checked.report, document, findings)?,
            Format::Jsonl => write_jsonl(&mut checked.report, document, findings)?,
            Format::Text => write_text(&mut checked.report, document, findings, self.style)?,
        }
        if self.summary {
            write_summary(&mut checked.summary, document, findings)?;
        }
        Ok(checked)
    }
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
        if arguments.format == Format::Csv {
            write_csv_header(&mut report, arguments.csv_bom)?;
        }
        let mut summary = arguments.summary.as_deref().map(|path| Output::open(Some(path))).transpose()?;
        if let Some(summary) = &mut summary {
            write_summary_header(summary, arguments.csv_bom)?;
        }
        let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let style = if colour && arguments.output.is_none() { Style::Colour } else { Style::Plain };
        let rendering = Rendering { format: arguments.format, style, summary: summary.is_some() };
        Ok(Reports { rendering, report, summary })
    }

    fn write(&mut self, result: Result<Checked, Unusable>, totals: &mut Totals) -> Result<()> {
        match result {
            Err(Unusable::Binary(message)) => totals.skip(&message),
            Err(Unusable::Failed(message)) => totals.fail(&message),
            Ok(checked) => {
                self.report.write_all(&checked.report)?;
                if let Some(summary) = &mut self.summary {
                    summary.write_all(&checked.summary)?;
                }
                totals.add(&checked);
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
    fn add(&mut self, checked: &Checked) {
        self.documents += 1;
        self.words += checked.words;
        self.findings += checked.findings;
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
