//! The page around the figures.

use super::density::CLASSES;
use super::listed::{AT_LENGTH, Listed};
use super::rows::{Rows, shown};
use super::survey::{Overview, VERDICTS};
use super::{density, script};
use crate::audit::merge::MergeError;
use crate::report::{CSS, escaped};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use whatlang::Lang;

const OWN_CSS: &str = include_str!("audit.css");
const SCRIPT: &str = include_str!("audit.js");
/// Phrases on the page, those of most pages.
const PHRASES: usize = 100;
/// Characters of a phrase or suggestion.
const PHRASE: usize = 160;

/// A number with its thousands set apart.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let groups = digits.as_bytes()[first..].chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let all: Vec<String> =
        Some(digits[..first].to_string()).filter(|group| !group.is_empty()).into_iter().chain(groups).collect();
    all.join(",")
}

/// A share in per cent, `0` and `100` only where it is just that.
fn share(part: u64, all: u64) -> String {
    let percent = 100.0 * part as f64 / all.max(1) as f64;
    let percent = if part == 0 || part == all { percent } else { percent.clamp(0.1, 99.9) };
    if percent < 10.0 && part > 0 || percent > 99.0 && part < all {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// A column of a table, by its heading.
pub(super) enum Column {
    Text(&'static str),
    Number(&'static str),
}

/// Writes a table of plain cells.
pub(super) fn table(
    out: &mut impl Write,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let class = |column: &Column| if matches!(column, Column::Number(_)) { " class=\"n\"" } else { "" };
    out.write_all(b"<div class=\"wide\"><table>\n<thead><tr>")?;
    for column in columns {
        let (Column::Text(name) | Column::Number(name)) = column;
        write!(out, "<th scope=\"col\"{}>{name}</th>", class(column))?;
    }
    out.write_all(b"</tr></thead>\n<tbody>\n")?;
    for row in rows {
        out.write_all(b"<tr>")?;
        for (column, cell) in columns.iter().zip(row) {
            write!(out, "<td{}>{}</td>", class(column), escaped(&cell))?;
        }
        out.write_all(b"</tr>\n")?;
    }
    out.write_all(b"</tbody></table></div>\n")
}

/// The head of the page: what the audit came to, and how that is to be read.
pub(super) fn head(out: &mut impl Write, listed: &Listed, overview: &Overview) -> io::Result<()> {
    let [pages, sites, english, strong] = [overview.pages, listed.all, overview.english, overview.strong].map(grouped);
    let nonce = nonce(listed);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'nonce-{nonce}'; \
         script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'\">\n\
         <title>unspin audit: {pages} pages, {sites} sites</title>\n\
         <style nonce=\"{nonce}\">\n{CSS}{OWN_CSS}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#sites\">Skip to the sites</a>\n\
         <header>\n<h1>Audit: {pages} pages, {sites} sites</h1>\n\
         <p>On {strong} of {english} pages checked ({}) phrasing suggests machine rewriting: strong pages. {} have one, and on {} more than \
         half of the pages are strong, with 95 % confidence. {} in {} words.</p>\n\
         <p class=\"dim\">A verdict is a statement on phrasing, not on who wrote a page, how, or why, and it is no proof. Read the examples before \
         you act on a figure.</p>",
        share(overview.strong, overview.english),
        of(listed.with_strong, "site"),
        grouped(listed.mostly_strong),
        of(overview.findings, "finding"),
        grouped(overview.words),
    )?;
    meaning(out, listed.all)?;
    out.write_all(b"</header>\n<main>\n")
}

fn of(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Stands in the page's policy, and in the elements that it lets in. It depends on all figures of the audit, so no page that was audited
/// can have foreseen it, and the same tables still give the same bytes.
fn nonce(listed: &Listed) -> String {
    format!("{:016x}", listed.hash)
}

fn meaning(out: &mut impl Write, sites: u64) -> io::Result<()> {
    writeln!(
        out,
        "<details class=\"meaning\"><summary>What the figures mean, and what they cannot tell</summary>\n<ul>\n\
         <li><b>Strong page</b>: six findings and 1.2 in 1,000 words, or a probability of 0.9. Of human texts, 1 in 1,000 at most reached \
         that probability when it was tried; so a large site of human copy may have strong pages too.</li>\n\
         <li><b>Interval</b>: where the strong share of all pages of a site lies with 95 % confidence, had the pages been drawn from the site at \
         random (Wilson 1927). Few pages give a wide one. A crawl is seldom drawn at random, and the interval knows nothing of what the tool itself gets \
         wrong. By chance 1 interval in 20 misses; here are those of {}.</li>\n\
         <li><b>Rank</b>: by the lower end of the interval, which few pages cannot raise.</li>\n\
         <li><b>Vocabulary</b>: the spinner whose swaps those of a page resemble most. It names a way of rewriting, not a product that was used.</li>\n\
         <li><b>Not seen</b>: fluent rewriting by language models; swaps that no dictionary knows; other languages than English; pages that are \
         not in the sources; on web pages, what is outside the article, unless the audit was asked for whole pages. A site without findings is not shown \
         to be human.</li>\n</ul></details>",
        of(sites, "site")
    )
}

/// The table of sites: all rows are made by the script, as they are looked at.
pub(super) fn sites(out: &mut impl Write, listed: &Listed, overview: &Overview) -> io::Result<()> {
    out.write_all(
        b"<section aria-labelledby=\"sites\">\n<h2 id=\"sites\" tabindex=\"-1\">Sites</h2>\n\
          <noscript><p>This table needs a script. The table <code>sites</code> of the audit holds the same.</p></noscript>\n\
          <form id=\"filter\" aria-label=\"Sites shown\" hidden>\n\
          <label>Name has <input type=\"search\" id=\"name\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
          <label>Pages checked, at least <input type=\"number\" id=\"least\" min=\"0\" value=\"0\"></label>\n\
          <label>Lower end, % at least <input type=\"number\" id=\"low\" min=\"0\" max=\"100\" value=\"0\"></label>\n\
          <label>Vocabulary <select id=\"vocabulary\"><option value=\"\">any</option>",
    )?;
    for name in overview.vocabularies.keys() {
        write!(out, "<option>{}</option>", escaped(name))?;
    }
    out.write_all(
        b"</select></label>\n<label>Rows <select id=\"rows\"><option>25</option><option>100</option><option>500</option></select></label>\n\
          </form>\n<p id=\"shown\" role=\"status\"></p>\n",
    )?;
    left_out(out, listed)?;
    out.write_all(
        b"<div class=\"wide\"><table id=\"list\" aria-labelledby=\"sites\" hidden><thead></thead><tbody></tbody></table></div>\n\
          <nav id=\"turn\" aria-label=\"Rows\" hidden></nav>\n</section>\n",
    )
}

fn left_out(out: &mut impl Write, listed: &Listed) -> io::Result<()> {
    let (shown, all) = (listed.len() as u64, listed.all);
    if all > shown {
        let rest = grouped(all - shown);
        writeln!(
            out,
            "<p class=\"dim\">The first {} are listed; {rest} more are in the table <code>sites</code>.</p>",
            grouped(shown)
        )?;
    }
    writeln!(
        out,
        "<p class=\"dim\">Each site opens to the pages with the strongest verdicts and a few of their findings; {}<code>documents</code> and \
         <code>findings</code> have all.</p>",
        if shown > AT_LENGTH as u64 {
            format!("behind the first {} sites there are fewer; ", grouped(AT_LENGTH as u64))
        } else {
            String::new()
        }
    )
}

/// The vocabularies that pages resemble.
pub(super) fn vocabularies(out: &mut impl Write, overview: &Overview) -> io::Result<()> {
    out.write_all(
        b"<section aria-labelledby=\"vocabularies\">\n<h2 id=\"vocabularies\">Vocabularies</h2>\n\
          <p>Spinners whose swaps those of a page resemble, where a page has enough of them to tell.</p>\n",
    )?;
    let mut all: Vec<_> = overview.vocabularies.iter().collect();
    all.sort_by_key(|(_, [pages, _])| std::cmp::Reverse(*pages));
    let rows = all.into_iter().map(|(name, counts)| {
        let [pages, strong] = counts.map(grouped);
        vec![name.clone(), pages, strong]
    });
    table(out, &[Column::Text("Vocabulary"), Column::Number("Pages"), Column::Number("Strong pages")], rows)?;
    out.write_all(b"</section>\n")
}

/// A row of `phrases.csv`.
#[derive(Deserialize)]
struct Phrase<'r> {
    phrase: &'r str,
    suggestion: &'r str,
    pages: u64,
    sites: u64,
    findings: u64,
}

/// The phrases of most pages.
pub(super) fn phrases(out: &mut impl Write, phrases: impl Read) -> Result<(), MergeError> {
    let (mut rows, mut first, mut all) = (Rows::open(phrases)?, Vec::new(), 0);
    while let Some(row) = rows.next::<Phrase<'_>>()? {
        all += 1;
        if first.len() < PHRASES {
            let [pages, sites, findings] = [row.pages, row.sites, row.findings].map(grouped);
            first.push(vec![shown(row.phrase, PHRASE), shown(row.suggestion, PHRASE), pages, sites, findings]);
        }
    }
    writeln!(
        out,
        "<section aria-labelledby=\"phrases\">\n<h2 id=\"phrases\">Phrases</h2>\n<p>Those on most pages, {} of {}; the table <code>phrases</code> \
         has all.</p>",
        grouped(first.len() as u64),
        grouped(all)
    )?;
    let [phrase, plain] = ["Phrase", "Plain English"].map(Column::Text);
    let [pages, sites, findings] = ["Pages", "Sites", "Findings"].map(Column::Number);
    table(out, &[phrase, plain, pages, sites, findings], first.into_iter())?;
    Ok(out.write_all(b"</section>\n")?)
}

/// A row of `errors.csv`.
#[derive(Deserialize)]
struct Fault<'r> {
    cause: &'r str,
}

/// What was not checked: other languages, and what could not be read.
pub(super) fn unseen(out: &mut impl Write, overview: &Overview, errors: impl Read) -> Result<(), MergeError> {
    let (mut rows, mut causes) = (Rows::open(errors)?, BTreeMap::<String, u64>::new());
    while let Some(row) = rows.next::<Fault<'_>>()? {
        *causes.entry(row.cause.to_string()).or_default() += 1;
    }
    let name =
        |code: &String| Lang::from_code(code).map_or_else(|| code.clone(), |language| language.eng_name().to_string());
    let languages = overview.languages.iter().map(|(code, count)| (format!("in {}", name(code)), *count));
    let causes = causes.iter().map(|(cause, count)| (format!("not read: {cause}"), *count));
    let mut all: Vec<(String, u64)> = languages.chain(causes).collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    out.write_all(
        b"<section aria-labelledby=\"unseen\">\n<h2 id=\"unseen\">Not checked</h2>\n\
          <p>Pages in other languages than English, and records that could not be read, which the table <code>errors</code> lists.</p>\n",
    )?;
    let rows = all.into_iter().map(|(what, count)| vec![what, grouped(count)]);
    table(out, &[Column::Text("What"), Column::Number("Records")], rows)?;
    Ok(out.write_all(b"</section>\n")?)
}

/// The end: what the script reads, and the script.
pub(super) fn end(out: &mut impl Write, listed: &Listed) -> io::Result<()> {
    let classes: Vec<String> = (0..CLASSES).map(density::name).collect();
    write!(
        out,
        "</main>\n<footer class=\"dim\">unspin {}</footer>\n<script type=\"application/json\" id=\"names\">",
        env!("CARGO_PKG_VERSION")
    )?;
    script::line(out, &(VERDICTS.map(|verdict| verdict.text()), classes))?;
    out.write_all(b"</script>\n<script type=\"application/json\" id=\"site-data\">")?;
    listed.write_sites(out)?;
    out.write_all(b"</script>\n<script type=\"application/json\" id=\"page-data\">")?;
    listed.write_pages(out)?;
    writeln!(out, "</script>\n<script nonce=\"{}\">\n{SCRIPT}</script>\n</body>\n</html>", nonce(listed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_shares_are_never_all_or_nothing_by_rounding() {
        for (number, expected) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), expected);
        }
        for (part, all, expected) in [
            (0, 0, "0 %"),
            (0, 9, "0 %"),
            (9, 9, "100 %"),
            (1, 100_000, "0.1 %"),
            (99_999, 100_000, "99.9 %"),
            (1, 3, "33 %"),
        ] {
            assert_eq!(share(part, all), expected, "{part} of {all}");
        }
    }
}
