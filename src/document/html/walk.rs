//! Open elements, and what text inside them comes to.

use super::element::{Content, Element, Role};
use super::emitter::Tags;
use super::{LEFT_OUT, Syntax};
use crate::document::source::Prose;
use crate::span::Span;
use html5gum::Tokenizer;

/// Elements that may be open inside each other; browsers stop at 512 too (Blink's `kMaximumHTMLParserDOMTreeDepth`).
/// Deeper ones are counted, and their text is taken as that of the deepest.
const DEPTH: usize = 512;

/// An element whose end tag has not come.
struct Open {
    name: Name,
    role: Role,
    block: bool,
    shown: bool,
    foreign: bool,
}

/// The first bytes of a name: no two known ones agree in so many.
type Name = [u8; 16];

fn key(name: &[u8]) -> Name {
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(name) {
        *to = *from;
    }
    key
}

/// Takes tags and text in the order of the file, and adds prose.
pub(in crate::document) struct Walk<'w, 's> {
    prose: &'w mut Prose<'s>,
    open: Vec<Open>,
    /// Elements open beyond [`DEPTH`].
    deeper: usize,
    /// Whether there were any.
    was_deeper: bool,
    /// The first white space since the last word, which is added when a word follows in the same paragraph.
    space: Option<Space>,
    /// Line breaks since the last word.
    breaks: usize,
    /// Line ends of the file since the last word, where a blank line ends a paragraph.
    line_ends: Option<usize>,
}

/// White space that stands for all of its run.
enum Space {
    /// A character of the file.
    File(Span),
    /// An entity or line end of two bytes, and the character it stands for.
    Spelled(Span, char),
    /// A line break tag, or a line end with marks behind it.
    Break,
}

impl<'w, 's> Walk<'w, 's> {
    pub(in crate::document) fn new(prose: &'w mut Prose<'s>) -> Self {
        Walk { prose, open: Vec::new(), deeper: 0, was_deeper: false, space: None, breaks: 0, line_ends: None }
    }

    /// The same for a string, in which blank lines end paragraphs: some systems leave out `<p>` and add it to the page.
    pub(super) fn of_string(prose: &'w mut Prose<'s>) -> Self {
        Walk { line_ends: Some(0), ..Walk::new(prose) }
    }

    /// Whether what follows is inside `svg` or `math`.
    pub(super) fn is_foreign(&self) -> bool {
        self.open.last().is_some_and(|open| open.foreign)
    }

    /// Whether elements were nested deeper than browsers take them.
    pub(super) const fn was_deeper(&self) -> bool {
        self.was_deeper
    }

    fn is_shown(&self) -> bool {
        self.open.last().is_none_or(|open| open.shown)
    }

    /// The tags and text of a stretch of HTML, which begins at byte `at` of the source.
    pub(in crate::document) fn html(&mut self, html: &str, at: usize, syntax: Syntax) {
        let Ok(()) = Tokenizer::new_with_emitter(html, Tags::new(self, html, at, syntax)).finish();
    }

    /// The start tag of an element that is known by name and shown.
    pub(in crate::document) fn open(&mut self, name: &str) {
        let element = Element::of(name.as_bytes());
        self.start(name.as_bytes(), element, false, element.void);
    }

    /// A start tag; `whole` when no end tag belongs to it.
    pub(super) fn start(&mut self, name: &[u8], element: Element, hidden: bool, whole: bool) {
        if self.is_foreign() && element.leaves_foreign(name) {
            let foreign = self.open.iter().position(|open| open.foreign).unwrap_or(0);
            self.close(foreign);
        }
        self.close_implied(element);
        let parent = self.is_shown();
        if parent && element.block {
            self.end_paragraph();
        }
        match element.content {
            _ if !parent || hidden => {}
            Content::Silent if name == b"br" => self.line_break(),
            Content::Marked => self.mark(),
            _ => {}
        }
        if !whole {
            self.push(name, element, parent && !hidden && element.content == Content::Shown);
        }
    }

    fn push(&mut self, name: &[u8], element: Element, shown: bool) {
        if self.open.len() == DEPTH {
            self.deeper += 1;
            self.was_deeper = true;
            return;
        }
        let foreign = match element.role {
            Role::Foreign => true,
            Role::Integration => false,
            _ => self.is_foreign(),
        };
        self.open.push(Open { name: key(name), role: element.role, block: element.block, shown, foreign });
    }

    /// Closes what a start tag closes without an end tag: a paragraph, an item, a cell.
    fn close_implied(&mut self, element: Element) {
        let Some((closed, hiding)) = element.closes() else { return };
        let seen = self.open.iter().rposition(|open| hiding.contains(&open.role)).map_or(0, |at| at + 1);
        if let Some(first) = self.open[seen..].iter().position(|open| closed.contains(&open.role)) {
            self.close(seen + first);
        }
    }

    /// An end tag.
    pub(in crate::document) fn end(&mut self, name: &[u8]) {
        let element = Element::of(name);
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let name = key(name);
        let within = |role| matches!(role, Role::Cell | Role::Table | Role::Closed);
        let inside = !matches!(element.role, Role::Cell | Role::Row | Role::RowGroup | Role::Table | Role::Closed);
        for at in (0..self.open.len()).rev() {
            if self.open[at].name == name {
                return self.close(at);
            }
            if inside && within(self.open[at].role) {
                return;
            }
        }
    }

    /// Closes the open elements from the one at `first` on.
    fn close(&mut self, first: usize) {
        let parted = |at: usize| self.open[at].block && (at == 0 || self.open[at - 1].shown);
        if (first..self.open.len()).any(parted) {
            self.end_paragraph();
        }
        self.open.truncate(first);
        self.deeper = 0;
    }

    fn end_paragraph(&mut self) {
        (self.space, self.breaks, self.line_ends) = (None, 0, self.line_ends.map(|_| 0));
        self.prose.end_paragraph();
    }

    /// A line ends at one break, a paragraph at two.
    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks > 1 {
            self.end_paragraph();
        } else {
            self.space = Some(Space::Break);
        }
    }

    /// The end of a line within a paragraph.
    pub(in crate::document) fn soft_break(&mut self) {
        self.space.get_or_insert(Space::Break);
    }

    /// Something within a sentence that is no prose.
    pub(in crate::document) fn mark(&mut self) {
        if !self.is_shown() {
            return;
        }
        self.add_space();
        self.prose.insert(LEFT_OUT);
    }

    /// Text that stands in the source as it is read; spans are in bytes of the source.
    pub(in crate::document) fn text(&mut self, span: Span) {
        if !self.is_shown() {
            return;
        }
        let (mut start, end) = (span.start, span.end);
        let source = self.prose.source().as_bytes();
        let is_space = |byte: &u8| byte.is_ascii_whitespace();
        while start < end {
            let blank = source[start..end].iter().take_while(|byte| is_space(byte)).count();
            if blank > 0 {
                let line_ends = memchr::memchr_iter(b'\n', &source[start..start + blank]).count();
                self.blank(Space::File(Span::new(start, start + 1)), line_ends);
                start += blank;
                continue;
            }
            let words = words_end(&source[start..end]);
            self.add_space();
            self.prose.copy(Span::new(start, start + words));
            start += words;
        }
    }

    /// Text that is spelled otherwise in the HTML.
    pub(in crate::document) fn entity(&mut self, span: Span, text: &str) {
        if !self.is_shown() {
        } else if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            let line_end = if text.contains('\n') { '\n' } else { ' ' };
            self.blank(Space::Spelled(span, line_end), usize::from(line_end == '\n'));
        } else {
            self.add_space();
            self.prose.stand_for(span, text);
        }
    }

    /// White space with line ends of the file in it.
    fn blank(&mut self, space: Space, line_ends: usize) {
        self.space.get_or_insert(space);
        if let Some(seen) = &mut self.line_ends {
            *seen += line_ends;
            if *seen > 1 {
                self.end_paragraph();
            }
        }
    }

    fn add_space(&mut self) {
        let space = self.space.take();
        self.breaks = 0;
        self.line_ends = self.line_ends.map(|_| 0);
        if self.prose.text().is_empty() || self.prose.text().ends_with("\n\n") {
            return;
        }
        match space {
            Some(Space::File(span)) => self.prose.copy(span),
            Some(Space::Spelled(span, space)) => self.prose.stand_for(span, space.encode_utf8(&mut [0; 4])),
            Some(Space::Break) => self.prose.insert("\n"),
            None => {}
        }
    }
}

/// Length of the text before white space that is longer than one character, or stands at the end.
fn words_end(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(blank) = memchr::memchr3(b' ', b'\n', b'\t', &text[at..]) {
        let end = at + blank;
        match text.get(end + 1) {
            Some(next) if !next.is_ascii_whitespace() => at = end + 1,
            _ => return end,
        }
    }
    text.len()
}
