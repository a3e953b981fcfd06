//! The file of `--baseline`.

use crate::input::{is_stdin, read_text};
use crate::output::Output;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use unspin::finding::{Baseline, Known};

/// A baseline, and where it stands.
pub struct BaselineFile {
    path: PathBuf,
    folder: PathBuf,
    /// What it lists; nothing when it is to be written and is not there yet.
    pub known: Baseline,
    /// Whether it is to be written.
    pub write: bool,
}

impl BaselineFile {
    /// Reads the file.
    pub fn open(path: &Path, write: bool) -> Result<BaselineFile> {
        let absolute = std::path::absolute(path).context("the working directory cannot be read")?;
        let known = match read_text(path) {
            Err(_) if write && !absolute.exists() => Baseline::default(),
            Err(error) => bail!("--baseline: {error:#} (write it first with --write-baseline)"),
            Ok(text) => Baseline::parse(&path.display().to_string(), &text)?,
        };
        let folder = absolute.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        Ok(BaselineFile { path: path.to_path_buf(), folder, known, write })
    }

    /// What the baseline calls a document: its path below the folder of the file, with slashes, so that the file holds on any machine.
    pub fn name(&self, path: &Path) -> String {
        if is_stdin(path) {
            return path.display().to_string();
        }
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let inside = absolute.strip_prefix(&self.folder).unwrap_or(&absolute);
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// Writes the findings of the documents that were checked. What is listed of others stays while they are there.
    pub fn write(&self, found: &BTreeMap<String, Vec<Known>>) -> Result<()> {
        let stays = |name: &str| !found.contains_key(name) && (name == "-" || self.folder.join(name).exists());
        let kept = self.known.of_those(stays).cloned();
        let mut out = Output::open(Some(&self.path))?;
        out.write_all(Baseline::written(kept.chain(found.values().flat_map(|known| counted(known)))).as_bytes())?;
        out.finish()
    }
}

/// Findings of one key as one, with their number.
fn counted(known: &[Known]) -> Vec<Known> {
    let mut by_key: BTreeMap<&str, Known> = BTreeMap::new();
    for known in known {
        by_key.entry(&known.key).and_modify(|same| same.count += known.count).or_insert_with(|| known.clone());
    }
    by_key.into_values().collect()
}
