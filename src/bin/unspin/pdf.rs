//! Text out of PDFs, by the program of poppler-utils.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;
use unspin::document::PdfFault;

/// The program, and how it is called: reading order rather than the places on the page, which would tear columns apart line by line.
const PROGRAM: &str = "pdftotext";
const ARGUMENTS: [&str; 5] = ["-q", "-enc", "UTF-8", "-", "-"];
/// Time for one file: a book of a thousand pages takes some seconds.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of text that are taken: three hundred times the Bible.
const MOST: u64 = 1 << 30;

/// Takes the text out of a PDF.
pub fn text(bytes: &[u8]) -> Result<Vec<u8>, PdfFault> {
    run(PROGRAM, &ARGUMENTS, bytes, PATIENCE)
}

fn run(program: &str, arguments: &[&str], bytes: &[u8], patience: Duration) -> Result<Vec<u8>, PdfFault> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => PdfFault::Missing,
        _ => failed(&error),
    })?;
    let text = exchange(&mut child, bytes, patience);
    if text.is_err() {
        // It has ended by itself where this fails.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| failed(&error))?;
    match text {
        Ok(_) if !status.success() => Err(PdfFault::Failed(format!("{program} cannot read it ({status})"))),
        text => text,
    }
}

/// Hands `bytes` to a program while its answer is read, both by threads of their own, so that neither waits for the other.
fn exchange(child: &mut Child, bytes: &[u8], patience: Duration) -> Result<Vec<u8>, PdfFault> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(PdfFault::Failed("pdftotext has no input".to_string()));
    };
    let bytes = bytes.to_vec();
    // A program that has seen enough closes its input, which is no fault.
    thread::spawn(move || input.write_all(&bytes));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = output.take(MOST).read_to_end(&mut text).map(|_| text);
        sender.send(read)
    });
    match receiver.recv_timeout(patience) {
        Ok(Ok(text)) if text.len() as u64 == MOST => {
            Err(PdfFault::Failed(format!("more than {MOST} bytes of text; split it")))
        }
        Ok(read) => read.map_err(|error| failed(&error)),
        Err(RecvTimeoutError::Timeout) => {
            Err(PdfFault::Failed(format!("pdftotext took longer than {} seconds", patience.as_secs())))
        }
        Err(RecvTimeoutError::Disconnected) => Err(PdfFault::Failed("pdftotext gave no answer".to_string())),
    }
}

fn failed(error: &io::Error) -> PdfFault {
    PdfFault::Failed(format!("pdftotext: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_answer_fail_or_are_missing() {
        let run =
            |script: &str, patience| run("sh", &["-c", script], &[b'x'; 200_000], Duration::from_millis(patience));
        assert_eq!(run("cat", 60_000).unwrap().len(), 200_000);
        assert_eq!(run("echo so", 60_000).unwrap(), b"so\n");
        assert!(run("exit 3", 60_000).unwrap_err().to_string().contains("cannot read it"));
        assert!(run("exec sleep 60", 50).unwrap_err().to_string().contains("took longer"));
        assert!(matches!(super::run("no-such-program", &[], b"", PATIENCE), Err(PdfFault::Missing)));
    }
}
