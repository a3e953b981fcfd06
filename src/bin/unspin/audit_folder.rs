//! The folder of an audit: what is done, and of what.

use crate::args::Audit;
use crate::input::Source;
use crate::output::write_file;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::hash::Hasher;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use twox_hash::XxHash3_64;
use unspin::audit::Head;

/// Says what the parts are of.
const STATE: &str = "audit.json";
/// Holds the parts, named by source and unit.
const PARTS: &str = "parts";
/// Keeps two audits from one folder.
const LOCK: &str = "lock";

/// What an audit is of: parts of different ones do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Hash of the names and sizes of all files.
    pub sources: String,
    /// Hash of the settings, of the dictionaries added, and of the version.
    pub settings: String,
    /// Sources, of all shards together.
    pub count: usize,
    /// Which shard, of how many.
    pub shard: (usize, usize),
    /// Whether all parts are there.
    pub finished: bool,
}

impl State {
    /// What an audit of `files` is of, which make `count` sources.
    pub fn new(arguments: &Audit, config: &str, files: &[Source], count: usize) -> Result<State> {
        let mut sources = XxHash3_64::default();
        for file in files {
            let size = std::fs::metadata(&file.path).map_or(0, |data| data.len());
            sources.write(format!("{} {size}\n", file.path.display()).as_bytes());
        }
        let mut settings = XxHash3_64::default();
        let columns = (&arguments.url_column, &arguments.date_column);
        let said = (env!("CARGO_PKG_VERSION"), &arguments.settings, &arguments.read_as, arguments.whole_page, columns);
        settings.write(format!("{said:?}").as_bytes());
        let config = Some(Path::new(config)).filter(|path| !path.as_os_str().is_empty());
        let used = arguments.settings.dictionaries.iter().map(PathBuf::as_path);
        for path in used.chain(arguments.settings.profile.as_deref()).chain(config) {
            settings.write(&std::fs::read(path).with_context(|| path.display().to_string())?);
        }
        let hex = |hash: XxHash3_64| format!("{:016x}", hash.finish());
        let shard = arguments.shard.unwrap_or((1, 1));
        Ok(State { sources: hex(sources), settings: hex(settings), count, shard, finished: false })
    }

    /// The sources that are this shard's.
    fn mine(&self) -> impl Iterator<Item = usize> {
        (self.shard.0 - 1..self.count).step_by(self.shard.1)
    }
}

/// An open folder.
pub struct Folder {
    pub path: PathBuf,
    pub state: State,
    /// Held while the audit runs; the system gives it up with the process.
    _lock: Option<File>,
}

impl Folder {
    /// Opens the folder of an audit to write to, a new one unless `resume`.
    pub fn open(path: &Path, state: State, resume: bool) -> Result<Folder> {
        let shown = path.display();
        std::fs::create_dir_all(path.join(PARTS)).with_context(|| format!("{shown}: cannot be made"))?;
        let lock = File::create(path.join(LOCK)).with_context(|| format!("{shown}: cannot be written"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("{shown}: another audit is running there"),
            // Some file systems have no locks.
            Err(TryLockError::Error(_)) => {}
        }
        if let Some(known) = read_state(path)? {
            ensure!(resume, "{shown}: holds an audit; go on with it by --resume, or choose another folder");
            let what = match () {
                () if known.sources != state.sources => "other sources, or they have changed since",
                () if known.settings != state.settings => "other settings or another version of unspin",
                () if known.shard != state.shard => "another shard",
                () => "",
            };
            ensure!(what.is_empty(), "{shown}: holds an audit with {what}; choose another folder");
        }
        let folder = Folder { path: path.to_path_buf(), state, _lock: Some(lock) };
        folder.clear()?;
        folder.write_state(false)?;
        Ok(folder)
    }

    /// Opens the folder of an audit that is finished, to read from.
    pub fn finished(path: &Path) -> Result<Folder> {
        let state = read_state(path)?.with_context(|| format!("{}: holds no audit", path.display()))?;
        ensure!(state.finished, "{}: the audit is not finished; go on with it by --resume", path.display());
        Ok(Folder { path: path.to_path_buf(), state, _lock: None })
    }

    /// Takes away what an interrupted process left half written.
    fn clear(&self) -> Result<()> {
        for entry in std::fs::read_dir(self.path.join(PARTS))? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "part") {
                std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
            }
        }
        Ok(())
    }

    /// Says that all parts are there.
    pub fn finish(&self) -> Result<()> {
        self.write_state(true)
    }

    fn write_state(&self, finished: bool) -> Result<()> {
        let state = State { finished, ..self.state.clone() };
        write_file(&self.path.join(STATE), &serde_json::to_vec_pretty(&state)?)
    }

    fn part(&self, source: usize, unit: usize) -> PathBuf {
        self.path.join(PARTS).join(format!("{source:08}-{unit:08}.part"))
    }

    /// Keeps a part, whole or not at all.
    pub fn keep(&self, source: usize, unit: usize, bytes: &[u8]) -> Result<()> {
        write_file(&self.part(source, unit), bytes)
    }

    /// What a part says of itself, where it is there and whole.
    fn head(&self, source: usize, unit: usize) -> Option<Head> {
        let file = File::open(self.part(source, unit)).ok()?;
        let length = file.metadata().ok()?.len();
        Head::read(&mut BufReader::new(file)).ok()?.filter(|head| head.bytes == length)
    }

    /// Whether a part is there and whole.
    pub fn has(&self, source: usize, unit: usize) -> bool {
        self.head(source, unit).is_some()
    }

    /// Whether all parts of a source are there and whole.
    pub fn has_all(&self, source: usize) -> bool {
        (0..).find_map(|unit| self.head(source, unit).map_or(Some(false), |head| head.last.then_some(true)))
            == Some(true)
    }

    /// Whether a source of this folder is one of the other too.
    pub fn overlaps(&self, other: &Folder) -> bool {
        let (a, b) = (&self.state, &other.state);
        a.sources == b.sources && (a.shard.1 != b.shard.1 || a.shard.0 == b.shard.0)
    }

    /// The parts of folders in the order of their sources: shards of one audit as if they had been one, different audits one after the other.
    pub fn parts(folders: &[&Folder]) -> Result<Vec<PathBuf>> {
        let mut all = Vec::new();
        for folder in folders {
            let audit = folders.iter().position(|other| other.state.sources == folder.state.sources);
            for source in folder.state.mine() {
                for unit in 0.. {
                    let path = folder.part(source, unit);
                    let head = folder.head(source, unit);
                    let head =
                        head.with_context(|| format!("{}: missing or damaged; go on by --resume", path.display()))?;
                    all.push((audit, source, unit, path));
                    if head.last {
                        break;
                    }
                }
            }
        }
        all.sort();
        Ok(all.into_iter().map(|(_, _, _, path)| path).collect())
    }
}

fn read_state(folder: &Path) -> Result<Option<State>> {
    let path = folder.join(STATE);
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let state = serde_json::from_slice(&bytes);
    state.map(Some).with_context(|| format!("{}: was written by another version of unspin", path.display()))
}
