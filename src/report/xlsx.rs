//! Excel workbooks: the columns of the CSV reports on two sheets. Text is never a formula there, so nothing is put before it.

use super::binding::{Binding, LineBuffer};
use super::csv::{COLUMNS, SUMMARY_COLUMNS, cells, summary_cells};
use super::page::Page;
use super::{Record, Records, Summary};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, XlsxError};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Characters that Excel takes in a cell, in UTF-16 code units (Excel specifications and limits).
const CELL: usize = 32_767;
/// Rows of a sheet, the header included (the same).
const ROWS: u32 = 1_048_576;
const NUMBERS: [&str; 5] = ["line", "column", "start", "end", "confidence"];
const SUMMARY_NUMBERS: [&str; 8] = [
    "words",
    "findings",
    "distinct",
    "per_1000_words",
    "probability",
    "sentences",
    "sentences_with_findings",
    "vocabulary_share",
];

/// One JSON array of cells a finding and line.
pub(super) struct Rows;

impl Page for Rows {
    fn add(&mut self, out: &mut dyn Write, _records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &cells(record)[..])?;
        out.write_all(b"\n")
    }
}

/// A workbook in the making; its rows wait on disk.
pub(super) struct Workbook<O, S> {
    out: O,
    spill: S,
    lines: LineBuffer,
    workbook: rust_xlsxwriter::Workbook,
    findings: Sheet,
    documents: Sheet,
}

impl<O: Write, S: Read + Write + Seek + Send> Workbook<O, S> {
    pub(super) fn new(out: O, spill: S) -> io::Result<Self> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        // The same input gives the same bytes: no time of making.
        let made = ExcelDateTime::from_ymd(1980, 1, 1).map_err(io::Error::other)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let findings = Sheet::new(&mut workbook, "Findings", &COLUMNS, &NUMBERS).map_err(io::Error::other)?;
        let documents =
            Sheet::new(&mut workbook, "Documents", &SUMMARY_COLUMNS, &SUMMARY_NUMBERS).map_err(io::Error::other)?;
        Ok(Workbook { out, spill, lines: LineBuffer::default(), workbook, findings, documents })
    }
}

impl<O: Write, S: Read + Write + Seek + Send> Binding<O> for Workbook<O, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (workbook, findings) = (&mut self.workbook, &mut self.findings);
        self.lines.feed(bytes, |line| {
            let cells: Vec<String> = serde_json::from_slice(line)?;
            findings.add(workbook, &cells).map_err(io::Error::other)
        })
    }

    fn document(&mut self, summary: &Summary) -> io::Result<()> {
        self.documents.add(&mut self.workbook, &summary_cells(summary)).map_err(io::Error::other)
    }

    fn finish(mut self: Box<Self>) -> io::Result<(O, Vec<String>)> {
        for sheet in [&self.findings, &self.documents] {
            sheet.finish(&mut self.workbook).map_err(io::Error::other)?;
        }
        self.workbook.save_to_writer(&mut self.spill).map_err(io::Error::other)?;
        self.spill.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.spill, &mut self.out)?;
        let notes = [self.findings.notes("findings"), self.documents.notes("documents")].concat();
        Ok((self.out, notes))
    }
}

/// A sheet of the workbook, filled from above.
struct Sheet {
    index: usize,
    numbers: Vec<bool>,
    next: u32,
    left_out: usize,
    cut: usize,
}

impl Sheet {
    fn new(
        workbook: &mut rust_xlsxwriter::Workbook,
        name: &str,
        columns: &[&str],
        numbers: &[&str],
    ) -> Result<Sheet, XlsxError> {
        let index = workbook.worksheets().len();
        let sheet = workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(columns) {
            let width = match *name {
                "found" | "suggestion" | "alternatives" | "document" | "verdict" => 30.0,
                "reason" | "context" => 60.0,
                _ => 12.0,
            };
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(0, column, *name, &Format::new().set_bold())?;
        }
        let numbers = columns.iter().map(|column| numbers.contains(column)).collect();
        Ok(Sheet { index, numbers, next: 1, left_out: 0, cut: 0 })
    }

    fn add(&mut self, workbook: &mut rust_xlsxwriter::Workbook, cells: &[String]) -> Result<(), XlsxError> {
        if self.next == ROWS {
            self.left_out += 1;
            return Ok(());
        }
        let sheet = workbook.worksheet_from_index(self.index)?;
        for ((column, cell), number) in (0..).zip(cells).zip(&self.numbers) {
            match cell.parse::<f64>() {
                Ok(value) if *number => sheet.write_number(self.next, column, value)?,
                _ if cell.is_empty() => continue,
                _ => sheet.write_string(self.next, column, fitting(cell, &mut self.cut))?,
            };
        }
        self.next += 1;
        Ok(())
    }

    fn finish(&self, workbook: &mut rust_xlsxwriter::Workbook) -> Result<(), XlsxError> {
        let last = u16::try_from(self.numbers.len() - 1).unwrap_or(u16::MAX);
        workbook.worksheet_from_index(self.index)?.autofilter(0, 0, self.next - 1, last)?;
        Ok(())
    }

    fn notes(&self, what: &str) -> Vec<String> {
        let rows = (self.left_out > 0)
            .then(|| format!("a sheet has {ROWS} rows; {} {what} behind them are left out", self.left_out));
        let cells = (self.cut > 0).then(|| format!("a cell has {CELL} characters; {} longer ones are cut", self.cut));
        rows.into_iter().chain(cells).collect()
    }
}

/// As much of a text as a cell takes; what is cut ends in `…`, and is counted.
fn fitting<'t>(text: &'t str, cut: &mut usize) -> std::borrow::Cow<'t, str> {
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return text.into();
    }
    *cut += 1;
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < CELL
    };
    text.chars().take_while(fits).chain(['…']).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_behind_the_last_of_a_sheet_are_left_out_and_told() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let mut sheet = Sheet::new(&mut workbook, "Findings", &["line"], &NUMBERS).unwrap();
        sheet.next = ROWS - 1;
        for number in 0..3 {
            sheet.add(&mut workbook, &[number.to_string()]).unwrap();
        }
        let expected = "a sheet has 1048576 rows; 2 findings behind them are left out";
        assert_eq!(sheet.notes("findings"), [expected]);
        assert!(workbook.save_to_buffer().unwrap().len() > 1000);
    }

    #[test]
    fn long_cells_are_cut_to_what_excel_takes_and_counted() {
        let mut cut = 0;
        assert_eq!(fitting("short", &mut cut), "short");
        assert_eq!(fitting(&"é".repeat(CELL), &mut cut).chars().count(), CELL);
        assert_eq!(cut, 0);
        let long = fitting(&"😀".repeat(CELL), &mut cut).into_owned();
        assert!(long.ends_with('…') && long.encode_utf16().count() <= CELL, "{}", long.encode_utf16().count());
        assert_eq!(cut, 1);
    }
}
