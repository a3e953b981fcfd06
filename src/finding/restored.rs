//! Findings from restorations: neighbours that were swapped together are one finding with one suggestion.

use super::casing::carry_case;
use super::suggest::with_article;
use super::{Applicability, Counts, Detector, Finding, Judge, Suggestion};
use crate::detect::{Model, Restored, TermHit};
use crate::level::Level;
use crate::lexicon::{Kind, Lexicon};
use crate::span::Span;
use crate::text::sentence::starts_sentence;
use arrayvec::ArrayVec;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Suggestions offered at most.
const MOST_SUGGESTIONS: usize = 3;

/// A restoration, with what its finding is made from and no more: spun copy of a hundred megabytes holds millions of them.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    start: u32,
    end: u32,
    /// Its first token, counted from the start of the text.
    first_token: u32,
    tokens: u8,
    /// Whether nothing but a space stands between it and the word before.
    joined: bool,
    probability: f32,
    originals: ArrayVec<u32, MOST_SUGGESTIONS>,
    term: Option<TermHit>,
}

impl Kept {
    fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    fn next_token(&self) -> u32 {
        self.first_token + u32::from(self.tokens)
    }
}

impl From<Restored> for Kept {
    fn from(Restored { place, probability, joined }: Restored) -> Kept {
        Kept {
            start: place.span.start as u32,
            end: place.span.end as u32,
            first_token: place.tokens.start,
            tokens: place.tokens.len() as u8,
            probability,
            originals: place.originals.into_iter().take(MOST_SUGGESTIONS).collect(),
            term: place.term,
            joined,
        }
    }
}

/// Turns restorations into findings.
pub(crate) struct Restoring<'r> {
    pub lexicon: &'r Lexicon,
    pub model: &'r Model,
    pub text: &'r str,
    /// In order, without overlaps.
    pub restored: &'r [Kept],
}

impl<'r> Restoring<'r> {
    /// Hands the findings of phrases and of restorations to `each`, in order and without overlaps. `firing` are the
    /// phrases to report, as [`Judge::firing`] has them.
    ///
    /// # Errors
    /// That of `each`.
    pub fn merge<E>(
        &self,
        judge: &Judge<'_>,
        firing: &[u32],
        mut each: impl FnMut(Finding) -> Result<(), E>,
    ) -> Result<Counts, E> {
        let taken = judge.spans(firing);
        let is_excepted = judge.exceptions();
        let groups = || self.groups(&taken).filter(|group| !is_excepted(self.restored[group.start].span()));
        let total = groups().count() + taken.len();
        let mut waiting = groups().peekable();
        let (mut floor, mut number, mut made) = (0, 0, 0);
        let mut distinct = FxHashSet::default();
        let mut restored = |group: &Range<usize>, floor: usize, ceiling: usize| {
            // The term of the group before may have taken this one in, or the article before the next phrase.
            let free = self.start(group) >= floor && self.end(group) <= ceiling;
            let finding = free.then(|| self.finding(group, floor, ceiling, total - 1))?;
            made += 1;
            distinct.insert(finding.entry.clone());
            Some(finding)
        };
        let mut counts = judge.findings(firing, |finding| {
            let ceiling = finding.span.start;
            while let Some(group) = waiting.next_if(|group| self.start(group) < ceiling) {
                if let Some(finding) = restored(&group, floor, ceiling) {
                    floor = finding.span.end;
                    each(finding)?;
                }
            }
            floor = taken[number].end;
            number += 1;
            each(finding)
        })?;
        for group in waiting {
            if let Some(finding) = restored(&group, floor, self.text.len()) {
                floor = finding.span.end;
                each(finding)?;
            }
        }
        counts.findings += made;
        counts.distinct += distinct.len();
        Ok(counts)
    }

    /// Runs of neighbours in the order of the text, without those that touch a span of `taken` (in order).
    fn groups(&self, taken: &[Span]) -> impl Iterator<Item = Range<usize>> {
        let is_free = |at: &usize| {
            let span = self.restored[*at].span();
            let from = taken.partition_point(|taken| taken.end <= span.start);
            !taken.get(from).is_some_and(|taken| taken.overlaps(span))
        };
        let goes_on = |at: usize| {
            self.restored
                .get(at)
                .is_some_and(|here| here.joined && self.restored[at - 1].next_token() == here.first_token)
        };
        let mut next = 0;
        std::iter::from_fn(move || {
            let start = (next..self.restored.len()).find(is_free)?;
            next = start + 1;
            while goes_on(next) && is_free(&next) {
                next += 1;
            }
            Some(start..next)
        })
    }

    /// One past the last byte of a group.
    fn end(&self, group: &Range<usize>) -> usize {
        self.restored[group.end - 1].span().end
    }

    /// The first byte of a group.
    fn start(&self, group: &Range<usize>) -> usize {
        self.restored[group.start].span().start
    }

    /// The finding of a group. Bytes before `floor` and from `ceiling` on belong to other findings; `others` were made in the document.
    fn finding(&self, group: &Range<usize>, floor: usize, ceiling: usize, others: usize) -> Finding {
        let members = &self.restored[group.clone()];
        let probability = members.iter().map(|member| member.probability).fold(0.0, f32::max);
        let (span, term) = self.extent(members, floor, ceiling);
        let found = span.slice(self.text);
        let at_start = starts_sentence(self.text, span.start);
        let mut texts: Vec<String> = Vec::new();
        let wordings = (0..MOST_SUGGESTIONS * members.len()).filter_map(|number| self.wording(members, span, number));
        for wording in term.map(ToString::to_string).into_iter().chain(wordings) {
            let cased = carry_case(found, at_start, &wording);
            if texts.len() < MOST_SUGGESTIONS && !texts.contains(&cased) && cased != found {
                texts.push(cased);
            }
        }
        let (span, texts) = with_article(self.text, span, texts, floor);
        let level = self.model.level(probability).unwrap_or(Level::Possible);
        let safe = level == Level::Certain && term.is_some();
        let trust = |at: usize| if at == 0 && safe { Applicability::Safe } else { Applicability::Review };
        let suggestions = texts.into_iter().enumerate().map(|(at, text)| Suggestion { applicability: trust(at), text });
        Finding {
            span,
            kind: if term.is_some() { Kind::Tortured } else { Kind::Spun },
            level,
            confidence: f64::from(probability),
            detector: Detector::Restore,
            entry: self.id(&members[0]),
            suggestions: suggestions.collect(),
            reason: self.reason(members, span, term, others),
        }
    }

    /// The group with the rest of the term that it breaks, if that is free, and the term.
    fn extent(&self, members: &[Kept], floor: usize, ceiling: usize) -> (Span, Option<&'r str>) {
        let own = members[0].span().union(members[members.len() - 1].span());
        let hits = members.iter().filter_map(|member| member.term.as_ref());
        let widest = hits.max_by_key(|hit| hit.span().len());
        match widest {
            Some(hit) if hit.span().contains(own) && hit.span().start >= floor && hit.span().end <= ceiling => {
                (hit.span(), Some(self.lexicon.terms.written(hit.term)))
            }
            _ => (own, None),
        }
    }

    /// The span with the swaps led back: number 0 takes the best of each, the following ones the second and third of one.
    fn wording(&self, members: &[Kept], span: Span, number: usize) -> Option<String> {
        let (rank, changed) = match number {
            0 => (0, 0),
            _ => (1 + (number - 1) / members.len(), members.len() - 1 - (number - 1) % members.len()),
        };
        let mut wording = String::new();
        let mut at = span.start;
        for (position, member) in members.iter().enumerate() {
            let rank = if position == changed { rank } else { 0 };
            let original = *member.originals.get(rank)?;
            let swaps = &self.lexicon.swaps;
            let written = swaps.text_of(swaps.original(original));
            wording.push_str(&self.text[at..member.span().start]);
            wording.push_str(&carry_case(member.span().slice(self.text), false, written));
            at = member.span().end;
        }
        wording.push_str(&self.text[at..span.end]);
        Some(wording)
    }

    fn id(&self, member: &Kept) -> String {
        let swaps = &self.lexicon.swaps;
        let original = member.originals.first().map_or("", |number| swaps.text_of(swaps.original(*number)));
        let hyphened = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
        format!("restore/{}-for-{}", hyphened(member.span().slice(self.text)), hyphened(original))
    }

    fn reason(&self, members: &[Kept], span: Span, term: Option<&str>, others: usize) -> String {
        let swaps = &self.lexicon.swaps;
        let swap = |member: &Kept| {
            let original = swaps.original(*member.originals.first()?);
            let known = match original.seen {
                0 => "a swap that spinners are known for".to_string(),
                1 => "seen once in marked texts".to_string(),
                seen => format!("seen {seen} times in marked texts"),
            };
            Some(format!("{} → {} ({known})", one_line(member.span().slice(self.text)), swaps.text_of(original)))
        };
        let mut parts: Vec<String> = members.iter().filter_map(swap).collect();
        if let Some(term) = term {
            parts.push(format!("\"{term}\" is an established term, \"{}\" is not", one_line(span.slice(self.text))));
        }
        parts.push(match others {
            0 => "no other finding in this document".to_string(),
            1 => "1 other finding in this document".to_string(),
            others => format!("{others} other findings in this document"),
        });
        parts.join("; ")
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_restoration_stays_small() {
        assert!(size_of::<Kept>() <= 48, "spun copy holds one in every fifty bytes");
    }
}
