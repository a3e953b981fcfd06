//! Counts words with the checker's own tokenizer: `word_counts LEAST < TEXT > words.csv`.
//!
//! Writes `word,count` for words of ASCII letters seen at least LEAST times, in alphabetical order.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use unspin::text::{Tokenizer, Vocabulary, normal_form};

fn main() -> std::io::Result<()> {
    let least: u64 = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(100);
    let vocabulary = Vocabulary::default();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        for token in Tokenizer::collect(&line, &vocabulary) {
            let word = normal_form(token.slice(&line));
            if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                *counts.entry(word).or_default() += 1;
            }
        }
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "word,count")?;
    for (word, count) in counts.iter().filter(|(_, count)| **count >= least) {
        writeln!(out, "{word},{count}")?;
    }
    out.flush()
}
