//! Lines changed since a git commit.

use anyhow::{Context, Result, bail};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Which lines of a file have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lines {
    /// All of them: the file is new, or git does not know it.
    All,
    /// Runs of lines, first and last from 1, in order.
    Some(Vec<(usize, usize)>),
}

impl Lines {
    /// Whether one of the lines `first..=last` has changed.
    pub fn touch(&self, first: usize, last: usize) -> bool {
        match self {
            Lines::All => true,
            Lines::Some(runs) => {
                let next = runs.partition_point(|(_, end)| *end < first);
                runs.get(next).is_some_and(|(start, _)| *start <= last)
            }
        }
    }

    /// Whether any has.
    pub fn any(&self) -> bool {
        *self != Lines::Some(Vec::new())
    }
}

/// What has changed in the repositories of the files to check.
pub struct Changes(HashMap<PathBuf, Repository>);

struct Repository {
    tracked: HashSet<PathBuf>,
    changed: HashMap<PathBuf, Vec<(usize, usize)>>,
}

impl Changes {
    /// Asks git what has changed since `base` wherever one of `files` stands.
    pub fn since<'p>(base: &str, files: impl Iterator<Item = &'p Path>) -> Result<Changes> {
        let mut changes = Changes(HashMap::new());
        for file in files {
            let root = root(file).with_context(|| {
                format!("--diff-base: {} is in no git repository (check it without --diff-base)", file.display())
            })?;
            if let Entry::Vacant(unasked) = changes.0.entry(root) {
                let repository = Repository::since(unasked.key(), base)?;
                unasked.insert(repository);
            }
        }
        Ok(changes)
    }

    /// The changed lines of a file; all of what is not in the repository.
    pub fn lines(&self, file: &Path) -> Lines {
        let Some((root, repository)) = root(file).and_then(|root| self.0.get_key_value(&root)) else {
            return Lines::All;
        };
        let Ok(whole) = std::fs::canonicalize(file) else { return Lines::All };
        match whole.strip_prefix(root) {
            Ok(name) if repository.tracked.contains(name) => {
                Lines::Some(repository.changed.get(name).cloned().unwrap_or_default())
            }
            _ => Lines::All,
        }
    }
}

/// The folder of the repository that a file stands in.
fn root(file: &Path) -> Option<PathBuf> {
    let whole = std::fs::canonicalize(file).ok()?;
    whole.ancestors().skip(1).find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

impl Repository {
    fn since(root: &Path, base: &str) -> Result<Repository> {
        let commit = format!("{base}^{{commit}}");
        if git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit], |_| Ok(())).is_err() {
            bail_unless_git_runs()?;
            bail!(
                "--diff-base: git knows no commit \"{base}\" in {} (fetch it first where the clone is shallow)",
                root.display()
            );
        }
        let mut tracked = HashSet::new();
        git(root, &["ls-files", "-z"], |out| {
            for name in out.split(0) {
                tracked.insert(path(&name?));
            }
            Ok(())
        })?;
        let mut changed = HashMap::new();
        // Prefixes and the rest are spelt out, for a user's configuration may change them.
        let diff = [
            "-c",
            "core.quotePath=false",
            "diff",
            "-U0",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-relative",
        ];
        let names = ["--text", "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", base, "--"];
        git(root, &[&diff[..], &names[..]].concat(), |out| {
            changed = hunks(out)?;
            Ok(())
        })?;
        Ok(Repository { tracked, changed })
    }
}

fn bail_unless_git_runs() -> Result<()> {
    let run = Command::new("git").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.map(drop).context("--diff-base: git could not be run (install it, or check without --diff-base)")
}

/// Runs git and hands what it writes to `read`.
fn git(root: &Path, arguments: &[&str], read: impl FnOnce(&mut dyn BufRead) -> Result<()>) -> Result<()> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.spawn().context("--diff-base: git could not be run (install it, or check without --diff-base)")?;
    let mut errors = child.stderr.take();
    // Read beside the output, or git would wait for us while we wait for it.
    let errors = std::thread::spawn(move || {
        let mut text = String::new();
        errors.as_mut().map_or(Ok(0), |errors| errors.read_to_string(&mut text)).map(|_| text)
    });
    if let Some(out) = child.stdout.take() {
        let mut out = BufReader::new(out);
        read(&mut out)?;
        // What is not read has to be taken all the same: git fails when no one listens.
        std::io::copy(&mut out, &mut std::io::sink())?;
    }
    let status = child.wait()?;
    let errors = errors.join().ok().and_then(Result::ok).unwrap_or_default();
    if !status.success() {
        bail!("--diff-base: git {}: {}", arguments.first().unwrap_or(&""), errors.trim());
    }
    Ok(())
}

/// The changed lines of each file of a diff without context (POSIX, `diff -U`; names as git quotes them).
fn hunks(out: &mut dyn BufRead) -> Result<HashMap<PathBuf, Vec<(usize, usize)>>> {
    let mut changed: HashMap<PathBuf, Vec<(usize, usize)>> = HashMap::new();
    let (mut file, mut body) = (PathBuf::new(), 0);
    for line in out.split(b'\n') {
        let line = line?;
        // Changed lines may look like headers, so those of a hunk are counted off.
        if body > 0 && line.starts_with(b"\\") {
            continue;
        }
        if body > 0 {
            body -= 1;
        } else if let Some(name) = line.strip_prefix(b"+++ ") {
            file = path(unquoted(name).strip_prefix(b"b/").unwrap_or_default());
        } else if let Some((removed, start, added)) = hunk(&String::from_utf8_lossy(&line)) {
            body = removed + added;
            if added > 0 {
                changed.entry(file.clone()).or_default().push((start, start + added - 1));
            }
        }
    }
    Ok(changed)
}

/// Lines removed, the first line added and how many, from `@@ -a,b +c,d @@`.
fn hunk(line: &str) -> Option<(usize, usize, usize)> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let range = |text: &str| {
        let (start, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let ((_, removed), (start, added)): ((usize, usize), (usize, usize)) = (range(old)?, range(new)?);
    Some((removed, start, added))
}

/// A file name as git writes it, without the tab behind names with spaces, and without its quotes and escapes.
fn unquoted(name: &[u8]) -> Vec<u8> {
    let name = name.strip_suffix(b"\r").unwrap_or(name);
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    let Some(inner) = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")) else { return name.to_vec() };
    let mut bytes = inner.iter().copied();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        let escaped = if byte == b'\\' { bytes.next() } else { None };
        plain.push(match escaped {
            None => byte,
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'r') => b'\r',
            Some(digit @ b'0'..=b'3') => {
                let octal = |value: u8, digit: u8| value.wrapping_mul(8).wrapping_add(digit.wrapping_sub(b'0'));
                bytes.by_ref().take(2).fold(digit - b'0', octal)
            }
            Some(other) => other,
        });
    }
    plain
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_are_read_by_their_headers_alone() {
        let diff = "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -2 +2,2 @@ +++ b/x\n---- no header\n+++ b/none\n+@@ -1 +1 @@\n\
                    \\ No newline at end of file\n@@ -9,2 +10,0 @@\n-a\n-b\n\
                    diff --git \"a/t\\303\\251\\t\\\"x\" b/y\n--- /dev/null\n+++ \"b/t\\303\\251\\t\\\"x\"\n@@ -0,0 +1,3 @@\n+a\n+b\n+c\n\
                    +++ b/with space\t\n@@ -5 +6 @@\n-a\n+b\n";
        let changed = hunks(&mut diff.as_bytes()).unwrap();
        assert_eq!(changed[Path::new("a.txt")], [(2, 3)]);
        assert_eq!(changed[Path::new("t\u{e9}\t\"x")], [(1, 3)]);
        assert_eq!(changed[Path::new("with space")], [(6, 6)]);
        assert_eq!(changed.len(), 3);
    }

    #[test]
    fn a_run_touches_the_lines_that_it_shares() {
        let lines = Lines::Some(vec![(2, 3), (7, 7)]);
        let table = [(1, 1, false), (1, 2, true), (3, 3, true), (4, 6, false), (4, 9, true), (8, 9, false)];
        for (first, last, expected) in table {
            assert_eq!(lines.touch(first, last), expected, "{first}..={last}");
        }
        assert!(Lines::All.touch(5, 5) && Lines::All.any() && !Lines::Some(Vec::new()).any());
    }
}
