//! What a careful editor would find wrong with a dictionary that reads well formally: examples that stay silent, rows that
//! repeat or contradict each other, suggestions that are spun themselves, ordinary English.

mod examples;
mod firing;
mod lists;
mod pairs;
mod rows;

pub use firing::firing;
pub use pairs::pairs;

use crate::checker::{Checker, Options};
use crate::error::Problem;
use crate::level::Level;
use crate::lexicon::{Lexicon, LexiconBuilder};
use std::sync::Arc;

/// All problems of the entries and exceptions that stand in `files`, or of all when `files` is `None`; sorted by file and line.
pub fn validate(lexicon: &Arc<Lexicon>, files: Option<&[String]>) -> Vec<Problem> {
    let options = Options { least: Level::Possible, near_misses: false, restoration: false };
    let checker = Checker::new(lexicon.clone(), options);
    let mut problems = examples::check(&checker);
    problems.extend(examples::check_exceptions(lexicon));
    problems.extend(rows::check(lexicon));
    of_files(problems, files)
}

/// All problems of the substitutions and terms that stand in `files`, or of all when `files` is `None`; sorted by file and line.
/// Rows that cannot be read at all are problems of [`LexiconBuilder::build`].
pub fn validate_lists(rows: &LexiconBuilder, files: Option<&[String]>) -> Vec<Problem> {
    of_files(lists::check(rows), files)
}

fn of_files(mut problems: Vec<Problem>, files: Option<&[String]>) -> Vec<Problem> {
    problems.retain(|problem| files.is_none_or(|files| files.contains(&problem.file)));
    problems.sort();
    problems.dedup();
    problems
}
