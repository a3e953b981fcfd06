//! The formats by name, and what each of them is made by.

use super::binding::{Binding, Wrapped};
use super::page::Page;
use super::{checkstyle, csv, github, html, junit, markdown, rdjsonl, sarif, text, xlsx};
use std::io::{self, Read, Seek, Write};

/// Formats of the findings report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One row a finding, for a spreadsheet.
    Csv,
    /// The same with columns for an editor's decisions.
    Review,
    /// One JSON object a finding and line.
    Jsonl,
    /// Phrases underlined in their lines, for a terminal.
    Text,
    /// One page to read the copy in.
    Html,
    /// Tables for an issue, a pull request or a wiki.
    Markdown,
    /// The same, cut to what GitHub takes as the summary of a step.
    StepSummary,
    /// An Excel workbook.
    Xlsx,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// Diagnostics for reviewdog.
    Rdjsonl,
    /// A test report.
    Junit,
    /// A Checkstyle report.
    Checkstyle,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 13] = [
        Format::Csv,
        Format::Review,
        Format::Jsonl,
        Format::Text,
        Format::Html,
        Format::Markdown,
        Format::StepSummary,
        Format::Xlsx,
        Format::Sarif,
        Format::Github,
        Format::Rdjsonl,
        Format::Junit,
        Format::Checkstyle,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Review => "review",
            Format::Jsonl => "jsonl",
            Format::Text => "text",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::StepSummary => "step-summary",
            Format::Xlsx => "xlsx",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Rdjsonl => "rdjsonl",
            Format::Junit => "junit",
            Format::Checkstyle => "checkstyle",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether the report says in how many sentences of a document findings begin.
    pub fn shows_sentences(self) -> bool {
        matches!(self, Format::Text | Format::Html | Format::Markdown | Format::StepSummary | Format::Xlsx)
    }

    /// What writes the part of one document.
    pub(super) fn page(self, style: text::Style, hash: &str) -> Box<dyn Page> {
        match self {
            Format::Csv => Box::new(csv::Rows),
            Format::Review => Box::new(csv::ReviewRows(hash.to_string())),
            Format::Jsonl => Box::new(super::Lines),
            Format::Text => Box::new(text::Blocks(style)),
            Format::Html => Box::<html::Article>::default(),
            Format::Markdown | Format::StepSummary => Box::<markdown::Section>::default(),
            Format::Xlsx => Box::new(xlsx::Rows),
            Format::Sarif => Box::<sarif::Results>::default(),
            Format::Github => Box::new(github::Commands),
            Format::Rdjsonl => Box::new(rdjsonl::Diagnostics),
            Format::Junit => Box::<junit::Suite>::default(),
            Format::Checkstyle => Box::<checkstyle::File>::default(),
        }
    }

    /// What puts the parts together.
    pub(super) fn binding<'o, O, S>(self, out: O, spill: S, bom: bool) -> io::Result<Box<dyn Binding<O> + 'o>>
    where
        O: Write + 'o,
        S: Read + Write + Seek + Send + 'o,
    {
        Ok(match self {
            Format::Csv => Box::new(Wrapped::new(out, csv::head(bom)?, "")?),
            Format::Review => Box::new(Wrapped::new(out, csv::review_head(bom)?, "")?),
            Format::Jsonl | Format::Text | Format::Rdjsonl => Box::new(Wrapped::new(out, "", "")?),
            Format::Html => Box::new(html::Book::new(out, spill)),
            Format::Markdown => Box::new(markdown::Book::new(out, spill, None)),
            Format::StepSummary => Box::new(markdown::Book::new(out, spill, Some(markdown::STEP_SUMMARY))),
            Format::Xlsx => Box::new(xlsx::Workbook::new(out, spill)?),
            Format::Sarif => Box::new(sarif::Run::new(out)),
            Format::Github => Box::new(github::Log::new(out)),
            Format::Junit => Box::new(Wrapped::new(out, junit::HEAD, junit::END)?),
            Format::Checkstyle => Box::new(Wrapped::new(out, checkstyle::HEAD, checkstyle::END)?),
        })
    }
}
