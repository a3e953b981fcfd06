//! What holds for any input.

use proptest::prelude::*;
use std::sync::{Arc, LazyLock};
use unspin::finding::Applicability;
use unspin::report::{Format, Pages, Report, Style};
use unspin::{Checker, Document, Findings, Level, Lexicon, Options, Span};

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

/// The rows of a report for review, the header first.
fn review(document: &Document, findings: &Findings, hash: &str) -> Vec<Vec<String>> {
    let (format, spill) = (Format::Review, std::io::Cursor::new(Vec::new()));
    let mut report = Report::new(format, Vec::new(), spill, false).unwrap();
    let mut pages = Pages::new(document, &[format], Style::Plain, hash);
    findings.findings.iter().for_each(|finding| pages.add(&mut [&mut report], finding).unwrap());
    pages.end(&mut [&mut report], findings.counts).unwrap();
    let bytes = report.finish().unwrap().0;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
    reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect()
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_fix_leaves_no_finding_in_its_place(text in text()) {
        let document = Document::from_text("t", text.as_str());
        for least in [Applicability::Safe, Applicability::Review] {
            let chosen = unspin::apply::safe_edits(&CHECKER, &document, least);
            let edits: Vec<(Span, &str)> = chosen.edits.iter().map(|(span, new)| (*span, new.as_str())).collect();
            let changed = Document::from_text("t", document.edited(&edits));
            let after = CHECKER.check(&changed).findings;
            prop_assert_eq!(after.len(), chosen.left);
            let mut shift = 0_isize;
            for (span, new) in edits {
                let start = span.start.strict_add_signed(shift);
                let place = Span::new(start, start + new.len());
                prop_assert_eq!(place.slice(changed.text()), new);
                prop_assert!(after.iter().all(|finding| !finding.span.overlaps(place)), "{new} in {}", changed.text());
                shift += new.len() as isize - span.len() as isize;
            }
        }
    }

    /// Decisions on a report change what they name and nothing else, in any encoding that holds the text.
    #[test]
    fn decisions_are_put_in_place(text in text(), picks in prop::collection::vec(0..4_usize, 12), wide in any::<bool>()) {
        let bytes: Vec<u8> = match wide {
            true => "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            false => text.clone().into_bytes(),
        };
        prop_assume!(Document::from_bytes("t", bytes.clone()).is_ok_and(|document| document.text() == text));
        let document = Document::from_text("t", text.as_str());
        let findings = CHECKER.check(&document);
        let hash = unspin::report::fingerprint(&bytes[..]).unwrap();
        let (mut rows, mut expected, mut done) = (review(&document, &findings, &hash), String::new(), 0);
        let decision = rows[0].iter().position(|name| name == "decision").unwrap();
        let records = unspin::report::records(&document, &findings).zip(picks.iter().cycle());
        for (number, (record, pick)) in (1..).zip(records) {
            let suggested = record.suggestions.first().map_or("", |_| "accept");
            rows[number][decision] = ["", suggested, "reject", ":accept"][*pick].to_string();
            expected.push_str(&text[done..record.start]);
            expected.push_str(match *pick {
                1 => record.suggestions.first().unwrap_or(&record.found),
                3 => "accept",
                _ => record.found,
            });
            done = record.end;
        }
        expected.push_str(&text[done..]);
        let mut report = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| report.write_record(row).unwrap());
        let rows = unspin::apply::read_review("r.csv", report.into_inner().unwrap()).unwrap();
        let rows: Vec<_> = rows.iter().collect();
        let changed = unspin::apply::decided("r.csv", &rows, &unspin::document::Reading::default(), &bytes).unwrap();
        let changed = changed.map_or(text.clone(), |rewritten| {
            Document::from_bytes("t", rewritten.bytes).unwrap().into_text()
        });
        // A line break within a phrase is kept, and so stands where a suggestion has a space.
        let words = |text: &str| text.split_whitespace().map(String::from).collect::<Vec<_>>();
        prop_assert_eq!(words(&changed), words(&expected));
    }
}
