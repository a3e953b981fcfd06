//! Speed of the whole pipeline as ratios against references measured in the same run; nothing here asserts a time.
//!
//! `cargo bench --bench throughput [-- FILE…]`: FILEs hold clean copy, one document a line; without any, the clean texts
//! under `tests/corpus` are used.

use aho_corasick::{AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use unspin::{Checker, Document, Lexicon, LexiconBuilder, Options};

/// Bytes of copy that every contender reads in one round.
const SIZE: usize = 24 << 20;
/// Rounds; contenders take turns, and the median of the rounds' ratios counts.
const ROUNDS: usize = 9;
/// Entries of the generated dictionary.
const GENERATED: usize = 50_000;

fn main() {
    let documents = documents();
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let lexicon = Arc::new(Lexicon::builtin().expect("the built-in dictionaries are sound"));
    let surfaces = lexicon.surfaces();
    println!(
        "{} documents, {:.1} MB, {} entries, {} spellings",
        documents.len(),
        bytes as f64 / 1e6,
        lexicon.entries().len(),
        surfaces.len()
    );
    let dfa = AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(&surfaces)
        .expect("the spellings fit an automaton");
    let larger = Arc::new(generated(&documents));
    let checker = Checker::new(Arc::clone(&lexicon), Options::default()).with_sentences(false);
    let checker_larger = Checker::new(larger, Options::default()).with_sentences(false);
    let mut search = || documents.iter().map(|text| dfa.find_iter(text).count()).sum::<usize>();
    let mut check = || check_all(&checker, &documents);
    let mut check_larger = || check_all(&checker_larger, &documents);
    let mut contenders: [(&str, &mut dyn FnMut() -> usize); 3] = [
        ("aho-corasick DFA, search alone", &mut search),
        ("unspin, bytes to findings", &mut check),
        ("unspin with 50,000 generated entries more", &mut check_larger),
    ];
    let mut seconds = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for (at, (_, run)) in contenders.iter_mut().enumerate() {
            let start = Instant::now();
            black_box(run());
            seconds[at].push(start.elapsed().as_secs_f64());
        }
    }
    for (at, (name, _)) in contenders.iter().enumerate() {
        let speed = bytes as f64 / 1e6 / median(seconds[at].clone());
        let ratio = median(seconds[0].iter().zip(&seconds[at]).map(|(reference, own)| reference / own).collect());
        println!("{name:45} {speed:7.0} MB/s   {ratio:5.2} x the search");
    }
    let growth = median(seconds[2].iter().zip(&seconds[1]).map(|(larger, own)| larger / own).collect());
    println!("time with 50,000 entries more: {growth:.2} x");
    restoration(&lexicon, &documents);
    println!("two threads on a folder: {:.2} x one", threads(&checker, &documents));
}

/// What working out unlisted swaps costs: on the copy as it is, and on the same copy spun.
fn restoration(lexicon: &Arc<Lexicon>, documents: &[Vec<u8>]) {
    let without =
        Checker::new(Arc::clone(lexicon), Options { restoration: false, ..Options::default() }).with_sentences(false);
    let with = Checker::new(Arc::clone(lexicon), Options::default()).with_sentences(false);
    let spun: Vec<Vec<u8>> = documents.iter().take(documents.len() / 10).map(|text| spin(text)).collect();
    for (name, documents) in [("clean", documents), ("spun", &spun)] {
        let bytes: usize = documents.iter().map(Vec::len).sum();
        let run = |checker: &Checker| {
            let start = Instant::now();
            black_box(check_all(checker, documents));
            start.elapsed().as_secs_f64()
        };
        let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (run(&without), run(&with))).collect();
        let ratio = median(rounds.iter().map(|(without, with)| with / without).collect());
        let speed = bytes as f64 / 1e6 / median(rounds.iter().map(|(_, with)| *with).collect());
        println!("{name} copy with restoration: {ratio:.2} x the time without, {speed:.0} MB/s");
    }
}

/// Words that spinners swap, and what they write.
const SWAPS: [(&str, &str); 24] = [
    ("people", "individuals"),
    ("work", "labor"),
    ("help", "assist"),
    ("important", "significant"),
    ("use", "utilize"),
    ("need", "require"),
    ("get", "acquire"),
    ("show", "exhibit"),
    ("big", "enormous"),
    ("large", "huge"),
    ("many", "numerous"),
    ("good", "great"),
    ("new", "novel"),
    ("end", "conclusion"),
    ("start", "commence"),
    ("time", "duration"),
    ("place", "spot"),
    ("way", "manner"),
    ("town", "municipality"),
    ("open", "unlock"),
    ("day", "daytime"),
    ("house", "abode"),
    ("water", "fluid"),
    ("old", "antiquated"),
];

/// The copy with every word that [`SWAPS`] knows swapped.
fn spin(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let swapped = |word: &str| {
        SWAPS.iter().find(|(plain, _)| *plain == word).map_or(word.to_string(), |(_, swap)| swap.to_string())
    };
    text.split(' ').map(swapped).collect::<Vec<_>>().join(" ").into_bytes()
}

fn check_all(checker: &Checker, documents: &[Vec<u8>]) -> usize {
    let check = |bytes: &Vec<u8>| {
        let document = Document::from_bytes("-", bytes.clone()).expect("the copy is text");
        checker.check(&document).findings.len()
    };
    documents.iter().map(check).sum()
}

/// Speed of two threads over that of one, on files read from a folder.
fn threads(checker: &Checker, documents: &[Vec<u8>]) -> f64 {
    use rayon::prelude::*;
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, text) in documents.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.txt")), text).expect("the temporary folder is writable");
    }
    let check = |number: usize| {
        let bytes = std::fs::read(folder.path().join(format!("{number}.txt"))).expect("it was just written");
        checker.check(&Document::from_bytes("-", bytes).expect("the copy is text")).findings.len()
    };
    let run = |count: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads");
        let start = Instant::now();
        black_box(pool.install(|| (0..documents.len()).into_par_iter().map(check).sum::<usize>()));
        start.elapsed().as_secs_f64()
    };
    run(2);
    median((0..ROUNDS).map(|_| run(1) / run(2)).collect())
}

/// The built-in dictionaries and 50,000 generated two- and three-word entries, half of whose words stand in the copy.
fn generated(documents: &[Vec<u8>]) -> Lexicon {
    let text: String = documents.iter().take(200).map(|bytes| String::from_utf8_lossy(bytes)).collect();
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 3)
        .map(str::to_ascii_lowercase)
        .collect();
    words.sort();
    words.dedup();
    let mut csv = String::from("find,suggest,kind,level,example\n");
    let mut state: u64 = 7;
    let mut next = || {
        // Knuth's MMIX linear congruential generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for number in 0..GENERATED {
        let (a, b) = (&words[next() % words.len()], next() % words.len());
        let third = if number % 2 == 0 { format!(" x{number}") } else { String::new() };
        writeln!(csv, "{a} {} q{}{third},plain,spun,likely,none", words[b], number / 4)
            .expect("a string takes any text");
    }
    let builder = LexiconBuilder::new().builtin().phrases("generated", "generated.csv", &csv);
    builder.build(&Default::default()).expect("the generated rows are sound")
}

/// Copy, one document an item, repeated up to the size of a round.
fn documents() -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).map(PathBuf::from).collect();
    if files.is_empty() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/clean");
        files = std::fs::read_dir(folder)
            .expect("tests/corpus/clean")
            .map(|entry| entry.expect("readable").path())
            .collect();
        files.sort();
    }
    let texts: Vec<String> = files.iter().map(|file| std::fs::read_to_string(file).expect("a readable file")).collect();
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()).collect();
    let mut size = 0;
    let fits = |line: &&str| {
        size += line.len();
        size < SIZE
    };
    lines.into_iter().cycle().take_while(fits).map(|line| line.as_bytes().to_vec()).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
