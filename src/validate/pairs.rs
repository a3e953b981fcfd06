//! Entries as plain pairs of phrase and suggestion, for tools that know no notation.

use crate::checker::{Checker, Options};
use crate::document::Document;
use crate::level::Level;
use crate::lexicon::Lexicon;
use std::sync::Arc;

/// Every spelling of every entry of level likely and above with its suggestions joined by `|`, sorted by spelling, and how many
/// such entries are left out because a pair cannot say what they say: gaps, numbers, conditions, no suggestion.
pub fn pairs(lexicon: &Arc<Lexicon>) -> (Vec<(String, String)>, usize) {
    let checker =
        Checker::new(lexicon.clone(), Options { least: Level::Likely, near_misses: false, restoration: false });
    let sayable: Vec<bool> = lexicon
        .entries()
        .map(|entry| {
            let row = &entry.row.row;
            entry.level >= Level::Likely
                && row.when.is_empty()
                && row.unless.is_empty()
                && !row.find.contains('<')
                && !row.suggest.is_empty()
        })
        .collect();
    let mut pairs = Vec::new();
    for (spelling, entry) in lexicon.spellings().into_iter().filter(|(_, entry)| sayable[*entry as usize]) {
        // A word before the phrase keeps it from the start of a sentence, whose capital the suggestion would take.
        let document = Document::from_text("-", format!("so {spelling}"));
        let found =
            checker.check(&document).findings.into_iter().find(|finding| finding.span.end == spelling.len() + 3);
        if let Some(finding) = found.filter(|finding| finding.entry == lexicon.compiled(entry).entry.id) {
            let texts: Vec<&str> = finding.suggestions.iter().map(|suggestion| suggestion.text.as_str()).collect();
            pairs.push((spelling, texts.join("|")));
        }
    }
    let left_out =
        lexicon.entries().zip(&sayable).filter(|(entry, sayable)| entry.level >= Level::Likely && !**sayable).count();
    (pairs, left_out)
}
