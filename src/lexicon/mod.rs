//! Dictionaries: CSV rows, read and validated, laid out for search.

mod builder;
mod compile;
pub(crate) mod condition;
mod entry;
pub(crate) mod index;
mod layout;
#[allow(clippy::module_inception)] // The type that the stage is named after has a file of its own.
mod lexicon;
pub(crate) mod near;
pub(crate) mod notation;
pub mod row;
pub(crate) mod substitution;
pub(crate) mod swaps;
pub(crate) mod template;
mod term;
pub(crate) mod terms;

pub use builder::{LexiconBuilder, Settings};
pub(crate) use compile::{Atom, CompiledEntry, WordTest};
pub use entry::{Entry, Exception, Kind};
pub use lexicon::Lexicon;
pub(crate) use lexicon::Sources;
pub use substitution::Family;
