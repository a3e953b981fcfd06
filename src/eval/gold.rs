//! Marked text: documents whose spun phrases people have marked, one JSON object a line.

use serde::{Deserialize, Serialize};

use crate::error::{DataError, Problem};

/// A document with its spun phrases marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldDocument {
    /// Name of the document; a number in the file is kept as its digits.
    pub id: String,
    /// Where the text is from; empty when not given.
    pub source: String,
    /// What the text is about; empty when not given.
    pub topic: String,
    /// The spinner vocabulary that the text shows, when known.
    pub family: Option<String>,
    /// Whether the text is spun; a document that is not is a hard negative, in which nothing should be found.
    pub spun: bool,
    /// The text itself.
    pub text: String,
    /// The marked phrases, in the order of the file; they may overlap.
    pub spans: Vec<GoldSpan>,
}

/// A marked phrase of a [`GoldDocument`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoldSpan {
    /// The marked words; taken from the document when the file leaves them out.
    pub text: String,
    /// Offset of the first character, in Unicode characters from the start of the document's text.
    pub start: usize,
    /// Offset behind the last character, in Unicode characters.
    pub end: usize,
    /// The wordings that the writer may have started from, best first.
    pub meant: Vec<String>,
    /// False when it is in doubt whether the phrase is spun, or what was meant.
    pub sure: bool,
}

/// A line of the file, before its offsets are known to be sound.
#[derive(Deserialize)]
struct RawDocument {
    id: RawId,
    #[serde(default)]
    source: String,
    #[serde(default)]
    topic: String,
    family: Option<String>,
    spun: bool,
    text: String,
    spans: Vec<RawSpan>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`id` is neither a string nor a number")]
enum RawId {
    Text(String),
    Number(serde_json::Number),
}

#[derive(Deserialize)]
struct RawSpan {
    text: Option<String>,
    start: usize,
    end: usize,
    meant: Vec<String>,
    #[serde(default = "yes")]
    sure: bool,
}

fn yes() -> bool {
    true
}

/// What is wrong with a line, and what to do about it.
type Fault = (String, &'static str);

/// Reads marked documents from the lines of `jsonl`, the content of `file` (named in problems only). Blank lines and
/// a byte order mark are skipped.
///
/// # Errors
///
/// Every fault of every line: invalid JSON, fields missing or of the wrong type, and spans that lie outside the text,
/// start behind their end or hold other words than they say.
pub fn read_gold(file: &str, jsonl: &str) -> Result<Vec<GoldDocument>, DataError> {
    let mut documents = Vec::new();
    let mut problems = Vec::new();
    let lines = jsonl.strip_prefix('\u{feff}').unwrap_or(jsonl).lines();
    for (number, line) in (1..).zip(lines).filter(|(_, line)| !line.trim().is_empty()) {
        match read_document(line) {
            Ok(document) => documents.push(document),
            Err(faults) => problems.extend(faults.into_iter().map(|(message, remedy)| Problem {
                file: file.to_owned(),
                line: number,
                column: String::new(),
                message,
                remedy: remedy.to_owned(),
            })),
        }
    }
    if problems.is_empty() { Ok(documents) } else { Err(DataError { problems }) }
}

fn read_document(line: &str) -> Result<GoldDocument, Vec<Fault>> {
    let raw: RawDocument = serde_json::from_str(line).map_err(|error| vec![json_fault(&error)])?;
    let faults: Vec<Fault> =
        (1..).zip(&raw.spans).filter_map(|(number, span)| span_fault(number, span, &raw.text)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(GoldDocument {
        id: match raw.id {
            RawId::Text(id) => id,
            RawId::Number(id) => id.to_string(),
        },
        spans: raw.spans.into_iter().map(|span| span.marked_in(&raw.text)).collect(),
        source: raw.source,
        topic: raw.topic,
        family: raw.family,
        spun: raw.spun,
        text: raw.text,
    })
}

impl RawSpan {
    fn marked_in(self, text: &str) -> GoldSpan {
        let RawSpan { start, end, meant, sure, .. } = self;
        GoldSpan { text: marked(text, start, end), start, end, meant, sure }
    }
}

/// What stands between two offsets in characters.
fn marked(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

fn json_fault(error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    // The parser sees one line at a time, so that the line number in its message is always 1.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = message.strip_suffix(&place).unwrap_or(&message);
    if error.is_data() {
        let remedy =
            "give `id`, `text`, `spun` and `spans`, and for each span `start`, `end` (whole numbers) and `meant`";
        return (format!("not a marked document: {reason}"), remedy);
    }
    (format!("not valid JSON at byte {}: {reason}", error.column()), "write one complete JSON object a line")
}

/// `number`: of the span within its document, from 1; `text`: that of the document.
fn span_fault(number: usize, span: &RawSpan, text: &str) -> Option<Fault> {
    const IN_CHARACTERS: &str = "count `start` and `end` in Unicode characters of `text`, not in bytes";
    let RawSpan { start, end, .. } = *span;
    let length = text.chars().count();
    if start > end {
        let message = format!("span {number} starts at {start}, behind its end {end}");
        return Some((message, "swap `start` and `end`, or mark the phrase anew"));
    }
    if end > length {
        let message = format!("span {number} ({start} to {end}) lies outside the text of {length} characters");
        return Some((message, IN_CHARACTERS));
    }
    let (given, found) = (span.text.as_deref()?, marked(text, start, end));
    (given != found).then(|| {
        let message = format!("span {number} ({start} to {end}) holds \"{found}\", and its `text` is \"{given}\"");
        (message, IN_CHARACTERS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(jsonl: &str) -> Vec<(u64, String)> {
        let error = read_gold("marked.jsonl", jsonl).unwrap_err();
        assert!(error.problems.iter().all(|p| p.file == "marked.jsonl" && !p.remedy.is_empty()), "{error}");
        error.problems.into_iter().map(|p| (p.line, p.message)).collect()
    }

    #[test]
    fn reads_all_fields() {
        let line = r#"{"id": "a", "source": "s", "topic": "t", "family": "f", "spun": true, "text": "Über fake news",
            "spans": [{"text": "fake news", "start": 5, "end": 14, "meant": ["hoaxes", "lies"], "sure": false}]}"#;
        let documents = read_gold("x", &line.replace('\n', " ")).unwrap();
        let meant = vec!["hoaxes".into(), "lies".into()];
        let expected = GoldDocument {
            id: "a".into(),
            source: "s".into(),
            topic: "t".into(),
            family: Some("f".into()),
            spun: true,
            text: "Über fake news".into(),
            spans: vec![GoldSpan { text: "fake news".into(), start: 5, end: 14, meant, sure: false }],
        };
        assert_eq!(documents, [expected]);
    }

    #[test]
    fn fills_what_may_be_missing() {
        let line =
            r#"{"id": "a", "spun": false, "text": "né 🚲 here", "spans": [{"start": 3, "end": 7, "meant": []}]}"#;
        let documents = read_gold("x", line).unwrap();
        let GoldDocument { source, topic, family, spans, .. } = &documents[0];
        assert_eq!((source.as_str(), topic.as_str(), family), ("", "", &None));
        assert_eq!(spans[0].text, "🚲 he");
        assert!(spans[0].sure);
    }

    #[test]
    fn ids_may_be_numbers() {
        for (id, expected) in [(r#""7""#, "7"), ("7", "7"), ("-7", "-7"), ("7.5", "7.5")] {
            let line = format!(r#"{{"id": {id}, "spun": true, "text": "", "spans": []}}"#);
            assert_eq!(read_gold("x", &line).unwrap()[0].id, expected);
        }
    }

    #[test]
    fn skips_blank_lines_but_counts_them() {
        let good = r#"{"id": 1, "spun": true, "text": "", "spans": []}"#;
        let ids = |text: &str| read_gold("x", text).map(|all| all.len());
        assert_eq!(ids(&format!("\u{feff}{good}\r\n\r\n  \t\n{good}\n")), Ok(2));
        assert_eq!(ids(""), Ok(0));
        assert_eq!(problems(&format!("{good}\n\n \r\n{{\n{good}"))[0].0, 4);
    }

    #[test]
    fn describes_each_fault() {
        let spans = |spans: &str| format!(r#"{{"id": 1, "spun": true, "text": "naïve", "spans": [{spans}]}}"#);
        let table = [
            ("{\"id\": 1,".into(), "not valid JSON at byte 9: EOF while parsing a value"),
            ("nonsense".into(), "not valid JSON at byte 2: expected ident"),
            (r#"{"id": 1, "text": "", "spans": []}"#.into(), "not a marked document: missing field `spun`"),
            (
                r#"{"id": [], "spun": true, "text": "", "spans": []}"#.into(),
                "not a marked document: `id` is neither a string nor a number",
            ),
            (spans(r#"{"start": 0, "end": 2}"#), "not a marked document: missing field `meant`"),
            (spans(r#"{"start": 3, "end": 2, "meant": []}"#), "span 1 starts at 3, behind its end 2"),
            (spans(r#"{"start": 0, "end": 6, "meant": []}"#), "span 1 (0 to 6) lies outside the text of 5 characters"),
            (
                spans(r#"{"text": "ve", "start": 4, "end": 5, "meant": []}"#),
                "span 1 (4 to 5) holds \"e\", and its `text` is \"ve\"",
            ),
        ];
        for (line, expected) in table {
            assert_eq!(problems(&line), [(1, expected.to_owned())], "{line}");
        }
        assert!(
            problems(&spans(r#"{"start": -1, "end": 2, "meant": []}"#))[0].1.contains("invalid value: integer `-1`")
        );
    }

    #[test]
    fn accepts_spans_at_the_edges() {
        for (start, end) in [(0, 5), (5, 5), (0, 0)] {
            let span = format!(r#"{{"start": {start}, "end": {end}, "meant": []}}"#);
            let line = format!(r#"{{"id": 1, "spun": true, "text": "naïve", "spans": [{span}]}}"#);
            assert!(read_gold("x", &line).is_ok(), "{span}");
        }
    }

    #[test]
    fn reports_all_faults_in_order() {
        let spans = concat!(
            r#"{"start": 2, "end": 1, "meant": []}, {"start": 0, "end": 1, "meant": []}, "#,
            r#"{"start": 0, "end": 9, "meant": []}"#
        );
        let jsonl = format!("[\n{{\"id\": 1, \"spun\": true, \"text\": \"abc\", \"spans\": [{spans}]}}\n{{}}");
        let found: Vec<(u64, String)> =
            problems(&jsonl).into_iter().map(|(line, text)| (line, text.chars().take(6).collect())).collect();
        let expected = [(1, "not va"), (2, "span 1"), (2, "span 3"), (3, "not a ")];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
    }
}
