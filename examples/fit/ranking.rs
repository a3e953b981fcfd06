//! Fits the weights by which the originals of a place are ranked: a conditional logit (McFadden 1974) by gradient descent.

use crate::data::{Document, FOLDS};
use unspin::detect::{RANKING, Ranking};

const STEPS: usize = 600;
const RATE: f64 = 0.3;
const MOMENTUM: f64 = 0.9;
const PENALTY: f64 = 1e-4;

/// A place whose original is marked: what its originals are ranked by, and which of them are right.
struct Choice {
    fold: usize,
    options: Vec<(Ranking, bool)>,
}

/// Weights fitted on all documents; what each fold's documents give with weights of the others is printed.
pub fn fit(documents: &[Document]) -> Ranking {
    let choices: Vec<Choice> = documents.iter().flat_map(choices).collect();
    let current = unspin::detect::Model::builtin().ranking;
    let (mut before, mut after) = (0.0, 0.0);
    for fold in 0..FOLDS {
        let weights = weights(choices.iter().filter(|choice| choice.fold != fold));
        let own = || choices.iter().filter(|choice| choice.fold == fold);
        before += own().map(|choice| share_right(choice, &current)).sum::<f64>();
        after += own().map(|choice| share_right(choice, &weights)).sum::<f64>();
    }
    let total = choices.len() as f64;
    println!("{total} places; first original right: {:.4} before, {:.4} held out", before / total, after / total);
    let weights = weights(choices.iter());
    for (name, weight) in RANKING.iter().zip(weights) {
        println!("{name}: {weight:.3}");
    }
    weights
}

/// The places of sure marks where one original is meant and another is not.
fn choices(document: &Document) -> impl Iterator<Item = Choice> {
    let sure = document.marks.iter().filter(|(_, _, sure)| *sure);
    sure.flat_map(move |(mark, meant, _)| {
        let within = document.candidates.iter().filter(|candidates| mark.contains(candidates.span));
        within.filter_map(move |candidates| {
            let is_right = |original: &str| is_meant(original, meant);
            let options = candidates.originals.iter().map(|(text, ranking)| (*ranking, is_right(text)));
            let options: Vec<(Ranking, bool)> = options.collect();
            let right = options.iter().filter(|(_, right)| *right).count();
            (1..options.len()).contains(&right).then_some(Choice { fold: document.fold, options })
        })
    })
}

/// Whether the words of an original stand in a wording that was meant.
fn is_meant(original: &str, meant: &[String]) -> bool {
    let padded = |text: &str| {
        let words = text.to_lowercase().replace('-', " ");
        format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    meant.iter().any(|wording| padded(wording).contains(&padded(original)))
}

/// Whether the first original is right.
fn share_right(choice: &Choice, weights: &Ranking) -> f64 {
    let score = |option: &&(Ranking, bool)| dot(weights, &option.0);
    let best = choice.options.iter().max_by(|a, b| score(a).total_cmp(&score(b)));
    f64::from(u8::from(best.is_some_and(|(_, right)| *right)))
}

fn dot(weights: &Ranking, ranking: &Ranking) -> f32 {
    weights.iter().zip(ranking).map(|(weight, number)| weight * number).sum()
}

/// Weights under which the right originals are likeliest.
fn weights<'c>(choices: impl Iterator<Item = &'c Choice>) -> Ranking {
    let choices: Vec<&Choice> = choices.collect();
    let (mut weights, mut speed) = (Ranking::default(), [0.0f64; RANKING.len()]);
    for _ in 0..STEPS {
        let mut gradient = [0.0f64; RANKING.len()];
        for choice in &choices {
            let scores: Vec<f32> = choice.options.iter().map(|(ranking, _)| dot(&weights, ranking)).collect();
            let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let odds: Vec<f64> = scores.iter().map(|score| f64::from(score - most).exp()).collect();
            let all: f64 = odds.iter().sum();
            let right: f64 =
                odds.iter().zip(&choice.options).filter(|(_, (_, right))| *right).map(|(odds, _)| odds).sum();
            for (odds, (ranking, is_right)) in odds.iter().zip(&choice.options) {
                let wanted = if *is_right { odds / right.max(1e-12) } else { 0.0 };
                let error = odds / all - wanted;
                gradient.iter_mut().zip(ranking).for_each(|(sum, number)| *sum += error * f64::from(*number));
            }
        }
        for at in 0..RANKING.len() {
            let slope = gradient[at] / choices.len() as f64 + PENALTY * f64::from(weights[at]);
            // Features differ in scale by a factor of ten at most, so one rate does for all.
            speed[at] = MOMENTUM * speed[at] - RATE * 0.1 * slope;
            weights[at] += speed[at] as f32;
        }
    }
    weights
}
