//! `unspin reference`: profiles of normal English.

use crate::Status;
use crate::args::Reference;
use crate::output::Output;
use crate::settings::profile;
use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use unspin::document::unpacked;
use unspin::reference::{BuildOptions, Built, EDGE, Profile, WordCounter, word_hash};
use unspin::text::normal_form;

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
        let text = unpacked(BufReader::new(file)).with_context(context)?;
        let mut lines = BufReader::with_capacity(1 << 18, text);
        let mut bytes = Vec::new();
        while lines.read_until(b'\n', &mut bytes).with_context(context)? > 0 {
            let text = String::from_utf8_lossy(&bytes);
            line(text.trim_end_matches(['\n', '\r'])).context("counting failed")?;
            bytes.clear();
        }
    }
    Ok(())
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
