//! Prose of HTML and XHTML: text between tags, entities read, what is not shown left out.

mod article;
mod charset;
mod element;
mod emitter;
mod markup;
mod walk;

use super::source::{Escape, Prose};
use super::{Document, DocumentError};
use crate::span::Span;
use encoding_rs::Encoding;
use std::path::Path;
pub(super) use walk::Walk;

/// Stands for what is shown within a sentence but is no prose, so that the words on its two sides are no neighbours:
/// the object replacement character, as text that stands around an embedded object has it (Unicode, section 23.8).
const LEFT_OUT: &str = "\u{FFFC}";

/// Bytes of a page from which its article is not looked for: the tree that is built for it takes many times that. Pages of copy stay far below;
/// Common Crawl cuts at 5 MiB.
const LARGEST: usize = 4 << 20;

/// Which rules tags follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// HTML: `<script/>` opens a script.
    Html,
    /// XHTML: `<script/>` is a whole element, and sections of character data are text.
    Xhtml,
}

/// Adds the prose of the HTML or XHTML that stands in `span`, in bytes of the source of `prose`.
///
/// Blocks end paragraphs, inline tags join what they stand between, white space is single. Left out are scripts, styles,
/// code, form fields, pictures, hidden elements and comments. The last paragraph stays open.
pub fn append(prose: &mut Prose<'_>, span: Span, syntax: Syntax) {
    walk(prose, span, syntax);
}

/// Adds a string that another format holds in `place`: a cell of a table, a text of JSON. `add` adds it as it is, and `escape` is how the
/// format writes it. What is marked up is read as HTML, as systems that manage content export it.
pub(super) fn append_string(prose: &mut Prose<'_>, place: Span, escape: Escape, add: impl Fn(&mut Prose<'_>)) {
    let mut string = Prose::new(prose.source());
    add(&mut string);
    let (html, outer) = string.finish();
    if !markup::is_html(&html) {
        return add(prose);
    }
    prose.escape(place, escape.of_html());
    let mut inner = Prose::new(&html);
    Walk::of_string(&mut inner).html(&html, 0, Syntax::Html);
    let (text, inner) = inner.finish();
    prose.nest(&text, &inner, &outer);
}

/// The same; says whether the nesting is one that other programs can be trusted with.
fn walk(prose: &mut Prose<'_>, span: Span, syntax: Syntax) -> bool {
    let html = span.slice(prose.source());
    let mut walk = Walk::new(prose);
    walk.html(html, span.start, syntax);
    !walk.was_deeper()
}

/// Reads a page; with `article`, its main article where one is found. `served` is the encoding that its server named.
pub(super) fn read(
    name: &str,
    bytes: Vec<u8>,
    served: Option<&'static Encoding>,
    article: bool,
) -> Result<Document, DocumentError> {
    let encoding = served.or_else(|| charset::declared(&bytes));
    let document = Document::declared(name, bytes, encoding)?;
    let source = document.source();
    let mut prose = Prose::new(source);
    let sound = walk(&mut prose, Span::new(0, source.len()), syntax(name, source));
    let (text, map) = prose.finish();
    let kept = if article && sound && source.len() <= LARGEST { article::of(source, &text) } else { None };
    let Some(kept) = kept else { return Ok(document.with_prose((text, map), Escape::Xml, true)) };
    let all: usize = text.split("\n\n").map(str::len).sum();
    let share = kept.iter().map(|span| span.len()).sum::<usize>() as f64 / all.max(1) as f64;
    let prose = map.kept(&text, &kept);
    Ok(document.with_prose(prose, Escape::Xml, true).with_boilerplate((1.0 - share).max(0.0)))
}

/// Browsers tell XHTML by its media type, which a file does not have; its name or an XML declaration stand in for that.
fn syntax(name: &str, source: &str) -> Syntax {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let named = ["xhtml", "xht"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    match named || source.starts_with("<?xml") {
        true => Syntax::Xhtml,
        false => Syntax::Html,
    }
}

#[cfg(test)]
mod tests;
