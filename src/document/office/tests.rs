use super::*;
use crate::document::Reading;
use crate::span::Span;
use proptest::prelude::*;
use std::convert::Infallible;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_all(format: Format, bytes: &[u8], limits: Limits) -> Vec<Result<Document, DocumentError>> {
    let mut all = Vec::new();
    let reading = Reading { format: Some(format), limits, ..Reading::default() };
    let Ok(()) = reading.read("a", Cursor::new(bytes), |document| {
        all.push(document);
        Ok::<(), Infallible>(())
    });
    all
}

fn read_one(format: Format, bytes: &[u8]) -> Document {
    read_all(format, bytes, Limits::default()).remove(0).unwrap()
}

fn docx(body: &str) -> Vec<u8> {
    let types = "<Types><Override PartName='/word/document.xml' ContentType='application/x.wordprocessingml.document.main+xml'/>\
                 <Override PartName='/word/header10.xml' ContentType='application/x.wordprocessingml.header+xml'/>\
                 <Override PartName='/word/header2.xml' ContentType='application/x.wordprocessingml.header+xml'/></Types>";
    let part = |body: &str| {
        format!("<w:x xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{body}</w:x>")
    };
    zipped(&[
        ("[Content_Types].xml", types),
        ("word/media/image.bin", "\u{1}\u{2}"),
        ("word/document.xml", &part(body)),
        ("word/header10.xml", &part("<w:p><w:r><w:t>Ten</w:t></w:r></w:p>")),
        ("word/header2.xml", &part("<w:p><w:r><w:t>Two</w:t></w:r></w:p>")),
    ])
}

fn odt(body: &str) -> Vec<u8> {
    let content = format!("<office:document-content><office:body>{body}</office:body></office:document-content>");
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

/// The prose of the body of a Word document.
fn word(body: &str) -> String {
    let document = read_one(Format::Docx, &docx(body));
    document.text().strip_suffix("Two\n\nTen\n\n").unwrap().trim_end_matches('\n').to_string()
}

#[test]
fn word_documents_show_what_is_shown() {
    // (inside the paragraph, prose)
    let table = [
        ("<w:r><w:t>pro</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>found</w:t></w:r>", "profound"),
        (
            "<w:r><w:t xml:space='preserve'>a  b </w:t><w:tab/><w:br></w:br><w:t>R&amp;D&#x21;</w:t></w:r>",
            "a  b   R&D!",
        ),
        (
            "<w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>x</w:delText><w:t>x</w:t></w:r></w:del><w:ins><w:r><w:t>b</w:t></w:r></w:ins>",
            "ab",
        ),
        ("<w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>b</w:t></w:r></w:moveTo>", "b"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r>", "7"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>b</w:t></w:r>", "b"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>", "ab"),
        ("<w:pPr><w:tabs><w:tab/></w:tabs><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r>", "a"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/></w:r>", "co\u{2011}op\u{AD}"),
        (
            "<w:r><w:t>a </w:t><w:drawing><wp:inline><a:t>x</a:t></wp:inline></w:drawing><w:t> b</w:t></w:r>",
            "a \u{FFFC} b",
        ),
        ("<w:r><w:t>a </w:t></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath><w:r><w:t> b</w:t></w:r>", "a \u{FFFC} b"),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
             <mc:Fallback><w:t>x</w:t></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>text</w:t></w:r>",
            "text\n\nbox",
        ),
        ("no run", ""),
    ];
    for (inside, prose) in table {
        assert_eq!(word(&format!("<w:p>{inside}</w:p>")), prose, "{inside}");
    }
    let rows = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(word(rows), "a\n\nb");
}

#[test]
fn open_documents_show_what_is_shown() {
    // (inside the paragraph, prose)
    let table = [
        (" pro<text:span>found</text:span> \n <text:span> day</text:span> ", "profound day"),
        ("a<text:s text:c='3'/><text:tab/>b<text:line-break/>c<text:soft-page-break/>d", "a b cd"),
        ("a<office:annotation><text:p>x</text:p></office:annotation>b", "ab"),
        (
            "one<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p></text:note-body></text:note> two",
            "one two\n\nnote",
        ),
        ("a<draw:frame text:anchor-type='as-char'><draw:image/><svg:title>x</svg:title></draw:frame>b", "a\u{FFFC}b"),
        ("a<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>b", "ab\n\nbox"),
    ];
    for (inside, prose) in table {
        let body = format!("<text:tracked-changes><text:p>x</text:p></text:tracked-changes><text:p>{inside}</text:p>");
        let document = read_one(Format::Odt, &odt(&body));
        assert_eq!(document.text().trim_end(), prose, "{inside}");
    }
}

#[test]
fn rich_text_shows_what_is_shown() {
    // (behind the head, prose)
    let table: [(&[u8], &str); 15] = [
        (b"{\\fonttbl{\\f0 x;}}{\\*\\generator x;}{\\info{\\title x}}\\pard a\\par\nb\r\nc\\par }", "a\n\nbc"),
        (b"pro{\\b found} \\i day}", "profound day"),
        (
            b"It\\'92s \\u8217 ?so \\u8217\\'92x\\ldblquote q\\rdblquote}",
            "It\u{2019}s \u{2019}so \u{2019}x\u{201C}q\u{201D}",
        ),
        (b"{\\uc0 \\u233 a}\\uc2 \\u233 ??b}", "éaéb"),
        (b"\\u-10188?\\u-8930?}", "\u{1D11E}"),
        (b"caf\xe9 \\{x\\} a\\~b co\\_op\\-s}", "café {x} a\u{A0}b co\u{2011}op\u{AD}s"),
        (b"{\\v x}{\\deleted x}a\\v x\\v0 b\\v x\\plain c}", "abc"),
        (b"{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}\\tab a\\line b}", "link a b"),
        (b"one{\\super 1}{\\footnote \\pard note {\\b x}} two\\par three}", "one1 two\n\nthree\n\nnote x"),
        (b"{\\header head}{\\trowd a\\cell b\\cell\\row}}", "a\n\nb\n\nhead"),
        (b"{\\shp{\\*\\shpinst{\\sp{\\sn x}}{\\shptxt box}}{\\shprslt x}}a}", "a\n\nbox"),
        (b"a{\\*\\footnote note}{\\*\\annotation {\\footnote x}}{\\v {\\footnote x}}}", "a\n\nnote"),
        (b"a\\bin3 }}}b{\\pict 00}}", "ab"),
        (b"\\ansicpg932 \\'93\\'fa\\'96\\'7b}", "日本"),
        (b"a}}}b\\", "ab"),
    ];
    for (rest, prose) in table {
        let document = read_one(Format::Rtf, &[&b"{\\rtf1\\ansi\\ansicpg1252\\uc1 "[..], rest].concat());
        assert_eq!(document.text().trim_end(), prose, "{}", String::from_utf8_lossy(rest));
    }
}

#[test]
fn flat_documents_are_read_and_written_as_one_file() {
    let flat = "<?xml version='1.0'?><office:document><office:master-styles><style:header><text:p>Head</text:p></style:header>\
                </office:master-styles><office:body><text:p>A<draw:frame><draw:image><office:binary-data>QUJD</office:binary-data>\
                </draw:image></draw:frame> pro<text:span>found</text:span> day</text:p></office:body></office:document>";
    let document = read_one(Format::Odt, flat.as_bytes());
    assert_eq!(document.text(), "A profound day\n\nHead\n\n");
    assert_eq!([0, 17].map(|offset| document.part(offset)), ["body", "headers and footers"]);
    let (prose, written) = edited(Format::Odt, flat.as_bytes(), "profound", "deep & <dark>");
    assert_eq!(prose, "A deep & <dark> day\n\nHead\n\n");
    let expected = flat.replace("pro<text:span>found", "deep &amp; &lt;dark&gt;<text:span>");
    assert_eq!(String::from_utf8(written).unwrap(), expected);
}

fn epub(chapters: &[(&str, &str)]) -> Vec<u8> {
    let items: String = chapters
        .iter()
        .map(|(name, _)| format!("<item id='{name}' href='{name}' media-type='application/xhtml+xml'/>"))
        .collect();
    let order: String = chapters.iter().rev().map(|(name, _)| format!("<itemref idref='{name}'/>")).collect();
    let book = format!("<package><manifest>{items}</manifest><spine>{order}</spine></package>");
    let container = "<container><rootfiles><rootfile full-path='o/b.opf'/></rootfiles></container>";
    let paths: Vec<String> = chapters.iter().map(|(name, _)| format!("o/{name}")).collect();
    let mut files =
        vec![("mimetype", "application/epub+zip"), ("META-INF/container.xml", container), ("o/b.opf", book.as_str())];
    files.extend(paths.iter().map(String::as_str).zip(chapters.iter().map(|(_, text)| *text)));
    zipped(&files)
}

#[test]
fn books_are_read_in_the_order_of_the_spine() {
    let bytes = epub(&[
        ("b.xhtml", "<html><p>Sec<i>ond</i>\npart.</p></html>"),
        ("a.xhtml", "<html><h1>One</h1><p>First.</p></html>"),
    ]);
    let document = read_one(Format::Epub, &bytes);
    assert_eq!(document.text(), "One\n\nFirst.\n\nSecond part.\n\n");
    assert_eq!([0, 5, 15].map(|offset| document.part(offset)), ["One", "One", "o/b.xhtml"]);
}

#[test]
fn a_broken_chapter_does_not_stop_the_others() {
    let bytes = epub(&[("b.xhtml", "<p>Whole.</p>"), ("a.xhtml", "<p>\0</p>")]);
    let all = read_all(Format::Epub, &bytes, Limits::default());
    assert_eq!(all[0].as_ref().unwrap().text(), "Whole.\n\n");
    assert!(all[1].as_ref().unwrap_err().to_string().contains("o/a.xhtml is encrypted, or is not in UTF-8"));
}

/// The file with `found` replaced, read again, and the file.
fn edited(format: Format, bytes: &[u8], found: &str, new: &str) -> (String, Vec<u8>) {
    let document = read_one(format, bytes);
    let start = document.text().find(found).unwrap();
    let source = document.edited(&[(Span::new(start, start + found.len()), new)]);
    let written = rewrite(bytes, &document, &source).unwrap();
    (read_one(format, &written).into_text(), written)
}

#[test]
fn changes_are_written_into_the_file_and_nowhere_else() {
    let word =
        docx("<w:p><w:r><w:t>A pro</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>found day, R&amp;D</w:t></w:r></w:p>");
    let open = odt(
        "<text:p>A pro<text:span>found</text:span> day, R&amp;D<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note> x</text:p>",
    );
    let book = epub(&[("b.xhtml", "<p>A pro<b>found</b> day, R&amp;D</p>")]);
    let rich = b"{\\rtf1 A pro{\\b found} day, R&D\\par}".to_vec();
    for (format, bytes) in [(Format::Docx, word), (Format::Odt, open), (Format::Epub, book), (Format::Rtf, rich)] {
        let before = read_one(format, &bytes).into_text();
        for (found, new) in [("profound", "deep {é}\\<&"), ("R&D", "AT&T")] {
            assert_eq!(edited(format, &bytes, found, new).0, before.replace(found, new), "{format:?}");
        }
        let document = read_one(format, &bytes);
        let same = rewrite(&bytes, &document, document.source()).unwrap();
        assert_eq!(read_one(format, &same).text(), before, "{format:?}");
    }
}

#[test]
fn words_notes_and_spaces_stay_apart() {
    let note = "<text:note><text:note-body><text:p>old note</text:p></text:note-body></text:note>";
    let open = odt(&format!("<text:p>An old{note} old word</text:p>"));
    let document = read_one(Format::Odt, &open);
    let spans: Vec<_> =
        document.text().match_indices("old").map(|(at, old)| (Span::new(at, at + old.len()), "new")).collect();
    let source = document.edited(&spans);
    assert!(
        source.contains(
            "An new<text:note><text:note-body><text:p>new note</text:p></text:note-body></text:note> new word"
        ),
        "{source}"
    );
    let all = document.edited(&[(Span::new(0, document.text().len()), "all")]);
    assert!(
        all.contains("<text:p>all<text:note><text:note-body><text:p></text:p></text:note-body></text:note></text:p>"),
        "{all}"
    );
    let word = docx("<w:p><w:r><w:t>A pro</w:t></w:r><w:r><w:t>found day</w:t></w:r></w:p>");
    let (text, written) = edited(Format::Docx, &word, "profound", "deep");
    assert!(text.starts_with("A deep day"));
    let source = read_one(Format::Docx, &written).source().to_string();
    assert!(source.contains("<w:t>A deep</w:t></w:r><w:r><w:t xml:space=\"preserve\"> day</w:t>"), "{source}");
}

/// Programs that unpack themselves begin with other things than a package, and so may anything.
#[test]
fn packages_are_written_whatever_stands_before_them() {
    let bytes = [&b"{\\rtf1 }"[..], &odt("<text:p>old word</text:p>")].concat();
    assert_eq!(edited(Format::Odt, &bytes, "old", "new").0.trim_end(), "new word");
}

#[test]
fn all_other_entries_keep_their_bytes_and_order() {
    let before = docx("<w:p><w:r><w:t>A profound day</w:t></w:r></w:p>");
    let (_, after) = edited(Format::Docx, &before, "profound", "deep");
    let raw = |bytes: &[u8]| {
        let mut zip = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        let entry = |at| {
            let mut entry = zip.by_index_raw(at).unwrap();
            let mut raw = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut raw).unwrap();
            (entry.name().unwrap().into_owned(), entry.compression(), raw)
        };
        (0..5).map(entry).collect::<Vec<_>>()
    };
    let (before, after) = (raw(&before), raw(&after));
    let differ: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).map(|(a, b)| (&*a.0, &*b.0)).collect();
    assert_eq!(differ, [("word/document.xml", "word/document.xml")]);
}

#[test]
fn messages_say_what_is_wrong() {
    let small = || Limits { unjudged: 1000, ratio: 2, ..Limits::default() };
    let bomb = odt(&format!("<text:p>{}</text:p>", "a".repeat(100_000)));
    let deep = docx(&"<w:p>".repeat(300));
    let message = |format, bytes: &[u8], limits| read_all(format, bytes, limits).remove(0).unwrap_err().to_string();
    // (format, bytes, limits, part of the message)
    let table: [(Format, &[u8], Limits, &str); 10] = [
        (Format::Odt, &bomb, small(), "content.xml: it unpacks to more than"),
        (
            Format::Docx,
            &deep,
            Limits::default(),
            "word/document.xml: beyond the limit: elements open inside each other: more than 256",
        ),
        (
            Format::Docx,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            Limits::default(),
            "it has a password, or is of Word 97 to 2003",
        ),
        (Format::Docx, b"plain", Limits::default(), "cannot be read: "),
        (
            Format::Docx,
            &zipped(&[("[Content_Types].xml", "<Types/>")]),
            Limits::default(),
            "no document of a word processor",
        ),
        (Format::Odt, &zipped(&[("a", "b")]), Limits::default(), "content.xml is missing"),
        (
            Format::Odt,
            b"<office:document><text:p>a",
            Limits::default(),
            "the file: cannot be read: it ends inside an element",
        ),
        (Format::Rtf, b"plain", Limits::default(), "it is no RTF"),
        (Format::Rtf, b"{\\rtf1 one {\\b two}", Limits::default(), "it ends inside a group"),
        (
            Format::Rtf,
            &[&b"{\\rtf1 "[..], &[b'{'; 300]].concat(),
            Limits::default(),
            "groups inside each other: more than 256",
        ),
    ];
    for (format, bytes, limits, part) in table {
        let message = message(format, bytes, limits);
        assert!(message.contains(part), "{message}");
    }
    assert!(rewrite(b"%PDF-", &Document::from_text("a", ""), "").unwrap_err().to_string().contains("not written"));
}

proptest! {
    /// No markup makes a reader panic, and whatever is replaced comes back as written.
    #[test]
    fn any_markup_is_read_or_refused(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "word ", " é", "&amp;", "&#0;", "<w:tab/>", "<w:vanish/>", "<w:del>",
            "</w:del>", "<w:txbxContent>", "</w:txbxContent>", "<text:p>", "</text:p>", "<text:note-body>", "</text:note-body>", "<![CDATA[x]]>",
            "<!--", "-->", "<text:s/>", "<draw:text-box>", "</draw:text-box>", "<p>", "<h1>", "]]>", "<", "&",
        ]), 0..40),
    ) {
        let body = pieces.concat();
        for (format, bytes) in [(Format::Docx, docx(&body)), (Format::Odt, odt(&body)), (Format::Epub, epub(&[("a", &body)]))] {
            for document in read_all(format, &bytes, Limits::default()).into_iter().flatten() {
                if let Some(at) = document.text().find("word") {
                    let source = document.edited(&[(Span::new(at, at + 4), "new")]);
                    let written = rewrite(&bytes, &document, &source).unwrap();
                    prop_assert_eq!(read_one(format, &written).into_text(), document.text().replacen("word", "new", 1));
                }
            }
        }
    }

    #[test]
    fn any_rich_text_is_read_or_refused(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "{", "}", "\\", "\\par ", "\\u", "\\u8217", "-10180", "?", "\\'", "\\'e9", "9", "\\bin", "99 ", "\\*", "\\footnote ", "\\v ", "\\uc",
            "\\ansicpg932 ", "\u{81}", "é", " ", "\n", "word", "\\shptxt ",
        ]), 0..60),
    ) {
        let bytes: Vec<u8> = format!("{{\\rtf1 {}", pieces.concat()).chars().map(|c| u8::try_from(c).unwrap()).collect();
        for document in read_all(Format::Rtf, &bytes, Limits::default()).into_iter().flatten() {
            prop_assert_eq!(&rewrite(&bytes, &document, document.source()).unwrap(), &bytes);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0..2000_usize, byte: u8) {
        let mut package = docx("<w:p><w:r><w:t>word</w:t></w:r></w:p>");
        if let Some(place) = package.get_mut(at) {
            *place = byte;
        }
        for format in [Format::Docx, Format::Odt, Format::Epub, Format::Rtf] {
            read_all(format, &bytes, Limits::default());
            read_all(format, &package, Limits::default());
        }
    }
}
