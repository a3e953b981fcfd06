//! The copy cut into stretches of paragraphs, and how dense the findings are in each.

use crate::span::Span;
use std::ops::Range;

/// Stretches of a document at most, so that their bars stay wide enough to be hit.
const MOST: usize = 60;
/// Bytes of a stretch at least: about 50 words, so that one finding is no peak.
const LEAST: usize = 300;

/// Bars that fill the width at least; fewer leave some of it free.
const FEW: usize = 12;

/// A stretch of whole paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// Bytes of the text.
    pub span: Span,
    /// Which of the marked phrases begin in it.
    pub marks: Range<usize>,
    pub words: usize,
}

impl Section {
    /// Findings in 1,000 words.
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    fn density(&self) -> f64 {
        1000.0 * self.marks.len() as f64 / self.words.max(1) as f64
    }
}

/// Cuts a text at line ends, never within one of `marks`, which are in order and without overlaps.
pub(super) fn sections(text: &str, marks: &[Span]) -> Vec<Section> {
    let size = LEAST.max(text.len() / MOST);
    let (mut sections, mut start, mut mark) = (Vec::new(), 0, 0);
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]);
    for end in ends {
        if end == start || (end - start < size && end < text.len()) {
            continue;
        }
        let next = mark + marks[mark..].partition_point(|span| span.start < end);
        if next > mark && marks[next - 1].end > end {
            continue;
        }
        let span = Span::new(start, end);
        let words = span.slice(text).split_whitespace().count();
        sections.push(Section { span, marks: mark..next, words });
        (start, mark) = (end, next);
    }
    sections
}

/// The bars of a document's sections as SVG, each leading to its section, where there are several; `\u{2}` stands for the number of the document.
pub(super) fn plot(sections: &[Section]) -> String {
    let densities = sections.iter().map(Section::density);
    let most = densities.clone().fold(1.0, f64::max);
    let Some((peak, densest)) =
        sections.iter().enumerate().max_by(|(_, a), (_, b)| a.density().total_cmp(&b.density()))
    else {
        return String::new();
    };
    let width = 10 * sections.len().max(FEW);
    let mut svg = format!(
        "<svg class=\"plot\" viewBox=\"0 0 {width} 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Findings in 1,000 words, \
         section by section: most in section {} of {}, {:.0}\">",
        peak + 1,
        sections.len(),
        densest.density(),
    );
    for (at, (section, density)) in sections.iter().zip(densities).enumerate() {
        let height = 100.0 * density / most;
        svg += &format!(
            "<g data-to=\"d\u{2}s{at}\"><rect class=\"base\" x=\"{}\" width=\"9\" height=\"100\"/>\
             <rect x=\"{}\" y=\"{:.0}\" width=\"9\" height=\"{height:.0}\"/><title>Section {}: {} in {} words</title></g>",
            10 * at,
            10 * at,
            100.0 - height,
            at + 1,
            super::count(section.marks.len(), "finding"),
            section.words,
        );
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_cover_the_text_and_never_cut_a_phrase() {
        let line = "word ".repeat(30);
        let text = format!("{line}\n").repeat(20);
        let marks = [Span::new(10, 14), Span::new(301, 304), Span::new(2000, 2004)];
        let sections = sections(&text, &marks);
        assert!(sections.len() > 3, "{sections:#?}");
        assert_eq!(sections[0].span.start, 0);
        assert_eq!(sections[sections.len() - 1].span.end, text.len());
        assert!(sections.windows(2).all(|pair| pair[0].span.end == pair[1].span.start));
        // The first line end behind 300 bytes is at 302, within the second phrase.
        assert_eq!((sections[0].span.end, sections[0].marks.clone(), sections[0].words), (453, 0..2, 90));
        assert_eq!(sections.iter().map(|section| section.marks.len()).sum::<usize>(), marks.len());
    }

    #[test]
    fn texts_without_line_ends_are_one_section_and_empty_ones_none() {
        assert_eq!(sections(&"word ".repeat(1000), &[]).len(), 1);
        assert_eq!(sections("", &[]), []);
        assert_eq!(plot(&[]), "");
    }

    #[test]
    fn bars_are_as_high_as_the_densest_is_to_them() {
        let section = |marks: Range<usize>, words| Section { span: Span::new(0, 1), marks, words };
        let svg = plot(&[section(0..1, 100), section(1..5, 200), section(5..5, 100)]);
        assert!(svg.contains("most in section 2 of 3, 20"), "{svg}");
        assert!(svg.contains("y=\"50\" width=\"9\" height=\"50\"/><title>Section 1: 1 finding in 100 words"), "{svg}");
        assert!(svg.contains("y=\"0\" width=\"9\" height=\"100\"/><title>Section 2: 4 findings in 200 words"), "{svg}");
    }
}
