//! The one exception.

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::fmt::Display;

create_exception!(
    unspin,
    UnspinError,
    PyValueError,
    "What a dictionary, a setting, a file or an array has wrong with it, in the words of the command line."
);

/// An exception with the message of an error, behind the name of what it is of.
pub(crate) fn of(name: &str, error: &dyn Display) -> PyErr {
    UnspinError::new_err(format!("{name}: {error}"))
}
