//! `unspin dict`: the care of dictionaries.

use crate::Status;
use crate::args::{Dict, Export, Foreign};
use crate::input::read_text;
use crate::output::Output;
use crate::settings::{add_dictionary, lexicon};
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unspin::exchange::{ImportOptions, from_codespell, from_fingerprints, from_vale, to_csv, to_vale, write_rows};
use unspin::lexicon::Settings;
use unspin::lexicon::row::read_rows;
use unspin::validate::{firing, validate};
use unspin::{DataError, LexiconBuilder, Problem};

/// Runs the command.
pub fn run(command: &Dict) -> Result<Status> {
    match command {
        Dict::Check { files, against } => check(files, against),
        Dict::Stats { files, json } => stats(files, *json),
        Dict::Format { files, check } => format(files, *check),
        Dict::Import { from, file } => import(*from, file),
        Dict::Export { to, files } => export(*to, files),
    }
}

fn check(files: &[PathBuf], against: &[PathBuf]) -> Result<Status> {
    let mut out = Output::open(None)?;
    let lexicon = match lexicon(files, &Settings::default()) {
        Ok(lexicon) => Arc::new(lexicon),
        Err(error) => {
            let status = report(&mut out, &error.downcast::<DataError>()?.problems)?;
            out.finish()?;
            return Ok(status);
        }
    };
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let mut problems = validate(&lexicon, (!files.is_empty()).then_some(&names));
    if !against.is_empty() {
        let texts = against.iter().map(|path| read_text(path)).collect::<Result<Vec<_>>>()?;
        problems.extend(firing(&lexicon, texts.iter().flat_map(|text| text.lines())));
    }
    let status = report(&mut out, &problems)?;
    out.finish()?;
    let what = if problems.is_empty() { "no problems".to_string() } else { format!("{} problems", problems.len()) };
    anstream::eprintln!("{what} in {} entries and {} exceptions", lexicon.entries().len(), lexicon.exceptions().len());
    Ok(status)
}

fn report(out: &mut Output, problems: &[Problem]) -> Result<Status> {
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    Ok(if problems.is_empty() { Status::Clean } else { Status::Findings })
}

fn stats(files: &[PathBuf], json: bool) -> Result<Status> {
    let lexicon = lexicon(files, &Settings::default())?;
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for entry in lexicon.entries() {
        for topic in [entry.topic.as_str(), "all"] {
            let topic = counts.entry(topic).or_default();
            for what in ["entries", entry.kind.name(), entry.level.name()] {
                *topic.entry(what).or_default() += 1;
            }
        }
    }
    let mut out = Output::open(None)?;
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&counts)?)?;
    } else {
        const COLUMNS: [&str; 7] = ["entries", "certain", "likely", "possible", "spun", "tortured", "translated"];
        let row = |name: &str, cells: Vec<String>| {
            cells.iter().fold(format!("{name:20}"), |row, cell| format!("{row} {cell:>10}"))
        };
        writeln!(out, "{}", row("topic", COLUMNS.map(String::from).to_vec()))?;
        let all = counts.remove("all").unwrap_or_default();
        for (topic, counts) in counts.iter().chain([(&"all", &all)]) {
            let cells = COLUMNS.map(|column| counts.get(column).copied().unwrap_or(0).to_string());
            writeln!(out, "{}", row(topic, cells.to_vec()))?;
        }
        writeln!(out, "\n{} exceptions, {} spellings", lexicon.exceptions().len(), lexicon.surfaces().len())?;
    }
    out.finish()?;
    Ok(Status::Clean)
}

fn format(files: &[PathBuf], check: bool) -> Result<Status> {
    let mut changed = false;
    for file in files {
        let text = read_text(file)?;
        let mut problems = Vec::new();
        let rows = read_rows(&file.display().to_string(), &text, &mut problems);
        if !problems.is_empty() {
            bail!(DataError { problems });
        }
        let rows: Vec<_> = rows.into_iter().map(|located| located.row).collect();
        let canonical = write_rows(&rows);
        if canonical == text {
            continue;
        }
        changed = true;
        if check {
            anstream::eprintln!("{}: not in canonical order; run unspin dict format on it", file.display());
        } else {
            let mut out = Output::open(Some(file))?;
            out.write_all(canonical.as_bytes())?;
            out.finish()?;
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
    let mut out = Output::open(None)?;
    out.write_all(write_rows(&imported.rows).as_bytes())?;
    out.finish()?;
    for problem in &imported.counts.problems {
        anstream::eprintln!("{problem}");
    }
    anstream::eprintln!("{}", imported.counts);
    Ok(Status::Clean)
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
