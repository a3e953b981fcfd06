//! SARIF 2.1.0 (OASIS), as GitHub code scanning reads it: one rule a kind, for rules are meant to be few and lasting.

use super::binding::{Binding, LineBuffer, Surest};
use super::page::Page;
use super::region::{Region, Unit};
use super::{Record, Records, SCHEMA_VERSION, message, severity};
use crate::lexicon::Kind;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use twox_hash::XxHash3_64;

/// Results that GitHub keeps of a run; it takes 25,000 and shows these.
const KEPT: usize = 5_000;
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One line a finding: hundredths of confidence, result.
#[derive(Default)]
pub(super) struct Results {
    /// How often each fingerprint was seen in the document, so that none comes twice.
    seen: HashMap<u64, usize>,
}

impl Page for Results {
    fn add(&mut self, out: &mut dyn Write, records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        let region = region(records.region(record.span, Unit::Utf16));
        let mut result = json!({
            "ruleId": record.kind,
            "ruleIndex": Kind::ALL.iter().position(|kind| kind.name() == record.kind),
            "level": severity(record.level, ["error", "warning", "note"]),
            "message": {"text": message(record)},
            "locations": [{"physicalLocation": {
                "artifactLocation": location(record.document),
                "region": with(&region, "snippet", json!({"text": record.found})),
            }}],
            "partialFingerprints": {"primaryLocationLineHash": self.fingerprint(record)},
            "rank": (record.confidence * 100.0).round(),
            "properties": {"detector": record.detector, "entry": record.entry, "confidence": record.confidence},
        });
        if records.is_replaceable(record.span) {
            result["fixes"] = record.suggestions.iter().map(|text| fix(record, &region, text)).collect();
        }
        write!(out, "{} ", (record.confidence * 100.0).round())?;
        serde_json::to_writer(&mut *out, &result)?;
        out.write_all(b"\n")
    }
}

impl Results {
    /// What stays the same when lines move: entry, phrase, sentence, and which of equals it is. GitHub matches the alerts of two
    /// runs by this name.
    fn fingerprint(&mut self, record: &Record<'_>) -> String {
        let text = [record.entry, record.found, &record.context].join("\0");
        let hash = XxHash3_64::oneshot(text.as_bytes());
        let number = self.seen.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}:{number}")
    }
}

fn region(region: Region) -> Value {
    let Region { line, end_line, column, end_column } = region;
    json!({"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column})
}

fn with(object: &Value, key: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[key] = value;
    object
}

fn fix(record: &Record<'_>, region: &Value, text: &str) -> Value {
    json!({
        "description": {"text": format!("Write \"{text}\"")},
        "artifactChanges": [{
            "artifactLocation": location(record.document),
            "replacements": [{"deletedRegion": region, "insertedContent": {"text": text}}],
        }],
    })
}

/// A path as a URI reference (RFC 3986); relative ones start from the root of the sources.
fn location(name: &str) -> Value {
    if name.contains("://") {
        return json!({"uri": encoded(name, b":/?#[]@!$&'()*+,;=%")});
    }
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_string() };
    let uri = encoded(name.trim_start_matches("./"), b"/");
    match name.as_bytes() {
        [b'/', ..] => json!({"uri": format!("file://{uri}")}),
        [_, b':', b'/', ..] => json!({"uri": format!("file:///{uri}")}),
        _ => json!({"uri": uri, "uriBaseId": "%SRCROOT%"}),
    }
}

fn encoded(text: &str, kept: &[u8]) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}

/// One run with the surest results.
pub(super) struct Run<O> {
    out: O,
    lines: LineBuffer,
    surest: Surest,
}

impl<O: Write> Run<O> {
    pub(super) fn new(out: O) -> Self {
        Run { out, lines: LineBuffer::default(), surest: Surest::new(KEPT) }
    }
}

impl<O: Write> Binding<O> for Run<O> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.lines.feed(bytes, |line| {
            let cut = line.iter().position(|byte| *byte == b' ').unwrap_or_default();
            let sureness = std::str::from_utf8(&line[..cut]).map_err(io::Error::other)?;
            self.surest.add(sureness.parse().map_err(io::Error::other)?, &line[cut + 1..]);
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> io::Result<(O, Vec<String>)> {
        let left_out = self.surest.left_out();
        let note = format!("GitHub keeps {KEPT} results of a run; {left_out} less sure findings are left out");
        let notes = if left_out > 0 { vec![note] } else { Vec::new() };
        let (run, out) = (run(&notes).to_string(), &mut self.out);
        writeln!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[")?;
        out.write_all(&run.as_bytes()[..run.len() - 1])?;
        out.write_all(b",\"results\":[")?;
        for (at, (_, line)) in self.surest.into_lines().into_iter().enumerate() {
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            out.write_all(&line)?;
        }
        out.write_all(b"]}]}\n")?;
        Ok((self.out, notes))
    }
}

/// The run without its results.
fn run(notes: &[String]) -> Value {
    let notification = |note: &String| json!({"level": "warning", "message": {"text": note}});
    json!({
        "columnKind": "utf16CodeUnits",
        "invocations": [{
            "executionSuccessful": true,
            "toolExecutionNotifications": notes.iter().map(notification).collect::<Vec<_>>(),
        }],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder that unspin was run in."}}},
        "properties": {"schemaVersion": SCHEMA_VERSION},
        "tool": {"driver": {
            "name": "unspin",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": Kind::ALL.map(rule),
        }},
    })
}

fn rule(kind: Kind) -> Value {
    let (short, full) = match kind {
        Kind::Spun => ("Spun phrasing", "Words that a paraphraser puts in the place of usual ones."),
        Kind::Tortured => ("Tortured phrase", "An established term or name that a paraphraser broke."),
        Kind::Translated => ("Translated phrasing", "Wording of a clumsy machine translation."),
    };
    let help = "Read the sentence, and write what was meant; the suggestions are a start. A finding is a statement on phrasing, not on who \
                wrote the text or how. Where the wording is right, switch its entry off in unspin.toml.";
    json!({
        "id": kind.name(),
        "name": short,
        "shortDescription": {"text": short},
        "fullDescription": {"text": full},
        "help": {"text": help, "markdown": help},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["prose", "phrasing"]},
    })
}

#[cfg(test)]
mod tests {
    use super::super::{records, tests::sample};
    use super::*;

    #[test]
    fn paths_become_uri_references() {
        for (name, uri, relative) in [
            ("./a b/é.txt", "a%20b/%C3%A9.txt", true),
            ("a:b#c%.txt", "a%3Ab%23c%25.txt", true),
            ("/x/y.txt", "file:///x/y.txt", false),
            ("https://example.org/a?b=c d", "https://example.org/a?b=c%20d", false),
        ] {
            let location = location(name);
            assert_eq!(location["uri"], uri);
            assert_eq!(location.get("uriBaseId").is_some(), relative, "{name}");
        }
    }

    #[test]
    fn fingerprints_differ_within_a_document_and_survive_moved_lines() {
        let (before, findings) = sample("some inquiries", "inquiries", "questions");
        let (after, moved) = sample("A title\n\nsome inquiries", "inquiries", "questions");
        let mut results = Results::default();
        let record = records(&before, &findings).next().unwrap();
        let first = results.fingerprint(&record);
        assert_ne!(results.fingerprint(&record), first);
        assert_eq!(Results::default().fingerprint(&records(&after, &moved).next().unwrap()), first);
    }

    #[test]
    fn what_github_would_drop_is_left_out_and_told() {
        let mut run = Box::new(Run::new(Vec::new()));
        for number in 0..KEPT + 2 {
            let sureness = if number == 7 { 99 } else { 50 };
            run.write(format!("{sureness} {{\"n\":{number}}}\n").as_bytes()).unwrap();
        }
        let (out, notes) = run.finish().unwrap();
        let file: Value = serde_json::from_slice(&out).unwrap();
        let results = file["runs"][0]["results"].as_array().unwrap();
        assert_eq!((results.len(), &results[7]["n"], &results[KEPT - 1]["n"]), (KEPT, &json!(7), &json!(KEPT - 1)));
        assert!(notes[0].contains("2 less sure findings are left out"), "{notes:?}");
        let notification = &file["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(notification["message"]["text"], notes[0].as_str());
    }
}
