//! Reports put together from what documents add to them, in the order of the documents.

use super::{Format, Summary};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read, Seek, Write};

/// Puts the pages of a format together.
pub(super) trait Binding<O> {
    /// Takes bytes that [`super::page::Page`] wrote, in order; they may be cut anywhere.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Takes what the next document came to.
    fn document(&mut self, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }

    /// Completes the report: where it was written, and what it could not take in.
    fn finish(self: Box<Self>) -> io::Result<(O, Vec<String>)>;
}

/// One report in the making. What [`super::Pages`] wrote for the documents is written to it in their order.
pub struct Report<'o, O> {
    format: Format,
    binding: Box<dyn Binding<O> + 'o>,
}

impl<'o, O: Write + 'o> Report<'o, O> {
    /// Begins a report. `spill` is an empty place for what has to wait until all documents are known; `bom` puts a byte order
    /// mark before CSV.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(format: Format, out: O, spill: impl Read + Write + Seek + Send + 'o, bom: bool) -> io::Result<Self> {
        Ok(Report { format, binding: format.binding(out, spill, bom)? })
    }

    /// Adds what the next document came to.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn document(&mut self, summary: &Summary) -> io::Result<()> {
        self.binding.document(summary)
    }

    /// Completes the report, and gives back the writer with a sentence for each limit of the format that left something out.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(self) -> io::Result<(O, Vec<String>)> {
        let (out, left_out) = self.binding.finish()?;
        Ok((out, left_out.into_iter().map(|what| format!("{}: {what}", self.format.name())).collect()))
    }
}

impl<O> Write for Report<'_, O> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.binding.write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Pages one behind the other, between a head and an end.
pub(super) struct Wrapped<O> {
    out: O,
    end: &'static str,
}

impl<O: Write> Wrapped<O> {
    pub(super) fn new(mut out: O, head: impl AsRef<[u8]>, end: &'static str) -> io::Result<Self> {
        out.write_all(head.as_ref())?;
        Ok(Wrapped { out, end })
    }
}

impl<O: Write> Binding<O> for Wrapped<O> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    fn finish(mut self: Box<Self>) -> io::Result<(O, Vec<String>)> {
        self.out.write_all(self.end.as_bytes())?;
        Ok((self.out, Vec::new()))
    }
}

/// Bytes that come in pieces, cut into lines.
#[derive(Debug, Default)]
pub(super) struct LineBuffer {
    begun: Vec<u8>,
}

impl LineBuffer {
    /// Hands each completed line to `each`, without its line end.
    pub(super) fn feed<E>(&mut self, bytes: &[u8], mut each: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            if self.begun.is_empty() {
                each(&rest[..end])?;
            } else {
                self.begun.extend_from_slice(&rest[..end]);
                each(&self.begun)?;
                self.begun.clear();
            }
            rest = &rest[end + 1..];
        }
        self.begun.extend_from_slice(rest);
        Ok(())
    }
}

/// The surest of many lines, in the order they came.
#[derive(Debug)]
pub(super) struct Surest {
    limit: usize,
    /// The least sure on top; of equals, the last.
    kept: BinaryHeap<(Reverse<u32>, usize, Vec<u8>)>,
    seen: usize,
}

impl Surest {
    pub(super) fn new(limit: usize) -> Self {
        Surest { limit, kept: BinaryHeap::new(), seen: 0 }
    }

    /// Takes a line, and how sure it is.
    pub(super) fn add(&mut self, sureness: u32, line: &[u8]) {
        let place = (Reverse(sureness), self.seen);
        self.seen += 1;
        if self.kept.len() < self.limit {
            self.kept.push((place.0, place.1, line.to_vec()));
        } else if let Some(mut least) = self.kept.peek_mut().filter(|least| place < (least.0, least.1)) {
            *least = (place.0, place.1, line.to_vec());
        }
    }

    /// How many did not fit.
    pub(super) fn left_out(&self) -> usize {
        self.seen - self.kept.len()
    }

    /// Those kept, each with its number among all that came.
    pub(super) fn into_lines(self) -> Vec<(usize, Vec<u8>)> {
        let mut lines: Vec<(usize, Vec<u8>)> = self.kept.into_iter().map(|(_, number, line)| (number, line)).collect();
        lines.sort_unstable_by_key(|(number, _)| *number);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_are_kept_in_their_order_the_first_of_equals_first() {
        let mut surest = Surest::new(3);
        for (sureness, line) in [(70, "a"), (95, "b"), (70, "c"), (98, "d"), (95, "e"), (70, "f")] {
            surest.add(sureness, line.as_bytes());
        }
        assert_eq!(surest.left_out(), 3);
        let lines = surest.into_lines();
        let kept: Vec<(usize, &[u8])> = lines.iter().map(|(number, line)| (*number, &line[..])).collect();
        assert_eq!(kept, [(1, &b"b"[..]), (3, b"d"), (4, b"e")]);
    }

    #[test]
    fn lines_are_whole_wherever_the_bytes_are_cut() {
        for size in 1..8 {
            let (mut buffer, mut lines) = (LineBuffer::default(), Vec::new());
            for piece in b"one\n\nthree\nrest".chunks(size) {
                let Ok(()) = buffer.feed(piece, |line| {
                    lines.push(String::from_utf8(line.to_vec()).unwrap());
                    Ok::<(), std::convert::Infallible>(())
                });
            }
            assert_eq!(lines, ["one", "", "three"], "{size}");
        }
    }
}
