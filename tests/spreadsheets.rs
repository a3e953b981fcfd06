//! Reports that LibreOffice opened and saved (`spreadsheets/make.sh`) still apply.

use std::path::Path;
use unspin::apply::{Row, Tally, decided, read_review, remember, tally};
use unspin::document::Reading;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spreadsheets").join(name)).unwrap()
}

fn rows(name: &str) -> Vec<Row> {
    read_review(name, file(name)).unwrap()
}

const SAVED: [&str; 3] = ["saved-semicolons.csv", "saved-utf-16.csv", "saved-windows-1252.csv"];

#[test]
fn saved_by_a_spreadsheet_a_report_applies() {
    let story = file("story.txt");
    for name in SAVED {
        let rows = rows(name);
        let counted = Tally { accepted: 6, replaced: 3, rejected: 3, undecided: 2 };
        assert_eq!(tally(&rows), counted, "{name}");
        let of_story: Vec<&Row> = rows.iter().collect();
        let applied = decided(name, &of_story, &Reading::default(), &story).unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&applied.bytes), String::from_utf8_lossy(&file("applied.txt")), "{name}");
        let problems = decided(name, &of_story, &Reading::default(), &applied.bytes).unwrap_err();
        assert_eq!(problems.len(), 1, "{name}");
        assert!(problems[0].message.contains("has changed since"), "{problems:?}");
    }
}

#[test]
fn what_was_rejected_is_remembered_with_its_reason() {
    for name in SAVED {
        let remembered = remember("house.csv", "", &rows(name)).unwrap();
        assert_eq!(remembered.added, 2, "{name}");
        assert!(
            remembered.text.contains("satellite,\"it is one; \"\"moon\"\" is not meant\",The leader"),
            "{remembered:?}"
        );
    }
}

/// A row of the semicolon table with cells changed, under another number.
fn changed(number: usize, found: &str, change: impl Fn(&mut Row)) -> Row {
    let mut row = rows(SAVED[0]).into_iter().find(|row| row.found == found).unwrap();
    row.number = number;
    change(&mut row);
    row
}

#[test]
fn every_problem_is_named_with_its_row_and_nothing_is_changed() {
    let rows = [
        changed(2, "Joined Realm", |_| ()),
        changed(3, "Joined Realm", |_| ()),
        changed(4, "battle against environmental change", |row| row.found = "battle for change".into()),
        changed(5, "rocket send off site", |row| row.place = None),
        changed(6, "counterfeit consciousness", |row| row.suggestion = String::new()),
        changed(7, "In the beyond five years", |row| {
            let (start, end) = row.place.unwrap();
            (row.place, row.found) = (Some((start + 3, end)), "the beyond five years".into());
        }),
        changed(8, "In the beyond five years", |_| ()),
        changed(9, "satellite", |row| row.place = None),
    ];
    let rows: Vec<&Row> = rows.iter().collect();
    let problems = decided("r.csv", &rows, &Reading::default(), &file("story.txt")).unwrap_err();
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "r.csv: row 3: \"Joined Realm\" takes the same words as row 2 (decide one of the two rows, and clear the other)",
            "r.csv: row 4: \"battle for change\" does not stand at its place in story.txt \
             (make the report anew, and save the table as UTF-8)",
            "r.csv: row 5: start and end are no numbers (make the report anew)",
            "r.csv: row 6: there is no suggestion to accept (write the replacement instead)",
            "r.csv: row 7: \"the beyond five years\" takes words of row 8 (decide one of the two rows, and clear the other)",
        ]
    );
}
