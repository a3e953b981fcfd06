//! How often rows fire on human-written text.

use crate::checker::{Checker, Options};
use crate::document::Document;
use crate::error::Problem;
use crate::level::Level;
use crate::lexicon::Lexicon;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row may fire about this often in human text before it needs a look: once in so many words.
const WORDS_PER_HIT: usize = 10_000_000;

/// Entries of level likely and above that fire more than once in ten million words of `documents`, and more than once at all.
pub fn firing<'t>(lexicon: &Arc<Lexicon>, documents: impl Iterator<Item = &'t str>) -> Vec<Problem> {
    let checker =
        Checker::new(lexicon.clone(), Options { least: Level::Likely, near_misses: false, restoration: false });
    let mut words = 0;
    let mut hits: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for text in documents {
        let document = Document::from_text("-", text);
        let findings = checker.check(&document);
        words += findings.counts.words;
        for record in crate::report::records(&document, &findings) {
            hits.entry(record.entry.to_string()).or_default().push(record.context);
        }
    }
    let allowed = (words / WORDS_PER_HIT).max(1);
    let by_id: BTreeMap<&str, _> = lexicon.entries().map(|entry| (entry.id.as_str(), entry)).collect();
    let frequent = hits.iter().filter(|(_, contexts)| contexts.len() > allowed);
    let problem = |(id, contexts): (&String, &Vec<String>)| {
        let message =
            format!("fires {} times in {words} words of human text, as in \"{}\"", contexts.len(), contexts[0]);
        by_id[id.as_str()].row.problem("find", message, "add a condition, lower the level, or drop the row")
    };
    frequent.map(problem).collect()
}
