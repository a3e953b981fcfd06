//! `unspin eval`: figures on marked and on clean copy.

use crate::Status;
use crate::args::Eval;
use crate::input::read_text;
use crate::output::Output;
use crate::settings::resolve;
use anyhow::Result;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use unspin::eval::{
    CleanDocument, CleanScore, DocumentScore, GoldDocument, Interval, Measure, Prediction, Score, interval, listing,
    read_gold,
};
use unspin::report::{Style, records, write_text};
use unspin::{Checker, Document};

/// Entries listed as the most frequent false findings.
const MOST: usize = 20;

/// Runs the command.
pub fn run(arguments: &Eval) -> Result<Status> {
    let checker = resolve(&arguments.settings)?.checker;
    let mut out = Output::open(None)?;
    if arguments.clean.is_empty() {
        marked(arguments, &checker, &mut out)?;
    } else {
        clean(arguments, &checker, &mut out)?;
    }
    out.finish()?;
    Ok(Status::Clean)
}

fn marked(arguments: &Eval, checker: &Checker, out: &mut Output) -> Result<()> {
    let mut groups: BTreeMap<String, Vec<DocumentScore>> = BTreeMap::new();
    let mut files = Vec::new();
    for path in &arguments.gold {
        let name = path.display().to_string();
        let gold = read_gold(&name, &read_text(path)?)?;
        let mut scores = Vec::new();
        for document in &gold {
            let found = Prediction::all(checker, document);
            let score = DocumentScore::new(document, &found);
            if arguments.show {
                show_document(out, document, &found)?;
            }
            let family = document.family.clone().unwrap_or_else(|| "-".into());
            groups.entry(family).or_default().push(score);
            scores.push(score);
        }
        files.push((name, scores));
    }
    if groups.len() > 1 {
        files.extend(groups.into_iter().map(|(family, scores)| (format!("family {family}"), scores)));
    }
    if arguments.json {
        return write_json(out, &files, arguments.recall_only);
    }
    writeln!(
        out,
        "{:30} {:>5} {:>6} {:>8}  recall              precision           suggestion right    flagged negatives",
        "", "docs", "sure", "findings"
    )?;
    files.iter().try_for_each(|(name, scores)| write_line(out, name, scores, arguments.recall_only))
}

fn show_document(out: &mut Output, document: &GoldDocument, found: &[Prediction]) -> Result<()> {
    let listing = listing(document, found);
    let slice = |start: usize, end: usize| document.text.chars().skip(start).take(end - start).collect::<String>();
    for span in listing.misses {
        writeln!(out, "missed\t{}\t{}\t{}", document.id, span.text, span.meant.join(" | "))?;
    }
    for wrong in listing.wrong {
        writeln!(out, "wrong\t{}\t{}\t{}", document.id, slice(wrong.start, wrong.end), wrong.suggestions.join(" | "))?;
    }
    Ok(())
}

const MEASURES: [(&str, Measure); 3] =
    [("recall", Measure::Recall), ("precision", Measure::Precision), ("suggestion_right", Measure::SuggestionRight)];

fn write_line(out: &mut Output, name: &str, scores: &[DocumentScore], recall_only: bool) -> Result<()> {
    let total: Score = scores.iter().collect();
    let short = name.rsplit('/').next().unwrap_or(name);
    write!(out, "{short:30} {:>5} {:>6} {:>8}", total.documents, total.sure_spans, total.findings)?;
    for (label, measure) in MEASURES {
        let value = measure.of(&scores.iter().collect::<Vec<_>>()).filter(|_| !(recall_only && label == "precision"));
        let shown = value.map_or("-".to_string(), |value| format!("{value:.3} {}", range(bounds(scores, measure))));
        write!(out, "  {shown:18}")?;
    }
    writeln!(out, "  {}", total.hard_negative_documents_flagged)?;
    Ok(())
}

fn bounds(scores: &[DocumentScore], measure: Measure) -> Option<Interval> {
    interval(scores, |resampled| measure.of(resampled))
}

fn range(bounds: Option<Interval>) -> String {
    bounds.map_or(String::new(), |bounds| format!("[{:.3}, {:.3}]", bounds.low, bounds.high))
}

fn write_json(out: &mut Output, files: &[(String, Vec<DocumentScore>)], recall_only: bool) -> Result<()> {
    let mut all = serde_json::Map::new();
    for (name, scores) in files {
        let total: Score = scores.iter().collect();
        let mut figures = serde_json::to_value(total)?;
        if let Some(map) = figures.as_object_mut() {
            for (label, measure) in MEASURES.into_iter().filter(|(label, _)| !(recall_only && *label == "precision")) {
                map.insert(format!("{label}_interval"), serde_json::to_value(bounds(scores, measure))?);
            }
            if recall_only {
                map.remove("precision");
                map.remove("f1");
            }
        }
        all.insert(name.clone(), figures);
    }
    writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
    Ok(())
}

fn clean(arguments: &Eval, checker: &Checker, out: &mut Output) -> Result<()> {
    let mut all = serde_json::Map::new();
    let mut every = Vec::new();
    if !arguments.json {
        writeln!(out, "{:36} {:>5} {:>9} {:>8} {:>8}  per 100,000 words", "", "docs", "words", "findings", "flagged")?;
    }
    for path in &arguments.clean {
        let documents = clean_documents(path, checker, arguments.show, out)?;
        let name = path.display().to_string();
        write_clean(out, &name, &documents, arguments.json, &mut all)?;
        every.extend(documents);
    }
    write_clean(out, "all", &every, arguments.json, &mut all)?;
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    for frequent in CleanScore::new(&every, MOST).most_frequent {
        writeln!(out, "{:>6} x {}", frequent.count, frequent.entry)?;
    }
    Ok(())
}

fn clean_documents(path: &Path, checker: &Checker, show: bool, out: &mut Output) -> Result<Vec<CleanDocument>> {
    let text = read_text(path)?;
    let mut documents = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let document = Document::from_text(format!("{}:{}", path.display(), number + 1), line);
        let findings = checker.check(&document);
        if show {
            for record in records(&document, &findings) {
                write_text(out, &document, &record, Style::Plain)?;
            }
        }
        documents.push(CleanDocument::from(&findings));
    }
    Ok(documents)
}

fn write_clean(
    out: &mut Output,
    name: &str,
    documents: &[CleanDocument],
    json: bool,
    all: &mut serde_json::Map<String, serde_json::Value>,
) -> Result<()> {
    let score = CleanScore::new(documents, MOST);
    if json {
        all.insert(name.to_string(), serde_json::to_value(&score)?);
        return Ok(());
    }
    let short = name.rsplit('/').next().unwrap_or(name);
    let range = range(score.interval);
    let rate = score.per_100k_words.map_or("-".to_string(), |rate| format!("{rate:.2}"));
    writeln!(
        out,
        "{short:36} {:>5} {:>9} {:>8} {:>8}  {rate} {range}",
        score.documents, score.words, score.findings, score.documents_flagged
    )?;
    Ok(())
}
