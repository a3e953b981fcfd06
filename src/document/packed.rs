//! Compressed files and archives, unpacked as they are read and never to disk.

use super::read::{EachUnread, Input};
use super::{ErrorKind, Limits, Reading, Unread};
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::rc::Rc;
use zip::ZipArchive;
use zip::read::ZipFile;

/// How a file is packed, told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// APPNOTE.TXT of PKWARE.
    Zip,
    /// POSIX ustar, which is not read.
    Tar,
}

/// First bytes of each, and where they stand.
const MARKS: [(usize, &[u8], Packing); 4] = [
    (0, b"\x1f\x8b", Packing::Gzip),
    (0, b"\x28\xb5\x2f\xfd", Packing::Zstd),
    (0, b"PK\x03\x04", Packing::Zip),
    (257, b"ustar", Packing::Tar),
];

impl Packing {
    /// The packing of a file. ZIP counts only under that name and on standard input: word processors and others pack so too.
    pub(super) fn of(name: &str, head: &[u8]) -> Option<Packing> {
        let marked = |at: usize, mark: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
        let packing = MARKS.iter().find(|(at, mark, _)| marked(*at, mark)).map(|(_, _, packing)| *packing)?;
        let zip = name == "-" || name.to_ascii_lowercase().ends_with(".zip");
        (packing != Packing::Zip || zip).then_some(packing)
    }
}

/// Whether a file of that name is packed, so that its size says little of what it holds.
#[must_use]
pub fn is_packed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".gz", ".zst", ".zstd", ".zip"].iter().any(|ending| name.ends_with(ending))
}

/// The name of a compressed file without the ending that says so.
pub(super) fn inner_name(name: &str) -> &str {
    let ending = [".gz", ".zst", ".zstd"].into_iter().find(|ending| {
        let from = name.len().saturating_sub(ending.len());
        name.get(from..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    });
    ending.map_or(name, |ending| &name[..name.len() - ending.len()])
}

/// The text of a plain file, or of one packed by gzip or zstd, whose members and frames are read as one.
///
/// # Errors
/// When its head cannot be read.
pub fn unpacked<'r>(mut input: impl BufRead + 'r) -> io::Result<Box<dyn Read + 'r>> {
    match Packing::of("", input.fill_buf()?) {
        Some(Packing::Gzip) => Ok(Box::new(MultiGzDecoder::new(input))),
        Some(Packing::Zstd) => Ok(Box::new(Frames { frame: Some(frame(input)?) })),
        _ => Ok(Box::new(input)),
    }
}

/// A zstd file, which is one frame behind the other.
struct Frames<R: BufRead> {
    frame: Option<StreamingDecoder<R, FrameDecoder>>,
}

fn frame<R: BufRead>(source: R) -> io::Result<StreamingDecoder<R, FrameDecoder>> {
    StreamingDecoder::new(source).map_err(io::Error::other)
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(open) = &mut self.frame {
            let read = open.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let decoder = &open.decoder;
            let sum = decoder.get_checksum_from_data();
            if sum.is_some() && sum != decoder.get_calculated_checksum() {
                return Err(io::Error::other("the compressed text fails its checksum"));
            }
            self.frame = self.frame.take().map(StreamingDecoder::into_inner).and_then(next_frame).transpose()?;
        }
        Ok(0)
    }
}

/// The frame that follows, if the file goes on.
fn next_frame<R: BufRead>(mut source: R) -> Option<io::Result<StreamingDecoder<R, FrameDecoder>>> {
    match source.fill_buf() {
        Ok([]) => None,
        Ok(_) => Some(frame(source)),
        Err(error) => Some(Err(error)),
    }
}

/// Counts the bytes that pass.
struct Counting<R> {
    input: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// Stops what unpacks to more than it may: bytes in all, or bytes for each packed byte.
struct Guard<'g, R> {
    input: R,
    packed: Rc<Cell<u64>>,
    unpacked: &'g Cell<u64>,
    limits: &'g Limits,
}

impl<R: Read> Read for Guard<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let (all, packed) = (self.unpacked.get() + read as u64, self.packed.get());
        self.unpacked.set(all);
        if all > self.limits.unpacked {
            return Err(io::Error::other(format!(
                "it unpacks to more than {} bytes; unpack it yourself if you trust it",
                self.limits.unpacked
            )));
        }
        if all > self.limits.unjudged && all / self.limits.ratio > packed {
            return Err(io::Error::other(format!(
                "it unpacks to more than {} times its size; unpack it yourself if you trust it",
                self.limits.ratio
            )));
        }
        Ok(read)
    }
}

/// Reads the file packed by gzip or zstd that `input` is.
pub(super) fn read<E>(reading: &Reading, input: Input<'_>, each: &mut EachUnread<'_, E>) -> Result<(), E> {
    let packed = Rc::new(Cell::new(0));
    let counting = BufReader::new(Counting { input: input.bytes, count: packed.clone() });
    let unpacked = match unpacked(counting) {
        Ok(input) => input,
        Err(error) => return each(error.into()),
    };
    let total = Cell::new(0);
    let mut guarded = Guard { input: unpacked, packed, unpacked: &total, limits: &reading.limits };
    let within = Input { bytes: &mut guarded, inner: inner_name(input.inner), depth: input.depth + 1, ..input };
    reading.unpacked(within, each)
}

/// Reads the files of a ZIP archive, in the order of its directory.
pub(super) fn read_zip<E>(
    reading: &Reading,
    name: &str,
    depth: usize,
    input: impl Read + Seek,
    each: &mut EachUnread<'_, E>,
) -> Result<(), E> {
    let mut archive = match ZipArchive::new(input) {
        Ok(archive) => archive,
        Err(error) => return each(ErrorKind::Archive(error.to_string()).into()),
    };
    let total = Cell::new(0);
    for index in 0..archive.len() {
        let member = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
        // Folders, and what macOS keeps of its own beside the files.
        if member.ends_with('/') || member.starts_with("__MACOSX/") {
            continue;
        }
        let shown = format!("{name}/{member}");
        let mut within = |unread: Unread| each(unread.within(&member));
        match archive.by_index(index) {
            Ok(file) => {
                let mut guarded = guarded(file, &total, &reading.limits);
                let input = Input { bytes: &mut guarded, name: &shown, inner: &member, depth: depth + 1 };
                reading.unpacked(input, &mut within)?;
            }
            Err(error) => within(ErrorKind::Archive(error.to_string()).into())?,
        }
    }
    Ok(())
}

fn guarded<'g, R: Read>(file: ZipFile<'g, R>, total: &'g Cell<u64>, limits: &'g Limits) -> Guard<'g, ZipFile<'g, R>> {
    // What earlier files came to was judged with them.
    let packed = file.compressed_size() + total.get() / limits.ratio;
    Guard { input: file, packed: Rc::new(Cell::new(packed)), unpacked: total, limits }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_all;
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    /// Name, record and text of each document; of a fault its place and message.
    fn read(reading: &Reading, name: &str, bytes: &[u8]) -> Vec<(String, String)> {
        let shown = |read: Result<super::super::Document, super::super::DocumentError>| match read {
            Ok(document) => (format!("{} {}", document.name(), document.record()), document.text().to_string()),
            Err(error) => (error.place(), error.to_string()),
        };
        read_all(reading, name, bytes).into_iter().map(shown).collect()
    }

    fn found(place: &str, text: &str) -> (String, String) {
        (place.into(), text.into())
    }

    #[test]
    fn the_name_within_says_the_format() {
        let (csv, default) = (b"id,text\n7,a\n", Reading::default());
        let members = [&gzip(&csv[..5])[..], &gzip(&csv[5..])].concat();
        assert_eq!(read(&default, "a.csv.gz", &members), [found("a.csv.gz 7", "a")]);
        let frames = [&zstd(&csv[..5])[..], &zstd(&csv[5..])].concat();
        assert_eq!(read(&default, "a.csv.zst", &frames), [found("a.csv.zst 7", "a")]);
        assert_eq!(read(&default, "a.gz", &gzip(b"id,text")), [found("a.gz ", "id,text")]);
        let files: [(&str, &[u8]); 5] = [
            ("d/a.csv", csv),
            ("__MACOSX/d/._a.csv", b"\0"),
            ("b.jsonl.gz", &gzip(b"{\"text\": \"b\"}\n{")),
            ("p.png", b"\x89PNG\r\n\x1a\n"),
            ("c.txt", b"c"),
        ];
        let packed = zip(&files);
        let expected = [
            found("x.zip/d/a.csv 7", "a"),
            found("x.zip/b.jsonl.gz 1", "b"),
            found("/b.jsonl.gz:2", "broken record: EOF while parsing an object in column 1"),
            found("/p.png", "looks binary: PNG image"),
            found("x.zip/c.txt ", "c"),
        ];
        assert_eq!(read(&default, "x.zip", &packed), expected);
        let mut streamed = Vec::new();
        let Ok(()) = default.stream("-", &packed[..], |read| {
            streamed.push(read.map(|document| document.name().to_string()).unwrap_or_default());
            Ok::<_, std::convert::Infallible>(())
        });
        assert_eq!(streamed, ["-/d/a.csv", "-/b.jsonl.gz", "", "", "-/c.txt"]);
    }

    #[test]
    fn what_is_no_archive_of_documents_is_said_to_be_none() {
        let default = Reading::default();
        let mut tar = vec![b'x'; 512];
        tar[257..262].copy_from_slice(b"ustar");
        let message = "broken archive: tar is not read; unpack it, or pack it as zip";
        assert_eq!(read(&default, "a.tar.gz", &gzip(&tar)), [found("", message)]);
        assert_eq!(read(&default, "a.tar", &tar), [found("", message)]);
        let office = zip(&[("xl/workbook.xml", b"<x/>")]);
        assert!(read(&default, "a.xlsx", &office)[0].1.starts_with("looks binary: ZIP archive"));
        let deep = gzip(&gzip(&gzip(b"text")));
        let message = "beyond the limit: archives in archives in an archive; unpack it";
        assert_eq!(read(&default, "a.gz", &deep), [found("", message)]);
        let nested =
            zip(&[("b.zip", &zip(&[("c.zip", &zip(&[("d.txt", b"d")]))])), ("e.zip", &zip(&[("f.txt", b"f")]))]);
        assert_eq!(
            read(&default, "a.zip", &nested),
            [found("/b.zip/c.zip", message), found("a.zip/e.zip/f.txt ", "f")]
        );
    }

    #[test]
    fn broken_archives_give_what_came_before() {
        let lines = "{\"text\": \"some words that do not repeat\"}\n".repeat(50_000);
        for (name, bytes) in [("a.jsonl.gz", gzip(lines.as_bytes())), ("a.jsonl.zst", zstd(lines.as_bytes()))] {
            let mut cut = bytes.clone();
            cut.truncate(bytes.len() - 3);
            let found = read(&Reading::default(), name, &cut);
            assert!(found.last().is_some_and(|(place, _)| place.is_empty() || place.starts_with(':')), "{name}");
            let mut flipped = bytes;
            let at = flipped.len() - 6;
            flipped[at] ^= 0x55;
            assert!(
                read(&Reading::default(), name, &flipped).iter().any(|(place, _)| !place.starts_with('a')),
                "{name}"
            );
        }
        assert!(read(&Reading::default(), "a.zip", b"PK\x03\x04 no").last().unwrap().1.starts_with("broken archive: "));
    }

    #[test]
    fn bombs_are_stopped() {
        let mut reading = Reading::default();
        reading.limits.unjudged = 1 << 20;
        let bomb = "{\"text\": \"a\"}\n".repeat(1 << 17);
        let message = "it unpacks to more than 400 times its size; unpack it yourself if you trust it";
        for (name, bytes) in [
            ("a.jsonl.zst", zstd(&bomb.repeat(8).into_bytes())),
            ("a.zip", zip(&[("a.jsonl", &bomb.repeat(8).into_bytes())])),
        ] {
            reading.limits.ratio = if name == "a.zip" { 100 } else { 400 };
            let found = read(&reading, name, &bytes);
            assert_eq!(found.last().unwrap().1, message.replace("400", &reading.limits.ratio.to_string()), "{name}");
        }
        let mut reading = Reading::default();
        reading.limits.unpacked = 1000;
        let found = read(&reading, "a.jsonl.gz", &gzip(bomb.as_bytes()));
        let message = "it unpacks to more than 1000 bytes; unpack it yourself if you trust it";
        assert_eq!(found.last().unwrap().1, message);
        let two = zip(&[("a.txt", &[b'a'; 700]), ("b.txt", &[b'b'; 700])]);
        let found = read(&reading, "a.zip", &two);
        assert_eq!((found[0].1.len(), found[1].1.as_str()), (700, message));
        reading.limits = Limits { whole: 100, ..Limits::default() };
        let message = "beyond the limit: 100 bytes in a packed file that has to be in memory as a whole; unpack it";
        assert_eq!(read(&reading, "a.zip", &two)[0].1, message);
    }
}
