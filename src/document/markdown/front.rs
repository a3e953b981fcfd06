//! Front matter: what stands between `---` (YAML) or `+++` (TOML) lines at the head of a text.

use crate::document::source::Prose;
use crate::span::Span;

/// Keys whose values are prose that readers see, in result lists if not on the page.
const PROSE: [&str; 2] = ["title", "description"];

/// Adds the title and description of the front matter as paragraphs; gives the byte that the body begins at.
pub(super) fn append(prose: &mut Prose<'_>) -> usize {
    let source = prose.source();
    let Some((span, body, equals)) = find(source) else { return 0 };
    let lines: Vec<Span> = lines(source, span).collect();
    for (number, line) in lines.iter().enumerate() {
        let text = line.slice(source);
        let Some((key, value)) = text.split_once(equals) else { continue };
        if !PROSE.contains(&key.trim_end().trim_matches(['"', '\''])) {
            continue;
        }
        value_lines(source, Span::new(line.end - value.len(), line.end), &lines[number + 1..])
            .for_each(|line| add(prose, line));
        prose.end_paragraph();
    }
    body
}

/// The front matter, the start of the body, and what stands between key and value.
fn find(source: &str) -> Option<(Span, usize, char)> {
    let (mark, equals) = match source.get(..3)? {
        "---" => ("---", ':'),
        "+++" => ("+++", '='),
        _ => return None,
    };
    let mut all = lines(source, Span::new(0, source.len()));
    let first = all.next().filter(|line| line.slice(source).trim_end() == mark)?;
    let closes = |line: &str| line == mark || (equals == ':' && line == "...");
    let last = all.find(|line| closes(line.slice(source).trim_end()))?;
    let end = source[last.end..].find('\n').map_or(source.len(), |at| last.end + at + 1);
    Some((Span::new(first.end, last.start), end, equals))
}

/// Lines without their ends.
fn lines(source: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut at = span.start;
    span.slice(source).split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        Span::new(start, start + line.trim_end_matches(['\n', '\r']).len())
    })
}

/// The lines of a value: the rest of its key's line, and the indented ones behind it.
fn value_lines<'t>(source: &'t str, first: Span, more: &'t [Span]) -> impl Iterator<Item = Span> + 't {
    let indented = |line: &&Span| line.slice(source).starts_with([' ', '\t']);
    std::iter::once(first).chain(more.iter().take_while(indented).copied())
}

/// Adds a line of a value without quotes, and without the mark of a block (`>-`, `|`).
fn add(prose: &mut Prose<'_>, line: Span) {
    let source = prose.source();
    let text = line.slice(source);
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let end = line.end - (text.len() - text.trim_end_matches(is_edge).len());
    let start = line.end - text.trim_start_matches(is_edge).len();
    if start >= end || matches!(&source[start..end], ">" | ">-" | ">+" | "|" | "|-" | "|+") {
        return;
    }
    if !prose.text().is_empty() && !prose.text().ends_with("\n\n") {
        prose.insert(" ");
    }
    prose.copy(Span::new(start, end));
}
