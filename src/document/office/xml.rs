//! Events of XML with their places.

use super::{damaged, limit};
use crate::document::{DocumentError, Limits};
use crate::span::Span;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Vocabularies that are known, by what their elements are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// WordprocessingML.
    Word,
    /// Where a drawing stands on the page of a Word document.
    WordDrawing,
    /// What several versions of Word read differently.
    Compatibility,
    /// Formulas of a Word document.
    Math,
    /// Text of OpenDocument.
    OdText,
    /// What holds the text of OpenDocument.
    OdOffice,
    /// Frames and shapes of OpenDocument.
    OdDraw,
    /// SVG, as OpenDocument has it.
    OdSvg,
    /// Any other.
    Other,
}

/// Namespaces (ECMA-376 parts 1 and 4 with both of its dialects; OpenDocument 1.3 part 3, section 2.2), and the prefix that all writers use.
const SPACES: [(&str, &str, Space); 11] = [
    ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main", Space::Word),
    ("w", "http://purl.oclc.org/ooxml/wordprocessingml/main", Space::Word),
    ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", Space::WordDrawing),
    ("wp", "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", Space::WordDrawing),
    ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006", Space::Compatibility),
    ("m", "http://schemas.openxmlformats.org/officeDocument/2006/math", Space::Math),
    ("m", "http://purl.oclc.org/ooxml/officeDocument/math", Space::Math),
    ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0", Space::OdText),
    ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0", Space::OdOffice),
    ("draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", Space::OdDraw),
    ("svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", Space::OdSvg),
];

/// What the prefixes of a file stand for: those that its root declares, else those in use everywhere.
#[derive(Debug, Default)]
pub(super) struct Prefixes(Vec<(String, Space)>);

impl Prefixes {
    /// Takes the declarations of a root element.
    pub(super) fn of(root: &BytesStart<'_>) -> Self {
        let mut attributes = root.attributes();
        let declared = attributes.with_checks(false).flatten().filter_map(|attribute| {
            let name = attribute.key.into_inner();
            let prefix = name.strip_prefix("xmlns:").or((name == "xmlns").then_some(""))?;
            let space = SPACES.iter().find(|(_, uri, _)| *uri == &*attribute.value);
            Some((prefix.to_string(), space.map_or(Space::Other, |(_, _, space)| *space)))
        });
        Prefixes(declared.collect())
    }

    /// Vocabulary and local name of a tag.
    pub(super) fn resolve<'n>(&self, name: &'n str) -> (Space, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.0.iter().find(|(known, _)| known == prefix).map(|(_, space)| *space);
        let usual = || SPACES.iter().find(|(known, _, _)| *known == prefix).map(|(_, _, space)| *space);
        (declared.or_else(usual).unwrap_or(Space::Other), local)
    }
}

/// The value of an attribute by its local name, entities read.
pub(super) fn attribute(tag: &BytesStart<'_>, local: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut found =
        attributes.with_checks(false).flatten().filter(|attribute| attribute.key.local_name().into_inner() == local);
    let value = found.next()?.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// A piece of XML; spans are in bytes of the text that was handed in.
#[derive(Debug)]
pub(super) enum Node<'s> {
    /// A start tag; `whole` where it is the end tag too.
    Start { tag: BytesStart<'s>, span: Span, whole: bool },
    /// An end tag.
    End { span: Span },
    /// Text as it stands.
    Text(Span),
    /// An entity, and its text.
    Entity(Span, String),
}

/// Reads a stretch of XML, which begins and ends outside of tags.
pub(super) struct Xml<'s> {
    reader: Reader<&'s [u8]>,
    /// Where the stretch begins.
    at: usize,
    depth: usize,
    limits: &'s Limits,
}

impl<'s> Xml<'s> {
    pub(super) fn new(source: &'s str, span: Span, limits: &'s Limits) -> Self {
        let text = span.slice(source);
        // The reader does not count a byte order mark.
        let mark = text.len() - text.trim_start_matches('\u{FEFF}').len();
        Xml { reader: Reader::from_str(&text[mark..]), at: span.start + mark, depth: 0, limits }
    }

    /// Elements that are open.
    pub(super) const fn depth(&self) -> usize {
        self.depth
    }

    fn place(&self) -> usize {
        self.at + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The next piece; comments, instructions and declarations are passed over, entities of the file's own are empty.
    ///
    /// # Errors
    /// What makes it no XML, or elements that are open inside each other beyond the limit.
    pub(super) fn next(&mut self) -> Result<Option<Node<'s>>, DocumentError> {
        loop {
            let start = self.place();
            let event = self.reader.read_event().map_err(|error| damaged(error.to_string()))?;
            let span = Span::new(start, self.place());
            return Ok(Some(match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > self.limits.elements {
                        return Err(limit(format!(
                            "elements open inside each other: more than {}",
                            self.limits.elements
                        )));
                    }
                    Node::Start { tag, span, whole: false }
                }
                Event::Empty(tag) => Node::Start { tag, span, whole: true },
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::End { span }
                }
                Event::Text(_) => Node::Text(span),
                Event::CData(_) => Node::Text(Span::new(span.start + "<![CDATA[".len(), span.end - "]]>".len())),
                Event::GeneralRef(entity) => Node::Entity(span, resolved(&entity)),
                Event::Eof if self.depth > 0 => return Err(damaged("it ends inside an element".to_string())),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }

    /// Passes over all up to the end tag of the element that was opened last, and gives the place before that tag.
    ///
    /// # Errors
    /// See [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<usize, DocumentError> {
        let outside = self.depth.saturating_sub(1);
        loop {
            match self.next()? {
                Some(Node::End { span }) if self.depth == outside => return Ok(span.start),
                Some(_) => {}
                None => return Ok(self.place()),
            }
        }
    }
}

/// Entities that a document type declares are not read: they may reach outside, or grow without end.
fn resolved(entity: &BytesRef<'_>) -> String {
    match entity.resolve_char_ref() {
        Ok(Some(char)) => char.to_string(),
        Ok(None) => resolve_xml_entity(entity).unwrap_or_default().to_string(),
        Err(_) => char::REPLACEMENT_CHARACTER.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(source: &str) -> Result<Vec<String>, DocumentError> {
        let limits = Limits { elements: 3, ..Limits::default() };
        let mut xml = Xml::new(source, Span::new(0, source.len()), &limits);
        let mut pieces = Vec::new();
        while let Some(node) = xml.next()? {
            pieces.push(match node {
                Node::Start { span, .. } | Node::End { span } | Node::Text(span) => span.slice(source).to_string(),
                Node::Entity(span, text) => format!("{}={text}", span.slice(source)),
            });
        }
        Ok(pieces)
    }

    #[test]
    fn pieces_have_their_places() {
        let source = "\u{FEFF}<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>é<b/>1 &amp; &#x32;&x;\
                      <!-- c --><![CDATA[<c>]]></a>";
        let found = pieces(source).unwrap();
        assert_eq!(found, ["<a>", "é", "<b/>", "1 ", "&amp;=&", " ", "&#x32;=2", "&x;=", "<c>", "</a>"]);
    }

    #[test]
    fn what_is_no_xml_or_too_deep_is_refused() {
        assert!(pieces("<a><b></a>").is_err());
        assert!(pieces("<a>").is_err());
        assert!(pieces("<a><a><a></a></a></a>").is_ok());
        assert!(pieces("<a><a><a><a></a></a></a></a>").unwrap_err().to_string().contains("more than 3"));
    }

    #[test]
    fn namespaces_count_and_not_prefixes() {
        let root = BytesStart::from_content(
            "x xmlns:w='urn:other' xmlns:ns0='http://purl.oclc.org/ooxml/wordprocessingml/main'",
            1,
        );
        let prefixes = Prefixes::of(&root);
        assert_eq!(prefixes.resolve("ns0:p"), (Space::Word, "p"));
        assert_eq!(prefixes.resolve("w:p"), (Space::Other, "p"));
        assert_eq!(prefixes.resolve("text:p"), (Space::OdText, "p"));
    }
}
