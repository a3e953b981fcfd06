//! Text decoded piece by piece, for files of many records that are never in memory as a whole.

use super::{Document, DocumentError, Origin, decode};
use encoding_rs::{CoderResult, Decoder};
use std::io::{self, Read};

/// Bytes that are read and decoded at a time.
const CHUNK: usize = 256 * 1024;

/// A window of decoded text that moves through a file.
pub(super) struct Stream<'r> {
    input: &'r mut dyn Read,
    decoder: Decoder,
    byte_order_mark: bool,
    /// Bytes that are read but not decoded yet.
    bytes: Vec<u8>,
    ended: bool,
    /// Decoded text; what lies before `taken` is done with.
    text: String,
    taken: usize,
    origin: Origin,
}

impl<'r> Stream<'r> {
    /// Starts at the head of a file, by which its encoding is told.
    pub(super) fn open(input: &'r mut dyn Read) -> Result<Self, DocumentError> {
        let mut bytes = Vec::new();
        input.take(decode::SAMPLE as u64).read_to_end(&mut bytes)?;
        let (encoding, mark) = decode::encoding_of(&bytes)?;
        bytes.drain(..mark);
        let decoder = encoding.new_decoder_without_bom_handling();
        let (text, origin) = (String::new(), Origin::default());
        Ok(Stream { input, decoder, byte_order_mark: mark > 0, bytes, ended: false, text, taken: 0, origin })
    }

    /// The text from where it stands to as far as it is decoded.
    pub(super) fn text(&self) -> &str {
        &self.text[self.taken..]
    }

    /// Where [`Stream::text`] begins in the file.
    pub(super) const fn origin(&self) -> Origin {
        self.origin
    }

    /// Decodes some more of the file; whether there was more. What was taken is given up.
    pub(super) fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.text.drain(..std::mem::take(&mut self.taken));
        if self.bytes.is_empty() {
            self.input.take(CHUNK as u64).read_to_end(&mut self.bytes)?;
        }
        self.ended = self.bytes.is_empty();
        let mut done = 0;
        loop {
            let room = self.decoder.max_utf8_buffer_length(self.bytes.len() - done).unwrap_or(CHUNK);
            self.text.reserve(room);
            let (result, read, _) = self.decoder.decode_to_string(&self.bytes[done..], &mut self.text, self.ended);
            done += read;
            if result == CoderResult::InputEmpty {
                self.bytes.clear();
                return Ok(true);
            }
        }
    }

    /// Passes over `bytes` of [`Stream::text`].
    pub(super) fn take(&mut self, bytes: usize) {
        self.origin = self.origin.after(&self.text()[..bytes]);
        self.taken += bytes;
    }

    /// The text of one record, `bytes` from the window's start, as a document of its own.
    pub(super) fn document(&self, name: &str, start: usize, end: usize) -> Document {
        let document = Document::from_text(name, &self.text()[start..end]);
        document.decoded_from(self.decoder.encoding().name(), self.byte_order_mark)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Columns;
    use super::*;

    fn all(bytes: &[u8]) -> (String, String) {
        let mut input = bytes;
        let mut stream = Stream::open(&mut input).unwrap();
        let mut out = String::new();
        while stream.more().unwrap() {
            out.push_str(stream.text());
            stream.take(stream.text().len());
        }
        (out, stream.document("a", 0, 0).encoding().to_string())
    }

    #[test]
    fn what_is_streamed_is_what_is_decoded_at_once() {
        let text = "naïve “words” 日本\r\n".repeat(60_000);
        let utf_16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let legacy = encoding_rs::WINDOWS_1252.encode(&text.replace("日本", "")).0.into_owned();
        for bytes in [text.clone().into_bytes(), utf_16, legacy, format!("\u{feff}{text}").into_bytes(), Vec::new()] {
            let whole = Document::from_bytes("a", bytes.clone()).unwrap();
            let (streamed, encoding) = all(&bytes);
            assert!(streamed == whole.text(), "{encoding}");
            assert_eq!(encoding, whole.encoding());
        }
    }

    #[test]
    fn the_origin_moves_with_what_is_taken() {
        let mut input = "one\r\ntwo é three\nx".as_bytes();
        let mut stream = Stream::open(&mut input).unwrap();
        assert!(stream.more().unwrap());
        stream.take("one\r\ntwo é".len());
        assert_eq!(
            stream.origin(),
            Origin { offset: 11, lines: 1, columns: Columns { characters: 5, bytes: 6, utf16: 5 } }
        );
        stream.take(" three\n".len());
        assert_eq!(stream.origin(), Origin { offset: 18, lines: 2, columns: Columns::default() });
    }
}
