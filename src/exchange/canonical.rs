//! The one form in which a dictionary file is kept, so that two people's changes differ only where they mean to.

use super::{write_csv, write_rows};
use crate::error::DataError;
use crate::lexicon::row::{
    EXCEPTION_COLUMNS, ExceptionRow, FileKind, Located, SUBSTITUTION_COLUMNS, SubstitutionRow, TERM_COLUMNS, TermRow,
    read_exceptions, read_rows, read_substitutions, read_terms,
};

/// A dictionary of phrases, substitutions, terms or exceptions, told apart by its header, as canonical CSV: all columns in the order of
/// `dictionaries/README.md`, RFC 4180 with line feeds. Phrases and exceptions are sorted by `find`, substitutions by `original` and then `swap`,
/// terms by `term`, without regard to `~` (but in phrases) and case; rows that are equal so far, by all their cells.
///
/// # Errors
/// All faults of the file as a table: its header, its quotes, rows with too few or too many cells.
pub fn canonical(file: &str, text: &str) -> Result<String, DataError> {
    let mut problems = Vec::new();
    let canonical = match FileKind::of(text) {
        FileKind::Phrases => write_rows(&bare(read_rows(file, text, &mut problems))),
        FileKind::Substitutions => write_substitutions(&bare(read_substitutions(file, text, &mut problems))),
        FileKind::Terms => write_terms(&bare(read_terms(file, text, &mut problems))),
        FileKind::Exceptions => write_exceptions(&bare(read_exceptions(file, text, &mut problems))),
    };
    if problems.is_empty() { Ok(canonical) } else { Err(DataError { problems }) }
}

fn bare<R>(rows: Vec<Located<R>>) -> Vec<R> {
    rows.into_iter().map(|located| located.row).collect()
}

fn write_substitutions(rows: &[SubstitutionRow]) -> String {
    let mut sorted: Vec<[&str; 7]> = rows.iter().map(substitution_cells).collect();
    sorted.sort_by_cached_key(|cells| (alphabetical(cells[0]), alphabetical(cells[1]), *cells));
    write_csv(std::iter::once(SUBSTITUTION_COLUMNS).chain(sorted))
}

fn write_terms(rows: &[TermRow]) -> String {
    let mut sorted: Vec<[&str; 2]> = rows.iter().map(|TermRow { term, variants }| [term.as_str(), variants]).collect();
    sorted.sort_by_cached_key(|cells| (alphabetical(cells[0]), *cells));
    write_csv(std::iter::once(TERM_COLUMNS).chain(sorted))
}

/// Exceptions as canonical CSV.
pub fn write_exceptions(rows: &[ExceptionRow]) -> String {
    let cells = |row: &'_ ExceptionRow| [row.find.clone(), row.reason.clone(), row.example.clone()];
    let mut sorted: Vec<[String; 3]> = rows.iter().map(cells).collect();
    sorted.sort_by_cached_key(|cells| (cells[0].to_lowercase(), cells.clone()));
    write_csv(std::iter::once(EXCEPTION_COLUMNS.map(String::from)).chain(sorted))
}

fn substitution_cells(row: &SubstitutionRow) -> [&str; 7] {
    let SubstitutionRow { original, swap, pos, family, typical, count, source } = row;
    [original, swap, pos, family, typical, count, source]
}

/// A cell as it is sorted.
fn alphabetical(cell: &str) -> String {
    cell.replace('~', "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_file_is_sorted_and_quoted() {
        for (text, expected) in [
            (
                "swap,original\n~probe,~test\nb,A\n~exam,~test\n",
                "original,swap,pos,family,typical,count,source\nA,b,,,,,\n~test,~exam,,,,,\n~test,~probe,,,,,\n",
            ),
            (
                "term\n~time flies\n\"Acid, or base\"\nabove ~all\n",
                "term,variants\nabove ~all,\n\"Acid, or base\",\n~time flies,\n",
            ),
            ("reason,find,example\nours,~b,\"a, b\"\nours,A,\n", "find,reason,example\nA,ours,\n~b,ours,\"a, b\"\n"),
            (
                "find,kind,level,example\r\nb,spun,likely,b\r\na,spun,likely,a\r\n",
                "find,suggest,kind,level,case,when,unless,example,counter,source,note\na,,spun,likely,,,,a,,,\nb,,spun,likely,,,,b,,,\n",
            ),
        ] {
            let written = canonical("t.csv", text).unwrap();
            assert_eq!(written, expected);
            assert_eq!(canonical("t.csv", &written).unwrap(), written);
        }
    }

    #[test]
    fn what_is_no_table_is_not_rewritten() {
        let error = canonical("t.csv", "original,swap,sauce\na,b,c\n").unwrap_err();
        assert_eq!(error.to_string(), "t.csv:1: sauce: unknown column \"sauce\" (did you mean \"source\"?)");
        assert_eq!(canonical("t.csv", "term,variants\na b\n").unwrap_err().problems.len(), 1);
    }
}
