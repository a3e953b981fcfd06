//! Lists the built-in dictionaries so that the library can embed them.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets the package's folder");
    let folder = Path::new(&root).join("dictionaries/phrases");
    println!("cargo::rerun-if-changed=dictionaries");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("dictionaries/phrases is part of the package")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    files.sort();
    let mut code = String::from("/// Topic, file and text of each built-in phrase dictionary.\n");
    writeln!(code, "pub(crate) const BUILTIN_PHRASES: &[(&str, &str, &str)] = &[").expect("a string takes any text");
    for path in &files {
        let topic = path.file_stem().expect("a file has a name").to_string_lossy();
        let file = format!("dictionaries/phrases/{topic}.csv");
        writeln!(code, "({topic:?}, {file:?}, include_str!({path:?})),").expect("a string takes any text");
    }
    let exceptions = Path::new(&root).join("dictionaries/exceptions.csv");
    write!(
        code,
        "];\n/// The built-in exceptions.\npub(crate) const BUILTIN_EXCEPTIONS: &str = include_str!({exceptions:?});\n"
    )
    .expect("a string takes any text");
    let out = std::env::var("OUT_DIR").expect("cargo sets the output folder");
    std::fs::write(Path::new(&out).join("builtin.rs"), code).expect("the output folder is writable");
}
