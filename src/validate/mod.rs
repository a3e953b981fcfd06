//! What a careful editor would find wrong with a dictionary that reads well formally: examples that stay silent, rows that
//! repeat or contradict each other, suggestions that are spun themselves, ordinary English.

mod examples;
mod firing;
mod pairs;
mod rows;

pub use firing::firing;
pub use pairs::pairs;

use crate::checker::{Checker, Options};
use crate::error::Problem;
use crate::level::Level;
use crate::lexicon::Lexicon;
use std::sync::Arc;

/// All problems of the entries and exceptions that stand in `files`, or of all when `files` is `None`; sorted by file and line.
pub fn validate(lexicon: &Arc<Lexicon>, files: Option<&[String]>) -> Vec<Problem> {
    let options = Options { least: Level::Possible, near_misses: false, restoration: false };
    let checker = Checker::new(lexicon.clone(), options);
    let mut problems = examples::check(&checker);
    problems.extend(examples::check_exceptions(lexicon));
    problems.extend(rows::check(lexicon));
    problems.retain(|problem| files.is_none_or(|files| files.contains(&problem.file)));
    problems.sort();
    problems.dedup();
    problems
}
