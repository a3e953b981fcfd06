//! Prose of word processors' XML: paragraphs joined from their runs, what is not shown left out.

use super::OBJECT;
use super::xml::{Node, Prefixes, Space, Xml};
use crate::document::source::Prose;
use crate::document::{DocumentError, Limits};
use crate::span::Span;
use quick_xml::events::BytesStart;
use std::collections::VecDeque;

/// Notes and text boxes inside each other that are taken out of the paragraph they stand in; each costs another pass over its text.
const LEVELS: usize = 4;

/// What an element comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing by itself.
    Through,
    /// A paragraph, whose runs hold the text.
    Paragraph,
    /// A paragraph that holds the text.
    Prose,
    /// A piece of a paragraph's text.
    Text,
    /// It and all inside it is left out.
    Silent,
    /// It hides the element around the one that it stands in.
    Hides,
    /// Text that it stands for.
    Stands(&'static str),
    /// Something within a sentence that is no prose, but may hold some.
    Mark,
    /// It has paragraphs of its own, which are read behind all others; what they are called.
    Apart(&'static str),
}

/// Tells what an element comes to.
pub(super) type Rules = dyn Fn(Space, &str, &BytesStart<'_>) -> Role;

/// What white space within paragraphs is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spaces {
    /// Shown as it stands.
    Kept,
    /// One space a run, none at the beginning of a paragraph (OpenDocument 1.3 part 3, section 6.1.3).
    Single,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
struct Open {
    paragraph: bool,
    text: bool,
    hidden: bool,
}

/// White space that shows when a word follows in the same paragraph.
#[derive(Debug, Clone, Copy)]
enum Blank {
    /// As it stands.
    Copy(Span),
    /// Spelled otherwise.
    Spelled(Span),
    /// A tag that has an end tag of its own, so that it cannot be replaced.
    Tag,
}

/// A stretch of a part that is read behind the others.
struct Apart {
    span: Span,
    label: &'static str,
    level: usize,
}

/// Reads parts of a document.
pub(super) struct Flow<'s> {
    prose: Prose<'s>,
    source: &'s str,
    limits: &'s Limits,
    spaces: Spaces,
    rules: &'s Rules,
    parts: Vec<(usize, String)>,
    open: Vec<Open>,
    blank: Vec<Blank>,
}

impl<'s> Flow<'s> {
    pub(super) fn new(source: &'s str, limits: &'s Limits, spaces: Spaces, rules: &'s Rules) -> Self {
        Flow {
            prose: Prose::new(source),
            source,
            limits,
            spaces,
            rules,
            parts: Vec::new(),
            open: Vec::new(),
            blank: Vec::new(),
        }
    }

    /// The prose, and where each of its parts begins.
    pub(super) fn finish(self) -> (Prose<'s>, Vec<(usize, String)>) {
        (self.prose, self.parts)
    }

    /// Reads a part, which stands in `span` of the source, and its notes and text boxes behind it.
    ///
    /// # Errors
    /// What makes it no XML. What was read before stays.
    pub(super) fn part(&mut self, label: &str, span: Span) -> Result<(), DocumentError> {
        let mut prefixes = None;
        let mut queue = VecDeque::new();
        self.labelled(label, |flow| flow.stretch(span, 0, &mut prefixes, &mut queue))?;
        while let Some(Apart { span, label, level }) = queue.pop_front() {
            self.labelled(label, |flow| flow.stretch(span, level, &mut prefixes, &mut queue))?;
        }
        Ok(())
    }

    fn labelled(
        &mut self,
        label: &str,
        read: impl FnOnce(&mut Self) -> Result<(), DocumentError>,
    ) -> Result<(), DocumentError> {
        let start = self.prose.text().len();
        read(self)?;
        self.end_paragraph();
        if self.prose.text().len() > start && self.parts.last().is_none_or(|(_, last)| last != label) {
            self.parts.push((start, label.to_string()));
        }
        Ok(())
    }

    fn stretch(
        &mut self,
        span: Span,
        level: usize,
        prefixes: &mut Option<Prefixes>,
        queue: &mut VecDeque<Apart>,
    ) -> Result<(), DocumentError> {
        let mut xml = Xml::new(self.source, span, self.limits);
        self.open.clear();
        while let Some(node) = xml.next()? {
            match node {
                Node::Start { tag, span, whole } => {
                    let prefixes = prefixes.get_or_insert_with(|| Prefixes::of(&tag));
                    let (space, name) = prefixes.resolve(tag.name().into_inner());
                    let role = match (self.rules)(space, name, &tag) {
                        Role::Apart(_) if level == LEVELS => Role::Through,
                        role => role,
                    };
                    if let Role::Apart(label) = role
                        && !whole
                    {
                        let span = Span::new(span.end, xml.skip()?);
                        if !self.last().hidden {
                            queue.push_back(Apart { span, label, level: level + 1 });
                        }
                        continue;
                    }
                    let inside = self.start(role, span, whole);
                    match inside {
                        Some(open) if !whole => self.open.push(open),
                        None if !whole => drop(xml.skip()?),
                        _ => {}
                    }
                }
                Node::End { .. } => self.end(),
                Node::Text(span) => self.text(span),
                Node::Entity(span, text) => self.entity(span, &text),
            }
            debug_assert!(self.open.len() <= xml.depth());
        }
        Ok(())
    }

    fn last(&self) -> Open {
        self.open.last().copied().unwrap_or(Open { paragraph: false, text: false, hidden: false })
    }

    /// A start tag: what is open inside of it, or nothing where all inside is left out.
    fn start(&mut self, role: Role, span: Span, whole: bool) -> Option<Open> {
        let around = self.last();
        let through = Open { paragraph: false, ..around };
        match role {
            Role::Through | Role::Apart(_) => Some(through),
            Role::Paragraph | Role::Prose => {
                self.end_paragraph();
                Some(Open { paragraph: true, text: role == Role::Prose, ..around })
            }
            Role::Text => Some(Open { text: true, ..through }),
            Role::Silent => None,
            Role::Hides => {
                let outer = self.open.len().checked_sub(2).and_then(|at| self.open.get_mut(at));
                outer.into_iter().for_each(|outer| outer.hidden = true);
                None
            }
            Role::Stands(text) => {
                if !around.hidden {
                    self.stand(span, text, whole);
                }
                None
            }
            Role::Mark => {
                if !around.hidden {
                    self.stand(span, OBJECT, false);
                }
                Some(through)
            }
        }
    }

    /// A tag that stands for text; it goes when what it is part of is replaced, unless it has an end tag.
    fn stand(&mut self, span: Span, text: &str, whole: bool) {
        if text == " " {
            self.blank(if whole { Blank::Spelled(span) } else { Blank::Tag });
            return;
        }
        self.add_blanks();
        match whole {
            true => self.prose.stand_for(span, text),
            false => self.prose.insert(text),
        }
    }

    fn end(&mut self) {
        if self.open.pop().is_some_and(|open| open.paragraph) {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        self.blank.clear();
        self.prose.end_paragraph();
    }

    fn is_shown(&self) -> bool {
        let Open { text, hidden, .. } = self.last();
        text && !hidden
    }

    fn text(&mut self, span: Span) {
        if !self.is_shown() {
            return;
        }
        let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let mut start = span.start;
        for stretch in span.slice(self.source).as_bytes().chunk_by(|a, b| is_blank(*a) == is_blank(*b)) {
            let place = Span::new(start, start + stretch.len());
            start = place.end;
            if !is_blank(stretch[0]) {
                self.add_blanks();
                self.prose.copy(place);
            } else if stretch.iter().all(|byte| *byte == b' ') {
                self.blank(Blank::Copy(place));
            } else {
                self.blank(Blank::Spelled(place));
            }
        }
    }

    fn entity(&mut self, span: Span, text: &str) {
        if !self.is_shown() {
        } else if matches!(text, " " | "\t" | "\n" | "\r") {
            self.blank(Blank::Spelled(span));
        } else {
            self.add_blanks();
            self.prose.stand_for(span, text);
        }
    }

    fn blank(&mut self, blank: Blank) {
        match (self.spaces, blank) {
            (Spaces::Kept, _) => self.blank.push(blank),
            (Spaces::Single, _) if !self.blank.is_empty() => {}
            (Spaces::Single, Blank::Copy(span)) => self.blank.push(Blank::Copy(Span::new(span.start, span.start + 1))),
            (Spaces::Single, _) => self.blank.push(blank),
        }
    }

    fn add_blanks(&mut self) {
        let begins = self.prose.text().is_empty() || self.prose.text().ends_with("\n\n");
        for blank in self.blank.drain(..).filter(|_| !begins || self.spaces == Spaces::Kept) {
            match blank {
                Blank::Copy(span) => self.prose.copy(span),
                Blank::Spelled(span) => self.prose.stand_for(span, " "),
                Blank::Tag => self.prose.insert(" "),
            }
        }
    }
}
