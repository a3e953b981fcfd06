//! From the tokenizer's calls to tags and stretches of text, with their places.

use super::Syntax;
use super::element::Element;
use super::walk::Walk;
use crate::span::Span;
use html5gum::{Emitter, Error, State};
use std::convert::Infallible;

/// Characters of a style attribute that are looked at; what hides an element stands there or nowhere.
const STYLE: usize = 4096;

/// The tag that is being read.
#[derive(Debug, Default)]
struct Tag {
    /// In lower case.
    name: Vec<u8>,
    end: bool,
    self_closing: bool,
    hidden: bool,
    attribute: Vec<u8>,
    value: Vec<u8>,
}

impl Tag {
    fn restart(&mut self, end: bool) {
        self.name.clear();
        (self.end, self.self_closing, self.hidden) = (end, false, false);
        self.attribute.clear();
        self.value.clear();
    }

    fn finish_attribute(&mut self) {
        self.hidden |= match self.attribute.as_slice() {
            b"hidden" => true,
            b"aria-hidden" => self.value.trim_ascii().eq_ignore_ascii_case(b"true"),
            b"style" => hides(&self.value),
            _ => false,
        };
        self.attribute.clear();
        self.value.clear();
    }
}

/// Whether a style says that the element is not shown.
fn hides(style: &[u8]) -> bool {
    style.split(|byte| *byte == b';').any(|declaration| {
        let Some(colon) = declaration.iter().position(|byte| *byte == b':') else { return false };
        let (name, value) = (declaration[..colon].trim_ascii(), &declaration[colon + 1..]);
        let value = value.split(|byte| *byte == b'!').next().unwrap_or_default().trim_ascii();
        let is = |a: &[u8], b: &[u8]| name.eq_ignore_ascii_case(a) && value.eq_ignore_ascii_case(b);
        is(b"display", b"none") || is(b"visibility", b"hidden") || is(b"visibility", b"collapse")
    })
}

/// Receives what the tokenizer reads and hands it on.
pub(super) struct Tags<'t, 'w, 's> {
    walk: &'t mut Walk<'w, 's>,
    html: &'t str,
    /// Where it begins in the source.
    at: usize,
    syntax: Syntax,
    /// Bytes read.
    position: usize,
    /// Where the text, entity, tag or comment that was read last ends.
    done: usize,
    /// Text that stands in the file as it is to be read, not handed on yet. The tokenizer cuts between bytes, not characters.
    text: Span,
    tag: Tag,
    last_start: Vec<u8>,
}

impl<'t, 'w, 's> Tags<'t, 'w, 's> {
    pub(super) fn new(walk: &'t mut Walk<'w, 's>, html: &'t str, at: usize, syntax: Syntax) -> Self {
        Tags {
            walk,
            html,
            at,
            syntax,
            position: 0,
            done: 0,
            text: Span::default(),
            tag: Tag::default(),
            last_start: Vec::new(),
        }
    }

    const fn in_source(&self, span: Span) -> Span {
        Span::new(self.at + span.start, self.at + span.end)
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.walk.text(self.in_source(self.text));
        }
        self.text = Span::new(self.done, self.done);
    }

    /// Where `text` begins in the file, if it stands there as it is read: where the text before it ended, as it does when
    /// the tokenizer has read ahead, or before the reading position.
    fn place(&self, text: &[u8]) -> Option<usize> {
        let html = self.html.as_bytes();
        let rest = html.get(self.done..)?;
        if !rest.starts_with(b"&") && rest.starts_with(text) {
            return Some(self.done);
        }
        let start = self.position.checked_sub(text.len()).filter(|start| *start >= self.done)?;
        (html.get(start..self.position)? == text).then_some(start)
    }

    /// Where the entity, line end or NUL stands that was read last.
    fn spelled(&self) -> Span {
        let html = self.html.as_bytes();
        let end = self.html.floor_char_boundary(self.position).max(self.done);
        // The end of a section of character data may stand before it.
        let before = memchr::memrchr3(b'&', b'\r', 0, &html[self.done..end]).unwrap_or(0);
        let line_end = html[..end].ends_with(b"\r") && html[end..].starts_with(b"\n");
        Span::new(self.done + before, end + usize::from(line_end))
    }

    fn start_tag(&mut self) -> Option<State> {
        let element = Element::of(&self.tag.name);
        let xml = self.syntax == Syntax::Xhtml || self.walk.is_foreign();
        let element = Element { state: element.state.filter(|_| !self.walk.is_foreign()), ..element };
        let whole = element.void || (self.tag.self_closing && xml);
        self.walk.start(&self.tag.name, element, self.tag.hidden, whole);
        self.last_start.clone_from(&self.tag.name);
        element.state.filter(|_| !whole)
    }
}

impl Emitter for Tags<'_, '_, '_> {
    type Token = Infallible;

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    fn emit_string(&mut self, text: &[u8]) {
        if let Some(start) = self.place(text) {
            if self.text.end != start {
                self.flush();
                self.text.start = start;
            }
            self.text.end = start + text.len();
            self.done = self.text.end;
        } else if let Ok(text) = std::str::from_utf8(text) {
            self.flush();
            let span = self.spelled();
            self.walk.entity(self.in_source(span), text);
            self.done = span.end;
        }
    }

    fn emit_eof(&mut self) {
        self.flush();
    }

    fn init_start_tag(&mut self) {
        self.tag.restart(false);
    }

    fn init_end_tag(&mut self) {
        self.tag.restart(true);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag.name.extend(name);
    }

    fn init_attribute(&mut self) {
        self.tag.finish_attribute();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.tag.attribute.extend(name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        let room = STYLE.saturating_sub(self.tag.value.len());
        self.tag.value.extend(&value[..value.len().min(room)]);
    }

    fn set_self_closing(&mut self) {
        self.tag.self_closing = true;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.flush();
        self.done = self.position;
        self.tag.finish_attribute();
        if self.tag.end {
            self.walk.end(&self.tag.name);
            return None;
        }
        self.start_tag()
    }

    fn emit_current_comment(&mut self) {
        self.done = self.position;
    }

    fn emit_current_doctype(&mut self) {
        self.done = self.position;
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag.end && self.tag.name == self.last_start
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        let foreign = self.syntax == Syntax::Xhtml || self.walk.is_foreign();
        if foreign {
            // The tokenizer asks where a section of character data begins.
            self.flush();
            self.done = self.position;
        }
        foreign
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start = name.unwrap_or_default().to_vec();
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_error(&mut self, _: Error) {}
    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}
