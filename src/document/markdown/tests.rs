//! What becomes of Markdown.

use super::*;
use proptest::prelude::*;

fn document(text: &str, dialect: Dialect) -> Document {
    read("a.md", text.into(), dialect).unwrap()
}

fn check(dialect: Dialect, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(document(text, dialect).text().trim_end(), *expected, "{text}");
    }
}

#[test]
fn blocks_part_and_inline_marks_join() {
    check(
        Dialect::Markdown,
        &[
            ("# A *title*\nText of\na para  \ngraph.\n\nNext", "A title\n\nText of\na para\ngraph.\n\nNext"),
            ("pro**found** ~~le~~arn`ing` `x` y", "profound learn\u{fffc} \u{fffc} y"),
            ("- a\n- b\n\n  c\n1. d", "a\n\nb\n\nc\n\nd"),
            ("> quoted\n> text\n\n---\nb", "quoted\ntext\n\nb"),
            ("| a | b |\n|---|---|\n| c \\| d | `e` |", "a\n\nb\n\nc | d\n\n\u{fffc}"),
            ("- [x] done[^1]\n\n[^1]: note", "done\n\nnote"),
            ("Title\n===\n\n***\n\n~~~\ncode\n~~~\n\n    code\n\nend", "Title\n\nend"),
        ],
    );
}

#[test]
fn targets_are_no_prose() {
    check(
        Dialect::Markdown,
        &[
            ("a [li*n*k](http://b.c 'title') d", "a link d"),
            (
                "a [link][ref] ![alt text](x.png \"title\") b\n\n[ref]: http://b.c 'title'",
                "a link \u{fffc}alt text\u{fffc} b",
            ),
            ("see <http://a.b> or <a@b.c>", "see \u{fffc} or \u{fffc}"),
            ("a [unknown] b", "a [unknown] b"),
        ],
    );
}

#[test]
fn escapes_and_html_are_read() {
    check(
        Dialect::Markdown,
        &[
            ("R&amp;D \\*caf&eacute;\\*", "R&D *café*"),
            ("pro<b>found</b> <!-- no --> <code>x</code> y", "profound \u{fffc} y"),
            ("<div hidden>\n\n*gone*\n\n</div>\n\nhere", "here"),
            ("<details>\n<summary>Sum</summary>\n\n*text*\n\n</details>\nend", "Sum\n\ntext\n\nend"),
            ("<script>\nlet a;\n\nlet b;\n</script>\n\na <span hidden>b\n\nc", "a\n\nc"),
            ("<!-- unspin: off -->\n\n<p align=center>\n  <img src=a> b\n</p>", "\u{fffc} b"),
        ],
    );
    assert!(document("<!-- unspin: off -->\n\na", Dialect::Markdown).source().contains("unspin: off"));
}

#[test]
fn front_matter_gives_title_and_description() {
    check(
        Dialect::Markdown,
        &[
            (
                "---\ntitle: \"A title: so\"\ntags: [a, b]\ndescription: >-\n  Some words\n  more\ndate: 1\n---\n# B",
                "A title: so\n\nSome words more\n\nB",
            ),
            ("+++\r\ntitle = 'A title'\r\nweight = 1\r\n+++\r\nB", "A title\n\nB"),
            ("---\nnever closed", "never closed"),
            ("---\ntitle: a\n...\nb", "a\n\nb"),
            ("a\n\n---\n\nb\n\n---\n", "a\n\nb"),
        ],
    );
}

#[test]
fn mdx_leaves_code_out() {
    check(
        Dialect::Mdx,
        &[
            (
                "import A from 'a'\nexport const b = {\n\n  c: 1\n}\n\n# D {props.e}\n\nf {'g'} h",
                "D \u{fffc}\n\nf \u{fffc} h",
            ),
            ("a <Foo.Bar b={c > 1} {...d}>e</Foo.Bar> f<Script/>g", "a e fg"),
            ("<Card title=\"no\">\n  text {x}\n</Card>\n\n<>a</> b", "text \u{fffc}\n\na b"),
            ("`{a}` {/* no */} \\{b\\} {c", "\u{fffc} \u{fffc} {b} {c"),
            ("```js\nimport {a}\n```\n\nimportant: export é{é}é", "important: export é\u{fffc}é"),
        ],
    );
}

#[test]
fn places_point_into_the_file_and_changes_reach_it() {
    let source = "---\ntitle: Fine\n---\n> The **nit**ty\n> gritty R&amp;D\n";
    let document = document(source, Dialect::Markdown);
    let start = document.text().find("nitty").unwrap();
    let span = Span::new(start, start + "nitty\ngritty".len());
    assert_eq!(document.locate(span).slice(source), "nit**ty\n> gritty");
    let title = document.text().find("Fine").unwrap();
    assert_eq!(document.locate(Span::new(title, title + 4)).slice(source), "Fine");
    let edited = document.edited(&[(span, "de_tails_")]);
    assert_eq!(edited, "---\ntitle: Fine\n---\n> The **de\\_tails\\_**\n>  R&amp;D\n");
    assert_eq!(read("a", edited.into(), Dialect::Markdown).unwrap().text(), "Fine\n\nThe de_tails_\nR&D\n\n");
}

/// What looks like an expression, but becomes no tag, is text of blanks.
#[test]
fn a_blanked_character_is_not_cut() {
    let source = "so \\\\\\{é}\\{é}<style a>\n\t{é}";
    for source in [source, "<style>\n{aé}", "a <b c=\"{é}\" {é}"] {
        let document = document(source, Dialect::Mdx);
        let text = document.text();
        for (at, c) in text.char_indices() {
            let place = document.locate(Span::new(at, at + c.len_utf8()));
            assert!(source.get(place.start..place.end).is_some(), "{source}: {place:?}");
        }
    }
}

#[test]
fn no_emphasis_is_left_around_nothing() {
    for (source, expected) in [
        ("so nit*ty* gritty then", "so detailed then"),
        ("so nitty **gritty** then", "so **detailed** then"),
        ("so nitty **gritty then**", "so **detailed then**"),
        ("so **nitty** gritty then", "so **detailed** then"),
        ("**so nitty** gritty then", "**so detailed** then"),
    ] {
        let document = document(source, Dialect::Markdown);
        let start = document.text().find("nitty").unwrap();
        let span = Span::new(start, start + "nitty gritty".len());
        assert_eq!(document.edited(&[(span, "detailed")]), expected, "{source}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(
        parts in prop::collection::vec(prop_oneof![
            "\\PC{0,6}",
            "[<>/&;!\\-\\[\\]'\"=*_`~|#{}.: \r\n\\\\a-z]{0,12}",
            prop::sample::select(vec![
                "---\n", "title: ", "import ", "\n\n", "<A.b c={d}>", "</>", "{", "}", "```\n", "é", "&amp;", "> ", "- ",
            ]).prop_map(String::from),
        ], 0..16),
        mdx in any::<bool>(),
    ) {
        let source = parts.concat();
        let prose = prose(&source, if mdx { Dialect::Mdx } else { Dialect::Markdown });
        let document = Document::from_text("a", source.as_str()).with_prose(prose, Escape::Markdown, true);
        let text = document.text();
        let places = text.char_indices().map(|(at, c)| document.locate(Span::new(at, at + c.len_utf8())));
        prop_assert!(places.clone().all(|place| source.get(place.start..place.end).is_some()));
        prop_assert!(places.is_sorted_by_key(|place| place.start));
    }
}
