//! Text to tokens: words with their normal forms, the gaps between them, and sentences.

mod abbreviation;
mod block;
mod code;
pub(crate) mod gap;
pub mod inflect;
pub mod lemma;
mod name;
pub(crate) mod normal;
mod scan;
pub(crate) mod sentence;
mod sentence_count;
mod sentences;
mod token;
mod vocabulary;

pub(crate) use code::is_code;
pub(crate) use gap::adjoins;
pub(crate) use name::is_name;
pub use normal::normal_form;
pub(crate) use sentence_count::SentenceCount;
pub(crate) use sentences::Sentences;
pub use token::{MARGIN, Token, Tokenizer, Window};
pub use vocabulary::{Vocabulary, WordId};
