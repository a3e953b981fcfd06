//! Clusters of near copies, on pages that the test spinner makes of the texts in `tests/corpus`.

#[path = "support/pairs.rs"]
mod pairs;
#[path = "support/spinner.rs"]
mod spinner;

use pairs::Pairs;
use spinner::{Spin, Spinner};
use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;
use unspin::Lexicon;
use unspin::audit::cluster::{Cluster, Clusterer, Immutables, Place, Sketch};
use unspin::learn::{Pair, propose};

static SPINNER: LazyLock<Spinner> = LazyLock::new(Spinner::builtin);

/// Spins of each source, besides the source itself.
const SPINS: u64 = 6;

fn texts(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Each clean text with its spins, then the spun texts, each with what `dress` makes of it; and the source of each page.
fn pages(foreign: f64, dress: impl Fn(String, usize) -> String) -> (Vec<String>, Vec<usize>) {
    let (mut pages, mut sources) = (Vec::new(), Vec::new());
    let mut add = |text: String, source| {
        pages.push(dress(text, sources.len()));
        sources.push(source);
    };
    let clean = texts("clean");
    for (source, text) in clean.iter().enumerate() {
        add(text.clone(), source);
        for seed in 0..SPINS {
            let rate = [0.3, 0.6, 1.0][seed as usize % 3];
            add(SPINNER.spin(text, Spin { rate, foreign, reorder: seed >= 3 }, seed), source);
        }
    }
    for (number, text) in texts("spun").into_iter().enumerate() {
        add(text, clean.len() + number);
    }
    (pages, sources)
}

/// Clusters of pages, whose sketches go through bytes as they do in an audit.
fn clusters(pages: &[String]) -> Vec<Cluster> {
    let lexicon = Lexicon::builtin().unwrap();
    let immutables = Immutables::new(&lexicon);
    let mut bytes = Vec::new();
    for page in pages {
        Sketch::write(Sketch::of(page, &immutables).as_ref(), &mut bytes).unwrap();
    }
    let (mut input, mut clusterer) = (&bytes[..], Clusterer::new(Cursor::new(Vec::new()), Cursor::new(Vec::new())));
    for number in 0..pages.len() {
        let place = Place { part: number.to_string(), ..Place::default() };
        clusterer.add(&place, Sketch::read(&mut input).unwrap().as_ref()).unwrap();
    }
    assert!(input.is_empty());
    let mut clusters = Vec::new();
    let all = clusterer.finish(|cluster| {
        clusters.push(cluster);
        Ok::<(), std::io::Error>(())
    });
    all.unwrap();
    clusters
}

#[test]
fn spins_of_a_source_are_put_together_and_nothing_else_is() {
    for (foreign, recall) in [(0.0, 0.95), (0.1, 0.85)] {
        let (pages, sources) = pages(foreign, |text, _| text);
        let found = Pairs::of(&clusters(&pages), &sources);
        println!("{foreign}: {found}");
        assert!(found.recall() >= recall && found.precision() >= 0.99, "{foreign}: {found}");
    }
}

#[test]
fn copies_are_found_with_their_likeliest_original() {
    let (pages, _) = pages(0.0, |text, _| text);
    let (clusters, mut right) = (clusters(&pages), 0);
    for cluster in &clusters {
        let original = &cluster.members[cluster.original];
        right += usize::from(original.page % (SPINS + 1) == 0);
        assert!(cluster.members.iter().all(|member| member.similarity >= 0.5), "{cluster:?}");
        assert_eq!(original.similarity, 1.0);
    }
    // Likeliest, not sure: copy of another century has words that spinners write today.
    assert!(right * 10 >= clusters.len() * 9, "{right} of {}", clusters.len());
}

/// As sites put it on every page.
const NOTICE: &str = "\
We and our 37 partners store cookies on your device. Thistlewood Media Ltd is registered in England under number 04217733, VAT 918 4460 27, and has its \
office at 18 Wharf Street, Ludlow SY8 1QX. Ofcom and the Rowntree Trust had no say in what we publish. \
Barometers, almanacs and hymnals are sold by Thistlewood Antiques of Hereford. Follow us on Mastodon and Bluesky, or write to Mrs Okonkwo.";

#[test]
fn notices_on_every_page_make_no_copies() {
    let (pages, sources) = pages(0.0, |text, _| format!("{text}\n{NOTICE}"));
    let found = Pairs::of(&clusters(&pages), &sources);
    assert!(found.recall() >= 0.95 && found.precision() >= 0.99, "{found}");
}

#[test]
fn short_pages_are_in_no_cluster() {
    let page = "Mr Okonkwo of Ludlow sells barometers. Read more about the barometers of Ludlow.".to_string();
    assert_eq!(clusters(&[page.clone(), page]), []);
}

#[test]
fn wordings_are_what_learning_takes() {
    let (pages, _) = pages(0.0, |text, _| text);
    let clusters = clusters(&pages);
    let pairs: Vec<Pair> = clusters.iter().flat_map(Cluster::pairs).collect();
    assert!(pairs.len() >= clusters.len(), "{pairs:?}");
    let proposals = propose(&pairs);
    let proposed = |original: &str, spun: &str| {
        proposals.iter().any(|proposal| (&*proposal.original, &*proposal.spun) == (original, spun))
    };
    let inflecting = proposals.iter().filter(|proposal| proposal.original.starts_with('~')).count();
    assert!(proposed("the", "a") && inflecting > 20, "{proposals:?}");
}
