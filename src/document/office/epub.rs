//! EPUB 2 and 3: the chapters of a book in reading order.

use super::package::Package;
use super::xml::{Node, Xml, attribute};
use super::{Sources, damaged};
use crate::document::html::{self, Syntax};
use crate::document::source::Prose;
use crate::document::{Document, DocumentError, Escape, Limits};
use crate::span::Span;
use std::collections::HashMap;

/// Characters of a heading that name a chapter.
const TITLE: usize = 80;

/// Reads a book; chapters that cannot be read go to `faults`.
pub(super) fn read(
    name: &str,
    package: &mut Package,
    limits: &Limits,
    faults: &mut Vec<DocumentError>,
) -> Result<Document, DocumentError> {
    let root = root(&package.text("META-INF/container.xml")?, limits)?;
    let chapters = spine(&package.text(&root)?, &root, limits)?;
    let mut sources = Sources::default();
    let mut places = Vec::new();
    for path in chapters {
        match package.text(&path) {
            Ok(text) => places.push((sources.add(&path, &text), path)),
            Err(error) => faults.push(error),
        }
    }
    let source = sources.finish();
    let (mut prose, mut parts) = (Prose::new(&source), Vec::new());
    for (span, path) in places {
        let start = prose.text().len();
        html::append(&mut prose, span, Syntax::Xhtml);
        prose.end_paragraph();
        if prose.text().len() > start {
            parts.push((start, title(span.slice(&source), limits).unwrap_or(path)));
        }
    }
    prose.join_lines();
    let prose = prose.finish();
    Ok(Document::from_text(name, source).with_prose(prose, Escape::Xml, false).with_parts(parts))
}

/// Path of the package document (EPUB 3.3, section 4.2.6.3.1).
fn root(container: &str, limits: &Limits) -> Result<String, DocumentError> {
    let mut xml = Xml::new(container, Span::new(0, container.len()), limits);
    while let Some(node) = xml.next()? {
        if let Node::Start { tag, .. } = node
            && tag.local_name().into_inner() == "rootfile"
            && let Some(path) = attribute(&tag, "full-path")
        {
            return Ok(path);
        }
    }
    Err(damaged("META-INF/container.xml names no book".to_string()))
}

/// Paths of the chapters in reading order (EPUB 3.3, section 5.7).
fn spine(package: &str, root: &str, limits: &Limits) -> Result<Vec<String>, DocumentError> {
    let folder = root.rfind('/').map_or("", |at| &root[..at]);
    let (mut items, mut order) = (HashMap::new(), Vec::new());
    let mut xml = Xml::new(package, Span::new(0, package.len()), limits);
    while let Some(node) = xml.next()? {
        let Node::Start { tag, .. } = node else { continue };
        match tag.local_name().into_inner() {
            "item" => {
                let (id, href, kind) = (attribute(&tag, "id"), attribute(&tag, "href"), attribute(&tag, "media-type"));
                if let (Some(id), Some(href), Some("application/xhtml+xml" | "text/html")) = (id, href, kind.as_deref())
                {
                    items.insert(id, resolve(folder, &href));
                }
            }
            "itemref" => order.extend(attribute(&tag, "idref")),
            _ => {}
        }
    }
    // A chapter named twice is read once, or a small book could become a large one.
    Ok(order.iter().filter_map(|id| items.remove(id)).collect())
}

/// Path of a reference within the package: percent signs read, dots followed, fragments dropped.
fn resolve(folder: &str, href: &str) -> String {
    let href = percent_decoded(href.split('#').next().unwrap_or_default());
    let mut path: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(href.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// RFC 3986, section 2.1.
fn percent_decoded(text: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &tail[2..];
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The first heading of a chapter, else its title.
fn title(chapter: &str, limits: &Limits) -> Option<String> {
    let mut xml = Xml::new(chapter, Span::new(0, chapter.len()), limits);
    let mut title = None;
    while let Ok(Some(node)) = xml.next() {
        let Node::Start { tag, span, whole: false } = node else { continue };
        let name = tag.local_name().into_inner();
        if matches!(name, "h1" | "h2" | "h3" | "title") {
            let inside = Span::new(span.end, xml.skip().ok()?);
            let found = text(inside.slice(chapter), limits);
            if name != "title" && !found.is_empty() {
                return Some(found);
            }
            title = title.or(Some(found).filter(|title| !title.is_empty()));
        }
    }
    title
}

/// The text of a heading, on one line.
fn text(heading: &str, limits: &Limits) -> String {
    let mut xml = Xml::new(heading, Span::new(0, heading.len()), limits);
    let mut text = String::new();
    while let Ok(Some(node)) = xml.next() {
        match node {
            Node::Text(span) => text.push_str(span.slice(heading)),
            Node::Entity(_, read) => text.push_str(&read),
            // A line break tag parts words.
            Node::Start { whole: true, .. } => text.push(' '),
            _ => {}
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        // (folder, reference, path)
        let table = [
            ("OEBPS", "text/c1.xhtml", "OEBPS/text/c1.xhtml"),
            ("OEBPS/text", "../a%20b.xhtml#x", "OEBPS/a b.xhtml"),
            ("", "./%C3%A9%zz%2", "é%zz%2"),
            ("a", "../../../c", "c"),
        ];
        for (folder, href, path) in table {
            assert_eq!(resolve(folder, href), path);
        }
    }

    #[test]
    fn chapters_are_named_by_headings() {
        let named = |chapter| title(chapter, &Limits::default());
        assert_eq!(named("<x><title>Book</title><h2>One &amp;<br/>\n two</h2><h1>b</h1></x>").unwrap(), "One & two");
        assert_eq!(named("<x><title>Book</title><p>a</p></x>").unwrap(), "Book");
        assert_eq!(named("<x><p>a</p>"), None);
    }
}
