//! ODT: text of OpenDocument 1.3 (part 3).

use super::flow::{Flow, Role, Spaces};
use super::package::Package;
use super::xml::{Space, attribute};
use super::{OBJECT, Sources, damaged};
use crate::document::{Document, DocumentError, Escape, Limits, SourceMap};
use crate::span::Span;
use quick_xml::events::BytesStart;

/// What the parts beside the body are called.
const MARGINS: &str = "headers and footers";

/// Files of the package that hold prose, and what they are called.
const PARTS: [(&str, &str); 2] = [("content.xml", "body"), ("styles.xml", MARGINS)];

/// Reads a document.
pub(super) fn read(name: &str, package: &mut Package, limits: &Limits) -> Result<Document, DocumentError> {
    let mut sources = Sources::default();
    let mut read = Vec::new();
    for (part, label) in PARTS {
        if part == "content.xml" || package.has(part) {
            let text = package.text(part)?;
            read.push((sources.add(part, &text), label, part));
        }
    }
    let source = sources.finish();
    let (prose, parts) = prose(&source, read, limits)?;
    Ok(Document::from_text(name, source).with_prose(prose, Escape::Xml, false).with_parts(parts))
}

/// Reads a document that is one file of XML (OpenDocument 1.3 part 3, section 3.1.2).
pub(super) fn read_flat(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Document, DocumentError> {
    let document = Document::from_xml(name, bytes)?;
    let whole = Span::new(0, document.source().len());
    let (prose, parts) = prose(document.source(), vec![(whole, "body", "the file")], limits)?;
    Ok(document.with_prose(prose, Escape::Xml, false).with_parts(parts))
}

/// A place, what is called so in reports, and the file that it is.
type Part = (Span, &'static str, &'static str);

/// Prose and its map, and where each of its parts begins.
type Read = ((String, SourceMap), Vec<(usize, String)>);

fn prose(source: &str, read: Vec<Part>, limits: &Limits) -> Result<Read, DocumentError> {
    let mut flow = Flow::new(source, limits, Spaces::Single, &role);
    for (span, label, part) in read {
        flow.part(label, span).map_err(|error| damaged(format!("{part}: {error}")))?;
    }
    let (prose, parts) = flow.finish();
    Ok((prose.finish(), parts))
}

fn role(space: Space, name: &str, tag: &BytesStart<'_>) -> Role {
    match space {
        Space::OdText => text(name, tag),
        Space::OdOffice => match name {
            "annotation" | "annotation-end" | "scripts" | "settings" | "forms" | "font-face-decls" | "binary-data" => {
                Role::Silent
            }
            "master-styles" => Role::Apart(MARGINS),
            _ => Role::Through,
        },
        Space::OdDraw => match name {
            "frame" if attribute(tag, "anchor-type").as_deref() == Some("as-char") => Role::Mark,
            "text-box" | "custom-shape" | "rect" | "ellipse" | "circle" | "line" | "connector" | "polygon"
            | "polyline" | "path" | "caption" => Role::Apart("text boxes"),
            "object" => Role::Silent,
            _ => Role::Through,
        },
        Space::OdSvg => Role::Silent,
        _ => Role::Through,
    }
}

fn text(name: &str, tag: &BytesStart<'_>) -> Role {
    match name {
        "p" | "h" => Role::Prose,
        "s" | "tab" | "line-break" => Role::Stands(" "),
        "note-body" => Role::Apart("notes"),
        "hidden-text" | "hidden-paragraph" if attribute(tag, "is-hidden").as_deref() != Some("false") => Role::Silent,
        "tracked-changes"
        | "note-citation"
        | "ruby-text"
        | "script"
        | "index-title-template"
        | "sequence-decls"
        | "variable-decls"
        | "user-field-decls" => Role::Silent,
        "placeholder" => Role::Stands(OBJECT),
        _ => Role::Through,
    }
}
