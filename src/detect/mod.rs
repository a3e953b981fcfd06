//! Tokens to matches: which entries stand where. No opinion yet; conditions and overlaps are weighed in `finding`.

pub mod evidence;
mod near;
mod number;
mod phrase;
mod placed;
mod related;
pub(crate) mod restore;
mod verify;

use crate::lexicon::Lexicon;
use crate::span::Span;
use crate::text::WordId;

pub(crate) use number::number_at;
pub(crate) use phrase::{detect, detect_atoms};
pub(crate) use placed::Placed;
pub(crate) use related::related;
pub use restore::{
    Candidates, EVIDENCE, Evidence, FEATURES, Features, Model, Node, RANKING, Ranking, Restoration, TermHit,
};
pub(crate) use restore::{Expected, Forest, Restored, Restorer, Seen};

/// A dictionary entry found in the text. Spun copy of a hundred megabytes holds millions of them, so a match keeps only what
/// it takes to work out the rest: see [`Placed`]. Matches sort by start, end and entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    /// First byte in the text.
    start: u32,
    /// One past the last byte.
    end: u32,
    /// Number of the pattern; those of an entry follow each other, in the order of the entries.
    pattern: u32,
    near: Option<Misspelt>,
}

/// The misspelt word of a near miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Misspelt {
    /// First byte of the word in the text.
    start: u32,
    /// The word that the entry has.
    meant: WordId,
}

impl Match {
    /// The found phrase, in bytes of the text.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Position of the entry in the lexicon.
    pub fn entry(&self, lexicon: &Lexicon) -> u32 {
        lexicon.index.patterns()[self.pattern as usize].number()
    }

    /// Whether one word of it is misspelt.
    pub fn is_near(&self) -> bool {
        self.near.is_some()
    }
}

/// Everything a text holds of a lexicon.
#[derive(Debug, Default)]
pub(crate) struct Detection {
    /// All matches, overlaps included, in order.
    pub matches: Vec<Match>,
    /// Legitimate wording: where it stands, and position of the exception in the lexicon; sorted.
    pub exceptions: Vec<(Span, u32)>,
    /// Words of the text.
    pub words: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_stays_small() {
        assert!(size_of::<Match>() <= 24, "spun copy holds one in every fifty bytes");
    }
}
