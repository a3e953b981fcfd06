//! Each format holds to its own rules: schemas, well-formed XML, workbooks that open, the same bytes for any number of threads.

use serde_json::Value;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use unspin::report::{Format, Pages, Report, SCHEMA, SCHEMA_VERSION, Style};
use unspin::{Checker, Document, Lexicon, Options};

static CHECKER: LazyLock<Checker> =
    LazyLock::new(|| Checker::new(Arc::new(Lexicon::builtin().unwrap()), Options::default()));

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

/// The spun copy of the tests, and a text full of what formats have to escape.
fn documents() -> Vec<Document> {
    let launch = std::fs::read(file("corpus/spun/launch.txt")).unwrap();
    let awkward = "Ünïcode 😀 <b>\"&'</b> ]]> | `x`: the Soviet Association\u{1b}[31m\u{202e} ended.\r\n=1+1 nitty\ngritty inquiries %0A\r\n";
    vec![
        Document::from_bytes("tests/a b/läunch.txt", launch).unwrap(),
        Document::from_text("odd & \"quoted\".txt", awkward),
        Document::from_text("clean.txt", "We walked to the park."),
    ]
}

fn report(format: Format, documents: &[Document]) -> Vec<u8> {
    let mut report = Report::new(format, Vec::new(), Cursor::new(Vec::new()), false).unwrap();
    for document in documents {
        let mut pages = Pages::new(document, &[format], Style::Plain, "");
        let counts = CHECKER.check_each(document, |finding| pages.add(&mut [&mut report], &finding)).unwrap();
        let summary = pages.end(&mut [&mut report], counts).unwrap();
        report.document(&summary).unwrap();
    }
    report.finish().unwrap().0
}

fn text(format: Format, documents: &[Document]) -> String {
    String::from_utf8(report(format, documents)).unwrap()
}

fn lines(format: Format) -> Vec<Value> {
    text(format, &documents()).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn records_are_as_the_schema_says() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(schema["title"].as_str().unwrap().ends_with(&format!("version {SCHEMA_VERSION}")));
    let records = lines(Format::Jsonl);
    assert!(records.len() > 5);
    for record in &records {
        assert_eq!(problems(&schema, record), Vec::<String>::new(), "{record}");
        // The schema knows every field, and allows those of later versions.
        let known = schema["properties"].as_object().unwrap();
        assert!(record.as_object().unwrap().keys().eq(known.keys()), "{record}");
    }
    let mut wrong = records[0].clone();
    wrong["line"] = 0.into();
    assert_eq!(problems(&schema, &wrong).len(), 1);
}

#[test]
fn sarif_is_as_its_published_schema_says() {
    let compressed = std::fs::File::open(file("schemas/sarif-2.1.0.json.zst")).unwrap();
    let schema = std::io::read_to_string(ruzstd::decoding::StreamingDecoder::new(compressed).unwrap()).unwrap();
    // As published it has a stray bracket in two patterns, which ECMAScript forgives and the validator does not.
    let schema: Value = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).unwrap();
    for documents in [documents(), Vec::new()] {
        let sarif: Value = serde_json::from_slice(&report(Format::Sarif, &documents)).unwrap();
        assert_eq!(problems(&schema, &sarif), Vec::<String>::new());
    }
    let mut sarif: Value = serde_json::from_slice(&report(Format::Sarif, &documents())).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), lines(Format::Jsonl).len());
    // UTF-16: the emoji before this phrase counts twice.
    let odd = results.iter().find(|result| result["message"]["text"].as_str().unwrap().contains("Soviet")).unwrap();
    let place = &odd["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "odd%20%26%20%22quoted%22.txt");
    let before = "Ünïcode 😀 <b>\"&'</b> ]]> | `x`: ".encode_utf16().count();
    let found = place["region"]["snippet"]["text"].as_str().unwrap();
    let (start, end) = if found.starts_with("the") { (before + 1, before + 23) } else { (before + 5, before + 23) };
    assert_eq!((&place["region"]["startColumn"], &place["region"]["endColumn"]), (&start.into(), &end.into()), "{odd}");
    let replacement = &odd["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["deletedRegion"]["startColumn"], start);
    assert!(replacement["insertedContent"]["text"].as_str().unwrap().contains("Soviet Union"), "{odd}");
    sarif["runs"][0]["results"][0]["level"] = "bad".into();
    assert!(!problems(&schema, &sarif).is_empty());
}

#[test]
fn diagnostics_count_bytes_from_one() {
    let diagnostics = lines(Format::Rdjsonl);
    let odd = diagnostics.iter().find(|line| line["message"].as_str().unwrap().contains("Soviet")).unwrap();
    let (document, range) = (&documents()[1], &odd["location"]["range"]);
    let at = |place: &Value| usize::try_from(place["column"].as_u64().unwrap()).unwrap() - 1;
    let found = &document.text()[at(&range["start"])..at(&range["end"])];
    assert!(found.ends_with("Soviet Association"), "{odd}");
    assert_eq!((&odd["severity"], &odd["suggestions"][0]["range"]), (&"ERROR".into(), range), "{odd}");
    let over = diagnostics.last().unwrap();
    let range = serde_json::json!({"start": {"line": 2, "column": 6}, "end": {"line": 3, "column": 17}});
    assert_eq!(over["location"]["range"], range, "{over}");
}

/// Walks a document's tags and checks that they nest; gives how often each begins.
fn elements(xml: &str) -> std::collections::BTreeMap<String, usize> {
    let (mut open, mut seen) = (Vec::new(), std::collections::BTreeMap::new());
    for part in xml.split('<').skip(1).filter(|part| !part.starts_with('?')) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        let name: String = tag.trim_start_matches('/').chars().take_while(|c| c.is_alphanumeric()).collect();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        *seen.entry(name.clone()).or_default() += 1;
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    seen
}

#[test]
fn xml_reports_nest_and_hold_every_finding() {
    let findings = lines(Format::Jsonl).len();
    for (format, expected) in [
        (Format::Checkstyle, [("checkstyle", 1), ("file", 2), ("error", findings)]),
        (Format::Junit, [("testsuite", 3), ("testcase", findings + 1), ("failure", findings)]),
    ] {
        let xml = text(format, &documents());
        let seen = elements(&xml);
        for (name, count) in expected {
            assert_eq!(seen.get(name), Some(&count), "{format:?} {name}");
        }
        assert!(!xml.contains('\u{1b}') && xml.contains("odd &amp; &quot;quoted&quot;.txt"), "{xml}");
        let ampersands = xml.split('&').skip(1);
        let known = |rest: &str| ["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| rest.starts_with(entity));
        ampersands.for_each(|rest| assert!(known(rest), "{rest}"));
    }
}

#[test]
fn annotations_are_commands_the_sure_ones_first_and_ten_of_a_level() {
    let mut report = Report::new(Format::Github, Vec::new(), Cursor::new(Vec::new()), false).unwrap();
    // The odd one first: of the likely ones, all as sure as each other, ten are shown.
    for document in [documents(), documents(), documents(), documents(), documents()].iter().flatten().rev() {
        let mut pages = Pages::new(document, &[Format::Github], Style::Plain, "");
        CHECKER.check_each(document, |finding| pages.add(&mut [&mut report], &finding)).unwrap();
    }
    let (out, left_out) = report.finish().unwrap();
    let out = String::from_utf8(out).unwrap();
    let starts: Vec<&str> = out.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(starts, [["::error"; 10], ["::warning"; 10]].concat(), "{out}");
    assert!(out.contains("file=odd & \"quoted\".txt,line=2,endLine=3,title="), "{out}");
    let all = 5 * lines(Format::Jsonl).len() - 20;
    assert_eq!(
        left_out,
        [format!("github: GitHub shows 10 annotations of a level; {all} less sure findings are left out")]
    );
}

#[test]
fn workbooks_hold_text_as_text_and_numbers_as_numbers() {
    let book = report(Format::Xlsx, &documents());
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut sheet = |name: &str| {
        let mut xml = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
        xml
    };
    let findings = sheet("xl/worksheets/sheet1.xml");
    assert_eq!(findings.matches("<row ").count(), 1 + lines(Format::Jsonl).len());
    assert!(!findings.contains("<f>") && findings.contains("<t>odd &amp; \"quoted\".txt</t>"));
    assert!(findings.contains("<c r=\"B2\"><v>3</v></c>") && findings.contains("<t>=1+1 nitty gritty"));
    assert_eq!(sheet("xl/worksheets/sheet2.xml").matches("<row ").count(), 4);
}

#[test]
fn every_format_has_its_name_and_comes_out_the_same_twice() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
        assert_eq!(report(format, &documents()), report(format, &documents()), "{format:?}");
    }
    assert_eq!(Format::from_name("pdf"), None);
}

#[test]
fn all_reports_of_one_pass_are_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let check = |threads: &str, names: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_unspin"));
        command.args(["check", "--quiet", "--exit-zero", "--no-config", "--threads", threads]).arg(file("corpus/spun"));
        for format in Format::ALL {
            let path = folder.path().join(format!("{names}.{}", format.name()));
            command.args(["--format", format.name(), "--output"]).arg(path);
        }
        assert!(command.status().unwrap().success());
    };
    check("1", "one");
    check("4", "four");
    for format in Format::ALL {
        let read = |names: &str| std::fs::read(folder.path().join(format!("{names}.{}", format.name()))).unwrap();
        let (one, four) = (read("one"), read("four"));
        assert!(one.len() > 1000 && one == four, "{format:?}");
    }
}
