//! The Python module `unspin._unspin`; `python/unspin` wraps it, and its stubs say what each name takes and gives.
//!
//! Text is borrowed, from Python's strings and from Arrow's buffers alike; places are counted in code points, as Python does. The GIL is
//! not held while text is checked or files are read.

mod batch;
mod checker;
mod compared;
mod error;
mod finding;
mod pages;
mod places;
mod rows;
mod settings;
mod summary;
mod tables;
mod threads;
mod warc;

use pyo3::prelude::*;

/// The compiled part of unspin.
#[pymodule]
mod _unspin {
    #[pymodule_export]
    use crate::batch::ArrowArray;
    #[pymodule_export]
    use crate::checker::Checker;
    #[pymodule_export]
    use crate::compared::{PageClusters, SiteCounts};
    #[pymodule_export]
    use crate::error::UnspinError;
    #[pymodule_export]
    use crate::finding::Finding;
    #[pymodule_export]
    use crate::pages::{_pages, _pages_of, PageReader};
    #[pymodule_export]
    use crate::summary::Summary;
    #[pymodule_export]
    use crate::warc::{WarcReader, WarcRecord, read_warc};

    #[pymodule_init]
    fn init(module: &super::Bound<'_, super::PyModule>) -> super::PyResult<()> {
        use super::PyModuleMethods;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
