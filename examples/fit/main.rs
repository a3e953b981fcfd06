//! Fits the model of restoration (`dictionaries/model.csv`) and measures it by cross-validation over whole documents.
//!
//! `cargo run --release --example fit -- SHARED [--write]`, where SHARED holds `gold/`, `clean/` and `pps/` (tests/README.md).
//! With `--ranking` only the ranking of originals is fitted, which the rest is looked at with: run it first.
//! What a document's own marks taught (substitutions, counts) is taken out of the dictionaries before it is looked at.

mod boost;
mod data;
mod logistic;
mod ranking;
mod report;

use data::{Document, FOLDS, Set};
use rayon::prelude::*;
use unspin::detect::evidence::{Weighed, weigh};
use unspin::detect::{EVIDENCE, FEATURES, Model, Node};

/// A place with its evidence and its label.
struct Row {
    weighed: Weighed,
    document: usize,
    label: Option<bool>,
    weight: f64,
}

impl Row {
    /// The same with only some of the features.
    fn masked(&self, shown: &[bool]) -> Row {
        let mut weighed = self.weighed.clone();
        for (number, shown) in weighed.evidence.iter_mut().zip(shown) {
            *number = if *shown { *number } else { 0.0 };
        }
        Row { weighed, ..*self }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let shared = arguments.first().map_or("../shared", String::as_str);
    let documents = data::load(shared)?;
    eprintln!("{} documents", documents.len());
    if arguments.iter().any(|argument| argument == "--ranking") {
        let model = Model { ranking: ranking::fit(&documents), ..Model::builtin().clone() };
        return Ok(std::fs::write("dictionaries/model.csv", model.write())?);
    }
    let rows: Vec<Vec<Row>> = (0..FOLDS).into_par_iter().map(|fold| rows_of_fold(&documents, fold)).collect();
    let rows: Vec<Row> = rows.into_iter().flatten().collect();
    eprintln!("{} places", rows.len());
    let models: Vec<Model> = (0..FOLDS).map(|fold| fit_trees(&documents, &rows, Some(fold))).collect();
    let held_out: Vec<f32> =
        rows.iter().map(|row| models[documents[row.document].fold].probability(&row.weighed.evidence)).collect();
    let recalibrated = recalibration(&documents, &rows, &held_out);
    let held_out: Vec<f32> = held_out.iter().map(|p| 1.0 / (1.0 + (-recalibrated(log_odds(*p))).exp())).collect();
    let cuts = report::write(&documents, &rows, &held_out);
    if arguments.iter().any(|argument| argument == "--ablate") {
        ablate(&documents, &rows);
    }
    if arguments.iter().any(|argument| argument == "--write") {
        let place = fit_places(&documents, None);
        let ranking = Model::builtin().ranking;
        let mut model = Model { ranking, place, cuts, ..fit_trees(&documents, &rows, None) };
        let (shift, scale) = (recalibrated(0.0), recalibrated(1.0) - recalibrated(0.0));
        model.base = shift + scale * model.base;
        model.trees.iter_mut().flatten().for_each(|node| {
            if let Node::Leaf(value) = node {
                *value *= scale;
            }
        });
        model.document = report::document_weights(&documents, &rows, &held_out);
        std::fs::write("dictionaries/model.csv", model.write())?;
    }
    Ok(())
}

/// What each part of the knowledge adds: trees fitted on ever more of the features, the others held at zero.
fn ablate(documents: &[Document], rows: &[Row]) {
    let names: Vec<&str> = FEATURES.iter().chain(&EVIDENCE).copied().collect();
    let steps: [(&str, &[&str]); 5] = [
        ("substitutions", &["share of the original", "sightings", "lift", "several words"]),
        ("terms", &["completes a term", "term as written"]),
        ("profile", &["fit gain", "triples", "unseen", "frequency", "capital"]),
        ("sentence evidence", &["nearby"]),
        ("document evidence", &["a word", "other restorations", "phrases", "same vocabulary", "log odds"]),
    ];
    println!(
        "\n| with | cut | set | recall | precision | suggestion right | false findings in 100,000 clean words |\n|---|---|---|---|---|---|---|"
    );
    let mut used: Vec<&str> = Vec::new();
    for (name, parts) in steps {
        used.extend(parts);
        let shown: Vec<bool> = names.iter().map(|name| used.iter().any(|part| name.contains(part))).collect();
        let masked: Vec<Row> = rows.iter().map(|row| row.masked(&shown)).collect();
        let models: Vec<Model> = (0..FOLDS).map(|fold| fit_trees(documents, &masked, Some(fold))).collect();
        let held_out: Vec<f32> =
            masked.iter().map(|row| models[documents[row.document].fold].probability(&row.weighed.evidence)).collect();
        report::step(name, documents, rows, &held_out);
    }
}

fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

/// From the trees' log odds to those observed in documents that were kept apart (Platt 1999).
fn recalibration(documents: &[Document], rows: &[Row], held_out: &[f32]) -> impl Fn(f32) -> f32 {
    let odds: Vec<[f32; 1]> = held_out.iter().map(|p| [log_odds(*p)]).collect();
    let rows = rows.iter().zip(&odds).filter(|(row, _)| report::is_exhaustive(&documents[row.document]));
    let labelled: Vec<_> = rows
        .filter_map(|(row, odds)| Some((&odds[..], row.label?, 1.0)))
        .filter(|(odds, _, _)| odds[0] > -3.0)
        .collect();
    let weights = logistic::fit(&labelled, 1);
    move |odds| weights[0] + weights[1] * odds
}

/// The places of one fold's documents, with evidence by a model of the other folds.
fn rows_of_fold(documents: &[Document], fold: usize) -> Vec<Row> {
    let model = Model { place: fit_places(documents, Some(fold)), ..Model::default() };
    let mut rows = Vec::new();
    for (number, document) in documents.iter().enumerate().filter(|(_, document)| document.fold == fold) {
        let alone = document.places.iter().map(|place| model.place(&place.features)).collect();
        let labels: std::collections::HashMap<_, _> =
            document.places.iter().zip(&document.labels).map(|(place, label)| (place.span, *label)).collect();
        for weighed in weigh(document.places.clone(), alone, &document.phrases, document.words) {
            let label = labels[&weighed.place.span];
            rows.push(Row { weighed, document: number, label, weight: document.weight });
        }
    }
    rows
}

/// Logistic regression of places by themselves; the fold is left out.
fn fit_places(documents: &[Document], without: Option<usize>) -> Vec<f32> {
    let used = documents
        .iter()
        .filter(|document| Some(document.fold) != without && document.set != Set::Mixed && document.weight > 0.0);
    let rows = used.flat_map(|document| {
        let labelled = document.places.iter().zip(&document.labels);
        labelled.filter_map(|(place, label)| Some((&place.features[..], (*label)?, document.weight)))
    });
    logistic::fit(&rows.collect::<Vec<_>>(), FEATURES.len())
}

fn fit_trees(documents: &[Document], rows: &[Row], without: Option<usize>) -> Model {
    let used = rows.iter().filter(|row| Some(documents[row.document].fold) != without && row.weight > 0.0);
    let labelled = used.filter_map(|row| Some((&row.weighed.evidence[..], row.label?, row.weight)));
    boost::fit(&labelled.collect::<Vec<_>>(), FEATURES.len() + EVIDENCE.len())
}
