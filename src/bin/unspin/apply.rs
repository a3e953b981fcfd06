//! `unspin apply`: what an editor decided in a report, put in place.

use crate::Status;
use crate::args::Apply;
use crate::diff;
use crate::input::{is_stdin, read_text, reading};
use crate::output::write_file;
use anyhow::{Context, Result};
use std::path::Path;
use unspin::apply::{Remembered, Row, Tally, decided, read_review, remember, tally};
use unspin::report::count;

/// Runs the command.
pub fn run(arguments: &Apply) -> Result<Status> {
    let report = arguments.report.display().to_string();
    let bytes = std::fs::read(&arguments.report).with_context(|| report.clone())?;
    let rows = read_review(&report, bytes)?;
    // A dictionary with faults is refused before any document is changed.
    let lesson = arguments.remember.as_deref().map(|dictionary| Lesson::of(dictionary, &rows)).transpose()?;
    let mut outcome = Outcome::default();
    for (path, rows) in by_document(&rows) {
        outcome.add(path, &rows, change(arguments, path, &rows)?);
    }
    let Tally { undecided, rejected, .. } = tally(&rows);
    (outcome.undecided, outcome.rejected) = (undecided, rejected);
    if let Some(lesson) = lesson {
        lesson.keep(arguments.dry_run)?;
    }
    anstream::eprintln!("{}", outcome.line(arguments.dry_run));
    Ok(if outcome.refused > 0 { Status::Partial } else { Status::Clean })
}

/// The rows of each document, in the order in which the report first names them.
fn by_document(rows: &[Row]) -> Vec<(&str, Vec<&Row>)> {
    let mut documents: Vec<(&str, Vec<&Row>)> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for row in rows {
        let at = *known.entry(row.document.as_str()).or_insert(documents.len());
        if at == documents.len() {
            documents.push((&row.document, Vec::new()));
        }
        documents[at].1.push(row);
    }
    documents
}

/// What became of a document.
enum Changed {
    /// Its decisions are in place, or shown.
    Yes,
    /// They ask for no change.
    No,
    /// Something stands against it; it is as it was.
    Refused(Vec<String>),
}

fn change(arguments: &Apply, path: &str, rows: &[&Row]) -> Result<Changed> {
    let report = arguments.report.display().to_string();
    let Tally { accepted, replaced, .. } = tally(rows.iter().copied());
    if accepted + replaced == 0 {
        return Ok(Changed::No);
    }
    let first = format!("{report}: row {}", rows[0].number);
    if is_stdin(Path::new(path)) {
        let message = format!("{first}: was read from standard input (check a file, and review its report)");
        return Ok(Changed::Refused(vec![message]));
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(_) if let Some(archive) = archive(path) => {
            let message =
                format!("{first}: {path}: stands in the archive {archive}; unpack it, and check what is in it");
            return Ok(Changed::Refused(vec![message]));
        }
        Err(error) => {
            let message = format!("{first}: {path}: {error} (run apply in the folder where check was run)");
            return Ok(Changed::Refused(vec![message]));
        }
    };
    match decided(&report, rows, &reading(&arguments.read_as), &bytes) {
        Err(problems) => Ok(Changed::Refused(problems.iter().map(ToString::to_string).collect())),
        Ok(None) => Ok(Changed::No),
        Ok(Some(rewritten)) => {
            match arguments.dry_run {
                true => diff::write(path, &rewritten)?,
                false => write_file(Path::new(path), &rewritten.bytes)?,
            }
            Ok(Changed::Yes)
        }
    }
}

/// The archive that a path goes into as if it were a folder.
fn archive(path: &str) -> Option<std::path::Display<'_>> {
    Path::new(path).ancestors().skip(1).find(|path| path.is_file()).map(Path::display)
}

/// What a dictionary of exceptions is once it holds what was rejected.
struct Lesson<'l> {
    dictionary: &'l Path,
    is_new: bool,
    remembered: Remembered,
}

impl Lesson<'_> {
    fn of<'l>(dictionary: &'l Path, rows: &[Row]) -> Result<Lesson<'l>> {
        let is_new = !dictionary.exists();
        let text = if is_new { String::new() } else { read_text(dictionary)? };
        let remembered = remember(&dictionary.display().to_string(), &text, rows)?;
        Ok(Lesson { dictionary, is_new, remembered })
    }

    fn keep(&self, dry_run: bool) -> Result<()> {
        let (name, added) = (self.dictionary.display(), self.remembered.added);
        if added > 0 && !dry_run {
            write_file(self.dictionary, self.remembered.text.as_bytes())?;
        }
        let verb = if dry_run { "would be added" } else { "added" };
        anstream::eprintln!("{} {verb} to {name}", count(added, "exception"));
        if self.is_new && added > 0 && !dry_run {
            anstream::eprintln!("name it in unspin.toml (dictionaries = [\"{name}\"]) or by --dictionary {name}");
        }
        Ok(())
    }
}

/// Counts over all documents.
#[derive(Debug, Default)]
struct Outcome {
    changed: usize,
    refused: usize,
    accepted: usize,
    replaced: usize,
    rejected: usize,
    undecided: usize,
}

impl Outcome {
    fn add(&mut self, path: &str, rows: &[&Row], changed: Changed) {
        match changed {
            Changed::No => {}
            Changed::Yes => {
                let tally = tally(rows.iter().copied());
                self.changed += 1;
                self.accepted += tally.accepted;
                self.replaced += tally.replaced;
            }
            Changed::Refused(problems) => {
                self.refused += 1;
                problems.iter().for_each(|problem| anstream::eprintln!("unspin: {problem}"));
                anstream::eprintln!("unspin: {path}: left as it is");
            }
        }
    }

    fn line(&self, dry_run: bool) -> String {
        let verb = if dry_run { "would be changed" } else { "changed" };
        let line = format!(
            "{} {verb}: {} accepted, {} replaced; {} rejected, {} undecided",
            count(self.changed, "document"),
            self.accepted,
            self.replaced,
            self.rejected,
            self.undecided
        );
        if self.refused == 0 { line } else { format!("{line}; {} left as it is for problems", self.refused) }
    }
}
