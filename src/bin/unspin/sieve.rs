//! Which findings are reported: suppressions, baseline, quoted speech, changed lines. They act on what is reported; what was found
//! stays evidence.

use crate::args::Lint;
use crate::baseline::BaselineFile;
use crate::diff_base::{Changes, Lines};
use crate::input::{Source, globs, is_match};
use crate::settings::Resolved;
use anyhow::Result;
use globset::GlobSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use unspin::config::{Quotes, Suppress};
use unspin::document::Positions;
use unspin::finding::{Finding, Inline, Keys, Known, Left, Said, is_meant, is_quoted, quoted};
use unspin::{Document, Level, Span};

/// What is decided once for all files.
pub struct Sieve {
    rules: Vec<Rule>,
    folder: PathBuf,
    /// The configuration file as messages name it.
    file: String,
    quotes: Quotes,
    least: Level,
    baseline: Option<BaselineFile>,
    changes: Option<Changes>,
}

/// A `[[suppress]]` of the configuration.
struct Rule {
    suppress: Suppress,
    paths: GlobSet,
    /// Whether a file that it is for was checked.
    met: AtomicBool,
    used: AtomicBool,
}

/// What became of findings that were not reported as they are.
#[derive(Debug, Default, Clone)]
pub struct Told {
    /// Whether any suppression was in force, so that none suppressed is worth telling.
    pub in_force: bool,
    /// Suppressed by a directive in the text.
    pub inline: usize,
    /// Suppressed by the configuration.
    pub configuration: usize,
    /// Listed in the baseline.
    pub baseline: usize,
    /// Entries of the baseline that are no longer found.
    pub stale: usize,
    /// Left out because they stand in quoted speech.
    pub quoted: usize,
    /// Reported one level lower because they stand in quoted speech.
    pub downgraded: usize,
    /// Left out because their lines have not changed.
    pub unchanged: usize,
    /// The highest level of what is reported.
    pub highest: Option<Level>,
    /// What is wrong with directives.
    pub warnings: Vec<String>,
    /// What goes into the baseline.
    known: BTreeMap<String, Vec<Known>>,
}

impl Told {
    /// Adds what another file came to.
    pub fn add(&mut self, other: Told) {
        self.in_force |= other.in_force;
        self.inline += other.inline;
        self.configuration += other.configuration;
        self.baseline += other.baseline;
        self.stale += other.stale;
        self.quoted += other.quoted;
        self.downgraded += other.downgraded;
        self.unchanged += other.unchanged;
        self.highest = self.highest.max(other.highest);
        self.warnings.extend(other.warnings);
        self.known.extend(other.known);
    }

    /// The counts for the summary line, in parts.
    pub fn parts(&self) -> Vec<String> {
        let mut parts = Vec::new();
        let suppressed = self.inline + self.configuration + self.baseline;
        if suppressed > 0 || self.in_force {
            let by = [(self.inline, "inline"), (self.configuration, "configuration"), (self.baseline, "baseline")];
            let by: Vec<String> =
                by.iter().filter(|(count, _)| *count > 0).map(|(count, how)| format!("{count} {how}")).collect();
            let how = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
            parts.push(format!("{suppressed} suppressed{how}"));
        }
        let told = [
            (self.quoted, "left out in quoted speech"),
            (self.downgraded, "downgraded in quoted speech"),
            (self.unchanged, "on unchanged lines"),
        ];
        parts.extend(told.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
        parts
    }
}

impl Sieve {
    /// Reads the baseline and asks git, where the command line wants them.
    pub fn new(arguments: &Lint, resolved: &Resolved, files: &[Source]) -> Result<Sieve> {
        let rules = resolved.suppress.iter().map(Rule::new).collect::<Result<_>>()?;
        let baseline =
            arguments.baseline.as_deref().map(|path| BaselineFile::open(path, arguments.write_baseline)).transpose()?;
        let files = files.iter().map(|source| source.path.as_path()).filter(|path| path.is_file());
        let changes = arguments.diff_base.as_deref().map(|base| Changes::since(base, files)).transpose()?;
        Ok(Sieve {
            rules,
            folder: resolved.exclude.0.clone(),
            file: resolved.file.clone(),
            quotes: arguments.quotes.or(resolved.quotes).unwrap_or_default(),
            least: resolved.least,
            baseline,
            changes,
        })
    }

    /// Whether what is reported of a document rests on the documents of its file before it.
    pub fn counts_off(&self) -> bool {
        self.baseline.is_some()
    }

    /// The sieve of one file.
    pub fn file(&self, path: &Path) -> FileSieve<'_> {
        let rules: Vec<&Rule> = self
            .rules
            .iter()
            .filter(|rule| rule.paths.is_empty() || is_match(path, &self.folder, &rule.paths))
            .collect();
        rules.iter().for_each(|rule| rule.met.store(true, Ordering::Relaxed));
        let name = self.baseline.as_ref().map(|baseline| baseline.name(path)).unwrap_or_default();
        let reading = self.baseline.as_ref().filter(|baseline| !baseline.write);
        let left = reading.map(|baseline| Left::new(baseline.known.of(&name))).unwrap_or_default();
        let lines = self.changes.as_ref().map(|changes| changes.lines(path));
        let told = Told { in_force: !rules.is_empty() || self.baseline.is_some(), ..Told::default() };
        FileSieve { sieve: self, path: path.to_path_buf(), rules, name, left, lines, told }
    }

    /// Writes the baseline where that is wanted; says what was of no use.
    pub fn finish(&self, told: &Told) -> Result<Vec<String>> {
        if let Some(baseline) = self.baseline.as_ref().filter(|baseline| baseline.write) {
            baseline.write(&told.known)?;
        }
        let is_unused = |rule: &&Rule| rule.met.load(Ordering::Relaxed) && !rule.used.load(Ordering::Relaxed);
        let unused = self.rules.iter().filter(is_unused);
        let warning = |rule: &Rule| {
            format!("{}:{}: suppress silences nothing in the files checked (remove it)", self.file, rule.suppress.line)
        };
        let mut warnings: Vec<String> = unused.map(warning).collect();
        if told.stale > 0 {
            let (entries, occur) = if told.stale == 1 { ("entry", "occurs") } else { ("entries", "occur") };
            warnings.push(format!(
                "{} baseline {entries} no longer {occur} (write the baseline anew with --write-baseline)",
                told.stale
            ));
        }
        Ok(warnings)
    }
}

impl Rule {
    fn new(suppress: &Suppress) -> Result<Rule> {
        let paths = globs("suppress", &suppress.paths)?;
        Ok(Rule { suppress: suppress.clone(), paths, met: AtomicBool::new(false), used: AtomicBool::new(false) })
    }

    fn silences(&self, entry: &str) -> bool {
        let silences = is_meant(&self.suppress.entries, entry);
        self.used.fetch_or(silences, Ordering::Relaxed);
        silences
    }
}

/// What is decided for one file.
pub struct FileSieve<'s> {
    sieve: &'s Sieve,
    path: PathBuf,
    rules: Vec<&'s Rule>,
    /// What the baseline calls it.
    name: String,
    left: Left,
    /// The lines that are reported; nothing for all.
    lines: Option<Lines>,
    told: Told,
}

impl FileSieve<'_> {
    /// The sieve of one of the file's documents.
    pub fn document<'d>(&'d mut self, document: &'d Document) -> DocumentSieve<'d> {
        let file: &'d mut FileSieve<'_> = self;
        let check_all = file.sieve.quotes == Quotes::Check;
        // A file that cannot be read keeps what the baseline lists of it.
        if file.sieve.baseline.is_some() {
            file.told.known.entry(file.name.clone()).or_default();
        }
        DocumentSieve {
            document,
            inline: Inline::new(document),
            quotations: if check_all { Vec::new() } else { quoted(document.text()) },
            keys: file.sieve.baseline.is_some().then(|| Keys::new(&file.name, document.text())),
            positions: Positions::new(document.located()),
            rules: &file.rules,
            baseline: file.sieve.baseline.as_ref(),
            quotes: file.sieve.quotes,
            least: file.sieve.least,
            lines: file.lines.as_ref(),
            left: &mut file.left,
            told: &mut file.told,
            path: &file.path,
        }
    }

    /// What the file came to.
    pub fn finish(mut self) -> Told {
        self.told.stale = if self.told.known.is_empty() { 0 } else { self.left.stale() };
        self.told
    }
}

/// What is decided for one document.
pub struct DocumentSieve<'d> {
    document: &'d Document,
    inline: Inline<'d>,
    quotations: Vec<Span>,
    keys: Option<Keys<'d>>,
    positions: Positions<'d>,
    rules: &'d [&'d Rule],
    baseline: Option<&'d BaselineFile>,
    quotes: Quotes,
    least: Level,
    lines: Option<&'d Lines>,
    left: &'d mut Left,
    told: &'d mut Told,
    path: &'d Path,
}

impl DocumentSieve<'_> {
    /// Whether a finding is reported; it may be changed. Findings come in order.
    ///
    /// Suppressions are asked first, whatever quotations and changed lines say, so that one is not called unused because of them.
    pub fn keep(&mut self, finding: &mut Finding) -> bool {
        match self.inline.say(finding) {
            Said::Directive => return false,
            Said::Ignore => self.told.inline += 1,
            Said::Nothing if self.is_configured(&finding.entry) => self.told.configuration += 1,
            Said::Nothing if self.is_known(finding.span) => self.told.baseline += 1,
            Said::Nothing => return self.keep_unsuppressed(finding),
        }
        false
    }

    fn keep_unsuppressed(&mut self, finding: &mut Finding) -> bool {
        if !self.is_changed(finding.span) {
            self.told.unchanged += 1;
            return false;
        }
        if is_quoted(&self.quotations, finding.span) && !self.keep_quoted(finding) {
            self.told.quoted += 1;
            return false;
        }
        self.told.highest = self.told.highest.max(Some(finding.level));
        true
    }

    fn is_configured(&self, entry: &str) -> bool {
        // All are asked, so that each knows whether it is of use.
        self.rules.iter().filter(|rule| rule.silences(entry)).count() > 0
    }

    fn is_known(&mut self, span: Span) -> bool {
        let (Some(keys), Some(baseline)) = (&mut self.keys, self.baseline) else { return false };
        let known = keys.known(span);
        if !baseline.write {
            return self.left.take(&known.key);
        }
        self.told.known.entry(known.document.clone()).or_default().push(known);
        true
    }

    fn is_changed(&mut self, span: Span) -> bool {
        let Some(lines) = self.lines else { return true };
        // Where no one counts the file's lines, as in a word processor's, one change is as good as any.
        if !std::ptr::eq(self.document.located(), self.document.source()) {
            return lines.any();
        }
        let place = self.document.locate(span);
        let first = self.document.origin().lines;
        let mut line = |offset: usize| first + self.positions.locate(offset).line;
        lines.touch(line(place.start), line(place.end.saturating_sub(1).max(place.start)))
    }

    /// Whether a finding in quoted speech is reported, perhaps one level lower.
    fn keep_quoted(&mut self, finding: &mut Finding) -> bool {
        let lower = finding.level.lower().filter(|level| self.quotes == Quotes::Downgrade && *level >= self.least);
        let Some(level) = lower else { return false };
        finding.level = level;
        finding.reason.push_str("; one level lower, for it stands in quoted speech");
        self.told.downgraded += 1;
        true
    }

    /// Ends the document: what is wrong with its directives.
    pub fn finish(self) {
        self.told.in_force |= !self.inline.is_empty();
        let path = self.path.display();
        let warnings = self.inline.warnings();
        self.told.warnings.extend(warnings.into_iter().map(|(line, message)| format!("{path}:{line}: {message}")));
    }
}
