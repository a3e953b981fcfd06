//! Measures a profile on held-out text: `profile_figures PROFILE TEXT…`, plain text, one document a line.

use std::hint::black_box;
use std::time::Instant;
use unspin::reference::{EDGE, Profile, word_hashes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let bytes = std::fs::read(args.next().ok_or("PROFILE is missing")?)?;
    let size = bytes.len();
    let start = Instant::now();
    let profile = Profile::from_bytes(bytes)?;
    println!("{size} bytes, opened with checksum in {:.2?}", start.elapsed());
    let start = Instant::now();
    Profile::builtin();
    println!("the built-in profile opened in {:.2?}", start.elapsed());
    let mut texts = Vec::new();
    for file in args {
        let hashes: Vec<u64> = std::fs::read_to_string(&file)?.lines().flat_map(word_hashes).collect();
        println!("{file}: {}", figures(&profile, &hashes));
        texts.extend(hashes);
    }
    println!("all: {}", figures(&profile, &texts));
    strangers(&profile, &texts);
    speed(&profile, &texts);
    Ok(())
}

/// Share of words, pairs and triples that are kept, and bits a word by stupid backoff.
fn figures(profile: &Profile, hashes: &[u64]) -> String {
    let share = |length: usize, inside: bool| {
        let ngrams = hashes.windows(length).filter(|ngram| {
            let middle = ngram.get(1..length.saturating_sub(1)).unwrap_or_default();
            !middle.contains(&EDGE) && *ngram != [EDGE, EDGE] && (!inside || !ngram.contains(&EDGE))
        });
        let (kept, all) =
            ngrams.fold((0, 0), |(kept, all), ngram| (kept + usize::from(profile.ln_count(ngram).is_some()), all + 1));
        100.0 * kept as f64 / f64::from(all)
    };
    let mut bits = 0.0;
    let mut words = 0;
    for end in 1..hashes.len() {
        let start = end.saturating_sub(2);
        let context = hashes[start..end].iter().rposition(|hash| *hash == EDGE).map_or(start, |at| start + at);
        if hashes[end] != EDGE {
            bits -= f64::from(profile.ln_probability(&hashes[context..=end])) / std::f64::consts::LN_2;
            words += 1;
        }
    }
    format!(
        "{words} words, kept {:.2} %; pairs {:.2} % ({:.2} % without edges); triples {:.2} % ({:.2} %); {:.3} bits a word",
        share(1, true),
        share(2, false),
        share(2, true),
        share(3, false),
        share(3, true),
        bits / f64::from(words),
    )
}

/// How often pairs and triples get a count that hardly any can have.
fn strangers(profile: &Profile, hashes: &[u64]) {
    let mut words: Vec<u64> = hashes.iter().copied().filter(|hash| profile.ln_count(&[*hash]).is_some()).collect();
    let mut state = 1u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below
    };
    let n = 1_000_000;
    let run = |profile: &Profile, words: &[u64], random: &mut dyn FnMut(usize) -> usize, length: usize| {
        let hits = (0..n).filter(|_| {
            let ngram: Vec<u64> = (0..length).map(|_| words[random(words.len())]).collect();
            profile.ln_count(&ngram).is_some()
        });
        100.0 * hits.count() as f64 / f64::from(n)
    };
    let by_use: Vec<f64> = [2, 3].map(|length| run(profile, &words, &mut random, length)).into();
    words.sort_unstable();
    words.dedup();
    let by_word: Vec<f64> = [2, 3].map(|length| run(profile, &words, &mut random, length)).into();
    let made_up = (0..n).filter(|n| profile.ln_count(&[mixed(*n as u64)]).is_some()).count();
    println!("random words of the texts, by use: pairs {:.3} %, triples {:.3} %", by_use[0], by_use[1]);
    println!("random words of the texts, each once: pairs {:.3} %, triples {:.4} %", by_word[0], by_word[1]);
    println!("made-up words: {:.3} %", 100.0 * made_up as f64 / f64::from(n));
}

fn mixed(n: u64) -> u64 {
    (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn speed(profile: &Profile, hashes: &[u64]) {
    for length in 1..=3 {
        let start = Instant::now();
        let found = hashes.windows(length).filter(|ngram| profile.ln_count(black_box(ngram)).is_some()).count();
        let each = start.elapsed() / hashes.len() as u32;
        println!("look-up of {length} words of text: {each:.1?} ({found} kept)");
    }
}
