//! How good the findings are: scores against marked text, false alarms on clean text, and intervals for both.
//!
//! Offsets are Unicode characters everywhere in this module, as in the marked files; findings elsewhere count bytes.
//!
//! The results serialise to JSON objects whose keys, in this order, are part of the interface; new keys go at the end:
//!
//! - [`DocumentScore`]: `spun`, `flagged`, `words`, `sure_spans`, `sure_found`, `sure_suggested`, `findings`,
//!   `findings_right`
//! - [`Score`]: `documents`, `words`, `sure_spans`, `sure_found`, `sure_suggested`, `findings`, `findings_right`,
//!   `recall`, `precision`, `f1`, `suggestion_right`, `hard_negative_findings`, `hard_negative_documents_flagged`
//! - [`Listing`]: `misses` (list of [`GoldSpan`]), `wrong` (list of [`Prediction`])
//! - [`GoldSpan`]: `text`, `start`, `end`, `meant`, `sure`
//! - [`Prediction`]: `start`, `end`, `suggestions`
//! - [`Interval`]: `low`, `high`
//! - [`CleanScore`]: `documents`, `documents_flagged`, `words`, `findings`, `per_100k_words`, `interval`,
//!   `most_frequent` (list of `entry`, `count`)
//!
//! Shares and rates are rounded to four decimals in JSON only; what has no value is `null`.

mod bootstrap;
mod clean;
mod gold;
mod score;

pub use bootstrap::{Interval, RESAMPLES, interval};
pub use clean::{CleanDocument, CleanScore, EntryCount};
pub use gold::{GoldDocument, GoldSpan, read_gold};
pub use score::{DocumentScore, Listing, Measure, Prediction, Score, count_words, listing};

use serde::Serializer;

/// Four decimals, ties to even on the exact binary value: the digits that Python's `round(value, 4)` gives.
fn rounded(value: f64) -> f64 {
    format!("{value:.4}").parse().expect("a formatted number is a number")
}

/// For serde: a number with four decimals.
fn serialize_rounded<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*value))
}

/// For serde: a number with four decimals, or `null`.
fn serialize_rounded_option<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.serialize_some(&rounded(*value)),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_python_does() {
        let table = [(2.0 / 3.0, 0.6667), (1.0 / 32.0, 0.0312), (3.0 / 32.0, 0.0938), (1.0, 1.0), (0.0, 0.0)];
        for (value, expected) in table {
            assert_eq!(rounded(value), expected, "{value}");
        }
    }
}
