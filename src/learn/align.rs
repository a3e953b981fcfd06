//! Which words of a spun wording stand for which words of the original.

use rustc_hash::FxHashSet;

/// Words of the original and what the spinner wrote for them, both as normal forms joined by spaces.
pub type Swap = (String, String);

/// Most words on either side of a swap, as in `dictionaries/substitutions.csv`.
const MOST_WORDS: usize = 4;
/// Price of a swap that is known already.
const KNOWN: f32 = 0.4;
/// Price of one word for another.
const UNKNOWN: f32 = 1.0;
/// What each further word of a swap adds.
const LONGER: f32 = 0.55;
/// Price of a word that only one side has.
const ALONE: f32 = 0.9;
/// What a small word against a content word adds: *of* for *data* is no swap.
const UNEQUAL: f32 = 0.8;
/// Words that carry grammar: they pair with each other, not with content words.
const SMALL: &str = " a an the of to in on at by for with from as is are was were be been it its this that these those and or \
     not no but if than then so he she they we you i his her their our your my has have had do does did will would can could \
     may there which who what when ";

/// Cuts two wordings into swaps at the least total price: edit distance over stretches of one to four words, by dynamic
/// programming (Wagner and Fischer 1974). Words that stand on both sides are left out.
pub fn align(original: &[String], spun: &[String], known: &FxHashSet<Swap>) -> Vec<Swap> {
    let columns = spun.len() + 1;
    let mut best = vec![(f32::INFINITY, 0usize, 0usize); (original.len() + 1) * columns];
    best[0].0 = 0.0;
    for row in 0..=original.len() {
        for column in 0..columns {
            let (reached, _, _) = best[row * columns + column];
            for (taken, given) in steps(original.len() - row, spun.len() - column) {
                let (from, to) = (&original[row..row + taken], &spun[column..column + given]);
                let price = reached + price(from, to, known);
                let next = &mut best[(row + taken) * columns + column + given];
                if price < next.0 {
                    *next = (price, taken, given);
                }
            }
        }
    }
    trace(original, spun, &best)
}

/// How many words of either side one step may take, of those that are left.
fn steps(rows: usize, columns: usize) -> impl Iterator<Item = (usize, usize)> {
    let (rows, columns) = (rows.min(MOST_WORDS), columns.min(MOST_WORDS));
    (0..=rows)
        .flat_map(move |taken| (0..=columns).map(move |given| (taken, given)))
        .filter(|(taken, given)| taken + given > 0 && (*taken > 0 && *given > 0 || taken + given == 1))
}

fn price(from: &[String], to: &[String], known: &FxHashSet<Swap>) -> f32 {
    match (from, to) {
        ([], _) | (_, []) => ALONE,
        ([from], [to]) if from == to => 0.0,
        _ if from.iter().any(|word| to.contains(word)) => f32::INFINITY,
        _ if known.contains(&(from.join(" "), to.join(" "))) => KNOWN,
        ([from], [to]) => UNKNOWN + if is_small(from) == is_small(to) { 0.0 } else { UNEQUAL },
        _ => UNKNOWN + LONGER * (from.len() + to.len() - 2) as f32,
    }
}

/// Whether a word carries grammar rather than content.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.split_whitespace().any(|small| small == word)
}

fn trace(original: &[String], spun: &[String], best: &[(f32, usize, usize)]) -> Vec<Swap> {
    let columns = spun.len() + 1;
    let (mut row, mut column) = (original.len(), spun.len());
    let mut swaps = Vec::new();
    while row + column > 0 {
        let (_, taken, given) = best[row * columns + column];
        let (from, to) = (&original[row - taken..row], &spun[column - given..column]);
        if taken > 0 && given > 0 && from != to {
            swaps.push((from.join(" "), to.join(" ")));
        }
        (row, column) = (row - taken, column - given);
    }
    swaps.reverse();
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(String::from).collect()
    }

    fn shown(original: &str, spun: &str, known: &[(&str, &str)]) -> String {
        let known = known.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        let swaps = align(&words(original), &words(spun), &known);
        swaps.iter().map(|(a, b)| format!("{a}={b}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn words_pair_in_order() {
        for (original, spun, expected) in [
            ("stress detection", "pressure discovery", "stress=pressure, detection=discovery"),
            ("launch site", "send off site", "launch=send off"),
            ("the results of the test", "the outcomes of the exam", "results=outcomes, test=exam"),
            ("assuming it fails", "on the off chance it fails", "assuming=on the off chance"),
        ] {
            assert_eq!(shown(original, spun, &[]), expected);
        }
    }

    #[test]
    fn known_swaps_settle_what_is_open() {
        let known = [("launch", "send off")];
        assert_eq!(shown("launch pad failure", "send off cushion", &known), "launch=send off, pad failure=cushion");
    }
}
