//! Rows of the audit's tables as Arrow columns.

use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, ListArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, Field, Fields};
use std::sync::Arc;
use unspin::audit::schema::{Column, Kind};

enum Cells {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
}

impl Cells {
    fn add(&mut self, cell: &str) -> Result<(), ArrowError> {
        let held = Some(cell).filter(|cell| !cell.is_empty());
        let wrong = || ArrowError::ParseError(format!("\"{cell}\" is no number"));
        match self {
            Cells::Text(cells) => cells.append_option(held),
            Cells::Integer(cells) => cells.append_option(held.map(str::parse).transpose().map_err(|_| wrong())?),
            Cells::Number(cells) => cells.append_option(held.map(str::parse).transpose().map_err(|_| wrong())?),
        }
        Ok(())
    }

    fn finish(self) -> ArrayRef {
        match self {
            Cells::Text(mut cells) => Arc::new(cells.finish()),
            Cells::Integer(mut cells) => Arc::new(cells.finish()),
            Cells::Number(mut cells) => Arc::new(cells.finish()),
        }
    }
}

/// A table that rows are added to, as the audit writes them: an empty cell is a null.
pub(crate) struct Table {
    names: Vec<&'static str>,
    columns: Vec<Cells>,
    pub(crate) rows: usize,
}

impl Table {
    pub(crate) fn new(columns: &[Column]) -> Table {
        let cells = |(_, kind): &Column| match kind {
            Kind::Text => Cells::Text(StringBuilder::new()),
            Kind::Integer => Cells::Integer(Int64Builder::new()),
            Kind::Number => Cells::Number(Float64Builder::new()),
        };
        let names = columns.iter().map(|(name, _)| *name).collect();
        Table { names, columns: columns.iter().map(cells).collect(), rows: 0 }
    }

    /// Adds a row; cells that are not there are empty.
    pub(crate) fn row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> Result<(), ArrowError> {
        let mut cells = cells.fuse();
        self.rows += 1;
        self.columns.iter_mut().try_for_each(|column| column.add(cells.next().unwrap_or_default()))
    }

    /// Its columns with their names.
    pub(crate) fn finish(self) -> Vec<(&'static str, ArrayRef)> {
        self.names.into_iter().zip(self.columns.into_iter().map(Cells::finish)).collect()
    }
}

/// Columns as one: what Python's libraries take for a batch of records.
pub(crate) fn batch(columns: Vec<(&'static str, ArrayRef)>) -> Result<StructArray, ArrowError> {
    let fields: Fields =
        columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    StructArray::try_new(fields, columns.into_iter().map(|(_, column)| column).collect(), None)
}

/// Rows of a table as lists of such lengths.
pub(crate) fn lists(rows: Table, lengths: &[usize]) -> Result<ArrayRef, ArrowError> {
    let values = batch(rows.finish())?;
    let item = Arc::new(Field::new("item", values.data_type().clone(), true));
    let offsets = OffsetBuffer::from_lengths(lengths.iter().copied());
    Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(values), None)?))
}
