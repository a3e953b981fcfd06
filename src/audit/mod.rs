//! Audits of many pages: what one document comes to, kept in parts that are whole or not there, and tables over all of them.
//!
//! ```text
//! Unread ─ page ─▶ Part ─ merge ─▶ findings · documents · sites · phrases · clusters · wordings · errors ─ report ─▶ HTML
//! ```
//!
//! A [`Part`] holds what a fixed run of records came to, as the rows that end up in the tables. So an audit that was broken off goes on
//! behind its last part, shards are put together from theirs, and both give the bytes that one run over everything gives.

pub mod cluster;
mod columnar;
mod language;
mod merge;
mod page;
mod part;
mod phrases;
mod report;
pub mod schema;
mod sites;
mod statistics;
mod table;
mod url;

pub use merge::{Compared, MergeError, Merger, Tables, Total};
pub use page::{Auditor, Part, Section};
pub use part::{Head, write_part};
pub use report::{Merged, write_report};
pub use sites::{Alike, Sites};
pub use statistics::wilson;
pub use table::TableFormat;
pub use url::site;
