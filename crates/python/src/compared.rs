//! Tables over all pages: sites, and clusters of near copies.

use crate::batch::ArrowArray;
use crate::error;
use crate::tables::{Table, batch};
use arrow_array::Int64Array;
use arrow_schema::ArrowError;
use pyo3::prelude::*;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use unspin::audit::cluster::{Clusterer, Place, Sketch};
use unspin::audit::schema::{CLUSTERS, Column, SITES, WORDINGS};
use unspin::audit::{Alike, Sites};

/// Counts pages by site.
#[pyclass(frozen, module = "unspin")]
pub(crate) struct SiteCounts(Mutex<Sites>);

#[pymethods]
impl SiteCounts {
    #[new]
    fn new() -> SiteCounts {
        SiteCounts(Mutex::default())
    }

    /// Adds pages that came to the same.
    #[allow(clippy::too_many_arguments)]
    fn add(
        &self,
        site: Option<&str>,
        pages: u64,
        per_1000_words: Option<f64>,
        verdict: Option<&str>,
        vocabulary: Option<&str>,
        first: Option<&str>,
        last: Option<&str>,
    ) {
        let cells = [site, verdict, vocabulary, first, last];
        let [site, verdict, vocabulary, first, last] = cells.map(Option::unwrap_or_default);
        let mut sites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sites.count(&Alike { site, pages, per_1000_words, verdict, vocabulary, first, last });
    }

    /// The table of sites.
    fn rows(&self) -> PyResult<ArrowArray> {
        let sites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        table(&SITES, sites.rows(), None).map_err(|error| error::of("sites", &error))
    }
}

fn table<const N: usize>(
    columns: &[Column],
    rows: impl Iterator<Item = [String; N]>,
    records: Option<Vec<i64>>,
) -> Result<ArrowArray, ArrowError> {
    let mut table = Table::new(columns);
    rows.into_iter().try_for_each(|row| table.row(row.iter().map(String::as_str)))?;
    let mut columns = table.finish();
    if let Some(records) = records {
        columns.push(("record", Arc::new(Int64Array::from(records))));
    }
    Ok(ArrowArray(Arc::new(batch(columns)?)))
}

/// Pages, with the number of the record of each.
struct Added {
    clusterer: Clusterer<File>,
    records: Vec<i64>,
}

impl Added {
    fn new() -> io::Result<Added> {
        Ok(Added { clusterer: Clusterer::new(tempfile::tempfile()?, tempfile::tempfile()?), records: Vec::new() })
    }

    fn add(&mut self, record: i64, place: &Place, sketch: Option<&[u8]>) -> io::Result<()> {
        let sketch = sketch.map(|mut bytes| Sketch::read(&mut bytes)).transpose()?.flatten();
        self.records.push(record);
        self.clusterer.add(place, sketch.as_ref())
    }

    fn finish(self) -> Result<(ArrowArray, ArrowArray), ArrowError> {
        let (mut members, mut wordings, mut records, mut number) = (Vec::new(), Vec::new(), Vec::new(), 0);
        self.clusterer.finish(|cluster| {
            number += 1;
            members.extend(cluster.rows(number));
            wordings.extend(cluster.wording_rows(number));
            records.extend(cluster.members.iter().map(|member| self.records[member.page as usize]));
            Ok::<_, io::Error>(())
        })?;
        let members = table(&CLUSTERS, members.into_iter(), Some(records))?;
        Ok((members, table(&WORDINGS, wordings.into_iter(), None)?))
    }
}

/// Puts pages into clusters of near copies, in the order that they are added in.
#[pyclass(frozen, module = "unspin")]
pub(crate) struct PageClusters(Mutex<Option<Added>>);

#[pymethods]
impl PageClusters {
    #[new]
    fn new() -> PyResult<PageClusters> {
        let added = Added::new().map_err(|error| error::of("clusters", &error))?;
        Ok(PageClusters(Mutex::new(Some(added))))
    }

    /// Adds a page with its sketch.
    #[allow(clippy::too_many_arguments)]
    fn add(
        &self,
        document: Option<&str>,
        record: i64,
        part: Option<&str>,
        url: Option<&str>,
        site: Option<&str>,
        sketch: Option<&[u8]>,
    ) -> PyResult<()> {
        let [document, part, url, site] = [document, part, url, site].map(|cell| cell.unwrap_or_default().to_string());
        let mut added = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let added = added.as_mut().ok_or_else(|| error::of("clusters", &"they were taken out before"))?;
        let place = Place { document, part, url, site };
        added.add(record, &place, sketch).map_err(|error| error::of("clusters", &error))
    }

    /// The tables of clusters, with the record of each page behind the columns, and of wordings; once.
    fn rows(&self, py: Python<'_>) -> PyResult<(ArrowArray, ArrowArray)> {
        let added = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let added = added.ok_or_else(|| error::of("clusters", &"they were taken out before"))?;
        py.detach(|| added.finish()).map_err(|error| error::of("clusters", &error))
    }
}
