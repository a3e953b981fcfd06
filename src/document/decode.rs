//! From bytes to text.

use std::borrow::Cow;
use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, UTF_16BE, UTF_16LE};

use super::{DocumentError, ErrorKind};

/// The encoding's name in the WHATWG Encoding Standard.
pub(super) const UTF_8: &str = "UTF-8";

/// Bytes at the head of a file that tell text from binary; Git looks at nearly as many (8,000).
const HEAD: usize = 8 * 1024;

/// Bytes at the head of a file whose NULs tell UTF-16 from binary.
const UTF_16_HEAD: usize = 4 * 1024;

/// Bytes that the guess of a legacy encoding is made from. Byte pair statistics settle long
/// before, and the detector is many times slower than the decoder.
pub(super) const SAMPLE: usize = 1024 * 1024;

/// Bytes of input that are decoded at a time, which bounds the spare room of the output.
const CHUNK: usize = 64 * 1024;

/// Text and the name of the encoding it came in.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static str,
    /// Whether a byte order mark stood before it; it is not in the text.
    pub(super) byte_order_mark: bool,
}

impl Decoded {
    const fn unmarked(text: String, encoding: &'static str) -> Self {
        Self { text, encoding, byte_order_mark: false }
    }
}

/// What gives a binary file of no known kind away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BinarySign {
    Nul,
    Control,
}

impl fmt::Display for BinarySign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nul => "it holds NUL bytes",
            Self::Control => "it is full of control characters",
        })
    }
}

/// First bytes of formats that are no text, as their specifications give them.
///
/// GIF is not among them: its mark is readable text, see [`is_gif`].
const MAGIC: [(&[u8], &str); 11] = [
    (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "ZIP archive (or DOCX, XLSX, ODT, EPUB, which are ZIP)"),
    (b"PK\x05\x06", "ZIP archive"),
    (b"PK\x07\x08", "ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"\xfd7zXZ\0", "XZ data"),
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"\x7fELF", "ELF program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office 97-2003 document"),
];

/// Decodes a whole file. See [`super::Document::from_bytes`].
///
/// `declared` is what the file says about itself. It counts where there is no byte order mark and the bytes are no UTF-8:
/// servers name the encoding too, and pages that they serve as UTF-8 often declare what they once were.
pub(super) fn decode(mut bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, DocumentError> {
    if let Some(encoding) = utf_32_mark(&bytes) {
        return Err(ErrorKind::Unsupported(encoding).into());
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        bytes.drain(..mark);
        let decoded = match encoding == encoding_rs::UTF_8 {
            true => without_mark(bytes, None)?,
            false => utf_16(encoding, &bytes)?,
        };
        return Ok(Decoded { byte_order_mark: true, ..decoded });
    }
    without_mark(bytes, declared)
}

/// The encoding of a longer text, told by its head, and the length of its byte order mark. NUL bytes are let pass: the caller knows
/// that it is text.
pub(super) fn encoding_of(head: &[u8]) -> Result<(&'static Encoding, usize), DocumentError> {
    if let Some(encoding) = utf_32_mark(head) {
        return Err(ErrorKind::Unsupported(encoding).into());
    }
    if let Some(known) = Encoding::for_bom(head) {
        return Ok(known);
    }
    if let Some(kind) = known_binary(head) {
        return Err(ErrorKind::KnownBinary(kind).into());
    }
    let nul = memchr::memchr(0, &head[..head.len().min(HEAD)]);
    if let Some(encoding) = nul.and_then(|_| utf_16_without_mark(head)) {
        return Ok((encoding, 0));
    }
    refuse_control(&head[..head.len().min(HEAD)])?;
    let encoding = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_some() && !is_damaged_utf_8(head) => guess(head, error.valid_up_to()),
        _ => encoding_rs::UTF_8,
    };
    Ok((encoding, 0))
}

/// The first bytes of a file as text, as far as they are any: to look at, not to be checked.
pub(super) fn head(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = encoding_of(bytes).map_or(encoding_rs::UTF_8, |(encoding, _)| encoding);
    encoding.decode_with_bom_removal(bytes).0
}

/// Decodes a file that has no byte order mark, or has lost it.
fn without_mark(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, DocumentError> {
    if let Some(kind) = known_binary(&bytes) {
        return Err(ErrorKind::KnownBinary(kind).into());
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    if memchr::memchr(0, head).is_some() {
        let encoding = utf_16_without_mark(&bytes).ok_or(ErrorKind::Binary(BinarySign::Nul))?;
        return utf_16(encoding, &bytes);
    }
    refuse_control(head)?;
    Ok(text_without_nul(bytes, declared))
}

/// Decodes what is text, and no UTF-16.
fn text_without_nul(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Decoded {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Decoded::unmarked(text, UTF_8),
        Err(error) => error,
    };
    let first = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    match declared {
        Some(encoding) if encoding.is_ascii_compatible() && encoding != encoding_rs::UTF_8 => {
            Decoded::unmarked(decode_in_chunks(encoding, &bytes), encoding.name())
        }
        _ => not_quite_utf_8(&bytes, first),
    }
}

fn utf_32_mark(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xfe\0\0") {
        Some("UTF-32LE")
    } else if bytes.starts_with(b"\0\0\xfe\xff") {
        Some("UTF-32BE")
    } else {
        None
    }
}

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    if is_gif(bytes) {
        return Some("GIF image");
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind)
}

/// A GIF's mark is followed by its width and height, two bytes each (`GIF89a` specification,
/// section 18), of which one is a control character in any picture below 8,192 pixels. A text
/// about the format may well begin with the mark alone.
fn is_gif(bytes: &[u8]) -> bool {
    (bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"))
        && bytes.iter().skip(6).take(4).any(u8::is_ascii_control)
}

/// Refuses a head in which more than one byte of ten is a control character.
fn refuse_control(head: &[u8]) -> Result<(), DocumentError> {
    let control = head.iter().filter(|byte| is_odd_control(**byte)).count();
    if control * 10 > head.len() {
        return Err(ErrorKind::Binary(BinarySign::Control).into());
    }
    Ok(())
}

/// Control characters that plain text does not hold. Text does hold backspace (overstrike),
/// tab, the line and page ends, the end-of-file mark of DOS (0x1A) and escape (colours).
const fn is_odd_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, 0x08..=0x0d | 0x1a | 0x1b)
}

/// In UTF-16 every ASCII character has a NUL as its upper byte and hardly anything has one as
/// its lower byte: at least half the bytes on one side are NUL, at most one in twenty on the other.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes[..bytes.len().min(UTF_16_HEAD)].chunks_exact(2);
    let half = pairs.len();
    let (mut even, mut odd) = (0, 0);
    for pair in pairs {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    if odd * 2 >= half && even * 20 <= half && half > 0 {
        Some(UTF_16LE)
    } else if even * 2 >= half && odd * 20 <= half && half > 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Decodes UTF-16; its control characters count only once decoded.
fn utf_16(encoding: &'static Encoding, bytes: &[u8]) -> Result<Decoded, DocumentError> {
    let text = decode_in_chunks(encoding, bytes);
    let head = &text.as_bytes()[..text.len().min(HEAD)];
    refuse_control(head)?;
    Ok(Decoded::unmarked(text, encoding.name()))
}

/// Decodes bytes that are no valid UTF-8; `first` is the offset of the first wrong byte.
fn not_quite_utf_8(bytes: &[u8], first: usize) -> Decoded {
    if is_damaged_utf_8(bytes) {
        return Decoded::unmarked(String::from_utf8_lossy(bytes).into_owned(), UTF_8);
    }
    let encoding = guess(bytes, first);
    Decoded::unmarked(decode_in_chunks(encoding, bytes), encoding.name())
}

/// Whether the bytes are UTF-8 with a few bytes gone wrong, and no other encoding.
///
/// So when at least 99 in 100 non-ASCII sequences are well formed, and also when there is but
/// one wrong byte beside well-formed ones: no other encoding forms them by chance. A character
/// cut off by the end of the file tells nothing.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut rest = bytes.len();
    for chunk in bytes.utf8_chunks() {
        good += non_ascii_chars(chunk.valid());
        rest -= chunk.valid().len() + chunk.invalid().len();
        let cut_off = rest == 0 && is_cut_off(chunk.invalid());
        bad += usize::from(!chunk.invalid().is_empty() && !cut_off);
    }
    good > 0 && (bad <= 1 || bad * 99 <= good)
}

fn is_cut_off(invalid: &[u8]) -> bool {
    std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none())
}

fn non_ascii_chars(text: &str) -> usize {
    // Each of them has one lead byte, and those are 0xC2 to 0xF4.
    text.bytes().filter(|byte| *byte >= 0xc0).count()
}

/// Guesses a legacy encoding from a sample that begins shortly before the first wrong byte:
/// the ASCII before it says nothing.
fn guess(bytes: &[u8], first: usize) -> &'static Encoding {
    let start = first.saturating_sub(CHUNK);
    let end = bytes.len().min(first.saturating_add(SAMPLE));
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[start..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes with U+FFFD for what is wrong. The output grows as it needs to: reserving for the
/// worst case at once would take three times the file.
fn decode_in_chunks(encoding: &'static Encoding, bytes: &[u8]) -> String {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let (chunk, later) = rest.split_at(rest.len().min(CHUNK));
        let (result, read, _) = decoder.decode_to_string(chunk, &mut text, later.is_empty());
        rest = &rest[read..];
        match result {
            CoderResult::InputEmpty if rest.is_empty() => return text,
            CoderResult::InputEmpty => {}
            CoderResult::OutputFull => text.reserve_exact(CHUNK + text.len() / 8),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utf_16_bytes(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn decodes() {
        // Two wrong bytes for 198 sequences are just few enough.
        let damaged = ["naïve café – ".repeat(66).as_bytes(), b"\xe9 \xe9 end"].concat();
        let damaged_text = "naïve café – ".repeat(66) + "\u{fffd} \u{fffd} end";
        let plain = "Plain “quotes” here.";
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let little = utf_16_bytes(plain, u16::to_le_bytes);
        let big = utf_16_bytes(plain, u16::to_be_bytes);
        // (bytes, text, encoding)
        let table: Vec<(Vec<u8>, &str, &str)> = vec![
            (vec![], "", "UTF-8"),
            (b"\xef\xbb\xbf".to_vec(), "", "UTF-8"),
            (b"\xff\xfe".to_vec(), "", "UTF-16LE"),
            (plain.into(), plain, "UTF-8"),
            (marked(b"\xef\xbb\xbf", plain.as_bytes()), plain, "UTF-8"),
            (marked(b"\xff\xfe", &little), plain, "UTF-16LE"),
            (marked(b"\xfe\xff", &big), plain, "UTF-16BE"),
            (little.clone(), plain, "UTF-16LE"),
            (big, plain, "UTF-16BE"),
            // Cut in the middle of a unit.
            (
                marked(&little, b"x"),
                "Plain “quotes” here.\u{fffd}",
                "UTF-16LE",
            ),
            (
                b"It\x92s \x93profound\x94 \x96 caf\xe9".to_vec(),
                "It’s “profound” – café",
                "windows-1252",
            ),
            (b"It\x92s".to_vec(), "It’s", "windows-1252"),
            (b"The caf\xe9 is open.".to_vec(), "The café is open.", "windows-1252"),
            // A character cut off is no sign of UTF-8 by itself, but one beside whole ones is.
            (b"The caf\xe9".to_vec(), "The café", "windows-1252"),
            ("naïve caf\u{e9}".as_bytes()[..11].to_vec(), "naïve caf\u{fffd}", "UTF-8"),
            (b"na\xc3\xafve \xe9t\xc3\xa9".to_vec(), "naïve \u{fffd}té", "UTF-8"),
            // One wrong byte, and a character cut off.
            (b"na\xc3\xafve \xe9t\xc3\xa9 \xc3".to_vec(), "naïve \u{fffd}té \u{fffd}", "UTF-8"),
            (damaged, &damaged_text, "UTF-8"),
            (
                b"\x8f\xac\x82\xb3\x82\xc8\x93\x73\x8e\x73\x82\xc9\x8f\x5a\x82\xf1\x82\xc5\x82\xa2\x82\xdc\x82\xb7\x81\x42".to_vec(),
                "小さな都市に住んでいます。",
                "Shift_JIS",
            ),
            (b"GIF89a is a picture format.".to_vec(), "GIF89a is a picture format.", "UTF-8"),
            (b"PK is short for Phil Katz.".to_vec(), "PK is short for Phil Katz.", "UTF-8"),
            (b"\x1b[1mbold\x1b[0m\tx\r\n\x0c\x1a".to_vec(), "\u{1b}[1mbold\u{1b}[0m\tx\r\n\u{c}\u{1a}", "UTF-8"),
        ];
        for (bytes, text, encoding) in table {
            let decoded = decode(bytes.clone(), None);
            let decoded = decoded.unwrap_or_else(|error| panic!("{bytes:?}: {error}"));
            assert_eq!((&*decoded.text, decoded.encoding), (text, encoding));
        }
    }

    #[test]
    fn mostly_wrong_is_legacy() {
        // Two wrong bytes for three sequences: 60 %.
        let decoded = decode(b"\xc3\xa9 \xc3\xa9 \xc3\xa9 caf\xe9 na\xefve".to_vec(), None);
        let decoded = decoded.expect("text");
        assert_ne!(decoded.encoding, "UTF-8");
        assert!(!decoded.text.contains('\u{fffd}'), "{}", decoded.text);
    }

    #[test]
    fn refuses_binary() {
        let zip = "ZIP archive (or DOCX, XLSX, ODT, EPUB, which are ZIP)";
        let table: [(&[u8], ErrorKind); 15] = [
            (b"%PDF-1.4", ErrorKind::KnownBinary("PDF document")),
            (b"PK\x03\x04....", ErrorKind::KnownBinary(zip)),
            (b"PK\x05\x06", ErrorKind::KnownBinary("ZIP archive")),
            (b"\x1f\x8b\x08", ErrorKind::KnownBinary("gzip data")),
            (b"\x28\xb5\x2f\xfd$", ErrorKind::KnownBinary("Zstandard data")),
            (b"\x89PNG\r\n\x1a\n", ErrorKind::KnownBinary("PNG image")),
            (b"\xff\xd8\xff\xe0", ErrorKind::KnownBinary("JPEG image")),
            (b"GIF89a\x10\0\x10\0", ErrorKind::KnownBinary("GIF image")),
            (b"\x7fELF\x02", ErrorKind::KnownBinary("ELF program")),
            (b"text \0 text", ErrorKind::Binary(BinarySign::Nul)),
            (b"\0", ErrorKind::Binary(BinarySign::Nul)),
            (b"\0\0\0\0\0\0", ErrorKind::Binary(BinarySign::Nul)),
            (b"a\x01b\x02", ErrorKind::Binary(BinarySign::Control)),
            (b"\x01\0\x02\0\x03\0", ErrorKind::Binary(BinarySign::Control)),
            (b"\0\0\xfe\xff\0\0\0a", ErrorKind::Unsupported("UTF-32BE")),
        ];
        for (bytes, kind) in table {
            let error = decode(bytes.to_vec(), None).expect_err("binary");
            assert_eq!(error.to_string(), DocumentError::from(kind).to_string(), "{bytes:?}");
        }
    }

    #[test]
    fn valid_utf_8_is_not_copied() {
        let bytes = "Not copied: é".as_bytes().to_vec();
        let place = bytes.as_ptr();
        assert_eq!(decode(bytes, None).expect("text").text.as_ptr(), place);
    }

    #[test]
    fn long_legacy_text_crosses_chunks() {
        // Odd length, so that two-byte characters straddle the chunks.
        let mut bytes = b"x".to_vec();
        bytes.extend(b"\xa4\xa2\xa4\xce\xbf\xcd\xa4\xcf".repeat(10_000));
        let decoded = decode(bytes, None).expect("text");
        assert_eq!(decoded.encoding, "EUC-JP");
        assert_eq!(decoded.text, format!("x{}", "あの人は".repeat(10_000)));
        let mut bytes = b"plain ".repeat(20_000);
        bytes.extend(b"It\x92s \x93so\x94. ".repeat(10_000));
        let decoded = decode(bytes, None).expect("text");
        assert_eq!(decoded.encoding, "windows-1252");
        assert_eq!(decoded.text.chars().count(), 120_000 + 110_000);
        assert!(decoded.text.capacity() < decoded.text.len() * 5 / 4);
    }

    proptest! {
        #[test]
        fn any_bytes_decode_or_fail(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let valid = std::str::from_utf8(&bytes).map(str::to_owned);
            if let (Ok(decoded), Ok(text)) = (decode(bytes, None), valid)
                && decoded.encoding == UTF_8 {
                prop_assert_eq!(decoded.text, text.trim_start_matches('\u{feff}'));
            }
        }

        #[test]
        fn marked_bytes_decode_or_fail(
            mark in proptest::sample::select(vec![&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0"]),
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let _ = decode([mark, &bytes].concat(), None);
        }

        #[test]
        fn utf_16_comes_back(text in "[ -~é–]{1,80}") {
            for (mark, order) in [(b"\xff\xfe", u16::to_le_bytes as fn(u16) -> [u8; 2]), (b"\xfe\xff", u16::to_be_bytes)] {
                let bytes = [&mark[..], &utf_16_bytes(&text, order)].concat();
                prop_assert_eq!(&decode(bytes, None).expect("text").text, &text);
            }
        }

        #[test]
        fn utf_8_comes_back(text in "\\PC*") {
            let decoded = decode(text.clone().into_bytes(), None).expect("text");
            prop_assert_eq!(decoded.text, text.strip_prefix('\u{feff}').unwrap_or(&text));
        }
    }
}
