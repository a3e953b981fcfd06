//! Finds runs of word bytes, sixty-four bytes at a time.
//!
//! A run is a stretch of ASCII letters and digits and of bytes above 0x7F; everything else separates runs.
//! What the bytes above 0x7F mean (letters, spaces, quotes) is settled later, for the few runs that hold any.

use wide::u8x16;

/// Bytes looked at in one step.
const BLOCK: usize = 64;

/// A stretch of word bytes: half-open byte range, and whether any byte of it is outside ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub start: usize,
    pub end: usize,
    pub wide: bool,
}

/// Where a scan stands between two calls.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    position: usize,
    open: Option<usize>,
    open_wide: bool,
}

impl Scanner {
    /// Appends the runs of the next `length` bytes or a little more; a run still open at the end waits for the next call.
    /// Returns `false` once the text is used up.
    pub fn advance(&mut self, text: &[u8], length: usize, runs: &mut Vec<Run>) -> bool {
        let stop = (self.position + length).min(text.len());
        while self.position < stop {
            let (block, used) = load(text, self.position);
            self.block(masks(&block), used, runs);
            self.position += used;
        }
        if self.position < text.len() {
            return true;
        }
        if let Some(start) = self.open.take() {
            runs.push(Run { start, end: text.len(), wide: self.open_wide });
        }
        false
    }

    fn block(&mut self, (word, wide): (u64, u64), used: usize, runs: &mut Vec<Run>) {
        let carry = u64::from(self.open.is_some());
        let shifted = (word << 1) | carry;
        let mut starts = word & !shifted;
        let mut ends = !word & shifted;
        if used < BLOCK {
            ends &= (1 << used) - 1;
        }
        while ends != 0 {
            let end = ends.trailing_zeros();
            ends &= ends - 1;
            let (start, inside, before) = match self.open.take() {
                Some(start) => (start, bits_below(end), self.open_wide),
                None => {
                    let bit = starts.trailing_zeros();
                    starts &= starts - 1;
                    let inside = bits_below(end) & !bits_below(bit);
                    (self.position + bit as usize, inside, false)
                }
            };
            runs.push(Run { start, end: self.position + end as usize, wide: before || wide & inside != 0 });
        }
        if starts != 0 {
            let bit = starts.trailing_zeros();
            self.open = Some(self.position + bit as usize);
            self.open_wide = wide & !bits_below(bit) != 0;
        } else if self.open.is_some() {
            self.open_wide |= wide != 0;
        }
    }
}

/// Bits `0..bit`, for `bit` below 64.
fn bits_below(bit: u32) -> u64 {
    (1u64 << bit) - 1
}

fn load(text: &[u8], at: usize) -> ([u8; BLOCK], usize) {
    if let Some(block) = text[at..].first_chunk::<BLOCK>() {
        return (*block, BLOCK);
    }
    let mut block = [0; BLOCK];
    let rest = &text[at..];
    block[..rest.len()].copy_from_slice(rest);
    (block, rest.len())
}

/// One bit a byte: word bytes, and those of them outside ASCII.
fn masks(block: &[u8; BLOCK]) -> (u64, u64) {
    let (mut word, mut wide) = (0, 0);
    for (index, quarter) in block.as_chunks::<16>().0.iter().enumerate() {
        let bytes = u8x16::new(*quarter);
        let letters = in_range(bytes | u8x16::splat(0x20), b'a', 26);
        let digits = in_range(bytes, b'0', 10);
        let high = u64::from(bytes.to_bitmask());
        let ascii = u64::from((letters | digits).to_bitmask());
        word |= (ascii | high) << (16 * index);
        wide |= high << (16 * index);
    }
    (word, wide)
}

fn in_range(bytes: u8x16, first: u8, count: u8) -> u8x16 {
    let offset = bytes - u8x16::splat(first);
    offset.simd_eq(offset.min(u8x16::splat(count - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(text: &[u8]) -> Vec<Run> {
        let is_word = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80;
        let mut runs = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = text[at..].iter().position(|b| !is_word(*b));
            let end = end.map_or(text.len(), |n| at + n);
            if end > at {
                let wide = text[at..end].iter().any(|b| *b >= 0x80);
                runs.push(Run { start: at, end, wide });
            }
            at = end + 1;
        }
        runs
    }

    proptest! {
        #[test]
        fn agrees_with_a_byte_by_byte_scan(
            text in "[a-z0-9 .,A-Z\u{e9}\u{2019}\n-]{0,300}",
            step in 1usize..200,
        ) {
            let mut scanner = Scanner::default();
            let mut runs = Vec::new();
            while scanner.advance(text.as_bytes(), step, &mut runs) {}
            prop_assert_eq!(runs, naive(text.as_bytes()));
        }
    }
}
