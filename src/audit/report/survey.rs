//! One pass over all documents and their findings.

use super::density::{Densities, class};
use super::listed::{Example, Listed, Page, Rank};
use super::rows::{Rows, day, shown};
use crate::audit::merge::MergeError;
use crate::finding::Verdict;
use crate::level::Level;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;

/// Characters of a URL; those that are longer are cut, and no link.
const URL: usize = 1_000;
/// Characters of a phrase or a suggestion.
const PHRASE: usize = 160;
/// Characters of context to each side of a phrase.
const CONTEXT: usize = 100;

/// Verdicts from the weakest.
pub(super) const VERDICTS: [Verdict; 4] = [Verdict::Clear, Verdict::Slight, Verdict::Suspicious, Verdict::Strong];

/// What all documents came to.
#[derive(Debug, Default)]
pub(super) struct Overview {
    pub pages: u64,
    /// Pages checked.
    pub english: u64,
    pub strong: u64,
    pub words: u64,
    pub findings: u64,
    pub densities: Densities,
    /// Pages that were not checked, by the code of their language.
    pub languages: BTreeMap<String, u64>,
    /// Pages that resemble a vocabulary: all, and strong ones.
    pub vocabularies: BTreeMap<String, [u64; 2]>,
}

/// A row of `documents.csv`.
#[derive(Deserialize)]
struct Row<'r> {
    document: &'r str,
    part: &'r str,
    url: &'r str,
    site: &'r str,
    date: &'r str,
    language: &'r str,
    words: Option<u64>,
    findings: Option<u64>,
    per_1000_words: Option<f64>,
    verdict: &'r str,
    probability: Option<f64>,
    vocabulary: &'r str,
}

/// A row of `findings.csv`.
#[derive(Deserialize)]
struct Found<'r> {
    document: &'r str,
    found: &'r str,
    suggestion: &'r str,
    level: &'r str,
    context: &'r str,
}

impl Row<'_> {
    fn verdict(&self) -> usize {
        VERDICTS.iter().position(|verdict| verdict.text() == self.verdict).unwrap_or(0)
    }

    fn density(&self) -> f64 {
        self.per_1000_words.unwrap_or(0.0)
    }

    fn rank(&self) -> Rank {
        (self.verdict(), self.probability.unwrap_or(0.0), self.density())
    }

    fn page(&self, examples: Vec<Example>) -> Page {
        let name = match (self.url, self.part) {
            ("", "") => shown(self.document, URL),
            ("", part) => format!("{}: {}", shown(self.document, URL), shown(part, URL)),
            (url, _) => shown(url, URL),
        };
        Page {
            name,
            date: day(self.date),
            verdict: self.verdict(),
            words: self.words.unwrap_or(0),
            findings: self.findings.unwrap_or(0),
            density: self.density(),
            examples,
        }
    }
}

/// Reads documents and findings side by side, which stand in one order: a document has as many rows as it says.
pub(super) fn survey<R: Read>(documents: R, findings: R, listed: &mut Listed) -> Result<Overview, MergeError> {
    let (mut documents, mut findings, mut overview) =
        (Rows::open(documents)?, Rows::open(findings)?, Overview::default());
    while let Some(row) = documents.next::<Row<'_>>()? {
        overview.add(&row);
        let (number, rows) = (listed.number(row.site), row.findings.unwrap_or(0));
        if let Some(number) = number.filter(|_| row.words.is_some()) {
            listed.count(number, class(rows, row.density()));
        }
        let wanted = number.filter(|_| rows > 0).and_then(|number| Some((number, listed.wants(number, row.rank())?)));
        match wanted {
            None => findings.skip(rows)?,
            Some((number, most)) => {
                let page = row.page(examples(&mut findings, row.document, rows, most)?);
                listed.keep(number, row.rank(), page);
            }
        }
    }
    Ok(overview)
}

impl Overview {
    fn add(&mut self, row: &Row<'_>) {
        self.pages += 1;
        let Some(words) = row.words else {
            *self.languages.entry(row.language.to_string()).or_default() += 1;
            return;
        };
        let (findings, strong) = (row.findings.unwrap_or(0), u64::from(row.verdict() == VERDICTS.len() - 1));
        self.english += 1;
        self.strong += strong;
        self.words += words;
        self.findings += findings;
        let counts = &mut self.densities[class(findings, row.density())];
        (counts[0], counts[1]) = (counts[0] + 1, counts[1] + strong);
        if !row.vocabulary.is_empty() {
            let counts = self.vocabularies.entry(row.vocabulary.to_string()).or_default();
            (counts[0], counts[1]) = (counts[0] + 1, counts[1] + strong);
        }
    }
}

/// Examples of a document: the surest findings first, each phrase once.
fn examples(
    findings: &mut Rows<impl Read>,
    document: &str,
    rows: u64,
    most: usize,
) -> Result<Vec<Example>, MergeError> {
    let mut best: Vec<(Option<Level>, Example)> = Vec::new();
    for _ in 0..rows {
        let row = findings.next::<Found<'_>>()?.filter(|row| row.document == document).ok_or(MergeError::Damaged)?;
        let level = Level::from_name(row.level);
        let is_known = best.iter().any(|(other, example)| *other >= level && example.1 == shown(row.found, PHRASE));
        if !is_known && (best.len() < most || best.last().is_some_and(|(last, _)| level > *last)) {
            let example = row.example();
            best.retain(|(_, other)| other.1 != example.1);
            best.insert(best.partition_point(|(other, _)| *other >= level), (level, example));
            best.truncate(most);
        }
    }
    Ok(best.into_iter().map(|(_, example)| example).collect())
}

impl Found<'_> {
    fn example(&self) -> Example {
        let found = crate::report::clean(crate::report::original(self.found));
        let context = crate::report::original(self.context);
        let at = place(context, &found).unwrap_or(0..0);
        let reversed: String = context[..at.start].chars().rev().collect();
        let before = shown(&reversed, CONTEXT).chars().rev().collect();
        Example(
            before,
            shown(&found, PHRASE),
            shown(&context[at.end..], CONTEXT),
            shown(self.suggestion, PHRASE),
            self.level.to_string(),
        )
    }
}

/// Where the phrase stands in its context: its first place as whole words, else its first; none where the table was changed.
fn place(context: &str, found: &str) -> Option<std::ops::Range<usize>> {
    let is_whole = |at: &usize| {
        let (before, behind) = (context[..*at].chars().next_back(), context[at + found.len()..].chars().next());
        !before.into_iter().chain(behind).any(char::is_alphanumeric)
    };
    let mut places = context.match_indices(found).map(|(at, _)| at);
    let at = places.clone().find(is_whole).or_else(|| places.next())?;
    Some(at..at + found.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_shown_in_their_context_as_whole_words() {
        let example = |found, context| {
            let Example(before, found, behind, ..) =
                Found { document: "", found, suggestion: "", level: "likely", context }.example();
            [before, found, behind].join("|")
        };
        let long = "word ".repeat(100);
        for (found, context, expected) in [
            ("one", "bone by one day", "bone by |one| day"),
            ("one", "bones", "b|one|s"),
            ("nitty\r\ngritty", "a nitty gritty b", "a |nitty gritty| b"),
            ("'=one", "'=one and more", "|=one| and more"),
            ("gone", "not there", "|gone|not there"),
        ] {
            assert_eq!(example(found, context), expected);
        }
        let cut = example("one", &format!("{long}one {long}"));
        assert!(cut.starts_with('…') && cut.ends_with('…') && cut.chars().count() == 207, "{cut}");
    }

    #[test]
    fn examples_are_the_surest_and_each_once() {
        let rows =
            ["a,x,,possible,x", "a,y,,likely,y", "a,x,,certain,x", "a,y,,likely,y", "a,z,,certain,z", "b,q,,likely,q"];
        let mut table =
            Rows::open(std::io::Cursor::new(format!("document,found,suggestion,level,context\n{}\n", rows.join("\n"))))
                .unwrap();
        let found: Vec<String> =
            examples(&mut table, "a", 5, 2).unwrap().into_iter().map(|example| example.1).collect();
        assert_eq!(found, ["x", "z"]);
        assert!(matches!(examples(&mut table, "a", 1, 2), Err(MergeError::Damaged)));
    }
}
