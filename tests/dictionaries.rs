//! The built-in dictionaries are sound and in canonical order, and no exception is useless.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use unspin::exchange::canonical;
use unspin::lexicon::{Lexicon, LexiconBuilder, Settings};
use unspin::validate::{validate, validate_lists};

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

/// The checks of a lexicon of one row with a condition, and one exception with this example.
fn problems_of_exception(example: &str) -> Vec<String> {
    let phrases = "find,suggest,kind,level,case,when,unless,example,counter,source,note\n\
                   chief association,head office,spun,likely,,,after:of,The chief association moved.,,own,\n";
    let exceptions = format!("find,reason,example\nbranch chief association,a karate office,{example}\n");
    let builder = LexiconBuilder::new().phrases("t", "t.csv", phrases).exceptions("e.csv", &exceptions);
    let lexicon = Arc::new(builder.build(&Settings::default()).unwrap());
    validate(&lexicon, None).iter().map(ToString::to_string).collect()
}

#[test]
fn an_exception_that_changes_nothing_is_a_problem() {
    for (example, needed) in [
        ("The Branch Chief Association moved.", true),
        ("The Branch Chief Association of Japan moved.", false),
        ("The branch moved.", false),
    ] {
        let problems = problems_of_exception(example);
        assert_eq!(problems.is_empty(), needed, "{example}: {problems:?}");
    }
}
