//! Examples must fire, counterexamples must not, and suggestions must not be flagged.

use crate::checker::Checker;
use crate::detect::{Detection, detect};
use crate::document::Document;
use crate::error::Problem;
use crate::finding::{Finding, Judge, Judged, Outcome};
use crate::level::Level;
use crate::lexicon::{Entry, Lexicon};

/// Problems of every entry's example and counterexamples.
pub(super) fn check(checker: &Checker) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, entry) in checker.lexicon().entries().enumerate() {
        check_example(checker, number as u32, entry, &mut problems);
        for counter in entry.row.row.counter.split('|').map(str::trim).filter(|text| !text.is_empty()) {
            if fired(&explain(checker, counter), number as u32).is_some() {
                let message = format!("fires on \"{counter}\"");
                problems.push(entry.row.problem("counter", message, "add a condition, or take the sentence out"));
            }
        }
    }
    problems
}

fn explain(checker: &Checker, text: &str) -> Vec<Judged> {
    checker.explain(&Document::from_text("-", text))
}

fn fired(judged: &[Judged], number: u32) -> Option<&Finding> {
    judged.iter().find_map(|judged| match &judged.outcome {
        Outcome::Fires(finding) if judged.entry == number => Some(finding.as_ref()),
        _ => None,
    })
}

fn check_example(checker: &Checker, number: u32, entry: &Entry, problems: &mut Vec<Problem>) {
    let example = entry.row.row.example.as_str();
    if example.is_empty() {
        problems.push(entry.row.problem("example", "empty", "write a sentence in which the row fires"));
        return;
    }
    let judged = explain(checker, example);
    match fired(&judged, number) {
        Some(finding) => check_suggestions(checker, number, entry, finding, problems),
        None => problems.push(silent(entry, judged.iter().find(|judged| judged.entry == number))),
    }
}

/// Why an example stays silent.
fn silent(entry: &Entry, judged: Option<&Judged>) -> Problem {
    let (message, remedy) = match judged.map(|judged| &judged.outcome) {
        None => ("does not hold the phrase".to_string(), "write a sentence in which the phrase stands as in find"),
        Some(Outcome::ConditionFails) => ("does not meet when".to_string(), "make the sentence meet the condition"),
        Some(Outcome::ConditionSilences) => {
            ("is silenced by unless".to_string(), "write a sentence that unless leaves alone")
        }
        Some(Outcome::Excepted(_)) => {
            ("is legitimate by exceptions.csv".to_string(), "narrow the exception, or drop the row")
        }
        Some(Outcome::Overlapped { by }) => (
            format!("is found by {by} instead"),
            "the row may be unreachable: drop it, or show a place that only it finds",
        ),
        Some(_) => ("does not fire".to_string(), "see unspin explain"),
    };
    entry.row.problem("example", message, remedy)
}

fn check_suggestions(checker: &Checker, number: u32, entry: &Entry, finding: &Finding, problems: &mut Vec<Problem>) {
    let example = entry.row.row.example.as_str();
    for suggestion in &finding.suggestions {
        let applied = format!("{}{}{}", &example[..finding.span.start], suggestion.text, &example[finding.span.end..]);
        let place = finding.span.start..finding.span.start + suggestion.text.len();
        for judged in explain(checker, &applied) {
            let touches = judged.span.start < place.end && place.start < judged.span.end;
            if !touches || !matches!(judged.outcome, Outcome::Fires(_)) {
                continue;
            }
            let inside = place.start <= judged.span.start && judged.span.end <= place.end;
            if inside || judged.entry == number {
                let by = &checker.entry(&judged).id;
                let message = format!("\"{}\" is itself flagged by {by}", suggestion.text);
                problems.push(entry.row.problem(
                    "suggest",
                    message,
                    "suggest other words, or give one of the rows a condition",
                ));
            }
        }
    }
}

/// Problems of every exception's example: without the exception it would hold a finding, of level likely or above, that it
/// does not hold with it.
pub(super) fn check_exceptions(lexicon: &Lexicon) -> Vec<Problem> {
    let unneeded = |number: u32, example: &str| {
        let mut detection = detect(lexicon, example, false, |_| ());
        let with = findings(lexicon, example, &detection);
        detection.exceptions.retain(|(_, other)| *other != number);
        findings(lexicon, example, &detection) <= with
    };
    let exceptions = (0..).zip(lexicon.exceptions());
    let useless = exceptions.filter(|(number, exception)| unneeded(*number, &exception.row.row.example));
    let message = "nothing in it would be flagged at level likely without the exception";
    let remedy = "show what the exception is for, or drop it";
    useless.map(|(_, exception)| exception.row.problem("example", message, remedy)).collect()
}

/// How many findings of level likely and above a text has.
fn findings(lexicon: &Lexicon, text: &str, detection: &Detection) -> usize {
    Judge::new(lexicon, text, detection, Level::Likely).firing(Level::Likely).len()
}
