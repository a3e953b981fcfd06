//! What a checker is made of.

use crate::error::{self, UnspinError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use unspin::lexicon::Settings as Changes;
use unspin::reference::Profile;
use unspin::{Document, Level, Lexicon, LexiconBuilder, Options};

/// All that makes a checker, without the files it was read from: it can be sent to another machine.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Name and text of each dictionary.
    pub dictionaries: Vec<(String, String)>,
    /// Name and bytes of a profile.
    pub profile: Option<(String, Vec<u8>)>,
    pub level: String,
    pub restoration: bool,
    pub near_misses: bool,
    pub threads: usize,
}

/// Settings as a tuple of Python, which can be pickled and hashed.
pub(crate) type Parts<'py> = (Bound<'py, PyTuple>, Option<(String, Bound<'py, PyBytes>)>, String, bool, bool, usize);

impl Settings {
    pub(crate) fn parts<'py>(&self, py: Python<'py>) -> PyResult<Parts<'py>> {
        let dictionaries = PyTuple::new(py, self.dictionaries.clone())?;
        let profile = self.profile.as_ref().map(|(name, bytes)| (name.clone(), PyBytes::new(py, bytes)));
        Ok((dictionaries, profile, self.level.clone(), self.restoration, self.near_misses, self.threads))
    }

    pub(crate) fn options(&self) -> PyResult<Options> {
        let level = Level::from_name(&self.level).ok_or_else(|| {
            UnspinError::new_err(format!("level: \"{}\" (write possible, likely or certain)", self.level))
        })?;
        Ok(Options { least: level, near_misses: self.near_misses, restoration: self.restoration })
    }

    pub(crate) fn lexicon(&self) -> PyResult<Arc<Lexicon>> {
        if self.dictionaries.is_empty() {
            return shared();
        }
        let builder = self.dictionaries.iter();
        let builder =
            builder.fold(LexiconBuilder::new().builtin(), |builder, (name, text)| builder.dictionary(name, text));
        let lexicon = builder.build(&Changes::default());
        lexicon.map(Arc::new).map_err(|error| UnspinError::new_err(error.to_string()))
    }

    pub(crate) fn profile(&self) -> PyResult<Option<Arc<Profile>>> {
        let Some((name, bytes)) = &self.profile else { return Ok(None) };
        let profile = Profile::from_bytes(bytes.clone());
        profile.map(|profile| Some(Arc::new(profile))).map_err(|error| UnspinError::new_err(format!("{name} {error}")))
    }
}

/// The built-in dictionaries, once a process: all checkers without dictionaries of their own look up in the same ones.
fn shared() -> PyResult<Arc<Lexicon>> {
    static LEXICON: OnceLock<Arc<Lexicon>> = OnceLock::new();
    if let Some(lexicon) = LEXICON.get() {
        return Ok(lexicon.clone());
    }
    let lexicon = Lexicon::builtin().map_err(|error| UnspinError::new_err(error.to_string()))?;
    Ok(LEXICON.get_or_init(|| Arc::new(lexicon)).clone())
}

/// Name and text of a file.
pub(crate) fn text(path: &Path) -> PyResult<(String, String)> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| error::of(&name, &error))?;
    let document = Document::from_bytes(&*name, bytes).map_err(|error| error::of(&name, &error))?;
    Ok((name, document.into_text()))
}

/// Name and bytes of a file.
pub(crate) fn bytes(path: &Path) -> PyResult<(String, Vec<u8>)> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| error::of(&name, &format!("cannot be read: {error}")))?;
    Ok((name, bytes))
}
