//! MDX made into Markdown of the same length, so that places stay what they are.

use super::options;
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;

/// The text with imports and exports blank, and expressions as tags of the element `x`, which has no text. What is code in
/// Markdown is left as it is.
pub(super) fn as_markdown(text: &str) -> String {
    let code = code(text);
    let mut out = text.as_bytes().to_vec();
    let mut at = 0;
    let mut skipped = code.iter().peekable();
    let mut line_start = true;
    while at < text.len() {
        while skipped.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = skipped.peek().filter(|range| range.contains(&at)) {
            (at, line_start) = (range.end, text[..range.end].ends_with('\n'));
            continue;
        }
        let rest = &text[at..];
        let next = match rest.as_bytes()[0] {
            b'i' | b'e' if line_start && is_module(rest) => blank(&mut out, at, module_end(rest)),
            b'{' => expression(&mut out, at, braces(rest)),
            b'\\' => 2,
            b'<' => tag(&mut out, at, rest),
            _ => 1,
        };
        line_start = rest.as_bytes()[..next.min(rest.len())].ends_with(b"\n");
        at = text.ceil_char_boundary((at + next).min(text.len()));
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_string())
}

/// Stretches of code, ascending.
fn code(text: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options()).into_offset_iter();
    events
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect()
}

fn is_module(line: &str) -> bool {
    ["import ", "import{", "export "].iter().any(|start| line.starts_with(start))
}

/// Length of a block of imports or exports: it ends before a blank line outside of braces.
fn module_end(rest: &str) -> usize {
    let (mut end, mut depth) = (0, 0_isize);
    for line in rest.split_inclusive('\n') {
        if line.trim().is_empty() && depth <= 0 {
            break;
        }
        end += line.len();
        depth += line.bytes().map(|byte| isize::from(byte == b'{') - isize::from(byte == b'}')).sum::<isize>();
    }
    end
}

fn blank(out: &mut [u8], at: usize, length: usize) -> usize {
    out[at..at + length].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    length
}

/// Length of a stretch in braces; 0 where they are never closed.
fn braces(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    0
}

/// Writes `<x   >` over an expression, and a value without quotes over one that is an attribute.
fn expression(out: &mut [u8], at: usize, length: usize) -> usize {
    if length < 3 {
        return blank(out, at, length).max(1);
    }
    let attribute = at > 0 && out[at - 1] == b'=' || out[at..].starts_with(b"{...");
    let over = &mut out[at..at + length];
    over.fill(if attribute { b'x' } else { b' ' });
    if let (false, [first, second, .., last]) = (attribute, over) {
        (*first, *second, *last) = (b'<', b'x', b'>');
    }
    length
}

/// Makes the name of a component one that Markdown knows as a tag, and blanks the tags of fragments.
fn tag(out: &mut [u8], at: usize, rest: &str) -> usize {
    if let Some(fragment) = ["<>", "</>"].iter().find(|fragment| rest.starts_with(**fragment)) {
        return blank(out, at, fragment.len());
    }
    let start = 1 + usize::from(rest.starts_with("</"));
    let name =
        rest[start..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    let end = start + name.count();
    // An autolink has a colon there too.
    if !rest[start..end].contains(':') {
        out[at + start..at + end].iter_mut().filter(|byte| **byte == b'.').for_each(|byte| *byte = b'-');
    }
    end
}
