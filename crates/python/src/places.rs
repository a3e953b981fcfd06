//! Bytes to code points.

/// Counts code points of a text up to bytes of it. Bytes that ascend cost one pass over the text in all.
pub(crate) struct Places<'t> {
    text: &'t str,
    byte: usize,
    points: usize,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Places { text, byte: 0, points: 0 }
    }

    /// Code points before `byte`, which begins a character.
    pub(crate) fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.points) = (0, 0);
        }
        self.points += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.points
    }
}
