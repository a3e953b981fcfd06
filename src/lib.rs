//! Finds likely spun, tortured or machine-translated phrasing in English copy, and suggests the plain English.
//!
//! ```
//! use unspin::{Checker, Document, Lexicon, Options};
//!
//! let lexicon = Lexicon::builtin()?;
//! let checker = Checker::new(lexicon.into(), Options::default());
//! let document = Document::from_text("copy.txt", "The Soviet Association fell in 1991.");
//! let findings = checker.check(&document);
//! assert_eq!(findings.findings[0].span.slice(document.text()), "Soviet Association");
//! assert_eq!(findings.findings[0].suggestions[0].text, "Soviet Union");
//! # Ok::<(), unspin::DataError>(())
//! ```
//!
//! The stages, each using only those before it: [`document`] → [`text`] → [`mod@reference`] → [`lexicon`] → `detect` →
//! [`finding`] → [`report`] → [`checker`] → [`apply`], [`audit`]. `ARCHITECTURE.md` says why.

#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod apply;
pub mod audit;
mod builtin;
pub mod checker;
pub mod config;
pub mod detect;
pub mod document;
pub mod error;
pub mod eval;
pub mod exchange;
pub mod finding;
mod flat;
pub mod learn;
pub mod level;
pub mod lexicon;
pub mod reference;
pub mod report;
pub mod span;
pub mod text;
pub mod validate;

pub use checker::{Checker, Options};
pub use document::Document;
pub use error::{DataError, Problem};
pub use finding::{Counts, Finding, Findings, Verdict};
pub use level::Level;
pub use lexicon::{Lexicon, LexiconBuilder};
pub use span::Span;
