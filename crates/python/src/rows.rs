//! Texts of Arrow arrays, borrowed.

use crate::error::{self, UnspinError};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;

/// The chunks of an array of strings, of whatever library: nothing of it is copied.
pub(crate) fn chunks(array: AnyArray) -> PyResult<Vec<ArrayRef>> {
    let chunks: Result<Vec<ArrayRef>, _> = array.into_reader()?.collect();
    let chunks = chunks.map_err(|error| error::of("array", &error))?;
    valid(&chunks)?;
    Ok(chunks)
}

/// Looks at all of what came from another library, which alone answers for its buffers: they may hold anything.
pub(crate) fn valid(chunks: &[ArrayRef]) -> PyResult<()> {
    let valid = |chunk: &ArrayRef| chunk.to_data().validate_full();
    chunks.iter().try_for_each(valid).map_err(|error| error::of("array", &error))
}

/// The text of each row; `None` where it is null.
pub(crate) fn texts(chunks: &[ArrayRef]) -> PyResult<Vec<Option<&str>>> {
    let mut texts = Vec::with_capacity(chunks.iter().map(|chunk| chunk.len()).sum());
    for chunk in chunks {
        match chunk.data_type() {
            DataType::Utf8 => texts.extend(chunk.as_string::<i32>()),
            DataType::LargeUtf8 => texts.extend(chunk.as_string::<i64>()),
            DataType::Utf8View => texts.extend(chunk.as_string_view()),
            other => {
                let message =
                    format!("array: it holds {other} (cast it to string, large_string or string_view before)");
                return Err(UnspinError::new_err(message));
            }
        }
    }
    texts.iter().flatten().try_for_each(|text| checkable(text))?;
    Ok(texts)
}

/// Refuses what tokens have no room for: their offsets are 32 bits wide.
pub(crate) fn checkable(text: &str) -> PyResult<()> {
    let fits = u32::try_from(text.len()).is_ok();
    if fits { Ok(()) } else { Err(UnspinError::new_err("too long: 4 GiB of text or more; split it")) }
}
