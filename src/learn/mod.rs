//! Learning from pairs: what a spinner made of known wording, as dictionary rows for a person to accept.

mod align;
mod lemma;
mod propose;

pub use align::{Swap, align};
pub use lemma::{LemmaSwap, lemma_swap};
pub use propose::{Pair, Proposal, Sort, pairs_of_gold, propose};
