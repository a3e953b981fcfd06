//! One item of syndicated copy: its prose and its name.

use super::super::html::{self, Syntax};
use super::super::{Escape, Prose, SourceMap};
use super::names;
use crate::span::Span;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// What is made of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Its text is not copy; elements in it may be.
    Fields,
    /// Nothing in it is copy.
    LeftOut,
    /// Its text is copy, and so are the elements in it.
    Copy,
    /// Its text is HTML.
    Html,
    /// It holds XHTML.
    Xhtml,
}

/// What an item may be named by, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Id,
    Link,
    Title,
}

/// An element that is open.
struct Frame {
    mode: Mode,
    name: Option<Name>,
    /// Whether a paragraph ends before and behind it.
    block: bool,
    /// Where its content begins in the item, and in the prose.
    content: usize,
    prose: usize,
}

/// Reads one item.
pub(super) struct Item<'s> {
    source: &'s str,
    prose: Prose<'s>,
    open: Vec<Frame>,
    /// Text of the HTML element that is open, tags and all.
    html: Prose<'s>,
    /// Text of the element that is open and names the item.
    value: String,
    names: [Option<String>; 3],
    /// Whether it is an entry of Atom.
    atom: bool,
}

impl<'s> Item<'s> {
    /// The prose of an item, and what it is called: its id, else its link, else its title.
    pub(super) fn read(source: &'s str) -> ((String, SourceMap), Option<String>) {
        let (prose, html) = (Prose::new(source), Prose::new(source));
        let atom = names::local(source.get(1..).unwrap_or_default()) == "entry";
        let (open, value, names) = (Vec::new(), String::new(), [const { None }; 3]);
        let mut item = Item { source, prose, open, html, value, names, atom };
        item.walk();
        let name = item.names.into_iter().flatten().next();
        (item.prose.finish(), name)
    }

    /// Goes through the events. Faults were found when the item was.
    fn walk(&mut self) {
        let mut reader = super::parser(self.source);
        loop {
            let before = super::position(&reader);
            let Ok(event) = reader.read_event() else { return };
            let span = Span::new(before, super::position(&reader));
            match event {
                Event::Start(start) => self.start(&start, span),
                Event::Empty(start) => {
                    self.start(&start, span);
                    self.end(span.end);
                }
                Event::End(_) => self.end(span.start),
                Event::Text(_) => self.text(span),
                Event::CData(_) => self.cdata(Span::new(span.start + "<![CDATA[".len(), span.end - "]]>".len())),
                Event::GeneralRef(_) => self.reference(span),
                Event::Eof => return,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn mode(&self) -> Mode {
        self.open.last().map_or(Mode::Fields, |frame| frame.mode)
    }

    fn start(&mut self, tag: &BytesStart<'_>, span: Span) {
        if self.mode() == Mode::Html {
            // HTML that nobody has escaped is copy with elements in it.
            self.close_html();
            self.open.last_mut().into_iter().for_each(|frame| frame.mode = Mode::Copy);
        }
        let (mode, name, local) = (self.child(tag), self.name(tag), tag.local_name().into_inner());
        let block = mode != Mode::LeftOut && !(self.mode() == Mode::Copy && (local == "br" || names::is_inline(local)));
        match block {
            true => self.prose.end_paragraph(),
            false if local == "br" => self.prose.insert("\n"),
            false => {}
        }
        if name.is_some() {
            self.value.clear();
        }
        self.open.push(Frame { mode, name, block, content: span.end, prose: self.prose.text().len() });
    }

    /// What is made of an element within the one that is open.
    fn child(&self, tag: &BytesStart<'_>) -> Mode {
        let (name, depth) = (tag.local_name().into_inner(), self.open.len());
        match self.mode() {
            Mode::Fields if depth == 0 && matches!(name, "nitf" | "newsItem") => Mode::Copy,
            Mode::Fields if depth == 1 => field(tag, self.atom),
            Mode::Copy if name == "contentMeta" => Mode::Fields,
            Mode::Fields if names::is_copy_of_metadata(name) => Mode::Copy,
            Mode::Copy if names::is_left_out(name) => Mode::LeftOut,
            Mode::Copy if name == "html" => Mode::Xhtml,
            Mode::Copy if name == "inlineData" => typed(attribute(tag, "contenttype").as_deref()),
            mode => mode,
        }
    }

    /// Whether an element names the item; attributes that do are taken at once.
    fn name(&mut self, tag: &BytesStart<'_>) -> Option<Name> {
        let (name, depth) = (tag.local_name().into_inner(), self.open.len());
        match (name, depth) {
            ("newsItem", 0) => self.named(Name::Id, attribute(tag, "guid")),
            ("item", 0) => self.named(Name::Link, attribute(tag, "rdf:about")),
            ("doc-id", _) => self.named(Name::Id, attribute(tag, "id-string")),
            ("link", 1) => {
                let other = attribute(tag, "rel").is_some_and(|rel| rel != "alternate");
                self.named(Name::Link, attribute(tag, "href").filter(|_| !other));
            }
            _ => {}
        }
        match (name, depth) {
            ("guid" | "id", 1) => Some(Name::Id),
            ("link", 1) => Some(Name::Link),
            ("title", 1) | ("hl1" | "headline", _) => Some(Name::Title),
            _ => None,
        }
    }

    fn named(&mut self, name: Name, value: Option<String>) {
        let words = value.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "));
        let known = &mut self.names[name as usize];
        if known.is_none() {
            *known = words.filter(|words| !words.is_empty());
        }
    }

    fn end(&mut self, at: usize) {
        let Some(frame) = self.open.pop() else { return };
        match frame.mode {
            Mode::Html => self.close_html(),
            Mode::Xhtml if self.mode() != Mode::Xhtml => {
                html::append(&mut self.prose, Span::new(frame.content, at.max(frame.content)), Syntax::Xhtml);
            }
            _ => {}
        }
        match frame.name {
            Some(Name::Title) => {
                let title = self.prose.text().get(frame.prose..).unwrap_or_default().to_string();
                self.named(Name::Title, Some(title));
            }
            Some(name) => {
                let value = std::mem::take(&mut self.value);
                self.named(name, Some(value));
            }
            None => {}
        }
        if frame.block {
            self.prose.end_paragraph();
        }
    }

    /// Reads the HTML that was gathered.
    fn close_html(&mut self) {
        let (html, outer) = std::mem::replace(&mut self.html, Prose::new(self.source)).finish();
        let mut inner = Prose::new(&html);
        html::append(&mut inner, Span::new(0, html.len()), Syntax::Html);
        let (text, inner) = inner.finish();
        self.prose.nest(&text, &inner, &outer);
    }

    fn text(&mut self, span: Span) {
        match self.mode() {
            Mode::Html => {
                self.prose.escape(span, Escape::XmlTwice);
                self.html.copy(span);
            }
            Mode::Copy => self.words(span),
            Mode::Fields | Mode::LeftOut => self.value.push_str(span.slice(self.source)),
            Mode::Xhtml => {}
        }
    }

    /// Text whose white space is only layout.
    fn words(&mut self, span: Span) {
        let mut start = span.start;
        for part in span.slice(self.source).split_inclusive(char::is_whitespace) {
            let words = part.trim_end();
            let end = start + words.len();
            self.prose.copy(Span::new(start, end));
            start += part.len();
            if end < start && !self.prose.text().is_empty() && !self.prose.text().ends_with(char::is_whitespace) {
                self.prose.stand_for(Span::new(end, start), " ");
            }
        }
    }

    fn cdata(&mut self, span: Span) {
        match self.mode() {
            Mode::Html => {
                self.prose.escape(span, Escape::Xml);
                self.html.copy(span);
            }
            Mode::Copy => {
                self.prose.escape(span, Escape::Cdata);
                self.words(span);
            }
            Mode::Fields | Mode::LeftOut => self.value.push_str(span.slice(self.source)),
            Mode::Xhtml => {}
        }
    }

    /// An entity. One that is not known stays as it is.
    fn reference(&mut self, span: Span) {
        let raw = span.slice(self.source);
        let resolved = quick_xml::escape::unescape_with(raw, quick_xml::escape::resolve_html5_entity);
        let text = resolved.unwrap_or_else(|_| raw.into());
        match self.mode() {
            Mode::Html => {
                self.prose.escape(span, Escape::XmlTwice);
                self.html.stand_for(span, &text);
            }
            Mode::Copy => self.prose.stand_for(span, &text),
            Mode::Fields | Mode::LeftOut => self.value.push_str(&text),
            Mode::Xhtml => {}
        }
    }
}

/// What is made of an element directly under an item of RSS or an entry of Atom. Those of other vocabularies (Media RSS, iTunes,
/// Dublin Core) say the same again, or are no copy.
fn field(tag: &BytesStart<'_>, atom: bool) -> Mode {
    let known = tag.name().prefix().is_none_or(|prefix| matches!(prefix.into_inner(), "atom" | "content" | "rss"));
    match tag.local_name().into_inner() {
        "title" | "summary" | "content" if known && atom => typed(attribute(tag, "type").as_deref()),
        // RSS has HTML in all of them.
        "title" | "description" | "encoded" | "summary" if known => Mode::Html,
        _ => Mode::LeftOut,
    }
}

/// What is made of content of a type: those of Atom (RFC 4287, section 3.1.1), and media types.
fn typed(said: Option<&str>) -> Mode {
    match said.map(|said| said.split(';').next().unwrap_or(said).trim()) {
        None | Some("" | "text" | "text/plain") => Mode::Copy,
        Some("html" | "text/html") => Mode::Html,
        Some("xhtml" | "application/xhtml+xml") => Mode::Xhtml,
        Some(_) => Mode::LeftOut,
    }
}

/// The value of an attribute, entities read.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok().flatten()?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}
