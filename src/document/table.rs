//! CSV and TSV (RFC 4180, and what spreadsheets make of it): each row a document.

use super::read::Each;
use super::stream::Stream;
use super::{Document, DocumentError, ErrorKind, Escape, Format, Origin, Prose, Reading, html};
use crate::span::Span;
use csv_core::ReadFieldResult;
use std::io::Read;

/// Columns and fields that hold text, best first, where the user names none.
pub(super) const TEXT: [&str; 5] = ["text", "body", "content", "article", "description"];

/// The column or field that names a record, where the user names none.
pub(super) const ID: &str = "id";

/// Delimiters that are told by the header; among equals the first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// The columns and fields that hold the address and the time of a record, where the user names none.
pub(super) const URL: &str = "url";
pub(super) const DATE: &str = "date";

/// What ends a row.
const BREAKS: [char; 2] = ['\r', '\n'];

/// Reads a table row by row.
pub(super) fn read<E>(
    reading: &Reading,
    format: Format,
    name: &str,
    input: &mut dyn Read,
    each: &mut Each<'_, E>,
) -> Result<(), E> {
    let (mut rows, columns) = match open(reading, format, input) {
        Ok(Some(open)) => open,
        Ok(None) => return Ok(()),
        Err(error) => return each(Err(error)),
    };
    for number in 1.. {
        match rows.next() {
            Ok(false) => break,
            Ok(true) => each(rows.record(name, &columns, number))?,
            Err(error) => return each(Err(error)),
        }
    }
    Ok(())
}

/// The rows behind the header, and what the header says; nothing when the file is empty.
fn open<'r>(
    reading: &Reading,
    format: Format,
    input: &'r mut dyn Read,
) -> Result<Option<(Rows<'r>, Columns)>, DocumentError> {
    let mut stream = Stream::open(input)?;
    stream.more()?;
    let delimiter = delimiter(&mut stream, format);
    let core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut rows = Rows { stream, core, cells: Vec::new(), end: 0, most: reading.limits.record };
    if !rows.next()? {
        return Ok(None);
    }
    let header: Vec<String> = rows.cells.iter().map(|cell| value(rows.stream.text(), *cell)).collect();
    let columns = Columns::of(reading, &header).map_err(|error| error.at(rows.origin()))?;
    Ok(Some((rows, columns)))
}

/// The delimiter that the file has, by its name, by a first line `sep=;` as Excel knows it, which is passed over, or by its header.
fn delimiter(stream: &mut Stream<'_>, format: Format) -> u8 {
    let first = stream.text().lines().next().unwrap_or_default();
    let (length, said) = (first.len(), first.strip_prefix("sep=").map(str::as_bytes));
    if let Some(&[delimiter]) = said {
        stream.take(length);
        return delimiter;
    }
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        let known = DELIMITERS.iter().position(|delimiter| *delimiter == byte);
        if let Some(known) = known.filter(|_| !quoted) {
            counts[known] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    match format {
        Format::Tsv => b'\t',
        _ => counts.iter().position(|count| *count == most).map_or(b',', |at| DELIMITERS[at]),
    }
}

/// What the header says.
pub(super) struct Columns {
    count: usize,
    /// Those that hold text, in the order of the file.
    pub(super) text: Vec<usize>,
    pub(super) id: Option<usize>,
    pub(super) url: Option<usize>,
    pub(super) date: Option<usize>,
}

impl Columns {
    pub(super) fn of(reading: &Reading, header: &[String]) -> Result<Columns, DocumentError> {
        let missing = |what: String| {
            let known = header.join(", ");
            DocumentError::from(ErrorKind::Missing(format!("{what}; name one by --column: {known}")))
        };
        let named = |name: &str| {
            let found = header.iter().position(|cell| cell.trim() == name);
            found.ok_or_else(|| missing(format!("no column is called \"{name}\"")))
        };
        let likely = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let mut text = match &reading.fields[..] {
            [] if header.len() == 1 => vec![0],
            [] => {
                let first = TEXT.into_iter().find_map(likely);
                vec![first.ok_or_else(|| missing(format!("no column is called {}", TEXT.join(", "))))?]
            }
            names => names.iter().map(|name| named(name)).collect::<Result<_, _>>()?,
        };
        text.sort_unstable();
        text.dedup();
        let other = |name: &Option<String>, usual: &str| match name {
            Some(name) => named(name).map(Some),
            None => Ok(likely(usual)),
        };
        let (id, url, date) = (other(&reading.id, ID)?, other(&reading.url, URL)?, other(&reading.date, DATE)?);
        Ok(Columns { count: header.len(), text, id, url, date })
    }
}

/// The rows of a table, one at a time.
struct Rows<'r> {
    stream: Stream<'r>,
    core: csv_core::Reader,
    /// The cells of the row as they stand in the stream's text, quotes and all.
    cells: Vec<Span>,
    /// Where the row ends.
    end: usize,
    /// Bytes of a row at most.
    most: usize,
}

impl Rows<'_> {
    /// Goes to the next row; whether there was one.
    fn next(&mut self) -> Result<bool, DocumentError> {
        self.stream.take(std::mem::take(&mut self.end));
        self.cells.clear();
        let (mut start, mut at) = (0, 0);
        loop {
            if at == self.stream.text().len() && self.stream.more()? {
                continue;
            }
            if at > self.most {
                let what = format!("a row of more than {} bytes; is a quote not closed?", self.most);
                return Err(DocumentError::from(ErrorKind::Limit(what)).at(self.origin()));
            }
            // The cells are taken from the text itself, for it is known where they stand there.
            let (result, read, _) = self.core.read_field(&self.stream.text().as_bytes()[at..], &mut [0; 1024]);
            at += read;
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::End => return Ok(false),
                ReadFieldResult::Field { record_end } => {
                    self.cells.push(cell(self.stream.text(), Span::new(start, at), record_end));
                    start = at;
                    if record_end {
                        // The line end is left for the next row: \r and \n must not be counted apart.
                        self.end = self.cells[self.cells.len() - 1].end;
                        return Ok(true);
                    }
                }
            }
        }
    }

    /// Where the row begins in the file.
    fn origin(&self) -> Origin {
        let text = self.stream.text();
        let breaks = text.len() - text.trim_start_matches(BREAKS).len();
        self.stream.origin().after(&text[..breaks])
    }

    /// The row as a document.
    fn record(&self, name: &str, columns: &Columns, number: usize) -> Result<Document, DocumentError> {
        let broken = |what: String| Err(DocumentError::from(ErrorKind::Record(what)).at(self.origin()));
        let (start, end) = (self.cells[0].start, self.cells[self.cells.len() - 1].end);
        let row = self.stream.document(name, start, end);
        let cells: Vec<Span> = self.cells.iter().map(|cell| Span::new(cell.start - start, cell.end - start)).collect();
        if cells.last().is_some_and(|last| !add(&mut Prose::new(row.text()), row.text(), *last)) {
            return broken("a quote is not closed".into());
        }
        if cells.len() != columns.count {
            return broken(format!("{} cells where the header has {}", cells.len(), columns.count));
        }
        let mut prose = Prose::new(row.text());
        for column in &columns.text {
            prose.end_paragraph();
            let cell = cells[*column];
            let escape = if is_quoted(row.text(), cell) { Escape::Csv } else { Escape::BareCsv };
            html::append_string(&mut prose, cell, escape, |prose| {
                add(prose, row.text(), cell);
            });
        }
        let prose = prose.finish();
        let other = |column: Option<usize>| column.map(|column| value(row.text(), cells[column]).trim().to_string());
        let id = other(columns.id).filter(|id| !id.is_empty()).unwrap_or_else(|| number.to_string());
        let (url, date) = (other(columns.url).unwrap_or_default(), other(columns.date).unwrap_or_default());
        let document = row.with_prose(prose, Escape::Csv, true).with_origin(self.origin());
        Ok(document.with_parts(vec![(0, id)]).with_url(url).with_date(date))
    }
}

/// A cell without the delimiter or line end behind it, and without the empty lines before a row.
fn cell(text: &str, span: Span, last: bool) -> Span {
    let raw = span.slice(text);
    // Line ends before the first cell are that of the row before it, and empty lines.
    let start = if span.start == 0 { raw.len() - raw.trim_start_matches(BREAKS).len() } else { span.start };
    let kept = Span::new(start, span.end).slice(text);
    let length = match last {
        true => kept.trim_end_matches(BREAKS).len(),
        false => kept.len().saturating_sub(1),
    };
    Span::new(start, start + length)
}

fn is_quoted(row: &str, cell: Span) -> bool {
    cell.slice(row).starts_with('"')
}

/// Adds a cell to prose made of its row; whether its quotes are closed.
fn add(prose: &mut Prose<'_>, row: &str, cell: Span) -> bool {
    if !is_quoted(row, cell) {
        prose.escape(cell, Escape::BareCsv);
        prose.copy(cell);
        return true;
    }
    let mut at = cell.start + 1;
    while let Some(quote) = memchr::memchr(b'"', &row.as_bytes()[at..cell.end]).map(|found| at + found) {
        prose.copy(Span::new(at, quote));
        at = quote + 1;
        if row.as_bytes()[at..cell.end].first() != Some(&b'"') {
            // Text behind the closing quote belongs to the cell, as spreadsheets read it.
            prose.copy(Span::new(at, cell.end));
            return true;
        }
        at += 1;
        prose.stand_for(Span::new(quote, at), "\"");
    }
    prose.copy(Span::new(at, cell.end));
    false
}

/// What a cell says.
fn value(row: &str, cell: Span) -> String {
    let mut prose = Prose::new(row);
    add(&mut prose, row, cell);
    prose.finish().0
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_all;
    use super::*;
    use proptest::prelude::*;

    fn reading(fields: &[&str], id: Option<&str>) -> Reading {
        let fields = fields.iter().map(|field| (*field).to_string()).collect();
        Reading { format: Some(Format::Csv), fields, id: id.map(str::to_string), ..Reading::default() }
    }

    /// Text, id and line of each row; for a broken one its message and place.
    fn rows(reading: &Reading, text: &str) -> Vec<(String, String, usize)> {
        let read = read_all(reading, "a.csv", text.as_bytes());
        let row = |document: Document| {
            (document.text().to_string(), document.record().to_string(), document.origin().lines + 1)
        };
        read.into_iter().map(|read| read.map_or_else(|e| (e.to_string(), e.place(), e.line), row)).collect()
    }

    fn row(text: &str, id: &str, line: usize) -> (String, String, usize) {
        (text.into(), id.into(), line)
    }

    #[test]
    fn each_row_is_a_document_named_by_its_id() {
        let expected = [row("one, \"two\"\nthree", "7", 2), row("bare", "9", 4), row("", "3", 6)];
        for delimiter in [",", ";", "\t", "|"] {
            let text = "id,body,x\n7,\"one, \"\"two\"\"\nthree\",\n9,bare,\n\n,,\n".replace(',', delimiter);
            let text = text.replace(&format!("one{delimiter}"), "one,");
            assert_eq!(rows(&reading(&[], None), &text), expected, "{delimiter:?}");
            let crlf = text.replace('\n', "\r\n");
            let found = rows(&reading(&[], None), &crlf);
            assert_eq!(found[1..], expected[1..]);
            assert_eq!(found[0].0, "one, \"two\"\r\nthree");
        }
        assert_eq!(rows(&reading(&[], None), "sep=;\r\nid;text\r\n1;a, b"), [row("a, b", "1", 3)]);
        assert_eq!(rows(&reading(&["x", "body"], Some("x")), "body,x\na,b"), [row("a\n\nb", "b", 2)]);
        assert_eq!(rows(&reading(&[], None), "anything\na"), [row("a", "1", 2)]);
        assert_eq!(rows(&reading(&[], None), ""), []);
    }

    #[test]
    fn a_broken_row_is_reported_and_the_others_go_on() {
        let text = "id,text\n1,a\n2,b,c\n3,d\n4,\"e\n5,f\n";
        let broken = "broken record: 3 cells where the header has 2";
        let open = "broken record: a quote is not closed";
        let expected = [row("a", "1", 2), row(broken, ":3", 3), row("d", "3", 4), row(open, ":5", 5)];
        assert_eq!(rows(&reading(&[], None), text), expected);
    }

    #[test]
    fn a_missing_column_lists_those_there_are() {
        let missing = "it holds no records to read: no column is called";
        let message = format!("{missing} text, body, content, article, description; name one by --column: a, b");
        assert_eq!(rows(&reading(&[], None), "a,b\n1,2"), [row(&message, ":1", 1)]);
        let message = format!("{missing} \"c\"; name one by --column: a, b");
        assert_eq!(rows(&reading(&["c"], None), "a,b\n1,2"), [row(&message, ":1", 1)]);
        assert_eq!(rows(&reading(&["a"], Some("c")), "a,b\n1,2"), [row(&message, ":1", 1)]);
    }

    #[test]
    fn a_quote_never_closed_takes_no_more_memory_than_a_record() {
        let mut reading = reading(&[], None);
        reading.limits.record = 1000;
        let text = format!("text\na\n\"{}", "b\n".repeat(1_000_000));
        let message = "beyond the limit: a row of more than 1000 bytes; is a quote not closed?";
        assert_eq!(rows(&reading, &text), [row("a", "1", 2), row(message, ":3", 3)]);
    }

    #[test]
    fn edits_keep_the_table() {
        let text = "id,text\r\n1,some old words\r\n2,\"so \"\"old\"\", so\"\r\n";
        let edited = |with: &str| {
            let mut out = text.to_string();
            for document in read_all(&reading(&[], None), "a.csv", text.as_bytes()).into_iter().rev() {
                let document = document.unwrap();
                let at = document.text().find("old").unwrap();
                let new = document.edited(&[(Span::new(at, at + 3), with)]);
                let start = document.origin().offset;
                out.replace_range(start..start + document.source().len(), &new);
            }
            out
        };
        assert_eq!(edited("new"), text.replace("old", "new"));
        let quoted = edited("n,\"w\"");
        let found = rows(&reading(&[], None), &quoted);
        assert_eq!(found, [row("some n,\"w\" words", "1", 2), row("so \"n,\"w\"\", so", "2", 3)]);
    }

    #[test]
    fn html_in_cells_is_read_and_written_as_such() {
        let cells = "id,text\r\n1,\"<p title=\"\"old\"\">So <b>o</b>ld &amp; \"\"x\"\"</p>\r\nnew\r\n\r\npart<script>old</script>\"\r\n";
        let bare = "2,an <i>old</i> one<br>old\r\n3,a < b and old > c\r\n";
        let table = format!("{cells}{bare}");
        let found = rows(&reading(&[], None), &table);
        let expected = [
            row("So old & \"x\"\n\nnew\n\npart", "1", 2),
            row("an old one\nold", "2", 6),
            row("a < b and old > c", "3", 7),
        ];
        assert_eq!(found, expected);
        // (row, the first "old" replaced by `n < "1"`)
        let written = [
            ("So <b>o</b>ld", "So <b>n &lt; \"\"1\"\"</b>"),
            ("2,an <i>old</i> one<br>old", "2,\"an <i>n &lt; \"\"1\"\"</i> one<br>old\""),
            ("a < b and old > c", "\"a < b and n < \"\"1\"\" > c\""),
        ];
        for (document, (before, after)) in
            read_all(&reading(&[], None), "a.csv", table.as_bytes()).into_iter().zip(written)
        {
            let document = document.unwrap();
            let at = document.text().find("old").unwrap();
            let span = Span::new(at, at + 3);
            let edited = document.edited(&[(span, "n < \"1\"")]);
            assert_eq!(edited, document.source().replacen(before, after, 1));
            assert_eq!(document.locate(span).slice(document.source()).replace("</b>", ""), "old");
        }
    }

    proptest! {
        #[test]
        fn cells_are_what_the_csv_crate_reads(text in "[a\",\r\nb ]{0,60}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> =
                reader.records().map(|record| record.unwrap().iter().map(str::to_string).collect()).collect();
            let mut input = text.as_bytes();
            let (stream, core) = (Stream::open(&mut input).unwrap(), csv_core::Reader::new());
            let mut rows = Rows { stream, core, cells: Vec::new(), end: 0, most: 1000 };
            let mut found: Vec<Vec<String>> = Vec::new();
            while rows.next().unwrap() {
                let closed = |cell: &Span| add(&mut Prose::new(rows.stream.text()), rows.stream.text(), *cell);
                prop_assume!(rows.cells.iter().all(closed));
                found.push(rows.cells.iter().map(|cell| value(rows.stream.text(), *cell)).collect());
            }
            prop_assert_eq!(found, expected);
        }
    }
}
