//! The reports of a check: one or several at once, each in its format and place.

use crate::args::Check;
use crate::checking::{CheckedFile, Checking, Rendering, Sifted, Subject};
use crate::input::{Source, Unusable, is_stdin, read_each, reading};
use crate::output::Output;
use anyhow::{Context, Result, bail, ensure};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::io::{self, BufWriter, Seek};
use std::path::Path;
use tempfile::SpooledTempFile;
use unspin::Document;
use unspin::report::{Format, Report, Style, count, write_summary, write_summary_header};

/// Bytes of a report kept in memory until its turn comes; a longer one waits on disk.
const SPOOL: usize = 128 << 10;
/// Records of one file checked side by side before their reports are written in order.
const RECORDS: usize = 4096;
/// Bytes of text from which fewer records are: enough to keep every thread busy.
const RECORD_BYTES: usize = 8 << 20;
/// Records whose report is written in one piece.
const PIECE: usize = 16;

/// The documents of a file, or some of them, and what they add to each report.
pub struct Spooled {
    checked: CheckedFile,
    pages: Vec<SpooledTempFile>,
}

/// Has `check` write to as many files as there are reports.
fn spooled(
    reports: usize,
    check: impl FnOnce(&mut [BufWriter<SpooledTempFile>]) -> io::Result<CheckedFile>,
) -> io::Result<Spooled> {
    let mut outs: Vec<_> = (0..reports).map(|_| BufWriter::new(SpooledTempFile::new(SPOOL))).collect();
    let checked = check(&mut outs)?;
    let pages = outs.into_iter().map(|out| out.into_inner().map_err(io::IntoInnerError::into_error));
    Ok(Spooled { checked, pages: pages.collect::<io::Result<_>>()? })
}

/// The open reports.
pub struct Reports {
    rendering: Rendering,
    /// Findings that may be written in all.
    limit: Option<usize>,
    /// Findings that were written.
    pub written: usize,
    reports: Vec<Report<'static, Output>>,
    summary: Option<Output>,
}

impl Reports {
    /// Opens all outputs.
    pub fn open(arguments: &Check) -> Result<Reports> {
        let formats = formats(arguments);
        ensure!(!arguments.for_review || formats == [Format::Review], "--for-review is for --format csv");
        let mut reports = Vec::new();
        for (format, path) in formats.iter().zip(outputs(arguments, formats.len())?) {
            let (out, spill) = (Output::open(path)?, SpooledTempFile::new(SPOOL));
            reports.push(Report::new(*format, out, spill, arguments.csv_bom)?);
        }
        let mut summary = arguments.summary.as_deref().map(|path| Output::open(Some(path))).transpose()?;
        if let Some(summary) = &mut summary {
            write_summary_header(summary, arguments.csv_bom)?;
        }
        let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let style = if colour && arguments.outputs.is_empty() { Style::Colour } else { Style::Plain };
        let rendering = Rendering { reading: reading(&arguments.read_as), formats, style };
        Ok(Reports { rendering, limit: arguments.lint.max_findings, written: 0, reports, summary })
    }

    /// Whether more findings may be written, and not all: what there is room for is then known only when the files before are done.
    pub fn counts_off(&self) -> bool {
        self.limit.is_some() && self.room() > 0
    }

    /// Findings that may still be written.
    fn room(&self) -> usize {
        self.limit.map_or(usize::MAX, |limit| limit - self.written)
    }

    /// Checks files side by side; each leaves what it adds to the reports in files of its own.
    pub fn spool(&self, sifted: Sifted<'_>, batch: &[Source], pool: &ThreadPool) -> Result<Vec<Spooled>> {
        let (rendering, room) = (&self.rendering, self.room());
        let check =
            |source: &Source| spooled(rendering.formats.len(), |outs| rendering.check(sifted, source, room, outs));
        let spooled: io::Result<Vec<_>> = pool.install(|| batch.par_iter().map(check).collect());
        spooled.context("no temporary file could be written")
    }

    /// Checks one file: some of its records at a time, side by side; one after the other where findings are counted off.
    pub fn check(
        &mut self,
        sifted: Sifted<'_>,
        source: &Source,
        pool: &ThreadPool,
        mut each: impl FnMut(CheckedFile),
    ) -> Result<()> {
        if self.limit.is_some() || sifted.sieve.counts_off() {
            let checked = self.rendering.check(sifted, source, self.room(), &mut self.reports)?;
            return self.add(checked, each);
        }
        let hash = self.rendering.hash(&source.path);
        let subject = Subject { path: &source.path, hash: &hash };
        let (mut batch, mut bytes) = (Vec::new(), 0);
        read_each(&self.rendering.reading.clone(), source, |read| {
            bytes += read.as_ref().map_or(0, |document| document.source().len());
            batch.push(read);
            if batch.len() < RECORDS && bytes < RECORD_BYTES {
                return Ok(());
            }
            bytes = 0;
            self.records(sifted, subject, std::mem::take(&mut batch), pool, &mut each)
        })?;
        self.records(sifted, subject, batch, pool, &mut each)
    }

    /// Checks the next records of a file side by side; a lone one straight into the reports.
    fn records(
        &mut self,
        sifted: Sifted<'_>,
        subject: Subject<'_>,
        mut batch: Vec<Result<Document, Unusable>>,
        pool: &ThreadPool,
        each: &mut impl FnMut(CheckedFile),
    ) -> Result<()> {
        if batch.len() <= 1 {
            let mut file = Checking::new(&self.rendering, sifted, subject, usize::MAX);
            batch.into_iter().try_for_each(|document| file.add(document, &mut self.reports))?;
            let checked = file.finish();
            return self.add(checked, each);
        }
        let mut pieces = Vec::new();
        while !batch.is_empty() {
            let rest = batch.split_off(PIECE.min(batch.len()));
            pieces.push(std::mem::replace(&mut batch, rest));
        }
        let rendering = &self.rendering;
        let check = |piece: Vec<_>| {
            spooled(rendering.formats.len(), |outs| {
                let mut file = Checking::new(rendering, sifted, subject, usize::MAX);
                piece.into_iter().try_for_each(|document| file.add(document, outs))?;
                Ok(file.finish())
            })
        };
        let spooled: io::Result<Vec<_>> = pool.install(|| pieces.into_par_iter().map(check).collect());
        let spooled = spooled.context("no temporary file could be written")?;
        spooled.into_iter().try_for_each(|spooled| self.write(spooled, &mut *each))
    }

    /// Adds what was checked before.
    pub fn write(&mut self, spooled: Spooled, each: impl FnMut(CheckedFile)) -> Result<()> {
        for (mut pages, report) in spooled.pages.into_iter().zip(&mut self.reports) {
            pages.rewind()?;
            io::copy(&mut pages, report)?;
        }
        self.add(spooled.checked, each)
    }

    fn add(&mut self, checked: CheckedFile, mut each: impl FnMut(CheckedFile)) -> Result<()> {
        self.written += checked.written;
        for summary in checked.documents.iter().flatten() {
            self.reports.iter_mut().try_for_each(|report| report.document(summary))?;
            self.summary.as_mut().map_or(Ok(()), |out| write_summary(out, summary))?;
        }
        each(checked);
        Ok(())
    }

    /// Puts everything where it belongs, and says what a format could not take in.
    pub fn finish(self) -> Result<()> {
        for report in self.reports {
            let (out, left_out) = report.finish()?;
            out.finish()?;
            left_out.iter().for_each(|what| anstream::eprintln!("unspin: warning: {what}"));
        }
        self.summary.map_or(Ok(()), Output::finish)
    }
}

/// The formats asked for.
pub fn formats(arguments: &Check) -> Vec<Format> {
    match &arguments.formats[..] {
        [] | [Format::Csv] if arguments.for_review => vec![Format::Review],
        [] => vec![Format::Csv],
        formats => formats.to_vec(),
    }
}

/// Where each report goes, in the order of the formats; `None` is standard output, which one report may go to.
fn outputs(arguments: &Check, formats: usize) -> Result<Vec<Option<&Path>>> {
    match &arguments.outputs[..] {
        [] if formats == 1 => Ok(vec![None]),
        [] => bail!("{formats} formats: give each its --output, in the same order"),
        outputs if outputs.len() != formats => {
            let (formats, outputs) = (count(formats, "format"), count(outputs.len(), "output"));
            bail!("{formats} and {outputs}: give each --format its --output, in the same order")
        }
        outputs => match (1..outputs.len()).find(|at| outputs[..*at].contains(&outputs[*at])) {
            Some(at) => bail!("{}: two reports cannot go to one file", outputs[at].display()),
            None => Ok(outputs.iter().map(|path| Some(path.as_path()).filter(|path| !is_stdin(path))).collect()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use crate::sieve::Told;
    use clap::Parser;

    fn reports(arguments: &[&str]) -> Reports {
        let arguments = Cli::try_parse_from([&["unspin", "check", "-"], arguments].concat()).unwrap();
        let Command::Check(arguments) = arguments.command else { panic!("a check") };
        Reports::open(&arguments).unwrap()
    }

    #[test]
    fn findings_written_count_files_off_only_where_there_is_a_limit() {
        let checked = || CheckedFile { written: 2, documents: Vec::new(), told: Told::default() };
        for (arguments, expected) in [(&[][..], [false, false]), (&["--max-findings", "3"], [true, true])] {
            let mut reports = reports(arguments);
            assert_eq!(reports.counts_off(), expected[0]);
            reports.add(checked(), drop).unwrap();
            assert_eq!(reports.counts_off(), expected[1]);
        }
        let mut full = reports(&["--max-findings", "2"]);
        full.add(checked(), drop).unwrap();
        assert!(!full.counts_off());
    }
}
