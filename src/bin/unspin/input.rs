//! Files, folders and standard input.

use anyhow::{Context, Result};
use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use unspin::Document;
use unspin::document::{DocumentError, Reading};

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it is; `-` for standard input.
    pub path: PathBuf,
    /// Its size in bytes; the largest number when unknown.
    pub size: u64,
}

/// The files that a command line names, folders walked in sorted order, and what could not be listed.
pub struct Sources {
    /// Files, each once.
    pub files: Vec<Source>,
    /// One message for each path that could not be read.
    pub errors: Vec<String>,
}

/// Whether a path stands for standard input, or standard output where something is written.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Lists the files under `paths`. Explicitly named files are never passed over.
pub fn sources(paths: &[PathBuf], no_ignore: bool, exclude: &(PathBuf, Vec<String>)) -> Result<Sources> {
    let excluded = globs(&exclude.1)?;
    let mut sources = Sources { files: Vec::new(), errors: Vec::new() };
    for path in paths {
        if is_standard(path) || path.is_file() {
            let size = std::fs::metadata(path).map_or(u64::MAX, |data| data.len());
            sources.files.push(Source { path: path.clone(), size });
        } else {
            walk(path, no_ignore, |path| is_excluded(path, &exclude.0, &excluded), &mut sources);
        }
    }
    Ok(sources)
}

fn globs(patterns: &[String]) -> Result<GlobSet> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern).with_context(|| format!("exclude: \"{pattern}\" is no glob"))?;
        builder.add(glob);
    }
    builder.build().context("exclude: the globs are too large")
}

fn is_excluded(path: &Path, folder: &Path, globs: &GlobSet) -> bool {
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
                let size = entry.metadata().map_or(u64::MAX, |data| data.len());
                sources.files.push(Source { path: entry.into_path(), size });
            }
            Ok(_) => {}
            Err(error) => sources.errors.push(error.to_string()),
        }
    }
}

/// Why a source gave no document.
pub enum Unusable {
    /// It is no text: passed over with a warning.
    Binary(String),
    /// It could not be read or decoded: an error.
    Failed(String),
}

/// Hands the documents of one source to `each`, and what gave none.
pub fn read_each<E>(
    reading: &Reading,
    path: &Path,
    mut each: impl FnMut(Result<Document, Unusable>) -> Result<(), E>,
) -> Result<(), E> {
    let name = path.display().to_string();
    let each_read = |read: Result<Document, DocumentError>| each(read.map_err(|error| unusable(&name, &error)));
    if is_standard(path) {
        return match stdin() {
            Ok(bytes) => reading.read(&name, Cursor::new(bytes), each_read),
            Err(error) => each(Err(Unusable::Failed(format!("{name}: {error}")))),
        };
    }
    match std::fs::File::open(path) {
        Ok(file) => reading.read(&name, file, each_read),
        Err(error) => each(Err(Unusable::Failed(format!("{name}: {error}")))),
    }
}

fn unusable(name: &str, error: &DocumentError) -> Unusable {
    match error.is_binary() {
        true => Unusable::Binary(format!("{name}: {error}; skipped")),
        false => Unusable::Failed(format!("{name}: {error}")),
    }
}

fn stdin() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a text file that the command cannot do without: a dictionary, a configuration, marked copy.
pub fn read_text(path: &Path) -> Result<String> {
    let name = path.display().to_string();
    let bytes = if is_standard(path) { stdin() } else { std::fs::read(path) };
    let document = Document::from_bytes(&*name, bytes.with_context(|| name.clone())?).with_context(|| name)?;
    Ok(document.into_text())
}
