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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::row::read_substitutions;

    /// Validates one row, given as the cells `original,swap,pos,family,typical,count`.
    fn read(cells: &str) -> Result<Substitution, Vec<String>> {
        let text = format!("original,swap,pos,family,typical,count\n{cells}\n");
        let mut problems = Vec::new();
        let row = read_substitutions("t.csv", &text, &mut problems).pop().unwrap();
        let substitution = Substitution::from_row(row, &mut problems);
        substitution
            .ok_or_else(|| problems.iter().map(|problem| format!("{}: {}", problem.column, problem.message)).collect())
    }

    fn spellings(cells: &str) -> Vec<String> {
        let shown = |spelling: &Spelling| format!("{} = {}", spelling.swap.join(" "), spelling.text);
        read(cells).unwrap().spellings().iter().map(shown).collect()
    }

    #[test]
    fn the_form_of_the_swap_is_that_of_the_original() {
        for (cells, expected) in [
            ("~question,~inquiry,noun,,1,", &["inquiry = question", "inquiries = questions"] as &[&str]),
            (
                "~buy,~purchase,verb,,1,",
                &["purchase = buy", "purchases = buys", "purchased = bought", "purchasing = buying"],
            ),
            (
                "~launch,~send off,verb,,1,",
                &["send off = launch", "sends off = launches", "sent off = launched", "sending off = launching"],
            ),
            ("~deep,~profound,adj,,1,", &["profound = deep", "profounder = deeper", "profoundest = deepest"]),
            ("~important,~big,adj,,1,", &["big = important"]),
            ("if,on the off chance,,,1,", &["on the off chance = if"]),
            ("high-tech,cutting edge,,,1,", &["cutting edge = high tech"]),
        ] {
            assert_eq!(spellings(cells), expected, "{cells}");
        }
    }

    #[test]
    fn capitals_of_the_original_are_kept_and_apostrophes_part_words() {
        assert_eq!(spellings("~NGO,~charity,noun,,1,"), ["charity = NGO", "charities = NGOs"]);
        let spelling = &read("don't,do not,,,1,").unwrap().spellings()[0];
        assert_eq!((spelling.original.join("|"), spelling.text.as_str()), ("don|t".to_string(), "don't"));
        let spelling = &read("new York,Unused Y,,,1,").unwrap().spellings()[0];
        assert_eq!((spelling.original.join(" "), spelling.swap.join(" ")), ("new york".into(), "unused y".into()));
    }

    #[test]
    fn sightings_and_families_add_up() {
        let row = read("~test,~exam,,spinbot essay,3,4").unwrap();
        assert_eq!((row.families, row.weight, row.seen), (Family::Spinbot.bit() | Family::Essay.bit(), 10.0, 4));
        let row = read("~test,~exam,,,,4").unwrap();
        assert_eq!((row.families, row.weight, row.seen), (0, 4.0, 4));
    }

    #[test]
    fn every_fault_of_a_row_is_named() {
        for (cells, expected) in [
            ("~question,inquiry,,,1,", &["swap: only one side inflects"] as &[&str]),
            ("question,~inquiry,,,1,", &["swap: only one side inflects"]),
            ("same,same,,,1,", &["swap: both sides are the same"]),
            (",b,,,1,", &["original: empty"]),
            ("~a ~b,~c,,,1,", &["original: more than one ~"]),
            ("a b c d e,f,,,1,", &["original: more than four words"]),
            ("a,(b|c),,,1,", &["swap: something that is neither word nor ~"]),
            (
                "a,b,pronoun,spinbto,4,some",
                &["pos: \"pronoun\"", "family: \"spinbto\"", "typical: \"4\"", "count: \"some\""],
            ),
            ("a,b,,,,", &["typical: neither typical nor count"]),
        ] {
            assert_eq!(read(cells).unwrap_err(), expected, "{cells}");
        }
    }
}
