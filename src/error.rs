//! What can go wrong, typed; the binary renders it.

use std::fmt;

/// A fault in a dictionary, a configuration or another file that people write, with where it stands and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// File name as given.
    pub file: String,
    /// Line in the file, from 1; 0 when the fault is the file's as a whole.
    pub line: u64,
    /// Name of the CSV column or configuration key, empty when none.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ": {}", self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, " ({})", self.remedy)?;
        }
        Ok(())
    }
}

/// All faults found in the data files of one run; never just the first.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
pub struct DataError {
    /// The faults, in the order of files and lines.
    pub problems: Vec<Problem>,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.problems.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// A fault in a piece of notation, before it is known in which file it stands: message and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotationError {
    pub message: String,
    pub remedy: String,
}

impl NotationError {
    pub fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        NotationError { message: message.into(), remedy: remedy.into() }
    }
}

/// "did you mean …", when a known name is near enough (Jaro-Winkler similarity of 0.8, strsim).
pub(crate) fn did_you_mean<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| format!("did you mean \"{candidate}\"?"))
}
