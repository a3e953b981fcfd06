//! What would change, as a unified diff on standard output.

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use similar::{ChangeTag, InlineChange, TextDiff};
use std::fmt::Write as _;
use std::io::Write;
use unspin::apply::Rewritten;

/// Unchanged lines shown around a change, as GNU diff has them.
const AROUND: usize = 3;

const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const HEAD: Style = Style::new().bold();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// Writes the diff of a file; on a terminal in colour, with the changed words of a line set off.
pub fn write(name: &str, rewritten: &Rewritten) -> Result<()> {
    anstream::stdout().lock().write_all(unified(name, rewritten).as_bytes())?;
    Ok(())
}

/// The diff with colours, which standard output drops where it is no terminal.
fn unified(name: &str, Rewritten { before, after, .. }: &Rewritten) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = format!("{HEAD}--- {name}{HEAD:#}\n{HEAD}+++ {name}{HEAD:#}\n");
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        let place = hunk.header().to_string();
        out.push_str(&format!("{PLACE}{}{PLACE:#}\n", place.trim_end()));
        for change in hunk.ops().iter().flat_map(|op| diff.iter_inline_changes(op)) {
            line(&change, &mut out);
        }
    }
    out
}

fn line(change: &InlineChange<'_, str>, out: &mut String) {
    let (sign, style) = match change.tag() {
        ChangeTag::Equal => (' ', Style::new()),
        ChangeTag::Delete => ('-', OLD),
        ChangeTag::Insert => ('+', NEW),
    };
    let strong = style.bold().underline();
    let _ = write!(out, "{style}{sign}{style:#}");
    for (emphasised, text) in change.iter_strings_lossy() {
        let style = if emphasised { strong } else { style };
        let _ = write!(out, "{style}{}{style:#}", text.trim_end_matches(['\n', '\r']));
    }
    out.push('\n');
    if change.missing_newline() {
        out.push_str("\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_set_off_within_changed_lines() {
        let text = |middle: &str| format!("1\n2\n3\n4\r\nThe {middle} day\r\n6\n7\n8\n9");
        let rewritten = Rewritten { bytes: Vec::new(), before: text("profound"), after: text("deep") };
        let shown = unified("a.txt", &rewritten);
        assert!(shown.contains("\u{1b}[31mThe \u{1b}[0m\u{1b}[1m\u{1b}[4m\u{1b}[31mprofound\u{1b}[0m"), "{shown:?}");
        assert_eq!(
            anstream::adapter::strip_str(&shown).to_string(),
            "--- a.txt\n+++ a.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-The profound day\n+The deep day\n 6\n 7\n 8\n"
        );
    }
}
