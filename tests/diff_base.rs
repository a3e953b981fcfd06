//! `--diff-base` against real git repositories.

use std::path::Path;
use std::process::{Command, Output};

const SPUN: &str = "The nitty gritty inquiries came.\n";

fn git_runs() -> bool {
    Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs git with nothing of the user's configuration, but with settings that change what a diff looks like.
fn git(folder: &Path, arguments: &[&str]) {
    let settings =
        ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"];
    let output = Command::new("git").current_dir(folder).args(settings).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn unspin(folder: &Path, arguments: &[&str]) -> Output {
    let base = ["check", "--no-config", "--no-restoration"];
    Command::new(env!("CARGO_BIN_EXE_unspin")).current_dir(folder).args(base).args(arguments).output().unwrap()
}

/// Document and line of each finding.
fn places(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    let place = |row: &str| row.split(',').take(2).collect::<Vec<_>>().join(":");
    let mut places: Vec<String> = text.lines().skip(1).map(place).collect();
    places.sort();
    places
}

/// A repository with a commit, and changes of every kind on top of it.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    git(root, &["init", "-q"]);
    git(root, &["config", "diff.noprefix", "true"]);
    git(root, &["config", "diff.external", "false"]);
    git(root, &["config", "color.ui", "always"]);
    std::fs::create_dir(root.join("sub")).unwrap();
    write("old.txt", &SPUN.repeat(3));
    write("sub/edited é.txt", &format!("{SPUN}Plain.\n{SPUN}"));
    write("moved.txt", &format!("{}{SPUN}Last.\n", "A plain line of copy stands here.\n".repeat(20)));
    git(root, &["add", "-A"]);
    git(root, &["commit", "-qm", "a"]);
    // A line that is new, one that looks like a header of a diff, and one that was there.
    write("sub/edited é.txt", &format!("{SPUN}Plain.\n++ b/x\n{SPUN}{SPUN}"));
    git(root, &["mv", "moved.txt", "sub/new name.txt"]);
    let moved = std::fs::read_to_string(root.join("sub/new name.txt")).unwrap();
    write("sub/new name.txt", &moved.replace("Last.", SPUN.trim()));
    write("untracked.txt", SPUN);
    folder
}

#[test]
fn only_findings_on_changed_lines_are_reported() {
    if !git_runs() {
        println!("skipped: git is not installed");
        return;
    }
    let folder = repository();
    let output = unspin(folder.path(), &["--diff-base", "HEAD", "."]);
    let expected = ["./sub/edited é.txt:4", "./sub/new name.txt:22", "./untracked.txt:1"];
    assert_eq!((places(&output), output.status.code()), (expected.map(String::from).to_vec(), Some(1)), "{output:?}");
    let summary = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        summary.starts_with("3 findings in 4 documents") && summary.contains("; 6 on unchanged lines"),
        "{summary}"
    );
    let inside = unspin(&folder.path().join("sub"), &["--diff-base", "HEAD", "edited é.txt", "../old.txt"]);
    assert_eq!(places(&inside), ["edited é.txt:4"], "{inside:?}");
    let clean = unspin(folder.path(), &["--diff-base", "HEAD", "old.txt"]);
    assert_eq!(clean.status.code(), Some(0));
}

#[test]
fn what_git_cannot_answer_is_a_usage_error() {
    if !git_runs() {
        println!("skipped: git is not installed");
        return;
    }
    let (folder, outside) = (repository(), tempfile::tempdir().unwrap());
    std::fs::write(outside.path().join("a.txt"), SPUN).unwrap();
    for (place, base, expected) in [
        (folder.path(), "no-such", "git knows no commit \"no-such\""),
        (folder.path(), "--output=x", "git knows no commit \"--output=x\""),
        (outside.path(), "HEAD", "./a.txt is in no git repository"),
    ] {
        let output = unspin(place, &[&format!("--diff-base={base}"), "."]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(expected), "{message}");
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true));
    }
    let arguments = ["check", "--diff-base", "HEAD", "old.txt"];
    let without =
        Command::new(env!("CARGO_BIN_EXE_unspin")).current_dir(folder.path()).args(arguments).env("PATH", "").output();
    let output = without.unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("git could not be run"), "{output:?}");
    assert_eq!(output.status.code(), Some(2));
}
