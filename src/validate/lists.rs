//! Substitutions and terms against each other, and terms against normal English.

use super::rows::unknown_source;
use crate::error::Problem;
use crate::lexicon::LexiconBuilder;
use crate::lexicon::row::{Located, SubstitutionRow, TermRow};
use crate::reference::{Profile, word_hash};
use crate::text::normal_form;
use rustc_hash::FxHashMap;

/// Problems of rows that repeat or contradict each other, of unknown sources, and of terms in no known words.
pub(super) fn check(rows: &LexiconBuilder) -> Vec<Problem> {
    let mut problems = repeated_substitutions(rows);
    let sources = |row: &Located<SubstitutionRow>| -> Vec<Problem> {
        row.row.source.split_whitespace().filter_map(|source| unknown_source(row, source)).collect()
    };
    problems.extend(rows.substitution_rows().flat_map(sources));
    problems.extend(repeated_terms(rows));
    problems.extend(rows.term_rows().filter_map(unknown_words));
    problems.extend(established_swaps(rows));
    problems
}

/// The words of a cell as text is searched for them: case, hyphens and `~` do not count.
fn key(cell: &str) -> String {
    let words = cell.split([' ', '-', '–']).filter(|word| !word.is_empty());
    words.map(|word| normal_form(word.trim_start_matches('~'))).collect::<Vec<_>>().join(" ")
}

/// The wordings of a term that have several words, with their columns. One word (*WHO*, *website*) is for the reader only.
fn wordings(row: &Located<TermRow>) -> impl Iterator<Item = (&'static str, &str)> {
    let variants = row.row.variants.split(" | ").filter(|variant| !variant.is_empty());
    let all = std::iter::once(("term", row.row.term.as_str())).chain(variants.map(|variant| ("variants", variant)));
    all.filter(|(_, wording)| key(wording).contains(' '))
}

/// The same swap twice in one file. In another file it is a sighting of its own, which counts.
fn repeated_substitutions(rows: &LexiconBuilder) -> Vec<Problem> {
    let mut seen = FxHashMap::default();
    let mut problems = Vec::new();
    for row in rows.substitution_rows() {
        if let Some(earlier) = seen.insert((&row.file, key(&row.row.original), key(&row.row.swap)), row) {
            let message = format!("the swap stands already in {}:{}", earlier.file, earlier.line);
            problems.push(row.problem("swap", message, "keep one of the two rows, with the counts of both"));
        }
    }
    problems
}

/// Wordings that stand twice, in one row or in two: the first is found, the second says nothing.
fn repeated_terms(rows: &LexiconBuilder) -> Vec<Problem> {
    let mut seen: FxHashMap<String, (&Located<TermRow>, &str)> = FxHashMap::default();
    let mut problems = Vec::new();
    for row in rows.term_rows() {
        for (column, wording) in wordings(row) {
            let Some((earlier, first)) = seen.get(&key(wording)) else {
                seen.insert(key(wording), (row, wording));
                continue;
            };
            if (&earlier.file, earlier.line) != (&row.file, row.line) {
                let message = format!("\"{wording}\" stands already in {}:{}", earlier.file, earlier.line);
                problems.push(row.problem(column, message, "keep it in one row"));
            } else if !inflects_further(wording, first) {
                let message = format!("\"{wording}\" says no more than \"{first}\"");
                problems.push(row.problem(column, message, "take it out: case, hyphens and spaces do not count"));
            }
        }
    }
    problems
}

/// Whether a wording has a `~` where another wording in the same words has none.
fn inflects_further(wording: &str, other: &str) -> bool {
    let heads = |cell: &str| cell.split([' ', '-', '–']).position(|word| word.starts_with('~'));
    heads(wording).is_some() && heads(wording) != heads(other)
}

/// A term of which normal English has no word: a name that nobody can break, or a slip of the pen.
fn unknown_words(row: &Located<TermRow>) -> Option<Problem> {
    let profile = Profile::builtin();
    let known = key(&row.row.term).split(' ').any(|word| profile.ln_count(&[word_hash(word)]).is_some());
    let message = format!("no word of \"{}\" is known in normal English", row.row.term);
    (!known).then(|| row.problem("term", message, "check the spelling, or drop the row"))
}

/// Swaps between two wordings of one term: either the row of the swap is wrong, or that of the term.
fn established_swaps(rows: &LexiconBuilder) -> Vec<Problem> {
    let mut terms: FxHashMap<String, Vec<&Located<TermRow>>> = FxHashMap::default();
    for row in rows.term_rows() {
        for (_, wording) in wordings(row) {
            terms.entry(key(wording)).or_default().push(row);
        }
    }
    let mut problems = Vec::new();
    for row in rows.substitution_rows() {
        let of = |cell: &str| terms.get(&key(cell)).map(Vec::as_slice).unwrap_or_default();
        let swap = of(&row.row.swap);
        if let Some(term) =
            of(&row.row.original).iter().find(|term| swap.iter().any(|other| std::ptr::eq(**term, *other)))
        {
            let message = format!("an established wording of \"{}\" by {}:{}", row.row.original, term.file, term.line);
            problems.push(row.problem("swap", message, "drop the row, or the wording there"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(substitutions: &str, terms: &[&str]) -> Vec<String> {
        let substitutions = format!("original,swap,typical,source\n{substitutions}");
        let builder = LexiconBuilder::new().substitutions("dictionaries/s.csv", &substitutions);
        let builder = terms.iter().enumerate().fold(builder, |builder, (number, text)| {
            builder.terms(&format!("t{number}.csv"), &format!("term,variants\n{text}"))
        });
        check(&builder).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn sound_lists_have_no_problems() {
        let substitutions = "~test,~probe,1,editors gold\n~test,~exam,1,\nwho,World Health Organization,1,\n";
        let terms = "World Health Organization,WHO | World Health Organisation\n~act of God,act of ~God\n";
        assert_eq!(problems(substitutions, &[terms, "web ~site,~website\n"]), [] as [&str; 0]);
    }

    #[test]
    fn a_swap_stands_once_in_a_file() {
        let repeated = "dictionaries/s.csv:3: swap: the swap stands already in dictionaries/s.csv:2 \
                        (keep one of the two rows, with the counts of both)";
        assert_eq!(problems("send-off,Start up,1,\nsend off,start-up,1,\n", &[]), [repeated]);
        let other = LexiconBuilder::new().substitutions("a.csv", "original,swap,count\na,b,1\n");
        assert_eq!(check(&other.substitutions("b.csv", "original,swap,count\na,b,1\n")), []);
    }

    #[test]
    fn each_source_is_known() {
        let unknown = "dictionaries/s.csv:2: source: \"hearsay\" is not in sources.csv \
                       (add the source there, or name one that stands there)";
        assert_eq!(problems("a,b,1,editors hearsay\n", &[]), [unknown]);
        let own = LexiconBuilder::new().substitutions("own.csv", "original,swap,count,source\na,b,1,hearsay\n");
        assert_eq!(check(&own), []);
    }

    #[test]
    fn a_term_stands_once_in_all_files() {
        assert_eq!(
            problems("", &["high tea,\n~machine learning,Machine-Learning\n", "afternoon tea,High ~tea\n"]),
            [
                "t0.csv:3: variants: \"Machine-Learning\" says no more than \"~machine learning\" \
                 (take it out: case, hyphens and spaces do not count)",
                "t1.csv:2: variants: \"High ~tea\" stands already in t0.csv:2 (keep it in one row)",
            ]
        );
    }

    #[test]
    fn a_term_has_a_word_that_is_known() {
        assert_eq!(
            problems("", &["suport vectro,\nankylosing spondylitis,\n"]),
            [
                "t0.csv:2: term: no word of \"suport vectro\" is known in normal English (check the spelling, or drop the row)"
            ]
        );
    }

    #[test]
    fn established_wordings_are_no_swaps_of_each_other() {
        assert_eq!(
            problems("~parking lot,~car park,1,\nparking ~lot,parking ~space,1,\n", &["parking ~lot,car ~park\n"]),
            ["dictionaries/s.csv:2: swap: an established wording of \"~parking lot\" by t0.csv:2 \
              (drop the row, or the wording there)"]
        );
    }
}
