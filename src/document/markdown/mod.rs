//! Prose of Markdown and MDX.

mod front;
mod mdx;

use super::html::{Syntax, Walk};
use super::source::{Escape, Prose, SourceMap};
use super::{Document, DocumentError};
use crate::span::Span;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};
use std::borrow::Cow;
use std::ops::Range;

/// Which Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// CommonMark with tables, footnotes, strikethrough and task lists.
    Markdown,
    /// The same with JSX: imports, exports, expressions and tags of components.
    Mdx,
}

/// Reads a text.
pub(super) fn read(name: &str, bytes: Vec<u8>, dialect: Dialect) -> Result<Document, DocumentError> {
    let document = Document::from_bytes(name, bytes)?;
    let prose = prose(document.source(), dialect);
    Ok(document.with_prose(prose, Escape::Markdown, true))
}

/// The prose of a text: what a reader of the page made from it reads, but for code, and of the front matter its title and
/// description.
fn prose(source: &str, dialect: Dialect) -> (String, SourceMap) {
    let text = match dialect {
        Dialect::Markdown => Cow::Borrowed(source),
        Dialect::Mdx => Cow::Owned(mdx::as_markdown(source)),
    };
    let mut prose = Prose::new(&text);
    let body = front::append(&mut prose);
    let mut reader =
        Reader { walk: Walk::new(&mut prose), text: &text[body..], at: body, dialect, open: Vec::new(), html: 0..0 };
    for (event, range) in Parser::new_ext(&text[body..], options()).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush_html();
    prose.finish()
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Hands the events of the parser on as tags and text of HTML, so that tags among them nest with them.
struct Reader<'t, 'w, 's> {
    walk: Walk<'w, 's>,
    /// What is parsed: the source behind `at`.
    text: &'t str,
    at: usize,
    dialect: Dialect,
    /// Elements that stand for the open tags.
    open: Vec<&'static str>,
    /// Lines of an HTML block, not handed on yet: a tag may go over several.
    html: Range<usize>,
}

impl Reader<'_, '_, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Event::Html(_) = event {
            if self.html.end != range.start {
                self.flush_html();
                self.html.start = range.start;
            }
            self.html.end = range.end;
            return;
        }
        self.flush_html();
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(_) => self.end(),
            Event::Text(text) => self.words(&text, range),
            // Marks of a quotation may follow, and a replacement must not come to stand before them.
            Event::SoftBreak => self.walk.soft_break(),
            Event::HardBreak => self.walk.open("br"),
            Event::Rule => self.walk.open("hr"),
            Event::Code(_) => self.walk.mark(),
            Event::InlineHtml(_) => self.tags(range),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let element = element(tag);
        match element {
            "img" => self.walk.mark(),
            "" => {}
            _ => self.walk.open(element),
        }
        self.open.push(element);
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some("img") => self.walk.mark(),
            Some("") | None => {}
            Some(element) => self.walk.end(element.as_bytes()),
        }
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        let span = self.in_source(range.clone());
        match self.text[range] == *text {
            true => self.walk.text(span),
            false => self.walk.entity(span, text),
        }
    }

    fn flush_html(&mut self) {
        let range = std::mem::take(&mut self.html);
        self.tags(range);
    }

    fn tags(&mut self, range: Range<usize>) {
        let syntax = match self.dialect {
            Dialect::Markdown => Syntax::Html,
            Dialect::Mdx => Syntax::Xhtml,
        };
        self.walk.html(&self.text[range.clone()], self.at + range.start, syntax);
    }

    const fn in_source(&self, range: Range<usize>) -> Span {
        Span::new(self.at + range.start, self.at + range.end)
    }
}

/// The HTML element that a tag becomes: `img` for one whose text is its alternative text, none for HTML, whose tags may
/// be closed in a later block.
const fn element(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Paragraph => "p",
        Tag::Heading { .. } => "h1",
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(_) | Tag::MetadataBlock(_) => "pre",
        Tag::List(_) => "ul",
        Tag::Item => "li",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell => "td",
        Tag::Image { .. } => "img",
        Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. } => "code",
        Tag::FootnoteDefinition(_) => "div",
        Tag::HtmlBlock => "",
        _ => "span",
    }
}

#[cfg(test)]
mod tests;
