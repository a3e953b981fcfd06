//! What the XML reports share.

use std::borrow::Cow;

/// Text as it stands in an attribute: escaped, on one line, without characters that XML 1.0 does not allow (section 2.2).
pub(super) fn attribute(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_control() && !matches!(c, '&' | '<' | '>' | '"' | '\u{FFFE}' | '\u{FFFF}');
    if text.chars().all(plain) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped_and_stripped_of_what_xml_forbids() {
        for (text, expected) in [
            ("plain é", "plain é"),
            ("a < b & \"c\" > 'd'", "a &lt; b &amp; &quot;c&quot; &gt; 'd'"),
            ("one\ntwo\u{1b}[31m\0\u{FFFF}", "one two[31m"),
        ] {
            assert_eq!(attribute(text), expected);
        }
    }
}
