//! Which matches become findings, and why the others do not.

use super::conditions::Conditions;
use super::suggest::suggestions;
use super::{Counts, Detector, Finding};
use crate::detect::{Detection, Match, Placed};
use crate::level::Level;
use crate::lexicon::{CompiledEntry, Lexicon};
use crate::span::Span;
use crate::text::{is_code, is_name};
use rustc_hash::FxHashSet;
use std::cmp::Reverse;

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
    /// It is part of a person's or a firm's name, an address, a path, a tag or code.
    Technical,
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
    /// Position of the entry in the lexicon.
    pub(crate) entry: u32,
    /// The found phrase, in bytes of the text.
    pub span: Span,
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

/// Judges the matches of one document.
///
/// Evidence: entries of level likely and above that fire by themselves, overlaps among them settled, are counted first. Conditions with `found:` look at that
/// number, and `possible` entries are raised to `likely` by it.
///
/// Overlaps: among matches at or above `least` whose conditions hold, the leftmost is kept; of those that begin together the
/// longest, then the surer, then an exact match before a near miss, then the earlier entry.
pub(crate) struct Judge<'j> {
    lexicon: &'j Lexicon,
    text: &'j str,
    detection: &'j Detection,
    least: Level,
    conditions: Conditions<'j>,
    /// For each match whether it is rejected, once that was asked.
    rejected: Vec<Option<bool>>,
}

impl<'j> Judge<'j> {
    /// Weighs the evidence of the document, which the verdict on every match may rest on.
    pub fn new(lexicon: &'j Lexicon, text: &'j str, detection: &'j Detection, least: Level) -> Self {
        let conditions = Conditions::new(lexicon, text);
        let mut judge =
            Judge { lexicon, text, detection, least, conditions, rejected: vec![None; detection.matches.len()] };
        let by_itself = |judge: &Self, found: &Match| {
            let leans = lexicon.compiled(found.entry(lexicon)).leans_on_others();
            judge.level(found).is_some_and(|level| level >= Level::Likely) && !leans
        };
        let standing = judge.standing(by_itself);
        let entries: FxHashSet<u32> = judge.matches(&standing).map(|found| found.entry(lexicon)).collect();
        judge.conditions.others = entries.len();
        judge
    }

    /// Calls `each` for the findings of the matches of these numbers, as [`Judge::firing`] has them, until it fails. What is not
    /// reported is never worked out.
    ///
    /// # Errors
    /// That of `each`.
    pub fn findings<E>(&self, firing: &[u32], mut each: impl FnMut(Finding) -> Result<(), E>) -> Result<Counts, E> {
        let mut counts = Counts { words: self.detection.words, ..Counts::default() };
        let mut entries = FxHashSet::default();
        let mut floor = 0;
        for found in self.matches(firing) {
            each(self.finding(found, floor))?;
            floor = found.span().end;
            counts.findings += 1;
            entries.insert(found.entry(self.lexicon));
        }
        counts.distinct = entries.len();
        Ok(counts)
    }

    fn matches(&self, numbers: &[u32]) -> impl Iterator<Item = &'j Match> {
        let detection = self.detection;
        numbers.iter().map(|number| &detection.matches[*number as usize])
    }

    /// Where the matches of these numbers stand.
    pub fn spans(&self, numbers: &[u32]) -> Vec<Span> {
        self.matches(numbers).map(Match::span).collect()
    }

    /// Numbers of the matches of at least this level that fire, in order and without overlaps.
    pub fn firing(&mut self, least: Level) -> Vec<u32> {
        let asked = std::mem::replace(&mut self.least, least);
        let firing = self.standing(|judge, found| judge.below(found).is_none());
        self.least = asked;
        firing
    }

    /// Numbers of those of the matches that `count` and are not rejected which overlaps leave, in order.
    fn standing(&mut self, count: impl Fn(&Self, &Match) -> bool) -> Vec<u32> {
        let mut standing = Vec::new();
        let (mut floor, mut first) = (0, 0);
        for together in begin_together(self.detection) {
            if together[0].span().start >= floor {
                let order = self.in_order(together, &count);
                if let Some(at) = order.into_iter().find(|at| !self.is_rejected(first + at)) {
                    floor = together[at].span().end;
                    standing.push((first + at) as u32);
                }
            }
            first += together.len();
        }
        standing
    }

    /// Tells whether a place lies in legitimate wording.
    pub fn exceptions(&self) -> impl Fn(Span) -> bool + 'j {
        let detection = self.detection;
        move |span| excepted(detection, span).is_some()
    }

    /// Every match with what became of it.
    pub fn explain(&mut self) -> Vec<Judged> {
        let mut judged = Vec::new();
        let mut last: Option<(Span, u32)> = None;
        for together in begin_together(self.detection) {
            let mut outcomes: Vec<Option<Outcome>> =
                together.iter().map(|found| self.below(found).or_else(|| self.rejection(found))).collect();
            for at in self.in_order(together, |judge, found| judge.below(found).is_none()) {
                let found = &together[at];
                if outcomes[at].is_some() {
                    continue;
                }
                outcomes[at] = Some(match last {
                    Some((span, entry)) if span.overlaps(found.span()) => {
                        Outcome::Overlapped { by: self.lexicon.compiled(entry).entry.id.clone() }
                    }
                    _ => {
                        let floor = last.map_or(0, |(span, _)| span.end);
                        last = Some((found.span(), found.entry(self.lexicon)));
                        Outcome::Fires(Box::new(self.finding(found, floor)))
                    }
                });
            }
            judged.extend(together.iter().zip(outcomes).filter_map(|(found, outcome)| {
                Some(Judged { entry: found.entry(self.lexicon), span: found.span(), outcome: outcome? })
            }));
        }
        judged
    }

    /// Positions of those matches that `count`, of those that begin together, in the order in which overlaps are settled.
    fn in_order(&self, together: &[Match], count: impl Fn(&Self, &Match) -> bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..together.len()).filter(|at| count(self, &together[*at])).collect();
        order.sort_by_key(|at| {
            let found = &together[*at];
            (Reverse(found.span().end), Reverse(self.level(found)), found.is_near(), found.entry(self.lexicon))
        });
        order
    }

    /// The outcome of a match whose level is below the one asked for.
    fn below(&self, found: &Match) -> Option<Outcome> {
        let level = self.level(found);
        level.is_none_or(|level| level < self.least).then_some(Outcome::BelowLevel(level))
    }

    /// Whether [`Judge::rejection`] has a reason against the match of that number: phrases of two levels, and the count of evidence
    /// before them, ask for the same ones. What leans on other entries must not be asked for before these are counted.
    fn is_rejected(&mut self, at: usize) -> bool {
        if let Some(known) = self.rejected[at] {
            return known;
        }
        let rejected = self.rejection(&self.detection.matches[at]).is_some();
        self.rejected[at] = Some(rejected);
        rejected
    }

    /// The outcome of a match whose conditions do not hold, or that is legitimate.
    fn rejection(&mut self, found: &Match) -> Option<Outcome> {
        let (compiled, span) = (self.lexicon.compiled(found.entry(self.lexicon)), found.span());
        if let Some(number) = excepted(self.detection, span) {
            return Some(Outcome::Excepted(number));
        }
        if is_code(self.text, span) || is_name(self.text, span) {
            return Some(Outcome::Technical);
        }
        if compiled.when.as_ref().is_some_and(|when| !self.conditions.hold(when, span)) {
            return Some(Outcome::ConditionFails);
        }
        if compiled.unless.as_ref().is_some_and(|unless| self.conditions.hold(unless, span)) {
            return Some(Outcome::ConditionSilences);
        }
        None
    }

    /// The level of a match, beside the other entries of the document.
    fn level(&self, found: &Match) -> Option<Level> {
        let level = self.lexicon.compiled(found.entry(self.lexicon)).entry.level;
        match level {
            _ if found.is_near() => level.lower(),
            Level::Possible if self.conditions.others >= RAISED_BY => Some(Level::Likely),
            _ => Some(level),
        }
    }

    /// The finding that a match makes. Bytes before `floor` belong to another finding.
    fn finding(&self, found: &Match, floor: usize) -> Finding {
        let compiled = self.lexicon.compiled(found.entry(self.lexicon));
        let entry = &compiled.entry;
        let level = self.level(found).unwrap_or(Level::Possible);
        let placed = Placed::new(self.lexicon, self.text, found);
        let (span, suggestions) = suggestions(self.text, entry, &placed, level, floor);
        let near = found.is_near();
        let mut reason = reason(self.text, compiled, &placed);
        if compiled.leans_on_others() || level > entry.level {
            let others = self.conditions.others;
            reason = format!("{reason}; {others} other listed phrases stand in this document");
        }
        Finding {
            span,
            kind: entry.kind,
            level,
            confidence: if near { confidence(level) * NEAR_FACTOR } else { confidence(level) },
            detector: if near { Detector::Near } else { Detector::Phrase },
            entry: entry.id.clone(),
            suggestions,
            reason,
        }
    }
}

/// The matches in runs that begin at the same byte.
fn begin_together(detection: &Detection) -> impl Iterator<Item = &[Match]> {
    detection.matches.chunk_by(|a, b| a.span().start == b.span().start)
}

/// The exception in which a span lies. Exceptions are sorted by span and at most a few hundred bytes long.
fn excepted(detection: &Detection, span: Span) -> Option<u32> {
    const LONGEST: usize = 4_096;
    let exceptions = &detection.exceptions;
    let from = exceptions.partition_point(|(exception, _)| exception.start + LONGEST < span.start);
    let nearby = exceptions[from..].iter().take_while(|(exception, _)| exception.start <= span.start);
    nearby.filter(|(exception, _)| exception.contains(span)).map(|(_, number)| *number).next()
}

fn reason(text: &str, compiled: &CompiledEntry, placed: &Placed) -> String {
    let entry = &compiled.entry;
    let what = match entry.kind {
        crate::lexicon::Kind::Spun => "a listed paraphraser's swap",
        crate::lexicon::Kind::Tortured => "a listed distortion of an established term",
        crate::lexicon::Kind::Translated => "a listed mark of machine translation",
    };
    let phrase = placed.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut reason = format!("\"{phrase}\" is {what}");
    if let Some((written, meant)) = &placed.near {
        reason = format!("{reason}, with \"{written}\" for \"{meant}\"");
    }
    if !entry.row.row.note.is_empty() {
        reason = format!("{reason}; {}", entry.row.row.note);
    }
    reason
}
