//! `unspin fix`: suggestions put in place.

use crate::Status;
use crate::args::Fix;
use crate::diff;
use crate::input::{Source, is_stdin, read_bytes, reading, sources};
use crate::output::write_file;
use crate::settings::resolve;
use anyhow::Result;
use std::io::Write;
use unspin::Checker;
use unspin::apply::{RewriteError, Rewritten, rewrite, safe_edits};
use unspin::document::Reading;
use unspin::finding::Applicability;
use unspin::report::count;

/// Runs the command.
pub fn run(arguments: &Fix) -> Result<Status> {
    let mut resolved = resolve(&arguments.settings)?;
    resolved.checker = resolved.checker.with_sentences(false);
    let sources = sources(&arguments.paths, arguments.no_ignore, &resolved.exclude, false)?;
    let reading = reading(&arguments.read_as);
    let least = if arguments.r#unsafe { Applicability::Review } else { Applicability::Safe };
    let mut totals = Totals { failed: sources.errors.len(), ..Totals::default() };
    sources.errors.iter().for_each(|error| anstream::eprintln!("unspin: {error}"));
    for source in &sources.files {
        let name = source.path.display().to_string();
        match fixed(&resolved.checker, &reading, source, least, &mut totals) {
            Ok((bytes, rewritten)) => put(arguments, source, &name, &bytes, rewritten.as_ref())?,
            Err(error) => totals.fail(source, &error),
        }
    }
    if !arguments.quiet {
        anstream::eprintln!("{}", totals.line(arguments.diff));
    }
    Ok(totals.status(arguments.diff))
}

/// Why a file cannot be fixed.
#[derive(Debug, thiserror::Error)]
enum FixError {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Rewrite(#[from] RewriteError),
}

/// The bytes of a file, and what it is once fixed; `None` where nothing is to be changed.
fn fixed(
    checker: &Checker,
    reading: &Reading,
    source: &Source,
    least: Applicability,
    totals: &mut Totals,
) -> Result<(Vec<u8>, Option<Rewritten>), FixError> {
    let bytes = read_bytes(&source.path)?;
    let (mut changes, mut refused, mut left) = (0, 0, 0);
    let rewritten = rewrite(reading, &source.path.display().to_string(), &bytes, |document| {
        let chosen = safe_edits(checker, document, least);
        changes += chosen.edits.len();
        refused += chosen.refused;
        left += chosen.left;
        chosen.edits
    })?;
    totals.documents += usize::from(rewritten.is_some());
    totals.changes += changes;
    totals.refused += refused;
    totals.left += left;
    Ok((bytes, rewritten))
}

/// Shows or writes the changes; what comes from standard input goes to standard output, changed or not.
fn put(arguments: &Fix, source: &Source, name: &str, bytes: &[u8], rewritten: Option<&Rewritten>) -> Result<()> {
    match rewritten {
        Some(rewritten) if arguments.diff => diff::write(name, rewritten),
        None if arguments.diff => Ok(()),
        _ if is_stdin(&source.path) => {
            Ok(std::io::stdout().write_all(rewritten.map_or(bytes, |rewritten| &rewritten.bytes))?)
        }
        Some(rewritten) => write_file(&source.path, &rewritten.bytes),
        None => Ok(()),
    }
}

/// Counts over all files.
#[derive(Debug, Default)]
struct Totals {
    documents: usize,
    changes: usize,
    refused: usize,
    left: usize,
    failed: usize,
}

impl Totals {
    fn fail(&mut self, source: &Source, error: &FixError) {
        let skipped = matches!(error, FixError::Rewrite(RewriteError::Document(error)) if source.is_skipped(error));
        let name = source.path.display();
        self.failed += usize::from(!skipped);
        let (kind, rest) = if skipped { ("warning: ", "; skipped") } else { ("", "") };
        anstream::eprintln!("unspin: {kind}{name}: {error}{rest}");
    }

    fn line(&self, diff: bool) -> String {
        let verb = if diff { "would be made" } else { "made" };
        let mut line = format!(
            "{} {verb} in {}; {} left",
            count(self.changes, "change"),
            count(self.documents, "file"),
            count(self.left, "finding"),
        );
        if self.refused > 0 {
            line = format!("{line}, {} of them with a suggestion that would leave another problem", self.refused);
        }
        if self.failed > 0 {
            line = format!("{line}; {} could not be fixed", count(self.failed, "file"));
        }
        line
    }

    fn status(&self, diff: bool) -> Status {
        let undone = self.left + if diff { self.changes } else { 0 };
        match (self.failed, undone) {
            (1.., _) => Status::Partial,
            (0, 1..) => Status::Findings,
            (0, 0) => Status::Clean,
        }
    }
}
