//! Import of codespell lists: a line is `wrong->right`, `wrong->right1, right2,` or `wrong->right, reason`.

use super::{Collector, ImportOptions, Imported, Refusal, count_words, has_notation, repeats};
use crate::level::Level;
use crate::lexicon::row::Row;

/// Characters that a phrase may hold beside letters and digits.
const MARKS: [char; 7] = [' ', '-', '\'', ',', '.', '&', '/'];

/// Imports a list. What codespell would not fix by itself (several replacements, or a reason) is at most `likely`.
pub fn import(file: &str, text: &str, options: &ImportOptions) -> Imported {
    let mut collector = Collector::new(file);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            collector.take(number, row(line, options).map(|(row, cleaned)| (vec![row], cleaned)));
        }
    }
    collector.imported
}

fn row(line: &str, options: &ImportOptions) -> Result<(Row, bool), Refusal> {
    let Some((wrong, right)) = line.split_once("->") else {
        return Err(Refusal::new("no \"->\"", line, "write wrong->right"));
    };
    let find = wrong.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{2019}', "'");
    if !find.chars().all(|c| c.is_alphanumeric() || MARKS.contains(&c)) || find.ends_with(&MARKS[1..]) {
        return Err(Refusal::new("characters that no phrase holds", wrong, "write a row in the notation instead"));
    }
    if count_words(&find) < 2 {
        return Err(Refusal::single_word(&find));
    }
    let (rights, reason) = split_reason(right);
    let suggestions = suggestions(&rights, &find)?;
    // codespell fixes by itself only where there is no comma at all.
    let automatic = !right.contains(',');
    let level = if automatic { options.level } else { options.level.min(Level::Likely) };
    let suggest = suggestions.join(" | ");
    let cleaned = suggest != rights.join(" | ");
    let row = Row {
        example: format!("The text mentions {find}."),
        find,
        suggest,
        kind: "spun".to_string(),
        level: level.name().to_string(),
        source: "codespell".to_string(),
        note: reason.to_string(),
        ..Row::default()
    };
    Ok((row, cleaned))
}

/// The replacements, and what stands behind the last comma: a reason against fixing without a look.
fn split_reason(right: &str) -> (Vec<&str>, &str) {
    let (rights, reason) = right.rsplit_once(',').unwrap_or((right, ""));
    (rights.split(',').map(str::trim).filter(|one| !one.is_empty()).collect(), reason.trim())
}

fn suggestions<'r>(rights: &[&'r str], find: &str) -> Result<Vec<&'r str>, Refusal> {
    let mut kept: Vec<&str> = Vec::new();
    for right in rights {
        if !has_notation(right) && !repeats(right, find) && !kept.contains(right) {
            kept.push(right);
        }
    }
    if kept.is_empty() {
        return Err(Refusal::new("no replacement in plain words", find, "write the right wording behind \"->\""));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_rows() {
        for (line, find, suggest, level, note) in [
            ("gardn gate->garden gate", "gardn gate", "garden gate", "certain", ""),
            (" gardn  gate -> garden gate ", "gardn gate", "garden gate", "certain", ""),
            ("gardn gate->garden gate, guard gate,", "gardn gate", "garden gate | guard gate", "likely", ""),
            ("gardn gate->garden gate, a name too", "gardn gate", "garden gate", "likely", "a name too"),
            ("gardn gate->garden gate, gate, a name", "gardn gate", "garden gate | gate", "likely", "a name"),
            ("gardn-gate->garden gate, gardn gate,", "gardn-gate", "garden gate", "likely", ""),
        ] {
            let imported = import("l.txt", line, &ImportOptions { level: Level::Certain });
            assert_eq!(imported.counts.problems, [], "{line}");
            let row = &imported.rows[0];
            assert_eq!([&*row.find, &*row.suggest, &*row.level, &*row.note], [find, suggest, level, note], "{line}");
            assert_eq!(row.example, format!("The text mentions {find}."));
        }
    }

    #[test]
    fn refusals_are_counted_and_comments_are_not_read() {
        let text = "# a comment\n\ngardn->garden\na gardn gate\ngardn gate?->garden gate\nthe yard->\nyad->yard\nthe yad->the yard\n";
        let Imported { rows, counts } = import("l.txt", text, &ImportOptions::default());
        assert_eq!((rows.len(), counts.read, counts.imported, counts.refused_rows()), (1, 6, 1, 5));
        assert_eq!(counts.refused["a single word without a condition"], [3, 7]);
        let lines: Vec<u64> = counts.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7]);
    }
}
