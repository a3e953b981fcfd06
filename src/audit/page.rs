//! What one document comes to.

use super::cluster::{Immutables, Sketch};
use super::schema::{DOCUMENTS, ERRORS};
use super::{language, url};
use crate::checker::Checker;
use crate::document::{Document, DocumentError, Unread};
use crate::finding::{Counts, Verdict};
use crate::level::Level;
use crate::report::{Records, cells, original, write_row};
use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What an error is lost with: one record, or all of the file behind it.
const RECORD: &str = "record";
pub(super) const FILE: &str = "file";

/// Columns of the documents that are known of a page by itself: all but its cluster.
pub(super) const KNOWN: usize = DOCUMENTS.len() - 1;

/// What a run of records came to, as rows of the tables: CSV without headers.
#[derive(Debug, Default)]
pub struct Part {
    pub(super) findings: Vec<u8>,
    pub(super) documents: Vec<u8>,
    /// What the copies of each document are found by.
    pub(super) sketches: Vec<u8>,
    /// Phrases of each page, each once: phrase, suggestion, site, findings.
    pub(super) phrases: Vec<u8>,
    pub(super) errors: Vec<u8>,
    /// Documents that were read.
    pub pages: usize,
    /// Records that could not be read; what is no text at all does not count.
    pub broken: usize,
}

/// Looks at pages, from many threads.
pub struct Auditor<'c> {
    checker: &'c Checker,
    words: Immutables<'c>,
}

impl<'c> Auditor<'c> {
    /// Looks at pages with a checker.
    #[must_use]
    pub fn new(checker: &'c Checker) -> Auditor<'c> {
        Auditor { checker, words: Immutables::new(checker.lexicon()) }
    }

    /// Adds what a document of the file `source` comes to. What cannot be read is a row of the errors, and so is one that the program itself
    /// fails on: among millions of pages there is one for every fault.
    ///
    /// # Errors
    /// None of the document; those of writing to memory.
    pub fn audit(&self, part: &mut Part, source: &str, unread: Unread) -> io::Result<()> {
        let record = unread.record().to_string();
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut page = Part::default();
            unread.document().map(|document| page.document(self, &document).map(|()| page))
        }));
        part.page(source, record, read)
    }
}

/// The tables that a part has rows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Of [`super::schema::FINDINGS`].
    Findings,
    /// Of [`super::schema::DOCUMENTS`], without the cluster.
    Documents,
    /// Of [`super::schema::PAGE_PHRASES`].
    Phrases,
    /// Of [`super::schema::ERRORS`].
    Errors,
}

impl Part {
    /// Hands the rows of a table to `each`, as they are where no spreadsheet reads them: an empty cell is a null.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn rows<E: From<io::Error>>(
        &self,
        section: Section,
        mut each: impl FnMut(&mut dyn Iterator<Item = &str>) -> Result<(), E>,
    ) -> Result<(), E> {
        let rows = match section {
            Section::Findings => &self.findings,
            Section::Documents => &self.documents,
            Section::Phrases => &self.phrases,
            Section::Errors => &self.errors,
        };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&rows[..]);
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(io::Error::from)? {
            each(&mut row.iter().map(original))?;
        }
        Ok(())
    }

    /// What the copies of each document are found by, as [`Sketch::read`] takes it, one behind the other.
    #[must_use]
    pub fn sketches(&self) -> &[u8] {
        &self.sketches
    }
}

/// What a page came to: its rows, a fault of its file, or a panic.
type Read = std::thread::Result<Result<io::Result<Part>, DocumentError>>;

impl Part {
    fn page(&mut self, source: &str, record: String, read: Read) -> io::Result<()> {
        let (place, cause, message, scope) = match read {
            Ok(Ok(page)) => return page.map(|page| self.add(page)),
            Ok(Err(error)) => {
                let scope = if error.ends_file() { FILE } else { RECORD };
                (error.place(), error.cause(), error.to_string(), scope)
            }
            Err(_) => (String::new(), "fault", "unspin failed on it; please report it".to_string(), RECORD),
        };
        self.broken += usize::from(cause != DocumentError::BINARY);
        let row: [String; ERRORS.len()] = [format!("{source}{place}"), record, cause.into(), message, scope.into()];
        write_row(&mut self.errors, &row)
    }

    fn add(&mut self, page: Part) {
        self.findings.extend(page.findings);
        self.documents.extend(page.documents);
        self.sketches.extend(page.sketches);
        self.phrases.extend(page.phrases);
        self.pages += 1;
    }

    fn document(&mut self, auditor: &Auditor<'_>, document: &Document) -> io::Result<()> {
        let url = if document.url().is_empty() { document.record() } else { document.url() };
        let site = url::site(url);
        let place = Place { url: if site.is_some() { url } else { "" }, site: site.unwrap_or_default() };
        let language = language::of(document.text());
        if !language::is_checked(language) {
            Sketch::write(None, &mut self.sketches)?;
            return self.row(document, &place, language, None);
        }
        let (mut levels, mut phrases) = ([0; Level::ALL.len()], BTreeMap::<(String, String), usize>::new());
        let mut records = Records::new(document);
        Sketch::write(Sketch::of(document.text(), &auditor.words).as_ref(), &mut self.sketches)?;
        let counts = auditor.checker.check_each(document, |finding| {
            levels[finding.level as usize] += 1;
            let record = records.record(&finding);
            let suggestion = record.suggestions.first().copied().unwrap_or_default().to_lowercase();
            *phrases.entry((normal(record.found), suggestion)).or_default() += 1;
            let row: Vec<_> = cells(&record).into_iter().chain([place.url.into()]).collect();
            write_row(&mut self.findings, &row)
        })?;
        for ((phrase, suggestion), count) in phrases {
            write_row(&mut self.phrases, &[&*phrase, &*suggestion, &*place.site, &*count.to_string()])?;
        }
        self.row(document, &place, language, Some((&counts, levels)))
    }

    fn row(
        &mut self,
        document: &Document,
        place: &Place<'_>,
        language: &str,
        checked: Option<(&Counts, [usize; Level::ALL.len()])>,
    ) -> io::Result<()> {
        let known = [document.name(), document.record(), place.url, &place.site, document.date(), language];
        let mut row: Vec<String> = known.map(str::to_string).into();
        match checked {
            Some((counts, levels)) => row.extend(figures(counts, levels)),
            None => row.resize(KNOWN - 1, String::new()),
        }
        row.push(document.boilerplate().map_or_else(String::new, |share| format!("{share:.3}")));
        write_row(&mut self.documents, &row)
    }
}

/// Where a page is from.
struct Place<'d> {
    /// Empty where it is from no web.
    url: &'d str,
    site: String,
}

/// The cells of [`DOCUMENTS`] from `words` to `vocabulary_share`.
fn figures(counts: &Counts, levels: [usize; Level::ALL.len()]) -> [String; 13] {
    let vocabulary = counts.evidence.and_then(|evidence| evidence.vocabulary);
    let share = counts.sentences_with_findings as f64 / counts.sentences.max(1) as f64;
    let [possible, likely, certain] = levels.map(|count| count.to_string());
    [
        counts.words.to_string(),
        counts.findings.to_string(),
        certain,
        likely,
        possible,
        format!("{:.2}", counts.density()),
        Verdict::of(counts).text().to_string(),
        counts.evidence.map_or_else(String::new, |evidence| format!("{:.3}", evidence.probability)),
        counts.sentences.to_string(),
        counts.sentences_with_findings.to_string(),
        format!("{share:.3}"),
        vocabulary.map_or("", |vocabulary| vocabulary.family.name()).to_string(),
        vocabulary.map_or_else(String::new, |vocabulary| format!("{:.2}", vocabulary.share)),
    ]
}

/// A phrase in lower case, on one line.
fn normal(phrase: &str) -> String {
    phrase.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LexiconBuilder, Options};
    use std::sync::Arc;

    #[test]
    fn a_page_comes_to_rows_of_each_table() {
        let csv = "find,suggest,kind,level,example\nnitty gritty,detailed,spun,likely,none\n";
        let lexicon = LexiconBuilder::new().phrases("t", "t.csv", csv).build(&Default::default()).unwrap();
        let checker = Checker::new(Arc::new(lexicon), Options::default());
        let page = |text: &str, url: &str| {
            let parts = vec![(0, url.to_string())];
            Unread::from(Ok(Document::from_text("a.warc", text).with_parts(parts).with_date("2026")))
        };
        let (auditor, mut part) = (Auditor::new(&checker), Part::default());
        let url = "http://www.a.example.com/1";
        auditor.audit(&mut part, "a.warc", page("The nitty\ngritty plans. Nitty gritty it is.", url)).unwrap();
        let german = "Der Ausschuss beschloss nach langer Beratung, die Brücke über den Fluss zu sperren. nitty gritty";
        auditor.audit(&mut part, "a.warc", page(german, "7")).unwrap();
        let error = Document::from_bytes("x", b"a\x01\x02b\x03\x04".to_vec()).unwrap_err();
        auditor.audit(&mut part, "x.png", Err(error).into()).unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(text(&part.phrases), "nitty gritty,detailed,example.com,2\r\n");
        let documents = text(&part.documents);
        let rows: Vec<&str> = documents.lines().collect();
        assert!(rows[0].starts_with(&format!("a.warc,{url},{url},example.com,2026,")), "{}", rows[0]);
        assert!(rows[0].contains(",8,2,0,2,0,250.00,"), "{}", rows[0]);
        assert_eq!(rows[1], "a.warc,7,,,2026,deu,,,,,,,,,,,,,,");
        assert_eq!(text(&part.findings).matches(&format!(",{url},{url}\r\n")).count(), 2);
        assert_eq!(text(&part.errors), "x.png,,binary,looks binary: it is full of control characters,file\r\n");
        assert_eq!((part.pages, part.broken), (2, 0));
    }
}
