//! `unspin check`: documents in, findings out.

use crate::Status;
use crate::args::Check;
use crate::checking::{Checked, CheckedFile, Sifted};
use crate::input::{Source, Unusable, sources};
use crate::limits::{FailOn, Tally};
use crate::reports::{Reports, formats};
use crate::settings::resolve;
use crate::sieve::{Sieve, Told};
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use unspin::Counts;
use unspin::report::{Format, count};

/// Files checked side by side before their reports are written in order. It bounds what is held.
const BATCH: usize = 128;
/// Bytes from which a file is checked alone, so that two large ones are never in memory together.
const LARGE: u64 = 16 << 20;

/// Runs the command.
pub fn run(arguments: &Check) -> Result<Status> {
    let mut resolved = resolve(&arguments.settings)?;
    let shown = arguments.summary.is_some() || formats(arguments).into_iter().any(Format::shows_sentences);
    resolved.checker = resolved.checker.with_sentences(shown);
    let mut sources = sources(&arguments.paths, arguments.no_ignore, &resolved.exclude, arguments.lint.force_exclude)?;
    pass_over_own(arguments, &mut sources.files)?;
    let sieve = Sieve::new(&arguments.lint, &resolved, &sources.files)?;
    let sifted = Sifted { checker: &resolved.checker, sieve: &sieve };
    let mut reports = Reports::open(arguments)?;
    let mut totals = Totals::default();
    for error in &sources.errors {
        totals.fail(error);
    }
    let pool = threads(arguments.threads)?;
    let progress = progress_bar(arguments.quiet, sources.files.len());
    for batch in batches(&sources.files) {
        match batch {
            _ if batch.len() == 1 || reports.counts_off() => progress.suspend(|| {
                let mut check = |source| reports.check(sifted, source, &pool, |checked| totals.take(checked));
                batch.iter().try_for_each(&mut check)
            })?,
            _ => {
                let spooled = reports.spool(sifted, batch, &pool)?;
                let mut write = |spooled| reports.write(spooled, |checked| totals.take(checked));
                progress.suspend(|| spooled.into_iter().try_for_each(&mut write))?;
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

/// Passes over the reports of an earlier run where they lie in a folder that is checked.
///
/// # Errors
/// A report that would take the place of a document which the command line names.
fn pass_over_own(arguments: &Check, files: &mut Vec<Source>) -> Result<()> {
    let place = |path: &PathBuf| std::fs::canonicalize(path).ok();
    let written: Vec<PathBuf> = arguments.outputs.iter().chain(&arguments.summary).filter_map(place).collect();
    if let Some(path) =
        arguments.paths.iter().find(|path| path.is_file() && place(path).is_some_and(|path| written.contains(&path)))
    {
        bail!("{}: the report would take the place of the document", path.display());
    }
    let own: Vec<PathBuf> = written.into_iter().chain(arguments.lint.baseline.as_ref().and_then(place)).collect();
    if !own.is_empty() {
        files.retain(|file| !place(&file.path).is_some_and(|path| own.contains(&path)));
    }
    Ok(())
}

/// So many threads, or one a core.
pub fn threads(count: Option<u16>) -> Result<rayon::ThreadPool> {
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
    fn take(&mut self, file: CheckedFile) {
        self.tell(file.told);
        file.documents.iter().for_each(|checked| self.one(checked));
    }

    fn one(&mut self, checked: &Checked) {
        match checked {
            Err(Unusable::Skipped(message)) => self.skip(message),
            Err(Unusable::Failed(message)) => self.fail(message),
            Ok(summary) => self.add(&summary.counts),
        }
    }

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
