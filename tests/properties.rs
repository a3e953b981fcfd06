//! What holds for any input.

use proptest::prelude::*;
use std::sync::{Arc, LazyLock};
use unspin::finding::Applicability;
use unspin::{Checker, Document, Findings, Level, Lexicon, Options};

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let lexicon = Arc::new(Lexicon::builtin().unwrap());
    Checker::new(lexicon, Options { least: Level::Possible, near_misses: true, restoration: true })
});

/// Pieces that texts are made of: spun phrases, plain words, breaks and typography.
static PIECES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let examples = CHECKER.lexicon().entries().step_by(7).map(|entry| entry.row.row.example.clone());
    let phrases = CHECKER.lexicon().surfaces().into_iter().step_by(97);
    let marks =
        [" ", "\n\n", ". ", "-\n", "\u{AD}", "\u{200B}", "é", "«", "\u{2019}s ", "a ", "an ", "THE ", "\r\n- ", "12 "];
    examples.chain(phrases).chain(marks.map(String::from)).collect()
});

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(0..PIECES.len(), 0..12)
        .prop_map(|picks| picks.iter().map(|at| format!("{} ", PIECES[*at])).collect())
}

fn assert_sound(document: &Document, findings: &Findings) {
    let text = document.text();
    let mut end = 0;
    for finding in &findings.findings {
        let span = finding.span;
        assert!(span.start >= end && span.start < span.end && span.end <= text.len());
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        end = span.end;
    }
    for record in unspin::report::records(document, findings) {
        assert_eq!(record.found, &text[record.start..record.end]);
        let line = text[..record.start].replace("\r\n", "\n").matches(['\n', '\r']).count() + 1;
        assert_eq!(record.line, line);
    }
}

/// The document with its safe suggestions put in place, and how many there were.
fn apply_safe(document: &Document) -> (String, usize) {
    let mut text = document.text().to_string();
    let findings = CHECKER.check(document).findings;
    let safe = findings.iter().filter(|finding| finding.applicability() == Applicability::Safe);
    let mut count = 0;
    for finding in safe.rev() {
        text.replace_range(finding.span.start..finding.span.end, &finding.suggestions[0].text);
        count += 1;
    }
    (text, count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        if let Ok(document) = Document::from_bytes("t", bytes) {
            assert_sound(&document, &CHECKER.check(&document));
        }
    }

    #[test]
    fn spans_slice_to_what_they_say(text in text()) {
        let document = Document::from_text("t", text);
        assert_sound(&document, &CHECKER.check(&document));
    }

    #[test]
    fn threads_do_not_change_the_findings(text in text()) {
        let document = Document::from_text("t", text);
        let alone = CHECKER.check(&document);
        let together: Vec<Findings> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| CHECKER.check(&document))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        prop_assert!(together.iter().all(|findings| *findings == alone));
    }

    #[test]
    fn applying_safe_suggestions_converges(text in text()) {
        let mut text = text;
        for _ in 0..6 {
            let (next, applied) = apply_safe(&Document::from_text("t", text.as_str()));
            if applied == 0 {
                return Ok(());
            }
            text = next;
        }
        prop_assert!(false, "still safe suggestions in {}", text);
    }
}

#[test]
fn a_safe_suggestion_leaves_no_finding_of_its_entry() {
    for entry in CHECKER.lexicon().entries() {
        let document = Document::from_text("t", entry.row.row.example.as_str());
        let findings = CHECKER.check(&document).findings;
        let own = findings
            .iter()
            .filter(|finding| finding.entry == entry.id && finding.applicability() == Applicability::Safe);
        if own.count() == 0 {
            continue;
        }
        let (applied, _) = apply_safe(&document);
        let again = CHECKER.check(&Document::from_text("t", applied.as_str())).findings;
        assert!(again.iter().all(|finding| finding.entry != entry.id), "{}: {applied}", entry.id);
    }
}
