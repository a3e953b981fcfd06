//! Syndicated copy in XML: RSS 0.9 to 2.0, Atom 1.0 (RFC 4287), NITF 3 and NewsML-G2 (IPTC). Each item is a document.

mod item;
mod names;

use super::read::Each;
use super::{Document, DocumentError, ErrorKind, Escape, Origin, Reading};
use crate::span::Span;
use encoding_rs::Encoding;
use item::Item;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The encoding that an XML declaration names.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.split(|byte| *byte == b'>').next().filter(|first| first.starts_with(b"<?xml"));
    let said =
        declaration.and_then(|first| first.windows(9).position(|word| word == b"encoding=").map(|at| &first[at + 9..]));
    let label = said.and_then(|said| said.split(|byte| matches!(byte, b'"' | b'\'')).nth(1));
    label.and_then(Encoding::for_label)
}

/// Reads the items of a file. After a fault the next item is looked for.
pub(super) fn read<E>(reading: &Reading, file: &Document, each: &mut Each<'_, E>) -> Result<(), E> {
    let text = file.text();
    let mut items = Items::new(text, 0, reading.limits.elements);
    let (mut origin, mut counted, mut number) = (Origin::default(), 0, 0);
    loop {
        let next = items.next();
        let at = match &next {
            Some(Ok(span)) => span.start,
            Some(Err(fault)) => fault.at,
            None => return Ok(()),
        };
        // A fault may lie before the end of the item that came before it.
        if at >= counted {
            origin = origin.after(&text[counted..at]);
            counted = at;
        }
        match next {
            Some(Ok(span)) => {
                number += 1;
                each(Ok(document(file, span, number).with_origin(origin)))?;
            }
            Some(Err(fault)) => {
                each(Err(DocumentError::from(ErrorKind::Record(fault.message)).at(origin)))?;
                let Some(next) = items.resume(fault.at) else { return Ok(()) };
                items = next;
            }
            None => return Ok(()),
        }
    }
}

fn document(file: &Document, span: Span, number: usize) -> Document {
    let record = Document::from_text(file.name(), span.slice(file.text()));
    let record = record.decoded_from(file.encoding(), file.byte_order_mark());
    let (prose, name) = Item::read(record.text());
    let name = name.unwrap_or_else(|| number.to_string());
    record.with_prose(prose, Escape::Xml, true).with_parts(vec![(0, name)])
}

/// A parser that lets pass what feeds get wrong: a lone `&`, an end tag too many.
fn parser(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().allow_unmatched_ends = true;
    reader
}

/// Where the parser stands, in bytes.
fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// What is wrong with the XML, and where, in bytes.
struct Fault {
    at: usize,
    message: String,
}

/// Finds the elements that are items.
struct Items<'t> {
    text: &'t str,
    base: usize,
    reader: Reader<&'t [u8]>,
    depth: usize,
    /// Where the item that is open begins, and how deep.
    open: Option<(usize, usize)>,
    most: usize,
}

impl<'t> Items<'t> {
    fn new(text: &'t str, base: usize, most: usize) -> Self {
        Items { text, base, reader: parser(&text[base..]), depth: 0, open: None, most }
    }

    /// The next item, from its start tag to its end tag.
    fn next(&mut self) -> Option<Result<Span, Fault>> {
        loop {
            let before = self.base + position(&self.reader);
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Some(Err(self.fault(before, error.to_string()))),
            };
            let after = self.base + position(&self.reader);
            match event {
                Event::Start(start) => {
                    if self.open.is_none() && names::is_item(start.local_name().into_inner()) {
                        self.open = Some((before, self.depth));
                    }
                    self.depth += 1;
                    if self.depth > self.most {
                        return Some(Err(self.fault(before, format!("elements more than {} deep", self.most))));
                    }
                }
                Event::Empty(start) if self.open.is_none() && names::is_item(start.local_name().into_inner()) => {
                    return Some(Ok(Span::new(before, after)));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    if let Some((start, _)) = self.open.take_if(|(_, depth)| *depth == self.depth) {
                        return Some(Ok(Span::new(start, after)));
                    }
                }
                Event::Eof => {
                    let (start, _) = self.open.take()?;
                    return Some(Err(Fault { at: start, message: "the item is not closed".into() }));
                }
                _ => {}
            }
        }
    }

    fn fault(&self, before: usize, message: String) -> Fault {
        let at = self.text.floor_char_boundary(before.max(self.base));
        Fault { at, message }
    }

    /// Goes on with the first item that begins behind a fault.
    fn resume(&self, fault: usize) -> Option<Items<'t>> {
        let behind = fault + self.text[fault..].chars().next()?.len_utf8();
        let rest = &self.text[behind..];
        let at = rest.match_indices('<').map(|(at, _)| at).find(|at| names::is_item(names::local(&rest[at + 1..])))?;
        Some(Items::new(self.text, behind + at, self.most))
    }
}

#[cfg(test)]
mod tests;
