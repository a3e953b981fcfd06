//! The main article of a page: navigation and boilerplate dropped.

use super::{Prose, Syntax, append};
use crate::span::Span;
use dom_smoothie::Readability;
use rustc_hash::FxHashSet;

/// Bytes of an article below which the page is taken whole: the threshold of Mozilla's Readability (`DEFAULT_CHAR_THRESHOLD`),
/// below which it doubts what it found.
const SHORTEST: usize = 500;

/// Bytes of a paragraph that cannot well stand in the article and the boilerplate alike.
const LONG: usize = 80;

/// The paragraphs of `text`, the prose of `page`, that belong to its article. `None` where the page is to be taken whole.
///
/// The library gives the article without places. Paragraphs of it are looked up: long ones wherever they stand, short ones
/// between those, for the likes of *Share* stand at many places.
pub(super) fn of(page: &str, text: &str) -> Option<Vec<Span>> {
    let article = Readability::new(page, None, None).ok()?.parse().ok()?;
    let mut prose = Prose::new(&article.content);
    append(&mut prose, Span::new(0, article.content.len()), Syntax::Html);
    let wanted: FxHashSet<String> = paragraphs(prose.text()).map(|span| bare(span.slice(prose.text()))).collect();
    let title = bare(&article.title);
    let all: Vec<Span> = paragraphs(text).collect();
    let is_wanted = |span: &Span| wanted.contains(&bare(span.slice(text)));
    let is_long = |span: &Span| span.len() >= LONG && is_wanted(span);
    let (first, last) = (all.iter().position(is_long)?, all.iter().rposition(is_long)?);
    let headline = all[..first].iter().find(|span| bare(span.slice(text)) == title);
    let kept: Vec<Span> =
        headline.into_iter().chain(all[first..=last].iter().filter(|span| is_wanted(span))).copied().collect();
    (kept.iter().map(|span| span.len()).sum::<usize>() >= SHORTEST).then_some(kept)
}

fn paragraphs(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    let spans = text.split("\n\n").map(move |paragraph| {
        let start = at;
        at += paragraph.len() + 2;
        Span::new(start, start + paragraph.len())
    });
    spans.filter(|span| !span.is_empty())
}

/// A paragraph without white space, which the library changes.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn page(paragraphs: usize) -> String {
        let body = "<p>The committee met for a <em>third</em> time on Tuesday, and it agreed, after a long debate, that the \
                    bridge over the river &amp; the road beside it would be closed until the end of the year.</p>\n";
        format!(
            "<!doctype html><html><head><title>The bridge is closed</title></head><body><nav><ul><li><a href=/>Home</a>\
             <li><a href=/news>News, sport, weather and everything else that you may want to read on this site today\
             </a></ul></nav><main><article><h1>The bridge is closed</h1>{}<h2>Why</h2>{}</article></main><footer><p>\
             <a href=/terms>Terms of use, cookies and the way in which we handle your data, explained in full here\
             </a></footer></body></html>",
            body.repeat(paragraphs),
            body.repeat(paragraphs)
        )
    }

    #[test]
    fn navigation_and_footer_are_dropped() {
        let page = page(4);
        let whole = read("a.html", page.clone().into(), None, false).unwrap();
        assert!(whole.text().contains("Home") && whole.text().contains("Terms"));
        let article = read("a.html", page.clone().into(), None, true).unwrap();
        let share =
            1.0 - article.text().replace("\n\n", "").len() as f64 / whole.text().replace("\n\n", "").len() as f64;
        assert!(share > 0.1 && (article.boilerplate().unwrap() - share).abs() < 1e-9, "{:?}", article.boilerplate());
        assert_eq!(whole.boilerplate(), None);
        assert!(article.text().starts_with("The bridge is closed\n\nThe committee"), "{}", article.text());
        assert!(article.text().contains("\n\nWhy\n\n") && article.text().ends_with("the year.\n\n"));
        assert!(!article.text().contains("Home") && !article.text().contains("Terms"));
        let at = article.text().rfind("third time on Tuesday").unwrap();
        let span = Span::new(at, at + "third time".len());
        assert_eq!(article.locate(span).slice(&page), "third</em> time");
        assert_eq!(article.locate(span).start, page.rfind("third").unwrap());
        assert!(article.edited(&[(span, "last time")]).contains("<em>last time</em> on Tuesday"));
    }

    #[test]
    fn short_pages_are_taken_whole() {
        for page in [
            page(1).replace("The committee met", "It").replace("after a long debate, ", ""),
            "<p>".into(),
            String::new(),
        ] {
            let read = |article| read("a.html", page.clone().into(), None, article).unwrap();
            assert_eq!((read(true).text(), read(true).boilerplate()), (read(false).text(), None));
        }
    }

    #[test]
    fn hostile_nesting_is_not_handed_on() {
        let page = "<div>".repeat(200_000) + &page(4);
        assert!(read("a.html", page.into(), None, true).unwrap().text().contains("Home"));
    }
}
