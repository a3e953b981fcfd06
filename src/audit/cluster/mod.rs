//! Pages that are copies of one source: which they are, how alike, and what was swapped for what.
//!
//! ```text
//! text ─ Immutables ─▶ Sketch ─ bytes ─▶ Clusterer ─▶ Cluster ─▶ rows
//! ```
//!
//! Pages spun from one source share the words that spinners leave alone. [`Sketch::of`] makes about 1 KB of each page that is checked, which a
//! part of the audit keeps ([`Sketch::write`], one for each row of the documents, `None` where there is none). Whoever puts parts together
//! reads them back in order ([`Sketch::read`]) into a [`Clusterer`], which numbers them from 0, and asks for the clusters at the end. Sketches
//! wait in two temporary files that the caller gives; memory holds some twenty bytes a page.

mod cut;
mod group;
mod minhash;
mod notices;
mod sketch;
mod store;
mod words;

pub use cut::{Cluster, Clusterer, Member, Wording};
pub use group::ALIKE;
pub use sketch::Sketch;
pub use words::Immutables;
