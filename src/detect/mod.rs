//! Tokens to matches: which entries stand where. No opinion yet; conditions and overlaps are weighed in `finding`.

mod near;
mod number;
mod phrase;
mod related;
mod verify;

use crate::span::Span;

pub(crate) use number::number_at;
pub(crate) use phrase::{detect, detect_atoms};
pub(crate) use related::related;

/// A dictionary entry found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Position of the entry in the lexicon.
    pub(crate) entry: u32,
    /// Which combination of the phrase's alternatives matched.
    pub(crate) choice: u16,
    /// The found phrase, in bytes of the text.
    pub span: Span,
    /// What each place of the expansion matched; an empty gap is an empty span.
    pub(crate) places: Vec<Span>,
    /// For a near miss, the word as it stands and as the entry has it.
    pub near: Option<(String, String)>,
}

/// Everything a text holds of a lexicon.
#[derive(Debug, Default)]
pub(crate) struct Detection {
    /// All matches, overlaps included, in order of start, end and entry.
    pub matches: Vec<Match>,
    /// Legitimate wording: position of the exception in the lexicon, and where it stands.
    pub exceptions: Vec<(u32, Span)>,
    /// Words of the text.
    pub words: usize,
}
