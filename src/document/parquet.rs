//! Parquet (parquet.apache.org): each row a document, or a page where its text is HTML.

use super::read::EachUnread;
use super::table::Columns;
use super::unread::{Page, Place, Record, Unread};
use super::{DocumentError, ErrorKind, Format, Reading};
use chrono::{DateTime, Utc};
use parquet::basic::{Compression, LogicalType, TimeUnit};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::record::{Field, Row};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Rows that are decoded at a time. Texts share the memory of the page of the file that they stand in, 1 MB as programs write it.
const BATCH: usize = 64;
/// Bytes at the head of a text that tell whether it is HTML.
const HEAD: usize = 1024;

/// Reads a file row by row. A damaged group of rows is an error, and the next one goes on.
pub(super) fn read<E>(
    reading: &Reading,
    name: &str,
    input: impl ChunkReader + 'static,
    each: &mut EachUnread<'_, E>,
) -> Result<(), E> {
    let open = sound(|| SerializedFileReader::new(input)).map_err(DocumentError::from);
    let table = match open.and_then(|file| Table::of(reading, file)) {
        Ok(table) => table,
        Err(error) => return each(error.into()),
    };
    let mut row = 0;
    for group in 0..table.file.num_row_groups() {
        let first = row;
        row += usize::try_from(table.file.metadata().row_group(group).num_rows()).unwrap_or_default();
        let mut rows = match sound(|| table.rows(group)) {
            Ok(rows) => rows,
            Err(error) => {
                each(DocumentError::from(error).at_line(first + 1).into())?;
                continue;
            }
        };
        for number in first + 1.. {
            match sound(|| rows.next().transpose()) {
                Ok(Some(row)) => each(table.record(reading, name, number, &row))?,
                Ok(None) => break,
                Err(error) => {
                    each(DocumentError::from(error).at_line(number).into())?;
                    break;
                }
            }
        }
    }
    Ok(())
}

/// What the library says of a damaged file; it panics on some.
fn sound<T>(read: impl FnOnce() -> ParquetResult<T>) -> Result<T, ErrorKind> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(ParquetError::NYI(what))) => {
            Err(ErrorKind::Archive(format!("it is written in a way that is not read: {what}")))
        }
        Ok(Err(error)) => Err(ErrorKind::Archive(error.to_string())),
        Err(_) => Err(ErrorKind::Archive("it is damaged".into())),
    }
}

/// An open file, and what is wanted of it.
struct Table<R: ChunkReader> {
    file: SerializedFileReader<R>,
    /// The columns that are wanted, with what stands beside them in the same structures.
    schema: SchemaDescPtr,
    texts: Vec<Column>,
    id: Option<Column>,
    url: Option<Column>,
    date: Option<Column>,
}

/// A column: the names that lead to it, and what its values mean.
struct Column {
    path: Vec<String>,
    kind: Option<LogicalType>,
}

impl<R: ChunkReader + 'static> Table<R> {
    fn of(reading: &Reading, file: SerializedFileReader<R>) -> Result<Self, DocumentError> {
        let all = file.metadata().file_metadata().schema_descr();
        let header: Vec<String> = all.columns().iter().map(|column| column.path().string()).collect();
        let columns = Columns::of(reading, &header)?;
        let mut roots = BTreeSet::new();
        let mut column = |at: usize| {
            let column = &all.columns()[at];
            if column.max_rep_level() > 0 {
                return Err(ErrorKind::Missing(format!("\"{}\" holds lists, not one text a row", header[at])));
            }
            let packings = file.metadata().row_groups().iter().map(|group| group.column(at).compression());
            if let Some(packing) = packings.into_iter().find(|packing| !is_read(*packing)) {
                return Err(ErrorKind::Archive(format!("columns packed by {packing} are not read; pack them by zstd")));
            }
            roots.insert(all.get_column_root_idx(at));
            Ok(Column { path: column.path().parts().to_vec(), kind: column.logical_type_ref().cloned() })
        };
        let texts = columns.text.iter().map(|at| column(*at)).collect::<Result<_, _>>()?;
        let mut other = |at: Option<usize>| at.map(&mut column).transpose();
        let (id, url, date) = (other(columns.id)?, other(columns.url)?, other(columns.date)?);
        let fields = all.root_schema().get_fields();
        let wanted = roots.into_iter().map(|root| fields[root].clone()).collect();
        let schema = Type::group_type_builder(all.name()).with_fields(wanted).build();
        let schema = schema.map_err(|error| ErrorKind::Archive(error.to_string()))?;
        let schema = Arc::new(SchemaDescriptor::new(Arc::new(schema)));
        Ok(Table { schema, texts, id, url, date, file })
    }

    /// The rows of a group.
    fn rows(&self, group: usize) -> ParquetResult<ReaderIter> {
        let rows = self.file.get_row_group(group)?;
        TreeBuilder::new().with_batch_size(BATCH).as_iter(self.schema.clone(), &*rows)
    }

    /// A row as a page, which is HTML where its text says so.
    fn record(&self, reading: &Reading, name: &str, number: usize, row: &Row) -> Unread {
        let place = Place::Row(number);
        let mut bytes = Vec::new();
        for column in &self.texts {
            if !bytes.is_empty() {
                bytes.extend_from_slice(b"\n\n");
            }
            match column.field(row) {
                Some(Field::Str(text)) => bytes.extend_from_slice(text.as_bytes()),
                Some(Field::Bytes(text)) => bytes.extend_from_slice(text.data()),
                _ => {}
            }
        }
        if bytes.len() > reading.limits.record {
            let what = format!("a text of more than {} bytes", reading.limits.record);
            return place.fault(ErrorKind::Limit(what).into()).into();
        }
        let other = |column: &Option<Column>| column.as_ref().map_or(String::new(), |column| column.value(row));
        let id = Some(other(&self.id)).filter(|id| !id.is_empty()).unwrap_or_else(|| number.to_string());
        let record = Record { id, url: other(&self.url), date: other(&self.date), place };
        let is_text = self.texts.iter().all(|column| !matches!(column.field(row), Some(Field::Bytes(_))));
        Page {
            name: name.into(),
            html: Format::detect("", &bytes[..bytes.len().min(HEAD)]) == Format::Html,
            bytes,
            encoding: is_text.then_some(encoding_rs::UTF_8),
            article: reading.article,
            record: Some(record),
        }
        .into()
    }
}

impl Column {
    fn field<'r>(&self, row: &'r Row) -> Option<&'r Field> {
        let (last, groups) = self.path.split_last()?;
        let step = |row: &'r Row, name: &String| row.get_column_iter().find(|(known, _)| *known == name);
        let inner = groups.iter().try_fold(row, |row, name| match step(row, name)?.1 {
            Field::Group(inner) => Some(inner),
            _ => None,
        });
        step(inner?, last).map(|(_, field)| field)
    }

    /// A value as text; days and times as ISO 8601 has them.
    fn value(&self, row: &Row) -> String {
        match self.field(row) {
            None | Some(Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_)) => {
                String::new()
            }
            Some(Field::Str(text)) => text.trim().to_string(),
            Some(Field::Bytes(text)) => String::from_utf8_lossy(text.data()).trim().to_string(),
            Some(Field::TimestampMillis(at)) => time(DateTime::from_timestamp_millis(*at)),
            Some(Field::TimestampMicros(at)) => time(DateTime::from_timestamp_micros(*at)),
            Some(Field::Long(at)) if self.is_in_nanoseconds() => time(Some(DateTime::from_timestamp_nanos(*at))),
            Some(other) => other.to_string(),
        }
    }

    /// The library knows no times that are finer than microseconds, which pandas writes.
    fn is_in_nanoseconds(&self) -> bool {
        matches!(&self.kind, Some(LogicalType::Timestamp(time)) if matches!(time.unit, TimeUnit::NANOS))
    }
}

/// Whether columns packed so are read. No program packs by the others unless told to.
const fn is_read(packing: Compression) -> bool {
    !matches!(packing, Compression::BROTLI(_) | Compression::LZO)
}

fn time(at: Option<DateTime<Utc>>) -> String {
    at.map_or(String::new(), |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::tests::read_all;
    use super::*;
    use parquet::basic::{Encoding, ZstdLevel};
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    const SCHEMA: &str = "message m { optional binary body (STRING); optional int64 at (TIMESTAMP(NANOS,true));
        optional group meta { required binary link (STRING); } }";

    /// A text that may be null, a time in nanoseconds, a link.
    type Cells<'c> = (Option<&'c [u8]>, i64, &'c str);

    /// A file of such rows, in groups.
    fn file(groups: &[&[Cells<'_>]], compression: Compression) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = WriterProperties::builder().set_compression(compression).set_encoding(Encoding::PLAIN);
        let properties = properties.set_dictionary_enabled(false).build();
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
        for rows in groups {
            let mut group = writer.next_row_group().unwrap();
            let texts: Vec<ByteArray> = rows.iter().filter_map(|row| row.0).map(|text| text.to_vec().into()).collect();
            let held: Vec<i16> = rows.iter().map(|row| i16::from(row.0.is_some())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&held), None).unwrap();
            column.close().unwrap();
            let times: Vec<i64> = rows.iter().map(|row| row.1).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&times, Some(&vec![1; rows.len()]), None).unwrap();
            column.close().unwrap();
            let links: Vec<ByteArray> = rows.iter().map(|row| row.2.into()).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&links, Some(&vec![1; rows.len()]), None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn reading() -> Reading {
        Reading { url: Some("meta.link".into()), date: Some("at".into()), ..Reading::default() }
    }

    fn shown(read: Result<Document, DocumentError>) -> String {
        match read {
            Ok(document) => {
                let (record, url, date) = (document.record(), document.url(), document.date());
                format!("{record} {url} {date} {}", document.text().trim())
            }
            Err(error) => format!("{} {error}", error.place()),
        }
    }

    fn read(reading: &Reading, bytes: &[u8]) -> Vec<String> {
        read_all(reading, "a.parquet", bytes).into_iter().map(shown).collect()
    }

    #[test]
    fn rows_are_documents_with_url_and_date() {
        let day = 86_400_000_000_000;
        let groups: [&[Cells<'_>]; 2] = [
            &[(Some("naïve".as_bytes()), 0, "http://a.example/1"), (None, day, "")],
            &[(Some(b"<html><p>so <b>new</b></html>"), 365 * day + 999, "b")],
        ];
        let expected = [
            "1 http://a.example/1 1970-01-01T00:00:00Z naïve",
            "2  1970-01-02T00:00:00Z ",
            "3 b 1971-01-01T00:00:00Z so new",
        ];
        for compression in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::GZIP(Default::default()),
            Compression::ZSTD(ZstdLevel::default()),
            Compression::LZ4_RAW,
        ] {
            let bytes = file(&groups, compression);
            assert_eq!(read(&reading(), &bytes), expected, "{compression:?}");
            let path = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(path.path(), &bytes).unwrap();
            let mut found = Vec::new();
            let each = |unread: Unread| {
                found.push(shown(unread.document()));
                Ok::<_, std::convert::Infallible>(())
            };
            let Ok(()) = reading().read_later("a", std::fs::File::open(path.path()).unwrap(), each);
            assert_eq!(found, expected, "told by its first bytes, and read in pieces");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let rows: &[Cells<'_>] = &[(Some(b"one"), 0, "a"), (Some(b"two"), 0, "b")];
        let good = file(&[rows, rows], Compression::UNCOMPRESSED);
        let mut other = reading();
        other.fields = vec!["text".into()];
        let missing =
            " it holds no records to read: no column is called \"text\"; name one by --column: body, at, meta.link";
        assert_eq!(read(&other, &good), [missing]);
        assert!(read(&reading(), &good[..good.len() - 9])[0].starts_with(" broken archive: "));
        assert!(read(&reading(), b"PAR1")[0].starts_with(" broken archive: "));
        let mut long = reading();
        long.limits.record = 2;
        assert_eq!(read(&long, &good)[1], ":2 beyond the limit: a text of more than 2 bytes");
        // The header of the first page of the first group: the second group is read.
        let mut bad = good.clone();
        bad[4..12].fill(0xff);
        let found = read(&reading(), &bad);
        assert!(found[0].starts_with(":1 broken archive: "), "{found:?}");
        assert_eq!(found[1..], ["3 a 1970-01-01T00:00:00Z one", "4 b 1970-01-01T00:00:00Z two"]);
        let mut wrong = good;
        let at = memchr::memmem::find(&wrong, b"one").unwrap();
        wrong[at] = 0xff;
        assert!(read(&reading(), &wrong)[0].starts_with(":1 broken archive: "), "text that is no UTF-8");
    }
}
