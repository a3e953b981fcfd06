//! Suggestions put in place without a reader, as long as nothing new is wrong then.

use super::Edit;
use super::layout::keep_break;
use crate::checker::Checker;
use crate::document::Document;
use crate::finding::{Applicability, Finding, Inline, Said, repaired_article};
use crate::span::Span;
use std::collections::BTreeSet;

/// What may be changed of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// In order of the prose, without overlaps.
    pub edits: Vec<Edit>,
    /// Suggestions given back, for they would have left another problem.
    pub refused: usize,
    /// Findings in the document once the edits are made.
    pub left: usize,
}

/// The first suggestions of a document's findings that may be trusted as far as `least`, but for those in whose place the checker would report
/// something again, and those that would double a word or leave a wrong article. What a directive in the text suppresses stays.
pub fn safe_edits(checker: &Checker, document: &Document, least: Applicability) -> Chosen {
    let (text, mut before, mut inline) = (document.text(), checker.check(document).findings, Inline::new(document));
    let found = before.len();
    before.retain(|finding| inline.say(finding) == Said::Nothing);
    let suppressed = found - before.len();
    let trusted = |finding: &Finding| {
        let best = finding.suggestions.first().filter(|best| best.applicability >= least);
        best.map(|best| (finding.span, keep_break(finding.span.slice(text), &best.text)))
    };
    let mut edits: Vec<Edit> = before.iter().filter_map(trusted).collect();
    let (offered, mut left) = (edits.len(), before.len());
    while !edits.is_empty() {
        let changed = Changed::new(document, &edits);
        let after = checker.check(&Document::from_text(document.name(), changed.text.as_str())).findings;
        let worse = changed.worse(text, &edits, &after);
        left = after.len().saturating_sub(suppressed);
        if worse.is_empty() {
            break;
        }
        let mut number = 0..;
        edits.retain(|_| number.next().is_some_and(|number| !worse.contains(&number)));
        left = before.len();
    }
    Chosen { refused: offered - edits.len(), edits, left }
}

/// The prose with edits made, and where each of them stands in it.
struct Changed {
    text: String,
    places: Vec<Span>,
}

impl Changed {
    fn new(document: &Document, edits: &[Edit]) -> Changed {
        let borrowed: Vec<(Span, &str)> = edits.iter().map(|(span, new)| (*span, new.as_str())).collect();
        let (mut places, mut taken, mut put) = (Vec::new(), 0, 0);
        for (span, new) in edits {
            let start = span.start + put - taken;
            places.push(Span::new(start, start + new.len()));
            (taken, put) = (taken + span.len(), put + new.len());
        }
        Changed { text: document.edited_prose(&borrowed), places }
    }

    /// The numbers of the edits that made something worse.
    fn worse(&self, text: &str, edits: &[Edit], after: &[Finding]) -> BTreeSet<usize> {
        let clumsy = edits.iter().zip(&self.places).enumerate();
        let clumsy = clumsy.filter(|(_, ((old, _), new))| is_clumsy(&self.text, **new) && !is_clumsy(text, *old));
        let mut worse: BTreeSet<usize> = clumsy.map(|(number, _)| number).collect();
        for finding in after {
            let first = self.places.partition_point(|place| place.end <= finding.span.start);
            let touched = self.places[first..].iter().take_while(|place| place.start < finding.span.end).count();
            worse.extend(first..first + touched);
        }
        worse
    }
}

/// Whether a word is doubled, or an article wrong, at either edge of a stretch.
fn is_clumsy(text: &str, span: Span) -> bool {
    [span.start, span.end].into_iter().any(|edge| {
        let (before, after) = (text[..edge].trim_end(), text[edge..].trim_start());
        let gap = &text[before.len()..text.len() - after.len()];
        let is_gap = !gap.is_empty() && gap.matches('\n').count() < 2;
        let word = |c: Option<&str>| c.unwrap_or_default().to_string();
        let (last, next) = (word(before.rsplit(char::is_whitespace).next()), word(after.split_whitespace().next()));
        is_gap && do_not_meet(&last, &next)
    })
}

/// Whether two words do not follow each other: the same twice, two articles, *a* before a vowel.
fn do_not_meet(last: &str, next: &str) -> bool {
    const ARTICLES: [&str; 3] = ["a", "an", "the"];
    let (first, second) = (last.to_lowercase(), next.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let doubled = first == second && first.contains(char::is_alphabetic);
    let articles = ARTICLES.contains(&first.as_str()) && ARTICLES.contains(&second.as_str());
    doubled || articles || repaired_article(last, next).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checker::Options;
    use crate::lexicon::LexiconBuilder;

    const ROWS: &str = "find,suggest,kind,level,when,example\n\
        nitty gritty,detailed,spun,certain,,x\n\
        profound gaining,the deep,spun,certain,,x\n\
        odd pear,pear,spun,certain,,x\n\
        pear tree,plum tree,spun,certain,,x\n\
        blue apple,apple,spun,certain,,x\n\
        red pear,berry red pear,spun,certain,,x\n";

    fn fixed(text: &str) -> (String, usize, usize) {
        let lexicon = LexiconBuilder::new().phrases("t", "t.csv", ROWS).build(&Default::default()).unwrap();
        let options = Options { restoration: false, ..Options::default() };
        let document = Document::from_text("t", text);
        let Chosen { edits, refused, left } =
            safe_edits(&Checker::new(lexicon.into(), options), &document, Applicability::Review);
        (Changed::new(&document, &edits).text, refused, left)
    }

    #[test]
    fn no_second_problem_stands_where_one_was() {
        for (text, expected, refused, left) in [
            ("Some nitty gritty plans, nitty gritty ones.", "Some detailed plans, detailed ones.", 0, 0),
            // A word doubled, two articles, a new finding at the place.
            ("A detailed nitty gritty plan", "A detailed nitty gritty plan", 1, 1),
            ("nitty gritty detailed, nitty gritty", "nitty gritty detailed, detailed", 1, 1),
            ("A profound gaining", "A profound gaining", 1, 1),
            ("An odd pear tree, nitty gritty", "An odd pear tree, detailed", 1, 1),
            ("A red pear", "A red pear", 1, 1),
            // What was wrong before is no reason, nor is another paragraph.
            ("so detailed\n\nnitty gritty", "so detailed\n\ndetailed", 0, 0),
            ("", "", 0, 0),
        ] {
            assert_eq!(fixed(text), (expected.to_string(), refused, left), "{text}");
        }
    }

    #[test]
    fn words_that_do_not_meet() {
        for (last, next, expected) in [
            ("The", "the,", true),
            ("a", "an", true),
            ("the", "a", true),
            ("a", "apple", true),
            ("an", "hour", false),
            ("the", "apple", false),
            ("–", "–", false),
            ("", "the", false),
        ] {
            assert_eq!(do_not_meet(last, next), expected, "{last} {next}");
        }
    }
}
