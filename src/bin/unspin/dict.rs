//! `unspin dict`: the care of dictionaries.

use crate::Status;
use crate::args::{Dict, Export, Foreign};
use crate::input::read_text;
use crate::output::{Output, write_file};
use crate::settings::{add_dictionary, builder};
use anyhow::Result;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unspin::exchange::{
    ImportOptions, canonical, from_codespell, from_fingerprints, from_vale, to_csv, to_vale, write_rows,
};
use unspin::lexicon::Settings;
use unspin::report::count;
use unspin::validate::{firing, validate, validate_lists};
use unspin::{LexiconBuilder, Problem};

/// Runs the command.
pub fn run(command: &Dict) -> Result<Status> {
    match command {
        Dict::Check { files, against } => check(files, against),
        Dict::Stats { files, json } => crate::stats::run(files, *json),
        Dict::Format { files, check } => format(files, *check),
        Dict::Import { from, file } => import(*from, file),
        Dict::Export { to, files } => export(*to, files),
    }
}

fn check(files: &[PathBuf], against: &[PathBuf]) -> Result<Status> {
    let rows = builder(files)?;
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let names = (!files.is_empty()).then_some(names.as_slice());
    let mut problems = validate_lists(&rows, names);
    let (substitutions, terms) = (rows.substitution_rows().len(), rows.term_rows().len());
    let mut out = Output::open(None)?;
    let lexicon = match rows.build(&Settings::default()) {
        Ok(lexicon) => Arc::new(lexicon),
        Err(error) => {
            problems.extend(error.problems);
            let status = report(&mut out, &problems)?;
            out.finish()?;
            return Ok(status);
        }
    };
    problems.extend(validate(&lexicon, names));
    if !against.is_empty() {
        let texts = against.iter().map(|path| read_text(path)).collect::<Result<Vec<_>>>()?;
        problems.extend(firing(&lexicon, texts.iter().flat_map(|text| text.lines())));
    }
    let status = report(&mut out, &problems)?;
    out.finish()?;
    let what = if problems.is_empty() { "no problems".to_string() } else { count(problems.len(), "problem") };
    let (entries, exceptions) = (lexicon.entries().len(), lexicon.exceptions().len());
    anstream::eprintln!(
        "{what} in {entries} entries, {exceptions} exceptions, {substitutions} substitutions and {terms} terms"
    );
    Ok(status)
}

fn report(out: &mut Output, problems: &[Problem]) -> Result<Status> {
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    Ok(if problems.is_empty() { Status::Clean } else { Status::Findings })
}

fn format(files: &[PathBuf], check: bool) -> Result<Status> {
    let mut changed = false;
    for file in files {
        let text = read_text(file)?;
        let canonical = canonical(&file.display().to_string(), &text)?;
        if canonical == text {
            continue;
        }
        changed = true;
        if check {
            anstream::eprintln!("{}: not in canonical order; run unspin dict format on it", file.display());
        } else {
            write_file(file, canonical.as_bytes())?;
        }
    }
    Ok(if check && changed { Status::Findings } else { Status::Clean })
}

fn import(from: Foreign, file: &Path) -> Result<Status> {
    let (name, text) = (file.display().to_string(), read_text(file)?);
    let options = ImportOptions::default();
    let imported = match from {
        Foreign::Fingerprints => from_fingerprints(&name, &text, &options),
        Foreign::Vale => from_vale(&name, &text, &options),
        Foreign::Codespell => from_codespell(&name, &text, &options),
    };
    // A list of which nothing can be used is most often one of another format, and no dictionary comes of it.
    let usable = !imported.rows.is_empty();
    if usable {
        let mut out = Output::open(None)?;
        out.write_all(write_rows(&imported.rows).as_bytes())?;
        out.finish()?;
    }
    for problem in &imported.counts.problems {
        anstream::eprintln!("{problem}");
    }
    anstream::eprintln!("{}", imported.counts);
    Ok(if usable { Status::Clean } else { Status::Partial })
}

fn export(to: Export, files: &[PathBuf]) -> Result<Status> {
    let mut builder = LexiconBuilder::new();
    if files.is_empty() {
        builder = builder.builtin();
    }
    for file in files {
        builder = add_dictionary(builder, file)?;
    }
    let lexicon = builder.build(&Default::default())?;
    let (pairs, left_out) = unspin::validate::pairs(&Arc::new(lexicon));
    let mut out = Output::open(None)?;
    let text = match to {
        Export::Vale => to_vale(pairs.into_iter()),
        Export::Csv => to_csv(pairs.into_iter()),
    };
    out.write_all(text.as_bytes())?;
    out.finish()?;
    if left_out > 0 {
        anstream::eprintln!(
            "{left_out} entries left out: gaps, numbers and conditions cannot be written in this format"
        );
    }
    Ok(Status::Clean)
}
