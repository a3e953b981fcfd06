//! Tells HTML from plain text, in strings that no name and no type speaks for.

/// Elements whose start tag is enough, for many writers leave out their end tags, or they have none.
const OPENING: [&str; 5] = ["br", "hr", "img", "li", "p"];

/// Elements that an end tag speaks for: those that editors on the web make, and what pages are built of.
const CLOSING: [&str; 44] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "center",
    "cite",
    "code",
    "del",
    "div",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "html",
    "i",
    "ins",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "td",
    "u",
    "ul",
];

/// Letters and digits of an entity's name that are looked at; the longest of HTML has 31.
const ENTITY: usize = 32;

/// Bytes in which a tag has to end, so that a text full of `<p` is gone over once.
const TAG: usize = 4096;

/// Whether a text is HTML: it holds an end tag, a start tag that may stand alone, or an entity. A lone `<script>` is none of these, for
/// it is rather spoken of than meant, and all behind it would be lost.
pub(super) fn is_html(text: &str) -> bool {
    memchr::memchr2_iter(b'<', b'&', text.as_bytes()).any(|at| match text.as_bytes()[at] {
        b'<' => is_tag(&text[at + 1..]),
        _ => is_entity(&text[at + 1..]),
    })
}

/// Whether a text goes on, behind `<`, as a tag that speaks for HTML.
fn is_tag(rest: &str) -> bool {
    let (name, known): (_, &[&str]) = match rest.strip_prefix('/') {
        Some(name) => (name, &CLOSING),
        None => (rest, &OPENING),
    };
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let behind = &name.as_bytes()[length..];
    let ends = behind.first().is_some_and(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace())
        && behind.iter().take(TAG).any(|byte| *byte == b'>');
    ends && known.iter().any(|known| known.eq_ignore_ascii_case(&name[..length]))
}

/// Whether a text goes on, behind `&`, as an entity.
fn is_entity(rest: &str) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let length = rest.bytes().take(ENTITY).take_while(is_name).count();
    let name = &rest[..length];
    let number = name.strip_prefix('#').map(|number| number.strip_prefix(['x', 'X']).unwrap_or(number));
    rest[length..].starts_with(';')
        && match number {
            Some(number) => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => quick_xml::escape::resolve_html5_entity(name).is_some(),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_told_from_plain_text() {
        for html in [
            "a <B>b</B>",
            "one<br>two",
            "one<br/>",
            "<p class=x>one",
            "Tom &amp; Jerry",
            "it&#8217;s",
            "&#x2019;",
            "x</p\n>",
        ] {
            assert!(is_html(html), "{html}");
        }
        for plain in [
            "",
            "a < b and c > d",
            "AT&T; R&D",
            "use the <script> tag",
            "List<p",
            "</unknown>",
            "<pre>",
            "&#;",
            "x <3 </",
            "&bogus;",
        ] {
            assert!(!is_html(plain), "{plain}");
        }
    }
}
