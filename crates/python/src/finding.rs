//! Findings as Python has them.

use crate::places::Places;
use pyo3::prelude::*;
use unspin::Findings;

/// A phrase that reads as machine-spun, and what to write instead.
#[pyclass(frozen, eq, get_all, module = "unspin")]
#[derive(Clone, PartialEq)]
pub(crate) struct Finding {
    /// The first character, in code points: `text[start:end] == found`.
    start: usize,
    /// Behind the last character.
    end: usize,
    /// The phrase as it stands in the text.
    found: String,
    /// Replacements, best first; empty where none is safe to name.
    suggestions: Vec<String>,
    /// How far the first suggestion may be trusted: safe, review or none.
    applicability: &'static str,
    /// spun, tortured or translated.
    kind: &'static str,
    /// certain, likely or possible.
    level: &'static str,
    /// How sure it is, as a probability.
    confidence: f64,
    /// phrase, near or restore.
    detector: &'static str,
    /// Id of the dictionary's entry.
    entry: String,
    /// Why it was reported.
    reason: String,
}

#[pymethods]
impl Finding {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quoted = |text: &str| text.into_pyobject(py)?.repr().map(|repr| repr.to_string());
        let found = quoted(&self.found)?;
        let first = self.suggestions.first().map_or(Ok("None".to_string()), |text| quoted(text))?;
        Ok(format!("Finding({}..{} {found} -> {first}, {})", self.start, self.end, self.level))
    }
}

/// The findings of a text, in order.
pub(crate) fn of(text: &str, findings: Findings) -> Vec<Finding> {
    let mut places = Places::new(text);
    let one = |finding: unspin::Finding| Finding {
        start: places.at(finding.span.start),
        end: places.at(finding.span.end),
        found: finding.span.slice(text).to_string(),
        applicability: finding.applicability().name(),
        kind: finding.kind.name(),
        level: finding.level.name(),
        confidence: finding.confidence,
        detector: finding.detector.name(),
        suggestions: finding.suggestions.into_iter().map(|suggestion| suggestion.text).collect(),
        entry: finding.entry,
        reason: finding.reason,
    };
    findings.findings.into_iter().map(one).collect()
}
