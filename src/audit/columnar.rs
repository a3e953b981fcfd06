//! Rows of text to Parquet.

use super::schema::{Column, Kind};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows of a group at most.
const ROWS: usize = 1 << 16;
/// Bytes of text of a group, about: what is in memory until it is written.
const BYTES: usize = 16 << 20;

/// A Parquet file that rows are added to.
pub(super) struct Columnar<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

/// The cells of a column in the group that is not written yet: whether each holds a value (1) or is null (0), and the values.
struct Values {
    name: &'static str,
    held: Vec<i16>,
    kind: Typed,
}

enum Typed {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
}

impl<W: Write + Send> Columnar<W> {
    /// Begins a file.
    pub(super) fn new(out: W, columns: &[Column]) -> io::Result<Self> {
        let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>();
        let schema = fields.and_then(|fields| Type::group_type_builder("schema").with_fields(fields).build());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("unspin version ", env!("CARGO_PKG_VERSION")).into())
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema.map_err(io_error)?), Arc::new(properties));
        let columns = columns.iter().map(Values::new).collect();
        Ok(Columnar { writer: writer.map_err(io_error)?, columns, rows: 0, bytes: 0 })
    }

    /// Adds a row, of which each cell is what its column holds, or empty.
    pub(super) fn row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
        let mut cells = cells.fuse();
        for column in &mut self.columns {
            let cell = cells.next().unwrap_or_default();
            self.bytes += cell.len();
            column.add(cell)?;
        }
        self.rows += 1;
        if self.rows == ROWS || self.bytes >= BYTES { self.group() } else { Ok(()) }
    }

    fn group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(io_error)?;
        for column in &mut self.columns {
            let writer = group.next_column().map_err(io_error)?;
            let writer = writer.ok_or_else(|| io::Error::other("fewer columns than the schema has"))?;
            column.write(writer).map_err(io_error)?;
        }
        group.close().map_err(io_error)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// Writes what is left, and the end of the file.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.group()?;
        }
        self.writer.into_inner().map_err(io_error)
    }
}

fn io_error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn field((name, kind): &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
    };
    Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

impl Values {
    fn new((name, kind): &Column) -> Self {
        let kind = match kind {
            Kind::Text => Typed::Text(Vec::new()),
            Kind::Integer => Typed::Integer(Vec::new()),
            Kind::Number => Typed::Number(Vec::new()),
        };
        Values { name, held: Vec::new(), kind }
    }

    fn add(&mut self, cell: &str) -> io::Result<()> {
        self.held.push(i16::from(!cell.is_empty()));
        if cell.is_empty() {
            return Ok(());
        }
        let wrong = || io::Error::new(io::ErrorKind::InvalidData, format!("{}: \"{cell}\" is no number", self.name));
        match &mut self.kind {
            Typed::Text(values) => values.push(cell.into()),
            Typed::Integer(values) => values.push(cell.parse().map_err(|_| wrong())?),
            Typed::Number(values) => values.push(cell.parse().map_err(|_| wrong())?),
        }
        Ok(())
    }

    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let held = Some(&self.held[..]);
        match (column.untyped(), &mut self.kind) {
            (ColumnWriter::ByteArrayColumnWriter(writer), Typed::Text(values)) => {
                writer.write_batch(values, held, None)?;
                values.clear();
            }
            (ColumnWriter::Int64ColumnWriter(writer), Typed::Integer(values)) => {
                writer.write_batch(values, held, None)?;
                values.clear();
            }
            (ColumnWriter::DoubleColumnWriter(writer), Typed::Number(values)) => {
                writer.write_batch(values, held, None)?;
                values.clear();
            }
            _ => return Err(ParquetError::General(format!("{}: written as another type", self.name))),
        }
        self.held.clear();
        column.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn rows_are_read_back_as_they_were_added() {
        let columns = [("name", Kind::Text), ("count", Kind::Integer), ("share", Kind::Number)];
        let rows = ROWS + 2;
        let mut file = Columnar::new(Vec::new(), &columns).unwrap();
        for number in 0..rows {
            let (name, count) = (format!("=é {number}"), number.to_string());
            let cells = if number % 3 == 0 { ["", "", ""] } else { [&name[..], &count, "0.25"] };
            file.row(cells.into_iter()).unwrap();
        }
        let wrong = Columnar::new(Vec::new(), &columns).unwrap().row(["a", "b", ""].into_iter());
        assert!(wrong.is_err_and(|error| error.to_string() == "count: \"b\" is no number"));
        let reader = SerializedFileReader::new(Bytes::from(file.finish().unwrap())).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        let found: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(found.len(), rows);
        assert_eq!(found[0], "{name: null, count: null, share: null}");
        assert_eq!(found[ROWS + 1], format!("{{name: \"=é {0}\", count: {0}, share: 0.25}}", ROWS + 1));
    }
}
