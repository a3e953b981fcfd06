//! Words that stay when a text is spun.

use super::minhash::scatter;
use crate::lexicon::Lexicon;
use crate::reference::per_million;
use crate::text::sentence::breaks_between;
use crate::text::{Token, Tokenizer, WordId, normal_form};
use rustc_hash::FxHashSet;
use twox_hash::XxHash3_64;

/// Times in a million words of normal English from which a word tells nothing of a page by itself: pronouns, auxiliaries.
const COMMON: f64 = 100.0;

/// A word that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// XXH3 of its normal form, 64 bits. Unlike words of the profile, numbers keep apart: they are among the surest traces of a source.
    pub(super) hash: u64,
    /// Whether it is too usual to tell anything by itself.
    pub(super) common: bool,
}

/// What one word is.
#[derive(Debug, Clone, Copy)]
struct Known {
    hash: u64,
    heat: f32,
    mutable: bool,
    common: bool,
}

/// Tells the words of a text that no substitution of a lexicon touches, on either side: the immutables of Zhang, Wang, Voelker and Savage
/// (DSpin: Detecting Automatically Spun Content on the Web, NDSS 2014). Made once for a lexicon, and usable from many threads.
#[derive(Debug)]
pub struct Immutables<'l> {
    lexicon: &'l Lexicon,
    mutable: FxHashSet<u64>,
    /// By the number of the word.
    known: Vec<Known>,
}

/// A sentence of a page, as it is read.
pub(super) struct Sentence<'t, 'k> {
    /// From its first word to its last.
    pub(super) text: &'t str,
    /// Words, immutable or not.
    pub(super) words: usize,
    /// Hash of all its words in order.
    pub(super) wording: u64,
    /// Those that stay, in order.
    pub(super) kept: &'k [Kept],
}

impl<'l> Immutables<'l> {
    /// Reads the substitutions of a lexicon; takes some milliseconds.
    #[must_use]
    pub fn new(lexicon: &'l Lexicon) -> Immutables<'l> {
        let mutable: FxHashSet<u64> = lexicon.swaps.all_words().collect();
        let ids = (0..lexicon.vocabulary.len() as u32).map(WordId);
        let known = ids.map(|id| known(lexicon.vocabulary.word(id), &mutable, lexicon.swaps.heat(id)));
        let known = known.collect();
        Immutables { lexicon, mutable, known }
    }

    /// Hands on the sentences of a text in order. Gives how telling of spun copy its words are by themselves: the mean over all words, from
    /// 0 to 1.
    pub(super) fn each<'t>(&self, text: &'t str, mut each: impl FnMut(Sentence<'t, '_>)) -> f32 {
        let mut tokenizer = Tokenizer::new(text, &self.lexicon.vocabulary);
        let mut kept = Vec::new();
        let (mut start, mut end, mut words, mut wording) = (0, 0, 0, 0);
        let (mut heat, mut all) = (0.0, 0usize);
        while let Some(window) = tokenizer.next_window() {
            for token in &window.tokens[window.own.clone()] {
                let from = token.start as usize;
                // Most gaps are one space, which ends nothing.
                if words > 0 && from > end + 1 && breaks_between(text, end, from) {
                    each(Sentence { text: &text[start..end], words, wording, kept: &kept });
                    kept.clear();
                    (words, wording) = (0, 0);
                }
                if words == 0 {
                    start = from;
                }
                end = token.end as usize;
                (words, all) = (words + 1, all + 1);
                let known = self.known(token, text);
                wording = scatter(wording ^ known.hash);
                heat += known.heat;
                kept.extend((!known.mutable).then_some(Kept { hash: known.hash, common: known.common }));
            }
        }
        if words > 0 {
            each(Sentence { text: &text[start..end], words, wording, kept: &kept });
        }
        heat / all.max(1) as f32
    }

    fn known(&self, token: &Token, text: &str) -> Known {
        if token.word != WordId::UNKNOWN {
            return self.known[token.word.index()];
        }
        known(&normal_form(token.slice(text)), &self.mutable, 0.0)
    }
}

fn known(normal: &str, mutable: &FxHashSet<u64>, heat: f32) -> Known {
    let hash = XxHash3_64::oneshot(normal.as_bytes());
    Known { hash, heat, mutable: mutable.contains(&hash), common: per_million(normal) >= COMMON }
}
