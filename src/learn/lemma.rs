//! Swaps of inflected words led back to swaps of lemmas.

use super::align::{Swap, is_small};
use crate::reference::per_million;
use crate::text::inflect::{Form, Pos};
use crate::text::lemma::{Analysis, analyses};

/// A swap with the inflecting word of either side marked by `~`, as `dictionaries/substitutions.csv` has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LemmaSwap {
    /// The original.
    pub original: String,
    /// What the spinner wrote for it.
    pub swap: String,
    /// `noun`, `verb`, `adj`, or empty when the forms seen do not tell.
    pub pos: &'static str,
}

/// Leads a swap back to lemmas where one word of each side stands in the same form; as written where none does.
pub fn lemma_swap((original, spun): &Swap) -> LemmaSwap {
    let from: Vec<&str> = original.split(' ').collect();
    let to: Vec<&str> = spun.split(' ').collect();
    let best = heads(&from, &to).max_by(|a, b| a.1.total_cmp(&b.1));
    match best {
        Some(((at, head), _, (by, swap_head), pos)) => LemmaSwap {
            original: marked(&from, at, &head),
            swap: marked(&to, by, &swap_head),
            pos: if pos == Pos::Any { "" } else { name(pos) },
        },
        None => LemmaSwap { original: original.clone(), swap: spun.clone(), pos: "" },
    }
}

type Head = (usize, String);

/// Every way to see one word of either side in the same form, with how good it is.
fn heads(from: &[&str], to: &[&str]) -> impl Iterator<Item = (Head, f64, Head, Pos)> {
    let mut ways = Vec::new();
    let single = from.len() == 1 && to.len() == 1;
    for (at, word) in from.iter().enumerate() {
        for (by, swap) in to.iter().enumerate() {
            for a in analyses(word) {
                let alike = analyses(swap).into_iter().filter(|b| b.pos == a.pos && (b.form == a.form || single));
                ways.extend(alike.filter_map(|b| way(&a, &b, at, by, single)));
            }
        }
    }
    ways.into_iter()
}

fn way(a: &Analysis, b: &Analysis, at: usize, by: usize, single: bool) -> Option<(Head, f64, Head, Pos)> {
    let usual = |word: &str| (1.0 + per_million(word)).ln();
    let plain = a.form == Form::Base && b.form == Form::Base;
    // A base on both sides fits every part of speech, and so does -s: a plural, or a third person.
    let pos = if plain || a.form == Form::S { Pos::Any } else { a.pos };
    let known = per_million(&a.lemma) > 0.0 && per_million(&b.lemma) > 0.0;
    let same = a.form == b.form;
    if !known || a.lemma == b.lemma || plain && (!single || [a, b].iter().any(|word| never_inflects(&word.lemma))) {
        return None;
    }
    let score = usual(&a.lemma) + usual(&b.lemma) + if same { 20.0 } else { 0.0 } - 5.0 * f64::from(u8::from(plain));
    Some(((at, a.lemma.clone()), score, (by, b.lemma.clone()), pos))
}

fn never_inflects(word: &str) -> bool {
    is_small(word) || word.ends_with("ly")
}

fn marked(words: &[&str], at: usize, head: &str) -> String {
    let mut words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words[at] = format!("~{head}");
    words.join(" ")
}

fn name(pos: Pos) -> &'static str {
    match pos {
        Pos::Any => "",
        Pos::Noun => "noun",
        Pos::Verb => "verb",
        Pos::Adjective => "adj",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swaps_are_led_back_to_lemmas() {
        for (original, spun, expected) in [
            ("meetings", "gatherings", ("~meeting", "~gathering", "")),
            ("launched", "sent off", ("~launch", "~send off", "verb")),
            ("data", "information", ("~data", "~information", "")),
            ("using", "utilizing", ("~use", "~utilize", "verb")),
            ("if", "on the off chance that", ("if", "on the off chance that", "")),
        ] {
            let swap = lemma_swap(&(original.to_string(), spun.to_string()));
            assert_eq!((swap.original.as_str(), swap.swap.as_str(), swap.pos), expected);
        }
    }
}
