//! Figures on documents that were kept apart, in Markdown on standard output.

use crate::Row;
use crate::data::{Document, Set, overlaps_by_half};
use crate::logistic;
use std::collections::BTreeMap;
use unspin::Span;
use unspin::detect::evidence::{DOCUMENT, of_document};

/// Least probabilities of the levels possible, likely and certain, chosen on the tables below.
const CUTS: [f32; 3] = [0.3, 0.65, 0.9];

/// A finding: bytes, suggestions, probability.
struct Finding {
    span: Span,
    suggestions: Vec<String>,
    probability: f32,
}

/// Writes all tables; gives the cuts.
pub fn write(documents: &[Document], rows: &[Row], held_out: &[f32]) -> [f32; 3] {
    let mut by_document: BTreeMap<usize, Vec<(usize, f32)>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_document.entry(row.document).or_default().push((at, held_out[at]));
    }
    println!("| set | cut | recall | precision | suggestion right |\n|---|---|---|---|---|");
    let sets = [Set::Passages, Set::Families, Set::WebPages, Set::Seed, Set::Mixed, Set::Lines];
    for set in sets {
        for cut in [CUTS[0], 0.5, CUTS[1], 0.7, 0.8, CUTS[2], 0.95] {
            let figures = figures(documents, rows, &by_document, cut, &|document| document.set == set);
            println!("| {set:?} | {cut} | {figures} |");
        }
    }
    let families: std::collections::BTreeSet<&str> = documents
        .iter()
        .filter(|document| document.set == Set::Families)
        .map(|document| document.family.as_str())
        .collect();
    for family in families {
        let of_family = |document: &Document| document.set == Set::Families && document.family == family;
        println!("| {family} | {} | {} |", CUTS[1], figures(documents, rows, &by_document, CUTS[1], &of_family));
    }
    silence(documents, &by_document);
    reliability(documents, rows, held_out);
    classify(documents, rows, held_out);
    CUTS
}

/// One step of the ablation.
pub fn step(name: &str, documents: &[Document], rows: &[Row], held_out: &[f32]) {
    let mut by_document: BTreeMap<usize, Vec<(usize, f32)>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_document.entry(row.document).or_default().push((at, held_out[at]));
    }
    let words: usize =
        documents.iter().filter(|document| document.set == Set::Clean).map(|document| document.words).sum();
    for cut in [0.5, CUTS[1]] {
        let clean = rows
            .iter()
            .zip(held_out)
            .filter(|(row, p)| documents[row.document].set == Set::Clean && **p >= cut)
            .count();
        for set in [Set::Passages, Set::Families] {
            let figures = figures(documents, rows, &by_document, cut, &|document| document.set == set);
            println!("| + {name} | {cut} | {set:?} | {figures} | {:.2} |", clean as f64 * 1e5 / words as f64);
        }
    }
}

fn findings(document: &Document, rows: &[Row], found: &[(usize, f32)], cut: f32) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let phrases = document.phrases.iter().zip(&document.suggestions);
    findings.extend(phrases.map(|(span, suggestions)| Finding {
        span: *span,
        suggestions: suggestions.clone(),
        probability: 1.0,
    }));
    let mut last: Option<u32> = None;
    let originals: BTreeMap<(usize, usize), &Vec<String>> = document
        .places
        .iter()
        .zip(&document.originals)
        .map(|(place, originals)| ((place.span.start, place.span.end), originals))
        .collect();
    for (at, probability) in found.iter().filter(|(_, probability)| *probability >= cut) {
        let place = &rows[*at].weighed.place;
        if document.phrases.iter().any(|phrase| phrase.overlaps(place.span)) {
            continue;
        }
        let here = originals[&(place.span.start, place.span.end)];
        match findings.last_mut().filter(|_| last == Some(place.tokens.start)) {
            Some(before) => {
                before.span = before.span.union(place.span);
                before.probability = before.probability.max(*probability);
                let pairs = before
                    .suggestions
                    .iter()
                    .take(2)
                    .flat_map(|a| here.iter().take(2).map(move |b| format!("{a} {b}")));
                before.suggestions = pairs.take(3).collect();
            }
            None => findings.push(Finding { span: place.span, suggestions: here.clone(), probability: *probability }),
        }
        last = Some(place.tokens.end);
    }
    findings
}

fn is_right(suggestions: &[String], meant: &[String]) -> bool {
    let plain = |text: &String| text.trim().to_lowercase();
    let alike = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a));
    suggestions.iter().take(3).any(|suggestion| meant.iter().any(|meant| alike(&plain(suggestion), &plain(meant))))
}

fn figures(
    documents: &[Document],
    rows: &[Row],
    found: &BTreeMap<usize, Vec<(usize, f32)>>,
    cut: f32,
    chosen: &dyn Fn(&Document) -> bool,
) -> String {
    let (mut sure, mut hit, mut right, mut made, mut true_ones) = (0, 0, 0, 0, 0);
    let nothing = Vec::new();
    for (number, document) in documents.iter().enumerate().filter(|(_, document)| chosen(document)) {
        let findings = findings(document, rows, found.get(&number).unwrap_or(&nothing), cut);
        made += findings.len();
        true_ones += findings
            .iter()
            .filter(|finding| document.marks.iter().any(|mark| overlaps_by_half(finding.span, mark.0)))
            .count();
        for (span, meant, _) in document.marks.iter().filter(|(_, _, sure)| *sure) {
            sure += 1;
            let mut over = findings.iter().filter(|finding| overlaps_by_half(finding.span, *span)).peekable();
            hit += usize::from(over.peek().is_some());
            right += usize::from(over.any(|finding| is_right(&finding.suggestions, meant)));
        }
    }
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    format!("{:.3} | {:.3} | {:.3}", share(hit, sure), share(true_ones, made), share(right, hit))
}

fn silence(documents: &[Document], found: &BTreeMap<usize, Vec<(usize, f32)>>) {
    let words =
        documents.iter().filter(|document| document.set == Set::Clean).map(|document| document.words).sum::<usize>();
    let of = |set: Set| found.iter().filter(move |(number, _)| documents[**number].set == set);
    println!(
        "\n| cut | false findings in 100,000 clean words | hard negatives flagged | short clean pieces flagged |\n|---|---|---|---|"
    );
    for cut in [CUTS[0], 0.5, CUTS[1], 0.7, CUTS[2]] {
        let above = |(_, found): &(&usize, &Vec<(usize, f32)>)| {
            found.iter().filter(|(_, probability)| *probability >= cut).count()
        };
        let clean: usize = of(Set::Clean).map(|found| above(&found)).sum();
        let flagged = |set: Set| of(set).filter(|found| above(found) > 0).count();
        let short = documents.iter().filter(|document| document.set == Set::Short).count();
        println!(
            "| {cut} | {:.2} | {} | {} of {short} |",
            clean as f64 * 1e5 / words as f64,
            flagged(Set::Negatives),
            flagged(Set::Short)
        );
    }
}

/// Whether every spun phrase of a document is marked, so that what is not marked is not spun.
pub fn is_exhaustive(document: &Document) -> bool {
    matches!(document.set, Set::Passages | Set::Families | Set::Negatives | Set::Seed | Set::Clean)
}

/// Stated against observed precision of places, in marked and clean documents.
fn reliability(documents: &[Document], rows: &[Row], held_out: &[f32]) {
    println!("\n| stated | places | observed |\n|---|---|---|");
    for bin in 0..10 {
        let (low, high) = (bin as f32 / 10.0, (bin + 1) as f32 / 10.0);
        let inside = rows
            .iter()
            .zip(held_out)
            .filter(|(row, p)| is_exhaustive(&documents[row.document]) && (low..high).contains(*p));
        let labels: Vec<(bool, f32)> = inside.filter_map(|(row, p)| Some((row.label?, *p))).collect();
        let (count, right) = (labels.len().max(1) as f32, labels.iter().filter(|(label, _)| *label).count() as f32);
        let stated = labels.iter().map(|(_, p)| p).sum::<f32>() / count;
        println!("| {stated:.3} | {} | {:.3} |", labels.len(), right / count);
    }
}

/// Numbers of each document that tell whether it is spun: see `unspin::finding::document_evidence`.
fn numbers(documents: &[Document], rows: &[Row], held_out: &[f32]) -> Vec<(usize, [f32; DOCUMENT])> {
    let mut sums = vec![0.0; documents.len()];
    for (row, probability) in rows.iter().zip(held_out) {
        sums[row.document] += probability;
    }
    let numbers = |(number, sum): (usize, f32)| {
        let document = &documents[number];
        // Phrases that were planted suggest nothing.
        let phrases = document.suggestions.iter().filter(|suggestions| !suggestions.is_empty()).count();
        (number, of_document(sum, phrases, document.words))
    };
    sums.into_iter().enumerate().map(numbers).collect()
}

/// Weights that turn the numbers of a document into the probability that it is spun.
pub fn document_weights(documents: &[Document], rows: &[Row], held_out: &[f32]) -> Vec<f32> {
    let numbers = numbers(documents, rows, held_out);
    let spun = |set: Set| match set {
        Set::Passages | Set::Families | Set::WebPages | Set::Seed => Some((true, 1.0)),
        Set::Clean | Set::Negatives => Some((false, 1.0)),
        Set::Cut => Some((false, 0.5)),
        _ => None,
    };
    let labelled = numbers.iter().filter_map(|(number, numbers)| {
        let (spun, weight) = spun(documents[*number].set)?;
        Some((&numbers[..], spun, weight))
    });
    logistic::fit(&labelled.collect::<Vec<_>>(), DOCUMENT)
}

/// Area under the curve of whole documents: marked ones against clean ones, half of them with planted phrases, and against clean ones cut
/// to the same lengths, without.
fn classify(documents: &[Document], rows: &[Row], held_out: &[f32]) {
    let numbers = numbers(documents, rows, held_out);
    let weights = document_weights(documents, rows, held_out);
    for clean in [Set::Clean, Set::Cut] {
        areas(documents, &numbers, &weights, clean);
    }
}

fn areas(documents: &[Document], numbers: &[(usize, [f32; DOCUMENT])], weights: &[f32], clean: Set) {
    let score = |x: &[f32; DOCUMENT]| weights[0] + x.iter().zip(&weights[1..]).map(|(x, w)| x * w).sum::<f32>();
    let scores = |set: Set| {
        numbers
            .iter()
            .filter(|(n, _)| documents[*n].set == set && documents[*n].words >= 40)
            .map(|(_, x)| score(x))
            .collect::<Vec<f32>>()
    };
    let (name, clean) = (clean, scores(clean));
    println!(
        "\n| documents | area under the curve against {} {name:?} ones | found at 1 false alarm in 100 | in 1,000 |\n|---|---|---|---|",
        clean.len()
    );
    let mut sorted = clean.clone();
    sorted.sort_by(|a, b| b.total_cmp(a));
    for set in [Set::Passages, Set::Families, Set::WebPages] {
        let spun = scores(set);
        let below = |s: f32| {
            clean
                .iter()
                .map(|c| {
                    if *c < s {
                        1.0
                    } else if *c == s {
                        0.5
                    } else {
                        0.0
                    }
                })
                .sum::<f64>()
        };
        let area = spun.iter().map(|s| below(*s)).sum::<f64>() / (spun.len() * clean.len()) as f64;
        let found = |one_in: usize| {
            let cut = sorted[sorted.len() / one_in];
            spun.iter().filter(|s| **s > cut).count() as f64 / spun.len() as f64
        };
        println!("| {set:?} ({}) | {area:.4} | {:.3} | {:.3} |", spun.len(), found(100), found(1_000));
    }
}
