//! What the page's script reads: JSON that no text of a stranger ends.

use serde::Serialize;
use std::io::{self, Write};

/// Writes a value as one line of JSON within a `script` element: without `<`, nothing in it ends the element or begins a comment
/// (HTML standard, restrictions for contents of script elements).
pub(super) fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(Escaped(&mut *out), value)?;
    out.write_all(b"\n")
}

struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut from = 0;
        for at in memchr::memchr_iter(b'<', bytes) {
            self.0.write_all(&bytes[from..at])?;
            self.0.write_all(b"\\u003c")?;
            from = at + 1;
        }
        self.0.write_all(&bytes[from..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_and_all_of_it_comes_back() {
        let text = "</script><!-- <script> \"\\\n\u{2028}";
        let mut out = Vec::new();
        line(&mut out, &(text, 1)).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert!(!json.contains('<'), "{json}");
        assert_eq!(json.lines().count(), 1);
        assert_eq!(serde_json::from_str::<(String, u8)>(&json).unwrap().0, text);
    }
}
