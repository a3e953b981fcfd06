//! Counts keys in bounded memory: sorted runs, set down where the caller says when memory is full, and merged at the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Where a run can be set down and read back: a temporary file, or memory.
pub trait Spill: Read + Write + Seek {}

impl<T: Read + Write + Seek> Spill for T {}

/// Counts 64-bit keys.
pub(super) struct Counter<S> {
    keys: Vec<u64>,
    limit: usize,
    runs: Vec<S>,
}

impl<S: Spill> Counter<S> {
    /// A counter that holds `limit` keys (eight bytes each) in memory.
    pub fn new(limit: usize) -> Self {
        Counter { keys: Vec::new(), limit, runs: Vec::new() }
    }

    /// Counts a key; `open` gives a place for a run when memory is full.
    ///
    /// # Errors
    /// Those of opening and writing a run.
    pub fn add(&mut self, key: u64, open: impl FnOnce() -> io::Result<S>) -> io::Result<()> {
        if self.keys.len() >= self.limit {
            self.spill(open()?)?;
        }
        self.keys.push(key);
        Ok(())
    }

    fn spill(&mut self, place: S) -> io::Result<()> {
        self.keys.sort_unstable();
        let mut out = BufWriter::with_capacity(1 << 20, place);
        for run in self.keys.chunk_by(|a, b| a == b) {
            out.write_all(&run[0].to_le_bytes())?;
            out.write_all(&(run.len() as u64).to_le_bytes())?;
        }
        let mut place = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        place.seek(SeekFrom::Start(0))?;
        self.runs.push(place);
        self.keys.clear();
        Ok(())
    }

    /// Calls `found` for every key and its count, in the order of keys.
    ///
    /// # Errors
    /// Those of reading the runs back.
    pub fn finish(mut self, mut found: impl FnMut(u64, u64)) -> io::Result<()> {
        self.keys.sort_unstable();
        let mut runs: Vec<_> = self.runs.into_iter().map(|run| BufReader::with_capacity(1 << 20, run)).collect();
        let mut memory = self.keys.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u64));
        let last = runs.len();
        let mut next = |run: usize| if run == last { Ok(memory.next()) } else { read(&mut runs[run]) };
        let mut heap = BinaryHeap::new();
        for run in 0..=last {
            heap.extend(next(run)?.map(|(key, count)| Reverse((key, run, count))));
        }
        let mut open: Option<(u64, u64)> = None;
        while let Some(Reverse((key, run, count))) = heap.pop() {
            heap.extend(next(run)?.map(|(key, count)| Reverse((key, run, count))));
            match &mut open {
                Some((last, sum)) if *last == key => *sum += count,
                _ => {
                    if let Some((key, sum)) = open.replace((key, count)) {
                        found(key, sum);
                    }
                }
            }
        }
        open.into_iter().for_each(|(key, sum)| found(key, sum));
        Ok(())
    }
}

/// The next key of a run and its count, `None` at the end.
fn read(run: &mut impl Read) -> io::Result<Option<(u64, u64)>> {
    let mut key = [0; 8];
    match run.read_exact(&mut key) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut count = [0; 8];
    run.read_exact(&mut count)?;
    Ok(Some((u64::from_le_bytes(key), u64::from_le_bytes(count))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::Cursor;

    #[test]
    fn counts_are_the_same_in_memory_and_spilled() {
        let keys: Vec<u64> = (0..5_000u64).map(|n| n * n % 97).collect();
        let mut expected = BTreeMap::new();
        keys.iter().for_each(|key| *expected.entry(*key).or_insert(0u64) += 1);
        for limit in [1, 7, 500, 10_000] {
            let mut spilled = 0;
            let mut counter = Counter::new(limit);
            for key in &keys {
                let open = || {
                    spilled += 1;
                    Ok(Cursor::new(Vec::new()))
                };
                counter.add(*key, open).unwrap();
            }
            assert_eq!(spilled, (keys.len() - 1) / limit);
            let mut found = Vec::new();
            counter.finish(|key, count| found.push((key, count))).unwrap();
            assert_eq!(found, expected.clone().into_iter().collect::<Vec<_>>(), "{limit} in memory");
        }
    }
}
