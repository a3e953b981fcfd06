//! `unspin reference`: profiles of normal English.

use crate::Status;
use crate::args::Reference;
use crate::output::Output;
use crate::settings::profile;
use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use unspin::reference::{BuildOptions, Built, EDGE, Profile, WordCounter, word_hash};
use unspin::text::normal_form;

/// First bytes of a zstd frame (RFC 8878, section 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Runs the command.
pub fn run(command: &Reference) -> Result<Status> {
    match command {
        Reference::Build { out, max_size, quiet, texts } => build(out, *max_size as usize, *quiet, texts),
        Reference::Count { profile: file, phrases } => count(&*profile(file.as_deref())?, phrases),
    }
}

fn build(out: &Path, size: usize, quiet: bool, texts: &[PathBuf]) -> Result<Status> {
    let progress = progress_bar(quiet, texts)?;
    let options = BuildOptions { size, ..BuildOptions::default() };
    let mut words = WordCounter::new(options, tempfile::tempfile);
    each_line(texts, &progress, |line| words.line(line))?;
    let mut ngrams = words.finish()?;
    each_line(texts, &progress, |line| ngrams.line(line))?;
    let (bytes, built) = ngrams.finish()?;
    progress.finish_and_clear();
    ensure!(built.words > 0, "the texts hold no words");
    let mut file = Output::open(Some(out))?;
    file.write_all(&bytes)?;
    file.finish()?;
    if !quiet {
        anstream::eprintln!("{}", summary(&built, bytes.len()));
    }
    Ok(Status::Clean)
}

fn summary(built: &Built, bytes: usize) -> String {
    let kept = built.kept.iter().zip(["words", "pairs", "triples"]);
    let kept = kept.map(|(kept, what)| format!("{} {what} seen {} times or more", kept.number, kept.least));
    let kept: Vec<String> = kept.collect();
    format!("{} words counted; kept {}; {bytes} bytes", built.words, kept.join(", "))
}

fn progress_bar(quiet: bool, texts: &[PathBuf]) -> Result<ProgressBar> {
    let mut bytes = 0;
    for text in texts {
        let data = std::fs::metadata(text).with_context(|| format!("{}: cannot be read", text.display()))?;
        // What can be read only once, a pipe or a folder, is refused before the work begins.
        ensure!(data.is_file(), "{}: is no file; texts are read twice", text.display());
        bytes += 2 * data.len();
    }
    if quiet || !io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left");
    Ok(ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
}

/// Calls `line` for every line of the texts, without its end; what is no UTF-8 becomes U+FFFD.
fn each_line(texts: &[PathBuf], progress: &ProgressBar, mut line: impl FnMut(&str) -> io::Result<()>) -> Result<()> {
    for text in texts {
        let context = || format!("{}: cannot be read", text.display());
        let file = progress.wrap_read(File::open(text).with_context(context)?);
        let mut lines = decompressed(BufReader::new(file)).with_context(context)?;
        let mut bytes = Vec::new();
        while lines.read_until(b'\n', &mut bytes).with_context(context)? > 0 {
            let text = String::from_utf8_lossy(&bytes);
            line(text.trim_end_matches(['\n', '\r'])).context("counting failed")?;
            bytes.clear();
        }
    }
    Ok(())
}

/// The text of a plain or compressed file.
fn decompressed<'r>(mut source: impl BufRead + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
    if !source.fill_buf()?.starts_with(&ZSTD) {
        return Ok(Box::new(source));
    }
    let frames = Frames { frame: Some(frame(source)?) };
    Ok(Box::new(BufReader::with_capacity(1 << 18, frames)))
}

/// A zstd file, which is one frame behind the other.
struct Frames<R: BufRead> {
    frame: Option<StreamingDecoder<R, FrameDecoder>>,
}

fn frame<R: BufRead>(source: R) -> io::Result<StreamingDecoder<R, FrameDecoder>> {
    StreamingDecoder::new(source).map_err(io::Error::other)
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(open) = &mut self.frame {
            let read = open.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let decoder = &open.decoder;
            let sum = decoder.get_checksum_from_data();
            if sum.is_some() && sum != decoder.get_calculated_checksum() {
                return Err(io::Error::other("the compressed text fails its checksum"));
            }
            self.frame = self.frame.take().map(StreamingDecoder::into_inner).and_then(next_frame).transpose()?;
        }
        Ok(0)
    }
}

/// The frame that follows, if the file goes on.
fn next_frame<R: BufRead>(mut source: R) -> Option<io::Result<StreamingDecoder<R, FrameDecoder>>> {
    match source.fill_buf() {
        Ok([]) => None,
        Ok(_) => Some(frame(source)),
        Err(error) => Some(Err(error)),
    }
}

fn count(profile: &Profile, phrases: &[String]) -> Result<Status> {
    let ngrams = phrases.iter().map(|phrase| ngram(phrase)).collect::<Result<Vec<_>>>()?;
    let mut out = csv::Writer::from_writer(Output::open(None)?);
    out.write_record(["phrase", "count", "probability"])?;
    for (phrase, ngram) in phrases.iter().zip(ngrams) {
        let count = profile.ln_count(&ngram).map_or(String::new(), |ln| format!("{:.0}", ln.exp()));
        out.write_record([phrase, &count, &format!("{:.2e}", profile.ln_probability(&ngram).exp())])?;
    }
    out.into_inner().map_err(|error| error.into_error())?.finish()?;
    Ok(Status::Clean)
}

/// The words of a phrase; a comma of its own or behind a word is an edge.
fn ngram(phrase: &str) -> Result<Vec<u64>> {
    let spaced = phrase.replace(',', " , ").replace(['-', '\'', '’'], " ");
    let hash = |word: &str| if word == "," { EDGE } else { word_hash(&normal_form(word)) };
    let ngram: Vec<u64> = spaced.split_whitespace().map(hash).collect();
    ensure!((1..=3).contains(&ngram.len()), "\"{phrase}\": write one to three words");
    Ok(ngram)
}
