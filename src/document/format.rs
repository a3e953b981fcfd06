//! Formats of files, told by name and content.

/// What kind of file prose is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// All of it is prose.
    Plain,
}

impl Format {
    /// All formats, by name.
    pub const ALL: [Format; 1] = [Format::Plain];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::Plain => "plain",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's name and its first bytes speak for.
    #[must_use]
    pub fn detect(_name: &str, _head: &[u8]) -> Format {
        Format::Plain
    }
}
