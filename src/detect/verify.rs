//! Whether a whole pattern stands around a token that fits one of its slots.

use super::number::number_at;
use crate::lexicon::index::{Candidate, Index, Slot, SlotKind};
use crate::lexicon::notation::{Joint, MOST_WORDS};
use crate::text::Token;
use crate::text::gap::{Gap, gap};

/// Tokens of a window against the patterns of an index.
pub(super) struct Verifier<'v> {
    pub text: &'v str,
    pub index: &'v Index,
    pub tokens: &'v [Token],
}

/// Tokens that each slot of a pattern took, as half-open ranges into the window.
#[derive(Debug, Clone)]
pub(super) struct Placement {
    ranges: [(u32, u32); MOST_WORDS],
    slots: usize,
}

impl Placement {
    fn new(slots: usize) -> Self {
        Placement { ranges: [(0, 0); MOST_WORDS], slots }
    }

    fn set(&mut self, slot: usize, start: usize, length: usize) {
        self.ranges[slot] = (start as u32, (start + length) as u32);
    }

    fn length(&self, slot: usize) -> usize {
        let (start, end) = self.ranges[slot];
        (end - start) as usize
    }

    /// The ranges, slot by slot.
    pub fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.ranges[..self.slots].iter().map(|(start, end)| *start as usize..*end as usize)
    }
}

impl Verifier<'_> {
    /// The placement of the candidate's pattern when its slot stands at token `at`; shortest gaps first.
    pub fn place(&self, candidate: Candidate, at: usize) -> Option<Placement> {
        let slots = self.index.slots_of(&self.index.patterns()[candidate.pattern as usize]);
        let anchor = candidate.slot as usize;
        let mut placement = Placement::new(slots.len());
        placement.set(anchor, at, 1);
        let placed =
            self.left(slots, anchor, at, &mut placement) && self.right(slots, anchor + 1, at + 1, &mut placement);
        placed.then_some(placement)
    }

    /// Places `slots[slot..]` from token `at` on.
    fn right(&self, slots: &[Slot], slot: usize, at: usize, placement: &mut Placement) -> bool {
        let Some(wanted) = slots.get(slot) else { return true };
        let mut try_length = |length: usize| {
            placement.set(slot, at, length);
            self.joined(slots, slot, at, length) && self.right(slots, slot + 1, at + length, placement)
        };
        match wanted.kind() {
            SlotKind::Gap { least, most } => (usize::from(least)..=usize::from(most)).any(try_length),
            SlotKind::Number => match number_at(self.text, self.tokens, at) {
                0 => false,
                length => try_length(length),
            },
            _ => self.tokens.get(at).is_some_and(|token| self.index.fits(wanted, token.word)) && try_length(1),
        }
    }

    /// Places `slots[..slot]` so that they end before token `end`, which begins slot number `slot`.
    fn left(&self, slots: &[Slot], slot: usize, end: usize, placement: &mut Placement) -> bool {
        let own = placement.length(slot);
        if slot == 0 {
            return own == 0 || self.inside(slots[0].kind(), end, own);
        }
        if own > 0 && !self.joined(slots, slot, end, own) {
            return false;
        }
        let before = slot - 1;
        let mut try_length = |length: usize| {
            if length > end {
                return false;
            }
            placement.set(before, end - length, length);
            self.left(slots, before, end - length, placement)
        };
        match slots[before].kind() {
            SlotKind::Gap { least, most } => (usize::from(least)..=usize::from(most)).any(try_length),
            SlotKind::Number => {
                let is_number =
                    |length: &usize| *length <= end && number_at(self.text, self.tokens, end - length) == *length;
                (1..=4).rev().filter(is_number).any(try_length)
            }
            _ => {
                let token = end.checked_sub(1).and_then(|at| self.tokens.get(at));
                token.is_some_and(|token| self.index.fits(&slots[before], token.word)) && try_length(1)
            }
        }
    }

    /// Whether the tokens `at..at + length` of slot `slot` are joined to those before and among themselves as the pattern asks.
    fn joined(&self, slots: &[Slot], slot: usize, at: usize, length: usize) -> bool {
        if at + length > self.tokens.len() {
            return false;
        }
        if length == 0 || slot == 0 {
            return true;
        }
        let between = match at.checked_sub(1) {
            Some(before) => self.gap(before),
            None => return false,
        };
        let as_asked = match slots[slot].joint() {
            Joint::Space => between == Gap::Space,
            Joint::Mark(mark) => between == Gap::Mark(mark),
        };
        as_asked && self.inside(slots[slot].kind(), at, length)
    }

    /// Whether the words of a gap hang together; numbers were checked when they were read.
    fn inside(&self, kind: SlotKind, at: usize, length: usize) -> bool {
        let is_gap = matches!(kind, SlotKind::Gap { .. });
        !is_gap || (at + 1..at + length).all(|next| matches!(self.gap(next - 1), Gap::Space | Gap::Mark('\'')))
    }

    /// What stands between token `before` and the next.
    fn gap(&self, before: usize) -> Gap {
        let (left, right) = (self.tokens[before], self.tokens[before + 1]);
        gap(self.text, left.end as usize, right.start as usize)
    }
}
