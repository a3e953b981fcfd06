//! From text back to bytes, in the encoding that they came in.

use super::{Document, DocumentError, ErrorKind, Escape, Positions};
use encoding_rs::{EncoderResult, Encoding};

/// The byte order mark, before it is encoded.
const MARK: char = '\u{FEFF}';

impl Document {
    /// `text` as bytes in the encoding of the document, with a byte order mark where the document had one. What the encoding
    /// cannot hold is written as a numeric entity where the format knows entities.
    ///
    /// # Errors
    /// In other formats: the first character that the encoding cannot hold, and its line.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>, DocumentError> {
        let entities = self.source.as_ref().is_some_and(|source| source.escape == Escape::Xml);
        let mut bytes = Vec::with_capacity(text.len() + MARK.len_utf8());
        if self.byte_order_mark {
            self.encode_to(MARK.encode_utf8(&mut [0; 4]), false, &mut bytes)?;
        }
        self.encode_to(text, entities, &mut bytes)?;
        Ok(bytes)
    }

    fn encode_to(&self, text: &str, entities: bool, out: &mut Vec<u8>) -> Result<(), DocumentError> {
        match self.encoding {
            // The WHATWG Encoding Standard has no encoder for UTF-16.
            "UTF-16LE" => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            "UTF-16BE" => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            label => match Encoding::for_label(label.as_bytes()) {
                Some(encoding) if encoding != encoding_rs::UTF_8 => legacy(encoding, text, entities, out)?,
                _ => out.extend(text.as_bytes()),
            },
        }
        Ok(())
    }
}

fn legacy(encoding: &'static Encoding, text: &str, entities: bool, out: &mut Vec<u8>) -> Result<(), DocumentError> {
    if entities {
        out.extend_from_slice(&encoding.encode(text).0);
        return Ok(());
    }
    let mut encoder = encoding.new_encoder();
    out.reserve(encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap_or(text.len()));
    match encoder.encode_from_utf8_to_vec_without_replacement(text, out, true) {
        (EncoderResult::InputEmpty, _) => Ok(()),
        (EncoderResult::Unmappable(character), read) => {
            let line = Positions::new(text).locate(read - character.len_utf8()).line;
            Err(ErrorKind::Unwritable { character, line, encoding: encoding.name() }.into())
        }
        (EncoderResult::OutputFull, _) => Err(ErrorKind::TooLong.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Prose;

    #[test]
    fn what_was_decoded_is_encoded_again() {
        let wide = |mark: &[u8], order: fn(u16) -> [u8; 2]| {
            [mark, &"Déjà “vu” 𝄞\r\n".encode_utf16().flat_map(order).collect::<Vec<_>>()].concat()
        };
        for bytes in [
            b"".to_vec(),
            "Déjà “vu” 𝄞\r\n".into(),
            "\u{FEFF}Déjà vu\r\n".into(),
            wide(b"\xff\xfe", u16::to_le_bytes),
            wide(b"\xfe\xff", u16::to_be_bytes),
            wide(b"", u16::to_le_bytes),
            b"It\x92s \x93profound\x94 \x96 caf\xe9".to_vec(),
            b"\x8f\xac\x82\xb3\x82\xc8\x93\x73\x8e\x73\x82\xc9\x8f\x5a\x82\xf1\x82\xc5\x82\xa2\x82\xdc\x82\xb7\x81\x42"
                .to_vec(),
        ] {
            let document = Document::from_bytes("x", bytes.clone()).unwrap();
            assert_eq!(document.encode(document.text()).unwrap(), bytes, "{}", document.encoding());
        }
    }

    #[test]
    fn what_the_encoding_cannot_hold_is_an_entity_or_refused() {
        let document = Document::from_bytes("x", b"caf\xe9\nIt\x92s".to_vec()).unwrap();
        let error = document.encode("café\nIt’s ≥ 3").unwrap_err();
        assert_eq!(error.to_string(), "'≥' on line 2 cannot be written in windows-1252; save the file as UTF-8 first");
        let html = document.with_prose(Prose::new("").finish(), Escape::Xml, true);
        assert_eq!(html.encode("é ≥ 3").unwrap(), b"\xe9 &#8805; 3");
    }
}
