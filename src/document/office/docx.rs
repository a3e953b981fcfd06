//! DOCX: Office Open XML, WordprocessingML (ECMA-376 part 1, chapter 17).

use super::flow::{Flow, Role, Spaces};
use super::package::Package;
use super::xml::{Node, Space, Xml, attribute};
use super::{OBJECT, Sources, damaged};
use crate::document::{Document, DocumentError, Escape, Limits};
use crate::span::Span;
use quick_xml::events::BytesStart;

/// Ends of the content types of parts that hold prose, in the order they are read, and what the parts are called.
const PARTS: [(&str, &str); 5] = [
    (".main+xml", "body"),
    (".footnotes+xml", "footnotes"),
    (".endnotes+xml", "endnotes"),
    (".header+xml", "header"),
    (".footer+xml", "footer"),
];

/// Reads a document.
pub(super) fn read(name: &str, package: &mut Package, limits: &Limits) -> Result<Document, DocumentError> {
    let mut sources = Sources::default();
    let parts = parts(&package.text("[Content_Types].xml")?, limits)?;
    if parts.is_empty() {
        return Err(damaged("it is no document of a word processor".to_string()));
    }
    let mut read = Vec::new();
    for (part, label) in parts {
        let text = package.text(&part)?;
        read.push((sources.add(&part, &text), label, part));
    }
    let source = sources.finish();
    let mut flow = Flow::new(&source, limits, Spaces::Kept, &role);
    for (span, label, part) in read {
        flow.part(&label, span).map_err(|error| damaged(format!("{part}: {error}")))?;
    }
    let (prose, parts) = flow.finish();
    let prose = prose.finish();
    Ok(Document::from_text(name, source).with_prose(prose, Escape::Xml, false).with_parts(parts))
}

/// Paths of the parts that hold prose, with what each is called.
fn parts(types: &str, limits: &Limits) -> Result<Vec<(String, String)>, DocumentError> {
    let mut found = Vec::new();
    let mut xml = Xml::new(types, Span::new(0, types.len()), limits);
    while let Some(node) = xml.next()? {
        let Node::Start { tag, .. } = node else { continue };
        let (Some(path), Some(kind)) = (attribute(&tag, "PartName"), attribute(&tag, "ContentType")) else { continue };
        // Spreadsheets and slides have main parts too.
        let order = PARTS.iter().position(|(end, _)| kind.contains("word") && kind.ends_with(end));
        if let Some(order) = order {
            found.push((order, path.trim_start_matches('/').to_string()));
        }
    }
    // header2 stands before header10.
    found.sort_by(|(a, x), (b, y)| (a, x.len(), x).cmp(&(b, y.len(), y)));
    let mut parts: Vec<(String, String)> = Vec::new();
    for (at, (order, path)) in found.iter().enumerate() {
        let label = PARTS[*order].1;
        let number = found[..=at].iter().filter(|(other, _)| other == order).count();
        let label = if matches!(label, "header" | "footer") { format!("{label} {number}") } else { label.to_string() };
        parts.push((path.clone(), label));
    }
    Ok(parts)
}

fn role(space: Space, name: &str, tag: &BytesStart<'_>) -> Role {
    match (space, name) {
        (Space::Word, name) => word(name, tag),
        (Space::WordDrawing, "inline") => Role::Mark,
        (Space::Math, "oMath") => Role::Stands(OBJECT),
        // The same once more, for programs before Word 2010.
        (Space::Compatibility, "Fallback") => Role::Silent,
        _ => Role::Through,
    }
}

fn word(name: &str, tag: &BytesStart<'_>) -> Role {
    match name {
        "p" => Role::Paragraph,
        "t" => Role::Text,
        "tab" | "ptab" | "br" | "cr" => Role::Stands(" "),
        "noBreakHyphen" => Role::Stands("\u{2011}"),
        "softHyphen" => Role::Stands("\u{AD}"),
        "sym" => Role::Stands(OBJECT),
        "vanish" => match attribute(tag, "val").as_deref() {
            Some("0" | "false" | "off") => Role::Silent,
            _ => Role::Hides,
        },
        "del" | "moveFrom" | "delText" | "instrText" | "rt" | "pPr" | "rPrChange" | "sdtPr" | "tblPr" | "trPr"
        | "tcPr" | "sectPr" => Role::Silent,
        "txbxContent" => Role::Apart("text boxes"),
        _ => Role::Through,
    }
}

/// Text elements of an edited part that begin or end with white space, which Word drops unless they say that it counts: `xml:space` is added
/// to those that had no attributes, and whose text has changed.
pub(super) fn keep_spaces(before: &str, after: &str) -> String {
    let starts = |text: &str| text.match_indices("<w:t>").map(|(at, tag)| at + tag.len()).collect::<Vec<_>>();
    let content = |text: &str, at: usize| text[at..].split('<').next().map(str::len).unwrap_or_default();
    let (old, new) = (starts(before), starts(after));
    let mut out = String::with_capacity(after.len());
    let mut done = 0;
    for (old, new) in old.into_iter().zip(new) {
        let was = &before[old..old + content(before, old)];
        let is = &after[new..new + content(after, new)];
        if was != is && is.trim_ascii().len() < is.len() {
            out.push_str(&after[done..new - 1]);
            out.push_str(" xml:space=\"preserve\"");
            done = new - 1;
        }
    }
    out.push_str(&after[done..]);
    out
}
