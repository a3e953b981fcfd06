//! Clusters pages that the test spinner makes of corpora: `clusters PAGES RATE FOREIGN CORPUS.txt.zst…`, one document or paragraph a line, a
//! blank line between documents.
//!
//! Texts of 200 to 500 words are cut from the corpora. Two fifths of the pages stand alone; of the other texts there are four pages each, one as it
//! was written, three spun. Says how long sketches and clusters take, how much memory, and how many pairs are found.

#[path = "../../tests/support/pairs.rs"]
mod pairs;
#[path = "../../tests/support/spinner.rs"]
mod spinner;

use pairs::Pairs;
use spinner::{Random, Spin, Spinner};
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};
use unspin::Lexicon;
use unspin::audit::cluster::{Cluster, Clusterer, Immutables, Place, Sketch};

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
            texts.push(text.chars().take(60).collect::<String>());
            add(&text, source)?;
            made += 1;
            // So many texts of several pages that these are three fifths of all.
            if source % 11 < 3 {
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
    println!("{}", Pairs::of(&clusters, &sources));
    wrong(&clusters, &sources, &texts);
    peak();
    Ok(())
}

/// Shows clusters of several texts.
fn wrong(clusters: &[Cluster], sources: &[usize], texts: &[String]) {
    let mixed = clusters.iter().filter(|cluster| {
        let first = sources[cluster.members[0].page as usize];
        cluster.members.iter().any(|member| sources[member.page as usize] != first)
    });
    let mixed: Vec<&Cluster> = mixed.collect();
    println!("{} clusters, {} of several texts", clusters.len(), mixed.len());
    for cluster in mixed.iter().step_by(mixed.len().div_ceil(12)) {
        let mut of: Vec<usize> = cluster.members.iter().map(|member| sources[member.page as usize]).collect();
        of.dedup();
        println!("  {} pages, {} texts:", cluster.members.len(), of.len());
        of.iter().take(3).for_each(|source| println!("    {}", texts[*source]));
    }
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
