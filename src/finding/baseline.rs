//! Findings that were known at some time, told again by their words and those around them, wherever they have moved.

use crate::error::{DataError, Problem};
use crate::span::Span;
use crate::text::{Sentences, normal_form};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use twox_hash::XxHash3_64;

/// Version of the file's format and of [`Keys::key`]; a change of either is a new one.
const VERSION: u32 = 1;
/// Words of the sentence that count to each side of a finding.
const CONTEXT: usize = 4;

/// The first line of a baseline file.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    #[serde(rename = "unspin-baseline")]
    version: u32,
}

/// Findings of one document with the same words in the same context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Known {
    /// What the document is called in the baseline: its path below the folder of the file.
    pub document: String,
    /// The words as they stood, white space folded: for people.
    pub found: String,
    /// How many there were.
    pub count: u32,
    /// XXH3 of document, words and context, in 16 hexadecimal digits.
    pub key: String,
}

/// A baseline file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    documents: BTreeMap<String, Vec<Known>>,
}

impl Baseline {
    /// Reads a baseline: JSON lines, the version first. `file` names it in messages.
    ///
    /// # Errors
    /// Every line that is not as [`Baseline::written`] makes them; a version that this program does not know.
    pub fn parse(file: &str, text: &str) -> Result<Baseline, DataError> {
        let fault = |line: usize, message: String| Problem {
            file: file.to_string(),
            line: line as u64 + 1,
            column: String::new(),
            message,
            remedy: "write it anew with --write-baseline".to_string(),
        };
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let header = lines.next().and_then(|(_, line)| serde_json::from_str::<Header>(line).ok());
        if header.as_ref().is_none_or(|header| header.version != VERSION) {
            let message = format!("no baseline of version {VERSION}");
            return Err(DataError { problems: vec![fault(0, message)] });
        }
        let (mut baseline, mut problems) = (Baseline::default(), Vec::new());
        for (at, line) in lines {
            match serde_json::from_str::<Known>(line) {
                Ok(known) => baseline.documents.entry(known.document.clone()).or_default().push(known),
                Err(error) => problems.push(fault(at, error.to_string())),
            }
        }
        if problems.is_empty() { Ok(baseline) } else { Err(DataError { problems }) }
    }

    /// The file that holds `known`, sorted, so that two of them are easily compared.
    pub fn written(known: impl IntoIterator<Item = Known>) -> String {
        let mut known: Vec<Known> = known.into_iter().collect();
        known.sort();
        let line = |value: Result<String, serde_json::Error>| value.unwrap_or_default() + "\n";
        let header = line(serde_json::to_string(&Header { version: VERSION }));
        known.iter().fold(header, |text, known| text + &line(serde_json::to_string(known)))
    }

    /// What is known of a document of that name.
    pub fn of(&self, document: &str) -> &[Known] {
        self.documents.get(document).map_or(&[], Vec::as_slice)
    }

    /// What is known of the documents that `wanted` names.
    pub fn of_those(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &Known> {
        self.documents.iter().filter(move |(name, _)| wanted(name)).flat_map(|(_, known)| known)
    }
}

/// How many findings of each key a document may still have.
#[derive(Debug, Clone, Default)]
pub struct Left(FxHashMap<String, u32>);

impl Left {
    /// All that is known of a document.
    pub fn new(known: &[Known]) -> Left {
        Left(known.iter().map(|known| (known.key.clone(), known.count)).collect())
    }

    /// Whether a finding is known; each is so only as often as it was counted.
    pub fn take(&mut self, key: &str) -> bool {
        self.0.get_mut(key).filter(|count| **count > 0).map(|count| *count -= 1).is_some()
    }

    /// Keys that were not used up.
    pub fn stale(&self) -> usize {
        self.0.values().filter(|count| **count > 0).count()
    }
}

/// Works out the keys of one document's findings.
#[derive(Debug)]
pub struct Keys<'d> {
    name: &'d str,
    text: &'d str,
    sentences: Sentences<'d>,
}

impl<'d> Keys<'d> {
    /// For findings in `text` of the document that the baseline calls `name`.
    pub fn new(name: &'d str, text: &'d str) -> Self {
        Keys { name, text, sentences: Sentences::new(text) }
    }

    /// The finding as a baseline has it. Case, typography, white space and line ends make no difference, nor does what stands
    /// outside its sentence.
    pub fn known(&mut self, span: Span) -> Known {
        let sentence = self.sentences.around(span);
        let before = &self.text[sentence.start.min(span.start)..span.start];
        let after = &self.text[span.end..sentence.end.max(span.end)];
        let mut left: Vec<String> = words(before.split_whitespace().rev()).take(CONTEXT).collect();
        left.reverse();
        let found = span.slice(self.text);
        let middle: Vec<String> = words(found.split_whitespace()).collect();
        let right: Vec<String> = words(after.split_whitespace()).take(CONTEXT).collect();
        let parts = [self.name, &left.join(" "), &middle.join(" "), &right.join(" ")].join("\0");
        let key = format!("{:016x}", XxHash3_64::oneshot(parts.as_bytes()));
        let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
        Known { document: self.name.to_string(), found, count: 1, key }
    }
}

/// Normal forms of words, without the marks around them.
fn words<'w>(words: impl Iterator<Item = &'w str>) -> impl Iterator<Item = String> {
    let bare = words.map(|word| normal_form(word.trim_matches(|c: char| !c.is_alphanumeric())));
    bare.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str, found: &str) -> Known {
        let at = text.find(found).unwrap();
        Keys::new("a.txt", text).known(Span::new(at, at + found.len()))
    }

    #[test]
    fn a_key_survives_moves_and_wrapping_but_not_other_words() {
        let key = known("First. The nitty gritty plan came.", "nitty gritty").key;
        for same in [
            "The nitty gritty plan came.",
            "Other words. More of them.\n\nThe nitty gritty plan came. And on.",
            "The nitty\ngritty  plan\r\n  came.",
            "The \u{201c}nitty gritty\u{201d} plan came.",
        ] {
            let found = if same.contains("nitty\n") { "nitty\ngritty" } else { "nitty gritty" };
            assert_eq!(known(same, found).key, key, "{same}");
        }
        assert_ne!(known("A nitty gritty plan came.", "nitty gritty").key, key);
        let mut other = Keys::new("b.txt", "The nitty gritty plan came.");
        assert_ne!(other.known(Span::new(4, 16)).key, key);
    }

    #[test]
    fn keys_stay_what_they_were() {
        // A baseline written by an earlier version must hold: change VERSION with this.
        assert_eq!(known("The nitty gritty plan came.", "nitty gritty").key, "8a7d70a92abf723f");
    }

    #[test]
    fn what_is_written_is_read_again_in_order() {
        let (a, b) = (known("A bad plan.", "bad"), Known { document: "0.txt".into(), ..known("A bad plan.", "bad") });
        let text = Baseline::written([a.clone(), b.clone()]);
        assert!(text.starts_with("{\"unspin-baseline\":1}\n{\"document\":\"0.txt\","), "{text}");
        let baseline = Baseline::parse("b", &text).unwrap();
        assert_eq!((baseline.of("a.txt"), baseline.of("c.txt")), (&[a.clone()][..], &[][..]));
        assert_eq!(baseline.of_those(|name| name == "0.txt").collect::<Vec<_>>(), [&b]);
    }

    #[test]
    fn faults_are_named_with_their_lines() {
        for (text, expected) in [
            ("", "b:1: no baseline of version 1 (write it anew with --write-baseline)"),
            ("{\"unspin-baseline\":2}\n", "b:1: no baseline of version 1 (write it anew with --write-baseline)"),
            (
                "{\"unspin-baseline\":1}\n\n{}\n",
                "b:3: missing field `document` at line 1 column 2 (write it anew with --write-baseline)",
            ),
        ] {
            assert_eq!(Baseline::parse("b", text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn a_finding_is_known_as_often_as_it_was_counted() {
        let mut left = Left::new(&[Known { count: 2, ..known("A bad plan.", "bad") }]);
        let key = known("A bad plan.", "bad").key;
        assert_eq!((left.stale(), left.take("other")), (1, false));
        assert_eq!([left.take(&key), left.take(&key), left.take(&key)], [true, true, false]);
        assert_eq!(left.stale(), 0);
    }
}
