//! Embeds the built-in dictionaries, and compiles them with the library's own code so that the program need not at every start.

#![allow(dead_code, unused_imports)] // The library's modules are used in part.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[path = "src/error.rs"]
mod error;
#[path = "src/flat.rs"]
mod flat;
#[path = "src/level.rs"]
mod level;
#[path = "src/lexicon/mod.rs"]
mod lexicon;
#[path = "src/reference/mod.rs"]
mod reference;
#[path = "src/span.rs"]
mod span;
#[path = "src/text/mod.rs"]
mod text;

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets the package's folder"));
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets the output folder"));
    for part in [
        "dictionaries",
        "src/error.rs",
        "src/flat.rs",
        "src/level.rs",
        "src/lexicon",
        "src/reference",
        "src/span.rs",
        "src/text",
        "build.rs",
    ] {
        println!("cargo::rerun-if-changed={part}");
    }
    let phrases = csv_files(&root.join("dictionaries/phrases"));
    let terms = csv_files(&root.join("dictionaries/terms"));
    std::fs::write(out.join("builtin.rs"), listing(&phrases, &terms)).expect("the output folder is writable");
    std::fs::write(out.join("lexicon.bin"), compiled(&root, &phrases, &terms)).expect("the output folder is writable");
}

fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the dictionaries are part of the package");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    files.sort();
    files
}

fn topic(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

fn file_name(folder: &str, topic: &str) -> String {
    format!("dictionaries/{folder}/{topic}.csv")
}

/// Rust code that names the files.
fn listing(phrases: &[PathBuf], terms: &[PathBuf]) -> String {
    let mut code = String::from("/// Topic, file name and text of each built-in phrase dictionary.\n");
    code.push_str("const PHRASES: &[(&str, &str, &str)] = &[\n");
    for path in phrases {
        let topic = topic(path);
        writeln!(code, "    ({topic:?}, {:?}, include_str!({path:?})),", file_name("phrases", &topic))
            .expect("a string takes any text");
    }
    code.push_str("];\n/// File name and text of each built-in terms file.\nconst TERMS: &[(&str, &str)] = &[\n");
    for path in terms {
        writeln!(code, "    ({:?}, include_str!({path:?})),", file_name("terms", &topic(path)))
            .expect("a string takes any text");
    }
    code.push_str("];\n");
    code
}

/// The compiled dictionaries. Nothing when they have faults, which the program then reports, or on a machine of another byte order
/// than the one that builds.
fn compiled(root: &Path, phrases: &[PathBuf], terms: &[PathBuf]) -> Vec<u8> {
    let little = std::env::var("CARGO_CFG_TARGET_ENDIAN").is_ok_and(|endian| endian == "little");
    if !little || cfg!(target_endian = "big") {
        return Vec::new();
    }
    let read = |path: &Path| -> &'static str { std::fs::read_to_string(path).expect("a dictionary is UTF-8").leak() };
    let phrases: Vec<(&'static str, &'static str, &'static str)> = phrases
        .iter()
        .map(|path| {
            let topic: &'static str = topic(path).leak();
            (topic, &*file_name("phrases", topic).leak(), read(path))
        })
        .collect();
    let terms: Vec<(&'static str, &'static str)> =
        terms.iter().map(|path| (&*file_name("terms", &topic(path)).leak(), read(path))).collect();
    let single = |file: &'static str| (file, read(&root.join(file)));
    let exceptions = single("dictionaries/exceptions.csv");
    let substitutions = single("dictionaries/substitutions.csv");
    let sources = lexicon::Sources { phrases: phrases.leak(), exceptions, substitutions, terms: terms.leak() };
    let built = lexicon::LexiconBuilder::new().sources(sources).build(&lexicon::Settings::default());
    built.ok().and_then(|lexicon| lexicon.pack(sources)).unwrap_or_default()
}
