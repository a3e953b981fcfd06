//! How far an audit is, told on standard error.

use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::Seek;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often progress is told where no bar can be drawn.
const TOLD_EVERY: Duration = Duration::from_secs(60);
/// Time below which a rate says nothing of the time that is left.
const SOONEST: Duration = Duration::from_secs(2);

/// How far an audit is.
pub struct Progress {
    start: Instant,
    /// Records and bytes of pages that were checked.
    records: AtomicU64,
    bytes: AtomicU64,
    /// Bytes of all files as they lie on disk.
    length: u64,
    files: Mutex<Files>,
    bar: ProgressBar,
    /// When it was told last, where there is no bar.
    told: Mutex<Option<Instant>>,
}

/// Bytes of files as they lie on disk.
#[derive(Default)]
struct Files {
    /// Those of files that were read to their end.
    done: u64,
    /// Those of files that were done in an earlier run: they say nothing of how fast this one is.
    skipped: u64,
    /// The file that is being read: the same place in it as its reader has.
    open: Option<File>,
}

impl Files {
    fn read(&self) -> u64 {
        self.done + self.open.as_ref().and_then(|mut file| file.stream_position().ok()).unwrap_or(0)
    }
}

impl Progress {
    /// Begins; `length` is that of all files in bytes.
    pub fn new(quiet: bool, length: u64) -> Progress {
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(length) };
        // A template of its own that is no good is left out.
        let style = ProgressStyle::with_template("{bar:20} {percent} % {msg}");
        let bar = style.map_or(bar.clone(), |style| bar.with_style(style));
        let start = Instant::now();
        let told = Mutex::new((!quiet && bar.is_hidden()).then_some(start));
        let (records, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
        Progress { start, records, bytes, length, files: Mutex::default(), bar, told }
    }

    /// A file is being read.
    pub fn opened(&self, file: &File) {
        if let Ok(mut files) = self.files.lock() {
            files.open = file.try_clone().ok();
        }
    }

    /// A file of so many bytes was read to its end, or was done before.
    pub fn closed(&self, length: u64, skipped: bool) {
        if let Ok(mut files) = self.files.lock() {
            files.open = None;
            files.done += length;
            files.skipped += if skipped { length } else { 0 };
        }
    }

    /// A record of so many bytes was checked.
    pub fn checked(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        self.records.fetch_add(1, Ordering::Relaxed);
    }

    /// Records and bytes checked in this run, and how fast.
    pub fn rate(&self) -> String {
        let (records, bytes) = (self.records.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed));
        let elapsed = self.start.elapsed();
        let per_second = |number: u64| (number as f64 / elapsed.as_secs_f64().max(0.001)) as u64;
        format!(
            "{} records, {} in {} ({} records/s, {}/s)",
            HumanCount(records),
            HumanBytes(bytes),
            HumanDuration(elapsed),
            HumanCount(per_second(records)),
            HumanBytes(per_second(bytes))
        )
    }

    /// Bytes of files that were read, and the time that the rest will take at the rate of this run, where that can be said.
    fn ahead(&self) -> (u64, Option<Duration>) {
        let Ok(files) = self.files.lock() else { return (0, None) };
        let (read, elapsed) = (files.read(), self.start.elapsed());
        (read, left(elapsed, read - files.skipped.min(read), self.length.saturating_sub(read)))
    }

    /// Tells how far it is, if that is due.
    pub fn tell(&self) {
        let message = |left: Option<Duration>| {
            let left = left.map_or(String::new(), |left| format!(", {} left", HumanDuration(left)));
            format!("{}{left}", self.rate())
        };
        if !self.bar.is_hidden() {
            let (read, left) = self.ahead();
            self.bar.set_position(read);
            return self.bar.set_message(message(left));
        }
        let Ok(mut told) = self.told.lock() else { return };
        if told.is_some_and(|told| told.elapsed() >= TOLD_EVERY) {
            *told = Some(Instant::now());
            let (read, left) = self.ahead();
            let share = read as f64 * 100.0 / self.length.max(1) as f64;
            anstream::eprintln!("{share:.0} % read: {}", message(left));
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The time that `rest` bytes take when `read` bytes took `elapsed`.
fn left(elapsed: Duration, read: u64, rest: u64) -> Option<Duration> {
    let seconds = elapsed.as_secs_f64() * rest as f64 / read as f64;
    (elapsed >= SOONEST && read > 0).then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    fn the_time_left_is_that_of_the_rest_at_the_same_rate() {
        let seconds = Duration::from_secs;
        for (elapsed, read, rest, expected) in [
            (seconds(10), 100, 900, Some(seconds(90))),
            (seconds(10), 100, 0, Some(seconds(0))),
            (seconds(10), 0, 900, None),
            (seconds(1), 100, 900, None),
        ] {
            assert_eq!(left(elapsed, read, rest), expected, "{elapsed:?} {read} {rest}");
        }
    }

    #[test]
    fn an_open_file_counts_as_far_as_it_is_read() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&[0; 100]).unwrap();
        file.rewind().unwrap();
        let progress = Progress::new(true, 1000);
        progress.closed(300, true);
        progress.opened(&file);
        file.read_exact(&mut [0; 40]).unwrap();
        assert_eq!(progress.ahead().0, 340);
        progress.closed(100, false);
        assert_eq!(progress.ahead().0, 400);
    }
}
