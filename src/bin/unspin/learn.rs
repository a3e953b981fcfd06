//! `unspin learn`: rows proposed from pairs of original and spun wording.

use crate::Status;
use crate::args::Learn;
use crate::input::read_text;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use std::path::Path;
use unspin::eval::read_gold;
use unspin::learn::{Pair, Proposal, pairs_of_gold, propose};

/// Words of a line beyond which two lines are not compared: the time grows with the product of both.
const MOST_WORDS: usize = 2_000;

/// Runs the command.
pub fn run(arguments: &Learn) -> Result<Status> {
    let mut pairs = Vec::new();
    for path in &arguments.gold {
        pairs.extend(pairs_of_gold(&read_gold(&path.display().to_string(), &read_text(path)?)?));
    }
    if let Some(path) = &arguments.table {
        pairs.extend(table(path, &arguments.columns)?);
    }
    match arguments.texts.as_slice() {
        [] if pairs.is_empty() => bail!("nothing to learn from: name two texts, --table FILE or --gold FILE"),
        [] => {}
        [original, spun] => pairs.extend(lines(original, spun)?),
        _ => bail!("name two texts: the original, and what was made of it, line by line"),
    }
    write(&propose(&pairs), arguments.output.as_deref())?;
    Ok(Status::Clean)
}

fn lines(original: &Path, spun: &Path) -> Result<Vec<Pair>> {
    let (from, to) = (read_text(original)?, read_text(spun)?);
    let (from, to): (Vec<&str>, Vec<&str>) = (from.lines().collect(), to.lines().collect());
    if from.len() != to.len() {
        let (original, spun) = (original.display(), spun.display());
        bail!(
            "{original} has {} lines and {spun} {}: give both the same lines, one paragraph each",
            from.len(),
            to.len()
        );
    }
    for (number, line) in (1..).zip(from.iter().zip(&to)) {
        if line.0.split_whitespace().count().max(line.1.split_whitespace().count()) > MOST_WORDS {
            bail!("{}:{number}: longer than {MOST_WORDS} words: break it into paragraphs", original.display());
        }
    }
    let document = spun.display().to_string();
    Ok(from.iter().zip(&to).map(|(from, to)| pair(from, to, &document)).collect())
}

fn table(path: &Path, columns: &[String]) -> Result<Vec<Pair>> {
    let name = path.display().to_string();
    let tabs = path.extension().is_some_and(|extension| extension == "tsv");
    let text = read_text(path)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(if tabs { b'\t' } else { b',' }).from_reader(text.as_bytes());
    let header = reader.headers().with_context(|| name.clone())?.clone();
    let at = |column: &String| {
        let known = || header.iter().collect::<Vec<_>>().join(", ");
        header
            .iter()
            .position(|cell| cell == column)
            .with_context(|| format!("{name}: no column \"{column}\" (the columns are {})", known()))
    };
    let (from, to) = (at(&columns[0])?, at(&columns[1])?);
    let mut pairs = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| name.clone())?;
        // The first of several wordings is the best; notation is not text.
        let original = record[from].split(" | ").next().unwrap_or_default();
        if !original.is_empty() && ![original, &record[to]].iter().any(|cell| cell.contains(['(', '<', '{'])) {
            pairs.push(pair(original, &record[to], &name));
        }
    }
    Ok(pairs)
}

fn pair(original: &str, spun: &str, document: &str) -> Pair {
    Pair { original: original.to_string(), spun: spun.to_string(), document: document.to_string(), family: None }
}

fn write(proposals: &[Proposal], path: Option<&Path>) -> Result<()> {
    let mut writer = csv::Writer::from_writer(Output::open(path)?);
    writer.write_record(["for", "original", "swap", "pos", "count", "documents", "family", "example"])?;
    for row in proposals {
        let (count, documents) = (row.count.to_string(), row.documents.to_string());
        let cells =
            [row.sort.name(), &row.original, &row.spun, row.pos, &count, &documents, &row.families, &row.example];
        writer.write_record(cells)?;
    }
    writer.into_inner().map_err(|error| error.into_error())?.finish()
}
