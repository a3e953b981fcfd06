//! Documents: bytes of unknown encoding made into text, and places in that text.

mod decode;
mod lines;

pub use lines::{Position, Positions};

/// A text with a name. All offsets elsewhere are bytes of [`Document::text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    name: String,
    text: String,
    encoding: &'static str,
}

impl Document {
    /// Decodes `bytes` to text, without a copy when they are UTF-8.
    ///
    /// A byte order mark is dropped, so offset 0 is the first character after it. Bytes that
    /// make no character become U+FFFD. An empty file is an empty document.
    ///
    /// # Errors
    ///
    /// When the bytes look binary ([`DocumentError::is_binary`]), are in an encoding that is
    /// not supported (UTF-32), or make a text of 4 GiB or more.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, DocumentError> {
        let decode::Decoded { text, encoding } = decode::decode(bytes)?;
        check_length(text.len())?;
        Ok(Self { name: name.into(), text, encoding })
    }

    /// Takes text that is decoded already, as it is; the caller keeps it shorter than 4 GiB.
    #[must_use]
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), encoding: decode::UTF_8 }
    }

    /// What the document is called in reports: a path, a URL, a row number.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The decoded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives up the document for its text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Name of the encoding that the bytes were in, as in the WHATWG Encoding Standard:
    /// `UTF-8`, `windows-1252`, `UTF-16LE`.
    #[must_use]
    pub const fn encoding(&self) -> &'static str {
        self.encoding
    }
}

/// Why bytes could not be made into a document. The message does not repeat the document's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct DocumentError(#[from] ErrorKind);

impl DocumentError {
    /// Whether the bytes are no text at all, so that skipping the file loses nothing.
    #[must_use]
    pub const fn is_binary(&self) -> bool {
        matches!(self.0, ErrorKind::KnownBinary(_) | ErrorKind::Binary(_))
    }
}

/// Tokens hold their byte offsets in 32 bits.
fn check_length(bytes: usize) -> Result<(), DocumentError> {
    u32::try_from(bytes).map(drop).map_err(|_| ErrorKind::TooLong.into())
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum ErrorKind {
    #[error("looks binary: {0}")]
    KnownBinary(&'static str),
    #[error("looks binary: {0}")]
    Binary(decode::BinarySign),
    #[error("unsupported encoding {0}: save it as UTF-8")]
    Unsupported(&'static str),
    #[error("too long: 4 GiB of text or more; split it")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_name_and_text() {
        let document = Document::from_text("a.txt", "\u{feff}héllo".to_owned());
        assert_eq!(document.name(), "a.txt");
        assert_eq!(document.text(), "\u{feff}héllo");
        assert_eq!(document.encoding(), "UTF-8");
        assert_eq!(document.into_text(), "\u{feff}héllo");
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn length_is_limited() {
        let limit = 1 << 32;
        assert_eq!(check_length(limit - 1), Ok(()));
        assert_eq!(check_length(limit), Err(DocumentError(ErrorKind::TooLong)));
    }

    #[test]
    fn messages_say_what_is_wrong() {
        // (bytes, message, binary)
        let table: [(&[u8], &str, bool); 4] = [
            (b"%PDF-1.7\n", "looks binary: PDF document", true),
            (b"plain\0text", "looks binary: it holds NUL bytes", true),
            (b"a\x01\x02b\x03\x04", "looks binary: it is full of control characters", true),
            (b"\xff\xfe\0\0a\0\0\0", "unsupported encoding UTF-32LE: save it as UTF-8", false),
        ];
        for (bytes, message, binary) in table {
            let error = Document::from_bytes("x", bytes.to_vec()).expect_err(message);
            assert_eq!(error.to_string(), message);
            assert_eq!(error.is_binary(), binary, "{message}");
        }
    }
}
