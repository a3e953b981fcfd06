//! Results as Arrow arrays.

use crate::places::Places;
use crate::summary::Summary;
use arrow_array::builder::{BooleanBufferBuilder, ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, ListArray, StringArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, Field, Fields};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{to_array_pycapsules, to_schema_pycapsule};
use std::sync::Arc;
use unspin::Findings;

/// An array by the Arrow PyCapsule interface: `pyarrow.array(it)`, `polars.Series(it)` and others take it without a copy.
#[pyclass(frozen, module = "unspin")]
pub(crate) struct ArrowArray(pub ArrayRef);

impl ArrowArray {
    fn field(&self) -> Field {
        Field::new("", self.0.data_type().clone(), true)
    }
}

#[pymethods]
impl ArrowArray {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.field())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyTuple>> {
        to_array_pycapsules(py, self.field().into(), &self.0, requested_schema)
    }
}

/// Findings of all rows, column by column.
#[derive(Default)]
struct Columns {
    numbers: [Vec<i64>; 2],
    found: StringBuilder,
    suggestions: ListBuilder<StringBuilder>,
    names: [StringBuilder; 4],
    confidence: Vec<f64>,
    entry: StringBuilder,
    reason: StringBuilder,
}

impl Columns {
    fn add(&mut self, text: &str, findings: &Findings) {
        let mut places = Places::new(text);
        for finding in &findings.findings {
            let place = [finding.span.start, finding.span.end].map(|byte| places.at(byte) as i64);
            self.numbers.iter_mut().zip(place).for_each(|(column, number)| column.push(number));
            self.found.append_value(finding.span.slice(text));
            let suggestions = finding.suggestions.iter().map(|suggestion| Some(&suggestion.text));
            self.suggestions.append_value(suggestions);
            let names =
                [finding.applicability().name(), finding.kind.name(), finding.level.name(), finding.detector.name()];
            self.names.iter_mut().zip(names).for_each(|(column, name)| column.append_value(name));
            self.confidence.push(finding.confidence);
            self.entry.append_value(&finding.entry);
            self.reason.append_value(&finding.reason);
        }
    }

    fn finish(mut self) -> Result<StructArray, ArrowError> {
        let [start, end] = self.numbers.map(|column| Arc::new(Int64Array::from(column)) as ArrayRef);
        let [applicability, kind, level, detector] = self.names.map(|mut column| Arc::new(column.finish()) as ArrayRef);
        structs(vec![
            ("start", false, start),
            ("end", false, end),
            ("found", false, Arc::new(self.found.finish())),
            ("suggestions", false, Arc::new(self.suggestions.finish())),
            ("applicability", false, applicability),
            ("kind", false, kind),
            ("level", false, level),
            ("confidence", false, Arc::new(Float64Array::from(self.confidence))),
            ("detector", false, detector),
            ("entry", false, Arc::new(self.entry.finish())),
            ("reason", false, Arc::new(self.reason.finish())),
        ])
    }
}

/// Columns with their names, and whether they have nulls, as one.
fn structs(columns: Vec<(&str, bool, ArrayRef)>) -> Result<StructArray, ArrowError> {
    structs_where(columns, None)
}

fn structs_where(columns: Vec<(&str, bool, ArrayRef)>, nulls: Option<NullBuffer>) -> Result<StructArray, ArrowError> {
    let field =
        |(name, nullable, array): &(&str, bool, ArrayRef)| Field::new(*name, array.data_type().clone(), *nullable);
    let fields: Fields = columns.iter().map(field).collect();
    StructArray::try_new(fields, columns.into_iter().map(|(.., array)| array).collect(), nulls)
}

/// Which rows are there.
fn nulls<T>(rows: &[Option<T>]) -> Option<NullBuffer> {
    let mut valid = BooleanBufferBuilder::new(rows.len());
    rows.iter().for_each(|row| valid.append(row.is_some()));
    rows.iter().any(Option::is_none).then(|| NullBuffer::new(valid.finish()))
}

/// A list of findings for each text, null where the text is.
pub(crate) fn findings(texts: &[Option<&str>], found: &[Option<Findings>]) -> Result<ListArray, ArrowError> {
    let mut columns = Columns::default();
    for (text, findings) in texts.iter().zip(found) {
        if let (Some(text), Some(findings)) = (text, findings) {
            columns.add(text, findings);
        }
    }
    let lengths = found.iter().map(|findings| findings.as_ref().map_or(0, |findings| findings.findings.len()));
    let values = columns.finish()?;
    let item = Arc::new(Field::new("item", values.data_type().clone(), false));
    ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), Arc::new(values), nulls(found))
}

/// A summary for each text, null where the text is.
pub(crate) fn summaries(rows: &[Option<Summary>]) -> Result<StructArray, ArrowError> {
    let number = |of: fn(&Summary) -> usize| -> ArrayRef {
        Arc::new(rows.iter().map(|row| row.as_ref().map(|row| of(row) as i64)).collect::<Int64Array>())
    };
    let share = |of: fn(&Summary) -> Option<f64>| -> ArrayRef {
        Arc::new(rows.iter().map(|row| row.as_ref().and_then(of)).collect::<Float64Array>())
    };
    let name = |of: fn(&Summary) -> Option<&'static str>| -> ArrayRef {
        Arc::new(rows.iter().map(|row| row.as_ref().and_then(of)).collect::<StringArray>())
    };
    let columns = vec![
        ("words", true, number(|row| row.words)),
        ("findings", true, number(|row| row.findings)),
        ("certain", true, number(|row| row.certain)),
        ("likely", true, number(|row| row.likely)),
        ("possible", true, number(|row| row.possible)),
        ("distinct", true, number(|row| row.distinct)),
        ("per_1000_words", true, share(|row| Some(row.per_1000_words))),
        ("verdict", true, name(|row| Some(row.verdict))),
        ("probability", true, share(|row| row.probability)),
        ("sentences", true, number(|row| row.sentences)),
        ("sentences_with_findings", true, number(|row| row.sentences_with_findings)),
        ("sentence_share", true, share(|row| Some(row.sentence_share))),
        ("vocabulary", true, name(|row| row.vocabulary)),
        ("vocabulary_share", true, share(|row| row.vocabulary_share)),
    ];
    structs_where(columns, nulls(rows))
}
