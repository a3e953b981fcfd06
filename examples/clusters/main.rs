//! Clusters pages that the test spinner makes of corpora: `clusters PAGES RATE FOREIGN CORPUS.txt.zst…`, one document or paragraph a line, a
//! blank line between documents.
//!
//! Texts of 200 to 500 words are cut from the corpora. Three tenths of the pages stand alone; of the other texts there are four pages each, one as it
//! was written, three spun. Says how long sketches and clusters take, how much memory, and how many pairs are found.

#[path = "../../tests/support/pairs.rs"]
mod pairs;
#[path = "../../tests/support/spinner.rs"]
mod spinner;

use pairs::Pairs;
use spinner::{Random, Spin, Spinner};
use std::collections::HashSet;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};
use unspin::Lexicon;
use unspin::audit::cluster::{Cluster, Clusterer, Immutables, Place, Sketch};
use unspin::reference::word_hash;

/// Pages of a text that does not stand alone.
const COPIES: usize = 4;
/// Words of a page: from the first to the last.
const WORDS: (usize, usize) = (200, 500);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("clusters PAGES RATE FOREIGN CORPUS.txt.zst…");
    let (pages, rate, foreign): (usize, f64, f64) = (next()?.parse()?, next()?.parse()?, next()?.parse()?);
    let (spinner, lexicon) = (Spinner::builtin(), Lexicon::builtin()?);
    let immutables = Immutables::new(&lexicon);
    let mut clusterer = Clusterer::new(tempfile::tempfile()?, tempfile::tempfile()?);
    let (mut texts, mut sources) = (Vec::new(), Vec::new());
    let (mut sketching, mut bytes, mut without) = (Duration::ZERO, 0, 0);
    let mut random = Random(1);
    let mut add = |text: &str, source: usize| -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        let sketch = Sketch::of(text, &immutables);
        clusterer.add(&Place::default(), sketch.as_ref())?;
        sketching += start.elapsed();
        bytes += text.len();
        without += usize::from(sketch.is_none());
        sources.push(source);
        Ok(())
    };
    let mut made = 0;
    for path in arguments {
        let file = ruzstd::decoding::StreamingDecoder::new(std::fs::File::open(&path)?)?;
        let mut cut = Cut::new(BufReader::new(file), &mut random);
        while let Some(text) = cut.next_text()? {
            if made >= pages {
                break;
            }
            let source = texts.len();
            texts.push(Text::of(&text));
            add(&text, source)?;
            made += 1;
            // So many texts of several pages that these are seven tenths of all.
            if source % 11 < 4 {
                for copy in 1..COPIES {
                    let spin = Spin { rate, foreign, reorder: copy == 2 };
                    add(&spinner.spin(&text, spin, (made + copy) as u64), source)?;
                }
                made += COPIES - 1;
            }
        }
    }
    let start = Instant::now();
    let mut clusters: Vec<Cluster> = Vec::new();
    clusterer.finish(|cluster| {
        clusters.push(cluster);
        Ok::<(), std::io::Error>(())
    })?;
    let clustering = start.elapsed();
    let rate = bytes as f64 / 1e6 / sketching.as_secs_f64();
    println!("{made} pages of {} texts, {:.1} MB, {without} without a sketch", texts.len(), bytes as f64 / 1e6);
    println!("sketches {:.1} s ({rate:.0} MB/s), clusters {:.1} s", sketching.as_secs_f64(), clustering.as_secs_f64());
    let found = Pairs::of(&clusters, &sources);
    println!("{found}");
    wrong(&clusters, &sources, &texts, found.right);
    peak();
    Ok(())
}

/// What is kept of a text, to judge by: its beginning, and a sample of its runs of eight words.
struct Text {
    start: String,
    runs: HashSet<u32>,
}

impl Text {
    fn of(text: &str) -> Text {
        let words: Vec<u64> = text.split_whitespace().map(word_hash).collect();
        let runs = words.windows(8).map(|run| run.iter().fold(0u64, |hash, word| hash.rotate_left(7) ^ word));
        let runs = runs.filter(|hash| hash % 4 == 0).map(|hash| (hash >> 16) as u32).collect();
        Text { start: text.chars().take(60).collect(), runs }
    }

    /// Whether a fifth of the runs of the shorter text stand in the other as well: corpora hold copies, too.
    fn copies(&self, other: &Text) -> bool {
        self.runs.intersection(&other.runs).count() * 5 >= self.runs.len().min(other.runs.len()).max(1)
    }
}

/// Counts the pairs of several texts, and shows some of those that share few runs of words.
fn wrong(clusters: &[Cluster], sources: &[usize], texts: &[Text], right: u64) {
    let (mut copies, mut strangers) = (0, 0);
    for cluster in clusters {
        let of: Vec<usize> = cluster.members.iter().map(|member| sources[member.page as usize]).collect();
        for (at, a) in of.iter().enumerate() {
            for b in of[..at].iter().filter(|b| *b != a) {
                if texts[*a].copies(&texts[*b]) {
                    copies += 1;
                    continue;
                }
                strangers += 1;
                if strangers % 100 == 1 {
                    println!("  {}\n  {}\n", texts[*b].start, texts[*a].start);
                }
            }
        }
    }
    let found = right + copies + strangers;
    let precision = (right + copies) as f64 / found.max(1) as f64;
    println!(
        "{} clusters; {copies} pairs of texts that are copies in the corpora, {strangers} of others",
        clusters.len()
    );
    println!("precision with these copies {precision:.4}");
}

/// The most memory that the process held (Linux).
fn peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
}

/// Cuts texts of whole lines from a corpus; no document is in two of them unless it is long.
struct Cut<'r, R> {
    lines: std::io::Lines<R>,
    random: &'r mut Random,
}

impl<'r, R: BufRead> Cut<'r, R> {
    fn new(reader: R, random: &'r mut Random) -> Self {
        Cut { lines: reader.lines(), random }
    }

    fn next_text(&mut self) -> Result<Option<String>, Box<dyn Error>> {
        let least = WORDS.0 + self.random.below(WORDS.1 - WORDS.0);
        let mut words: Vec<String> = Vec::new();
        for line in self.lines.by_ref() {
            let line = line?;
            if line.is_empty() && words.len() < WORDS.0 {
                words.clear();
            }
            words.extend(line.split_whitespace().map(str::to_string));
            if words.len() >= least || line.is_empty() && words.len() >= WORDS.0 {
                words.truncate(WORDS.1);
                return Ok(Some(words.join(" ")));
            }
        }
        Ok(None)
    }
}
