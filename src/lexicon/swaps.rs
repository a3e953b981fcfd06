//! Substitutions laid out for search: from the words of a swap to the originals it may stand for.

use super::substitution::{Spelling, Substitution};
use crate::flat::{FlatReader, FlatWriter, Store};
use crate::reference::{EDGE, Profile, per_million, word_hash};
use crate::text::{Vocabulary, WordId};
use bytemuck::{Pod, Zeroable};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A spelling that spinners write, and where its originals stand.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct SwapForm {
    words_start: u32,
    originals_start: u32,
    originals_end: u32,
    /// Sightings of the spelling as a swap, all originals together, as a natural logarithm.
    pub ln_weight: f32,
    /// How much commoner the spelling is as a swap than in normal English: ln sightings less ln times in a million words.
    pub lift: f32,
    words: u32,
}

impl SwapForm {
    /// Times in a million words of normal English.
    pub fn rate(&self) -> f32 {
        (self.ln_weight - self.lift).exp()
    }

    /// Words of the spelling.
    pub fn length(&self) -> usize {
        self.words as usize
    }
}

/// What a swap may stand for.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Original {
    words_start: u32,
    words: u32,
    text_start: u32,
    text_end: u32,
    /// Natural logarithm of the share of this original among those of the swap.
    pub ln_share: f32,
    /// Sightings of this very pair, an editor's judgement counted in.
    pub sightings: f32,
    /// Times this very pair was seen in marked texts.
    pub seen: u32,
    /// Set of `Family::bit`s.
    pub families: u32,
}

/// All substitutions of a lexicon.
#[derive(Debug, Clone, Default)]
pub(crate) struct Swaps {
    /// For each word of the vocabulary, where the spellings that begin with it start; one more at the end.
    starts: Store<u32>,
    /// For each word of the vocabulary, how telling it is of spun copy by itself, from 0 to 1; 0 below [`LEAST_HEAT`].
    heat: Store<f32>,
    /// For each word of the vocabulary its hash, the edge for the one that is none.
    word_hashes: Store<u64>,
    forms: Store<SwapForm>,
    words: Store<WordId>,
    originals: Store<Original>,
    hashes: Store<u64>,
    text: Store<u8>,
    /// Rows behind it.
    pub rows: u32,
}

/// What is gathered of each original of one spelling, by its words.
type Pairs = BTreeMap<Vec<String>, Gathered>;

#[derive(Default)]
struct Gathered {
    sightings: f32,
    seen: u32,
    families: u32,
    text: String,
}

/// Whether every word of both sides is one: rules make *representationed* of a noun that a verb was swapped for.
fn is_english(spelling: &Spelling) -> bool {
    let profile = Profile::builtin();
    spelling.original.iter().chain(&spelling.swap).all(|word| profile.ln_count(&[word_hash(word)]).is_some())
}

/// Originals kept for one spelling: the rest is too unlikely to be worth a look.
const MOST_ORIGINALS: usize = 12;
/// Lift below which a word by itself says nothing: *of*, *to*, *which*. A third of the places in clean copy, a hundredth of what is
/// found in spun copy, and half of that wrongly.
const LEAST_LIFT: f32 = -4.5;
/// Heat below which a word does not count: one that is five times as common in normal English as in swaps, or more.
const LEAST_HEAT: f32 = 0.2;
/// Times in a million words that a spelling unseen in normal English counts as.
const UNSEEN: f32 = 0.05;

impl Swaps {
    /// Lays out substitutions; the words of the swaps enter the vocabulary.
    pub fn new(substitutions: &[Substitution], vocabulary: &mut Vocabulary) -> Swaps {
        let mut gathered: BTreeMap<Vec<WordId>, Pairs> = BTreeMap::new();
        for substitution in substitutions {
            for spelling in substitution.spellings().into_iter().filter(is_english) {
                let key = spelling.swap.iter().map(|word| vocabulary.insert(word)).collect();
                let originals = gathered.entry(key).or_default();
                let pair = originals.entry(spelling.original).or_default();
                pair.sightings += substitution.weight;
                pair.seen += substitution.seen;
                pair.families |= u32::from(substitution.families);
                pair.text = spelling.text;
            }
        }
        let mut swaps = Swaps { rows: substitutions.len() as u32, ..Swaps::default() };
        let mut texts = FxHashMap::default();
        for (words, originals) in gathered {
            swaps.add(&words, originals, vocabulary, &mut texts);
        }
        swaps.finish(vocabulary);
        swaps
    }

    fn add(
        &mut self,
        words: &[WordId],
        originals: Pairs,
        vocabulary: &Vocabulary,
        texts: &mut FxHashMap<String, (u32, u32)>,
    ) {
        let total: f32 = originals.values().map(|pair| pair.sightings).sum();
        let rate = words.iter().map(|word| per_million(vocabulary.word(*word)) as f32).fold(f32::INFINITY, f32::min);
        let (ln_weight, lift) = (total.ln(), total.ln() - (rate + UNSEEN).ln());
        if words.len() == 1 && lift < LEAST_LIFT {
            return;
        }
        let mut sorted: Vec<_> = originals.into_iter().collect();
        sorted.sort_by(|a, b| b.1.sightings.total_cmp(&a.1.sightings));
        sorted.truncate(MOST_ORIGINALS);
        let originals_start = self.originals.len() as u32;
        for (original, Gathered { sightings, seen, families, text }) in sorted {
            let words_start = self.hashes.len() as u32;
            self.hashes.to_mut().extend(original.iter().map(|word| word_hash(word)));
            let (text_start, text_end) = *texts.entry(text.clone()).or_insert_with(|| {
                let start = self.text.len() as u32;
                self.text.to_mut().extend_from_slice(text.as_bytes());
                (start, self.text.len() as u32)
            });
            let words = original.len() as u32;
            let ln_share = (sightings / total).ln();
            self.originals.to_mut().push(Original {
                words_start,
                words,
                text_start,
                text_end,
                ln_share,
                sightings,
                seen,
                families,
            });
        }
        let originals_end = self.originals.len() as u32;
        let words_start = self.words.len() as u32;
        self.words.to_mut().extend_from_slice(words);
        let words = words.len() as u32;
        self.forms.to_mut().push(SwapForm { words_start, originals_start, originals_end, ln_weight, lift, words });
    }

    /// Forms were added in order of their words, so those of one first word stand together.
    fn finish(&mut self, vocabulary: &Vocabulary) {
        let mut starts = vec![0; vocabulary.len() + 1];
        let mut heat = vec![0.0; vocabulary.len()];
        for form in self.forms.iter() {
            let first = self.words[form.words_start as usize].index();
            starts[first + 1] += 1;
            let telling = 1.0 / (1.0 + (-form.lift).exp());
            if form.words == 1 && telling > LEAST_HEAT {
                heat[first] = telling;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let words = (1..vocabulary.len() as u32).map(|id| word_hash(vocabulary.word(WordId(id))));
        self.word_hashes = std::iter::once(EDGE).chain(words).collect();
        (self.starts, self.heat) = (starts.into(), heat.into());
    }

    /// How telling a word is of spun copy by itself, from 0 to 1.
    pub fn heat(&self, word: WordId) -> f32 {
        self.heat.get(word.index()).copied().unwrap_or(0.0)
    }

    /// The hash of a word; `None` for one that was unknown when the substitutions were laid out.
    pub fn word_hash(&self, word: WordId) -> Option<u64> {
        self.word_hashes.get(word.index()).copied().filter(|hash| *hash != EDGE)
    }

    /// Hashes of all words that stand in a substitution, on either side; some come several times.
    pub fn all_words(&self) -> impl Iterator<Item = u64> {
        let written = self.words.iter().filter_map(|word| self.word_hash(*word));
        self.hashes.iter().copied().chain(written)
    }

    /// Spellings that begin with `word`.
    pub fn beginning_with(&self, word: WordId) -> &[SwapForm] {
        match self.starts.get(word.index()..word.index() + 2) {
            Some([start, end]) => &self.forms[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// The words of a spelling.
    pub fn words_of(&self, form: &SwapForm) -> &[WordId] {
        &self.words[form.words_start as usize..(form.words_start + form.words) as usize]
    }

    /// What a spelling may stand for, the likeliest first.
    pub fn originals_of(&self, form: &SwapForm) -> &[Original] {
        &self.originals[form.originals_start as usize..form.originals_end as usize]
    }

    /// Number of the first original of a spelling; the others follow.
    pub fn first_original(&self, form: &SwapForm) -> u32 {
        form.originals_start
    }

    /// An original by its number.
    pub fn original(&self, number: u32) -> &Original {
        &self.originals[number as usize]
    }

    /// Hashes of the words of an original.
    pub fn hashes_of(&self, original: &Original) -> &[u64] {
        &self.hashes[original.words_start as usize..(original.words_start + original.words) as usize]
    }

    /// An original as it is written, in lower case but for names.
    pub fn text_of(&self, original: &Original) -> &str {
        std::str::from_utf8(&self.text[original.text_start as usize..original.text_end as usize]).unwrap_or("")
    }

    /// Appends the substitutions to flat bytes.
    pub fn write(&self, writer: &mut FlatWriter) {
        writer.array(&self.starts);
        writer.array(&self.heat);
        writer.array(&self.word_hashes);
        writer.array(&self.forms);
        writer.array(&self.words);
        writer.array(&self.originals);
        writer.array(&self.hashes);
        writer.array(&self.text);
        writer.array(&[self.rows]);
    }

    /// Reads back what [`Swaps::write`] wrote.
    pub fn read(reader: &mut FlatReader) -> Option<Swaps> {
        Some(Swaps {
            starts: reader.array()?,
            heat: reader.array()?,
            word_hashes: reader.array()?,
            forms: reader.array()?,
            words: reader.array()?,
            originals: reader.array()?,
            hashes: reader.array()?,
            text: reader.array()?,
            rows: *reader.array()?.first()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::row::read_substitutions;

    fn swaps(rows: &str) -> (Swaps, Vocabulary) {
        let rows = read_substitutions("t.csv", &format!("original,swap,pos,count\n{rows}"), &mut Vec::new());
        let rows: Vec<_> = rows.into_iter().filter_map(|row| Substitution::from_row(row, &mut Vec::new())).collect();
        let mut vocabulary = Vocabulary::default();
        (Swaps::new(&rows, &mut vocabulary), vocabulary)
    }

    /// What a spelling may stand for, with the sightings of each.
    fn look_up(swaps: &Swaps, vocabulary: &Vocabulary, words: &str) -> Vec<String> {
        let ids: Vec<WordId> = words.split(' ').map(|word| vocabulary.get(word)).collect();
        let forms = swaps.beginning_with(ids[0]).iter().filter(|form| swaps.words_of(form) == ids);
        let originals = forms.flat_map(|form| swaps.originals_of(form));
        originals.map(|original| format!("{} {}", swaps.text_of(original), original.seen)).collect()
    }

    #[test]
    fn the_originals_of_a_spelling_are_found_the_surest_first() {
        let (swaps, vocabulary) = swaps(
            "~launch,~send off,verb,2\n~dispatch,~send off,verb,5\n~launch,~send off,verb,1\nunion,association,,3\n",
        );
        assert_eq!(look_up(&swaps, &vocabulary, "sent off"), ["dispatched 5", "launched 3"]);
        assert_eq!(look_up(&swaps, &vocabulary, "association"), ["union 3"]);
        assert_eq!(look_up(&swaps, &vocabulary, "sent"), [] as [&str; 0]);
        assert_eq!(look_up(&swaps, &vocabulary, "union"), [] as [&str; 0]);
        assert!(swaps.heat(vocabulary.get("association")) < 1.0);
        assert_eq!(swaps.heat(WordId::UNKNOWN), 0.0);
    }
}
