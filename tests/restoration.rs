//! Phrases that nobody listed: what is worked out, what it is led back to, and where it stays silent.

use std::sync::Arc;
use unspin::finding::Detector;
use unspin::{Checker, Document, Finding, Level, Lexicon, Options};

fn check(text: &str, least: Level) -> Vec<Finding> {
    let checker = Checker::new(Arc::new(Lexicon::builtin().unwrap()), Options { least, ..Options::default() });
    checker.check(&Document::from_text("t", text)).findings
}

fn shown(text: &str) -> Vec<(String, String)> {
    check(text, Level::Likely)
        .into_iter()
        .map(|finding| (finding.span.slice(text).to_string(), finding.suggestions[0].text.clone()))
        .collect()
}

/// Written for this test in the manner of a paraphraser.
const SPUN: &str = "Profound learning frameworks need a great deal of preparing information. Our calculation utilizes an arbitrary \
timberland and a choice tree to arrange pictures, and its exactness is superior to that of a help vector machine. \
In the beyond two years counterfeit consciousness has altered how organizations store huge information, and the \
web of things currently interfaces a huge number of gadgets to distributed computing stages.";

/// Human prose that uses the same tempting words as they should be used.
const HUMAN: &str = "The committee met on Tuesday to discuss the plan for the new library. Two members asked for more information about \
the cost of the roof, and the architect explained that the pictures in the report showed an older design. \
A profound silence followed when the treasurer read out the figures. Nobody had expected the work to take so long, \
and several people in the audience said that they would rather keep the old building and its creaking stairs. ";

#[test]
fn swaps_are_led_back_to_the_terms_they_break() {
    let restored = shown(SPUN);
    for (found, meant) in
        [("web of things", "Internet of Things"), ("distributed computing stages", "cloud computing platforms")]
    {
        let here = restored.iter().find(|(text, _)| text == found);
        assert_eq!(here.map(|(_, meant)| meant.as_str()), Some(meant), "{restored:?}");
    }
    let worked_out = check(SPUN, Level::Likely).iter().filter(|finding| finding.detector == Detector::Restore).count();
    assert!(worked_out >= 6, "{restored:?}");
}

#[test]
fn the_same_words_in_human_prose_stay_silent() {
    assert_eq!(check(HUMAN, Level::Likely), []);
}

#[test]
fn a_spun_paragraph_is_found_inside_a_long_human_text() {
    let before = HUMAN.repeat(40);
    let text = format!("{before}\n\n{SPUN}\n\n{}", HUMAN.repeat(40));
    let findings = check(&text, Level::Likely);
    // The sentences next to spun ones are doubted too; those further away are not.
    const NEXT: usize = 500;
    let spun = before.len()..before.len() + SPUN.len() + 2;
    let nearby = spun.start - NEXT..spun.end + NEXT;
    let restored = |finding: &&Finding| finding.detector == Detector::Restore;
    let inside = findings.iter().filter(restored).filter(|finding| spun.contains(&finding.span.start)).count();
    assert!(inside >= 4, "{inside}");
    assert!(findings.iter().all(|finding| nearby.contains(&finding.span.start)), "{findings:?}");
}

#[test]
fn addresses_and_code_are_left_alone() {
    let text = format!(
        "{SPUN} See https://arbitrary.example/choice/timberland and mail choice@timberland.example or call `choice_tree`."
    );
    let behind = check(&text, Level::Possible).into_iter().filter(|finding| finding.span.start > SPUN.len() + 4);
    let names: Vec<String> = behind.map(|finding| finding.span.slice(&text).to_string()).collect();
    assert!(!names.iter().any(|name| ["arbitrary", "choice", "timberland"].contains(&name.as_str())), "{names:?}");
}

#[test]
fn capitals_and_articles_follow_the_text() {
    let text =
        SPUN.replace("an arbitrary timberland", "the Arbitrary Timberland").replace("a choice tree", "AN CHOICE TREE");
    let restored = shown(&text);
    assert!(restored.iter().any(|(_, meant)| meant == "Random Forest"), "{restored:?}");
    assert!(restored.iter().any(|(_, meant)| meant.ends_with("DECISION TREE")), "{restored:?}");
}

#[test]
fn findings_do_not_overlap_and_say_why() {
    let findings = check(SPUN, Level::Possible);
    assert!(findings.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    for finding in findings.iter().filter(|finding| finding.detector == Detector::Restore) {
        assert!(finding.reason.contains(" → "), "{}", finding.reason);
        assert!((0.0..=1.0).contains(&finding.confidence));
    }
}

#[test]
fn restoration_can_be_switched_off() {
    let options = Options { restoration: false, ..Options::default() };
    let checker = Checker::new(Arc::new(Lexicon::builtin().unwrap()), options);
    let findings = checker.check(&Document::from_text("t", SPUN)).findings;
    assert!(findings.iter().all(|finding| finding.detector != Detector::Restore));
}

#[test]
fn names_and_addresses_are_not_restored() {
    for (inside, others) in
        [("arbitrary-timberland.org/choice", true), ("Dr Arbitrary", true), ("an arbitrary timberland", false)]
    {
        let text = format!("{SPUN} Ask {inside} of it.");
        let from = text.len() - format!("{inside} of it.").len();
        let findings = check(&text, Level::Possible);
        assert_eq!(findings.iter().all(|finding| finding.span.start < from), others, "{inside}");
    }
}
