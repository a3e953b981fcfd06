//! A report for review as it comes back from a spreadsheet: any encoding, any of the usual separators, columns in any order.

use super::Decision;
use crate::document::Document;
use crate::error::{DataError, Problem, did_you_mean};
use crate::report::original;

/// A row of a report that an editor went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row's number in the spreadsheet; the header is row 1.
    pub number: usize,
    /// Path of the document.
    pub document: String,
    /// Byte offsets as in [`crate::report::Record`]; `None` where a cell holds no number.
    pub place: Option<(usize, usize)>,
    /// The phrase; a spreadsheet may have changed its white space.
    pub found: String,
    /// The first suggestion, or what the editor made of it.
    pub suggestion: String,
    /// The text around the phrase; empty where the column was removed.
    pub context: String,
    /// Fingerprint of the file that was checked.
    pub hash: String,
    /// What to do.
    pub decision: Decision,
    /// Why, in the editor's words.
    pub note: String,
}

/// Columns that must be there.
const REQUIRED: [&str; 7] = ["document", "start", "end", "found", "suggestion", "hash", "decision"];
/// Columns that are read where they are there.
const OPTIONAL: [&str; 2] = ["context", "note"];
/// What may stand between cells, the likeliest first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Reads a report with decisions; `file` names it in messages. Empty rows are passed over.
///
/// # Errors
/// That the bytes are no text, or all columns that are missing.
pub fn read_review(file: &str, bytes: Vec<u8>) -> Result<Vec<Row>, DataError> {
    let fault = |column: &str, message: String, remedy: String| Problem {
        file: file.to_string(),
        line: 0,
        column: column.to_string(),
        message,
        remedy,
    };
    let one = |problem| DataError { problems: vec![problem] };
    let document = Document::from_bytes(file, bytes)
        .map_err(|error| one(fault("", error.to_string(), "save the table as CSV in UTF-8".into())))?;
    let table = table(document.text());
    let Some((header, rows)) = table.split_first() else {
        return Err(one(fault("", "empty".into(), "make it with unspin check --for-review".into())));
    };
    let column = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let missing = REQUIRED.into_iter().filter(|name| column(name).is_none());
    let remedy = |name: &str| {
        let near = did_you_mean(name, header.iter().map(|cell| cell.trim()));
        near.unwrap_or_else(|| "make the report with --for-review, and keep its header row".into())
    };
    let problems: Vec<Problem> =
        missing.map(|name| fault("", format!("column \"{name}\" is missing"), remedy(name))).collect();
    if !problems.is_empty() {
        return Err(DataError { problems });
    }
    let [document, start, end, found, suggestion, hash, decision] = REQUIRED.map(column);
    let [context, note] = OPTIONAL.map(column);
    let numbered = rows.iter().enumerate().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let read = |(at, cells): (usize, &Vec<String>)| {
        let cell = |column: Option<usize>| column.and_then(|at| cells.get(at)).map_or("", String::as_str);
        let number = |column| cell(column).trim().parse::<usize>().ok();
        Row {
            number: at + 2,
            document: original(cell(document).trim()).to_string(),
            place: number(start).zip(number(end)),
            found: original(cell(found)).to_string(),
            suggestion: original(cell(suggestion).trim()).to_string(),
            context: original(cell(context).trim()).to_string(),
            hash: cell(hash).trim().to_ascii_lowercase(),
            decision: Decision::of(cell(decision)),
            note: original(cell(note).trim()).to_string(),
        }
    };
    Ok(numbered.map(read).collect())
}

/// The cells of a table, row by row, by the separator that makes the most of the header. A first line `sep=;`, as Excel has it, is obeyed.
fn table(text: &str) -> Vec<Vec<String>> {
    let named = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next());
    let body = if named.is_some() { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    let known = |cells: &[String]| {
        cells.iter().filter(|cell| REQUIRED.contains(&cell.trim().to_ascii_lowercase().as_str())).count()
    };
    let header = |separator: &u8| std::cmp::Reverse(cells(body, *separator).next().map_or(0, |cells| known(&cells)));
    let separator = named.or_else(|| SEPARATORS.into_iter().min_by_key(header)).unwrap_or(b',');
    cells(body, separator).collect()
}

fn cells(text: &str, separator: u8) -> impl Iterator<Item = Vec<String>> {
    let reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    // Text that is decoded already gives no errors: it is UTF-8, and rows may be of any length.
    reader.into_records().map_while(Result::ok).map(|record| record.iter().map(String::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: usize, found: &str, decision: Decision) -> Row {
        Row {
            number,
            document: "a.txt".into(),
            place: Some((3, 9)),
            found: found.into(),
            suggestion: "-deep".into(),
            context: String::new(),
            hash: "xxh3:01".into(),
            decision,
            note: "ours".into(),
        }
    }

    #[test]
    fn columns_stand_anywhere_behind_any_separator_in_any_encoding() {
        let rows = [row(2, "=\"x; y\"\nz", Decision::Accept), row(4, "é", Decision::Replace("thorough".into()))];
        let table = "Decision;extra;found;note;hash;suggestion;start;end;document\r\n\
                     accept;;\"'=\"\"x; y\"\"\nz\";ours;XXH3:01;'-deep;3;9;a.txt\r\n;;;;;;;;\r\n\
                     thorough;;é;ours;xxh3:01;'-deep;3;9;a.txt\r\n";
        let wide: Vec<u8> = "\u{FEFF}".encode_utf16().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let narrow: Vec<u8> = table.chars().map(|c| c as u8).collect();
        let tabs = table.replace("x; y", "x# y").replace(';', "\t").replace("x# y", "x; y");
        for bytes in [table.into(), wide, narrow, tabs.into(), format!("sep=;\r\n{table}").into()] {
            assert_eq!(read_review("r.csv", bytes).unwrap(), rows);
        }
    }

    #[test]
    fn all_missing_columns_are_named() {
        let error = read_review("r.csv", b"document,start,end,found,decisions,suggestion\n".to_vec()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "r.csv: column \"hash\" is missing (make the report with --for-review, and keep its header row)\n\
             r.csv: column \"decision\" is missing (did you mean \"decisions\"?)"
        );
        assert!(read_review("r.csv", Vec::new()).unwrap_err().to_string().contains("empty"));
    }
}
