//! The reports of a check: one or several at once, each in its format and place.

use crate::args::Check;
use crate::input::{Source, Unusable, is_standard, read_each};
use crate::output::Output;
use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use tempfile::SpooledTempFile;
use unspin::document::Reading;
use unspin::report::{Format, Pages, Report, Style, Summary, write_summary, write_summary_header};
use unspin::{Checker, Document};

/// Bytes of a report kept in memory until its turn comes; a longer one waits on disk.
const SPOOL: usize = 128 << 10;

/// What one document came to.
pub type Checked = Result<Summary, Unusable>;

/// The documents of a file, and what they add to each report.
pub struct Spooled {
    checked: Vec<Checked>,
    pages: Vec<SpooledTempFile>,
}

/// How the report of one document is made.
pub struct Rendering {
    formats: Vec<Format>,
    style: Style,
}

impl Rendering {
    /// Checks files side by side; each leaves what it adds to the reports in files of its own.
    pub fn spool(&self, checker: &Checker, batch: &[Source]) -> Result<Vec<Spooled>> {
        let check = |source: &Source| {
            let spool = |_: &Format| BufWriter::new(SpooledTempFile::new(SPOOL));
            let mut outs: Vec<_> = self.formats.iter().map(spool).collect();
            let checked = self.check(checker, source, &mut outs)?;
            let pages = outs.into_iter().map(|out| out.into_inner().map_err(io::IntoInnerError::into_error));
            Ok(Spooled { checked, pages: pages.collect::<io::Result<_>>()? })
        };
        let spooled: io::Result<Vec<_>> = batch.par_iter().map(check).collect();
        spooled.context("no temporary file could be written")
    }

    /// Checks the documents of a file and writes what they add to the reports, finding by finding.
    fn check(&self, checker: &Checker, source: &Source, outs: &mut [impl Write]) -> io::Result<Vec<Checked>> {
        let mut checked = Vec::new();
        read_each(&Reading::default(), &source.path, |document| {
            let summary = document.map(|document| self.document(checker, &document, outs));
            checked.push(summary.map_or_else(|unusable| Ok(Err(unusable)), |summary| summary.map(Ok))?);
            io::Result::Ok(())
        })?;
        Ok(checked)
    }

    fn document(&self, checker: &Checker, document: &Document, outs: &mut [impl Write]) -> io::Result<Summary> {
        let mut pages = Pages::new(document, &self.formats, self.style);
        let counts = checker.check_each(document, |finding| pages.add(outs, &finding))?;
        pages.end(outs, counts)
    }
}

/// The open reports.
pub struct Reports {
    /// How they are made.
    pub rendering: Rendering,
    reports: Vec<Report<'static, Output>>,
    summary: Option<Output>,
}

impl Reports {
    /// Opens all outputs.
    pub fn open(arguments: &Check) -> Result<Reports> {
        let formats = formats(arguments);
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
        Ok(Reports { rendering: Rendering { formats, style }, reports, summary })
    }

    /// Checks one file, straight into the reports.
    pub fn check(&mut self, checker: &Checker, source: &Source, each: impl FnMut(&Checked)) -> Result<()> {
        let checked = self.rendering.check(checker, source, &mut self.reports)?;
        self.add(&checked, each)
    }

    /// Adds what was checked before.
    pub fn write(&mut self, spooled: Spooled, each: impl FnMut(&Checked)) -> Result<()> {
        for (mut pages, report) in spooled.pages.into_iter().zip(&mut self.reports) {
            pages.rewind()?;
            io::copy(&mut pages, report)?;
        }
        self.add(&spooled.checked, each)
    }

    fn add(&mut self, checked: &[Checked], mut each: impl FnMut(&Checked)) -> Result<()> {
        for checked in checked {
            if let Ok(summary) = checked {
                self.reports.iter_mut().try_for_each(|report| report.document(summary))?;
                self.summary.as_mut().map_or(Ok(()), |out| write_summary(out, summary))?;
            }
            each(checked);
        }
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
            let number = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
            let (formats, outputs) = (number(formats, "format"), number(outputs.len(), "output"));
            bail!("{formats} and {outputs}: give each --format its --output, in the same order")
        }
        outputs => match (1..outputs.len()).find(|at| outputs[..*at].contains(&outputs[*at])) {
            Some(at) => bail!("{}: two reports cannot go to one file", outputs[at].display()),
            None => Ok(outputs.iter().map(|path| Some(path.as_path()).filter(|path| !is_standard(path))).collect()),
        },
    }
}
