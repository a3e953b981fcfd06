//! Why restoration reports a place, or why it does not.

use super::Judge;
use crate::detect::{Expected, FEATURES, Model, Restored};
use crate::level::Level;
use crate::lexicon::Lexicon;
use crate::span::Span;

/// A place that restoration looked at, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// The swap, in bytes of the text.
    pub span: Span,
    /// What it may stand for, best first.
    pub originals: Vec<String>,
    /// Probability that it is spun, from 0 to 1.
    pub probability: f64,
    /// What became of it.
    pub fate: Fate,
    /// What speaks for and against it, in plain words.
    pub reasons: Vec<String>,
}

/// What became of a place that restoration looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is a finding, or part of one.
    Fires(Level),
    /// Its probability is too low for the level asked for; `None` where it is too low for any.
    Below(Option<Level>),
    /// A listed phrase that fires covers it.
    Covered,
    /// It lies in legitimate wording.
    Excepted,
}

/// Explains the restorations of one text.
pub(crate) struct Explaining<'e> {
    pub lexicon: &'e Lexicon,
    pub model: &'e Model,
    pub expected: Expected,
    /// Where listed phrases are reported, in order.
    pub taken: &'e [Span],
    /// Listed phrases that count as evidence.
    pub phrases: usize,
    /// Findings below this level are left out.
    pub least: Level,
}

impl Explaining<'_> {
    /// What became of one place.
    pub fn one(&self, judge: &Judge<'_>, restored: &Restored) -> Considered {
        let (span, swaps) = (restored.place.span, &self.lexicon.swaps);
        let originals =
            restored.place.originals.iter().map(|number| swaps.text_of(swaps.original(*number)).to_string());
        let level = self.model.level(restored.probability);
        let from = self.taken.partition_point(|taken| taken.end <= span.start);
        let fate = match level {
            _ if self.taken.get(from).is_some_and(|taken| taken.overlaps(span)) => Fate::Covered,
            _ if judge.exceptions()(span) => Fate::Excepted,
            Some(level) if level >= self.least => Fate::Fires(level),
            _ => Fate::Below(level),
        };
        let originals: Vec<String> = originals.collect();
        let reasons = self.reasons(restored, originals.first().map_or("", String::as_str));
        Considered { span, originals, probability: f64::from(restored.probability), fate, reasons }
    }

    fn reasons(&self, restored: &Restored, original: &str) -> Vec<String> {
        let feature =
            |name: &str| FEATURES.iter().position(|known| *known == name).map_or(0.0, |at| restored.place.features[at]);
        let share = 100.0 * feature("share of the original").exp();
        let mut reasons = vec![format!("{share:.0} in 100 known swaps of this wording are for \"{original}\"")];
        let gain = feature("fit gain");
        reasons.push(match gain.exp() {
            times if times >= 2.0 => format!("\"{original}\" is {times:.0} times as usual beside these neighbours"),
            times if times > 0.5 => "either is as usual beside these neighbours".to_string(),
            _ => format!("\"{original}\" is less usual beside these neighbours"),
        });
        reasons.extend(
            restored
                .place
                .term
                .as_ref()
                .map(|term| format!("it completes the term \"{}\"", self.lexicon.terms.written(term.term))),
        );
        let others = (self.expected.sum - restored.probability).max(0.0);
        let plural = if self.phrases == 1 { "" } else { "s" };
        reasons
            .push(format!("elsewhere in the text: {others:.1} swaps expected, {} listed phrase{plural}", self.phrases));
        reasons
    }
}
