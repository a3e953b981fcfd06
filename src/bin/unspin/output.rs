//! Standard output and files that are written whole or not at all.

use anyhow::{Context, Result};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where a report goes.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<io::StdoutLock<'static>>),
    /// A temporary file beside the wanted one, moved into its place at the end.
    File(BufWriter<NamedTempFile>, PathBuf),
}

impl Output {
    /// Opens standard output, or a file.
    pub fn open(path: Option<&Path>) -> Result<Output> {
        let Some(path) = path else { return Ok(Output::Stdout(BufWriter::new(io::stdout().lock()))) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Output::File(BufWriter::new(file), path.to_path_buf()))
    }

    /// Puts everything where it belongs.
    pub fn finish(self) -> Result<()> {
        match self {
            Output::Stdout(mut out) => Ok(out.flush()?),
            Output::File(out, path) => {
                let context = || format!("{}: cannot be written", path.display());
                let file = out.into_inner().map_err(|error| error.into_error()).with_context(context)?;
                set_permissions(&file, &path).with_context(context)?;
                file.persist(&path).with_context(context)?;
                Ok(())
            }
        }
    }
}

/// Gives the new file the permissions of the one it replaces, or those of any new file.
fn set_permissions(file: &NamedTempFile, path: &Path) -> io::Result<()> {
    if let Ok(old) = std::fs::metadata(path) {
        return file.as_file().set_permissions(old.permissions());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(out) => out.write(bytes),
            Output::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(out) => out.flush(),
            Output::File(out, _) => out.flush(),
        }
    }
}

/// Whether the reader of standard output went away, which is no error of ours.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        cause.downcast_ref::<io::Error>().is_some_and(kind)
            || cause
                .downcast_ref::<csv::Error>()
                .is_some_and(|error| matches!(error.kind(), csv::ErrorKind::Io(error) if kind(error)))
    })
}
