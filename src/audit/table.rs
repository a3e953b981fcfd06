//! A table as it is written: CSV, Parquet or both.

use super::columnar::Columnar;
use super::schema::Column;
use crate::report::{original, write_row};
use std::io::{self, Write};

/// What tables are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// RFC 4180, in UTF-8, with a header.
    Csv,
    /// Apache Parquet; an empty cell of CSV is a null.
    Parquet,
}

impl TableFormat {
    /// All formats.
    pub const ALL: [TableFormat; 2] = [TableFormat::Csv, TableFormat::Parquet];

    /// The name on the command line, and the ending of its files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Parquet => "parquet",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<TableFormat> {
        TableFormat::ALL.into_iter().find(|format| format.name() == name)
    }
}

enum Sink<W: Write + Send> {
    Csv(W),
    Parquet(Box<Columnar<W>>),
}

/// A table that rows are added to.
pub(super) struct Table<W: Write + Send>(Vec<Sink<W>>);

impl<W: Write + Send> Table<W> {
    /// Begins a table in each of the formats, in a file of its own that `open` gives for its name.
    pub(super) fn open<E: From<io::Error>>(
        name: &str,
        columns: &'static [Column],
        formats: &[TableFormat],
        open: &mut impl FnMut(&str) -> Result<W, E>,
    ) -> Result<Self, E> {
        let sinks = formats.iter().map(|format| {
            let mut out = open(&format!("{name}.{}", format.name()))?;
            Ok(match format {
                TableFormat::Csv => {
                    let header: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                    write_row(&mut out, &header)?;
                    Sink::Csv(out)
                }
                TableFormat::Parquet => Sink::Parquet(Box::new(Columnar::new(out, columns)?)),
            })
        });
        Ok(Table(sinks.collect::<Result<_, E>>()?))
    }

    /// Adds rows of CSV without a header.
    pub(super) fn rows(&mut self, rows: &[u8]) -> io::Result<()> {
        for sink in &mut self.0 {
            match sink {
                Sink::Csv(out) => out.write_all(rows)?,
                Sink::Parquet(columns) => {
                    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows);
                    let mut row = csv::StringRecord::new();
                    while reader.read_record(&mut row)? {
                        columns.row(row.iter().map(original))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[impl AsRef<str>]) -> io::Result<()> {
        self.0.iter_mut().try_for_each(|sink| match sink {
            Sink::Csv(out) => write_row(out, cells),
            Sink::Parquet(columns) => columns.row(cells.iter().map(AsRef::as_ref)),
        })
    }

    /// Ends the table; its files are then whole.
    pub(super) fn finish(self) -> io::Result<Vec<W>> {
        let finish = |sink| match sink {
            Sink::Csv(out) => Ok(out),
            Sink::Parquet(columns) => columns.finish(),
        };
        self.0.into_iter().map(finish).collect()
    }
}
