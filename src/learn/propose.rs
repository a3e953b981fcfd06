//! Pairs of wordings to proposed rows, with counts.

use super::align::{Swap, align};
use super::lemma::{LemmaSwap, lemma_swap};
use crate::eval::GoldDocument;
use crate::text::{Tokenizer, Vocabulary, normal_form};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// A wording and what a spinner made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The original.
    pub original: String,
    /// The spun wording.
    pub spun: String,
    /// Where the pair is from; swaps seen in several documents are surer.
    pub document: String,
    /// Spinner vocabulary, where it is known.
    pub family: Option<String>,
}

/// Which file a proposal is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// `dictionaries/substitutions.csv`.
    Substitution,
    /// `dictionaries/terms`.
    Term,
    /// `dictionaries/phrases`.
    Phrase,
}

impl Sort {
    /// The name as it stands in the proposals.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Substitution => "substitution",
            Sort::Term => "term",
            Sort::Phrase => "phrase",
        }
    }
}

/// A row that a person may accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which file it is for.
    pub sort: Sort,
    /// What was meant; for a term, the term.
    pub original: String,
    /// What the spinner wrote; empty for a term.
    pub spun: String,
    /// Part of speech of a substitution, where the forms seen tell it.
    pub pos: &'static str,
    /// Times seen.
    pub count: usize,
    /// Documents in which it was seen.
    pub documents: usize,
    /// Spinner vocabularies in which it was seen, joined by spaces.
    pub families: String,
    /// The first pair of wordings, `original → spun`.
    pub example: String,
}

/// Words of a wording longer than this are no phrase row and no term.
const LONGEST_PHRASE: usize = 6;

#[derive(Default)]
struct Seen<'p> {
    count: usize,
    documents: BTreeSet<&'p str>,
    families: BTreeSet<&'p str>,
    example: Option<&'p Pair>,
}

impl<'p> Seen<'p> {
    fn add(&mut self, pair: &'p Pair) {
        self.count += 1;
        self.documents.insert(&pair.document);
        self.families.extend(pair.family.as_deref());
        self.example.get_or_insert(pair);
    }
}

/// Aligns all pairs, counts what was swapped for what, and proposes rows: sorts in order, the most frequent first.
pub fn propose(pairs: &[Pair]) -> Vec<Proposal> {
    let cut: Vec<(Vec<String>, Vec<String>)> =
        pairs.iter().map(|pair| (words_of(&pair.original), words_of(&pair.spun))).collect();
    let known = frequent(&cut);
    let mut substitutions: BTreeMap<LemmaSwap, Seen<'_>> = BTreeMap::new();
    let mut terms: BTreeMap<String, Seen<'_>> = BTreeMap::new();
    let mut phrases: BTreeMap<(String, String), Seen<'_>> = BTreeMap::new();
    for (pair, (original, spun)) in pairs.iter().zip(&cut) {
        for swap in align(original, spun, &known) {
            substitutions.entry(lemma_swap(&swap)).or_default().add(pair);
        }
        if (2..=LONGEST_PHRASE).contains(&original.len()) {
            terms.entry(original.join(" ")).or_default().add(pair);
        }
        if (2..=LONGEST_PHRASE).contains(&spun.len()) && original.len() <= LONGEST_PHRASE {
            phrases.entry((original.join(" "), spun.join(" "))).or_default().add(pair);
        }
    }
    let substitutions = substitutions.into_iter().map(|(swap, seen)| {
        let LemmaSwap { original, swap, pos } = swap;
        proposal(Sort::Substitution, original, swap, pos, &seen)
    });
    let repeated = |seen: &Seen<'_>| seen.count > 1;
    let terms = terms.into_iter().filter(|(_, seen)| repeated(seen));
    let terms = terms.map(|(term, seen)| proposal(Sort::Term, term, String::new(), "", &seen));
    let phrases = phrases.into_iter().filter(|(_, seen)| repeated(seen));
    let phrases = phrases.map(|((original, spun), seen)| proposal(Sort::Phrase, original, spun, "", &seen));
    let mut proposals: Vec<Proposal> = substitutions.chain(terms).chain(phrases).collect();
    proposals.sort_by_key(|proposal| (proposal.sort, std::cmp::Reverse(proposal.count)));
    proposals
}

fn proposal(sort: Sort, original: String, spun: String, pos: &'static str, seen: &Seen<'_>) -> Proposal {
    let families: Vec<&str> = seen.families.iter().copied().collect();
    Proposal {
        sort,
        original,
        spun,
        pos,
        count: seen.count,
        documents: seen.documents.len(),
        families: families.join(" "),
        example: seen.example.map_or_else(String::new, |pair| format!("{} → {}", pair.original, pair.spun)),
    }
}

/// Swaps seen more than once when each pair is aligned by itself: they settle the pairs that are open.
fn frequent(cut: &[(Vec<String>, Vec<String>)]) -> FxHashSet<Swap> {
    let mut counts: FxHashMap<Swap, usize> = FxHashMap::default();
    let none = FxHashSet::default();
    for (original, spun) in cut {
        for swap in align(original, spun, &none) {
            *counts.entry(swap).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(swap, _)| swap).collect()
}

fn words_of(text: &str) -> Vec<String> {
    let tokens = Tokenizer::collect(text, &Vocabulary::default());
    tokens.iter().map(|token| normal_form(token.slice(text))).collect()
}

/// The marked phrases of documents with the best wording that was meant; phrases in doubt are left out.
pub fn pairs_of_gold(documents: &[GoldDocument]) -> Vec<Pair> {
    let spans = documents.iter().flat_map(|document| {
        let sure = document.spans.iter().filter(|span| span.sure);
        sure.filter_map(|span| {
            Some(Pair {
                original: span.meant.first()?.clone(),
                spun: span.text.clone(),
                document: document.id.clone(),
                family: document.family.clone(),
            })
        })
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(original: &str, spun: &str, document: &str) -> Pair {
        Pair { original: original.into(), spun: spun.into(), document: document.into(), family: None }
    }

    #[test]
    fn repeated_swaps_come_first_with_their_counts() {
        let pairs = [
            pair("detailed questions", "nitty gritty inquiries", "a"),
            pair("the questions", "the inquiries", "b"),
            pair("no questions", "no inquiries", "b"),
            pair("blood pressure", "blood strain", "b"),
            pair("blood pressure", "blood tension", "c"),
        ];
        let proposals = propose(&pairs);
        let shown: Vec<String> = proposals
            .iter()
            .map(|p| format!("{} {}={} {}/{}", p.sort.name(), p.original, p.spun, p.count, p.documents))
            .collect();
        assert!(shown.contains(&"substitution ~pressure=~strain 1/1".to_string()), "{shown:?}");
        assert!(shown.contains(&"term blood pressure= 2/2".to_string()), "{shown:?}");
        assert!(shown.iter().any(|row| row.starts_with("substitution detailed=nitty gritty")), "{shown:?}");
    }
}
