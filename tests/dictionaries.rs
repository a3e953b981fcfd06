//! The built-in dictionaries are sound, in canonical order, and every exception is needed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use unspin::exchange::canonical;
use unspin::lexicon::{Lexicon, LexiconBuilder, Settings};
use unspin::validate::{validate, validate_lists};
use unspin::{Checker, Document, Level, Options};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries")
}

#[test]
fn no_problems() {
    let lexicon = Arc::new(Lexicon::builtin().unwrap());
    let mut problems = validate(&lexicon, None);
    problems.extend(validate_lists(&LexiconBuilder::new().builtin(), None));
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn files_are_in_canonical_order() {
    let files = |part: &str| std::fs::read_dir(folder().join(part)).unwrap().map(|entry| entry.unwrap().path());
    for path in files("phrases").chain(files("terms")).chain([folder().join("substitutions.csv")]) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(canonical("t", &text).unwrap() == text, "{}: run unspin dict format on it", path.display());
    }
}

#[test]
fn every_exception_is_needed() {
    let without = exceptions_removed();
    let with = Arc::new(Lexicon::builtin().unwrap());
    for exception in with.exceptions() {
        let example = exception.row.row.example.as_str();
        let count = |lexicon: &Arc<Lexicon>| {
            let options = Options { least: Level::Possible, near_misses: false, restoration: false };
            Checker::new(lexicon.clone(), options).check(&Document::from_text("t", example)).findings.len()
        };
        assert!(count(&without) > count(&with), "{}: {example}", exception.row.row.find);
    }
}

fn exceptions_removed() -> Arc<Lexicon> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder().join("phrases")).unwrap() {
        let path = entry.unwrap().path();
        let topic = path.file_stem().unwrap().to_string_lossy().into_owned();
        files.push((topic, std::fs::read_to_string(&path).unwrap()));
    }
    files.sort();
    let named = files.iter().map(|(topic, text)| (topic.as_str(), topic.as_str(), text.as_str()));
    Arc::new(LexiconBuilder::new().phrase_files(named).build(&Settings::default()).unwrap())
}
