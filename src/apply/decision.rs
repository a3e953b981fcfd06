//! What an editor writes beside a finding.

use crate::report::{clean, original};

/// What an editor decided about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet: the place is left as it is.
    Undecided,
    /// The suggestion is put in place.
    Accept,
    /// The wording is right as it is.
    Reject,
    /// These words are put in place; none at all take the phrase away.
    Replace(String),
}

/// Words that accept, in lower case.
const ACCEPT: [&str; 6] = ["accept", "accepted", "a", "yes", "y", "x"];
/// Words that reject, in lower case.
const REJECT: [&str; 5] = ["reject", "rejected", "r", "no", "n"];

impl Decision {
    /// The decision that a cell holds. `accept`, `accepted`, `a`, `yes`, `y`, `x` accept, `reject`, `rejected`, `r`, `no`, `n` reject,
    /// in any case. Anything else is the replacement, on one line; behind a colon so are these words, and a lone colon takes the phrase away.
    pub fn of(cell: &str) -> Decision {
        let cell = cell.trim();
        let lower = cell.to_lowercase();
        match cell.strip_prefix(':') {
            Some(rest) => Decision::Replace(clean(rest.trim())),
            None if cell.is_empty() => Decision::Undecided,
            None if ACCEPT.contains(&lower.as_str()) => Decision::Accept,
            None if REJECT.contains(&lower.as_str()) => Decision::Reject,
            None => Decision::Replace(clean(original(cell))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_words_or_the_replacement_itself() {
        let replace = |text: &str| Decision::Replace(text.into());
        for (cell, decision) in [
            ("", Decision::Undecided),
            (" \n", Decision::Undecided),
            ("Accept ", Decision::Accept),
            ("X", Decision::Accept),
            ("REJECTED", Decision::Reject),
            ("n", Decision::Reject),
            ("acceptance", replace("acceptance")),
            ("two\r\nlines", replace("two lines")),
            (":accept", replace("accept")),
            (":", replace("")),
            (": : ", replace(":")),
            ("'-5 degrees", replace("-5 degrees")),
        ] {
            assert_eq!(Decision::of(cell), decision, "{cell:?}");
        }
    }
}
