//! Where something stands in a text.

/// A half-open range of bytes, `start..end`, in a decoded text.
///
/// `start <= end` always holds for spans made by [`Span::new`]. Spans sort by start, then by end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset of the byte after the last one.
    pub end: usize,
}

impl Span {
    /// Makes a span from two byte offsets; the caller sees to it that `start <= end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts");
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers no byte at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans share at least one byte. An empty span overlaps nothing.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end && !self.is_empty() && !other.is_empty()
    }

    /// Whether `other` lies wholly within this span; every span contains itself.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that contains both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The part of `text` that the span covers.
    ///
    /// # Panics
    ///
    /// When the span was made for another text: it ends beyond this one, or cuts a character.
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations() {
        // (a, b, overlaps, a contains b)
        let table = [
            ((0, 4), (4, 8), false, false),
            ((0, 5), (4, 8), true, false),
            ((0, 9), (4, 8), true, true),
            ((4, 8), (4, 8), true, true),
            ((4, 8), (0, 9), true, false),
            ((4, 8), (6, 6), false, true),
            ((4, 4), (4, 4), false, true),
            ((4, 8), (9, 9), false, false),
        ];
        for (a, b, overlaps, contains) in table {
            let (a, b) = (Span::new(a.0, a.1), Span::new(b.0, b.1));
            assert_eq!(a.overlaps(b), overlaps, "{a:?} overlaps {b:?}");
            assert_eq!(b.overlaps(a), overlaps, "{b:?} overlaps {a:?}");
            assert_eq!(a.contains(b), contains, "{a:?} contains {b:?}");
        }
    }

    #[test]
    fn measures_and_slices() {
        let span = Span::new(5, 9);
        assert_eq!(span.len(), 4);
        assert!(!span.is_empty());
        assert!(Span::new(5, 5).is_empty());
        assert_eq!(span.slice("café naif"), " nai");
        assert_eq!(span.union(Span::new(1, 6)), Span::new(1, 9));
    }

    #[test]
    fn sorts_by_start_then_end() {
        let mut spans = [Span::new(3, 9), Span::new(1, 8), Span::new(3, 4)];
        spans.sort_unstable();
        assert_eq!(spans, [Span::new(1, 8), Span::new(3, 4), Span::new(3, 9)]);
    }
}
