//! Every format end to end: a report for review, one finding accepted, the file written and read again.
//! The prose is changed there and nowhere else, and so are the bytes.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use unspin::apply::{Row, decided, read_review};
use unspin::document::Reading;
use unspin::report::{Format, Pages, Report, Style, fingerprint};
use unspin::{Checker, Document, Finding, Lexicon, Options};

/// Folders under `tests/documents`, and the least files in them whose findings are to be put in place.
const FOLDERS: [(&str, usize); 3] = [("", 16), ("office", 5), ("records", 12)];
/// Files that are checked, but cannot be written.
const REFUSED: [&str; 3] = ["archive.zip", "lines.jsonl.gz", "copy.pdf"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents")
}

/// The file's name, how it is read, and its bytes.
struct Case {
    name: String,
    reading: Reading,
    bytes: Vec<u8>,
}

impl Case {
    fn documents(&self, bytes: &[u8]) -> Vec<Document> {
        let mut documents = Vec::new();
        let Ok(()) = self.reading.read(&self.name, Cursor::new(bytes), |read| {
            documents.extend(read.ok());
            Ok::<_, Infallible>(())
        });
        documents
    }

    /// The report for review of all documents, as CSV.
    fn report(&self, found: &[(&Document, Vec<Finding>)]) -> Vec<u8> {
        let hash = fingerprint(&self.bytes[..]).unwrap();
        let mut report = Report::new(Format::Review, Vec::new(), Cursor::new(Vec::new()), false).unwrap();
        for (document, findings) in found {
            let mut pages = Pages::new(document, &[Format::Review], Style::Plain, &hash);
            findings.iter().for_each(|finding| pages.add(&mut [&mut report], finding).unwrap());
            pages.end(&mut [&mut report], Default::default()).unwrap();
        }
        report.finish().unwrap().0
    }

    /// The report as it comes back with row `number` accepted.
    fn accepted(&self, report: &[u8], number: usize) -> Vec<Row> {
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(report);
        let mut rows: Vec<Vec<String>> = rows.deserialize().map(Result::unwrap).collect();
        let column = rows[0].iter().position(|name| name == "decision").unwrap();
        rows[number][column] = "accept".into();
        let mut reviewed = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| reviewed.write_record(row).unwrap());
        read_review("report.csv", reviewed.into_inner().unwrap()).unwrap()
    }
}

fn cases(folder: &Path) -> Vec<Case> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file() && !REFUSED.iter().any(|refused| path.ends_with(refused)));
    paths.sort();
    let case = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let fields = if name == "nested.json" { vec!["meta.parts[].body".to_string()] } else { Vec::new() };
        Case { name, reading: Reading { fields, ..Reading::default() }, bytes: std::fs::read(path).unwrap() }
    };
    paths.into_iter().map(case).collect()
}

/// Bytes that differ: what stands between the longest common beginning and the longest common end.
fn differing<'b>(before: &'b [u8], after: &'b [u8]) -> (&'b [u8], &'b [u8]) {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[head..], &after[head..]);
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    (&before[..before.len() - tail], &after[..after.len() - tail])
}

/// The files in a package with their packed bytes; a file that is none is its own only one.
fn entries(bytes: &[u8]) -> BTreeMap<String, (Vec<u8>, Vec<u8>)> {
    if !bytes.starts_with(b"PK") {
        return BTreeMap::from([(String::new(), (bytes.to_vec(), bytes.to_vec()))]);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = (0..archive.len()).map(|at| {
        let (mut raw, mut unpacked) = (Vec::new(), Vec::new());
        archive.by_index_raw(at).unwrap().read_to_end(&mut raw).unwrap();
        let mut entry = archive.by_index(at).unwrap();
        entry.read_to_end(&mut unpacked).unwrap();
        (entry.name().unwrap().to_string(), (raw, unpacked))
    });
    all.collect()
}

/// Exactly one stretch of one file differs, and it is no longer than `most` bytes.
fn assert_one_stretch(before: &[u8], after: &[u8], most: usize, what: &str) {
    let (before, after) = (entries(before), entries(after));
    assert!(before.keys().eq(after.keys()), "{what}: files of the package");
    let changed: Vec<_> = before.iter().filter(|(name, (raw, _))| after[*name].0 != *raw).collect();
    let [(name, (_, before))] = changed[..] else { panic!("{what}: {} files differ", changed.len()) };
    let (gone, new) = differing(before, &after[name].1);
    let shown = (String::from_utf8_lossy(gone), String::from_utf8_lossy(new));
    assert!(!new.is_empty() || !gone.is_empty(), "{what}: packed anew without a change");
    assert!(gone.len() <= most, "{what}: {} bytes differ instead of {most}: {shown:?}", gone.len());
}

/// Accepts each finding of a file by itself; how many there were.
fn accept_each(case: &Case, checker: &Checker) -> usize {
    let documents = case.documents(&case.bytes);
    let found: Vec<_> = documents.iter().map(|document| (document, checker.check(document).findings)).collect();
    let report = case.report(&found);
    let numbered = (0..).zip(&found).flat_map(|(at, (_, findings))| findings.iter().map(move |finding| (at, finding)));
    let mut accepted = 0;
    for (number, (at, finding)) in (1..).zip(numbered) {
        let Some(suggestion) = finding.suggestions.first() else { continue };
        let what = format!("{}, row {number}", case.name);
        let rows = case.accepted(&report, number);
        let changed = decided("report.csv", &rows.iter().collect::<Vec<_>>(), &case.reading, &case.bytes);
        let changed = changed.unwrap_or_else(|problems| panic!("{what}: {problems:?}")).unwrap();
        let again = case.documents(&changed.bytes);
        assert_eq!(again.len(), documents.len(), "{what}");
        for (other, (before, after)) in (0..).zip(documents.iter().zip(&again)) {
            assert_eq!((after.name(), after.record()), (before.name(), before.record()), "{what}");
            let mut prose = before.text().to_string();
            if other == at {
                prose.replace_range(finding.span.start..finding.span.end, &suggestion.text);
            }
            // A line break within a phrase is kept: where the suggestion has a space, else (`<br>`) behind it, though a full stop follows.
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", ".");
            assert_eq!(words(after.text()), words(&prose), "{what}");
        }
        let document = &documents[at];
        let unit = if document.encoding().starts_with("UTF-16") { 2 } else { 1 };
        assert_one_stretch(&case.bytes, &changed.bytes, document.source_span(finding.span).len() * unit, &what);
        accepted += 1;
    }
    accepted
}

#[test]
fn an_accepted_finding_changes_its_place_and_nothing_else() {
    let checker = Checker::new(Arc::new(Lexicon::builtin().unwrap()), Options::default());
    for (name, least) in FOLDERS {
        let cases = cases(&folder().join(name));
        let changed: Vec<_> =
            cases.iter().filter(|case| accept_each(case, &checker) >= 2).map(|case| &case.name).collect();
        assert!(changed.len() >= least, "{name}: {changed:?}");
    }
}

/// The program run in a folder; its exit code and what it says on standard error.
fn unspin(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_unspin")).args(arguments).current_dir(folder).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn what_cannot_be_written_is_refused_with_a_reason() {
    let pdf = Command::new("pdftotext").arg("-v").output().is_ok();
    if !pdf {
        eprintln!("skipped for PDF: there is no pdftotext");
    }
    let told = [
        (
            "records/archive.zip",
            "archive.zip/in/lines.jsonl: stands in the archive archive.zip; unpack it, and check what is in it",
        ),
        (
            "records/lines.jsonl.gz",
            "lines.jsonl.gz cannot be written while it is packed; unpack it, and check what is in it",
        ),
        ("office/copy.pdf", "copy.pdf cannot be written, for it is a PDF; make the changes where it was made"),
    ];
    for (file, reason) in told.into_iter().filter(|(file, _)| pdf || !file.ends_with("pdf")) {
        let scratch = tempfile::tempdir().unwrap();
        let name = file.rsplit('/').next().unwrap();
        let (copy, report) = (scratch.path().join(name), scratch.path().join("report.csv"));
        let bytes = std::fs::read(folder().join(file)).unwrap();
        std::fs::write(&copy, &bytes).unwrap();
        let checked = unspin(scratch.path(), &["check", name, "--no-config", "--for-review", "-o", "report.csv"]);
        assert_eq!(checked.0, Some(1), "{}", checked.1);
        let rows = std::fs::read_to_string(&report).unwrap();
        std::fs::write(&report, rows.replace(",,\n", ",x,\n").replace(",,\r\n", ",x,\r\n")).unwrap();
        let (code, message) = unspin(scratch.path(), &["apply", "report.csv"]);
        assert_eq!(code, Some(2), "{message}");
        assert!(message.contains(reason), "{file}: {message}");
        assert_eq!(std::fs::read(&copy).unwrap(), bytes, "{file}");
    }
}
