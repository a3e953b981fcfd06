//! `unspin explain`: what fires on a text, what nearly fires, and why.

use crate::Status;
use crate::args::Explain;
use crate::output::Output;
use crate::settings::resolve;
use anyhow::Result;
use std::io::Write;
use unspin::finding::{Considered, Fate, Finding, Judged, Outcome};
use unspin::{Checker, Document};

/// Runs the command.
pub fn run(arguments: &Explain) -> Result<Status> {
    let resolved = resolve(&arguments.settings)?;
    let document = Document::from_text("-", arguments.text.as_str());
    let judged = resolved.checker.explain(&document);
    let restorations = resolved.checker.explain_restorations(&document);
    let mut out = Output::open(None)?;
    for judged in &judged {
        write_judged(&mut out, &resolved.checker, document.text(), judged)?;
    }
    for considered in &restorations {
        write_considered(&mut out, document.text(), considered)?;
    }
    if judged.is_empty() && restorations.is_empty() {
        writeln!(out, "nothing fires, and nothing nearly fires")?;
    }
    let related = resolved.checker.related(&document, &judged);
    if !related.is_empty() {
        writeln!(out, "\nentries with words of this text:")?;
    }
    for entry in related {
        writeln!(out, "  {} finds: {}", entry.id, entry.row.row.find)?;
    }
    out.finish()?;
    let phrase_fires = judged.iter().any(|judged| matches!(judged.outcome, Outcome::Fires(_)));
    let swap_fires = restorations.iter().any(|considered| matches!(considered.fate, Fate::Fires(_)));
    Ok(if phrase_fires || swap_fires { Status::Findings } else { Status::Clean })
}

fn write_judged(out: &mut Output, checker: &Checker, text: &str, judged: &Judged) -> Result<()> {
    let entry = checker.entry(judged);
    let row = &entry.row.row;
    let found = judged.span.slice(text);
    let why = match &judged.outcome {
        Outcome::Fires(finding) => fires(finding),
        Outcome::ConditionFails => format!("silent: its condition does not hold: {}", row.when),
        Outcome::ConditionSilences => format!("silent: its exception holds: {}", row.unless),
        Outcome::Excepted(number) => {
            let exception = &checker.lexicon().exceptions()[*number as usize].row.row;
            format!("silent: legitimate as \"{}\": {}", exception.find, exception.reason)
        }
        Outcome::Technical => "silent: part of a name, an address, a path, a tag or code".to_string(),
        Outcome::BelowLevel(Some(level)) => format!("silent: its level is {} (see --min-confidence)", level.name()),
        Outcome::BelowLevel(None) => "silent: a near miss of a possible entry".to_string(),
        Outcome::Overlapped { by } => format!("silent: {by} covers the place"),
    };
    writeln!(out, "\"{found}\" [{}]\n  {why}", entry.id)?;
    writeln!(out, "  entry: {} ({}, {}; {}:{})", row.find, row.kind, row.level, entry.row.file, entry.row.line)?;
    Ok(())
}

fn fires(finding: &Finding) -> String {
    let texts: Vec<&str> = finding.suggestions.iter().map(|suggestion| suggestion.text.as_str()).collect();
    let suggested = if texts.is_empty() { "no safe replacement".to_string() } else { texts.join(" | ") };
    let (level, detector) = (finding.level.name(), finding.detector.name());
    format!("fires: {level} ({:.2}, {detector}): {suggested}\n  {}", finding.confidence, finding.reason)
}

fn write_considered(out: &mut Output, text: &str, considered: &Considered) -> Result<()> {
    let (found, probability) = (considered.span.slice(text), considered.probability);
    let why = match considered.fate {
        Fate::Fires(level) => format!("fires: {}", level.name()),
        Fate::Below(Some(level)) => format!("silent: its level is {} (see --min-confidence)", level.name()),
        Fate::Below(None) => "silent: too improbable for any level".to_string(),
        Fate::Covered => "silent: a listed phrase covers the place".to_string(),
        Fate::Excepted => "silent: legitimate wording".to_string(),
    };
    writeln!(out, "\"{found}\" for \"{}\" [restore]", considered.originals.join(" | "))?;
    writeln!(out, "  {why} (probability {probability:.2})\n  {}", considered.reasons.join("; "))?;
    Ok(())
}
