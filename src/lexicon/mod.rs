//! Dictionaries: CSV rows, read and validated, laid out for search.

mod builder;
pub(crate) mod condition;
mod entry;
pub(crate) mod index;
pub(crate) mod near;
pub(crate) mod notation;
pub mod row;
pub(crate) mod template;

pub(crate) use builder::{Atom, CompiledEntry, WordTest};
pub use builder::{Lexicon, LexiconBuilder, Settings};
pub use entry::{Entry, Exception, Kind};
