//! How densities are distributed: findings in 1,000 words of pages, in classes, drawn.

use super::page::{Column, grouped, table};
use std::io::{self, Write};

/// Where the classes behind "none" and "under 0.3" begin: each twice the one before. The first three are those that verdicts ask for
/// (`src/finding/verdict.rs`), so that each verdict is a run of classes.
pub(super) const EDGES: [f64; 9] = [0.3, 0.6, 1.2, 2.4, 4.8, 9.6, 19.2, 38.4, 76.8];
/// Classes of densities.
pub(super) const CLASSES: usize = EDGES.len() + 2;

/// The class of a page with `findings`, so many in 1,000 words.
pub(super) fn class(findings: u64, density: f64) -> usize {
    if findings == 0 { 0 } else { 1 + EDGES.partition_point(|edge| *edge <= density) }
}

/// What a class is called.
pub(super) fn name(class: usize) -> String {
    match class {
        0 => "none".into(),
        1 => format!("under {}", EDGES[0]),
        class if class < EDGES.len() + 1 => format!("{} to {}", EDGES[class - 2], EDGES[class - 1]),
        _ => format!("{} and more", EDGES[EDGES.len() - 1]),
    }
}

/// Pages of each class: all, and those with the strongest verdict.
pub(super) type Densities = [[u64; 2]; CLASSES];

/// Width of a class in the drawing, and height of the highest bar, in units of the drawing.
const SIZE: (usize, f64) = (100, 180.0);

/// The section with the drawing of all pages, and its figures as a table.
pub(super) fn section(out: &mut impl Write, densities: &Densities) -> io::Result<()> {
    writeln!(
        out,
        "<section aria-labelledby=\"density\">\n<h2 id=\"density\">Density of findings</h2>\n\
         <p>Pages checked by their findings in 1,000 words. From 0.3 on, each class begins at twice the density of the one before it. The height is the square root of \
         the number, so that few pages show too. <span class=\"swatch all\"></span> all pages, <span class=\"swatch strong\"></span> \
         strong pages.</p>\n<div class=\"wide\">{}</div>\n<details><summary>Figures</summary>",
        plot(densities)
    )?;
    let rows = densities.iter().enumerate().map(|(class, counts)| {
        let [all, strong] = counts.map(grouped);
        vec![name(class), all, strong]
    });
    let columns = [Column::Text("Findings in 1,000 words"), Column::Number("Pages"), Column::Number("Strong pages")];
    table(out, &columns, rows)?;
    out.write_all(b"</details>\n</section>\n")
}

fn plot(densities: &Densities) -> String {
    let most = densities.iter().map(|[all, _]| *all).max().unwrap_or(0).max(1);
    let height = |count: u64| SIZE.1 * (count as f64 / most as f64).sqrt();
    let (wide, base) = (SIZE.0, SIZE.1 + 24.0);
    let mut svg = format!(
        "<svg class=\"classes\" viewBox=\"0 0 {} {:.0}\" role=\"img\" aria-label=\"Bars: pages by findings in 1,000 words; the figures follow as a \
         table\">\n",
        wide * CLASSES,
        base + 24.0
    );
    for (class, [all, strong]) in densities.iter().enumerate() {
        let (x, middle) = (class * wide, class * wide + wide / 2);
        for (kind, count, inset) in [("all", *all, 8), ("strong", *strong, 24)] {
            let (high, width) = (height(count), wide - 2 * inset);
            svg += &format!(
                "<rect class=\"{kind}\" x=\"{}\" y=\"{:.1}\" width=\"{width}\" height=\"{high:.1}\"/>",
                x + inset,
                base - high
            );
        }
        svg += &format!(
            "<text x=\"{middle}\" y=\"{:.1}\">{}</text><text x=\"{middle}\" y=\"{:.0}\">{}</text>\n",
            base - height(*all) - 6.0,
            grouped(*all),
            base + 18.0,
            name(class),
        );
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_begin_where_verdicts_do() {
        for (findings, density, expected) in [
            (0, 0.0, "none"),
            (1, 0.0, "under 0.3"),
            (1, 0.29, "under 0.3"),
            (1, 0.3, "0.3 to 0.6"),
            (9, 1.2, "1.2 to 2.4"),
            (9, 76.79, "38.4 to 76.8"),
            (9, 500.0, "76.8 and more"),
        ] {
            assert_eq!(name(class(findings, density)), expected, "{density}");
        }
    }

    #[test]
    fn bars_grow_with_the_root_of_their_number() {
        let mut densities = Densities::default();
        (densities[0], densities[4]) = ([400, 0], [100, 25]);
        let svg = plot(&densities);
        assert!(svg.contains("<rect class=\"all\" x=\"8\" y=\"24.0\" width=\"84\" height=\"180.0\"/>"), "{svg}");
        assert!(svg.contains("<rect class=\"all\" x=\"408\" y=\"114.0\" width=\"84\" height=\"90.0\"/>"), "{svg}");
        assert!(svg.contains("<rect class=\"strong\" x=\"424\" y=\"159.0\" width=\"52\" height=\"45.0\"/>"), "{svg}");
        assert!(plot(&Densities::default()).contains("height=\"0.0\""));
    }
}
