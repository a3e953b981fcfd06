//! The one-way order of the stages: a stage uses only those before it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Stages in order; those in one row do not use each other. See ARCHITECTURE.md.
const ORDER: [&[&str]; 14] = [
    &["span", "error", "flat", "level"],
    &["config"],
    &["document"],
    &["text"],
    &["reference"],
    &["lexicon"],
    &["builtin", "detect"],
    &["finding"],
    &["report"],
    &["checker"],
    &["validate", "eval", "exchange"],
    &["learn", "apply"],
    &["audit"],
    &["lib"],
];

fn rank(stage: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&stage))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Stages that a source names behind `crate::`, tests left out.
fn used(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut used = BTreeSet::new();
    for line in lines {
        for rest in line.split("crate::").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            used.insert(name);
        }
    }
    used
}

fn stage_of(path: &Path, root: &Path) -> String {
    let first =
        path.strip_prefix(root).unwrap().components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

#[test]
fn stages_use_only_stages_before_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let mut breaches = Vec::new();
    for path in found.iter().filter(|path| !path.starts_with(root.join("bin"))) {
        let stage = stage_of(path, &root);
        let own = rank(&stage).unwrap_or_else(|| panic!("{stage} has no place in the order"));
        for other in used(&std::fs::read_to_string(path).unwrap()) {
            if other != stage && rank(&other).is_none_or(|rank| rank >= own) {
                breaches.push(format!("{} uses {other}", path.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn a_breach_would_be_seen() {
    assert_eq!(
        used("use crate::finding::Finding;\n// crate::report\nlet x = crate::text::y();"),
        BTreeSet::from(["finding".into(), "text".into()])
    );
    assert!(rank("finding") > rank("text"));
}
