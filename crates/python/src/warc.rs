//! Records of web archives, read on a thread of their own.

use crate::error::{self, UnspinError};
use pyo3::prelude::*;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use unspin::document::{Format, Reading, Unread};

/// Pages that wait to be asked for: as many as hide that one of them is large.
const WAITING: usize = 16;

/// A page of a web archive, or why there is none.
#[pyclass(frozen, get_all, module = "unspin")]
pub(crate) struct WarcRecord {
    /// The URL; empty where it is not known.
    url: String,
    /// When it was fetched, as the archive writes it; empty where that is not known.
    date: String,
    /// The prose of the page; None where it cannot be read.
    text: Option<String>,
    /// What is wrong with the record; None where it was read.
    error: Option<String>,
    /// The kind of fault in one word, to count by; None where it was read.
    cause: Option<&'static str>,
}

#[pymethods]
impl WarcRecord {
    fn __repr__(&self) -> String {
        let text = self.text.as_ref().map_or(0, |text| text.chars().count());
        let state = self.error.clone().unwrap_or_else(|| format!("{text} characters"));
        format!("WarcRecord({}, {}, {state})", self.url, self.date)
    }
}

impl WarcRecord {
    fn of(unread: Unread) -> WarcRecord {
        let url = unread.record().to_string();
        match unread.document() {
            Ok(document) => {
                let date = document.date().to_string();
                WarcRecord { url, date, text: Some(document.into_text()), error: None, cause: None }
            }
            Err(error) => {
                let message = format!("{}: {error}", error.place()).trim_start_matches(": ").to_string();
                WarcRecord { url, date: String::new(), text: None, error: Some(message), cause: Some(error.cause()) }
            }
        }
    }
}

/// The records of an archive, one by one.
#[pyclass(frozen, module = "unspin")]
pub(crate) struct WarcReader(Mutex<Receiver<Unread>>);

#[pymethods]
impl WarcReader {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> Option<WarcRecord> {
        py.detach(|| {
            let unread = self.0.lock().ok()?.recv().ok()?;
            Some(WarcRecord::of(unread))
        })
    }
}

/// A binary file of Python.
struct PyFile(Py<PyAny>);

impl Read for PyFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Python::attach(|py| {
            let read = self.0.bind(py).call_method1("read", (buffer.len(),)).map_err(io::Error::other)?;
            let bytes: &[u8] = read.extract().map_err(|_| io::Error::other("the file is not opened as binary"))?;
            if bytes.len() > buffer.len() {
                return Err(io::Error::other("the file gives more than it was asked for"));
            }
            buffer[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        })
    }
}

/// Where an archive is read from.
pub(crate) enum Source {
    Path(PathBuf),
    File(Py<PyAny>),
}

impl Source {
    /// Starts a thread that reads the archive and sends what it finds, so many pages ahead, until it is sent to no one.
    pub(crate) fn read(self, reading: Reading, name: String, ahead: usize) -> PyResult<Receiver<Unread>> {
        let (sender, receiver) = sync_channel(ahead);
        let send = move |unread| sender.send(unread).map_err(drop);
        let read = move || {
            let read = match self {
                Source::File(file) => reading.stream_later(&name, PyFile(file), send),
                Source::Path(path) => match File::open(path) {
                    Ok(file) => reading.read_later(&name, file, send),
                    Err(error) => send(error.into()),
                },
            };
            read.unwrap_or_default();
        };
        let started = thread::Builder::new().name("unspin reader".into()).spawn(read);
        started.map_err(|error| error::of("threads", &error))?;
        Ok(receiver)
    }
}

/// How pages of archives are read.
pub(crate) fn archive(article: bool) -> Reading {
    Reading { format: Some(Format::Warc), article, ..Reading::default() }
}

/// The pages of a web archive (WARC or WET, packed by gzip or zstd or not): responses of status 2xx and resources that are HTML or text, and
/// conversions. Broken records come with their `error`, and the ones behind them go on.
///
/// source: a path, or a file opened as binary; it is read on a thread of its own, some records ahead.
/// article: of HTML, only the main article, where one is found.
///
/// Raises UnspinError where the file cannot be opened.
#[pyfunction]
#[pyo3(signature = (source, *, article=true))]
pub(crate) fn read_warc(source: Bound<'_, PyAny>, article: bool) -> PyResult<WarcReader> {
    let (source, name) = if let Ok(path) = source.extract::<PathBuf>() {
        let name = path.display().to_string();
        File::open(&path).map_err(|error| error::of(&name, &error))?;
        (Source::Path(path), name)
    } else if source.hasattr("read")? {
        (Source::File(source.unbind()), String::new())
    } else {
        return Err(UnspinError::new_err("read_warc: neither a path nor a binary file"));
    };
    Ok(WarcReader(Mutex::new(source.read(archive(article), name, WAITING)?)))
}
