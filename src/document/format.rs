//! Formats of files, told by name and content.

use super::decode;

/// What kind of file prose is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// All of it is prose.
    Plain,
    /// HTML or XHTML.
    Html,
    /// Markdown (CommonMark, with tables, footnotes, strikethrough and task lists).
    Markdown,
    /// Markdown with JSX.
    Mdx,
    /// A table with a header; the delimiter is told by its header.
    Csv,
    /// A table with a header, delimited by tabs.
    Tsv,
    /// One JSON object, an array of them, or several behind each other.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// XML of syndicated copy: RSS, Atom, NITF, NewsML-G2.
    Feed,
    /// Word document (Office Open XML).
    Docx,
    /// OpenDocument text, in a package or flat.
    Odt,
    /// Book.
    Epub,
    /// Rich Text Format.
    Rtf,
    /// Portable Document Format.
    Pdf,
    /// Web archive (ISO 28500), with pages or, as WET, with their text.
    Warc,
    /// Table in columns, each row a record.
    Parquet,
}

/// Endings of file names (lower case), and what they speak for.
const ENDINGS: [(&str, Format); 30] = [
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("jsonlines", Format::Jsonl),
    ("rss", Format::Feed),
    ("atom", Format::Feed),
    ("nitf", Format::Feed),
    ("newsml", Format::Feed),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("xht", Format::Html),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("mdx", Format::Mdx),
    ("docx", Format::Docx),
    ("docm", Format::Docx),
    ("dotx", Format::Docx),
    ("dotm", Format::Docx),
    ("odt", Format::Odt),
    ("ott", Format::Odt),
    ("fodt", Format::Odt),
    ("epub", Format::Epub),
    ("rtf", Format::Rtf),
    ("pdf", Format::Pdf),
    ("warc", Format::Warc),
    ("parquet", Format::Parquet),
];

/// Root elements of syndicated copy. RDF is a feed where it declares RSS 1.0 or 0.9.
const FEEDS: [&str; 5] = ["rss", "feed", "nitf", "newsItem", "newsMessage"];

impl Format {
    /// All formats, by name.
    pub const ALL: [Format; 16] = [
        Format::Csv,
        Format::Docx,
        Format::Epub,
        Format::Feed,
        Format::Html,
        Format::Json,
        Format::Jsonl,
        Format::Markdown,
        Format::Mdx,
        Format::Odt,
        Format::Parquet,
        Format::Pdf,
        Format::Plain,
        Format::Rtf,
        Format::Tsv,
        Format::Warc,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::Plain => "plain",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Mdx => "mdx",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Feed => "feed",
            Format::Docx => "docx",
            Format::Odt => "odt",
            Format::Epub => "epub",
            Format::Rtf => "rtf",
            Format::Pdf => "pdf",
            Format::Warc => "warc",
            Format::Parquet => "parquet",
        }
    }

    /// Whether its files are ZIP packages.
    pub(super) const fn is_package(self) -> bool {
        matches!(self, Format::Docx | Format::Odt | Format::Epub)
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's name and its first bytes speak for; the name counts first.
    #[must_use]
    pub fn detect(name: &str, head: &[u8]) -> Format {
        if let Some(format) = by_name(name) {
            return format;
        }
        if let Some(format) = of_office(head) {
            return format;
        }
        if head.starts_with(b"WARC/") {
            return Format::Warc;
        }
        if head.starts_with(b"PAR1") {
            return Format::Parquet;
        }
        let head = decode::head(head);
        if is_feed(&head) {
            Format::Feed
        } else if root_element(&head) == Some("office:document") {
            Format::Odt
        } else if is_html(&head) {
            Format::Html
        } else if is_json_lines(&head) {
            Format::Jsonl
        } else {
            Format::Plain
        }
    }
}

fn by_name(name: &str) -> Option<Format> {
    let ending = name.rsplit(['/', '\\']).next()?.rsplit_once('.')?.1;
    ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, format)| *format)
}

fn is_html(head: &str) -> bool {
    let head = head.trim_start().as_bytes();
    let starts = |with: &[u8]| head.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    starts(b"<!doctype html") || starts(b"<html")
}

fn is_feed(head: &str) -> bool {
    let Some(root) = root_element(head) else { return false };
    let local = root.rsplit(':').next().unwrap_or(root);
    FEEDS.contains(&local)
        || (local == "RDF" && (head.contains("://purl.org/rss/") || head.contains("netscape.com/rdf/")))
}

/// The name of the first element of XML, behind declarations and comments.
fn root_element(head: &str) -> Option<&str> {
    let mut rest = head.trim_start();
    loop {
        let open = rest.strip_prefix('<')?;
        rest = if let Some(comment) = open.strip_prefix("!--") {
            comment.split_once("-->")?.1
        } else if open.starts_with(['?', '!']) {
            open.split_once('>')?.1
        } else {
            return open.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next();
        }
        .trim_start();
    }
}

/// Whether the first two lines are JSON objects; a lone one may be the whole of a JSON file, which is the same.
fn is_json_lines(head: &str) -> bool {
    let Some((first, rest)) = head.trim_start().split_once('\n') else { return false };
    first.starts_with('{')
        && (rest.trim_start().is_empty() || rest.trim_start().starts_with('{'))
        && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok()
}

fn of_office(head: &[u8]) -> Option<Format> {
    match head {
        [b'P', b'K', 3, 4, ..] => of_package(head),
        _ if head.starts_with(b"%PDF-") => Some(Format::Pdf),
        _ if head.starts_with(b"{\\rtf") => Some(Format::Rtf),
        _ => None,
    }
}

/// Books and OpenDocument name their type in the first file of the package (OpenDocument 1.3 part 2, section 3.3; EPUB OCF 3.3, section 4.2.4),
/// which is not compressed; packages of Word begin with their content types, and keep the text in a folder of this name.
fn of_package(head: &[u8]) -> Option<Format> {
    let kind = head.get(30..).and_then(|rest| rest.strip_prefix(b"mimetype"));
    let is = |kind: &[u8], name: &[u8]| memchr::memmem::find(&kind[..kind.len().min(128)], name).is_some();
    match kind {
        Some(kind) if is(kind, b"application/epub+zip") => Some(Format::Epub),
        Some(kind) if is(kind, b"application/vnd.oasis.opendocument.text") => Some(Format::Odt),
        Some(_) => None,
        None => memchr::memmem::find(head, b"word/").map(|_| Format::Docx),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_before_content() {
        // (name, head, format)
        let table = [
            ("a/b.HTML", "", Format::Html),
            ("b.xhtml", "<?xml", Format::Html),
            ("README.md", "<html>", Format::Markdown),
            ("a.mdx", "", Format::Mdx),
            ("-", "\u{feff} \n<!DOCTYPE html>", Format::Html),
            ("page.php", "<HTML lang=en>", Format::Html),
            ("a.DOCX", "", Format::Docx),
            ("-", "{\\rtf1", Format::Rtf),
            ("a.doc", "%PDF-1.4", Format::Pdf),
            ("-", "PK\x03\x04......................\0\0\0\0mimetypeapplication/epub+zip", Format::Epub),
            ("-", "PK\x03\x04......................\0\0\0\0[Content_Types].xml word/document.xml", Format::Docx),
            ("-", "<h1>so</h1>", Format::Plain),
            ("CC.warc.wet", "WARC/1.0\r\n", Format::Warc),
            ("a.warc", "", Format::Warc),
            ("part-0", "PAR1", Format::Parquet),
            ("html", "# Heading", Format::Plain),
            ("a.csv", "x", Format::Csv),
            ("A.TSV", "x", Format::Tsv),
            ("dir.csv/a", "x", Format::Plain),
            ("a.ndjson", "{", Format::Jsonl),
            ("a.json", "{", Format::Json),
            ("a.xml", "<?xml version='1.0'?>\n<!-- <x> --><!DOCTYPE rss>\n<rss version='2.0'>", Format::Feed),
            ("-", "\u{feff}<feed xmlns='http://www.w3.org/2005/Atom'>", Format::Feed),
            ("-", "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", Format::Feed),
            ("-", "<rdf:RDF xmlns='http://example.org/'>", Format::Plain),
            ("-", "<newsItem>", Format::Feed),
            ("-", "<rssx>", Format::Plain),
            ("a.xml", "<?xml version='1.0'?>\n<office:document xmlns:office='x'>", Format::Odt),
            ("-", "{\"text\": \"a\"}\n{\"te", Format::Jsonl),
            ("a.txt", "{curly} braces\n{again}", Format::Plain),
            ("a.txt", "a,b\n1,2\n", Format::Plain),
        ];
        for (name, head, format) in table {
            assert_eq!(Format::detect(name, head.as_bytes()), format, "{name} {head}");
        }
        let utf_16: Vec<u8> = "\u{feff}<rss/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Format::detect("-", &utf_16), Format::Feed);
        assert!(Format::ALL.iter().all(|format| Format::from_name(format.name()) == Some(*format)));
    }
}
