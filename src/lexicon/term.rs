//! Established terms that spinners break, one row each of `dictionaries/terms/<topic>.csv`.

use super::row::{Located, TermRow};
use crate::error::Problem;
use crate::text::inflect::{Pos, forms};
use crate::text::normal_form;

/// A row of a terms file, validated.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub row: Located<TermRow>,
    wordings: Vec<Wording>,
}

/// One of a term's wordings; the inflecting word by position.
#[derive(Debug, Clone)]
struct Wording {
    words: Vec<String>,
    head: Option<usize>,
}

/// Most words of a term.
const MOST_WORDS: usize = 6;

impl Term {
    /// Validates a row; every fault is added to `problems`.
    pub fn from_row(row: Located<TermRow>, problems: &mut Vec<Problem>) -> Option<Term> {
        let mut wordings = Vec::new();
        let before = problems.len();
        wordings.extend(wording(&row, "term", &row.row.term, problems));
        if wordings.first().is_some_and(|wording| wording.words.len() < 2) {
            problems.push(row.problem("term", "a single word", "a term has two to six words"));
        }
        for variant in row.row.variants.split(" | ").filter(|variant| !variant.is_empty()) {
            // An abbreviation is for the reader; only what has several words can be recognised word by word.
            wordings.extend(wording(&row, "variants", variant, problems).filter(|wording| wording.words.len() > 1));
        }
        (problems.len() == before).then_some(Term { row, wordings })
    }

    /// Every spelling as normal forms, and as it is written with its capitals.
    pub fn spellings(&self) -> Vec<(Vec<String>, String)> {
        let mut found: Vec<(Vec<String>, String)> = Vec::new();
        for Wording { words, head } in &self.wordings {
            let heads = head.map_or_else(
                || vec![None],
                |head| forms_of(&words[head]).into_iter().map(|form| Some((head, form))).collect(),
            );
            for form in heads {
                let mut written = words.clone();
                if let Some((head, form)) = form {
                    written[head] = form;
                }
                // Cut as the tokenizer cuts: *baker's* is two tokens.
                let tokens = written.iter().flat_map(|word| word.split(['\'', '\u{2019}', '.']));
                let normal: Vec<String> = tokens.filter(|word| !word.is_empty()).map(normal_form).collect();
                if !found.iter().any(|(known, _)| *known == normal) {
                    found.push((normal, written.join(" ")));
                }
            }
        }
        found
    }
}

/// Forms of a head with the capitals of its lemma.
fn forms_of(head: &str) -> Vec<String> {
    let capital = head.chars().next().is_some_and(char::is_uppercase);
    let raise = |form: String| match form.chars().next() {
        Some(first) if capital => first.to_uppercase().chain(form.chars().skip(1)).collect(),
        _ => form,
    };
    forms(head, Pos::Any).into_iter().map(|(form, _)| raise(form)).collect()
}

fn wording(row: &Located<TermRow>, column: &str, cell: &str, problems: &mut Vec<Problem>) -> Option<Wording> {
    let cut: Vec<&str> = cell.split([' ', '-', '–']).filter(|word| !word.is_empty()).collect();
    let heads: Vec<usize> = (0..cut.len()).filter(|at| cut[*at].starts_with('~')).collect();
    let words: Vec<String> = cut.iter().map(|word| word.trim_start_matches('~').to_string()).collect();
    let fault = match words.len() {
        0 => Some("empty"),
        n if n > MOST_WORDS => Some("more than six words"),
        _ if heads.len() > 1 => Some("more than one ~"),
        _ if words.iter().any(String::is_empty) => Some("a ~ without a word"),
        _ => None,
    };
    if let Some(fault) = fault {
        problems.push(row.problem(column, fault, "write two to six words, the inflecting one with ~"));
        return None;
    }
    Some(Wording { words, head: heads.first().copied() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::row::read_terms;

    fn read(cells: &str) -> Result<Term, Vec<String>> {
        let mut problems = Vec::new();
        let row = read_terms("t.csv", &format!("term,variants\n{cells}\n"), &mut problems).pop().unwrap();
        let term = Term::from_row(row, &mut problems);
        term.ok_or_else(|| problems.iter().map(|problem| format!("{}: {}", problem.column, problem.message)).collect())
    }

    #[test]
    fn every_wording_is_spelled_in_every_form() {
        for (cells, expected) in [
            ("carbon dioxide,CO2", &["carbon dioxide = carbon dioxide"] as &[&str]),
            ("~Act of God,", &["act of god = Act of God", "acts of god = Acts of God"]),
            (
                "gas-fired ~plant,gas–fired plant | gas ~plant",
                &["gas fired plant = gas fired plant", "gas fired plants = gas fired plants", "gas plant = gas plant"],
            ),
        ] {
            let spellings = read(cells).unwrap().spellings();
            let shown: Vec<String> =
                spellings.iter().map(|(normal, written)| format!("{} = {written}", normal.join(" "))).collect();
            for spelling in expected {
                assert!(shown.iter().any(|known| known == spelling), "{spelling}: {shown:?}");
            }
            assert_eq!(shown.len(), shown.iter().collect::<std::collections::BTreeSet<_>>().len(), "{shown:?}");
        }
        assert_eq!(read("carbon dioxide,CO2").unwrap().spellings().len(), 1);
    }

    #[test]
    fn every_fault_of_a_row_is_named() {
        for (cells, expected) in [
            ("oven,", "term: a single word"),
            (",oven range", "term: empty"),
            ("~deep ~oven,", "term: more than one ~"),
            ("one two three four five six seven,", "term: more than six words"),
            ("deep ~ oven,", "term: a ~ without a word"),
            ("deep oven,~deck ~oven", "variants: more than one ~"),
        ] {
            assert_eq!(read(cells).unwrap_err(), [expected], "{cells}");
        }
    }
}
