//! Copy written for the tests: what is found in spun copy, reviewed by a reader, and silence in human copy.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use unspin::report::records;
use unspin::{Checker, Document, Findings, Lexicon, Options};

/// Findings that come from the dictionaries; those of other detectors are measured, not listed (`quality.rs`).
const DETECTORS: [&str; 2] = ["phrase", "near"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// The texts of a folder with their findings, sorted by name.
fn checked(name: &str) -> Vec<(String, Document, Findings)> {
    let checker = Checker::new(Arc::new(Lexicon::builtin().unwrap()), Options::default());
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let check = |path: PathBuf| {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let document = Document::from_bytes(stem.clone(), std::fs::read(&path).unwrap()).unwrap();
        let findings = checker.check(&document);
        (stem, document, findings)
    };
    paths.into_iter().map(check).collect()
}

fn snapshot(document: &Document, findings: &Findings) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["line", "column", "found", "suggestions", "level", "entry"]).unwrap();
    for record in records(document, findings).filter(|record| DETECTORS.contains(&record.detector)) {
        let (line, column) = (record.line.to_string(), record.column.to_string());
        let suggestions = record.suggestions.join(" | ");
        writer.write_record([&line, &column, record.found, &suggestions, record.level, record.entry]).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn findings_in_spun_copy_are_those_reviewed() {
    let accept = std::env::var_os("UNSPIN_ACCEPT").is_some();
    let mut changed = Vec::new();
    for (name, document, findings) in checked("spun") {
        let path = folder("expected").join(format!("{name}.csv"));
        let new = snapshot(&document, &findings);
        if accept {
            std::fs::write(&path, &new).unwrap();
        }
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        let lost = old.lines().filter(|line| !new.lines().any(|other| other == *line)).map(|line| format!("- {line}"));
        let won = new.lines().filter(|line| !old.lines().any(|other| other == *line)).map(|line| format!("+ {line}"));
        changed.extend(lost.chain(won).map(|line| format!("{name}: {line}")));
    }
    let advice = "if each of these is right, run UNSPIN_ACCEPT=1 cargo test --test corpus and read the difference";
    assert!(changed.is_empty(), "{}\n{advice}", changed.join("\n"));
}

#[test]
fn human_copy_is_left_alone() {
    for (name, document, findings) in checked("clean") {
        let found: Vec<_> = findings.findings.iter().map(|finding| finding.span.slice(document.text())).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}
