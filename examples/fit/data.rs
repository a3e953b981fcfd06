//! Marked and clean documents with their places, looked at with dictionaries that have not seen them.

use rayon::prelude::*;
use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use unspin::detect::{Candidates, Restoration};
use unspin::eval::{GoldDocument, read_gold};
use unspin::learn::{Pair, Sort, pairs_of_gold, propose};
use unspin::lexicon::{LexiconBuilder, Settings};
use unspin::{Checker, Level, Lexicon, Options, Span};

/// Parts of the documents for cross-validation.
pub const FOLDS: usize = 5;
/// Share of the listed phrases that is left standing in marked documents, out of 100: the rows were partly written from these very
/// documents, and find about half as much in others.
const PHRASES_KEPT: u64 = 50;

/// Where a document is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Set {
    Passages,
    Families,
    WebPages,
    Seed,
    Negatives,
    Clean,
    /// Fingerprints, each a line of its own.
    Lines,
    /// Pieces of clean text as short as those.
    Short,
    /// A marked document inside a clean one.
    Mixed,
    /// Clean documents without planted phrases, cut to the lengths of marked ones.
    Cut,
}

/// A document, looked at.
#[derive(Debug, Clone)]
pub struct Document {
    pub set: Set,
    pub family: String,
    pub fold: usize,
    pub words: usize,
    pub weight: f64,
    pub places: Vec<Restoration>,
    /// For each place whether it is spun; `None` where that is in doubt.
    pub labels: Vec<Option<bool>>,
    /// For each place its originals, best first.
    pub originals: Vec<Vec<String>>,
    /// In marked documents, for each place all that it may stand for.
    pub candidates: Vec<Candidates>,
    /// Listed phrases that fire at level likely.
    pub phrases: Vec<Span>,
    /// What they suggest.
    pub suggestions: Vec<Vec<String>>,
    /// Marked phrases: bytes, what was meant, whether sure.
    pub marks: Vec<(Span, Vec<String>, bool)>,
}

/// FNV-1a, so that folds stay what they are.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Kind, id and text of a clean document or a piece of one.
type Piece = (Set, String, String);

struct Sources {
    gold: Vec<(Set, GoldDocument)>,
    lines: Vec<Pair>,
    rows: Vec<csv::StringRecord>,
}

fn fold_of(id: &str) -> usize {
    (hash(id) >> 16) as usize % FOLDS
}

/// Everything below `shared`, looked at.
pub fn load(shared: &str) -> Result<Vec<Document>, Box<dyn Error>> {
    let sources = Sources { gold: gold(shared)?, lines: lines(shared)?, rows: rows()? };
    let checkers: Vec<Checker> = (0..FOLDS)
        .into_par_iter()
        .map(|fold| lexicon(&sources, fold).map(checker).map_err(|error| error.to_string()))
        .collect::<Result<_, String>>()?;
    let mut documents: Vec<Document> =
        sources.gold.par_iter().map(|(set, gold)| marked(*set, gold, &checkers[fold_of(&gold.id)])).collect();
    let pieces = clean(shared)?;
    let clean: Vec<Document> = pieces
        .par_iter()
        .map(|(set, id, text)| planted(look(*set, "", fold_of(id), text, Vec::new(), &checkers[fold_of(id)]), text))
        .collect();
    let lines = sources.lines.par_iter().map(|pair| {
        let fold = fold_of(&pair.spun);
        let marks = vec![(Span::new(0, pair.spun.len()), vec![pair.original.clone()], true)];
        look(Set::Lines, "fingerprints", fold, &pair.spun, marks, &checkers[fold])
    });
    let lines: Vec<Document> = lines.collect();
    let (mixed, cut) = (mixed(&documents, &clean), cut(&documents, &clean));
    documents.extend(clean.into_iter().chain(lines).chain(mixed).chain(cut));
    Ok(documents)
}

fn gold(shared: &str) -> Result<Vec<(Set, GoldDocument)>, Box<dyn Error>> {
    let files = [
        ("dev-passages", Set::Passages),
        ("dev-families", Set::Families),
        ("dev-web-pages", Set::WebPages),
        ("seed", Set::Seed),
        ("dev-hard-negatives", Set::Negatives),
    ];
    let mut gold = Vec::new();
    for (name, set) in files {
        let file = format!("{shared}/gold/{name}.jsonl");
        gold.extend(read_gold(&file, &fs::read_to_string(&file)?)?.into_iter().map(|document| (set, document)));
    }
    Ok(gold)
}

/// Fingerprints of plain words with what is expected for them.
fn lines(shared: &str) -> Result<Vec<Pair>, Box<dyn Error>> {
    let file = format!("{shared}/pps/fingerprints-dev.csv");
    let options = unspin::exchange::ImportOptions::default();
    let imported = unspin::exchange::fingerprints::import(&file, &fs::read_to_string(&file)?, &options);
    let plain = imported.rows.iter().filter(|row| !row.suggest.is_empty() && row.when.is_empty());
    let plain = plain.filter(|row| !row.find.contains(['(', '<', '{']));
    let pair = |row: &unspin::lexicon::row::Row| Pair {
        original: row.suggest.split(" | ").next().unwrap_or_default().to_string(),
        spun: row.find.replace('~', ""),
        document: row.find.clone(),
        family: None,
    };
    Ok(plain.map(pair).collect())
}

fn rows() -> Result<Vec<csv::StringRecord>, csv::Error> {
    csv::Reader::from_path("dictionaries/substitutions.csv")?.into_records().collect()
}

/// The built-in dictionaries without what the documents and lines of a fold taught.
fn lexicon(sources: &Sources, fold: usize) -> Result<Lexicon, Box<dyn Error>> {
    let others = sources.gold.iter().filter(|(_, document)| fold_of(&document.id) != fold);
    let mut pairs = pairs_of_gold(&others.map(|(_, document)| document.clone()).collect::<Vec<_>>());
    pairs.extend(sources.lines.iter().filter(|pair| fold_of(&pair.spun) != fold).cloned());
    let key = |a: &str, b: &str| [a, b].map(|side| side.replace('~', "").replace('-', " ").to_lowercase());
    let proposals = propose(&pairs).into_iter().filter(|proposal| proposal.sort == Sort::Substitution);
    let mut counts: HashMap<[String; 2], usize> = HashMap::new();
    for proposal in proposals {
        *counts.entry(key(&proposal.original, &proposal.spun)).or_default() += proposal.count;
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["original", "swap", "pos", "family", "typical", "count", "source"])?;
    for row in &sources.rows {
        let count = counts.get(&key(&row[0], &row[1])).map_or_else(String::new, ToString::to_string);
        if !count.is_empty() || !row[4].is_empty() {
            writer.write_record([&row[0], &row[1], &row[2], &row[3], &row[4], count.as_str(), &row[6]])?;
        }
    }
    let substitutions = String::from_utf8(writer.into_inner()?)?;
    let phrases = folder("dictionaries/phrases")?;
    let phrases = phrases.iter().map(|(topic, text)| (topic.as_str(), topic.as_str(), text.as_str()));
    let builder = LexiconBuilder::new().phrase_files(phrases).substitutions("substitutions.csv", &substitutions);
    let terms = folder("dictionaries/terms")?;
    let builder = terms.iter().fold(builder, |builder, (topic, text)| builder.terms(topic, text));
    Ok(builder.build(&Settings::default())?)
}

fn folder(folder: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let topic = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        files.push((topic, fs::read_to_string(&path)?));
    }
    files.sort();
    Ok(files)
}

fn checker(lexicon: Lexicon) -> Checker {
    Checker::new(Arc::new(lexicon), Options { least: Level::Likely, restoration: false, ..Options::default() })
}

fn marked(set: Set, gold: &GoldDocument, checker: &Checker) -> Document {
    let offsets: Vec<usize> = gold.text.char_indices().map(|(at, _)| at).chain([gold.text.len()]).collect();
    let marks = gold
        .spans
        .iter()
        .map(|span| (Span::new(offsets[span.start], offsets[span.end]), span.meant.clone(), span.sure));
    let family = gold.family.as_deref().unwrap_or("-");
    look(set, family, fold_of(&gold.id), &gold.text, marks.collect(), checker)
}

fn look(
    set: Set,
    family: &str,
    fold: usize,
    text: &str,
    marks: Vec<(Span, Vec<String>, bool)>,
    checker: &Checker,
) -> Document {
    let document = unspin::Document::from_text("-", text);
    let text = document.text();
    let findings = checker.check(&document);
    let is_marked = !marks.is_empty();
    // A fingerprint is a row itself, or nearly so.
    let kept = |start: usize| set != Set::Lines && (!is_marked || hash(&text[start..]) % 100 < PHRASES_KEPT);
    let phrases: Vec<_> = findings.findings.iter().filter(|finding| kept(finding.span.start)).collect();
    let suggestions =
        phrases.iter().map(|finding| finding.suggestions.iter().map(|s| s.text.clone()).collect()).collect();
    let places = checker.places(&document);
    let labels = places.iter().map(|place| label(place.span, &marks, set)).collect();
    let originals =
        places.iter().map(|place| checker.originals(place).iter().map(ToString::to_string).collect()).collect();
    let weight = match set {
        Set::Clean => 1.2,
        Set::Negatives => 12.0,
        Set::WebPages => 0.0,
        Set::Lines => 0.1,
        Set::Short => 0.6,
        _ => 1.0,
    };
    let phrases = phrases.iter().map(|finding| finding.span).collect();
    let (words, family) = (findings.counts.words, family.to_string());
    let candidates = if is_marked { checker.candidates(&document) } else { Vec::new() };
    Document { set, family, fold, words, weight, places, labels, originals, candidates, phrases, suggestions, marks }
}

/// Puts a listed phrase or two into every other clean text, on paper: one tell-tale phrase, quoted or met by chance, does not make
/// the rest of human copy spun.
fn planted(mut document: Document, text: &str) -> Document {
    const LENGTH: usize = 16;
    let seed = hash(text) as usize;
    let phrases = if seed.is_multiple_of(2) { 1 + seed / 2 % 2 } else { 0 };
    for number in 0..phrases {
        let start = (seed >> (8 + number)) % text.len().max(1);
        document.phrases.push(Span::new(start, start + LENGTH));
        document.suggestions.push(Vec::new());
    }
    document.phrases.sort();
    document
}

/// Whether a place overlaps a marked span by half of the shorter; in doubt where the mark is, or where marks are not exhaustive.
fn label(span: Span, marks: &[(Span, Vec<String>, bool)], set: Set) -> Option<bool> {
    let hit = marks.iter().find(|(mark, _, _)| overlaps_by_half(span, *mark));
    match hit {
        Some((_, _, sure)) => sure.then_some(true),
        None if set == Set::WebPages => None,
        None => Some(false),
    }
}

/// The metric of `eval`.
pub fn overlaps_by_half(a: Span, b: Span) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    2 * shared >= a.len().min(b.len()) && shared > 0
}

/// Clean documents, and short pieces of them.
fn clean(shared: &str) -> Result<Vec<Piece>, Box<dyn Error>> {
    const SHORT: usize = 6_000;
    let mut pieces = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(Path::new(shared).join("clean"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (number, line) in fs::read_to_string(&path)?.lines().enumerate() {
            pieces.push((Set::Clean, format!("{name}:{number}"), line.to_string()));
        }
    }
    let whole = pieces.clone();
    for (number, (_, id, text)) in whole.iter().cycle().take(SHORT).enumerate() {
        let words: Vec<&str> = text.split_whitespace().collect();
        let seed = hash(&format!("{id}{number}")) as usize;
        let length = if number % 3 == 0 { 30 + seed % 170 } else { 2 + seed % 29 };
        if words.len() > length {
            let start = (seed >> 8) % (words.len() - length);
            pieces.push((Set::Short, id.clone(), words[start..start + length].join(" ")));
        }
    }
    Ok(pieces)
}

/// Marked documents before clean ones of their fold, some a few times as long and some many times.
fn mixed(marked: &[Document], clean: &[Document]) -> Vec<Document> {
    let spun = marked.iter().filter(|document| matches!(document.set, Set::Passages | Set::Families | Set::Seed));
    let mut mixed = Vec::new();
    for (number, document) in spun.enumerate() {
        for times in [1..8, 8..120] {
            let lengths = times.start * document.words..times.end * document.words;
            let fits = |other: &&Document| {
                other.set == Set::Clean && other.fold == document.fold && lengths.contains(&other.words)
            };
            let others: Vec<&Document> = clean.iter().filter(fits).collect();
            if let Some(other) = others.get(number * 7 % others.len().max(1)) {
                mixed.push(join(document, other));
            }
        }
    }
    mixed
}

/// The first words of every clean document in which nothing was planted, as many as one marked document or another has.
fn cut(marked: &[Document], clean: &[Document]) -> Vec<Document> {
    let whole = |document: &Document| matches!(document.set, Set::Passages | Set::Families | Set::WebPages);
    let lengths: Vec<usize> = marked.iter().filter(|marked| whole(marked)).map(|marked| marked.words).collect();
    let unplanted = clean.iter().filter(|document| document.set == Set::Clean && document.phrases.is_empty());
    let mut cut = Vec::new();
    for (number, document) in unplanted.enumerate() {
        for words in [number, number * 7 + 3].map(|at| lengths[at % lengths.len()]) {
            let inside = document.places.partition_point(|place| place.tokens.end as usize <= words);
            if words <= document.words {
                let (places, labels) = (document.places[..inside].to_vec(), document.labels[..inside].to_vec());
                cut.push(Document { set: Set::Cut, weight: 0.0, words, places, labels, ..document.clone() });
            }
        }
    }
    cut
}

/// Tokens of the clean part that are learned from: those further away stand in the clean document itself.
const LEARNED_FROM: u32 = 150;

fn join(spun: &Document, clean: &Document) -> Document {
    let bytes = spun.places.iter().map(|place| place.span.end).max().unwrap_or(0) + 200;
    let tokens = spun.places.iter().map(|place| place.tokens.end).max().unwrap_or(0) + 10;
    let mut joined = Document { set: Set::Mixed, words: spun.words + clean.words, weight: 0.5, ..spun.clone() };
    for (place, label) in clean.places.iter().zip(&clean.labels) {
        let mut place = place.clone();
        joined.labels.push(label.filter(|_| place.tokens.start < LEARNED_FROM));
        place.span = Span::new(place.span.start + bytes, place.span.end + bytes);
        place.tokens = place.tokens.start + tokens..place.tokens.end + tokens;
        joined.places.push(place);
    }
    joined.originals.extend(clean.originals.iter().cloned());
    joined
}
