//! Sketches and signatures of all pages, set down where the caller says.

use super::minhash::{BYTES, Signature};
use super::sketch::{Place, Sketch};
use crate::reference::Spill;
use std::io::{self, BufReader, Read, SeekFrom};

/// Bytes written or read at once.
const BUFFER: usize = 1 << 18;

/// Bytes that are added at the end, and read when all are there.
pub(super) struct Log<S> {
    place: S,
    pending: Vec<u8>,
}

impl<S: Spill> Log<S> {
    /// Over an empty place.
    pub(super) fn new(place: S) -> Log<S> {
        Log { place, pending: Vec::new() }
    }

    /// Has `write` add bytes, and gives their number.
    pub(super) fn add(&mut self, write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<u64> {
        let before = self.pending.len();
        write(&mut self.pending)?;
        let added = self.pending.len() - before;
        if self.pending.len() >= BUFFER {
            self.flush()?;
        }
        Ok(added as u64)
    }

    /// Sets down what is not yet; needed before reading, after which nothing is added.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.place.write_all(&self.pending)?;
        self.pending.clear();
        Ok(())
    }

    /// A reader from the byte `start` on.
    pub(super) fn from(&mut self, start: u64) -> io::Result<&mut S> {
        self.place.seek(SeekFrom::Start(start))?;
        Ok(&mut self.place)
    }

    /// A reader of all.
    pub(super) fn all(&mut self) -> io::Result<BufReader<&mut S>> {
        Ok(BufReader::with_capacity(BUFFER, self.from(0)?))
    }
}

/// Pages by number, from 0 in the order in which they were added. In memory: eight bytes a page.
pub(super) struct Pages<S> {
    log: Log<S>,
    starts: Vec<u64>,
    end: u64,
}

impl<S: Spill> Pages<S> {
    /// None, in an empty place.
    pub(super) fn new(place: S) -> Pages<S> {
        Pages { log: Log::new(place), starts: Vec::new(), end: 0 }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Adds a page.
    pub(super) fn add(&mut self, place: &Place, sketch: &Sketch) -> io::Result<()> {
        self.starts.push(self.end);
        self.end += self.log.add(|out| {
            Sketch::write(Some(sketch), out)?;
            out.extend(postcard::to_stdvec(place).map_err(io::Error::other)?);
            Ok(())
        })?;
        Ok(())
    }

    /// Ends adding.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.log.flush()
    }

    /// Reads the sketches of all in order.
    pub(super) fn each(&mut self, mut each: impl FnMut(&Sketch) -> io::Result<()>) -> io::Result<()> {
        let (starts, end) = (&self.starts, self.end);
        let mut input = self.log.all()?;
        for (at, start) in starts.iter().enumerate() {
            let next = starts.get(at + 1).copied().unwrap_or(end);
            let mut page = (&mut input).take(next - start);
            each(&sketch(&mut page)?)?;
            io::copy(&mut page, &mut io::sink())?;
        }
        Ok(())
    }

    /// One of them.
    pub(super) fn get(&mut self, number: u32) -> io::Result<(Sketch, Place)> {
        let start = self.starts[number as usize];
        let end = self.starts.get(number as usize + 1).copied().unwrap_or(self.end);
        let mut bytes = vec![0; (end - start) as usize];
        self.log.from(start)?.read_exact(&mut bytes)?;
        let mut input = &bytes[..];
        let sketch = sketch(&mut input)?;
        Ok((sketch, postcard::from_bytes(input).map_err(io::Error::other)?))
    }
}

fn sketch(input: &mut impl Read) -> io::Result<Sketch> {
    Sketch::read(input)?.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Signatures by number; those of pages that have none are all zero, and never asked for.
pub(super) struct Signatures<S>(pub(super) Log<S>);

impl<S: Spill> Signatures<S> {
    /// Adds one.
    pub(super) fn add(&mut self, signature: &Signature) -> io::Result<()> {
        self.0.add(|out| {
            out.extend(signature.iter().flat_map(|value| value.to_le_bytes()));
            Ok(())
        })?;
        Ok(())
    }

    /// One of them.
    pub(super) fn get(&mut self, number: u32) -> io::Result<Signature> {
        let mut bytes = [0; BYTES];
        self.0.from(u64::from(number) * BYTES as u64)?.read_exact(&mut bytes)?;
        Ok(parse(&bytes))
    }

    /// Reads the first `count` in order.
    pub(super) fn each(&mut self, count: usize, mut each: impl FnMut(u32, &Signature)) -> io::Result<()> {
        let mut input = self.0.all()?;
        let mut bytes = [0; BYTES];
        for number in 0..count as u32 {
            input.read_exact(&mut bytes)?;
            each(number, &parse(&bytes));
        }
        Ok(())
    }
}

fn parse(bytes: &[u8; BYTES]) -> Signature {
    std::array::from_fn(|at| u16::from_le_bytes([bytes[2 * at], bytes[2 * at + 1]]))
}
