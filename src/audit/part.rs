//! Parts as files.

use super::page::Part;
use std::io::{self, BufRead, Read, Write};

/// What a file of a part begins with; the number grows when the format changes.
const MARK: &str = "unspin-part-2";

/// What a part says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Bytes of findings, documents, sketches, phrases and errors.
    pub(super) lengths: [u64; 5],
    /// Whether it is the last of its source.
    pub last: bool,
    /// Bytes of the whole file.
    pub bytes: u64,
}

/// Writes a part; `last` says that its source holds no more.
///
/// # Errors
/// Those of the writer.
pub fn write_part(out: &mut impl Write, part: &Part, last: bool) -> io::Result<()> {
    let sections = [&part.findings, &part.documents, &part.sketches, &part.phrases, &part.errors];
    let lengths = sections.map(|section| section.len().to_string()).join(" ");
    writeln!(out, "{MARK} {lengths} {}", u8::from(last))?;
    sections.into_iter().try_for_each(|section| out.write_all(section))
}

impl Head {
    /// Reads the first line of a part; `None` where it is none of this version.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read(input: &mut impl BufRead) -> io::Result<Option<Head>> {
        let mut line = Vec::new();
        // A mark and six numbers.
        input.take(256).read_until(b'\n', &mut line)?;
        Ok(Head::parse(&line))
    }

    fn parse(line: &[u8]) -> Option<Head> {
        let text = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
        let numbers = text.strip_prefix(MARK)?.split_ascii_whitespace().map(|number| number.parse().ok());
        let numbers: Vec<u64> = numbers.collect::<Option<_>>()?;
        let (last, lengths) = numbers.split_last()?;
        let lengths: [u64; 5] = lengths.try_into().ok()?;
        let bytes = lengths.iter().try_fold(line.len() as u64, |sum, length| sum.checked_add(*length))?;
        Some(Head { lengths, last: *last == 1, bytes })
    }
}
