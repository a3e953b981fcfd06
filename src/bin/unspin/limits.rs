//! What makes a check fail.

use std::str::FromStr;
use unspin::{Counts, Level};

/// A value of `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FailOn {
    /// A finding of this level or above.
    Level(Level),
    /// A document with so many findings in 1,000 words, or more.
    Density(f64),
    /// So many findings in all, or more.
    Count(usize),
}

impl FromStr for FailOn {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<FailOn, Self::Err> {
        const KNOWN: &str = "write certain, likely, possible, density=N or count=N";
        let Some((name, value)) = text.split_once('=') else {
            return Level::from_name(text).map(FailOn::Level).ok_or(KNOWN);
        };
        match name {
            "density" => {
                value.parse().ok().filter(|density: &f64| density.is_finite() && *density > 0.0).map(FailOn::Density)
            }
            "count" => value.parse().ok().filter(|count| *count > 0).map(FailOn::Count),
            _ => return Err(KNOWN),
        }
        .ok_or("N is a number above 0")
    }
}

/// What was reported, as far as limits ask.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Findings in all.
    pub findings: usize,
    /// The highest level among them.
    pub highest: Option<Level>,
    /// The highest density of a document, in findings in 1,000 words.
    pub density: f64,
}

impl Tally {
    /// Adds a document.
    pub fn add(&mut self, counts: &Counts) {
        self.findings += counts.findings;
        self.density = self.density.max(counts.density());
    }

    /// Whether one of the limits is reached; any finding does where there are none.
    pub fn fails(&self, limits: &[FailOn]) -> bool {
        let reached = |limit: &FailOn| match *limit {
            FailOn::Level(level) => self.highest >= Some(level),
            FailOn::Density(density) => self.density >= density,
            FailOn::Count(count) => self.findings >= count,
        };
        if limits.is_empty() { self.findings > 0 } else { limits.iter().any(reached) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_with_their_faults() {
        for (text, expected) in [
            ("likely", Ok(FailOn::Level(Level::Likely))),
            ("density=1.5", Ok(FailOn::Density(1.5))),
            ("count=3", Ok(FailOn::Count(3))),
            ("count=0", Err("N is a number above 0")),
            ("density=nan", Err("N is a number above 0")),
            ("sure", Err("write certain, likely, possible, density=N or count=N")),
            ("words=1", Err("write certain, likely, possible, density=N or count=N")),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
    }

    #[test]
    fn a_check_fails_when_one_limit_is_reached() {
        let mut tally = Tally::default();
        assert!(!tally.fails(&[]) && !tally.fails(&[FailOn::Level(Level::Possible)]));
        tally.add(&Counts { words: 1_000, findings: 2, ..Counts::default() });
        tally.highest = Some(Level::Likely);
        for (limits, expected) in [
            (vec![], true),
            (vec![FailOn::Level(Level::Certain)], false),
            (vec![FailOn::Level(Level::Likely)], true),
            (vec![FailOn::Level(Level::Possible)], true),
            (vec![FailOn::Density(2.0)], true),
            (vec![FailOn::Density(2.1), FailOn::Count(3)], false),
            (vec![FailOn::Density(2.1), FailOn::Count(2)], true),
        ] {
            assert_eq!(tally.fails(&limits), expected, "{limits:?}");
        }
    }
}
