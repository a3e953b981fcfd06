//! `unspin audit`: tables are the same whatever interrupts the audit and however it is shared out.

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const TABLES: [&str; 8] = [
    "findings.csv",
    "documents.csv",
    "sites.csv",
    "phrases.csv",
    "errors.csv",
    "clusters.csv",
    "wordings.csv",
    "report.html",
];
const CLEAN: &str =
    "The committee agreed on Tuesday, after a long debate, that the bridge over the river would be closed.";
const SPUN: &str = "They used counterfeit consciousness, and the leader of the Joined Realm posed nitty gritty inquiries about \
                    the science of counterfeit consciousness. The leader of the Joined Realm posed nitty gritty inquiries.";
const GERMAN: &str = "Der Ausschuss beschloss am Dienstag nach langer Beratung, die Brücke über den Fluss zu sperren.";

fn record(kind: &str, url: &str, content_type: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-0{}T00:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        url.len() % 9 + 1,
        block.len()
    )
}

/// Two archives of several units, a table, pages in files, a picture.
fn sources(folder: &Path) {
    std::fs::create_dir(folder.join("in")).unwrap();
    for (file, pages) in [("a.warc", 2_300), ("b.wet", 1_100)] {
        let mut archive = record("warcinfo", "x", "application/warc-fields", "software: tests");
        for page in 0..pages {
            let text = match page % 7 {
                3 => SPUN,
                5 => GERMAN,
                _ => CLEAN,
            };
            let url = format!("http://www.{}.co.uk/{page}", if page % 7 == 3 { "farm" } else { "paper" });
            archive += &if file == "a.warc" {
                let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>{text} {page}</p>");
                record("response", &url, "application/http; msgtype=response", &response)
            } else {
                record("conversion", &url, "text/plain", &format!("{text} {page}\n"))
            };
            if page % 1_000 == 500 {
                archive += "garbage\r\n";
            }
        }
        std::fs::write(folder.join("in").join(file), archive).unwrap();
    }
    let rows: String = (0..50).map(|row| format!("https://blog{}.example.org/{row},\"{SPUN}\"\n", row % 3)).collect();
    std::fs::write(folder.join("in/c.csv"), format!("url,text\n{rows}")).unwrap();
    std::fs::write(folder.join("in/d.html"), format!("<html><p>{SPUN}")).unwrap();
    std::fs::write(folder.join("in/e.png"), b"\x89PNG\r\n\x1a\n\0").unwrap();
}

fn command(folder: &Path, out: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unspin"));
    command.current_dir(folder).args([
        "audit",
        "in",
        "--no-config",
        "--quiet",
        "--no-restoration",
        "--id",
        "url",
        "--out",
        out,
    ]);
    command.args(more).stdin(Stdio::null());
    command
}

fn succeeds(mut command: Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn tables(folder: &Path) -> Vec<String> {
    TABLES.iter().map(|table| std::fs::read_to_string(folder.join(table)).unwrap()).collect()
}

struct Case {
    folder: tempfile::TempDir,
    whole: Vec<String>,
    took: Duration,
}

/// Sources, and the tables of an audit that nothing interrupts: made once, for it takes longest.
fn case() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(make)
}

fn make() -> Case {
    let folder = tempfile::tempdir().unwrap();
    sources(folder.path());
    let start = Instant::now();
    succeeds(command(folder.path(), "whole", &["--threads", "2", "--tables", "csv,parquet"]));
    let whole = tables(&folder.path().join("whole"));
    Case { took: start.elapsed(), folder, whole }
}

impl Case {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn assert_same(&self, out: &str) {
        for ((table, expected), found) in TABLES.iter().zip(&self.whole).zip(tables(&self.at(out))) {
            assert!(*expected == found, "{out}/{table} differs");
        }
    }
}

#[test]
fn tables_say_what_was_found_where_and_how_surely() {
    let case = case();
    let [findings, documents, sites, phrases, errors, clusters, wordings, report] = &case.whole[..] else { panic!() };
    assert!(clusters.starts_with("cluster,document,part,") && wordings.starts_with("cluster,original,spun,"));
    assert!(report.starts_with("<!DOCTYPE html>") && report.contains("farm.co.uk"));
    assert!(findings.lines().next().unwrap().ends_with(",applicability,part,url"));
    assert_eq!(documents.lines().count(), 1 + 2_300 + 1_100 + 50 + 1);
    assert_eq!(documents.lines().filter(|row| row.contains(",deu,,")).count(), 328 + 157);
    let rows: Vec<&str> = sites.lines().collect();
    assert_eq!(rows.len(), 1 + 4, "{sites}");
    assert!(rows[1].starts_with("farm.co.uk,486,486,486,1.0000,0.9922,1.0000,"), "{}", rows[1]);
    assert!(rows[2].starts_with("example.org,50,50,50,1.0000,0.9287,1.0000,"), "{}", rows[2]);
    assert!(rows[3].starts_with(",1,1,1,1.0000,0.2065,1.0000,"), "{}", rows[3]);
    assert!(
        rows[4].starts_with("paper.co.uk,2914,2429,0,0.0000,0.0000,0.0016,0.00,0.00,0.00,,2026-03-0"),
        "{}",
        rows[4]
    );
    assert!(phrases.contains("\ncounterfeit consciousness,artificial intelligence,537,2,1074\r\n"), "{phrases}");
    let causes: Vec<&str> = errors.lines().skip(1).map(|row| row.split(',').nth(2).unwrap()).collect();
    assert_eq!(causes, ["record", "record", "record", "binary"], "{errors}");
    assert!(errors.contains("in/a.warc@"), "{errors}");
}

/// Numbers that differ from run to run (Knuth's MMIX generator); the seed is printed.
struct Random(u64);

impl Random {
    fn new() -> Random {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
        println!("seed {seed}");
        Random(seed.into())
    }

    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1 << 24)
    }
}

/// `UNSPIN_KILLS` audits, 3 unless said, each killed at a random moment, every other one again when it had gone on.
#[test]
fn a_killed_audit_goes_on_to_the_same_tables() {
    let case = case();
    let audits = std::env::var("UNSPIN_KILLS").map_or(3, |number| number.parse().unwrap());
    let (mut random, mut killed) = (Random::new(), 0);
    for audit in 0..audits {
        let out = format!("killed-{audit}");
        for _ in 0..=audit % 2 {
            let mut child = command(&case.at(""), &out, &["--resume", "--threads", "2"]).spawn().unwrap();
            std::thread::sleep(case.took.mul_f64(random.next()));
            killed += usize::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        }
        succeeds(command(&case.at(""), &out, &["--resume", "--threads", "1"]));
        case.assert_same(&out);
    }
    println!("{killed} kills before the end of {audits} audits");
    assert!(killed > 0);
}

#[test]
fn a_part_that_is_damaged_or_gone_is_made_again() {
    let case = case();
    succeeds(command(&case.at(""), "damaged", &[]));
    // As a full disk or a lost machine leaves them.
    let parts = case.at("damaged/parts");
    let mut names: Vec<PathBuf> = std::fs::read_dir(&parts).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    std::fs::OpenOptions::new().write(true).open(&names[1]).unwrap().set_len(100).unwrap();
    std::fs::remove_file(&names[2]).unwrap();
    std::fs::remove_file(case.at("damaged/sites.csv")).unwrap();
    succeeds(command(&case.at(""), "damaged", &["--resume"]));
    case.assert_same("damaged");
}

/// Cells of a CSV table, and of the same table in Parquet as text.
fn rows_of(folder: &Path, table: &str) -> [Vec<Vec<String>>; 2] {
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_path(folder.join(format!("{table}.csv"))).unwrap();
    let of_csv = csv.records().map(|row| row.unwrap().iter().map(str::to_string).collect());
    let file =
        SerializedFileReader::new(std::fs::File::open(folder.join(format!("{table}.parquet"))).unwrap()).unwrap();
    let columns = file.metadata().file_metadata().schema_descr().columns().iter();
    let header = columns.map(|column| column.name().to_string()).collect();
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        other => panic!("{other}"),
    };
    let row = |row: Row| row.get_column_iter().map(|(_, field)| cell(field)).collect();
    let of_parquet = file.get_row_iter(None).unwrap().map(|found| row(found.unwrap()));
    [of_csv.collect(), std::iter::once(header).chain(of_parquet).collect()]
}

#[test]
fn parquet_says_the_same_as_csv() {
    let case = case();
    let whole = case.at("whole");
    for table in ["findings", "documents", "sites", "phrases", "errors", "clusters", "wordings"] {
        let [csv, parquet] = rows_of(&whole, table);
        assert_eq!(csv.len(), parquet.len(), "{table}");
        let same = |a: &String, b: &String| a == b || a.parse::<f64>().is_ok_and(|a| b.parse() == Ok(a));
        for (row, other) in csv.iter().zip(&parquet) {
            assert!(row.len() == other.len() && row.iter().zip(other).all(|(a, b)| same(a, b)), "{row:?}\n{other:?}");
        }
    }
    // A table that was written is one to audit too, with the same outcome in both.
    let outcome = |file: &str, out: &str| {
        let columns = ["--column", "context", "--id", "start", "--url-column", "url", "--date-column", "level"];
        let mut audit = Command::new(env!("CARGO_BIN_EXE_unspin"));
        audit.current_dir(case.at("")).args([
            "audit",
            file,
            "--no-config",
            "--quiet",
            "--no-restoration",
            "--out",
            out,
        ]);
        audit.args(columns).stdin(Stdio::null());
        succeeds(audit);
        tables(&case.at(out)).into_iter().map(|table| table.replace(file, "")).collect::<Vec<_>>()
    };
    let [csv, parquet] = ["csv", "parquet"].map(|ending| outcome(&format!("whole/findings.{ending}"), ending));
    assert!(csv[1].lines().count() > 1_000 && csv[1].contains(",http://www.farm.co.uk/3,farm.co.uk,likely,eng,"));
    // Findings have their place in the file in the one, in the text of the row in the other.
    assert!(csv[1..] == parquet[1..]);
}

#[test]
fn shards_put_together_are_the_whole() {
    let case = case();
    for shard in ["2/2", "1/2"] {
        succeeds(command(&case.at(""), &shard.replace('/', "-"), &["--shard", shard, "--threads", "1"]));
    }
    let merge = |folders: &[&str]| {
        let mut merge = Command::new(env!("CARGO_BIN_EXE_unspin"));
        merge.current_dir(case.at("")).arg("merge").args(folders).args(["--out", "merged"]).stdin(Stdio::null());
        merge.output().unwrap()
    };
    let output = merge(&["2-2", "1-2"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    case.assert_same("merged");
    let twice = merge(&["1-2", "1-2"]);
    assert!(String::from_utf8_lossy(&twice.stderr).contains("both hold the same sources"));
    assert_eq!(twice.status.code(), Some(2));
    let half = merge(&["1-2"]);
    assert!(String::from_utf8_lossy(&half.stderr).contains("1 of 2 shards; the others are missing"));
    assert_eq!(half.status.code(), Some(0));
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    sources(folder.path());
    let fails = |out: &str, more: &[&str], message: &str| {
        let output = command(folder.path(), out, more).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(message), "{stderr}");
    };
    fails("few", &["--max-errors", "1", "--threads", "1"], "stopped after ");
    assert!(!folder.path().join("few/sites.csv").exists());
    fails("few", &[], "go on with it by --resume");
    fails("few", &["--resume", "--min-confidence", "certain"], "with other settings");
    fails("few", &["--resume", "--shard", "1/2"], "with another shard");
    std::fs::write(folder.path().join("in/f.txt"), "more").unwrap();
    fails("few", &["--resume"], "with other sources");
    let output = command(folder.path(), "limit", &["--fail-on", "certain"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}
