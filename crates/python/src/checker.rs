//! Checkers.

use crate::batch::{self, ArrowArray};
use crate::error;
use crate::finding::{self, Finding};
use crate::rows;
use crate::settings::{self, Parts, Settings};
use crate::summary::{self, Summary};
use crate::threads::Threads;
use arrow_array::ArrayRef;
use arrow_schema::ArrowError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use unspin::Findings;

/// Finds spun phrases. Usable from many threads; the GIL is not held while text is checked. Can be pickled, with its dictionaries.
///
/// dictionaries: files of phrases, substitutions, terms or exceptions, which add to the built-in ones.
/// level: findings below it are left out: possible, likely or certain.
/// profile: a file of `unspin reference build`: what is usual there counts as normal.
/// restoration: whether unlisted swaps are worked out.
/// near_misses: whether phrases with one misspelt long word are found, one level lower.
/// threads: for batches; 0 stands for one a core.
///
/// Raises UnspinError for what a file or a setting has wrong with it.
#[pyclass(frozen, module = "unspin")]
pub(crate) struct Checker {
    /// For findings alone: counting sentences takes a pass over the text.
    findings: unspin::Checker,
    /// For summaries, and pages of an audit.
    pub(crate) summaries: unspin::Checker,
    settings: Settings,
    threads: Threads,
}

impl Checker {
    fn of(settings: Settings) -> PyResult<Checker> {
        let mut checker = unspin::Checker::new(settings.lexicon()?, settings.options()?);
        if let Some(profile) = settings.profile()? {
            checker = checker.with_profile(profile);
        }
        let (findings, summaries) = (checker.clone().with_sentences(false), checker);
        Ok(Checker { findings, summaries, settings, threads: Threads::default() })
    }

    /// What `one` makes of each text, in order, with the threads of the checker.
    fn each<T: Send>(&self, texts: &[Option<&str>], one: impl Fn(&str) -> T + Sync) -> PyResult<Vec<Option<T>>> {
        if self.settings.threads == 1 {
            return Ok(texts.iter().map(|text| text.map(&one)).collect());
        }
        let pool = self.threads.pool(self.settings.threads)?;
        Ok(pool.install(|| texts.par_iter().map(|text| text.map(&one)).collect()))
    }

    /// An array of what `one` makes of each text of another.
    fn batch<T: Send, A: arrow_array::Array + 'static>(
        &self,
        py: Python<'_>,
        array: AnyArray,
        one: impl Fn(&str) -> T + Send + Sync,
        put: impl Fn(&[Option<&str>], &[Option<T>]) -> Result<A, ArrowError> + Send + Sync,
    ) -> PyResult<ArrowArray> {
        py.detach(|| {
            let chunks = rows::chunks(array)?;
            let texts = rows::texts(&chunks)?;
            let made = put(&texts, &self.each(&texts, one)?).map_err(|error| error::of("array", &error))?;
            Ok(ArrowArray(Arc::new(made) as ArrayRef))
        })
    }
}

#[pymethods]
impl Checker {
    #[new]
    #[pyo3(signature = (dictionaries=Vec::new(), *, level="likely".to_string(), profile=None, restoration=true, near_misses=true, threads=0))]
    fn new(
        py: Python<'_>,
        dictionaries: Vec<PathBuf>,
        level: String,
        profile: Option<PathBuf>,
        restoration: bool,
        near_misses: bool,
        threads: usize,
    ) -> PyResult<Checker> {
        py.detach(|| {
            let dictionaries = dictionaries.iter().map(|path| settings::text(path)).collect::<PyResult<_>>()?;
            let profile = profile.as_deref().map(settings::bytes).transpose()?;
            Checker::of(Settings { dictionaries, profile, level, restoration, near_misses, threads })
        })
    }

    /// The checker of settings that were taken out of another: what pickle calls, on any machine.
    #[staticmethod]
    fn _of(
        py: Python<'_>,
        dictionaries: Vec<(String, String)>,
        profile: Option<(String, Vec<u8>)>,
        level: String,
        restoration: bool,
        near_misses: bool,
        threads: usize,
    ) -> PyResult<Checker> {
        py.detach(|| Checker::of(Settings { dictionaries, profile, level, restoration, near_misses, threads }))
    }

    /// The findings of a text, in order and without overlaps.
    fn check(&self, py: Python<'_>, text: &str) -> PyResult<Vec<Finding>> {
        rows::checkable(text)?;
        Ok(py.detach(|| finding::of(text, self.findings.check_text(text))))
    }

    /// What a text comes to as a whole: counts, verdict, probability, vocabulary.
    fn summary(&self, py: Python<'_>, text: &str) -> PyResult<Summary> {
        rows::checkable(text)?;
        Ok(py.detach(|| summary::of(&self.summaries.check_text(text))))
    }

    /// The findings of each text of an Arrow array of string, large_string or string_view, read in place: an array as long, of lists of
    /// structs with the fields of Finding. What is null stays null.
    fn check_batch(&self, py: Python<'_>, texts: AnyArray) -> PyResult<ArrowArray> {
        let one = |text: &str| self.findings.check_text(text);
        self.batch(py, texts, one, |texts, found: &[Option<Findings>]| batch::findings(texts, found))
    }

    /// The summary of each text of such an array: an array as long, of structs with the fields of Summary.
    fn summary_batch(&self, py: Python<'_>, texts: AnyArray) -> PyResult<ArrowArray> {
        let one = |text: &str| summary::of(&self.summaries.check_text(text));
        self.batch(py, texts, one, |_, rows| batch::summaries(rows))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Parts<'py>)> {
        Ok((py.import("unspin")?.getattr("_checker_of")?, self.settings.parts(py)?))
    }
}
