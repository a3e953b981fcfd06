//! How sure an entry or a finding is.

use serde::{Deserialize, Serialize};

/// How sure an entry or a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth a reviewer's look.
    Possible,
    /// Fit for a lint: the default.
    Likely,
    /// Fit for automatic replacement.
    Certain,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Level; 3] = [Level::Possible, Level::Likely, Level::Certain];

    /// The name as it stands in dictionaries and reports.
    pub fn name(self) -> &'static str {
        match self {
            Level::Possible => "possible",
            Level::Likely => "likely",
            Level::Certain => "certain",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The level below; `None` below the lowest.
    pub fn lower(self) -> Option<Level> {
        match self {
            Level::Certain => Some(Level::Likely),
            Level::Likely => Some(Level::Possible),
            Level::Possible => None,
        }
    }
}
