//! Audits of many pages: what one document comes to, kept in parts that are whole or not there, and tables over all of them.
//!
//! ```text
//! Unread ─ page ─▶ Part ─ merge ─▶ findings · documents · sites · phrases · errors
//! ```
//!
//! A [`Part`] holds what a fixed run of records came to, as the rows that end up in the tables. So an audit that was broken off goes on
//! behind its last part, shards are put together from theirs, and both give the bytes that one run over everything gives.

mod columnar;
pub mod cluster;
mod language;
mod merge;
mod page;
mod part;
mod phrases;
mod schema;
mod sites;
mod statistics;
mod table;
mod url;

pub use merge::{MergeError, Merger, Tables, Total};
pub use page::{Part, audit};
pub use part::{Head, write_part};
pub use statistics::wilson;
pub use table::TableFormat;
pub use url::site;
