//! Changes carried into files: what an editor decided in a spreadsheet, or the suggestions that are safe.
//!
//! A report for review ([`crate::report::Format::Review`]) comes back as [`Row`]s; [`decided`] puts their decisions in place of what was
//! found, [`safe_edits`] the suggestions that need no reader. [`rewrite`] gives the changed file as bytes: nothing but the
//! stretches replaced differs.

mod decided;
mod decision;
mod layout;
mod remember;
mod review;
mod rewrite;
mod safe;

pub use decided::{Tally, decided, tally};
pub use decision::Decision;
pub use remember::{Remembered, remember};
pub use review::{Row, read_review};
pub use rewrite::{Edit, RewriteError, Rewritten, rewrite};
pub use safe::{Chosen, safe_edits};
