//! Substitution styles of Vale: import of those whose patterns our notation can say, export of phrase pairs.

use super::{Collector, ImportOptions, Imported, Refusal, has_notation, pattern, repeats, suggestions};
use crate::level::Level;
use crate::lexicon::row::Row;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_saphyr::Spanned;
use std::collections::BTreeMap;
use std::fmt;

/// The keys of a style that concern us.
#[derive(Debug, Deserialize)]
struct Style {
    extends: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    ignorecase: bool,
    #[serde(default)]
    exceptions: Vec<Spanned<String>>,
    #[serde(default)]
    swap: Swap,
}

/// `swap` in the order of the file.
#[derive(Debug, Default)]
struct Swap(Vec<(String, Spanned<String>)>);

impl<'de> Deserialize<'de> for Swap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Swap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of patterns to replacements")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Swap, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Swap(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// Imports a style that extends `substitution`. A style of the level `suggestion` gives rows no higher than `possible`.
pub fn import(file: &str, text: &str, options: &ImportOptions) -> Imported {
    let mut collector = Collector::new(file);
    let style: Style = match serde_saphyr::from_str(text) {
        Ok(style) => style,
        Err(error) => {
            let line = error.location().map_or(0, |location| location.line());
            let message = format!("not a Vale style: {}", bare_message(&error.to_string()));
            collector.problem(line, message, "give a YAML file with extends and swap");
            return collector.imported;
        }
    };
    if style.extends != "substitution" {
        let message = format!("extends \"{}\"", style.extends);
        collector.problem(0, message, "only styles that extend substitution hold phrases and replacements");
        return collector.imported;
    }
    if let Some(first) = style.exceptions.first() {
        let message = format!("{} exceptions are not imported", style.exceptions.len());
        collector.problem(line_of(first), message, "write them into an exceptions file, or into \"unless\"");
    }
    for (pattern, replacement) in &style.swap.0 {
        collector.take(line_of(replacement), rows(&style, pattern, &replacement.value, options));
    }
    collector.imported
}

/// The first line of a parser's message without its place: the lines below show the source, and the problem has a line.
fn bare_message(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let behind = first.split_once(" column ").and_then(|(_, rest)| rest.split_once(": "));
    let bare = behind.map_or(first, |(_, bare)| bare);
    bare.split(" at line ").next().unwrap_or(bare).to_string()
}

fn line_of(value: &Spanned<String>) -> u64 {
    value.defined.line()
}

fn rows(style: &Style, pattern: &str, replacement: &str, options: &ImportOptions) -> Result<(Vec<Row>, bool), Refusal> {
    let case_insensitive = style.ignorecase || pattern.trim().starts_with("(?i)");
    let level = if style.level == "suggestion" { Level::Possible } else { options.level };
    let (suggest, mut note) = suggest(replacement);
    if note.is_empty() && !style.message.contains('%') {
        note.clone_from(&style.message);
    }
    let mut rows = Vec::new();
    for pattern in pattern::parse(pattern)? {
        if pattern.least_words < 2 {
            return Err(Refusal::single_word(&pattern.spelling));
        }
        if suggestions(&suggest).any(|wording| repeats(wording, &pattern.spelling)) {
            let remedy = "a spelling checker is the place for capitals and hyphens";
            return Err(Refusal::new("the replacement differs in case or spacing only", pattern.spelling, remedy));
        }
        rows.push(Row {
            find: pattern.find,
            suggest: suggest.clone(),
            kind: "spun".to_string(),
            level: level.name().to_string(),
            case: if case_insensitive { String::new() } else { "exact".to_string() },
            example: format!("The text mentions {}.", pattern.spelling),
            source: "vale".to_string(),
            note: note.clone(),
            ..Row::default()
        });
    }
    Ok((rows, !suggest.is_empty() && suggest != replacement.replace('|', " | ")))
}

/// The `suggest` cell of a replacement such as `a|b`, and a note when there is none.
fn suggest(replacement: &str) -> (String, String) {
    let parts: Vec<&str> = suggestions(replacement).collect();
    if parts.is_empty() {
        return (String::new(), "leave it out".to_string());
    }
    if parts.iter().any(|part| has_notation(part) || part.contains(['$', '\\'])) {
        return (String::new(), format!("replacement not in plain words: {}", parts.join(" or ")));
    }
    (parts.join(" | "), String::new())
}

/// A substitution style for pairs of a phrase and its replacement; several replacements of one phrase are offered
/// together. Pairs without a replacement are left out: Vale would have nothing to say about them. The same pairs give the
/// same text, whatever their order.
pub fn to_vale(pairs: impl Iterator<Item = (String, String)>) -> String {
    let mut swap: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (phrase, replacement) in pairs {
        let (phrase, mut replacements) = (one_line(&phrase), suggestions(&replacement).map(one_line).peekable());
        if !phrase.is_empty() && replacements.peek().is_some() {
            swap.entry(phrase.to_lowercase()).or_default().extend(replacements);
        }
    }
    let mut style = String::from(
        "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\nlevel: warning\nignorecase: true\n\
         action:\n  name: replace\n",
    );
    style.push_str(if swap.is_empty() { "swap: {}\n" } else { "swap:\n" });
    for (phrase, mut replacements) in swap {
        replacements.sort();
        replacements.dedup();
        style.push_str(&format!("  {}: {}\n", quoted(&escaped(&phrase)), quoted(&replacements.join("|"))));
    }
    style
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A phrase as a regular expression that matches it alone.
fn escaped(phrase: &str) -> String {
    let mut pattern = String::new();
    for c in phrase.chars() {
        if "\\.+*?()|[]{}^$".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// A double-quoted scalar: whatever the text holds, it is read as text, not as `yes`, a number or a comment.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(head: &str, swap: &str) -> Imported {
        import("s.yml", &format!("extends: substitution\n{head}swap:\n{swap}"), &ImportOptions::default())
    }

    #[test]
    fn swaps_become_rows() {
        let head = "message: \"Use '%s'\"\nlevel: error\nignorecase: true\naction:\n  name: replace\n";
        let imported = style(
            head,
            "  garden portal: garden gate\n  '(?:iron|brass) portals?': gate|door\n  yard wall: ''\n  bad yard: $1\n",
        );
        let cells: Vec<_> =
            imported.rows.iter().map(|row| [&*row.find, &*row.suggest, &*row.note, &*row.example]).collect();
        assert_eq!(
            cells,
            [
                ["garden portal", "garden gate", "", "The text mentions garden portal."],
                ["(iron|brass) (portals|portal)", "gate | door", "", "The text mentions iron portals."],
                ["yard wall", "", "leave it out", "The text mentions yard wall."],
                ["bad yard", "", "replacement not in plain words: $1", "The text mentions bad yard."],
            ]
        );
        assert_eq!((imported.counts.imported, imported.counts.without_suggestion, imported.counts.cleaned), (4, 2, 0));
        assert!(imported.rows.iter().all(|row| row.case.is_empty() && row.level == "likely" && row.kind == "spun"));
    }

    #[test]
    fn case_level_and_message_are_taken_over() {
        for (head, pattern, case, level, note) in [
            ("", "yard gate", "exact", "likely", ""),
            ("ignorecase: true\nlevel: suggestion\nmessage: Too stiff.\n", "yard gate", "", "possible", "Too stiff."),
            ("level: warning\n", "(?i)yard gate", "", "likely", ""),
        ] {
            let row = style(head, &format!("  {pattern}: door\n")).rows.remove(0);
            assert_eq!((&*row.case, &*row.level, &*row.note), (case, level, note), "{head}");
        }
    }

    #[test]
    fn refusals_have_lines_and_reasons() {
        let swap =
            "  gate: door\n  yard .*: door\n  \"Yard gate\":\n    yard-gate\n  yard door: gate\n  the yard: 12\n";
        let Imported { rows, counts } = style("exceptions:\n  - the yard\n", swap);
        assert_eq!(rows.iter().map(|row| &*row.suggest).collect::<Vec<_>>(), ["gate", "12"]);
        let lines: Vec<_> = counts.refused.iter().map(|(reason, lines)| (&**reason, &**lines)).collect();
        assert_eq!(
            lines,
            [
                ("a regular expression beyond words and alternatives", &[6_u64][..]),
                ("a single word without a condition", &[5]),
                ("the replacement differs in case or spacing only", &[8]),
            ]
        );
        assert_eq!((counts.read, counts.problems.len(), counts.problems[0].line), (5, 4, 3));
    }

    #[test]
    fn other_files_are_problems_not_panics() {
        for (text, line) in [
            ("extends: existence\ntokens: [a]\n", 0),
            ("swap:\n  a b: c\n", 1),
            ("extends: substitution\nswap:\n  - a\n", 3),
            ("a: [\n", 1),
            ("", 1),
            ("extends: substitution\nswap:\n  a b: c\n  d: {e: f}\n", 4),
        ] {
            let imported = import("s.yml", text, &ImportOptions::default());
            let problems = &imported.counts.problems;
            assert_eq!((imported.rows.len(), problems.len(), problems[0].line), (0, 1, line), "{text}: {problems:?}");
            assert!(!problems[0].message.contains("column"), "{problems:?}");
        }
    }

    #[test]
    fn what_is_exported_is_read_back() {
        let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
        let pairs = [
            pair("yard gate", "garden gate | gate"),
            pair("Yard\n Gate", "door"),
            pair("no gate", ""),
            pair("a \"b\" (c)", "x"),
            pair("the keeper's gate, no", "yes"),
            pair("a.m. gate", "a\\b: #c"),
        ];
        let written = to_vale(pairs.clone().into_iter());
        assert_eq!(to_vale(pairs.into_iter().rev()), written);
        let lines: Vec<&str> = written.lines().skip_while(|line| *line != "swap:").skip(1).collect();
        assert_eq!(
            lines,
            [
                r#"  "a \"b\" \\(c\\)": "x""#,
                r#"  "a\\.m\\. gate": "a\\b: #c""#,
                r#"  "the keeper's gate, no": "yes""#,
                r#"  "yard gate": "door|garden gate|gate""#,
            ]
        );
        let style: Style = serde_saphyr::from_str(&written).unwrap();
        let read: Vec<_> = style.swap.0.iter().map(|(pattern, value)| (&**pattern, &*value.value)).collect();
        assert_eq!(read[1], ("a\\.m\\. gate", "a\\b: #c"));
        assert_eq!(import("s.yml", &written, &ImportOptions::default()).rows[2].suggest, "door | garden gate | gate");
        let empty: Style = serde_saphyr::from_str(&to_vale(std::iter::empty())).unwrap();
        assert!(empty.swap.0.is_empty() && empty.ignorecase);
    }
}
