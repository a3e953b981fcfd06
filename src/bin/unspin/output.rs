//! Standard output and files that are written whole or not at all.

use anyhow::{Context, Result};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where a report goes.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A temporary file beside the wanted one, moved into its place at the end.
    File(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe, which must not be replaced by a file.
    Device(BufWriter<std::fs::File>),
}

impl Output {
    /// Opens standard output, or a file.
    pub fn open(path: Option<&Path>) -> Result<Output> {
        let Some(path) = path else { return Ok(Output::Stdout(BufWriter::new(io::stdout()))) };
        // A link is followed: it stays, and what it leads to is replaced.
        let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if std::fs::metadata(path).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
            let device = std::fs::OpenOptions::new().write(true).open(path);
            return Ok(Output::Device(BufWriter::new(
                device.with_context(|| format!("{}: cannot be written", path.display()))?,
            )));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Output::File(BufWriter::new(file), path.to_path_buf()))
    }

    /// Puts everything where it belongs.
    pub fn finish(self) -> Result<()> {
        match self {
            Output::Stdout(mut out) => Ok(out.flush()?),
            Output::Device(mut out) => Ok(out.flush()?),
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

/// Writes a file whole, or leaves it as it is.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut out = Output::open(Some(path))?;
    out.write_all(bytes).with_context(|| format!("{}: cannot be written", path.display()))?;
    out.finish()
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
            Output::Device(out) => out.write(bytes),
            Output::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(out) => out.flush(),
            Output::Device(out) => out.flush(),
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn devices_are_written_to_and_links_are_followed() {
        assert!(matches!(Output::open(Some(Path::new("/dev/null"))), Ok(Output::Device(_))));
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("report.csv"), folder.path().join("latest.csv"));
        std::fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let mut out = Output::open(Some(&link)).unwrap();
        out.write_all(b"new").unwrap();
        out.finish().unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
    }
}
