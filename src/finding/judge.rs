//! Which matches become findings, and why the others do not.

use super::conditions::Conditions;
use super::suggest::suggestions;
use super::{Detector, Finding};
use crate::detect::{Detection, Match};
use crate::level::Level;
use crate::lexicon::{CompiledEntry, Lexicon};
use crate::span::Span;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What became of a match.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is a finding.
    Fires(Box<Finding>),
    /// Its `when` does not hold.
    ConditionFails,
    /// Its `unless` holds.
    ConditionSilences,
    /// It lies in legitimate wording: position of the exception in the lexicon.
    Excepted(u32),
    /// Its level, after the step down of a near miss, is below the one asked for; `None` for a near miss of a `possible` entry.
    BelowLevel(Option<Level>),
    /// Another match covers the place.
    Overlapped {
        /// Id of the other match's entry.
        by: String,
    },
}

/// A match and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The match.
    pub found: Match,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a near miss keeps of the confidence of its level.
const NEAR_FACTOR: f64 = 0.9;

/// Confidence of a finding at each level, as a probability: rounded below what the marked texts gave (`reports/quality.md`),
/// no calibration.
fn confidence(level: Level) -> f64 {
    match level {
        Level::Possible => 0.7,
        Level::Likely => 0.95,
        Level::Certain => 0.98,
    }
}

/// A `possible` entry is `likely` in a document where at least this many different other entries fire.
const RAISED_BY: usize = 3;

/// Judges all matches of a document, in order.
///
/// Evidence: entries of level likely and above that fire by themselves are counted first. Conditions with `found:` look at that
/// number, and `possible` entries are raised to `likely` by it.
///
/// Overlaps: among matches at or above `least` whose conditions hold, the leftmost is kept; of those that begin together the
/// longest, then the surer, then an exact match before a near miss, then the earlier entry.
pub(crate) fn judge(lexicon: &Lexicon, text: &str, detection: Detection, least: Level) -> Vec<Judged> {
    let mut conditions = Conditions::new(lexicon, text);
    let mut weighed = weigh_independent(lexicon, &detection, &mut conditions);
    let others = conditions.others;
    let level = |found: &Match| level_of(lexicon.compiled(found.entry), found, others);
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(detection.matches.len());
    for (found, weighed) in detection.matches.iter().zip(&mut weighed) {
        let low = Some(Outcome::BelowLevel(level(found))).filter(|_| level(found).is_none_or(|level| level < least));
        let weigh = || weighed.take().unwrap_or_else(|| rejection(lexicon, &detection, &mut conditions, found));
        outcomes.push(low.or_else(weigh));
    }
    let mut last: Option<(Span, u32)> = None;
    for at in standing_order(&detection, &outcomes, level) {
        let found = &detection.matches[at];
        outcomes[at] = Some(match last {
            Some((span, entry)) if span.overlaps(found.span) => {
                Outcome::Overlapped { by: lexicon.compiled(entry).entry.id.clone() }
            }
            _ => {
                let floor = last.map_or(0, |(span, _)| span.end);
                last = Some((found.span, found.entry));
                let level = level(found).unwrap_or(Level::Possible);
                Outcome::Fires(Box::new(finding(lexicon, text, found, (level, others), floor)))
            }
        });
    }
    let judged = detection.matches.into_iter().zip(outcomes);
    judged.filter_map(|(found, outcome)| outcome.map(|outcome| Judged { found, outcome })).collect()
}

/// Counts the different entries of level likely and above that fire without leaning on others, into `conditions.others`.
/// Gives the rejection, if any, of each match that had to be weighed for it.
fn weigh_independent(
    lexicon: &Lexicon,
    detection: &Detection,
    conditions: &mut Conditions<'_>,
) -> Vec<Option<Option<Outcome>>> {
    let mut entries = BTreeSet::new();
    let mut weighed = vec![None; detection.matches.len()];
    for (found, weighed) in detection.matches.iter().zip(&mut weighed) {
        let compiled = lexicon.compiled(found.entry);
        let level = level_of(compiled, found, 0);
        let counts = level.is_some_and(|level| level >= Level::Likely) && !compiled.leans_on_others();
        if counts && !entries.contains(&found.entry) {
            let rejection = rejection(lexicon, detection, conditions, found);
            if rejection.is_none() {
                entries.insert(found.entry);
            }
            *weighed = Some(rejection);
        }
    }
    conditions.others = entries.len();
    weighed
}

/// Matches without a rejection, in the order in which overlaps are settled.
fn standing_order(
    detection: &Detection,
    outcomes: &[Option<Outcome>],
    level: impl Fn(&Match) -> Option<Level>,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..outcomes.len()).filter(|at| outcomes[*at].is_none()).collect();
    order.sort_by_key(|at| {
        let found = &detection.matches[*at];
        let length = Reverse(found.span.len());
        (found.span.start, length, Reverse(level(found)), found.near.is_some(), found.entry)
    });
    order
}

fn rejection(
    lexicon: &Lexicon,
    detection: &Detection,
    conditions: &mut Conditions<'_>,
    found: &Match,
) -> Option<Outcome> {
    let compiled = lexicon.compiled(found.entry);
    if let Some(number) = excepted(detection, found.span) {
        return Some(Outcome::Excepted(number));
    }
    if compiled.when.as_ref().is_some_and(|when| !conditions.hold(when, found.span)) {
        return Some(Outcome::ConditionFails);
    }
    if compiled.unless.as_ref().is_some_and(|unless| conditions.hold(unless, found.span)) {
        return Some(Outcome::ConditionSilences);
    }
    None
}

/// The exception in which a span lies. Exceptions are sorted by span and at most a few hundred bytes long.
fn excepted(detection: &Detection, span: Span) -> Option<u32> {
    const LONGEST: usize = 4_096;
    let exceptions = &detection.exceptions;
    let from = exceptions.partition_point(|(_, exception)| exception.start + LONGEST < span.start);
    let nearby = exceptions[from..].iter().take_while(|(_, exception)| exception.start <= span.start);
    nearby.filter(|(_, exception)| exception.contains(span)).map(|(number, _)| *number).next()
}

/// The level of a match, beside so many other entries of the document.
fn level_of(compiled: &CompiledEntry, found: &Match, others: usize) -> Option<Level> {
    match (&found.near, compiled.entry.level) {
        (Some(_), level) => level.lower(),
        (None, Level::Possible) if others >= RAISED_BY => Some(Level::Likely),
        (None, level) => Some(level),
    }
}

fn finding(lexicon: &Lexicon, text: &str, found: &Match, (level, others): (Level, usize), floor: usize) -> Finding {
    let compiled = lexicon.compiled(found.entry);
    let entry = &compiled.entry;
    let by_level = confidence(level);
    let (span, suggestions) = suggestions(text, entry, found, level, floor);
    let detector = if found.near.is_some() { Detector::Near } else { Detector::Phrase };
    let mut reason = reason(text, compiled, found);
    if compiled.leans_on_others() || level > entry.level {
        reason = format!("{reason}; {others} other listed phrases stand in this document");
    }
    Finding {
        span,
        kind: entry.kind,
        level,
        confidence: if found.near.is_some() { by_level * NEAR_FACTOR } else { by_level },
        detector,
        entry: entry.id.clone(),
        suggestions,
        reason,
    }
}

fn reason(text: &str, compiled: &CompiledEntry, found: &Match) -> String {
    let entry = &compiled.entry;
    let what = match entry.kind {
        crate::lexicon::Kind::Spun => "a listed paraphraser's swap",
        crate::lexicon::Kind::Tortured => "a listed distortion of an established term",
        crate::lexicon::Kind::Translated => "a listed mark of machine translation",
    };
    let phrase = found.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut reason = format!("\"{phrase}\" is {what}");
    if let Some((written, meant)) = &found.near {
        reason = format!("{reason}, with \"{written}\" for \"{meant}\"");
    }
    if !entry.row.row.note.is_empty() {
        reason = format!("{reason}; {}", entry.row.row.note);
    }
    reason
}
