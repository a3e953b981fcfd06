//! `unspin audit` and `unspin merge`: tables over many pages, in units of work that outlive the process.

use crate::Status;
use crate::args::{Audit, Merge};
use crate::audit_folder::{Folder, State};
use crate::audit_progress::Progress;
use crate::input::{Source, is_stdin, reading, sources};
use crate::limits::{FailOn, Tally};
use crate::output::Output;
use crate::settings::resolve;
use anyhow::{Context, Result, bail, ensure};
use indicatif::HumanCount;
use rayon::Scope;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use unspin::audit::{Auditor, MergeError, Merged, Merger, Part, TableFormat, Tables, Total, write_part, write_report};
use unspin::document::{Limits, Reading, Unread};

/// Records of a unit of work at most: what a broken-off audit loses for each thread.
const RECORDS: usize = 1_000;
/// Bytes of pages of a unit of work, about: what each thread holds in memory.
const BYTES: usize = 16 << 20;
/// Bytes of a record, and of a file that has to be in memory as a whole, at most. Larger ones are no pages, and would take memory on every thread.
const RECORD: usize = 16 << 20;
const WHOLE: u64 = 32 << 20;
/// Files that are one source together at most, where each is small: a page.
const FILES: usize = 1_000;
/// Bytes from which a file is a source of its own.
const SMALL: u64 = 1 << 20;

/// Runs `unspin audit`.
pub fn run(arguments: &Audit) -> Result<Status> {
    let mut resolved = resolve(&arguments.settings)?;
    resolved.checker = resolved.checker.with_sentences(true);
    let files = files(arguments, &resolved.exclude)?;
    let groups = groups(&files);
    let (shard, of) = arguments.shard.unwrap_or((1, 1));
    let state = State::new(arguments, &resolved.file, &files, groups.len())?;
    let folder = Folder::open(&arguments.out, state, arguments.resume)?;
    let mine: Vec<_> = groups.iter().enumerate().filter(|(number, _)| number % of == shard - 1).collect();
    let length = mine.iter().flat_map(|(_, files)| files.iter()).map(length).sum();
    let progress = Progress::new(arguments.quiet, length);
    let most = arguments.max_errors.unwrap_or(usize::MAX);
    let (auditor, reading, stop) = (&Auditor::new(&resolved.checker), how_read(arguments), Stop::default());
    let run = Run { auditor, reading, folder: &folder, progress: &progress, most, stop };
    run.all(mine, arguments.threads)?;
    progress.finish();
    if run.stop.broken() > most {
        anstream::eprintln!(
            "unspin: stopped after {} records that cannot be read (--max-errors); --resume goes on",
            run.stop.broken()
        );
        return Ok(Status::Partial);
    }
    folder.finish()?;
    let total = tables(&arguments.out, &[&folder], &arguments.tables)?;
    Ok(told(&total, &format!("; {}", progress.rate()), arguments.quiet, &arguments.fail_on))
}

/// Runs `unspin merge`.
pub fn merge(arguments: &Merge) -> Result<Status> {
    let folders: Vec<Folder> = arguments.folders.iter().map(|path| Folder::finished(path)).collect::<Result<_>>()?;
    for (at, folder) in folders.iter().enumerate() {
        for other in &folders[..at] {
            ensure!(
                folder.state.settings == other.state.settings,
                "{} and {}: audits with different settings or versions of unspin; their figures do not compare",
                other.path.display(),
                folder.path.display()
            );
            ensure!(
                !folder.overlaps(other),
                "{} and {}: both hold the same sources",
                other.path.display(),
                folder.path.display()
            );
        }
    }
    for (found, of) in missing(&folders) {
        anstream::eprintln!("unspin: warning: {found} of {of} shards; the others are missing");
    }
    std::fs::create_dir_all(&arguments.out).with_context(|| format!("{}: cannot be made", arguments.out.display()))?;
    let total = tables(&arguments.out, &folders.iter().collect::<Vec<_>>(), &arguments.tables)?;
    Ok(told(&total, "", arguments.quiet, &arguments.fail_on))
}

/// Of audits of which not all shards are there: how many are, of how many.
fn missing(folders: &[Folder]) -> Vec<(usize, usize)> {
    let mut audits: Vec<&State> = Vec::new();
    for folder in folders {
        if audits.iter().all(|known| known.sources != folder.state.sources) {
            audits.push(&folder.state);
        }
    }
    let found = |state: &State| folders.iter().filter(|folder| folder.state.sources == state.sources).count();
    audits.into_iter().map(|state| (found(state), state.shard.1)).filter(|(found, of)| found < of).collect()
}

/// The files to audit, without those that the audit itself writes.
fn files(arguments: &Audit, exclude: &(PathBuf, Vec<String>)) -> Result<Vec<Source>> {
    for path in &arguments.paths {
        ensure!(!is_stdin(path), "standard input cannot be read again after an interruption; write it to a file first");
        ensure!(path.exists(), "{}: no such file or folder", path.display());
    }
    let mut found = sources(&arguments.paths, arguments.no_ignore, exclude, false)?;
    for error in &found.errors {
        anstream::eprintln!("unspin: warning: {error}");
    }
    if let Ok(out) = std::fs::canonicalize(&arguments.out) {
        found.files.retain(|file| std::fs::canonicalize(&file.path).map_or(true, |path| !path.starts_with(&out)));
    }
    if found.files.is_empty() {
        bail!("no files to audit");
    }
    Ok(found.files)
}

/// How the files are read.
fn how_read(arguments: &Audit) -> Reading {
    let (url, date) = (arguments.url_column.clone(), arguments.date_column.clone());
    let limits = Limits { record: RECORD, whole: WHOLE, file: WHOLE, ..Limits::default() };
    Reading { article: !arguments.whole_page, url, date, limits, ..reading(&arguments.read_as) }
}

/// Bytes of a file as it lies on disk.
fn length(file: &Source) -> u64 {
    std::fs::metadata(&file.path).map_or(0, |data| data.len())
}

/// Puts small files that follow each other together; a large or packed one stands alone.
fn groups(files: &[Source]) -> Vec<&[Source]> {
    let small = |file: &Source| file.size < SMALL;
    files.chunk_by(|a, b| small(a) && small(b)).flat_map(|run| run.chunks(FILES)).collect()
}

/// Why a run ends early.
#[derive(Default)]
struct Stop {
    broken: AtomicUsize,
    error: Mutex<Option<anyhow::Error>>,
}

impl Stop {
    fn broken(&self) -> usize {
        self.broken.load(Ordering::Relaxed)
    }

    fn fail(&self, error: anyhow::Error) {
        if let Ok(mut first) = self.error.lock() {
            first.get_or_insert(error);
        }
    }

    fn has_failed(&self) -> bool {
        self.error.lock().map_or(true, |error| error.is_some())
    }
}

/// An audit on its way.
struct Run<'r> {
    auditor: &'r Auditor<'r>,
    reading: Reading,
    folder: &'r Folder,
    progress: &'r Progress,
    /// Records that may be broken.
    most: usize,
    stop: Stop,
}

/// What ended the reading of a source early: [`Stop`] says why.
struct Stopped;

impl Run<'_> {
    /// Reads sources on this thread, and checks their units on others. No more units wait than there are threads.
    fn all(&self, groups: Vec<(usize, &&[Source])>, threads: Option<u16>) -> Result<()> {
        let pool = crate::check::threads(threads)?;
        let (free, room) = sync_channel(pool.current_num_threads() + 1);
        for _ in 0..=pool.current_num_threads() {
            free.send(())?;
        }
        pool.in_place_scope(|scope| {
            for (number, files) in groups {
                let units = Units {
                    run: self,
                    scope,
                    free: &free,
                    room: &room,
                    source: number,
                    unit: 0,
                    records: Vec::new(),
                    bytes: 0,
                };
                if units.read(files).is_err() {
                    break;
                }
            }
        });
        let error = self.stop.error.lock().ok().and_then(|mut error| error.take());
        error.map_or(Ok(()), Err)
    }

    /// Checks a unit and keeps what it comes to.
    fn unit(&self, source: usize, unit: usize, records: Vec<(String, Unread)>, last: bool) -> Result<()> {
        let mut part = Part::default();
        for (name, unread) in records {
            let size = unread.size();
            self.auditor.audit(&mut part, &name, unread)?;
            self.progress.checked(size);
        }
        self.stop.broken.fetch_add(part.broken, Ordering::Relaxed);
        let mut bytes = Vec::new();
        write_part(&mut bytes, &part, last)?;
        self.folder.keep(source, unit, &bytes)
    }
}

/// The units of one source: so many records, or so many bytes. What is cut depends on nothing but the source.
struct Units<'u, 'scope, 'r> {
    run: &'scope Run<'r>,
    scope: &'u Scope<'scope>,
    free: &'u SyncSender<()>,
    room: &'u Receiver<()>,
    source: usize,
    unit: usize,
    records: Vec<(String, Unread)>,
    bytes: usize,
}

impl Units<'_, '_, '_> {
    fn read(mut self, files: &[Source]) -> Result<(), Stopped> {
        let (run, progress) = (self.run, self.run.progress);
        if run.folder.has_all(self.source) {
            progress.closed(files.iter().map(length).sum(), true);
            return Ok(());
        }
        for file in files {
            let name = file.path.display().to_string();
            match File::open(&file.path) {
                Ok(open) => {
                    progress.opened(&open);
                    run.reading.read_later(&name, open, |unread| self.add(&name, unread))?;
                }
                Err(error) => self.add(&name, error.into())?,
            }
            progress.closed(length(file), false);
        }
        self.end(true)
    }

    fn add(&mut self, name: &str, unread: Unread) -> Result<(), Stopped> {
        self.bytes += unread.size();
        self.records.push((name.to_string(), unread));
        let is_full = self.records.len() == RECORDS || self.bytes >= BYTES;
        if is_full { self.end(false) } else { Ok(()) }
    }

    /// Has the unit checked, unless that was done before.
    fn end(&mut self, last: bool) -> Result<(), Stopped> {
        let (run, source, unit) = (self.run, self.source, self.unit);
        let records = std::mem::take(&mut self.records);
        (self.unit, self.bytes) = (unit + 1, 0);
        run.progress.tell();
        if run.stop.has_failed() || run.stop.broken() > run.most {
            return Err(Stopped);
        }
        if run.folder.has(source, unit) {
            return Ok(());
        }
        self.room.recv().map_err(|_| Stopped)?;
        let free = self.free.clone();
        self.scope.spawn(move |_| {
            if let Err(error) = run.unit(source, unit, records, last) {
                run.stop.fail(error);
            }
            // No one waits any more when the reading has ended.
            free.send(()).unwrap_or_default();
        });
        Ok(())
    }
}

/// Writes the tables from the parts of folders, and the page that shows them. The page is made from CSV, which is laid aside where it is
/// not wanted.
fn tables(out: &Path, folders: &[&Folder], formats: &[TableFormat]) -> Result<Total> {
    let aside = tempfile::tempdir_in(out).with_context(|| format!("{}: cannot be written", out.display()))?;
    let csv = if formats.contains(&TableFormat::Csv) { out } else { aside.path() };
    let is_made = |format: &TableFormat| *format == TableFormat::Csv || formats.contains(format);
    let made: Vec<TableFormat> = TableFormat::ALL.into_iter().filter(is_made).collect();
    let folder = |name: &str| if name.ends_with(TableFormat::Csv.name()) { csv } else { out };
    let tables = Tables::open(&made, |name| Output::open(Some(&folder(name).join(name))))?;
    let mut merger = Merger::new(tables, [tempfile::tempfile()?, tempfile::tempfile()?]);
    let parts = Folder::parts(folders)?;
    each_part(&parts, |part| merger.add(part))?;
    let mut compared = merger.compare()?;
    each_part(&parts, |part| compared.add(part))?;
    let (files, total) = compared.finish()?;
    files.into_iter().try_for_each(Output::finish)?;
    report(csv, &out.join("report.html"))?;
    Ok(total)
}

fn each_part(parts: &[PathBuf], mut add: impl FnMut(BufReader<File>) -> Result<(), MergeError>) -> Result<()> {
    parts.iter().try_for_each(|path| {
        let context = || path.display().to_string();
        add(BufReader::new(File::open(path).with_context(context)?)).with_context(context)
    })
}

/// Writes the page that shows the tables of a folder.
fn report(folder: &Path, path: &Path) -> Result<()> {
    let table = |name: &str| File::open(folder.join(format!("{name}.csv"))).with_context(|| format!("{name}.csv"));
    let tables = Merged {
        findings: table("findings")?,
        documents: table("documents")?,
        sites: table("sites")?,
        phrases: table("phrases")?,
        errors: table("errors")?,
        clusters: Some(table("clusters")?),
    };
    let mut page = Output::open(Some(path))?;
    write_report(tables, &mut page).with_context(|| path.display().to_string())?;
    page.finish()
}

/// Says what the audit came to.
fn told(total: &Total, rate: &str, quiet: bool, limits: &[FailOn]) -> Status {
    if !quiet {
        let count =
            |number: u64, what: &str| format!("{} {what}{}", HumanCount(number), if number == 1 { "" } else { "s" });
        anstream::eprintln!(
            "{}, {} checked, {} with the verdict \"{}\"; {}, {} of near copies{rate}",
            count(total.pages, "page"),
            HumanCount(total.english),
            HumanCount(total.strong),
            unspin::Verdict::Strong.text(),
            count(total.findings, "finding"),
            count(total.clusters, "cluster")
        );
        for (cause, number) in &total.errors {
            anstream::eprintln!("not read: {} ({cause}), listed in errors.csv", count(*number, "record"));
        }
    }
    for failed in &total.named {
        anstream::eprintln!("unspin: warning: {failed}");
    }
    if total.failed > total.named.len() as u64 {
        anstream::eprintln!(
            "unspin: warning: {} more files that could not be read",
            total.failed - total.named.len() as u64
        );
    }
    let highest = unspin::Level::ALL.into_iter().rev().find(|level| total.levels[*level as usize] > 0);
    let tally =
        Tally { findings: usize::try_from(total.findings).unwrap_or(usize::MAX), highest, density: total.density };
    if !limits.is_empty() && tally.fails(limits) { Status::Findings } else { Status::Clean }
}
