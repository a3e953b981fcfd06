//! Findings against marked text: recall, precision and the share of right suggestions.
//!
//! A finding is right when it overlaps a marked span, sure or not, by at least half of the shorter of the two. Recall
//! counts sure spans only. A suggestion is right when one of the first three offered equals a meant wording, or one
//! contains the other's words in order, as spans may differ by a word at an edge.

use serde::{Deserialize, Serialize};

use super::gold::{GoldDocument, GoldSpan};
use crate::checker::Checker;
use crate::document::{Document, Positions};
use crate::finding::Finding;

/// As many suggestions count as a reader is likely to look at.
const SUGGESTIONS_READ: usize = 3;

/// A finding to be scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Offset of the first character, in Unicode characters from the start of the text.
    pub start: usize,
    /// Offset behind the last character, in Unicode characters.
    pub end: usize,
    /// The wordings offered, best first; only the first three count.
    #[serde(default)]
    pub suggestions: Vec<String>,
}

impl Prediction {
    /// All findings of `checker` in the text of a marked document, in the terms of the metric.
    pub fn all(checker: &Checker, gold: &GoldDocument) -> Vec<Prediction> {
        let document = Document::from_text(gold.id.as_str(), gold.text.as_str());
        let findings = checker.check(&document).findings;
        let mut positions = Positions::new(document.text());
        let prediction = |finding: &Finding| Prediction {
            start: positions.char_offset(finding.span.start),
            end: positions.char_offset(finding.span.end),
            suggestions: finding.suggestions.iter().map(|suggestion| suggestion.text.clone()).collect(),
        };
        findings.iter().map(prediction).collect()
    }
}

/// What was found in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct DocumentScore {
    /// Whether the text is spun; otherwise it is a hard negative.
    pub spun: bool,
    /// Whether there is any finding.
    pub flagged: bool,
    /// Words of the text, see [`count_words`].
    pub words: usize,
    /// Marked spans that are surely spun.
    pub sure_spans: usize,
    /// Sure spans with a finding.
    pub sure_found: usize,
    /// Sure spans with a finding that offers a right suggestion.
    pub sure_suggested: usize,
    /// Findings.
    pub findings: usize,
    /// Findings that overlap a marked span, sure or not.
    pub findings_right: usize,
}

impl DocumentScore {
    /// Counts what `predictions`, all the findings in `document`, get right.
    pub fn new(document: &GoldDocument, predictions: &[Prediction]) -> Self {
        let mut score = DocumentScore {
            spun: document.spun,
            flagged: !predictions.is_empty(),
            words: count_words(&document.text),
            findings: predictions.len(),
            findings_right: predictions.iter().filter(|prediction| is_right(prediction, document)).count(),
            ..Self::default()
        };
        for span in document.spans.iter().filter(|span| span.sure) {
            let mut hits = predictions.iter().filter(|prediction| hits(prediction, span)).peekable();
            score.sure_spans += 1;
            score.sure_found += usize::from(hits.peek().is_some());
            score.sure_suggested += usize::from(hits.any(|prediction| suggests(prediction, span)));
        }
        score
    }
}

/// The sum of the scores of documents.
///
/// Where marks are not exhaustive, only the recall means something: leave out precision and F1 there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(into = "ScoreJson")]
pub struct Score {
    /// Documents, spun or not.
    pub documents: usize,
    /// Words of their texts, see [`count_words`].
    pub words: usize,
    /// Marked spans that are surely spun.
    pub sure_spans: usize,
    /// Sure spans with a finding.
    pub sure_found: usize,
    /// Sure spans with a finding that offers a right suggestion.
    pub sure_suggested: usize,
    /// Findings in all documents.
    pub findings: usize,
    /// Findings that overlap a marked span, sure or not.
    pub findings_right: usize,
    /// Findings in documents that are not spun.
    pub hard_negative_findings: usize,
    /// Documents that are not spun and have a finding.
    pub hard_negative_documents_flagged: usize,
}

impl Score {
    /// The share of the sure spans that were found; 0 when there are none.
    pub fn recall(&self) -> f64 {
        share(self.sure_found, self.sure_spans).unwrap_or(0.0)
    }

    /// The share of the findings that are right; 0 when there are none.
    pub fn precision(&self) -> f64 {
        share(self.findings_right, self.findings).unwrap_or(0.0)
    }

    /// The harmonic mean of precision and recall (van Rijsbergen, *Information Retrieval*, 1979); none when both are 0.
    pub fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision(), self.recall());
        (precision + recall > 0.0).then(|| 2.0 * precision * recall / (precision + recall))
    }

    /// The share of the sure spans found that have a right suggestion; 0 when none was found.
    pub fn suggestion_right(&self) -> f64 {
        share(self.sure_suggested, self.sure_found).unwrap_or(0.0)
    }

    fn add(&mut self, document: &DocumentScore) {
        self.documents += 1;
        self.words += document.words;
        self.sure_spans += document.sure_spans;
        self.sure_found += document.sure_found;
        self.sure_suggested += document.sure_suggested;
        self.findings += document.findings;
        self.findings_right += document.findings_right;
        if !document.spun {
            self.hard_negative_findings += document.findings;
            self.hard_negative_documents_flagged += usize::from(document.flagged);
        }
    }
}

impl<'a> FromIterator<&'a DocumentScore> for Score {
    fn from_iter<I: IntoIterator<Item = &'a DocumentScore>>(documents: I) -> Self {
        let mut score = Score::default();
        documents.into_iter().for_each(|document| score.add(document));
        score
    }
}

/// The JSON shape of a [`Score`]: its counts with the shares that follow from them.
#[derive(Serialize)]
struct ScoreJson {
    documents: usize,
    words: usize,
    sure_spans: usize,
    sure_found: usize,
    sure_suggested: usize,
    findings: usize,
    findings_right: usize,
    #[serde(serialize_with = "super::serialize_rounded")]
    recall: f64,
    #[serde(serialize_with = "super::serialize_rounded")]
    precision: f64,
    #[serde(serialize_with = "super::serialize_rounded_option")]
    f1: Option<f64>,
    #[serde(serialize_with = "super::serialize_rounded")]
    suggestion_right: f64,
    hard_negative_findings: usize,
    hard_negative_documents_flagged: usize,
}

impl From<Score> for ScoreJson {
    fn from(score: Score) -> Self {
        ScoreJson {
            documents: score.documents,
            words: score.words,
            sure_spans: score.sure_spans,
            sure_found: score.sure_found,
            sure_suggested: score.sure_suggested,
            findings: score.findings,
            findings_right: score.findings_right,
            recall: score.recall(),
            precision: score.precision(),
            f1: score.f1(),
            suggestion_right: score.suggestion_right(),
            hard_negative_findings: score.hard_negative_findings,
            hard_negative_documents_flagged: score.hard_negative_documents_flagged,
        }
    }
}

/// A share to put an interval around with [`interval`](super::interval).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// [`Score::recall`].
    Recall,
    /// [`Score::precision`].
    Precision,
    /// [`Score::f1`].
    F1,
    /// [`Score::suggestion_right`].
    SuggestionRight,
}

impl Measure {
    /// The measure over all `documents`. Unlike the methods of [`Score`], which give 0, a share of nothing is none:
    /// documents drawn without any sure span say nothing about recall.
    pub fn of(self, documents: &[&DocumentScore]) -> Option<f64> {
        let score: Score = documents.iter().copied().collect();
        match self {
            Measure::Recall => share(score.sure_found, score.sure_spans),
            Measure::Precision => share(score.findings_right, score.findings),
            Measure::F1 => score.f1(),
            Measure::SuggestionRight => share(score.sure_suggested, score.sure_found),
        }
    }
}

/// What to look at to understand the score of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Listing<'a> {
    /// Sure spans without a finding, in the order of the document's spans.
    pub misses: Vec<&'a GoldSpan>,
    /// Findings that overlap no marked span enough, in the order given.
    pub wrong: Vec<&'a Prediction>,
}

/// Lists the sure spans of `document` that `predictions` miss, and the predictions that are wrong.
pub fn listing<'a>(document: &'a GoldDocument, predictions: &'a [Prediction]) -> Listing<'a> {
    let missed = |span: &&GoldSpan| span.sure && !predictions.iter().any(|prediction| hits(prediction, span));
    Listing {
        misses: document.spans.iter().filter(missed).collect(),
        wrong: predictions.iter().filter(|prediction| !is_right(prediction, document)).collect(),
    }
}

/// The number of words of `text`: what stands between white space, where the information separators U+001C to U+001F
/// are white space too, as in Python's `str.split`.
pub fn count_words(text: &str) -> usize {
    let is_space = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    text.split(is_space).filter(|word| !word.is_empty()).count()
}

/// `part` of `whole`, none of nothing.
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn is_right(prediction: &Prediction, document: &GoldDocument) -> bool {
    document.spans.iter().any(|span| hits(prediction, span))
}

/// Whether the overlap is at least half of the shorter of the two. Nothing hits or is hit by an empty span.
fn hits(prediction: &Prediction, span: &GoldSpan) -> bool {
    let overlap = prediction.end.min(span.end).saturating_sub(prediction.start.max(span.start));
    let shorter = prediction.end.saturating_sub(prediction.start).min(span.end.saturating_sub(span.start));
    shorter > 0 && overlap >= shorter.div_ceil(2)
}

/// Whether one of the suggestions that count agrees with a meant wording.
fn suggests(prediction: &Prediction, span: &GoldSpan) -> bool {
    let offered: Vec<String> = prediction.suggestions.iter().take(SUGGESTIONS_READ).map(|s| padded_words(s)).collect();
    span.meant.iter().any(|meant| {
        let meant = padded_words(meant);
        offered.iter().any(|offered| agree(offered, &meant))
    })
}

/// Whether one wording contains the other, both as from [`padded_words`]; a wording without words agrees with none.
fn agree(a: &str, b: &str) -> bool {
    !a.trim().is_empty() && !b.trim().is_empty() && (a.contains(b) || b.contains(a))
}

/// The words of a wording in lower case, with a space on either side of each, so that parts of words do not match.
///
/// Words are runs of ASCII letters, digits and apostrophes; all else, an accented letter too, separates words.
fn padded_words(wording: &str) -> String {
    let plain = wording.to_lowercase().replace('’', "'");
    let separates = |c: char| !(c.is_ascii_alphanumeric() || c == '\'');
    let words: Vec<&str> = plain.split(separates).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize, meant: &[&str], sure: bool) -> GoldSpan {
        let meant = meant.iter().map(|&m| m.to_owned()).collect();
        GoldSpan { text: String::new(), start, end, meant, sure }
    }

    fn prediction(start: usize, end: usize, suggestions: &[&str]) -> Prediction {
        Prediction { start, end, suggestions: suggestions.iter().map(|&s| s.to_owned()).collect() }
    }

    fn document(spun: bool, spans: Vec<GoldSpan>) -> GoldDocument {
        let text = "one two three four five six seven eight".to_owned();
        GoldDocument { id: "a".into(), source: String::new(), topic: String::new(), family: None, spun, text, spans }
    }

    #[test]
    fn half_of_the_shorter_is_enough() {
        let table = [
            ((0, 10), (0, 10), true),
            ((0, 10), (5, 15), true),
            ((0, 10), (6, 16), false),
            ((0, 100), (97, 103), true),
            ((0, 100), (98, 104), false),
            ((97, 103), (0, 100), true),
            // Of an odd length, half rounds up: 2 of 3, 3 of 5.
            ((0, 3), (1, 9), true),
            ((0, 3), (2, 9), false),
            ((0, 5), (2, 9), true),
            ((0, 5), (3, 9), false),
            ((0, 5), (5, 9), false),
            // A single character.
            ((4, 5), (0, 9), true),
            // Empty or reversed: never.
            ((4, 4), (0, 9), false),
            ((0, 9), (4, 4), false),
            ((4, 4), (4, 4), false),
            ((6, 2), (0, 9), false),
        ];
        for ((start, end), (from, to), expected) in table {
            let hit = hits(&prediction(start, end, &[]), &span(from, to, &[], true));
            assert_eq!(hit, expected, "{start}..{end} on {from}..{to}");
        }
    }

    #[test]
    fn wordings_agree_by_whole_words_in_order() {
        let table = [
            ("space station", "space station", true),
            ("Space-Station", "space station.", true),
            ("the space station", "space station", true),
            ("station", "space station", true),
            ("station space", "space station", false),
            ("space stations", "space station", false),
            ("pace", "space station", false),
            ("don’t", "DON'T", true),
            ("dont", "don't", false),
            // An accented letter separates words, in the meant wording as in the suggestion.
            ("cafés", "caf s", true),
            ("caf", "café", true),
            // The Kelvin sign is a letter k in lower case.
            ("10 \u{212a}", "10 k", true),
            ("", "space", false),
            ("space", "", false),
            ("—", "…", false),
            ("—", "space", false),
        ];
        for (offered, meant, expected) in table {
            let spans = span(0, 9, &["unrelated", meant], true);
            assert_eq!(suggests(&prediction(0, 9, &[offered]), &spans), expected, "{offered:?} for {meant:?}");
        }
    }

    #[test]
    fn three_suggestions_count() {
        let span = span(0, 9, &["d"], true);
        assert!(suggests(&prediction(0, 9, &["a", "b", "d"]), &span));
        assert!(!suggests(&prediction(0, 9, &["a", "b", "c", "d"]), &span));
        assert!(!suggests(&prediction(0, 9, &[]), &span));
    }

    #[test]
    fn counts_a_document() {
        let spans = vec![
            span(0, 7, &["won too"], true),
            span(4, 13, &["for free"], true),
            span(14, 18, &["fore"], false),
            span(24, 27, &["sicks"], true),
            span(30, 30, &[], true),
        ];
        let predictions = [
            prediction(0, 7, &["wrong"]),
            // The second finding on the first span has the right suggestion.
            prediction(0, 3, &["too many", "won"]),
            prediction(14, 18, &["fore"]),
            prediction(28, 33, &["ate"]),
            prediction(4, 13, &["three"]),
        ];
        let expected = DocumentScore {
            spun: true,
            flagged: true,
            words: 8,
            sure_spans: 4,
            sure_found: 2,
            sure_suggested: 1,
            findings: 5,
            findings_right: 4,
        };
        let document = document(true, spans);
        assert_eq!(DocumentScore::new(&document, &predictions), expected);
        let listed = listing(&document, &predictions);
        assert_eq!(listed.misses.iter().map(|span| span.start).collect::<Vec<_>>(), [24, 30]);
        assert_eq!(listed.wrong.iter().map(|finding| finding.start).collect::<Vec<_>>(), [28]);
    }

    #[test]
    fn lists_no_unsure_span() {
        let unsure = document(true, vec![span(0, 7, &[], false)]);
        assert_eq!(listing(&unsure, &[]), Listing::default());
        assert!(!DocumentScore::new(&unsure, &[]).flagged);
    }

    #[test]
    fn sums_documents() {
        let spans = vec![span(0, 7, &["a"], true), span(8, 13, &["b"], true), span(14, 18, &["c"], true)];
        let found = [prediction(0, 7, &["a"]), prediction(8, 13, &["x"]), prediction(20, 24, &[])];
        let scores = [
            DocumentScore::new(&document(true, spans), &found),
            DocumentScore::new(&document(false, vec![]), &found[..2]),
            DocumentScore::new(&document(false, vec![]), &[]),
        ];
        let score: Score = scores.iter().collect();
        assert_eq!((score.documents, score.words, score.sure_spans, score.findings), (3, 24, 3, 5));
        assert_eq!((score.hard_negative_findings, score.hard_negative_documents_flagged), (2, 1));
        assert_eq!((score.recall(), score.precision(), score.suggestion_right()), (2.0 / 3.0, 0.4, 0.5));
        assert!((score.f1().unwrap() - 0.5).abs() < 1e-12);
        let json = concat!(
            r#"{"documents":3,"words":24,"sure_spans":3,"sure_found":2,"sure_suggested":1,"findings":5,"#,
            r#""findings_right":2,"recall":0.6667,"precision":0.4,"f1":0.5,"suggestion_right":0.5,"#,
            r#""hard_negative_findings":2,"hard_negative_documents_flagged":1}"#
        );
        assert_eq!(serde_json::to_string(&score).unwrap(), json);
    }

    #[test]
    fn shares_of_nothing() {
        let score = Score::default();
        assert_eq!((score.recall(), score.precision(), score.f1(), score.suggestion_right()), (0.0, 0.0, None, 0.0));
        for measure in [Measure::Recall, Measure::Precision, Measure::F1, Measure::SuggestionRight] {
            assert_eq!(measure.of(&[]), None, "{measure:?}");
        }
    }

    #[test]
    fn measures_are_the_shares() {
        let one = DocumentScore { sure_spans: 4, sure_found: 2, sure_suggested: 1, ..DocumentScore::default() };
        let two = DocumentScore { findings: 4, findings_right: 3, ..DocumentScore::default() };
        let table =
            [(Measure::Recall, 0.5), (Measure::Precision, 0.75), (Measure::F1, 0.6), (Measure::SuggestionRight, 0.5)];
        for (measure, expected) in table {
            assert!((measure.of(&[&one, &two]).unwrap() - expected).abs() < 1e-12, "{measure:?}");
        }
    }

    #[test]
    fn serialises_documents_and_lists() {
        let json = serde_json::to_string(&DocumentScore::default()).unwrap();
        let expected = concat!(
            r#"{"spun":false,"flagged":false,"words":0,"sure_spans":0,"sure_found":0,"sure_suggested":0,"#,
            r#""findings":0,"findings_right":0}"#
        );
        assert_eq!(json, expected);
        let (document, wrong) = (document(true, vec![span(0, 3, &["won"], true)]), [prediction(4, 7, &["too"])]);
        let expected = concat!(
            r#"{"misses":[{"text":"","start":0,"end":3,"meant":["won"],"sure":true}],"#,
            r#""wrong":[{"start":4,"end":7,"suggestions":["too"]}]}"#
        );
        assert_eq!(serde_json::to_string(&listing(&document, &wrong)).unwrap(), expected);
    }

    #[test]
    fn counts_words() {
        let table = [
            ("", 0),
            (" \n ", 0),
            ("one", 1),
            ("a\u{a0}b\u{2003}c\u{3000}d", 4),
            ("a\u{1c}b\u{1f}c", 3),
            ("a\u{200b}b", 1),
        ];
        for (text, expected) in table {
            assert_eq!(count_words(text), expected, "{text:?}");
        }
    }
}
