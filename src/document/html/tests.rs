//! What becomes of HTML.

use super::*;
use crate::document::SourceMap;
use proptest::prelude::*;

fn parsed(html: &str, syntax: Syntax) -> (String, SourceMap) {
    let mut prose = Prose::new(html);
    append(&mut prose, Span::new(0, html.len()), syntax);
    prose.finish()
}

fn prose(html: &str) -> String {
    parsed(html, Syntax::Html).0
}

fn check(table: &[(&str, &str)]) {
    for (html, expected) in table {
        assert_eq!(prose(html), *expected, "{html}");
    }
}

#[test]
fn inline_tags_join_and_blocks_part() {
    check(&[
        ("pro<b>found</b> l<i><u>earn</u></i>ing", "profound learning"),
        ("<p>One<p>two</p>three<div>four</div>five", "One\n\ntwo\n\nthree\n\nfour\n\nfive"),
        ("<ul><li>a<li>b</ul>c", "a\n\nb\n\nc"),
        ("<table><tr><td>a<td>b<tr><th>c</table>d", "a\n\nb\n\nc\n\nd"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "a\n\nb\n\nc\n\n"),
        ("a<br>b<br/>c<br><br>d<hr>e", "a\nb\nc\n\nd\n\ne"),
        ("dis<wbr>ease, a<!-- x -->b", "disease, ab"),
        ("<h1>A<em>B</em></h1>text", "AB\n\ntext"),
        ("<unknown-tag>so</unknown-tag>on", "soon"),
        ("</p>a</b></i></div>b", "ab"),
    ]);
}

#[test]
fn white_space_is_single() {
    check(&[
        ("  \n <p>\n  one \t two\n\n three <b> four</b>\n five </p>\n", "one two\nthree four\nfive\n\n"),
        ("a <!-- --> <b> b</b>", "a b"),
        ("a&#32;&#10; b&nbsp; c", "a b\u{a0} c"),
        ("a\r\nb\rc\r\n\r\nd", "a\nb\nc\nd"),
        ("a <br> b", "a\nb"),
    ]);
}

#[test]
fn entities_are_read() {
    check(&[
        ("R&amp;D caf&eacute; &#8217;s &#x2019;s &copy &notit; &NotEqualTilde;", "R&D café ’s ’s © ¬it; ≂̸"),
        ("a & b &unknown; &; &# &#x; &#0; é&é", "a & b &unknown; &; &# &#x; \u{fffd} é&é"),
        ("1 < 2 <3 > &lt;b&gt;", "1 < 2 <3 > <b>"),
        ("<title>R&amp;D <b></title>x", "R&D <b>\n\nx"),
        ("AT&ampT &amp;lt;", "AT&T &lt;"),
    ]);
}

#[test]
fn what_is_not_prose_is_left_out() {
    check(&[
        ("a<script>if (1 < 2) '</p>'</script>b", "ab"),
        ("<style>p { }</style><p>a</p><pre>b\n\nc</pre>d", "a\n\nd"),
        ("use <code>let x</code> here", "use \u{fffc} here"),
        ("a <svg><title>b</title><path/><style/></svg> c", "a \u{fffc} c"),
        ("<svg><desc>gone<p>b</svg>c", "\u{fffc}c"),
        ("<svg><circle><p>An end tag forgotten", "\u{fffc}\n\nAn end tag forgotten"),
        ("<template><p>a</div></template>b<noscript>c</noscript>", "b"),
        ("<select><option>a<option>b</select>", "\u{fffc}"),
        ("<textarea>a</b></textarea>b<iframe><p>c</iframe>", "\u{fffc}b\u{fffc}"),
        ("<a href='spun' title=\"spun\">b</a><img alt='spun'>c", "b\u{fffc}c"),
        ("word<sup>[1]</sup> <ruby>x<rp>(</rp><rt>y</rt></ruby>", "word x"),
        ("<p hidden>a<p>b<li hidden>c<li>d", "b\n\nd"),
        ("a<span aria-hidden=' TRUE '>b<span>c</span>d</span>e<span aria-hidden=false>f</span>", "aef"),
        ("<div style='color: red; DISPLAY : none !important'>a<div>b</div>c</div>d", "d"),
        ("<div style='visibility:hidden'>a</div><i style='display:inline'>d</i>", "d"),
        ("<div hidden><p>a</div>b<input hidden>c<br hidden>d", "bcd"),
        ("<table><tr><td hidden>a</div><td>b</table>", "b\n\n"),
        ("<!doctype html><!-- a --><?php echo ?><![CDATA[x]]>b", "b"),
        ("a<plaintext>b</plaintext>c", "a\n\n"),
        ("a<script>never closed", "a"),
        ("a<b title='never closed", "a"),
    ]);
}

#[test]
fn xhtml_closes_itself() {
    let html = "<title/>a<script src='b'/><p>c</p><![CDATA[d <b> & e]]>f";
    assert_eq!(parsed(html, Syntax::Xhtml).0, "a\n\nc\n\nd <b> & ef");
    assert_eq!(prose("<script/>a</script>b"), "b");
    assert_eq!(parsed("<![CDATA[]]]é]a]]]]>&]é", Syntax::Xhtml).0, "]]]é]a]]&]é");
    assert_eq!(syntax("a.XHTML", ""), Syntax::Xhtml);
    assert_eq!(syntax("a.html", "<?xml version='1.0'?>"), Syntax::Xhtml);
    assert_eq!(syntax("a.html", "<!doctype html>"), Syntax::Html);
}

#[test]
fn places_point_into_the_page() {
    let page = "<p>Übel &eacute;\r\n  pro<b\n>found</b>&amp;so&amp;\r\non</p>";
    let (text, map) = parsed(page, Syntax::Html);
    // (prose, where it stands)
    for (part, stands) in [
        ("Übel", "Übel"),
        ("é", "&eacute;"),
        ("é\npro", "&eacute;\r\n  pro"),
        ("profound", "pro<b\n>found"),
        ("found&s", "found</b>&amp;s"),
        ("o&", "o&amp;"),
        ("on", "on"),
    ] {
        let start = text.find(part).unwrap_or_else(|| panic!("{part} in {text:?}"));
        assert_eq!(map.place(Span::new(start, start + part.len())).slice(page), stands);
    }
}

#[test]
fn a_part_of_a_larger_source_is_read_in_its_place() {
    let source = "{<p>not this</p>}{<p>but <b>t</b>his}";
    let mut prose = Prose::new(source);
    append(&mut prose, Span::new(18, source.len() - 1), Syntax::Html);
    let (text, map) = prose.finish();
    assert_eq!(text, "but this");
    assert_eq!(map.place(Span::new(4, 8)).slice(source), "t</b>his");
}

#[test]
fn a_page_is_changed_where_its_prose_is() {
    let page = "<p class=a>The nit<b>ty\n   gritty</b> R&amp;D</p><script>nitty gritty</script>";
    let document = read("a.html", page.into(), None, false).unwrap();
    let start = document.text().find("nitty").unwrap();
    let span = Span::new(start, start + "nitty gritty".len());
    assert_eq!(span.slice(document.text()), "nitty\ngritty");
    let edited = document.edited(&[(span, "details of <R&D>")]);
    assert_eq!(edited, "<p class=a>The details of &lt;R&amp;D&gt;<b></b> R&amp;D</p><script>nitty gritty</script>");
    assert_eq!(read("a.html", edited.into(), None, false).unwrap().text(), "The details of <R&D> R&D\n\n");
}

#[test]
fn the_declared_encoding_counts_where_utf_8_does_not_fit() {
    // (page, text)
    let table: [(&[u8], &str); 4] = [
        (b"<meta charset=koi8-r><p>\xeb", "\u{41a}"),
        (b"<meta charset=koi8-r><p>\xc3\xa9", "é"),
        (b"\xef\xbb\xbf<meta charset=koi8-r><p>\xc3\xa9", "é"),
        (b"<meta charset=utf-8><p>It\x92s", "It’s"),
    ];
    for (page, text) in table {
        assert_eq!(read("a.html", page.to_vec(), None, false).unwrap().text(), text);
    }
}

#[test]
fn deep_nesting_is_read_in_flat_memory() {
    let deep = format!("{}<p hidden>a</p>b{}c", "<div>".repeat(2000), "</div>".repeat(2000));
    assert_eq!(prose(&deep), "ab\n\nc");
    let unclosed = "<b>x<svg><p><table><td><li>".repeat(5000);
    assert!(prose(&unclosed).contains("x"));
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_places_are_ordered(
        parts in prop::collection::vec(prop_oneof![
            "\\PC{0,8}",
            "[<>/&;!\\-\\[\\]'\"= \r\n\0a-z#]{0,12}",
            prop::sample::select(vec![
                "<p>", "</p>", "<b>", "<svg>", "</svg>", "<script>", "</script>", "<![CDATA[", "]]>", "<!--", "-->",
                "&amp;", "&eacute", "&#x41;", "<td hidden>", "<table>", "<title>", "</title>", "é", "\r\n", "\0",
            ]).prop_map(String::from),
        ], 0..24),
        xml in any::<bool>(),
    ) {
        let html = parts.concat();
        let (text, map) = parsed(&html, if xml { Syntax::Xhtml } else { Syntax::Html });
        let mut last = 0;
        for (at, c) in text.char_indices() {
            let place = map.place(Span::new(at, at + c.len_utf8()));
            prop_assert!(last <= place.start && place.end <= html.len(), "{:?}", html);
            let stands = place.slice(&html);
            prop_assert!(stands.is_empty() || stands.contains(c) || stands.contains(['&', '\0', '\r']), "{c:?} {stands:?}");
            last = place.start;
        }
    }
}
