//! One text in many encodings, line ends and disguises: whatever the bytes, the findings are the same.

use std::convert::Infallible;
use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use unspin::document::{Reading, office::rewrite};
use unspin::report::records;
use unspin::{Checker, Document, Finding, Lexicon, Options, Span};

/// What every file but the empty one and the picture holds.
const FOUND: [(&str, &str); 4] = [
    ("Soviet Association", "Soviet Union"),
    ("nitty gritty inquiries", "detailed inquiries"),
    ("financial backers", "investors"),
    ("counterfeit consciousness", "artificial intelligence"),
];

/// The files whose phrases stand there letter by letter, and the encoding each is read in.
const PLAIN: [(&str, &str); 9] = [
    ("utf-8.txt", "UTF-8"),
    ("utf-8-bom.txt", "UTF-8"),
    ("utf-16le-bom.txt", "UTF-16LE"),
    ("utf-16be-bom.txt", "UTF-16BE"),
    ("windows-1252.txt", "windows-1252"),
    ("latin-1.txt", "windows-1252"),
    ("koi8-r.txt", "KOI8-U"),
    ("crlf.txt", "UTF-8"),
    ("cr.txt", "UTF-8"),
];

/// What `documents/make.sh` makes of `corpus/spun/launch.txt`.
const FORMATS: [&str; 6] =
    ["launch.html", "launch.xhtml", "launch-tags.html", "launch-office.html", "launch.md", "launch.mdx"];

fn read(file: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(file);
    Document::from_bytes(file, std::fs::read(path).unwrap()).unwrap()
}

/// Listed phrases only: what the model adds to them depends on the figures that it is fitted to.
fn findings(document: &Document) -> Vec<Finding> {
    let options = Options { restoration: false, ..Options::default() };
    Checker::new(Arc::new(Lexicon::builtin().unwrap()), options).check(document).findings
}

fn suggestion(finding: &Finding) -> &str {
    finding.suggestions.first().map_or("", |suggestion| suggestion.text.as_str())
}

#[test]
fn encodings_and_line_ends_change_no_finding() {
    for (file, encoding) in PLAIN {
        let document = read(file);
        assert_eq!(document.encoding(), encoding, "{file}");
        let findings = findings(&document);
        let found: Vec<_> = findings.iter().map(|f| (f.span.slice(document.text()), suggestion(f))).collect();
        assert_eq!(found, FOUND, "{file}");
    }
}

#[test]
fn letters_outside_ascii_come_through() {
    for file in ["utf-16le-bom.txt", "utf-16be-bom.txt", "windows-1252.txt", "utf-8-bom.txt"] {
        assert_eq!(read(file).text(), read("utf-8.txt").text(), "{file}");
    }
    assert!(read("latin-1.txt").text().contains("café"));
    assert!(read("koi8-r.txt").text().contains("Ленинграда"));
}

/// Zero-width characters, a soft hyphen, Cyrillic letters, a ligature, fullwidth letters, no-break spaces and a word
/// broken at the end of a line.
#[test]
fn disguises_change_no_finding() {
    let document = read("disguised.txt");
    let findings = findings(&document);
    let entries = |findings: &[Finding]| findings.iter().map(|finding| finding.entry.clone()).collect::<Vec<_>>();
    assert_eq!(entries(&findings), entries(&self::findings(&read("utf-8.txt"))));
    assert_eq!(findings.iter().map(suggestion).collect::<Vec<_>>(), FOUND.map(|(_, suggestion)| suggestion));
    let found = findings.iter().map(|finding| finding.span.slice(document.text()));
    assert!(found.zip(FOUND).all(|(found, (plain, _))| found != plain), "a phrase is not disguised");
}

#[test]
fn an_empty_file_holds_nothing() {
    assert!(findings(&read("empty.txt")).is_empty());
}

/// The same text as one record of two, written by other programs (`documents/make.py`) and by hand after the standards.
const RECORDS: [&str; 14] = [
    "archive.zip",
    "feed.atom",
    "feed.rss",
    "item.newsml",
    "lines.jsonl",
    "lines.jsonl.gz",
    "nested.json",
    "pages.csv",
    "pages.jsonl",
    "semicolons.csv",
    "story.nitf",
    "table.csv",
    "table.tsv",
    "utf-16.csv",
];

#[test]
fn records_of_feeds_tables_and_archives_change_no_finding() {
    for file in RECORDS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/records").join(file);
        let fields = if file == "nested.json" { vec!["meta.parts[].body".to_string()] } else { Vec::new() };
        let reading = Reading { fields, ..Reading::default() };
        let mut documents = Vec::new();
        let Ok(()) = reading.read(file, std::fs::File::open(path).unwrap(), |document| {
            documents.push(document.unwrap());
            Ok::<_, std::convert::Infallible>(())
        });
        let (first, others) = documents.split_first().unwrap();
        assert_eq!(first.record(), "urn:spun", "{file}");
        let found = findings(first);
        let pairs: Vec<_> = found.iter().map(|f| (f.span.slice(first.text()), suggestion(f))).collect();
        assert_eq!(pairs, FOUND, "{file}");
        assert!(others.iter().all(|other| findings(other).is_empty()), "{file}");
        let edited = first.edited(&[(found[1].span, "detailed questions & <more>")]);
        assert!(edited.len() > first.source().len() && !edited.contains("nitty gritty"), "{file}");
    }
}

/// The one document of a file under `tests`, read as its name says.
fn read_as_named(file: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
    let mut read = Vec::new();
    let each = |document| {
        read.push(document);
        Ok::<(), ()>(())
    };
    Reading::default().read(file, File::open(path).unwrap(), each).unwrap();
    assert_eq!(read.len(), 1, "{file}");
    read.pop().unwrap().unwrap()
}

/// Entry, first suggestion and words of each finding.
fn told(document: &Document) -> Vec<(String, String, String)> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let tell = |finding: &Finding| {
        let phrase = words(finding.span.slice(document.text()));
        (finding.entry.clone(), suggestion(finding).to_string(), phrase)
    };
    findings(document).iter().map(tell).collect()
}

/// The findings are those of the text, and stand in the file where the report says.
#[test]
fn formats_change_no_finding() {
    let plain = told(&read_as_named("corpus/spun/launch.txt"));
    assert!(plain.len() >= 10, "{plain:#?}");
    for file in FORMATS {
        let document = read_as_named(&format!("documents/{file}"));
        assert_eq!(told(&document), plain, "{file}");
        for finding in findings(&document) {
            let stands = document.locate(finding.span).slice(document.located());
            let phrase = finding.span.slice(document.text());
            let plain = stands.split_whitespace().eq(phrase.split_whitespace());
            assert!(plain || file == "launch-tags.html", "{file}: {stands}, {phrase}");
        }
    }
}

/// One finding is replaced in the file: the prose is changed there and nowhere else.
#[test]
fn a_replacement_changes_the_prose_where_it_stands() {
    for file in FORMATS {
        let document = read_as_named(&format!("documents/{file}"));
        let findings = findings(&document);
        let finding = findings.iter().find(|finding| !suggestion(finding).is_empty()).unwrap();
        let edited = document.edited(&[(finding.span, suggestion(finding))]);
        let mut prose = document.text().to_string();
        prose.replace_range(finding.span.start..finding.span.end, suggestion(finding));
        let mut again = Vec::new();
        let each = |document: Result<Document, _>| {
            again.push(document.unwrap().into_text());
            Ok::<(), ()>(())
        };
        Reading::default().read(file, std::io::Cursor::new(edited), each).unwrap();
        assert_eq!(again, [prose], "{file}");
    }
}

/// The documents of one text that office programs wrote, and the parts that findings stand in.
const OFFICE: [(&str, [&str; 4]); 5] = [
    ("copy.fodt", ["body", "body", "notes", "headers and footers"]),
    ("copy.odt", ["body", "body", "notes", "headers and footers"]),
    ("copy.docx", ["body", "body", "footnotes", "header 1"]),
    ("pandoc.docx", ["body", "body", "footnotes", ""]),
    ("copy.rtf", ["body", "body", "footnotes", "headers"]),
];

fn office(file: &str) -> (Vec<u8>, Document) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/office").join(file);
    let bytes = std::fs::read(path).unwrap();
    let mut found = None;
    let read = Reading::default().read(file, Cursor::new(&bytes), |document| {
        found = Some(document.unwrap());
        Ok::<(), Infallible>(())
    });
    assert!(read.is_ok());
    (bytes, found.unwrap())
}

/// What was deleted or commented is not in them; words of several runs are whole.
#[test]
fn office_documents_hold_what_they_show() {
    for (file, parts) in OFFICE {
        let document = office(file).1;
        for part in
            ["nitty gritty inquiries", "counterfeit consciousness, R&D", "environmental change", "under review."]
        {
            assert!(document.text().contains(part), "{file}: {part} in {:?}", document.text());
        }
        assert!(!document.text().contains("huge information"), "{file}: {:?}", document.text());
        let found = ["Joined Realm", "nitty gritty", "counterfeit", "profound learning"];
        let found = found.map(|part| document.text().find(part).map_or("", |at| document.part(at)));
        assert_eq!(found, parts, "{file}");
    }
}

#[test]
fn office_documents_have_the_findings_of_their_text() {
    let entries = |text: &str| {
        let found = findings(&Document::from_text("a", text)).into_iter().map(|finding| finding.entry);
        found.collect::<Vec<_>>()
    };
    let body = "Minister hails the new rocket send off site\n\nThe leader of the Joined Realm visited the site on Monday and posed \
                nitty gritty inquiries about the satellite. It is only the tip of the iceberg.\n\nWho pays?\n\nFinancial backers, \
                in the battle against environmental change.\n\nBoth questions were under review.\n\nMost pictures use counterfeit \
                consciousness, R&D says.";
    let plain = entries(body);
    assert!(plain.len() >= 3, "{plain:?}");
    for (file, _) in OFFICE {
        let found: Vec<_> = findings(&office(file).1).into_iter().map(|finding| finding.entry).collect();
        assert_eq!(found[..plain.len()], plain, "{file}");
    }
}

#[test]
fn lines_of_office_documents_are_paragraphs() {
    for (file, _) in OFFICE {
        let document = office(file).1;
        let findings = Checker::new(Arc::new(Lexicon::builtin().unwrap()), Options::default()).check(&document);
        let found = records(&document, &findings).find(|record| record.found.starts_with("nitty")).unwrap();
        assert_eq!((found.line, found.column), (2, 69), "{file}");
    }
}

#[test]
fn a_book_has_chapters() {
    let document = office("book.epub").1;
    let part = |part: &str| document.part(document.text().find(part).unwrap());
    assert_eq!(part("nitty gritty"), "The launch");
    assert_eq!(part("counterfeit"), "R&D — the rest");
    assert!(document.text().contains("only the tip of the iceberg"));
}

/// One phrase replaced, the file written, read again: nothing else has changed.
#[test]
fn office_documents_are_written_back() {
    for file in ["copy.fodt", "copy.odt", "copy.docx", "pandoc.docx", "copy.rtf", "book.epub"] {
        let (bytes, document) = office(file);
        let before = document.text();
        let start = before.find("nitty gritty").unwrap();
        let edited = document.edited(&[(Span::new(start, start + "nitty gritty".len()), "detailed <&>")]);
        let written = rewrite(&bytes, &document, &edited).unwrap();
        let mut after = String::new();
        let read = Reading::default().read(file, Cursor::new(written), |document| {
            after = document.unwrap().into_text();
            Ok::<(), Infallible>(())
        });
        assert!(read.is_ok());
        assert_eq!(after, before.replacen("nitty gritty", "detailed <&>", 1), "{file}");
    }
}
