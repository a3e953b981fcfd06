//! Figures on marked and on clean copy may not fall behind `reports/floor.json`. Skipped where the copy is absent.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unspin::eval::{CleanDocument, CleanScore, DocumentScore, Prediction, Score, read_gold};
use unspin::{Checker, Document, Lexicon, Options};

/// The files of marked copy that have floors of their own.
const MARKED: [&str; 3] = ["seed.jsonl", "dev-passages.jsonl", "dev-families.jsonl"];

#[test]
fn figures_hold() {
    let shared = shared();
    if !shared.join("gold/dev-passages.jsonl").is_file() {
        println!("skipped: no gold/dev-passages.jsonl in {}", shared.display());
        return;
    }
    let floor = floor();
    let checker = Checker::new(Arc::new(Lexicon::builtin().unwrap()), Options::default());
    let mut failures = Vec::new();
    for file in MARKED {
        let score = marked(&checker, &shared, file);
        for (measure, value) in [
            ("recall", score.recall()),
            ("precision", score.precision()),
            ("suggestion_right", score.suggestion_right()),
        ] {
            println!("{file} {measure}: {value:.4}");
            // Not every measure has a floor, but those that have one must have a figure: NaN is a failure.
            if let Some(least) = floor[file].get(measure).map(|least| number(least, measure))
                && (value.is_nan() || value < least)
            {
                failures.push(format!("{file}: {measure} {value:.4} is below {least}"));
            }
        }
    }
    let flagged = marked(&checker, &shared, "dev-hard-negatives.jsonl").hard_negative_documents_flagged as f64;
    let alarms = clean(&checker, &shared.join("clean"));
    for (name, value) in [("hard_negatives_flagged", flagged), ("clean_per_100k", alarms)] {
        println!("{name}: {value:.4}");
        let most = number(&floor[name], name);
        if value.is_nan() || value > most {
            failures.push(format!("{name}: {value:.4} is above {most}"));
        }
    }
    assert!(failures.is_empty(), "worse than reports/floor.json:\n{}", failures.join("\n"));
}

/// The folder of marked and clean copy.
fn shared() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    std::env::var_os("UNSPIN_SHARED").map_or_else(beside, PathBuf::from)
}

fn floor() -> Value {
    let floor: Value =
        serde_json::from_str(&read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/floor.json"))).unwrap();
    // A misspelt file or measure would silently switch its floor off.
    for (file, measures) in floor.as_object().unwrap().iter().filter(|(_, value)| value.is_object()) {
        assert!(MARKED.contains(&file.as_str()), "reports/floor.json: unknown file {file}");
        for measure in measures.as_object().unwrap().keys() {
            let known = ["recall", "precision", "suggestion_right"].contains(&measure.as_str());
            assert!(known, "reports/floor.json: {file}: unknown measure {measure}");
        }
    }
    for file in MARKED {
        assert!(floor[file].is_object(), "reports/floor.json: no floors for {file}");
    }
    floor
}

fn number(value: &Value, name: &str) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("reports/floor.json: {name} is no number"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn marked(checker: &Checker, shared: &Path, file: &str) -> Score {
    let gold = read_gold(file, &read(&shared.join("gold").join(file))).unwrap();
    let scores: Vec<DocumentScore> =
        gold.iter().map(|document| DocumentScore::new(document, &Prediction::all(checker, document))).collect();
    scores.iter().collect()
}

/// False findings per 100,000 words of the `.txt` files in `folder`, one document a line.
fn clean(checker: &Checker, folder: &Path) -> f64 {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut documents = Vec::new();
    for path in &files {
        for line in read(path).lines().filter(|line| !line.trim().is_empty()) {
            documents.push(CleanDocument::from(&checker.check(&Document::from_text("", line))));
        }
    }
    let score = CleanScore::new(&documents, 10);
    for frequent in &score.most_frequent {
        println!("{:>4} x {}", frequent.count, frequent.entry);
    }
    score.per_100k_words.unwrap_or_else(|| panic!("{}: no clean copy", folder.display()))
}
