//! Substitutions: which word a spinner writes for which, one row each of `dictionaries/substitutions.csv`.

use super::row::{Located, SubstitutionRow};
use crate::error::Problem;
use crate::text::inflect::{Form, Pos, forms, keep_capitals};
use crate::text::normal_form;

/// A spinner's vocabulary, known by the swaps it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The commonest: *in the beyond two years*, *send off*, *association* for union.
    Spinbot,
    /// Search-engine copy of 2024 and later: *court docket*, *recreation* for game, *fancy* for complex.
    SeoCopySpin,
    /// *a single of the most*, *as nicely as*, *infant boomers*.
    BestSpinner,
    /// Word by word from a thesaurus: *bolster vector machines*, *guileless Bayes*.
    Thesaurus,
    /// *technological know-how*, *instances* for times, *end end result*.
    KnowHow,
    /// Pompous essay words: *utilize*, *commence*.
    Essay,
    /// Small words: *during this paper*, *supported data*.
    FunctionWord,
    /// Calques of machine translation.
    Translation,
}

impl Family {
    /// All families.
    pub const ALL: [Family; 8] = [
        Family::Spinbot,
        Family::SeoCopySpin,
        Family::BestSpinner,
        Family::Thesaurus,
        Family::KnowHow,
        Family::Essay,
        Family::FunctionWord,
        Family::Translation,
    ];

    /// The name as it stands in dictionaries and reports.
    pub fn name(self) -> &'static str {
        match self {
            Family::Spinbot => "spinbot",
            Family::SeoCopySpin => "seo-copy-spin",
            Family::BestSpinner => "best-spinner",
            Family::Thesaurus => "thesaurus",
            Family::KnowHow => "know-how",
            Family::Essay => "essay",
            Family::FunctionWord => "function-word",
            Family::Translation => "translation",
        }
    }

    /// One bit for each family, for sets of them.
    pub(crate) fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A row of `substitutions.csv`, validated.
#[derive(Debug, Clone)]
pub(crate) struct Substitution {
    pub row: Located<SubstitutionRow>,
    original: Side,
    swap: Side,
    pos: Pos,
    /// Set of [`Family::bit`]s.
    pub families: u8,
    /// How strongly spinners are known for it, as a number of sightings.
    pub weight: f32,
    /// Times seen in marked texts.
    pub seen: u32,
}

/// Words of one side; the inflecting one by position.
#[derive(Debug, Clone)]
struct Side {
    words: Vec<String>,
    head: Option<usize>,
}

/// Most words of a side.
pub(crate) const MOST_WORDS: usize = 4;
/// Sightings that an editor's judgement is worth, by `typical` from 1 to 3.
const TYPICAL: [f32; 3] = [0.7, 2.0, 6.0];

impl Substitution {
    /// Validates a row; every fault is added to `problems`.
    pub fn from_row(row: Located<SubstitutionRow>, problems: &mut Vec<Problem>) -> Option<Substitution> {
        let before = problems.len();
        let cells = &row.row;
        let original = side(&row, "original", &cells.original, problems);
        let swap = side(&row, "swap", &cells.swap, problems);
        if let (Some(original), Some(swap)) = (&original, &swap) {
            if original.head.is_some() != swap.head.is_some() {
                problems.push(row.problem(
                    "swap",
                    "only one side inflects",
                    "put ~ before a word of both sides, or of none",
                ));
            }
            if original.words == swap.words {
                problems.push(row.problem("swap", "both sides are the same", "remove the row"));
            }
        }
        let pos = part_of_speech(&cells.pos);
        if pos.is_none() {
            problems.push(row.problem(
                "pos",
                format!("\"{}\"", cells.pos),
                "write noun, verb, adj, adv or other, or leave it empty",
            ));
        }
        let families = families(&row, problems);
        let (weight, seen) = weight(&row, problems);
        if problems.len() > before {
            return None;
        }
        Some(Substitution { original: original?, swap: swap?, pos: pos?, families, weight, seen, row })
    }

    /// Every spelling of the swap with that of the original which has the same form.
    pub fn spellings(&self) -> Vec<Spelling> {
        let (Some(head), Some(swap_head)) = (self.original.head, self.swap.head) else {
            return vec![Spelling::new(&self.original.words, &self.swap.words)];
        };
        let mut found: Vec<Spelling> = Vec::new();
        let swaps = forms(&self.swap.words[swap_head], self.pos);
        let originals = forms(&self.original.words[head], self.pos);
        for (swap, form) in swaps {
            let preferred = originals.iter().find(|(_, other)| *other == form).or(fallback(&originals, form));
            if let Some((original, _)) = preferred {
                let original = keep_capitals(&self.original.words[head], original);
                let spelling = Spelling::new(&self.original.with(head, original), &self.swap.with(swap_head, swap));
                if spelling.original != spelling.swap && !found.contains(&spelling) {
                    found.push(spelling);
                }
            }
        }
        found
    }
}

/// A spelling of a swap and the original in the same form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelling {
    /// Normal forms of the swap's words, cut as the tokenizer cuts them.
    pub swap: Vec<String>,
    /// Normal forms of the original's words.
    pub original: Vec<String>,
    /// The original as written.
    pub text: String,
}

impl Spelling {
    fn new(original: &[String], swap: &[String]) -> Spelling {
        Spelling { swap: tokens(swap), original: tokens(original), text: original.join(" ") }
    }
}

/// Normal forms, cut at apostrophes.
fn tokens(words: &[String]) -> Vec<String> {
    words.iter().flat_map(|word| word.split('\'')).map(normal_form).collect()
}

/// A comparative or superlative that the original does not have by an ending is left out; anything else stands as the base.
fn fallback(originals: &[(String, Form)], form: Form) -> Option<&(String, Form)> {
    (!matches!(form, Form::Comparative | Form::Superlative)).then(|| originals.first()).flatten()
}

impl Side {
    fn with(&self, head: usize, form: String) -> Vec<String> {
        let mut words = self.words.clone();
        words[head] = form;
        words
    }
}

fn side(row: &Located<SubstitutionRow>, column: &str, cell: &str, problems: &mut Vec<Problem>) -> Option<Side> {
    let cut: Vec<&str> = cell.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let heads: Vec<usize> = (0..cut.len()).filter(|at| cut[*at].starts_with('~')).collect();
    let words: Vec<String> = cut.iter().map(|word| word.trim_start_matches('~').to_string()).collect();
    let sound = |word: &String| word.chars().all(|c| c.is_alphanumeric() || matches!(c, '\'' | '.' | '&'));
    let fault = match words.len() {
        0 => Some("empty"),
        n if n > MOST_WORDS => Some("more than four words"),
        _ if heads.len() > 1 => Some("more than one ~"),
        _ if !words.iter().all(|word| !word.is_empty() && sound(word)) => Some("something that is neither word nor ~"),
        _ => None,
    };
    if let Some(fault) = fault {
        problems.push(row.problem(column, fault, "write one to four words, the inflecting one with ~"));
        return None;
    }
    Some(Side { words, head: heads.first().copied() })
}

fn part_of_speech(cell: &str) -> Option<Pos> {
    match cell {
        "noun" => Some(Pos::Noun),
        "verb" => Some(Pos::Verb),
        "adj" | "adv" => Some(Pos::Adjective),
        "" | "other" => Some(Pos::Any),
        _ => None,
    }
}

fn families(row: &Located<SubstitutionRow>, problems: &mut Vec<Problem>) -> u8 {
    let mut set = 0;
    for name in row.row.family.split_whitespace() {
        match Family::ALL.into_iter().find(|family| family.name() == name) {
            Some(family) => set |= family.bit(),
            None => {
                let names: Vec<&str> = Family::ALL.into_iter().map(Family::name).collect();
                problems.push(row.problem(
                    "family",
                    format!("\"{name}\""),
                    format!("the families are {}", names.join(", ")),
                ));
            }
        }
    }
    set
}

fn weight(row: &Located<SubstitutionRow>, problems: &mut Vec<Problem>) -> (f32, u32) {
    let typical = match row.row.typical.as_str() {
        "" => Some(0.0),
        cell => cell.parse::<usize>().ok().and_then(|typical| TYPICAL.get(typical.wrapping_sub(1)).copied()),
    };
    let count = if row.row.count.is_empty() { Some(0) } else { row.row.count.parse::<u32>().ok() };
    if typical.is_none() {
        problems.push(row.problem("typical", format!("\"{}\"", row.row.typical), "write 1, 2 or 3, or leave it empty"));
    }
    if count.is_none() {
        problems.push(row.problem(
            "count",
            format!("\"{}\"", row.row.count),
            "write a whole number, or leave it empty",
        ));
    }
    let seen = count.unwrap_or(1);
    let weight = typical.unwrap_or(1.0) + seen as f32;
    if weight == 0.0 {
        problems.push(row.problem(
            "typical",
            "neither typical nor count",
            "say how typical the swap is, or how often it was seen",
        ));
    }
    (weight, seen)
}
