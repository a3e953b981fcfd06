//! One page to read the copy in, findings highlighted. It holds all it needs, and works without a script as well, but for filters.

mod sections;

use super::binding::Binding;
use super::markdown::statement;
use super::page::Page;
use super::{Record, Records, Summary, count};
use crate::document::Document;
use crate::finding::Verdict;
use crate::level::Level;
use crate::lexicon::Kind;
use crate::span::Span;
use sections::{plot, sections};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The look of every HTML report: colours for light, dark and print, tables, marked phrases.
pub(crate) const CSS: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
/// Begins the article of a document; never in text, from which control characters are taken out.
const BEGIN: u8 = 1;
/// Stands for the number of the document, which is known only when the articles are put together.
const NUMBER: u8 = 2;
/// Findings that the browser lays out together when they come near the window. One by one, 12,000 took half a minute to filter.
const BLOCK: usize = 100;

/// The article of a document: its copy, and the list of its findings.
#[derive(Default)]
pub(super) struct Article {
    marks: Vec<Span>,
    classes: Vec<(&'static str, &'static str)>,
    list: String,
}

impl Page for Article {
    fn add(&mut self, _out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        let Record { line, column, level, kind, confidence, .. } = record;
        self.marks.push(record.span);
        self.classes.push((level, kind));
        let number = self.marks.len();
        let advice = match record.suggestions.split_first() {
            None => "no safe replacement".to_string(),
            Some((first, [])) => format!("<b>{}</b>", escaped(first)),
            Some((first, others)) => format!("<b>{}</b> (or {})", escaped(first), escaped(&others.join(", "))),
        };
        if number > 1 && number % BLOCK == 1 {
            self.list += &format!("</ol><ol class=\"list\" start=\"{number}\">\n");
        }
        self.list += &format!(
            "<li id=\"d\u{2}f{number}\" class=\"{level} {kind}\"><p><a href=\"#d\u{2}m{number}\">{}</a> → {advice}</p><p>{}</p>\
             <p class=\"meta\"><span class=\"key {level}\">{level}</span>, {kind}; confidence {confidence:.2}; line {line}, \
             column {column}; {}</p></li>\n",
            escaped(record.found),
            escaped(record.reason),
            escaped(record.entry),
        );
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, document: &Document, summary: &Summary) -> io::Result<()> {
        let sections = sections(document.text(), &self.marks);
        out.write_all(&[BEGIN])?;
        writeln!(out, "<article class=\"doc\" id=\"d\u{2}\" aria-labelledby=\"d\u{2}h\">")?;
        writeln!(out, "<h2 id=\"d\u{2}h\">{}</h2>\n<p>{}.</p>", title(summary), escaped(&statement(&summary.counts)))?;
        write!(out, "{}<div class=\"text\">", plot(&sections))?;
        for (at, section) in sections.iter().enumerate() {
            write!(out, "<div class=\"s\" id=\"d\u{2}s{at}\">")?;
            self.copy(out, document.text(), section)?;
            out.write_all(b"</div>")?;
        }
        out.write_all(b"</div>\n")?;
        if !self.marks.is_empty() {
            write!(out, "<h3>Findings in {}</h3>\n<ol class=\"list\">\n{}</ol>\n", title(summary), self.list)?;
        }
        out.write_all(b"</article>\n")
    }
}

impl Article {
    /// A section of the copy with its phrases marked.
    fn copy(&self, out: &mut dyn Write, text: &str, section: &sections::Section) -> io::Result<()> {
        let mut from = section.span.start;
        for at in section.marks.clone() {
            let (span, (level, kind), number) = (self.marks[at], self.classes[at], at + 1);
            write!(
                out,
                "{}<mark id=\"d\u{2}m{number}\" class=\"{level} {kind}\" data-n=\"{number}\" tabindex=\"0\" \
                 aria-describedby=\"d\u{2}f{number}\">{}</mark>",
                escaped(&text[from..span.start]),
                escaped(span.slice(text)),
            )?;
            from = span.end;
        }
        out.write_all(escaped(&text[from..section.span.end]).as_bytes())
    }
}

fn title(summary: &Summary) -> String {
    let separator = if summary.part.is_empty() { "" } else { ": " };
    format!("{}{separator}{}", escaped(&summary.name), escaped(&summary.part))
}

/// Text as it stands in an element or a quoted attribute. Control characters are taken out, those that turn the direction of writing
/// included; line ends become `\n`.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\r' if chars.peek() != Some(&'\n') => html.push('\n'),
            '\n' | '\t' => html.push(c),
            c if is_unseen(c) => {}
            c => html.push(c),
        }
    }
    html
}

/// Whether a character only changes how others are shown: controls, and what turns the direction of writing.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// All articles behind an overview. They wait in the spill until the overview is known.
pub(super) struct Book<O, S> {
    out: O,
    articles: S,
    documents: usize,
    begun: usize,
    findings: usize,
    words: usize,
    levels: [usize; Level::ALL.len()],
    kinds: [usize; Kind::ALL.len()],
    /// Cells of each document, and its findings in 1,000 words.
    rows: Vec<(String, f64)>,
}

impl<O: Write, S: Read + Write + Seek> Book<O, S> {
    pub(super) fn new(out: O, articles: S) -> Self {
        let (levels, kinds) = Default::default();
        Book { out, articles, documents: 0, begun: 0, findings: 0, words: 0, levels, kinds, rows: Vec::new() }
    }

    /// The rows of the overview, each with a bar as long as its density is to the highest.
    fn rows(&self) -> String {
        let most = self.rows.iter().map(|(_, density)| *density).fold(1.0, f64::max);
        let row = |(cells, density): &(String, f64)| {
            format!(
                "<tr>{cells}<td><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"base\" \
                 width=\"100\" height=\"10\"/><rect width=\"{:.0}\" height=\"10\"/></svg></td></tr>\n",
                100.0 * density / most,
            )
        };
        self.rows.iter().map(row).collect()
    }

    fn head(&self) -> String {
        let (findings, documents) = (count(self.findings, "finding"), count(self.documents, "document"));
        let levels = Level::ALL.iter().rev().map(|level| (level.name(), self.levels[*level as usize], true));
        let kinds = Kind::ALL.iter().map(|kind| (kind.name(), self.kinds[*kind as usize], false));
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
             <title>unspin: {findings} in {documents}</title>\n<style>\n{CSS}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#copy\">Skip to the copy</a>\n\
             <header>\n<h1>{findings} in {documents}</h1>\n<p class=\"dim\">{} checked. A finding is a statement on phrasing, not on who \
             wrote the text or how.</p>\n\
             <div class=\"wide\"><table>\n<thead><tr><th>Document</th><th>Phrasing suggests</th><th class=\"n\">Words</th>\
             <th class=\"n\">Findings</th><th class=\"n\">In 1,000 words</th><th><span class=\"dim\">Density</span></th></tr></thead>\n\
             <tbody>\n{}</tbody></table></div>\n</header>\n\
             <div class=\"bar\" hidden><form aria-label=\"Findings shown\">\
             <fieldset><legend>Level</legend>{}</fieldset><fieldset><legend>Kind</legend>{}</fieldset>\
             <span><button type=\"button\" id=\"previous\" accesskey=\"p\">Previous</button> \
             <button type=\"button\" id=\"next\" accesskey=\"n\">Next</button></span>\
             <output aria-live=\"polite\"></output></form></div>\n\
             <main id=\"copy\" tabindex=\"-1\">\n<div class=\"columns\"><div>\n",
            count(self.words, "word"),
            self.rows(),
            boxes(levels),
            boxes(kinds),
        )
    }
}

/// Boxes to tick, each with how many findings it stands for.
fn boxes(choices: impl Iterator<Item = (&'static str, usize, bool)>) -> String {
    choices.fold(String::new(), |html, (name, count, is_level)| {
        let class = if is_level { format!(" class=\"key {name}\"") } else { String::new() };
        html + &format!(
            "<label><input type=\"checkbox\" value=\"{name}\" checked> <span{class}>{name}</span> {count}</label>"
        )
    })
}

fn end() -> String {
    format!(
        "</div>\n<aside class=\"empty\" aria-label=\"Finding\" hidden><p class=\"dim\">Point at a marked phrase, or go to one with Tab, to see \
         why it is marked and what to write instead.</p></aside>\n</div>\n</main>\n\
         <footer class=\"dim\">unspin {}</footer>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    )
}

impl<O: Write, S: Read + Write + Seek> Binding<O> for Book<O, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut from = 0;
        for at in memchr::memchr2_iter(BEGIN, NUMBER, bytes) {
            self.articles.write_all(&bytes[from..at])?;
            from = at + 1;
            if bytes[at] == BEGIN {
                self.begun += 1;
            } else {
                write!(self.articles, "{}", self.begun)?;
            }
        }
        self.articles.write_all(&bytes[from..])
    }

    fn document(&mut self, summary: &Summary) -> io::Result<()> {
        self.documents += 1;
        let (counts, density) = (&summary.counts, summary.counts.density());
        self.findings += counts.findings;
        self.words += counts.words;
        self.levels.iter_mut().zip(summary.levels).for_each(|(sum, count)| *sum += count);
        self.kinds.iter_mut().zip(summary.kinds).for_each(|(sum, count)| *sum += count);
        let verdict = Verdict::of(counts).text().trim_start_matches("phrasing suggests ");
        let cells = format!(
            "<td><a href=\"#d{}\">{}</a></td><td>{verdict}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{density:.1}</td>",
            self.documents,
            title(summary),
            counts.words,
            counts.findings,
        );
        self.rows.push((cells, density));
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<(O, Vec<String>)> {
        self.articles.seek(SeekFrom::Start(0))?;
        self.out.write_all(self.head().as_bytes())?;
        io::copy(&mut self.articles, &mut self.out)?;
        self.out.write_all(end().as_bytes())?;
        Ok((self.out, Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Format,
        tests::{rendered, sample},
    };
    use super::*;

    #[test]
    fn text_is_escaped_and_stripped_of_controls() {
        assert_eq!(
            escaped("<a href=\"x\">'&\u{1b}[0m\u{202E}\r\nb\rc\u{1}\u{2}"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;[0m\nb\nc"
        );
    }

    #[test]
    fn the_copy_stands_whole_with_its_phrase_marked_and_described() {
        let (document, findings) = sample("<b>Some</b> \u{2}inquiries\u{1} & more", "inquiries", "<i>questions");
        let html = String::from_utf8(rendered(Format::Html, &document, &findings)).unwrap();
        let copy = "&lt;b&gt;Some&lt;/b&gt; <mark id=\"d1m1\" class=\"likely spun\" data-n=\"1\" tabindex=\"0\" \
                    aria-describedby=\"d1f1\">inquiries</mark> &amp; more</div>";
        assert!(html.contains(copy), "{html}");
        assert!(html.contains("<li id=\"d1f1\"") && html.contains("<b>&lt;i&gt;questions</b>"), "{html}");
        assert!(
            html.contains("value=\"likely\" checked> <span class=\"key likely\">likely</span> 1</label>"),
            "{html}"
        );
        assert!(!html.contains(['\u{1}', '\u{2}']));
    }
}
