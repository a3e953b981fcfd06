//! Workflow commands of GitHub Actions: findings shown beside the lines of a change.

use super::binding::{Binding, LineBuffer, Surest};
use super::page::Page;
use super::region::{Region, Unit};
use super::{Record, Records, message, severity};
use crate::level::Level;
use std::borrow::Cow;
use std::io::{self, Write};

/// Annotations that GitHub shows of one step for each of its three severities.
const SHOWN: usize = 10;

/// One line a finding: level, hundredths of confidence, command.
pub(super) struct Commands;

impl Page for Commands {
    fn add(&mut self, out: &mut dyn Write, records: &mut Records<'_>, record: &Record<'_>) -> io::Result<()> {
        let Region { line, end_line, column, end_column } = records.region(record.span, Unit::Characters);
        let severity = severity(record.level, ["error", "warning", "notice"]);
        let sureness = (record.confidence * 100.0).round();
        write!(out, "{} {sureness} ::{severity} file={}", record.level, property(record.document))?;
        write!(out, ",line={line},endLine={end_line}")?;
        // GitHub takes columns only where the place is on one line, and its end column is the last one.
        if line == end_line {
            write!(out, ",col={column},endColumn={}", end_column - 1)?;
        }
        let title = format!("{} phrasing", record.kind);
        writeln!(out, ",title={}::{}", property(&title), data(&message(record)))
    }
}

/// Text behind `::` as the toolkit of GitHub Actions escapes it.
fn data(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '\r', '\n']) {
        return text.into();
    }
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").into()
}

/// A value before `::`, likewise.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The surest annotations of each level; more are not shown.
pub(super) struct Log<O> {
    out: O,
    lines: LineBuffer,
    surest: [Surest; Level::ALL.len()],
}

impl<O: Write> Log<O> {
    pub(super) fn new(out: O) -> Self {
        Log { out, lines: LineBuffer::default(), surest: Level::ALL.map(|_| Surest::new(SHOWN)) }
    }
}

impl<O: Write> Binding<O> for Log<O> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.lines.feed(bytes, |line| {
            let line = std::str::from_utf8(line).map_err(io::Error::other)?;
            let mut parts = line.splitn(3, ' ');
            let parts = (parts.next().and_then(Level::from_name), parts.next(), parts.next());
            if let (Some(level), Some(sureness), Some(command)) = parts {
                let sureness = sureness.parse().map_err(io::Error::other)?;
                self.surest[level as usize].add(sureness, command.as_bytes());
            }
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> io::Result<(O, Vec<String>)> {
        let left_out: usize = self.surest.iter().map(Surest::left_out).sum();
        for (_, line) in self.surest.into_iter().rev().flat_map(Surest::into_lines) {
            self.out.write_all(&line)?;
            self.out.write_all(b"\n")?;
        }
        let note = format!("GitHub shows {SHOWN} annotations of a level; {left_out} less sure findings are left out");
        Ok((self.out, if left_out > 0 { vec![note] } else { Vec::new() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_command_syntax_are_escaped() {
        assert_eq!(data("100 %: a,\nb"), "100 %25: a,%0Ab");
        assert_eq!(property("a:b,c%\r"), "a%3Ab%2Cc%25%0D");
    }
}
