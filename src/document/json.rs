//! JSON (RFC 8259) and JSON lines: each object a document.

use super::read::Each;
use super::stream::Stream;
use super::table::{DATE, ID, TEXT, URL};
use super::{Document, DocumentError, ErrorKind, Escape, Origin, Prose, Reading, html};
use crate::span::Span;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::io::Read;

/// Text fields that an error lists.
const LISTED: usize = 20;
/// How deep text fields are looked for to be listed.
const LISTED_DEPTH: usize = 4;

/// Whether a text that no ending of a name speaks for is JSON: an object or an array, or several.
pub(super) fn is_json(name: &str, text: &str) -> bool {
    let unnamed = !name.rsplit('/').next().unwrap_or(name).contains('.');
    unnamed
        && text.trim_start().starts_with(['{', '['])
        && serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>().all(|value| value.is_ok())
}

/// Reads the objects of a file: those of arrays, and those that stand behind each other.
pub(super) fn read<E>(reading: &Reading, file: &Document, each: &mut Each<'_, E>) -> Result<(), E> {
    let text = file.text();
    let mut records = Records::new(reading, each);
    let (mut at, mut origin, mut counted, mut within) = (0, Origin::default(), 0, false);
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let mut here = || {
            origin = origin.after(&text[counted..at]);
            counted = at;
            origin
        };
        match text[at..].chars().next() {
            None if within => return records.fail("the array is not closed".into(), here()),
            None => return records.finish(),
            Some('[') if !within => (within, at) = (true, at + 1),
            Some(']') if within => (within, at) = (false, at + 1),
            Some(',') if within => at += 1,
            Some('{') => {
                let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<&RawValue>();
                match values.next() {
                    Some(Ok(value)) => {
                        let slice = value.get();
                        let record = Document::from_text(file.name(), slice);
                        let record = record.decoded_from(file.encoding(), file.byte_order_mark());
                        records.record(here(), record)?;
                        at += values.byte_offset();
                    }
                    Some(Err(error)) => {
                        let start = here();
                        let (line, message) = (start.lines + error.line() - 1, message(&error));
                        let rest = format!("{message}; the rest is not read");
                        return records.fail(rest, Origin { lines: line, ..start });
                    }
                    None => return records.finish(),
                }
            }
            Some(_) => return records.fail("a record is no object; the rest is not read".into(), here()),
        }
    }
}

/// Reads a file line by line, each an object.
pub(super) fn read_lines<E>(
    reading: &Reading,
    name: &str,
    input: &mut dyn Read,
    each: &mut Each<'_, E>,
) -> Result<(), E> {
    let mut records = Records::new(reading, each);
    let mut stream = match Stream::open(input) {
        Ok(stream) => stream,
        Err(error) => return (records.each)(Err(error)),
    };
    loop {
        let origin = stream.origin();
        match line(&mut stream, reading.limits.record) {
            Ok(Line::End) => return records.finish(),
            Ok(Line::TooLong) => {
                let what = format!("a line of more than {} bytes", reading.limits.record);
                (records.each)(Err(DocumentError::from(ErrorKind::Limit(what)).at(origin)))?;
            }
            Ok(Line::Whole(length)) => {
                let text = &stream.text()[..length];
                let start = text.len() - text.trim_start().len();
                let end = text.trim_end().len();
                if start < end {
                    let origin = origin.after(&text[..start]);
                    records.record(origin, stream.document(name, start, end))?;
                }
                stream.take(length);
            }
            Err(error) => return (records.each)(Err(DocumentError::from(error).at(origin))),
        }
    }
}

/// A line of a stream: its bytes, line end and all.
enum Line {
    Whole(usize),
    TooLong,
    End,
}

/// The line that a stream stands at; one that is too long is passed over.
fn line(stream: &mut Stream<'_>, most: usize) -> std::io::Result<Line> {
    let (mut seen, mut too_long) = (0, false);
    loop {
        let text = stream.text();
        let end = memchr::memchr(b'\n', &text.as_bytes()[seen..]).map(|found| seen + found + 1);
        let length = text.len();
        if too_long || end.unwrap_or(length) > most {
            too_long = true;
            stream.take(end.unwrap_or(length));
            seen = 0;
            if end.is_some() {
                return Ok(Line::TooLong);
            }
        } else if let Some(end) = end {
            return Ok(Line::Whole(end));
        } else {
            seen = length;
        }
        if !stream.more()? {
            return Ok(match (too_long, length) {
                (true, _) => Line::TooLong,
                (_, 0) => Line::End,
                (_, rest) => Line::Whole(rest),
            });
        }
    }
}

/// Makes documents of objects, and sees whether any had text.
struct Records<'r, 'e, E> {
    reading: &'r Reading,
    each: &'r mut Each<'e, E>,
    paths: Vec<Vec<Step>>,
    number: usize,
    /// Whether a record had one of the fields, or was broken, which has been said.
    found: bool,
    /// The text fields of the first record, to be listed where none was found.
    first: Vec<String>,
}

impl<'r, 'e, E> Records<'r, 'e, E> {
    fn new(reading: &'r Reading, each: &'r mut Each<'e, E>) -> Self {
        let paths = reading.fields.iter().map(|field| steps(field)).collect();
        Records { reading, each, paths, number: 0, found: false, first: Vec::new() }
    }

    fn fail(&mut self, what: String, origin: Origin) -> Result<(), E> {
        (self.each)(Err(DocumentError::from(ErrorKind::Record(what)).at(origin)))
    }

    fn finish(self) -> Result<(), E> {
        if self.found || self.number == 0 {
            return Ok(());
        }
        let wanted = if self.paths.is_empty() { TEXT.join(", ") } else { self.reading.fields.join(", ") };
        let what = format!("no record has a text called {wanted}; name one by --field: {}", self.first.join(", "));
        (self.each)(Err(ErrorKind::Missing(what).into()))
    }

    /// Hands a record over, where it has one of the text fields.
    fn record(&mut self, origin: Origin, record: Document) -> Result<(), E> {
        self.number += 1;
        let object = match serde_json::from_str::<Object<'_>>(record.text()) {
            Ok(object) => object,
            Err(error) => {
                self.found = true;
                return self.fail(message(&error), origin);
            }
        };
        let mut texts = self.texts(&object);
        if texts.is_empty() {
            if self.number == 1 {
                list(&object, "", 0, &mut self.first);
            }
            return Ok(());
        }
        self.found = true;
        let source = record.text();
        let place = |raw: &RawValue| {
            let start = raw.get().as_ptr().addr() - source.as_ptr().addr();
            Span::new(start, start + raw.get().len())
        };
        texts.sort_unstable_by_key(|raw| place(raw).start);
        let mut prose = Prose::new(source);
        for raw in texts {
            prose.end_paragraph();
            let place = place(raw);
            html::append_string(&mut prose, place, Escape::Json, |prose| add(prose, source, place));
        }
        let prose = prose.finish();
        let id = plain(&object, self.reading.id.as_deref().unwrap_or(ID)).unwrap_or_else(|| self.number.to_string());
        let url = plain(&object, self.reading.url.as_deref().unwrap_or(URL)).unwrap_or_default();
        let date = plain(&object, self.reading.date.as_deref().unwrap_or(DATE)).unwrap_or_default();
        let document = record.with_prose(prose, Escape::Json, true).with_origin(origin);
        (self.each)(Ok(document.with_parts(vec![(0, id)]).with_url(url).with_date(date)))
    }

    fn texts<'a>(&self, object: &Object<'a>) -> Vec<&'a RawValue> {
        let mut texts = Vec::new();
        if self.paths.is_empty() {
            let first = TEXT.into_iter().filter_map(|key| object.get(key)).find(|raw| is_text(raw));
            texts.extend(first);
        }
        for (path, field) in self.paths.iter().zip(&self.reading.fields) {
            match object.get(field).filter(|raw| is_text(raw)) {
                Some(raw) => texts.push(raw),
                None => object.follow(path, &mut texts),
            }
        }
        texts.sort_unstable_by_key(|raw| raw.get().as_ptr());
        texts.dedup_by_key(|raw| raw.get().as_ptr());
        texts
    }
}

/// The text or number that a field holds.
fn plain(object: &Object<'_>, name: &str) -> Option<String> {
    let mut found = Vec::new();
    match object.get(name) {
        Some(raw) => found.push(raw),
        None => object.follow(&steps(name), &mut found),
    }
    let value = found.first().map(|raw| match is_text(raw) {
        true => value(raw.get()),
        false => raw.get().to_string(),
    });
    value.filter(|value| !value.trim().is_empty() && value != "null" && !value.starts_with(['{', '[']))
}

/// What the parser says, without the place, which is given otherwise.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("{what} in column {}", error.column())
}

fn is_text(raw: &RawValue) -> bool {
    raw.get().starts_with('"')
}

/// A step into a record.
enum Step {
    Key(String),
    Each,
}

/// The steps of a path such as `a.b[].c`.
fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let key = part.trim_end_matches("[]");
        if !key.is_empty() {
            steps.push(Step::Key(key.to_string()));
        }
        steps.extend((0..(part.len() - key.len()) / 2).map(|_| Step::Each));
    }
    steps
}

/// An object whose values stand as in the file.
struct Object<'a>(Vec<(Key, &'a RawValue)>);

impl<'a> Object<'a> {
    /// The value of a key; of a key given twice the last, as nearly all programs have it (RFC 8259, section 4).
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(known, _)| known.0 == key).map(|(_, raw)| *raw)
    }

    /// Adds the texts and plain values that a path leads to.
    fn follow(&self, path: &[Step], found: &mut Vec<&'a RawValue>) {
        if let Some((Step::Key(key), rest)) = path.split_first()
            && let Some(raw) = self.get(key)
        {
            follow(raw, rest, found);
        }
    }
}

fn follow<'a>(raw: &'a RawValue, path: &[Step], found: &mut Vec<&'a RawValue>) {
    match path.split_first() {
        None if is_text(raw) => found.push(raw),
        None => {}
        Some((Step::Each, rest)) => {
            let elements = serde_json::from_str::<Vec<&RawValue>>(raw.get()).unwrap_or_default();
            elements.into_iter().for_each(|element| follow(element, rest, found));
        }
        Some((Step::Key(_), _)) => {
            if let Ok(object) = serde_json::from_str::<Object<'_>>(raw.get()) {
                object.follow(path, found);
            }
        }
    }
}

/// Lists the paths of an object's texts.
fn list(object: &Object<'_>, prefix: &str, depth: usize, listed: &mut Vec<String>) {
    for (key, raw) in &object.0 {
        let (mut raw, mut path) = (*raw, format!("{prefix}{}", key.0));
        for _ in 0..LISTED_DEPTH {
            let elements = serde_json::from_str::<Vec<&RawValue>>(raw.get()).unwrap_or_default();
            let Some(first) = elements.first() else { break };
            (raw, path) = (first, format!("{path}[]"));
        }
        if is_text(raw) && listed.len() < LISTED {
            listed.push(path);
        } else if depth < LISTED_DEPTH
            && let Ok(inner) = serde_json::from_str::<Object<'_>>(raw.get())
        {
            list(&inner, &format!("{path}."), depth + 1, listed);
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Vec<(Key, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Pairs).map(Object)
    }
}

/// A key. It is asked for as bytes, because half a pair of surrogates is then let pass.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Key, E> {
                Ok(Key(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// Adds a string, quotes and all, to prose made of its record. Half a pair of surrogates becomes U+FFFD.
fn add(prose: &mut Prose<'_>, source: &str, string: Span) {
    let bytes = source.as_bytes();
    let (mut at, end) = (string.start + 1, string.end.saturating_sub(1));
    while let Some(escape) = memchr::memchr(b'\\', &bytes[at..end]).map(|found| at + found) {
        prose.copy(Span::new(at, escape));
        let (length, ch) = unescape(&source[escape..end]);
        at = escape + length;
        prose.stand_for(Span::new(escape, at), ch.encode_utf8(&mut [0; 4]));
    }
    prose.copy(Span::new(at, end));
}

/// Length and meaning of the escape that a text begins with.
fn unescape(text: &str) -> (usize, char) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let single = |ch| (2, ch);
    match text.as_bytes().get(1) {
        Some(b'b') => single('\u{8}'),
        Some(b'f') => single('\u{c}'),
        Some(b'n') => single('\n'),
        Some(b'r') => single('\r'),
        Some(b't') => single('\t'),
        Some(b'u') => match (unit(0), unit(6)) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (12, char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            (Some(code), _) => (6, char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
            (None, _) => single('u'),
        },
        Some(other) => single(char::from(*other)),
        None => (1, '\\'),
    }
}

/// What a string, quotes and all, says.
fn value(string: &str) -> String {
    let mut prose = Prose::new(string);
    add(&mut prose, string, Span::new(0, string.len()));
    prose.finish().0
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::read_all;
    use super::*;

    fn reading(fields: &[&str], id: Option<&str>) -> Reading {
        let fields = fields.iter().map(|field| (*field).to_string()).collect();
        Reading { fields, id: id.map(str::to_string), ..Reading::default() }
    }

    /// Text, id and line of each record; for a fault its message.
    fn records(reading: &Reading, name: &str, text: &str) -> Vec<(String, String, usize)> {
        let record = |document: Document| {
            (document.text().to_string(), document.record().to_string(), document.origin().lines + 1)
        };
        let read = read_all(reading, name, text.as_bytes());
        read.into_iter().map(|read| read.map_or_else(|e| (e.to_string(), String::new(), e.line), record)).collect()
    }

    fn record(text: &str, id: &str, line: usize) -> (String, String, usize) {
        (text.into(), id.into(), line)
    }

    #[test]
    fn objects_of_lines_arrays_and_alone() {
        let lines = "{\"id\": 7, \"text\": \"a \\\"b\\\"\\n\\u00e9\"}\r\n\r\n {\"text\": \"c\", \"id\": \"x\"} \n{\"text\": \"\"}";
        let expected = |lines: [usize; 3]| {
            let texts = [("a \"b\"\né", "7"), ("c", "x"), ("", "3")];
            texts.into_iter().zip(lines).map(|((text, id), line)| record(text, id, line)).collect::<Vec<_>>()
        };
        assert_eq!(records(&reading(&[], None), "a.jsonl", lines), expected([1, 3, 4]));
        assert_eq!(records(&reading(&[], None), "a.json", lines), expected([1, 3, 4]));
        assert_eq!(records(&reading(&[], None), "-", lines), expected([1, 3, 4]));
        let array = format!("\u{feff}[{}]\n", lines.replace("\r\n\r\n", ",\n\n").replace("} \n", "},\n"));
        assert_eq!(records(&reading(&[], None), "a.json", &array), expected([1, 3, 4]));
        assert_eq!(records(&reading(&[], None), "-", &array), expected([1, 3, 4]));
        assert_eq!(records(&reading(&[], None), "-", "[1] Smith, J."), [record("[1] Smith, J.", "", 1)]);
        assert_eq!(records(&reading(&[], None), "a.json", "[]"), []);
        assert_eq!(records(&reading(&[], None), "a.jsonl", ""), []);
    }

    #[test]
    fn paths_lead_to_texts() {
        let text =
            r#"{"a": {"b": [{"c": "one"}, {"c": "two"}, {"d": 1}]}, "t.x": "dotted", "m": [["x"], ["y"]], "k": "z"}"#;
        // (fields, text)
        let table: [(&[&str], &str); 5] = [
            (&["a.b[].c"], "one\n\ntwo"),
            (&["t.x"], "dotted"),
            (&["m[][]"], "x\n\ny"),
            (&["k", "a.b[].c", "k"], "one\n\ntwo\n\nz"),
            (&["k", "nothing"], "z"),
        ];
        for (fields, prose) in table {
            assert_eq!(records(&reading(fields, Some("t.x")), "a.json", text), [record(prose, "dotted", 1)]);
        }
        assert_eq!(records(&reading(&["k"], Some("a.b[].c")), "a.json", text), [record("z", "one", 1)]);
    }

    #[test]
    fn records_without_the_field_are_passed_over_unless_all_are() {
        let text = "{\"body\": \"a\"}\n{\"body\": null}\n{}\n{\"body\": \"b\"}";
        assert_eq!(records(&reading(&[], None), "a.jsonl", text), [record("a", "1", 1), record("b", "4", 4)]);
        let text = r#"{"title": "t", "n": 1, "meta": {"parts": [{"s": "x"}]}, "list": ["y"]}"#;
        let listed = "title, meta.parts[].s, list[]";
        let message = |wanted| {
            let what = "it holds no records to read: no record has a text called";
            record(&format!("{what} {wanted}; name one by --field: {listed}"), "", 0)
        };
        assert_eq!(records(&reading(&["copy"], None), "a.jsonl", text), [message("copy")]);
        assert_eq!(
            records(&reading(&[], None), "a.json", text),
            [message("text, body, content, article, description")]
        );
    }

    #[test]
    fn a_broken_line_is_reported_and_the_others_go_on() {
        let text = "{\"text\": \"a\"}\n{\"text\": \"b}\n[1]\n{\"text\": \"c\0\"}\n{\"text\": \"d\"}\n";
        let found = records(&reading(&[], None), "a.jsonl", text);
        assert_eq!((&found[0], &found[4]), (&record("a", "1", 1), &record("d", "5", 5)));
        assert_eq!(found[1], record("broken record: EOF while parsing a string in column 12", "", 2));
        assert!(found[2].0.contains("expected an object") && found[2].2 == 3, "{:?}", found[2]);
        assert!(found[3].0.contains("control character") && found[3].2 == 4, "{:?}", found[3]);
        let array = "[{\"text\": \"a\"},\n{\"text\": b}]";
        let rest = "broken record: expected value in column 10; the rest is not read";
        assert_eq!(records(&reading(&[], None), "a.json", array), [record("a", "1", 1), record(rest, "", 2)]);
        let open = record("broken record: the array is not closed", "", 1);
        assert_eq!(records(&reading(&[], None), "a.json", "[{\"text\": \"a\"}"), [record("a", "1", 1), open]);
    }

    #[test]
    fn odd_strings() {
        // (record, text)
        let table = [
            (r#"{"text": "\ud83d\ude00 \ud83d x \ude00\/\\\b"}"#, "😀 \u{fffd} x \u{fffd}/\\\u{8}"),
            (r#"{"text": "first", "text": "second"}"#, "second"),
            (r#"{"\ud800": 1, "text": "a"}"#, "a"),
            (r#"{"te\u0078t": "a"}"#, "a"),
            (r#"{"text": "\ud83d\u0041"}"#, "\u{fffd}A"),
        ];
        for (text, prose) in table {
            assert_eq!(records(&reading(&[], None), "a.jsonl", text), [record(prose, "1", 1)], "{text}");
        }
        let utf_16: Vec<u8> = "\u{feff}{\"text\": \"é\"}\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let read = read_all(&reading(&[], None), "a.jsonl", &utf_16).pop().unwrap().unwrap();
        assert_eq!((read.text(), read.encoding(), read.byte_order_mark()), ("é", "UTF-16BE", true));
    }

    #[test]
    fn long_lines_are_passed_over() {
        let mut reading = reading(&[], None);
        reading.limits.record = 1000;
        let text = format!("{{\"text\": \"a\"}}\n{{\"text\": \"{}\"}}\n{{\"text\": \"b\"}}\n", "x".repeat(1_000_000));
        let long = record("beyond the limit: a line of more than 1000 bytes", "", 2);
        assert_eq!(records(&reading, "a.jsonl", &text), [record("a", "1", 1), long, record("b", "2", 3)]);
    }

    #[test]
    fn edits_are_escaped_and_nothing_else_changes() {
        let text = r#"{"n": 1, "text": "An \u00e9lan of \"old\" words", "z": [1]}"#;
        let document = read_all(&reading(&[], None), "a.json", text.as_bytes()).pop().unwrap().unwrap();
        let at = document.text().find("old").unwrap();
        let span = Span::new(at, at + 3);
        assert_eq!(document.locate(span).slice(text), "old");
        let edited = document.edited(&[(Span::new(3, 8), "a\\b"), (span, "\"new\"\n")]);
        assert_eq!(edited, r#"{"n": 1, "text": "An a\\b of \"\"new\"\u000a\" words", "z": [1]}"#);
        assert_eq!(records(&reading(&[], None), "a.json", &edited)[0].0, "An a\\b of \"\"new\"\n\" words");
    }

    #[test]
    fn html_in_strings_is_read_and_written_as_such() {
        let text = r#"{"text": "<p class=\"old\">So \u003cb>o</b>ld &amp; &eacute;\n\nnew</p><style>old</style>"}"#;
        let document = read_all(&reading(&[], None), "a.json", text.as_bytes()).pop().unwrap().unwrap();
        assert_eq!(document.text(), "So old & é\n\nnew\n\n");
        let place = |part: &str| {
            let at = document.text().find(part).unwrap();
            Span::new(at, at + part.len())
        };
        assert_eq!(document.locate(place("old")).slice(text), "o</b>ld");
        assert_eq!(document.locate(place("é")).slice(text), "&eacute;");
        let edited = document.edited(&[(place("old"), "<\"x\">")]);
        assert_eq!(edited, text.replace("o</b>ld", r#"&lt;\"x\"&gt;</b>"#));
    }

    #[test]
    fn nesting_takes_no_stack() {
        let deep = format!("{{\"a\": {}{}, \"text\": \"b\"}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(records(&reading(&[], None), "a.jsonl", &deep), [record("b", "1", 1)]);
        let fields = reading(&["text"], None);
        assert_eq!(records(&fields, "a.jsonl", &deep.replace("\"text\"", "\"x\""))[0].1, "");
        assert_eq!(Reading::default().format, None::<Format>);
    }
}
