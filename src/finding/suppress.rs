//! Suppressions that stand in the text: `unspin: ignore-next`, `ignore-start`, `ignore-end`.

use super::Finding;
use crate::document::{Document, Positions};
use crate::error::did_you_mean;
use crate::span::Span;
use memchr::memmem;

/// What a directive does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Silences what follows it to the end of its paragraph; the next paragraph where it ends one.
    Next,
    /// Begins a stretch that is silenced.
    Start,
    /// Ends the stretch begun last.
    End,
}

impl Action {
    const NAMES: [(&str, Action); 3] =
        [("ignore-next", Action::Next), ("ignore-start", Action::Start), ("ignore-end", Action::End)];
}

/// One directive, in bytes of the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Directive {
    /// The comment, or the line.
    span: Span,
    /// Nothing when the word is none of [`Action::NAMES`].
    action: Option<Action>,
    /// The word as it stands.
    word: String,
    /// Entries concerned; none for all.
    entries: Vec<String>,
    has_reason: bool,
    /// Where that what it silences begins, for one that silences what follows: behind the last of those that stand together.
    reach: usize,
    /// The start that is open behind it, the innermost; behind a start that is itself.
    open: Option<usize>,
    /// Of a start, the one that it stands in.
    outer: Option<usize>,
    used: bool,
}

/// Directives of each kind that are looked at for one place, the nearest first: nobody needs as many, and a hostile file has thousands.
const LOOKS: usize = 64;

/// Whether `entry` is one of `patterns`: itself (`topic/name`), or its topic (`topic` or `topic/*`). Without patterns all are.
pub fn is_meant(patterns: &[String], entry: &str) -> bool {
    let (topic, _) = entry.split_once('/').unwrap_or((entry, ""));
    patterns.is_empty() || patterns.iter().any(|pattern| pattern == entry || pattern.trim_end_matches("/*") == topic)
}

/// What the directives of a text say of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// It is not to be reported.
    Ignore,
    /// It stands in a directive, which is no copy.
    Directive,
}

/// The directives of one document.
#[derive(Debug)]
pub struct Inline<'d> {
    document: &'d Document,
    /// Whether the directives stand in the prose: no one writes them into the file of a word processor.
    in_prose: bool,
    directives: Vec<Directive>,
    /// Those that silence what follows.
    nexts: Vec<usize>,
    stray_ends: Vec<usize>,
    unclosed: Vec<usize>,
    /// The byte of the prose asked about last, and where the paragraph before it ends in the file.
    paragraph: Option<(usize, usize)>,
}

impl<'d> Inline<'d> {
    /// Reads the directives in the file's text, comments of HTML and Markdown included; in what was made by a word processor, those in its
    /// paragraphs.
    pub fn new(document: &'d Document) -> Self {
        let paragraphs = if document.counts_paragraphs() { directives(document.text()) } else { Vec::new() };
        let in_prose = !paragraphs.is_empty();
        let mut inline = Inline {
            document,
            in_prose,
            directives: if in_prose { paragraphs } else { directives(document.source()) },
            nexts: Vec::new(),
            stray_ends: Vec::new(),
            unclosed: Vec::new(),
            paragraph: None,
        };
        inline.pair();
        inline
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.directives.is_empty()
    }

    /// The text that the directives stand in.
    fn read(&self) -> &'d str {
        if self.in_prose { self.document.text() } else { self.document.source() }
    }

    /// Where a stretch of the prose stands in it.
    fn place(&self, span: Span) -> Span {
        if self.in_prose { span } else { self.document.source_span(span) }
    }

    /// Pairs starts with ends, and lets a directive that is followed by others reach behind them.
    fn pair(&mut self) {
        let source = self.read();
        for at in 0..self.directives.len() {
            self.directives[at].outer = self.unclosed.last().copied();
            match self.directives[at].action {
                Some(Action::Start) => self.unclosed.push(at),
                Some(Action::End) if self.unclosed.pop().is_none() => self.stray_ends.push(at),
                Some(Action::Next) => self.nexts.push(at),
                _ => {}
            }
            self.directives[at].open = self.unclosed.last().copied();
        }
        for at in (0..self.directives.len()).rev() {
            let here = &self.directives[at];
            if here.action == Some(Action::Next) {
                let follower = self.directives.get(at + 1).filter(|next| {
                    next.action == Some(Action::Next) && source[here.span.end..next.span.start].trim().is_empty()
                });
                self.directives[at].reach = follower.map_or(here.span.end, |next| next.reach);
            }
        }
    }

    /// What the directives say of a finding of the document. Findings in order of the text cost the least.
    pub fn say(&mut self, finding: &Finding) -> Said {
        if self.directives.is_empty() {
            return Said::Nothing;
        }
        let place = self.place(finding.span);
        let before = self.paragraph_before(finding.span.start);
        let behind = self.directives.partition_point(|directive| directive.span.start < place.end);
        let last = behind.checked_sub(1).map(|at| &self.directives[at]);
        if last.is_some_and(|last| last.span.overlaps(place)) {
            return Said::Directive;
        }
        let reach = |at: &usize| self.directives[*at].reach;
        let until = self.nexts.partition_point(|at| reach(at) <= place.start);
        let nexts = self.nexts[..until].iter().rev().copied().take_while(|at| reach(at) >= before);
        let open = std::iter::successors(last.and_then(|last| last.open), |at| self.directives[*at].outer);
        let within: Vec<usize> = nexts.take(LOOKS).chain(open.take(LOOKS)).collect();
        let mut said = Said::Nothing;
        for at in within {
            let directive = &mut self.directives[at];
            if is_meant(&directive.entries, &finding.entry) {
                directive.used = true;
                said = Said::Ignore;
            }
        }
        said
    }

    /// Where the paragraph before the one that holds a byte of the prose ends, in bytes of the file; 0 where there is none.
    fn paragraph_before(&mut self, offset: usize) -> usize {
        let text = self.document.text();
        // What was asked about before stands on a line that is not blank, so no more than what lies between is gone over.
        let (known, before) = self.paragraph.filter(|(known, _)| *known <= offset).unwrap_or_default();
        let start = paragraph_start(text, known, offset);
        let before = start.map_or(before, |start| {
            let end = text[..start].trim_end().len();
            let last = text[..end].chars().next_back().map_or(0, char::len_utf8);
            if end == 0 { 0 } else { self.place(Span::new(end - last, end)).end }
        });
        self.paragraph = Some((offset, before));
        before
    }

    /// What is wrong with the directives, once all findings were asked about: line of the file, from 1, and message.
    pub fn warnings(&self) -> Vec<(usize, String)> {
        let mut positions = Positions::new(self.read());
        let first = self.document.origin().lines;
        // Every second line of such prose is blank.
        let paragraphs = if self.in_prose { 2 } else { 1 };
        let told = |at: usize| self.warnings_of(at).into_iter().map(move |message| (at, message));
        let all = (0..self.directives.len()).flat_map(told);
        all.map(|(at, message)| {
            (first + positions.locate(self.directives[at].span.start).line.div_ceil(paragraphs), message)
        })
        .collect()
    }

    fn warnings_of(&self, at: usize) -> Vec<String> {
        let directive = &self.directives[at];
        let Some(action) = directive.action else {
            let remedy = did_you_mean(&directive.word, Action::NAMES.iter().map(|(name, _)| *name));
            let remedy = remedy.unwrap_or_else(|| "known are ignore-next, ignore-start and ignore-end".into());
            return vec![format!("unknown directive \"{}\" ({remedy})", directive.word)];
        };
        if action == Action::End {
            let stray = self.stray_ends.binary_search(&at).is_ok();
            return stray
                .then(|| "ignore-end without an ignore-start before it (remove it)".to_string())
                .into_iter()
                .collect();
        }
        let mut warnings = Vec::new();
        if !directive.has_reason {
            warnings.push(format!("{} without a reason (write -- and the reason at its end)", directive.word));
        }
        if self.unclosed.binary_search(&at).is_ok() {
            warnings
                .push("ignore-start without an ignore-end reaches to the end (write unspin: ignore-end)".to_string());
        }
        if !directive.used {
            warnings.push(format!("{} silences nothing (remove it)", directive.word));
        }
        warnings
    }
}

fn line_start(text: &str, offset: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..offset]).map_or(0, |at| at + 1)
}

/// Where the paragraph of a byte begins, when a blank line stands between `floor` and it.
fn paragraph_start(text: &str, floor: usize, offset: usize) -> Option<usize> {
    let line_end = |before: usize| memchr::memrchr(b'\n', &text.as_bytes()[floor..before]).map(|at| floor + at);
    let mut end = line_end(offset)?;
    loop {
        let before = line_end(end);
        if text[before.map_or(floor, |at| at + 1)..end].trim().is_empty() {
            return Some(end + 1);
        }
        end = before?;
    }
}

/// All directives of a text, in order.
fn directives(source: &str) -> Vec<Directive> {
    memmem::find_iter(source.as_bytes(), b"unspin:").filter_map(|at| directive(source, at)).collect()
}

/// The directive whose `unspin:` stands at a byte, unless that is prose.
fn directive(source: &str, at: usize) -> Option<Directive> {
    let (span, content) = in_comment(source, at, "<!--", "-->")
        .or_else(|| in_comment(source, at, "{/*", "*/}"))
        .or_else(|| in_comment(source, at, "/*", "*/"))
        .or_else(|| on_a_line(source, at))?;
    let mut words = content.slice(source).split_whitespace();
    let word = words.next()?.to_string();
    let action = Action::NAMES.iter().find(|(name, _)| *name == word).map(|(_, action)| *action);
    if action.is_none() && !word.starts_with("ignore") {
        return None;
    }
    let is_dash = |word: &&str| matches!(*word, "--" | "—" | "–");
    let entries = words.by_ref().take_while(|word| !is_dash(word));
    let entries = entries.map(|entry| entry.trim_end_matches(',').to_string()).collect();
    let has_reason = words.next().is_some();
    Some(Directive { span, action, word, entries, has_reason, reach: 0, open: None, outer: None, used: false })
}

/// The comment that begins directly before a byte, and what it says behind `unspin:`.
fn in_comment(source: &str, at: usize, open: &str, close: &str) -> Option<(Span, Span)> {
    let start = source[..at].trim_end().strip_suffix(open)?.len();
    let content = at + "unspin:".len();
    let end = content + source[content..].find(close)?;
    Some((Span::new(start, end + close.len()), Span::new(content, end)))
}

/// The line that holds nothing but a directive: bare, behind the sign of a comment, or as a link definition that Markdown does not show.
fn on_a_line(source: &str, at: usize) -> Option<(Span, Span)> {
    const SIGNS: [&str; 7] = ["", "#", "//", "%", "..", ";", "--"];
    const DEFINITIONS: [(&str, char); 4] =
        [("[//]: # (", ')'), ("[//]: # \"", '"'), ("[comment]: # (", ')'), ("[comment]: # \"", '"')];
    let start = line_start(source, at);
    let end = at + source[at..].find(['\n', '\r']).unwrap_or(source.len() - at);
    let before = source[start..at].trim_start();
    let content = Span::new(at + "unspin:".len(), end);
    if SIGNS.contains(&before.trim_end()) {
        return Some((Span::new(start, end), content));
    }
    let (_, close) = DEFINITIONS.iter().find(|(open, _)| *open == before)?;
    let inner = content.slice(source).trim_end().strip_suffix(*close)?.len();
    Some((Span::new(start, end), Span::new(content.start, content.start + inner)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::finding;
    use super::*;

    /// What is said of every `bad` of a text, and the warnings.
    fn said(text: &str) -> (Vec<Said>, Vec<(usize, String)>) {
        let document = Document::from_text("t", text);
        said_of(&document)
    }

    fn said_of(document: &Document) -> (Vec<Said>, Vec<(usize, String)>) {
        let mut inline = Inline::new(document);
        let places = document.text().match_indices("bad");
        let said = places.map(|(at, word)| inline.say(&finding(Span::new(at, at + word.len()), "t/bad"))).collect();
        (said, inline.warnings())
    }

    const N: Said = Said::Nothing;
    const I: Said = Said::Ignore;
    const D: Said = Said::Directive;

    #[test]
    fn directives_reach_as_far_as_they_say() {
        for (text, expected) in [
            ("bad\n\nunspin: ignore-next -- r\n\nbad\nbad\n\nbad", vec![N, I, I, N]),
            ("bad\nunspin: ignore-next -- r\nbad\nbad\n\nbad", vec![N, I, I, N]),
            ("bad <!-- unspin: ignore-next -- r --> bad\n\nbad", vec![N, I, N]),
            ("bad <!-- unspin: ignore-next -- r -->\n\nbad\n\nbad", vec![N, I, N]),
            ("unspin: ignore-next a/b -- r\nunspin: ignore-next t/* -- r\nbad\n\nbad", vec![I, N]),
            ("unspin: ignore-next t/* -- r\n\nunspin: ignore-next a/b -- r\n\nbad\n\nbad", vec![I, N]),
            ("unspin: ignore-start -- r\nbad\n\nbad\nunspin: ignore-end\nbad", vec![I, I, N]),
            (
                "unspin: ignore-start t -- r\nunspin: ignore-start x -- r\nbad\nunspin: ignore-end\nbad\nunspin: ignore-end\nbad",
                vec![I, I, N],
            ),
            ("unspin: ignore-start x -- r\nbad\nunspin: ignore-end\nunspin: ignore-start t -- r\nbad", vec![N, I]),
            ("/* unspin: ignore-start -- r */bad/* unspin: ignore-end */bad", vec![I, N]),
            ("{/* unspin: ignore-start t -- r */}\nbad\n{/* unspin: ignore-end */}\nbad", vec![I, N]),
            ("[//]: # (unspin: ignore-start t/* -- r)\nbad\n[//]: # \"unspin: ignore-end\"\nbad", vec![I, N]),
            ("% unspin: ignore-next t/bad, t/x -- bad\r\nbad\r\n\r\nbad", vec![D, D, I, N]),
            ("unspin: ignore-next t/other -- r\nbad", vec![N]),
            ("Write unspin: ignore-next -- r\nbad", vec![N]),
            ("unspin: a tool\nbad", vec![N]),
            ("<!-- unspin: ignore-next -- r\nbad", vec![N]),
        ] {
            assert_eq!(said(text).0, expected, "{text:?}");
        }
    }

    #[test]
    fn warnings_name_line_fault_and_remedy() {
        for (text, expected) in [
            (
                "a\nunspin: ignore-next\nbad",
                vec![(2, "ignore-next without a reason (write -- and the reason at its end)")],
            ),
            ("a\n\n<!-- unspin: ignore-next -- r -->\ngood", vec![(3, "ignore-next silences nothing (remove it)")]),
            (
                "unspin: ignore-start -- r\nbad",
                vec![(1, "ignore-start without an ignore-end reaches to the end (write unspin: ignore-end)")],
            ),
            ("bad\nunspin: ignore-end\n", vec![(2, "ignore-end without an ignore-start before it (remove it)")]),
            (
                "unspin: ignore-nxt -- r\n",
                vec![(1, "unknown directive \"ignore-nxt\" (did you mean \"ignore-next\"?)")],
            ),
            ("unspin: ignore-start -- r\nbad\nunspin: ignore-end\n", vec![]),
        ] {
            let warnings = said(text).1;
            let warnings: Vec<(usize, &str)> = warnings.iter().map(|(line, text)| (*line, text.as_str())).collect();
            assert_eq!(warnings, expected, "{text:?}");
        }
    }

    #[test]
    fn comments_that_are_no_prose_are_read_in_the_file() {
        use crate::document::{Escape, Prose};
        let source = "<p>bad</p>\n<!-- unspin: ignore-next -- r -->\n<p>A <b>bad</b> one</p>\n<p>bad</p>";
        let mut prose = Prose::new(source);
        for part in ["bad</p>\n<!", "A ", "bad</b", " one", "bad</p>"] {
            let from = if part == "bad</p>" { source.rfind(part) } else { source.find(part) }.unwrap();
            prose.copy(Span::new(from, from + part.find('<').unwrap_or(part.len())));
            if part.contains("</p") || part == " one" {
                prose.end_paragraph();
            }
        }
        let document = Document::from_text("t", source).with_prose(prose.finish(), Escape::Xml, true);
        assert_eq!(document.text(), "bad\n\nA bad one\n\nbad\n\n");
        assert_eq!(said_of(&document), (vec![N, I, N], vec![]));
    }

    #[test]
    fn directives_of_a_word_processor_are_paragraphs() {
        use crate::document::{Escape, Prose};
        let source = "<p>bad</p><p>\nunspin: ignore-next -- r</p><p>bad</p><p>bad</p><p>unspin: ignore-nxt</p>";
        let mut prose = Prose::new(source);
        for (at, part) in
            source.split_inclusive("</p>").scan(0, |at, part| Some((std::mem::replace(at, *at + part.len()), part)))
        {
            prose.copy(Span::new(at + 3, at + part.len() - 4));
            prose.end_paragraph();
        }
        let document = Document::from_text("t", source).with_prose(prose.finish(), Escape::Xml, false);
        let (said, warnings) = said_of(&document);
        assert_eq!((said, warnings[0].0), (vec![N, I, N], 5));
    }

    #[test]
    fn entries_are_meant_by_name_and_by_topic() {
        let meant = |pattern: &str, entry| is_meant(&[pattern.to_string()], entry);
        assert!(meant("sport/a", "sport/a") && meant("sport/*", "sport/a") && meant("sport", "sport/a"));
        assert!(!meant("sport/a", "sport/b") && !meant("spor", "sport/a") && is_meant(&[], "sport/a"));
    }
}
