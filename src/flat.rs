//! Flat arrays: built once, written to bytes at build time, and read back in place without copying.

use bytemuck::{AnyBitPattern, NoUninit};
use std::borrow::Cow;

/// An array that is either built in memory or lies in the program's own read-only data.
pub(crate) type Store<T> = Cow<'static, [T]>;

/// Every array begins at a multiple of this many bytes.
const ALIGNMENT: usize = 16;

/// Writes arrays one behind the other.
#[derive(Debug, Default)]
pub(crate) struct FlatWriter {
    bytes: Vec<u8>,
}

impl FlatWriter {
    /// Appends an array: its length in bytes, padding, and its items in the machine's byte order.
    pub fn array<T: NoUninit>(&mut self, items: &[T]) {
        let data: &[u8] = bytemuck::cast_slice(items);
        self.bytes.extend_from_slice(&(data.len() as u64).to_le_bytes());
        self.pad();
        self.bytes.extend_from_slice(data);
        self.pad();
    }

    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGNMENT), 0);
    }

    /// Everything written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads arrays in the order in which they were written.
#[derive(Debug)]
pub(crate) struct FlatReader {
    bytes: &'static [u8],
    at: usize,
}

impl FlatReader {
    /// A reader over bytes that begin at a multiple of sixteen.
    pub fn new(bytes: &'static [u8]) -> Self {
        FlatReader { bytes, at: 0 }
    }

    /// The next array; `None` when the bytes end early or do not hold whole items of this type.
    pub fn array<T: AnyBitPattern>(&mut self) -> Option<Store<T>> {
        let start = self.at + ALIGNMENT;
        let length = u64::from_le_bytes(self.bytes.get(self.at..self.at + 8)?.try_into().ok()?);
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        let items = bytemuck::try_cast_slice(self.bytes.get(start..end)?).ok()?;
        self.at = end.next_multiple_of(ALIGNMENT);
        Some(Cow::Borrowed(items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_come_back_as_written() {
        let mut writer = FlatWriter::default();
        writer.array(&[1u32, 2, 3]);
        writer.array::<u64>(&[]);
        writer.array(&[7u128]);
        let bytes = writer.finish();
        // An aligned copy: a vector of bytes may begin anywhere.
        let mut aligned = vec![0u128; bytes.len() / 16];
        bytemuck::cast_slice_mut(&mut aligned).copy_from_slice(&bytes);
        let mut reader = FlatReader::new(bytemuck::cast_slice(aligned.leak()));
        assert_eq!(reader.array::<u32>().unwrap().as_ref(), [1, 2, 3]);
        assert_eq!(reader.array::<u64>().unwrap().as_ref(), [0u64; 0]);
        assert_eq!(reader.array::<u128>().unwrap().as_ref(), [7]);
        assert!(reader.array::<u8>().is_none());
    }
}
