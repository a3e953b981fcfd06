//! The boolean queries of the public fingerprint list, and their form in our condition grammar.

use super::Refusal;
use crate::lexicon::condition::{Condition, Scope, Written, WrittenPhrase, parse_written};
use std::borrow::Cow;

/// A query: the grammar of conditions without scopes.
pub(super) type Query = Condition<Term>;

/// A phrase of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The words as written, without quotation marks and without a star at the end.
    pub text: String,
    pub quoted: bool,
    /// The `N` of `"a b"~N`.
    pub distance: Option<usize>,
    /// Whether a star stands behind.
    pub prefix: bool,
}

/// One way for a query to hold: the phrase to find, and what must hold beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause<'q> {
    pub target: &'q Term,
    pub rest: Vec<&'q Query>,
}

fn malformed(what: impl Into<String>, remedy: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new("not a query", what, remedy)
}

/// Parses a query.
pub(super) fn parse(text: &str) -> Result<Query, Refusal> {
    let straight = text.replace(['\u{201C}', '\u{201D}'], "\"");
    let written = parse_written(&straight).map_err(|error| malformed(text, error.remedy))?;
    written.map(&mut |written| match written {
        Written::Phrase(Scope::Document, phrase) => term(phrase),
        _ => Err(malformed(text, "leave out the scope")),
    })
}

fn term(phrase: &WrittenPhrase) -> Result<Term, Refusal> {
    let text = phrase.text.trim();
    let bare = text.strip_suffix('*');
    let term = Term {
        text: bare.unwrap_or(text).to_string(),
        quoted: phrase.quoted,
        distance: phrase.distance,
        prefix: phrase.star || bare.is_some(),
    };
    if !term.quoted && term.text.contains('*') {
        return Err(malformed(text, "write the star behind the last word"));
    }
    Ok(term)
}

impl Query {
    /// The ways for the query to hold, one for each alternative of its first phrase.
    pub fn clauses(&self) -> Result<Vec<Clause<'_>>, Refusal> {
        match self {
            Query::Atom(target) => Ok(vec![Clause { target, rest: Vec::new() }]),
            Query::Or(parts) => {
                let clauses: Result<Vec<_>, _> = parts.iter().map(Query::clauses).collect();
                Ok(clauses?.into_iter().flatten().collect())
            }
            Query::And(parts) => {
                // The tortured phrase comes first; quoted phrases go before bare words, which only set the field.
                let first = parts.iter().position(Query::has_quoted).or(parts.iter().position(|part| !part.is_not()));
                let Some(first) = first else { return Err(Query::negative()) };
                let mut clauses = parts[first].clauses()?;
                let others = || parts.iter().enumerate().filter(|(at, _)| *at != first).map(|(_, part)| part);
                clauses.iter_mut().for_each(|clause| clause.rest.extend(others()));
                Ok(clauses)
            }
            Query::Not(_) => Err(Query::negative()),
        }
    }

    fn negative() -> Refusal {
        Refusal::new("nothing to find", "the query only says what must be absent", "write the phrase to find first")
    }

    pub fn is_not(&self) -> bool {
        matches!(self, Query::Not(_))
    }

    fn has_quoted(&self) -> bool {
        match self {
            Query::Or(parts) | Query::And(parts) => parts.iter().any(Query::has_quoted),
            Query::Not(_) => false,
            Query::Atom(term) => term.quoted,
        }
    }

    /// The query in the grammar of `when`.
    pub fn condition(&self) -> Result<String, Refusal> {
        let inner = Query::condition_in_and;
        let join = |parts: &[Query], by: &str| Ok(parts.iter().map(inner).collect::<Result<Vec<_>, _>>()?.join(by));
        match self {
            Query::Or(parts) => join(parts, " OR "),
            Query::And(parts) => join(parts, " AND "),
            Query::Not(part) => Ok(format!("NOT {}", inner(part)?)),
            Query::Atom(term) => term.condition(),
        }
    }

    /// The same as a part of a longer condition.
    pub fn condition_in_and(&self) -> Result<String, Refusal> {
        match self {
            Query::Or(_) | Query::And(_) => Ok(format!("({})", self.condition()?)),
            _ => self.condition(),
        }
    }

    /// Words whose presence makes the query hold: all of AND, the first of OR, nothing of NOT.
    pub fn witness(&self) -> Vec<String> {
        match self {
            Query::Or(parts) => parts.iter().find(|part| !part.is_not()).map_or_else(Vec::new, Query::witness),
            Query::And(parts) => parts.iter().flat_map(Query::witness).collect(),
            Query::Not(_) => Vec::new(),
            Query::Atom(term) => vec![term.words()],
        }
    }

    /// Whether the query holds in a text, given as [`lower_words`].
    pub fn holds_in(&self, text: &[String]) -> bool {
        self.holds(&mut |term| term.holds(text))
    }
}

impl Term {
    /// The words without brackets and marks: those say nothing in a condition.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut depth = 0_usize;
        for c in self.text.chars() {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                '\u{2019}' | '\u{2018}' => words.push('\''),
                _ if c.is_alphanumeric() || matches!(c, '\'' | '-') => words.push(c),
                _ => words.push(' '),
            }
        }
        words.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect::<Vec<_>>().join(" ")
    }

    fn condition(&self) -> Result<String, Refusal> {
        let words = self.words();
        if words.is_empty() {
            return Err(Refusal::new("a condition without words", &self.text, "write the words between the marks"));
        }
        match (self.distance, self.prefix) {
            (Some(_), true) => Err(malformed(format!("\"{words}*\" with ~N"), "write the words out")),
            (Some(distance), false) => Ok(format!("\"{words}\"~{distance}")),
            (None, true) => Ok(format!("\"{words}\"*")),
            (None, false) => Ok(format!("\"{words}\"")),
        }
    }

    fn holds(&self, text: &[String]) -> bool {
        let words = lower_words(&self.words());
        if let Some(distance) = self.distance {
            let places = |word: &String| (0..text.len()).filter(|at| text[*at] == *word).collect::<Vec<_>>();
            let near =
                |from: usize| words.iter().all(|word| places(word).iter().any(|at| at.abs_diff(from) <= distance));
            return words.first().is_some_and(|first| places(first).into_iter().any(near));
        }
        let Some((last, others)) = words.split_last() else { return false };
        text.windows(words.len()).any(|window| {
            let end = &window[others.len()];
            window[..others.len()] == *others && (end == last || self.prefix && end.starts_with(last.as_str()))
        })
    }
}

/// The words of a text in lower case.
pub(super) fn lower_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::condition;

    /// Targets and what must hold beside each.
    fn show(text: &str) -> Vec<String> {
        let query = parse(text).unwrap();
        let show = |clause: Clause| {
            let rest: Vec<_> = clause.rest.iter().map(|part| part.condition().unwrap()).collect();
            for part in &rest {
                assert!(condition::parse(part).is_ok(), "{part}");
            }
            format!("{} <- {}", clause.target.text, rest.join(" ; "))
        };
        query.clauses().unwrap().into_iter().map(show).collect()
    }

    #[test]
    fn the_first_quoted_phrase_is_the_target_and_the_rest_is_kept() {
        for (text, expected) in [
            ("\"red door\"", vec!["red door <- "]),
            ("red door", vec!["red door <- "]),
            ("\"red door\" AND gate", vec!["red door <- \"gate\""]),
            ("garden gate AND \"red door\"", vec!["red door <- \"garden gate\""]),
            (
                "\"red door\" AND gate keeper NOT (\"a b\" OR c*)",
                vec!["red door <- \"gate keeper\" ; NOT (\"a b\" OR \"c\"*)"],
            ),
            ("\"red\" OR \"blue\" AND \"door\"", vec!["red <- ", "blue <- \"door\""]),
            ("(\"red\" OR \"blue\") AND \"door\"", vec!["red <- \"door\"", "blue <- \"door\""]),
            ("((\"red\" AND \"x\") OR \"blue\") NOT door", vec!["red <- \"x\" ; NOT \"door\"", "blue <- NOT \"door\""]),
            ("NOT \"x\" AND \"red\"", vec!["red <- NOT \"x\""]),
            ("\"red\" AND \"far apart (FA)\"~12", vec!["red <- \"far apart\"~12"]),
            ("\u{201C}red door\u{201D} AND \"hot*\"", vec!["red door <- \"hot\"*"]),
            ("\"a\" AND (b AND (c OR d))", vec!["a <- \"b\" AND (\"c\" OR \"d\")"]),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn faults_are_refused() {
        let deep = "(".repeat(5_000);
        for text in [
            "",
            "\"a",
            "\"a\" ADN \"b\"",
            "\"a\" AND",
            "OR a",
            "(a",
            "a)",
            "\"a\"~x",
            "NOT a",
            "a* b",
            "before:a",
            deep.as_str(),
        ] {
            assert!(parse(text).and_then(|query| query.clauses().map(|_| ())).is_err(), "{text}");
        }
        for text in ["\"(x)\"", "\"...\"", "\"a b*\"~3"] {
            assert!(parse(text).unwrap().condition().is_err(), "{text}");
        }
    }

    #[test]
    fn a_query_holds_where_its_words_stand() {
        for (query, text, holds) in [
            ("\"red door\"", "The Red-Door inn", true),
            ("\"red door\"", "A door, red", false),
            ("\"red door\"~3", "A door, red", true),
            ("\"red door\"~3", "red a b c d door", false),
            ("doo*", "doors", true),
            ("doo*", "odoo", false),
            ("red AND NOT door", "red door", false),
            ("red NOT door", "red", true),
            ("(a OR b) AND c", "b c", true),
        ] {
            assert_eq!(parse(query).unwrap().holds_in(&lower_words(text)), holds, "{query} in {text}");
        }
    }
}
