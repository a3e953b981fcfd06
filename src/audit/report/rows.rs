//! Tables read back, row by row.

use crate::audit::merge::MergeError;
use crate::report::is_unseen;
use csv::{ByteRecord, Reader, StringRecord};
use serde::Deserialize;
use std::io::Read;

/// A table and its present row.
pub(super) struct Rows<R> {
    reader: Reader<R>,
    header: StringRecord,
    record: StringRecord,
    passed: ByteRecord,
}

impl<R: Read> Rows<R> {
    /// Begins a table with its header.
    pub(super) fn open(table: R) -> Result<Self, MergeError> {
        let mut reader = Reader::from_reader(table);
        let header = reader.headers().map_err(fault)?.clone();
        Ok(Rows { reader, header, record: StringRecord::new(), passed: ByteRecord::new() })
    }

    /// The next row: fields by the names of their columns, so that tables may have others too.
    pub(super) fn next<'t, T: Deserialize<'t>>(&'t mut self) -> Result<Option<T>, MergeError> {
        if !self.reader.read_record(&mut self.record).map_err(fault)? {
            return Ok(None);
        }
        self.record.deserialize(Some(&self.header)).map(Some).map_err(fault)
    }

    /// Passes over rows.
    pub(super) fn skip(&mut self, rows: u64) -> Result<(), MergeError> {
        for _ in 0..rows {
            if !self.reader.read_byte_record(&mut self.passed).map_err(fault)? {
                return Err(MergeError::Damaged);
            }
        }
        Ok(())
    }
}

fn fault(error: csv::Error) -> MergeError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => MergeError::Io(error),
        _ => MergeError::Damaged,
    }
}

/// Text as it is shown: what a spreadsheet was kept from is put back, without what only changes how other characters are shown, and no
/// more than `most` characters, with an ellipsis for what is left out.
pub(super) fn shown(cell: &str, most: usize) -> String {
    let mut seen = crate::report::original(cell).chars().filter(|c| !is_unseen(*c));
    let mut text: String = seen.by_ref().take(most).collect();
    text.extend(seen.next().map(|_| '…'));
    text
}

/// The day of a date as archives write it (RFC 3339): its first ten characters.
pub(super) fn day(date: &str) -> String {
    date.chars().filter(|c| !is_unseen(*c)).take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_shown_without_tricks_and_cut() {
        for (cell, expected) in [
            ("'=1+1", "=1+1"),
            ("a\u{202E}b\u{0}c\nd", "abcd"),
            ("12345", "12345"),
            ("123456", "12345…"),
            ("<b>", "<b>"),
        ] {
            assert_eq!(shown(cell, 5), expected, "{cell:?}");
        }
    }

    #[test]
    fn rows_are_read_by_the_names_of_columns() {
        let mut table = Rows::open("x,n,name\n-,1,a\n-,2,b\n-,3,c\n".as_bytes()).unwrap();
        #[derive(Deserialize)]
        struct Row<'r> {
            name: &'r str,
            n: Option<u64>,
        }
        let first: Row<'_> = table.next().unwrap().unwrap();
        assert_eq!((first.name, first.n), ("a", Some(1)));
        table.skip(1).unwrap();
        assert_eq!(table.next::<Row<'_>>().unwrap().unwrap().name, "c");
        assert!(table.next::<Row<'_>>().unwrap().is_none());
        assert!(matches!(table.skip(1), Err(MergeError::Damaged)));
    }
}
