//! Where prose stands in the file that it was taken from, and changes carried back into that file.

use crate::span::Span;

/// A stretch of prose and the stretch of the file it comes from, in bytes of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    prose: Span,
    source: Span,
    /// Whether the file spells it as the prose does, so that offsets inside it carry over.
    same: bool,
}

impl Run {
    /// The part of the file that the part of this run within `span`, a stretch of prose, stands for. An entity is never cut.
    fn part(self, span: Span) -> Span {
        let (start, end) = (span.start.max(self.prose.start), span.end.min(self.prose.end));
        match self.same {
            true => Span::new(
                self.source.start + (start - self.prose.start),
                self.source.start + (end.max(start) - self.prose.start),
            ),
            false => self.source,
        }
    }
}

/// How characters of a replacement are written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Escape {
    /// As they are.
    #[default]
    None,
    /// `&`, `<` and `>` as entities (XML 1.0, section 2.4).
    Xml,
    /// As in a JSON string (RFC 8259, section 7).
    Json,
    /// Marks behind a backslash (CommonMark, section 2.4).
    Markdown,
    /// Quotes doubled, as in a quoted CSV field (RFC 4180, section 2).
    Csv,
    /// As they are, in a CSV field without quotes; the field gets quotes when the replacement needs them.
    BareCsv,
    /// As HTML that is itself written as the text of XML: `&` is `&amp;amp;` (RSS 2.0, Atom 1.0 with `type="html"`).
    XmlTwice,
    /// As HTML in a JSON string.
    HtmlInJson,
    /// As HTML in a quoted CSV field.
    HtmlInCsv,
    /// As HTML in a CSV field without quotes.
    HtmlInBareCsv,
    /// As they are, in a CDATA section (XML 1.0, section 2.7), which what would end it is split over.
    Cdata,
    /// Backslashes and braces escaped, characters beyond ASCII by number (RTF 1.9.1, "Unicode RTF").
    Rtf,
}

impl Escape {
    /// The same for HTML that is written so: in a cell of a table, in a JSON string.
    pub(super) const fn of_html(self) -> Escape {
        match self {
            Escape::Json => Escape::HtmlInJson,
            Escape::Csv => Escape::HtmlInCsv,
            Escape::BareCsv => Escape::HtmlInBareCsv,
            other => other,
        }
    }

    /// Of HTML within another format, how that format writes it.
    const fn around_html(self) -> Option<Escape> {
        match self {
            Escape::XmlTwice => Some(Escape::Xml),
            Escape::HtmlInJson => Some(Escape::Json),
            Escape::HtmlInCsv => Some(Escape::Csv),
            Escape::HtmlInBareCsv => Some(Escape::BareCsv),
            _ => None,
        }
    }

    const fn is_bare_csv(self) -> bool {
        matches!(self, Escape::BareCsv | Escape::HtmlInBareCsv)
    }

    /// `text` as it is written in the file.
    fn written(self, text: &str) -> String {
        if let Some(outer) = self.around_html() {
            return outer.written(&Escape::Xml.written(text));
        }
        if self == Escape::Cdata {
            return text.replace("]]>", "]]]]><![CDATA[>");
        }
        let mut out = String::with_capacity(text.len());
        for ch in text.chars() {
            match (self, ch) {
                (Escape::Xml, '&') => out.push_str("&amp;"),
                (Escape::Xml, '<') => out.push_str("&lt;"),
                (Escape::Xml, '>') => out.push_str("&gt;"),
                (Escape::Markdown, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '|') => out.extend(['\\', ch]),
                (Escape::Json, '"' | '\\') => out.extend(['\\', ch]),
                (Escape::Json, '\0'..='\u{1f}') => out.push_str(&format!("\\u{:04x}", u32::from(ch))),
                (Escape::Csv, '"') => out.push_str("\"\""),
                (Escape::Rtf, '\\' | '{' | '}') => out.extend(['\\', ch]),
                (Escape::Rtf, ch) if !ch.is_ascii() => out.push_str(&rtf_units(ch)),
                _ => out.push(ch),
            }
        }
        out
    }
}

/// A character by its UTF-16 units, in a group that says how many characters stand behind each for old readers: one.
fn rtf_units(ch: char) -> String {
    let units =
        ch.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{}?", unit.cast_signed())).collect::<String>();
    format!("{{\\uc1{units}}}")
}

/// Collects the prose of a file, stretch by stretch in the order of reading, and remembers where each stands.
#[derive(Debug)]
pub struct Prose<'s> {
    source: &'s str,
    text: String,
    map: SourceMap,
}

impl<'s> Prose<'s> {
    /// Starts with no prose of `source`, the decoded file.
    #[must_use]
    pub fn new(source: &'s str) -> Self {
        Prose { source, text: String::new(), map: SourceMap::default() }
    }

    /// The decoded file that stretches are taken from.
    #[must_use]
    pub const fn source(&self) -> &'s str {
        self.source
    }

    /// The prose so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a stretch of the file as it stands; `span` is in bytes of the source. Notes may be added behind the paragraph they stand in.
    pub fn copy(&mut self, span: Span) {
        self.add(span, span.slice(self.source), true);
    }

    /// Adds `text` for a stretch of the file that spells it otherwise: an entity, an escape.
    pub fn stand_for(&mut self, span: Span, text: &str) {
        self.add(span, text, false);
    }

    fn add(&mut self, source: Span, text: &str, same: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        let prose = Span::new(start, self.text.len());
        match self.map.runs.last_mut() {
            Some(last) if same && last.same && last.source.end == source.start && last.prose.end == start => {
                (last.prose.end, last.source.end) = (prose.end, source.end);
            }
            _ => self.map.runs.push(Run { prose, source, same }),
        }
    }

    /// Adds text that stands nowhere in the file: the break that a block element makes.
    pub fn insert(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends a paragraph, unless the prose is empty or one has just ended.
    pub fn end_paragraph(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push_str("\n\n");
        }
    }

    /// Has replacements within `span`, a stretch of the file behind all earlier ones, written by `escape` instead of the document's own.
    pub fn escape(&mut self, span: Span, escape: Escape) {
        match self.map.regions.last_mut() {
            Some(last) if last.span.end == span.start && last.escape == escape => last.span.end = span.end,
            _ => self.map.regions.push(Region { span, escape }),
        }
    }

    /// Adds prose that was taken from the text of another prose: HTML from the text of an XML element, say.
    /// `outer` maps that text to this source, `inner` the prose to that text.
    pub fn nest(&mut self, text: &str, inner: &SourceMap, outer: &SourceMap) {
        let base = self.text.len();
        self.text.push_str(text);
        for run in &inner.runs {
            let moved = |start: usize, end: usize| Span::new(base + start, base + end);
            if !run.same {
                let prose = moved(run.prose.start, run.prose.end);
                self.nested(Run { prose, source: outer.place(run.source), same: false });
                continue;
            }
            for part in outer.under(run.source) {
                let start = part.prose.start.max(run.source.start) - run.source.start + run.prose.start;
                let end = part.prose.end.min(run.source.end) - run.source.start + run.prose.start;
                let prose = moved(start, end);
                self.nested(Run { prose, source: part.part(run.source), same: part.same });
            }
        }
    }

    /// Adds a run of a nested prose. Two that stand for parts of one entity are one, for an entity is never cut.
    fn nested(&mut self, run: Run) {
        match self.map.runs.last_mut() {
            Some(last) if run.source.start < last.source.end => {
                (last.prose.end, last.source.end, last.same) =
                    (run.prose.end, run.source.end.max(last.source.end), false);
            }
            _ => self.map.runs.push(run),
        }
    }

    /// Makes the line ends within paragraphs spaces, so that lines of the prose are paragraphs.
    pub fn join_lines(&mut self) {
        let bytes = self.text.as_bytes();
        let lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n') && (*at == 0 || bytes[at - 1] != b'\n');
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', bytes).filter(lone).collect();
        let mut joined = String::with_capacity(self.text.len());
        let mut done = 0;
        for end in ends {
            joined.push_str(&self.text[done..end]);
            joined.push(' ');
            done = end + 1;
        }
        joined.push_str(&self.text[done..]);
        self.text = joined;
    }

    /// The prose, and the map from it to the file.
    #[must_use]
    pub fn finish(self) -> (String, SourceMap) {
        (self.text, self.map)
    }
}

/// A stretch of the file in which replacements are written in a way of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Region {
    span: Span,
    escape: Escape,
}

/// Where each stretch of a document's prose stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceMap {
    runs: Vec<Run>,
    /// In the order of the file.
    regions: Vec<Region>,
}

impl SourceMap {
    /// The runs that share bytes with a stretch of prose.
    fn under(&self, span: Span) -> impl Iterator<Item = Run> {
        let first = self.runs.partition_point(|run| run.prose.end <= span.start);
        self.runs[first..].iter().copied().take_while(move |run| run.prose.start < span.end)
    }

    /// From the first byte of the file that a stretch of prose comes from to behind the last one. What comes from nowhere
    /// stands where the next thing stands.
    #[must_use]
    pub fn place(&self, span: Span) -> Span {
        let mut parts = self.under(span).map(|run| run.part(span));
        match parts.next() {
            Some(first) => parts.fold(first, Span::union),
            None => self.next(span.start),
        }
    }

    /// The empty place before the run that follows an offset of the prose, or behind the last run.
    fn next(&self, offset: usize) -> Span {
        let next = self.runs.partition_point(|run| run.prose.start < offset);
        let at = self
            .runs
            .get(next)
            .map_or_else(|| self.runs.last().map_or(0, |run| run.source.end), |run| run.source.start);
        Span::new(at, at)
    }

    /// Some paragraphs of `text`, the prose that the map was made for, and the map from them; `kept` is in order.
    pub(super) fn kept(&self, text: &str, kept: &[Span]) -> (String, SourceMap) {
        let (mut prose, mut runs) = (String::new(), Vec::new());
        for &span in kept {
            let start = prose.len();
            runs.extend(self.under(span).map(|run| {
                let (from, to) = (run.prose.start.max(span.start), run.prose.end.min(span.end));
                let shifted = Span::new(start + from - span.start, start + to - span.start);
                Run { prose: shifted, source: run.part(span), ..run }
            }));
            prose.push_str(span.slice(text));
            prose.push_str("\n\n");
        }
        (prose, SourceMap { runs, regions: self.regions.clone() })
    }

    /// The stretches of the file that a stretch of prose stands for. White space between two of them is theirs.
    fn parts(&self, source: &str, span: Span) -> Vec<Span> {
        let mut parts: Vec<Span> = Vec::new();
        for part in self.under(span).map(|run| whole(source, run.part(span))) {
            match parts.last_mut() {
                // There is no such stretch between a text and a note in it, which is read behind it.
                Some(last) if source.get(last.end..part.start).is_some_and(|gap| gap.trim().is_empty()) => {
                    last.end = part.end;
                }
                _ => parts.push(part),
            }
        }
        if parts.is_empty() {
            parts.push(self.next(span.start));
        }
        parts
    }

    /// The file's text with stretches of the prose replaced. Tags inside a stretch stay, behind the replacement; one that makes
    /// a line break stays where the replacement has its own.
    ///
    /// `edits` are in order and do not overlap; `source` is the text that the map was made for.
    #[must_use]
    pub fn edited(&self, source: &str, edits: &[(Span, &str)], escape: Escape) -> String {
        let mut pieces = Vec::new();
        for (span, text) in edits.iter().flat_map(|&(span, text)| self.at_break(span, text)) {
            let parts = self.parts(source, span);
            let escape = parts.first().and_then(|part| self.region(*part)).map_or(escape, |region| region.escape);
            let (parts, at) = if escape == Escape::Markdown { emphasised(source, parts) } else { (parts, 0) };
            let texts = (0..).map(|part| if part == at { escape.written(text) } else { String::new() });
            pieces.extend(parts.into_iter().zip(texts));
        }
        for region in self.regions.iter().filter(|region| region.escape.is_bare_csv()) {
            quote(source, region.span, &mut pieces);
        }
        // Notes are read behind the text that they stand in.
        pieces.sort_by_key(|(span, _)| span.start);
        replaced(source, pieces.iter().map(|(span, text)| (*span, text.as_str())))
    }

    /// An edit as two, where the prose has a line break that no character of the file stands for (`<br>`, a line end with marks of a quotation
    /// behind it), and the replacement has one too.
    fn at_break<'t>(&self, span: Span, text: &'t str) -> Vec<(Span, &'t str)> {
        let runs: Vec<Run> = self.under(span).collect();
        let mut gaps = runs.windows(2).map(|pair| Span::new(pair[0].prose.end, pair[1].prose.start));
        match (gaps.find(|gap| !gap.is_empty()), text.split_once('\n')) {
            (Some(gap), Some((first, last))) => {
                vec![(Span::new(span.start, gap.start), first), (Span::new(gap.end, span.end), last)]
            }
            _ => vec![(span, text)],
        }
    }

    /// The region that holds a stretch of the file.
    fn region(&self, part: Span) -> Option<Region> {
        let next = self.regions.partition_point(|region| region.span.end < part.end);
        self.regions.get(next).copied().filter(|region| region.span.contains(part))
    }
}

/// Makes the changes of a bare CSV field one change that gives it quotes, where one of them brings a character that only a field in
/// quotes may hold. The characters are those of all delimiters that are known: quotes too many do no harm.
fn quote(source: &str, field: Span, pieces: &mut Vec<(Span, String)>) {
    let first = pieces.partition_point(|(span, _)| span.start < field.start);
    let count = pieces[first..].iter().take_while(|(span, _)| span.end <= field.end).count();
    let within = first..first + count;
    if !pieces[within.clone()].iter().any(|(_, text)| text.contains(['"', ',', ';', '\t', '|', '\n', '\r'])) {
        return;
    }
    let moved = |span: Span| Span::new(span.start - field.start, span.end - field.start);
    let edits = pieces[within.clone()].iter().map(|(span, text)| (moved(*span), text.as_str()));
    let whole = replaced(field.slice(source), edits).replace('"', "\"\"");
    pieces.splice(within, [(field, format!("\"{whole}\""))]);
}

/// A stretch of a text with the characters at its edges whole: a reader that blanks bytes (expressions of MDX) may have cut them.
pub(super) fn whole(text: &str, span: Span) -> Span {
    Span::new(text.floor_char_boundary(span.start), text.ceil_char_boundary(span.end))
}

/// The parts of a stretch of Markdown, and which of them takes the replacement, so that no mark of emphasis is left around nothing, where it would
/// be text (CommonMark, section 6.2). Marks that open and close within the stretch go with it.
fn emphasised(source: &str, parts: Vec<Span>) -> (Vec<Span>, usize) {
    let gaps = || parts.windows(2).map(|pair| &source[pair[0].end..pair[1].start]);
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return (parts, 0) };
    if !gaps().all(|gap| gap.chars().all(|mark| matches!(mark, '*' | '_' | '~'))) {
        return (parts, 0);
    }
    let mut open: Vec<&str> = Vec::new();
    for gap in gaps() {
        match open.last() == Some(&gap) {
            true => open.truncate(open.len() - 1),
            false => open.push(gap),
        }
    }
    // What is left open stands behind a space, unless it closes what began before the stretch.
    let opens = source[..last.start].trim_end_matches(['*', '_', '~']).ends_with(char::is_whitespace);
    match open.is_empty() {
        true => (vec![first.union(*last)], 0),
        false if opens => {
            let last = parts.len() - 1;
            (parts, last)
        }
        false => (parts, 0),
    }
}

/// A text with stretches of it replaced; `edits` are in order and do not overlap.
pub(super) fn replaced<'t>(text: &str, edits: impl Iterator<Item = (Span, &'t str)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (span, new) in edits {
        out.push_str(&text[done..span.start]);
        out.push_str(new);
        done = span.end;
    }
    out.push_str(&text[done..]);
    out
}

/// `edits` of a text with the article before a phrase apart from the phrase, so that marks and tags between the two stay as they are.
pub(super) fn articles_apart<'t>(text: &str, edits: &[(Span, &'t str)]) -> Vec<(Span, &'t str)> {
    let mut apart = Vec::with_capacity(edits.len());
    for &(span, new) in edits {
        match behind_article(span.slice(text)).zip(behind_article(new)) {
            Some(((old, between), (article, same))) if between == same => {
                apart.push((Span::new(span.start, span.start + old.len()), article));
                let phrase = span.start + old.len() + between.len();
                apart.push((Span::new(phrase, span.end), &new[article.len() + same.len()..]));
            }
            _ => apart.push((span, new)),
        }
    }
    apart
}

/// The indefinite article that begins a text, and what stands between it and the next letter or digit.
fn behind_article(text: &str) -> Option<(&str, &str)> {
    let (article, rest) = text.split_at(text.find(|c: char| !c.is_alphanumeric())?);
    let between = &rest[..rest.find(char::is_alphanumeric)?];
    matches!(article, "a" | "A" | "an" | "An" | "AN").then_some((article, between))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_changed_apart_from_its_phrase() {
        for (old, new, expected) in [
            ("a \"sham mind", "an \"odd one", vec![("a", "an"), ("sham mind", "odd one")]),
            ("A\nsham", "An\nodd", vec![("A", "An"), ("sham", "odd")]),
            ("a\nsham", "an odd", vec![("a\nsham", "an odd")]),
            ("a sham", "the odd", vec![("a sham", "the odd")]),
            ("as sham", "an odd", vec![("as sham", "an odd")]),
            ("sham mind", "odd one", vec![("sham mind", "odd one")]),
            ("a sham", "a", vec![("a sham", "a")]),
            ("a", "", vec![("a", "")]),
        ] {
            let text = format!("so {old} here");
            let apart = articles_apart(&text, &[(Span::new(3, 3 + old.len()), new)]);
            let apart: Vec<_> = apart.into_iter().map(|(span, new)| (span.slice(&text), new)).collect();
            assert_eq!(apart, expected, "{old:?}");
        }
    }

    /// `<p>A pro<b>found</b> &amp; l&eacute;arning</p><p>New` as a reader of HTML takes it.
    fn html() -> (&'static str, String, SourceMap) {
        let source = "<p>A pro<b>found</b> R&amp;D l&eacute;ar</p><p>New";
        let mut prose = Prose::new(source);
        let span = |part: &str| {
            let start = source.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        prose.copy(span("A pro"));
        prose.copy(span("found"));
        prose.copy(span(" R"));
        prose.stand_for(span("&amp;"), "&");
        prose.copy(span("D l"));
        prose.stand_for(span("&eacute;"), "é");
        prose.copy(span("ar"));
        prose.end_paragraph();
        prose.end_paragraph();
        prose.copy(span("New"));
        let (text, map) = prose.finish();
        (source, text, map)
    }

    fn in_prose(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    #[test]
    fn places_point_into_the_file() {
        let (source, text, map) = html();
        assert_eq!(text, "A profound R&D léar\n\nNew");
        // (prose, where it stands in the file)
        let table = [
            ("A", "A"),
            ("profound", "pro<b>found"),
            ("found", "found"),
            ("R&D", "R&amp;D"),
            ("é", "&eacute;"),
            ("léar", "l&eacute;ar"),
            ("New", "New"),
            ("\n\n", ""),
            ("ar\n\nN", "ar</p><p>N"),
        ];
        for (part, stands) in table {
            assert_eq!(map.place(in_prose(&text, part)).slice(source), stands, "{part}");
        }
    }

    #[test]
    fn edits_keep_tags_and_are_escaped() {
        let (source, text, map) = html();
        let edits =
            [(in_prose(&text, "profound"), "deep"), (in_prose(&text, "léar"), "a<b"), (in_prose(&text, "New"), "")];
        let edited = map.edited(source, &edits, Escape::Xml);
        assert_eq!(edited, "<p>A deep<b></b> R&amp;D a&lt;b</p><p>");
        assert_eq!(map.edited(source, &[], Escape::Xml), source);
    }

    #[test]
    fn a_break_that_is_a_tag_stays_between_the_words() {
        let source = "<p>in the <i>nitty</i> gritty<br>old days</p>";
        let mut prose = Prose::new(source);
        for part in ["in the ", "nitty", " gritty", "\n", "old days"] {
            match source.find(part) {
                Some(at) => prose.copy(Span::new(at, at + part.len())),
                None => prose.insert(part),
            }
        }
        let (text, map) = prose.finish();
        // (replacement of "nitty gritty\nold", file)
        for (new, expected) in [
            ("well\nkept", "<p>in the <i>well</i><br>kept days</p>"),
            ("detailed", "<p>in the <i>detailed</i><br> days</p>"),
        ] {
            assert_eq!(map.edited(source, &[(in_prose(&text, "nitty gritty\nold"), new)], Escape::Xml), expected);
        }
    }

    #[test]
    fn stretches_that_follow_each_other_are_one_run() {
        let source = "one two";
        let mut prose = Prose::new(source);
        prose.copy(Span::new(0, 3));
        prose.copy(Span::new(3, 7));
        assert_eq!(prose.finish().1.runs.len(), 1);
    }

    #[test]
    fn replacements_are_written_as_the_format_spells_them() {
        // (escape, text, written)
        let table = [
            (Escape::None, "a<\"&", "a<\"&"),
            (Escape::Xml, "a<b>&", "a&lt;b&gt;&amp;"),
            (Escape::Markdown, "a_b*<", "a\\_b\\*\\<"),
            (Escape::Json, "a\"\\\n", "a\\\"\\\\\\u000a"),
            (Escape::Csv, "a\"b", "a\"\"b"),
            (Escape::BareCsv, "a\"b", "a\"b"),
            (Escape::Cdata, "a<b ]]>", "a<b ]]]]><![CDATA[>"),
            (Escape::XmlTwice, "a<b>&", "a&amp;lt;b&amp;gt;&amp;amp;"),
            (Escape::HtmlInJson, "a<\"\\", "a&lt;\\\"\\\\"),
            (Escape::HtmlInCsv, "a<\"", "a&lt;\"\""),
            (Escape::HtmlInBareCsv, "a<\"", "a&lt;\""),
            (Escape::Rtf, "a\\{é", "a\\\\\\{{\\uc1\\u233?}"),
        ];
        for (escape, text, written) in table {
            assert_eq!(escape.written(text), written);
        }
    }

    #[test]
    fn nested_prose_points_through_both_maps() {
        let source = "<d>l&amp;eacute;&lt;b&gt;a&lt;/b&gt;r &amp;amp; x</d>";
        let mut outer = Prose::new(source);
        let mut at = 3;
        for (part, stands) in [("l", ""), ("&amp;", "&"), ("eacute;", ""), ("&lt;", "<"), ("b", ""), ("&gt;", ">")]
            .into_iter()
            .chain([("a", ""), ("&lt;", "<"), ("/b", ""), ("&gt;", ">"), ("r ", ""), ("&amp;", "&"), ("amp; x", "")])
        {
            let span = Span::new(at, at + part.len());
            assert_eq!(span.slice(source), part);
            if stands.is_empty() {
                outer.copy(span)
            } else {
                outer.stand_for(span, stands)
            }
            at += part.len();
        }
        let (html, outer) = outer.finish();
        assert_eq!(html, "l&eacute;<b>a</b>r &amp; x");
        let mut inner = Prose::new(&html);
        inner.copy(in_prose(&html, "l"));
        inner.stand_for(in_prose(&html, "&eacute;"), "é");
        let bold = in_prose(&html, "a<").start;
        inner.copy(Span::new(bold, bold + 1));
        inner.copy(in_prose(&html, "r "));
        inner.stand_for(in_prose(&html, "&amp;"), "&");
        inner.copy(in_prose(&html, " x"));
        let (text, inner) = inner.finish();
        let mut prose = Prose::new(source);
        prose.insert("first\n\n");
        prose.escape(Span::new(3, at), Escape::XmlTwice);
        prose.nest(&text, &inner, &outer);
        let (text, map) = prose.finish();
        assert_eq!(text, "first\n\nléar & x");
        // (prose, where it stands in the file)
        let table = [
            ("l", "l"),
            ("é", "&amp;eacute;"),
            ("léa", "l&amp;eacute;&lt;b&gt;a"),
            ("ar", "a&lt;/b&gt;r"),
            ("&", "&amp;amp;"),
            ("x", "x"),
        ];
        for (part, stands) in table {
            assert_eq!(map.place(in_prose(&text, part)).slice(source), stands, "{part}");
        }
        let edited = map.edited(source, &[(in_prose(&text, "léar"), "a&b")], Escape::Xml);
        assert_eq!(edited, "<d>a&amp;amp;b&lt;b&gt;&lt;/b&gt; &amp;amp; x</d>");
    }

    #[test]
    fn a_bare_field_gets_quotes_when_it_needs_them() {
        let source = "1,a 5\" pipe of old,2,\"so \"\"old\"\"\"";
        let span = |part: &str, from: usize| {
            let start = from + source[from..].find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let mut prose = Prose::new(source);
        prose.escape(span("a 5\" pipe of old", 0), Escape::BareCsv);
        prose.copy(span("a 5\" pipe of old", 0));
        prose.end_paragraph();
        prose.copy(span("so ", 0));
        prose.stand_for(span("\"\"", 21), "\"");
        let (text, map) = prose.finish();
        let edit = |part, with| map.edited(source, &[(in_prose(&text, part), with)], Escape::Csv);
        assert_eq!(edit("old", "new"), "1,a 5\" pipe of new,2,\"so \"\"old\"\"\"");
        assert_eq!(edit("old", "new, too"), "1,\"a 5\"\" pipe of new, too\",2,\"so \"\"old\"\"\"");
        assert_eq!(edit("so", "\"so\""), "1,a 5\" pipe of old,2,\"\"\"so\"\" \"\"old\"\"\"");
    }
}
