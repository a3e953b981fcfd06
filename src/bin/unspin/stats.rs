//! `unspin dict stats`: what the dictionaries hold, in numbers.

use crate::Status;
use crate::output::Output;
use crate::settings::builder;
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use unspin::lexicon::Settings;
use unspin::{Lexicon, LexiconBuilder};

/// Columns of the table of phrases.
const COLUMNS: [&str; 7] = ["entries", "certain", "likely", "possible", "spun", "tortured", "translated"];

/// Rows by what is said of them.
type Counts = BTreeMap<String, usize>;

/// What the dictionaries hold.
#[derive(Serialize)]
struct Stats {
    /// By topic, with a topic for all.
    phrases: BTreeMap<String, Counts>,
    exceptions: usize,
    spellings: usize,
    #[serde(flatten)]
    lists: Lists,
}

/// Terms, and substitutions, of which those with several families or sources count for each of them.
#[derive(Serialize)]
struct Lists {
    terms: usize,
    terms_by_topic: Counts,
    substitutions: usize,
    substitutions_by_family: Counts,
    substitutions_by_source: Counts,
}

/// Runs the command.
pub fn run(files: &[PathBuf], json: bool) -> Result<Status> {
    let rows = builder(files)?;
    let lists = lists(&rows);
    let lexicon = rows.build(&Settings::default())?;
    let stats = Stats {
        phrases: phrases(&lexicon),
        exceptions: lexicon.exceptions().len(),
        spellings: lexicon.surfaces().len(),
        lists,
    };
    let mut out = Output::open(None)?;
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&stats)?)?;
    } else {
        write(&stats, &mut out)?;
    }
    out.finish()?;
    Ok(Status::Clean)
}

fn lists(rows: &LexiconBuilder) -> Lists {
    let topic = |file: &str| Path::new(file).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into());
    let terms_by_topic = count(rows.term_rows().map(|row| topic(&row.file)));
    let cells = |cell: &str| -> Vec<String> {
        let names: Vec<String> = cell.split_whitespace().map(String::from).collect();
        if names.is_empty() { vec!["unknown".to_string()] } else { names }
    };
    Lists {
        terms: rows.term_rows().len(),
        terms_by_topic,
        substitutions: rows.substitution_rows().len(),
        substitutions_by_family: count(rows.substitution_rows().flat_map(|row| cells(&row.row.family))),
        substitutions_by_source: count(rows.substitution_rows().flat_map(|row| cells(&row.row.source))),
    }
}

fn count(names: impl Iterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

fn phrases(lexicon: &Lexicon) -> BTreeMap<String, Counts> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for entry in lexicon.entries() {
        for topic in [entry.topic.as_str(), "all"] {
            let topic = counts.entry(topic.to_string()).or_default();
            for what in ["entries", entry.kind.name(), entry.level.name()] {
                *topic.entry(what.to_string()).or_default() += 1;
            }
        }
    }
    counts
}

fn write(stats: &Stats, out: &mut Output) -> Result<()> {
    let row = |name: &str, cells: [String; 7]| {
        cells.iter().fold(format!("{name:20}"), |row, cell| format!("{row} {cell:>10}"))
    };
    writeln!(out, "{}", row("topic", COLUMNS.map(String::from)))?;
    let all = stats.phrases.get_key_value("all");
    for (topic, counts) in stats.phrases.iter().filter(|(topic, _)| *topic != "all").chain(all) {
        let cells = COLUMNS.map(|column| counts.get(column).copied().unwrap_or(0).to_string());
        writeln!(out, "{}", row(topic, cells))?;
    }
    writeln!(out, "\n{} exceptions, {} spellings", stats.exceptions, stats.spellings)?;
    let lists = &stats.lists;
    for (what, counts, all) in [
        ("terms", &lists.terms_by_topic, lists.terms),
        ("substitutions, by family", &lists.substitutions_by_family, lists.substitutions),
        ("substitutions, by source", &lists.substitutions_by_source, lists.substitutions),
    ] {
        writeln!(out, "\n{what}")?;
        for (name, count) in counts {
            writeln!(out, "{name:30} {count:>10}")?;
        }
        writeln!(out, "{:30} {all:>10}", "all")?;
    }
    Ok(())
}
