//! Pages that are copies of one source: which they are, how alike, and what was swapped for what.
//!
//! ```text
//! text ─ Immutables ─▶ Sketch ─ bytes ─▶ Clusterer ─▶ Cluster ─▶ rows
//! ```
//!
//! Pages spun from one source share the words that spinners leave alone. [`Sketch::of`] makes about 1 KB of each page that is checked, which a
//! part of the audit keeps ([`Sketch::write`], one for each row of the documents, `None` for a page that is not checked). Whoever puts parts
//! together reads them back in order ([`Sketch::read`]), adds them to a [`Clusterer`] with the place of the page, and asks for the clusters at the
//! end; their rows are those of [`CLUSTERS`] and [`WORDINGS`]. Sketches wait in temporary files that the caller gives, so memory holds 64 MB and
//! some thirty bytes a page.

mod cut;
mod group;
mod minhash;
mod notices;
mod rows;
mod sketch;
mod store;
mod words;

pub use cut::{Cluster, Clusterer, Member, Wording};
pub use group::ALIKE;
pub use rows::{CLUSTERS, WORDINGS};
pub use sketch::{Place, Sketch};
pub use words::Immutables;
