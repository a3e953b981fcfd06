//! The encoding that a page declares.

use encoding_rs::Encoding;
use html5gum::{StartTag, Token, Tokenizer};

/// Bytes at the head of a page that its encoding must be declared in (HTML Living Standard, section 4.2.5.4).
const HEAD: usize = 1024;

/// The encoding of `<meta charset>`, `<meta http-equiv>` or an XML declaration, where it is a known one.
pub(super) fn declared(page: &[u8]) -> Option<&'static Encoding> {
    let head = &page[..page.len().min(HEAD)];
    if head.starts_with(b"<?xml") {
        let end = memchr::memchr(b'>', head)?;
        return label_after(&head[..end], b"encoding").and_then(Encoding::for_label);
    }
    Tokenizer::new(head).find_map(|token| match token {
        Ok(Token::StartTag(tag)) if tag.name.as_slice() == b"meta" => of_meta(&tag),
        _ => None,
    })
}

fn of_meta(tag: &StartTag<()>) -> Option<&'static Encoding> {
    let attribute = |name: &[u8]| tag.attributes.get(name).map(|value| value.value.as_slice());
    if let Some(label) = attribute(b"charset") {
        return Encoding::for_label(label);
    }
    let is_type = attribute(b"http-equiv")?.eq_ignore_ascii_case(b"content-type");
    is_type.then(|| label_after(attribute(b"content")?, b"charset")).flatten().and_then(Encoding::for_label)
}

/// The value that follows `name`, an equals sign and perhaps a quote.
fn label_after<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let at = text.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))?;
    let value = text[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    value.split(|byte| matches!(byte, b'"' | b'\'' | b';' | b' ' | b'?')).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read() {
        // (page, encoding)
        let table: [(&str, Option<&str>); 9] = [
            ("<html><meta charset=iso-8859-1>", Some("windows-1252")),
            ("<META CHARSET='Shift_JIS' />", Some("Shift_JIS")),
            ("<meta http-equiv=Content-Type content='text/html; charset = koi8-r; x'>", Some("KOI8-R")),
            ("<meta content='text/html; charset=\"utf-8\"' http-equiv=content-type>", Some("UTF-8")),
            ("<meta name=a content='charset=koi8-r'>", None),
            ("<!-- <meta charset=koi8-r> --><p>", None),
            ("<?xml version='1.0' encoding='ISO-8859-2'?><html>", Some("ISO-8859-2")),
            ("<?xml version='1.0'?><html>", None),
            ("<meta charset=klingon><meta charset=utf-8>", Some("UTF-8")),
        ];
        for (page, encoding) in table {
            assert_eq!(declared(page.as_bytes()).map(Encoding::name), encoding, "{page}");
        }
        assert_eq!(declared(format!("{}<meta charset=utf-8>", " ".repeat(HEAD)).as_bytes()), None);
    }
}
