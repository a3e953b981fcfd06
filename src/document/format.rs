//! Formats of files, told by name and content.

use std::path::Path;

/// What kind of file prose is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// All of it is prose.
    Plain,
    /// HTML or XHTML.
    Html,
    /// Markdown (CommonMark, with tables, footnotes, strikethrough and task lists).
    Markdown,
    /// Markdown with JSX.
    Mdx,
}

impl Format {
    /// All formats, by name.
    pub const ALL: [Format; 4] = [Format::Plain, Format::Html, Format::Markdown, Format::Mdx];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::Plain => "plain",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Mdx => "mdx",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's name and its first bytes speak for; the name counts first.
    #[must_use]
    pub fn detect(name: &str, head: &[u8]) -> Format {
        Format::of_name(name).or_else(|| Format::of_content(head)).unwrap_or(Format::Plain)
    }

    fn of_name(name: &str) -> Option<Format> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "html" | "htm" | "xhtml" | "xht" => Format::Html,
            "md" | "markdown" => Format::Markdown,
            "mdx" => Format::Mdx,
            _ => return None,
        })
    }

    fn of_content(head: &[u8]) -> Option<Format> {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let starts = |with: &[u8]| head.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        (starts(b"<!doctype html") || starts(b"<html")).then_some(Format::Html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_counts_before_content() {
        // (name, head, format)
        let table: [(&str, &str, Format); 9] = [
            ("a/b.HTML", "", Format::Html),
            ("b.xhtml", "<?xml", Format::Html),
            ("README.md", "<html>", Format::Markdown),
            ("a.mdx", "", Format::Mdx),
            ("-", "\u{feff} \n<!DOCTYPE html>", Format::Html),
            ("page.php", "<HTML lang=en>", Format::Html),
            ("-", "<h1>so</h1>", Format::Plain),
            ("html", "# Heading", Format::Plain),
            ("a.txt", "", Format::Plain),
        ];
        for (name, head, format) in table {
            assert_eq!(Format::detect(name, head.as_bytes()), format, "{name} {head}");
        }
        assert!(Format::ALL.iter().all(|format| Format::from_name(format.name()) == Some(*format)));
    }
}
