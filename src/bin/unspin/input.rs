//! Files, folders and standard input.

use crate::args::ReadAs;
use anyhow::{Context, Result};
use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;
use std::io::Read;
use std::path::{Path, PathBuf};
use unspin::Document;
use unspin::document::{DocumentError, Reading, is_packed};

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it is; `-` for standard input.
    pub path: PathBuf,
    /// Bytes that it holds; the largest number when unknown, as that of a packed file is.
    pub size: u64,
    /// Whether it was named, and not found in a folder.
    pub named: bool,
}

impl Source {
    fn new(path: PathBuf, length: Option<u64>, named: bool) -> Self {
        let size = length.filter(|_| !is_packed(&path.to_string_lossy())).unwrap_or(u64::MAX);
        Source { path, size, named }
    }

    /// Whether an error is no loss: the file is no text, or was found in a folder and is a table or JSON of something else than copy.
    pub fn is_skipped(&self, error: &DocumentError) -> bool {
        error.is_binary() || (!self.named && error.is_without_copy())
    }
}

/// The files that a command line names, folders walked in sorted order, and what could not be listed.
pub struct Sources {
    /// Files, each once.
    pub files: Vec<Source>,
    /// One message for each path that could not be read.
    pub errors: Vec<String>,
}

/// Whether a path stands for standard input, or standard output where something is written.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Lists the files under `paths`. Explicitly named files are passed over only with `force`, where `exclude` says so.
pub fn sources(paths: &[PathBuf], no_ignore: bool, exclude: &(PathBuf, Vec<String>), force: bool) -> Result<Sources> {
    let excluded = globs("exclude", &exclude.1)?;
    let is_excluded = |path: &Path| is_match(path, &exclude.0, &excluded);
    let mut sources = Sources { files: Vec::new(), errors: Vec::new() };
    for path in paths {
        if is_stdin(path) || path.is_file() {
            if force && !is_stdin(path) && is_excluded(path) {
                continue;
            }
            let length = std::fs::metadata(path).map(|data| data.len()).ok();
            sources.files.push(Source::new(path.clone(), length, true));
        } else {
            walk(path, no_ignore, is_excluded, &mut sources);
        }
    }
    Ok(sources)
}

/// The globs of a configuration key.
pub fn globs(key: &str, patterns: &[String]) -> Result<GlobSet> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern).with_context(|| format!("{key}: \"{pattern}\" is no glob"))?;
        builder.add(glob);
    }
    builder.build().with_context(|| format!("{key}: the globs are too large"))
}

/// Whether a path matches globs that are relative to a folder.
pub fn is_match(path: &Path, folder: &Path, globs: &GlobSet) -> bool {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    globs.is_match(absolute.strip_prefix(&folder).unwrap_or(path))
}

fn walk(root: &Path, no_ignore: bool, excluded: impl Fn(&Path) -> bool, sources: &mut Sources) {
    let walker =
        WalkBuilder::new(root).standard_filters(!no_ignore).require_git(false).sort_by_file_path(Ord::cmp).build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) && !excluded(entry.path()) => {
                let length = entry.metadata().map(|data| data.len()).ok();
                sources.files.push(Source::new(entry.into_path(), length, false));
            }
            Ok(_) => {}
            Err(error) => sources.errors.push(unlisted(&error)),
        }
    }
}

/// What could not be listed, and why: the walker names the path once more in the reason, which is its own.
fn unlisted(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithDepth { err, .. } => unlisted(err),
        ignore::Error::WithPath { path, err } if let Some(reason) = err.io_error() => {
            let mut reason: &dyn std::error::Error = reason;
            while let Some(deeper) = reason.source() {
                reason = deeper;
            }
            format!("{}: {reason}", path.display())
        }
        _ => error.to_string(),
    }
}

/// Why a source gave no document.
pub enum Unusable {
    /// It holds no copy: passed over with a warning.
    Skipped(String),
    /// It could not be read or decoded: an error.
    Failed(String),
}

/// How the command line has files read.
pub fn reading(read_as: &ReadAs) -> Reading {
    Reading {
        format: read_as.input_format,
        article: read_as.article,
        fields: read_as.columns.clone(),
        id: read_as.id.clone(),
        pdf: Some(crate::pdf::text),
        ..Reading::default()
    }
}

/// Hands the documents of one source to `each`, and what gave none.
pub fn read_each<E>(
    reading: &Reading,
    source: &Source,
    mut each: impl FnMut(Result<Document, Unusable>) -> Result<(), E>,
) -> Result<(), E> {
    let (path, name) = (&*source.path, source.path.display().to_string());
    let each_read = |read: Result<Document, DocumentError>| each(read.map_err(|error| unusable(source, &error)));
    if is_stdin(path) {
        return reading.stream(&name, std::io::stdin().lock(), each_read);
    }
    match std::fs::File::open(path) {
        Ok(file) => {
            let mut each_read = each_read;
            reading.read_later(&name, file, |unread| each_read(unread.document()))
        }
        Err(error) => each(Err(Unusable::Failed(format!("{name}: {error}")))),
    }
}

fn unusable(source: &Source, error: &DocumentError) -> Unusable {
    let name = format!("{}{}", source.path.display(), error.place());
    match source.is_skipped(error) {
        true => Unusable::Skipped(format!("{name}: {error}; skipped")),
        false => Unusable::Failed(format!("{name}: {error}")),
    }
}

/// All bytes of a file, or of standard input.
pub fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if is_stdin(path) { stdin() } else { std::fs::read(path) }
}

fn stdin() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a text file that the command cannot do without: a dictionary, a configuration, marked copy.
pub fn read_text(path: &Path) -> Result<String> {
    let name = path.display().to_string();
    let document =
        Document::from_bytes(&*name, read_bytes(path).with_context(|| name.clone())?).with_context(|| name)?;
    Ok(document.into_text())
}
