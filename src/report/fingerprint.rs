//! Telling whether a file has changed since it was checked.

use std::hash::Hasher;
use std::io::{self, Read};
use twox_hash::XxHash3_64;

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;

/// Fingerprint of a file's bytes: XXH3 (64 bits, xxHash specification 0.2.0), in hexadecimal behind `xxh3:`. Without the name before it,
/// a spreadsheet would take some for numbers. It tells an edited file from the one that was checked; a forger could make two alike.
///
/// # Errors
/// Those of the reader.
pub fn fingerprint(mut input: impl Read) -> io::Result<String> {
    let mut hasher = XxHash3_64::new();
    let mut piece = vec![0; PIECE];
    loop {
        match input.read(&mut piece) {
            Ok(0) => return Ok(format!("xxh3:{:016x}", hasher.finish())),
            Ok(read) => hasher.write(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_specification_and_changes_with_any_byte() {
        // XXH3_64bits of no bytes with seed 0, as the reference implementation has it.
        assert_eq!(fingerprint(&b""[..]).unwrap(), "xxh3:2d06800538d394c2");
        let long = vec![b'a'; 3 * PIECE + 1];
        let whole = format!("xxh3:{:016x}", XxHash3_64::oneshot(&long));
        assert_eq!(fingerprint(&long[..]).unwrap(), whole);
        assert_ne!(fingerprint(&long[1..]).unwrap(), whole);
    }
}
