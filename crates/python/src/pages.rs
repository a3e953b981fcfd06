//! Pages of an audit, each a row with all that the tables take from it: what the cluster's workers make, in batches.

use crate::batch::ArrowArray;
use crate::checker::Checker;
use crate::error::{self, UnspinError};
use crate::rows;
use crate::tables::{Table, batch, lists};
use crate::warc::{Source, archive};
use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use arrow_schema::ArrowError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use unspin::Document;
use unspin::audit::schema::{DOCUMENTS, ERRORS, FINDINGS, PAGE_PHRASES};
use unspin::audit::{Auditor, Part, Section};
use unspin::document::Unread;

/// Pages of a batch at most.
const PAGES: usize = 500;
/// Bytes of pages of a batch, about: what a worker holds, beside one batch that was made.
const BYTES: usize = 4 << 20;
/// Pages that wait to be checked.
const WAITING: usize = 4;
/// Columns of documents that are known of a page by itself: all but its cluster.
const KNOWN: std::ops::RangeTo<usize> = ..DOCUMENTS.len() - 1;
/// Columns of errors that documents do not have.
const FAULTS: std::ops::RangeFrom<usize> = 2..;

/// Rows of pages, errors among them.
struct Pages {
    documents: Table,
    faults: Table,
    findings: Table,
    phrases: Table,
    numbers: Vec<i64>,
    found: Vec<usize>,
    phrased: Vec<usize>,
    sketches: BinaryBuilder,
}

impl Pages {
    fn new() -> Pages {
        Pages {
            documents: Table::new(&DOCUMENTS[KNOWN]),
            faults: Table::new(&ERRORS[FAULTS]),
            findings: Table::new(&FINDINGS),
            phrases: Table::new(&PAGE_PHRASES),
            numbers: Vec::new(),
            found: Vec::new(),
            phrased: Vec::new(),
            sketches: BinaryBuilder::new(),
        }
    }

    /// Checks a page; `number` is its place in the source.
    fn add(&mut self, auditor: &Auditor<'_>, source: &str, number: i64, unread: Unread) -> Result<(), ArrowError> {
        let mut part = Part::default();
        auditor.audit(&mut part, source, unread)?;
        let (found, phrased) = (self.findings.rows, self.phrases.rows);
        part.rows(Section::Documents, |row| {
            self.documents.row(row)?;
            self.faults.row(std::iter::empty())
        })?;
        part.rows(Section::Errors, |row| {
            let cells: Vec<&str> = row.collect();
            self.documents.row(cells.iter().take(FAULTS.start).copied())?;
            self.faults.row(cells.into_iter().skip(FAULTS.start))
        })?;
        part.rows(Section::Findings, |row| self.findings.row(row))?;
        part.rows(Section::Phrases, |row| self.phrases.row(row))?;
        self.sketches.append_option(Some(part.sketches()).filter(|sketch| !sketch.is_empty()));
        self.numbers.push(number);
        self.found.push(self.findings.rows - found);
        self.phrased.push(self.phrases.rows - phrased);
        Ok(())
    }

    fn finish(mut self) -> Result<ArrowArray, ArrowError> {
        let mut columns: Vec<(&'static str, ArrayRef)> = vec![("record", Arc::new(Int64Array::from(self.numbers)))];
        columns.extend(self.documents.finish());
        columns.extend(self.faults.finish());
        columns.push(("all_findings", lists(self.findings, &self.found)?));
        columns.push(("all_phrases", lists(self.phrases, &self.phrased)?));
        columns.push(("sketch", Arc::new(self.sketches.finish())));
        Ok(ArrowArray(Arc::new(batch(columns)?)))
    }
}

/// The pages of a source, batch by batch, checked as they are asked for.
#[pyclass(frozen, module = "unspin")]
pub(crate) struct PageReader {
    checker: unspin::Checker,
    name: String,
    /// What is read, and the number of the next page.
    state: Mutex<(Receiver<Unread>, i64)>,
}

impl PageReader {
    fn next(&self) -> Result<Option<ArrowArray>, ArrowError> {
        let Ok(mut state) = self.state.lock() else { return Ok(None) };
        let (mut pages, mut bytes, auditor) = (Pages::new(), 0, Auditor::new(&self.checker));
        while pages.numbers.len() < PAGES && bytes < BYTES {
            let Ok(unread) = state.0.recv() else { break };
            bytes += unread.size();
            pages.add(&auditor, &self.name, state.1, unread)?;
            state.1 += 1;
        }
        if pages.numbers.is_empty() { Ok(None) } else { pages.finish().map(Some) }
    }
}

#[pymethods]
impl PageReader {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<ArrowArray>> {
        py.detach(|| self.next()).map_err(|error| error::of(&self.name, &error))
    }
}

/// The pages of a web archive; what cannot be opened is a page with an error. `file` is read instead of the path where it is given.
#[pyfunction]
#[pyo3(signature = (checker, path, *, file=None, article=true))]
pub(crate) fn _pages_of(
    checker: &Checker,
    path: String,
    file: Option<Py<PyAny>>,
    article: bool,
) -> PyResult<PageReader> {
    let source = file.map_or_else(|| Source::Path(path.clone().into()), Source::File);
    let receiver = source.read(archive(article), path.clone(), WAITING)?;
    Ok(PageReader { checker: checker.summaries.clone(), name: path, state: Mutex::new((receiver, 0)) })
}

/// Columns of text of records that hold pages.
const TEXTS: [&str; 5] = ["document", "part", "url", "date", "text"];

/// The pages of records that hold them as text, in columns of [`TEXTS`], with their number in the column `record`.
#[pyfunction]
pub(crate) fn _pages(py: Python<'_>, checker: &Checker, records: AnyRecordBatch) -> PyResult<ArrowArray> {
    py.detach(|| {
        let (mut pages, auditor) = (Pages::new(), Auditor::new(&checker.summaries));
        for records in records.into_reader()? {
            add(&mut pages, &auditor, &records.map_err(|error| error::of("array", &error))?)?;
        }
        pages.finish().map_err(|error| error::of("array", &error))
    })
}

fn add(pages: &mut Pages, auditor: &Auditor<'_>, records: &RecordBatch) -> PyResult<()> {
    let columns = TEXTS.iter().map(|name| column(records, name).map(|column| vec![column.clone()]));
    let columns: Vec<Vec<ArrayRef>> = columns.collect::<PyResult<_>>()?;
    columns.iter().try_for_each(|column| rows::valid(column))?;
    let rows: Vec<Vec<Option<&str>>> = columns.iter().map(|column| rows::texts(column)).collect::<PyResult<_>>()?;
    let numbers = column(records, "record")?.as_primitive_opt::<Int64Type>();
    let numbers = numbers.ok_or_else(|| UnspinError::new_err("array: record holds no int64"))?;
    for (at, number) in numbers.values().iter().enumerate() {
        let cell = |column: usize| rows[column][at].unwrap_or_default();
        let document = Document::from_text(cell(0), cell(4)).with_parts(vec![(0, cell(1).into())]);
        let unread = Ok(document.with_url(cell(2)).with_date(cell(3))).into();
        pages.add(auditor, cell(0), *number, unread).map_err(|error| error::of("array", &error))?;
    }
    Ok(())
}

fn column<'r>(records: &'r RecordBatch, name: &str) -> PyResult<&'r ArrayRef> {
    records.column_by_name(name).ok_or_else(|| UnspinError::new_err(format!("array: no column {name}")))
}
