//! The command line as typed.

use crate::limits::FailOn;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use unspin::Level;
use unspin::audit::TableFormat;
use unspin::config::Quotes;
use unspin::document::Format as InputFormat;
use unspin::report::Format;

/// Flags likely spun, tortured or machine-translated phrasing in English copy, and suggests the plain English.
#[derive(Debug, Parser)]
#[command(version, about, after_help = "Exit codes: 0 nothing to report, 1 findings, 2 usage or input error.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report the findings of files, folders or standard input (-)
    Check(Check),
    /// Audit many pages: tables of findings, pages, sites and phrases
    Audit(Audit),
    /// Put the shards of an audit, or several audits, together
    Merge(Merge),
    /// Put the decisions of a reviewed report (check --for-review) into the documents
    Apply(Apply),
    /// Put the safe suggestions into files, folders or standard input (-)
    Fix(Fix),
    /// Show what fires on a text, what nearly fires, and why
    Explain(Explain),
    /// Print the JSON Schema of a finding, as --format jsonl writes it
    Schema,
    /// Validate, count, rewrite and convert dictionaries
    #[command(subcommand)]
    Dict(Dict),
    /// Measure recall, precision and suggestions on marked copy, or false findings on clean copy
    Eval(Eval),
    /// Propose dictionary rows from pairs of original and spun wording, as CSV for a person to accept
    Learn(Learn),
    /// Build a profile of normal English, or ask one how usual a phrase is
    #[command(subcommand)]
    Reference(Reference),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write those of all commands to a folder
    Man {
        /// Write one page a command to this folder
        #[arg(long, short, value_name = "FOLDER")]
        output: Option<PathBuf>,
    },
    /// Print the JSON Schema of unspin.toml, for editors
    ConfigSchema,
}

/// Which dictionaries and settings are used.
#[derive(Debug, Args)]
pub struct Settings {
    /// Add a dictionary (CSV) of phrases, substitutions, terms or exceptions. Phrases override built-in rows with the same find, and
    /// level off removes them; the others join the built-in ones
    #[arg(long = "dictionary", value_name = "FILE")]
    pub dictionaries: Vec<PathBuf>,
    /// Use this configuration instead of the unspin.toml found upwards from the working directory
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long)]
    pub no_config: bool,
    /// Report findings of this level and above [default: likely]
    #[arg(long, value_name = "LEVEL", value_parser = one_of(Level::ALL, Level::name, Level::from_name))]
    pub min_confidence: Option<Level>,
    /// Do not look for phrases with one misspelt word
    #[arg(long)]
    pub no_near_misses: bool,
    /// Do not work out unlisted swaps
    #[arg(long)]
    pub no_restoration: bool,
    /// Use this profile of normal English instead of the built-in one (see unspin reference build)
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
}

/// Parses one of several names, which help, completions and messages list.
fn one_of<T, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
    from_name: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T>
where
    T: Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.map(name)).try_map(move |name| from_name(&name).ok_or("no such name"))
}

/// How files are read.
#[derive(Debug, Args)]
pub struct ReadAs {
    /// Read all files as this format; a feed is RSS, Atom, NITF or NewsML-G2 [default: by name, else by content]
    #[arg(long, value_name = "FORMAT", value_parser = one_of(InputFormat::ALL, InputFormat::name, InputFormat::from_name))]
    pub input_format: Option<InputFormat>,
    /// Of HTML pages, check the main article only: no navigation, no boilerplate. Pages in which none of 500 characters is found
    /// are checked whole
    #[arg(long)]
    pub article: bool,
    /// Column of tables, or field of JSON (as in meta.parts[].text), that holds the text; may be given more than once
    /// [default: the first of text, body, content, article, description]
    #[arg(long = "column", visible_alias = "field", value_name = "NAME")]
    pub columns: Vec<String>,
    /// Column or field that names a record [default: id, else its number]
    #[arg(long, value_name = "NAME")]
    pub id: Option<String>,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Files and folders to check; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Format of the report; may be repeated, with an --output for each [default: csv]
    #[arg(long = "format", value_name = "FORMAT", value_parser = one_of(Format::ALL, Format::name, Format::from_name))]
    pub formats: Vec<Format>,
    /// Write the report to this file instead of standard output (-)
    #[arg(long = "output", short, value_name = "FILE")]
    pub outputs: Vec<PathBuf>,
    /// Also write one CSV row a document: words, findings, density, verdict
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Begin CSV files with a byte order mark, for Excel
    #[arg(long)]
    pub csv_bom: bool,
    /// Add columns for an editor's decisions, which unspin apply puts in place
    #[arg(long)]
    pub for_review: bool,
    /// Exit with 0 even when there are findings
    #[arg(long)]
    pub exit_zero: bool,
    /// Check hidden and git-ignored files of folders too
    #[arg(long)]
    pub no_ignore: bool,
    /// Threads to use [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// No summary line and no progress bar
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub lint: Lint,
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub read_as: ReadAs,
}

/// Options of `audit`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 the audit ran, 1 a limit of --fail-on is reached, 2 usage or input error, or --max-errors."
)]
pub struct Audit {
    /// Files and folders: web archives (WARC, WET), and all that check reads
    #[arg(required = true, value_name = "SOURCE")]
    pub paths: Vec<PathBuf>,
    /// Write the tables to this folder (findings, documents, sites, phrases, clusters, wordings, errors), and report.html
    #[arg(long, short, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Write the tables as csv, parquet or both
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "csv", value_parser = one_of(TableFormat::ALL, TableFormat::name, TableFormat::from_name))]
    pub tables: Vec<TableFormat>,
    /// Go on with the audit that the folder holds, if it holds one
    #[arg(long)]
    pub resume: bool,
    /// Audit only the I-th of N shares of the sources; unspin merge puts the shares together
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<(usize, usize)>,
    /// Stop after more than this many records that cannot be read
    #[arg(long, value_name = "N")]
    pub max_errors: Option<usize>,
    /// Exit with 1 for findings of this level (certain, likely, possible), for density=N findings in 1,000 words of a page, or for
    /// count=N findings in all; may be repeated
    #[arg(long, value_name = "LIMIT")]
    pub fail_on: Vec<FailOn>,
    /// Column of tables, or field of JSON, that holds the URL of a page [default: url, else the id where it is one]
    #[arg(long, value_name = "NAME")]
    pub url_column: Option<String>,
    /// Column of tables, or field of JSON, that holds the date of a page [default: date]
    #[arg(long, value_name = "NAME")]
    pub date_column: Option<String>,
    /// Check whole HTML pages, not only their main article
    #[arg(long, conflicts_with = "article")]
    pub whole_page: bool,
    /// Audit hidden and git-ignored files of folders too
    #[arg(long)]
    pub no_ignore: bool,
    /// Threads to use [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// No progress and no summary
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub read_as: ReadAs,
}

/// Parses a shard.
fn shard(text: &str) -> Result<(usize, usize), &'static str> {
    let numbers = text.split_once('/').and_then(|(one, all)| Some((one.parse().ok()?, all.parse().ok()?)));
    numbers.filter(|(one, all)| (1..=*all).contains(one)).ok_or("write I/N, as 1/4 for the first of four")
}

/// Options of `merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// Folders that unspin audit wrote
    #[arg(required = true, value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// Write the tables to this folder
    #[arg(long, short, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Write the tables as csv, parquet or both
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "csv", value_parser = one_of(TableFormat::ALL, TableFormat::name, TableFormat::from_name))]
    pub tables: Vec<TableFormat>,
    /// Exit with 1 for findings, as in audit; may be repeated
    #[arg(long, value_name = "LIMIT")]
    pub fail_on: Vec<FailOn>,
    /// No summary
    #[arg(long, short)]
    pub quiet: bool,
}

/// Which findings of `check` are reported, and which make it fail.
#[derive(Debug, Args)]
pub struct Lint {
    /// Leave out findings that this file lists
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all findings to the file of --baseline, and report none
    #[arg(long, requires = "baseline", conflicts_with = "diff_base")]
    pub write_baseline: bool,
    /// Report only findings on lines changed since this git commit
    #[arg(long, value_name = "REF")]
    pub diff_base: Option<String>,
    /// Findings in quoted speech [default: check]
    #[arg(long, value_name = "POLICY", value_parser = one_of(Quotes::ALL, Quotes::name, Quotes::from_name))]
    pub quotes: Option<Quotes>,
    /// Exit with 1 only for findings of this level (certain, likely, possible), for density=N findings in 1,000 words of a document, or
    /// for count=N findings in all; may be repeated
    #[arg(long, value_name = "LIMIT", conflicts_with = "exit_zero")]
    pub fail_on: Vec<FailOn>,
    /// Write no more than this many findings
    #[arg(long, value_name = "N")]
    pub max_findings: Option<usize>,
    /// Pass over excluded files even where they are named
    #[arg(long)]
    pub force_exclude: bool,
}

/// Options of `apply`.
#[derive(Debug, Args)]
pub struct Apply {
    /// The report, as CSV in any encoding, with commas, semicolons or tabs
    #[arg(value_name = "REPORT.csv")]
    pub report: PathBuf,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Add the rejected wordings to this dictionary of exceptions, with the reason in their note
    #[arg(long, value_name = "FILE")]
    pub remember: Option<PathBuf>,
    #[command(flatten)]
    pub read_as: ReadAs,
}

/// Options of `fix`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 no findings left, 1 findings left, 2 usage or input error.")]
pub struct Fix {
    /// Files and folders to change; - is standard input, which goes to standard output
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// Put in place what should be reviewed, too
    #[arg(long)]
    pub r#unsafe: bool,
    /// Change hidden and git-ignored files of folders too
    #[arg(long)]
    pub no_ignore: bool,
    /// No summary line
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub read_as: ReadAs,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The text to explain
    pub text: String,
    #[command(flatten)]
    pub settings: Settings,
}

/// Options of `eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// Marked copy: JSON lines as described in tests/README.md
    #[arg(required_unless_present = "clean", value_name = "GOLD.jsonl")]
    pub gold: Vec<PathBuf>,
    /// Clean copy, one document a line: report false findings instead
    #[arg(long, num_args = 1.., value_name = "FILE", conflicts_with = "gold")]
    pub clean: Vec<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
    /// The marks are not exhaustive: leave precision out
    #[arg(long, conflicts_with = "clean")]
    pub recall_only: bool,
    /// List missed spans and wrong findings, or every finding in clean copy
    #[arg(long, conflicts_with = "json")]
    pub show: bool,
    #[command(flatten)]
    pub settings: Settings,
}

/// Options of `learn`.
#[derive(Debug, Args)]
pub struct Learn {
    /// The original, and what was made of it: two texts with the same lines
    #[arg(value_name = "TEXT")]
    pub texts: Vec<PathBuf>,
    /// A CSV or TSV file with the wordings in two of its columns
    #[arg(long, value_name = "FILE")]
    pub table: Option<PathBuf>,
    /// The two columns of the table
    #[arg(long, num_args = 2, value_names = ["ORIGINAL", "SPUN"], default_values = ["original", "spun"], requires = "table")]
    pub columns: Vec<String>,
    /// Marked copy: JSON lines as described in tests/README.md
    #[arg(long, num_args = 1.., value_name = "GOLD.jsonl")]
    pub gold: Vec<PathBuf>,
    /// Write the proposals to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Commands on dictionaries.
#[derive(Debug, Subcommand)]
pub enum Dict {
    /// Report every problem of the built-in dictionaries, or of FILEs as additions to them
    Check {
        /// Dictionaries to check
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Also list rows that fire more than once in ten million words of this human-written text (one document a line)
        #[arg(long, num_args = 1.., value_name = "TEXT")]
        against: Vec<PathBuf>,
    },
    /// Count phrases by topic, kind and level, terms by topic, substitutions by family and source
    Stats {
        /// Dictionaries to add to the built-in ones
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print the figures as JSON
        #[arg(long)]
        json: bool,
    },
    /// Rewrite dictionaries in canonical order, or with --check say which would change
    Format {
        /// Dictionaries to rewrite
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Change nothing; exit with 1 when a file is not in canonical order
        #[arg(long)]
        check: bool,
    },
    /// Turn a foreign list into a dictionary on standard output
    Import {
        /// Format of the list
        #[arg(long, value_enum)]
        from: Foreign,
        /// The list
        file: PathBuf,
    },
    /// Write the built-in dictionaries, or FILEs, in a format that other tools read
    Export {
        /// Format to write
        #[arg(long, value_enum)]
        to: Export,
        /// Dictionaries to export instead of the built-in ones
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Lists that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Foreign {
    /// CSV of tortured-phrase fingerprints of the Problematic Paper Screener
    Fingerprints,
    /// Vale substitution style (YAML)
    Vale,
    /// codespell list (wrong->right)
    Codespell,
}

/// Formats that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Export {
    /// Vale substitution style (YAML)
    Vale,
    /// Two columns: phrase, suggestion
    Csv,
}

/// Commands on profiles of normal English.
#[derive(Debug, Subcommand)]
pub enum Reference {
    /// Count the words, pairs and triples of texts (UTF-8, plain or zstd, one paragraph a line) into a profile
    Build {
        /// Write the profile to this file
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
        /// Size of the profile at most, in bytes
        #[arg(long, value_name = "BYTES", default_value = "8000000", value_parser = clap::value_parser!(u32).range(65_536..))]
        max_size: u32,
        /// No summary line and no progress bar
        #[arg(long, short)]
        quiet: bool,
        /// Texts; they are read twice
        #[arg(required = true, value_name = "TEXT")]
        texts: Vec<PathBuf>,
    },
    /// Say how often a profile has seen phrases of one to three words, in CSV
    Count {
        /// Ask this profile instead of the built-in one
        #[arg(long, value_name = "FILE")]
        profile: Option<PathBuf>,
        /// Phrases; a comma stands for the edge of a sentence, as in ", however"
        #[arg(required = true, value_name = "PHRASE")]
        phrases: Vec<String>,
    },
}
