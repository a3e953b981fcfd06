//! Whether an entry's conditions hold around a match.

use crate::detect::{detect_atoms, number_at};
use crate::lexicon::condition::{Condition, Scope};
use crate::lexicon::{Atom, Lexicon, WordTest};
use crate::span::Span;
use crate::text::gap::{Gap, gap};
use crate::text::sentence::{ends_sentence, starts_sentence};
use crate::text::{Sentences, Token, Tokenizer, normal_form};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// Bytes read to each side of a match for neighbouring words.
const REACH: usize = 256;

/// Evaluates conditions over one document.
pub(super) struct Conditions<'c> {
    lexicon: &'c Lexicon,
    text: &'c str,
    /// Document atoms, looked for when the first condition asks.
    atoms: OnceCell<Vec<(u32, u32)>>,
    /// Different entries that fire without leaning on others.
    pub others: usize,
    /// The different words of the text as normal forms, sorted, once a condition asks for the beginning of one.
    words: OnceCell<Vec<String>>,
    /// Answers to tests over the whole document that need a pass of their own.
    whole: FxHashMap<Vec<WordTest>, bool>,
    sentences: Sentences<'c>,
    sentence: Part,
    before: Part,
    after: Part,
}

/// A part of the text with its tokens, kept because the tests of a condition, and matches that follow each other, ask for
/// the same one.
#[derive(Default)]
struct Part {
    span: Span,
    tokens: Vec<Token>,
}

impl Part {
    /// The tokens of `span`, with offsets from its start.
    fn read(&mut self, lexicon: &Lexicon, text: &str, span: Span) -> &[Token] {
        if self.span != span {
            self.span = span;
            self.tokens = Tokenizer::collect(span.slice(text), &lexicon.vocabulary);
        }
        &self.tokens
    }
}

impl<'c> Conditions<'c> {
    pub fn new(lexicon: &'c Lexicon, text: &'c str) -> Self {
        Conditions {
            lexicon,
            text,
            atoms: OnceCell::new(),
            others: 0,
            words: OnceCell::new(),
            whole: FxHashMap::default(),
            sentences: Sentences::new(text),
            sentence: Part::default(),
            before: Part::default(),
            after: Part::default(),
        }
    }

    /// Whether `condition` holds for a match at `span`.
    pub fn hold(&mut self, condition: &Condition<Atom>, span: Span) -> bool {
        condition.holds(&mut |atom| self.atom(atom, span))
    }

    fn atom(&mut self, atom: &Atom, span: Span) -> bool {
        match atom {
            Atom::Found(number) => self.others >= *number,
            Atom::Start => starts_sentence(self.text, span.start),
            Atom::End => ends_sentence(self.text, span.end),
            Atom::Seen(atom) => !self.positions(*atom).is_empty(),
            Atom::Within { atoms, distance } => self.within(atoms, *distance),
            Atom::Words { scope: Scope::Document, words } => self.in_document(words),
            Atom::Words { scope: Scope::Sentence, words } => {
                let sentence = self.sentences.around(span);
                let tokens = self.sentence.read(self.lexicon, self.text, sentence);
                anywhere(self.lexicon, sentence.slice(self.text), tokens, words)
            }
            Atom::Words { scope: Scope::Before, words } => self.before(words, span),
            Atom::Words { scope: Scope::After, words } => self.after(words, span),
        }
    }

    fn within(&self, atoms: &[u32], distance: usize) -> bool {
        let Some((first, others)) = atoms.split_first() else { return false };
        let near =
            |at: u32, other: u32| self.positions(other).iter().any(|(_, p)| (p.abs_diff(at) as usize) <= distance);
        self.positions(*first).iter().any(|(_, at)| others.iter().all(|other| near(*at, *other)))
    }

    /// Where an atom was seen.
    fn positions(&self, atom: u32) -> &[(u32, u32)] {
        let seen = self.atoms.get_or_init(|| detect_atoms(self.lexicon, self.text));
        let start = seen.partition_point(|(number, _)| *number < atom);
        let length = seen[start..].partition_point(|(number, _)| *number == atom);
        &seen[start..start + length]
    }

    fn in_document(&mut self, words: &[WordTest]) -> bool {
        if let [WordTest::Prefix(prefix)] = words {
            return self.begins(prefix);
        }
        if let Some(known) = self.whole.get(words) {
            return *known;
        }
        let mut tokenizer = Tokenizer::new(self.text, &self.lexicon.vocabulary);
        let mut found = false;
        while let Some(window) = tokenizer.next_window().filter(|_| !found) {
            let end = (window.own.end + words.len()).min(window.tokens.len());
            found = anywhere(self.lexicon, self.text, &window.tokens[window.own.start..end], words);
        }
        self.whole.insert(words.to_vec(), found);
        found
    }

    /// Whether a word of the text begins with `prefix`.
    fn begins(&self, prefix: &str) -> bool {
        let words = self.words.get_or_init(|| different_words(self.lexicon, self.text));
        let next = words.partition_point(|word| word.as_str() < prefix);
        words.get(next).is_some_and(|word| word.starts_with(prefix))
    }

    fn before(&mut self, words: &[WordTest], span: Span) -> bool {
        let start = self.text.ceil_char_boundary(span.start.saturating_sub(REACH));
        let context = Span::new(start, span.start);
        let tokens = self.before.read(self.lexicon, self.text, context);
        let Some(last) = tokens.last() else { return false };
        let joined = gap(self.text, start + last.end as usize, span.start) != Gap::Other;
        let ends = |at: usize| stands(self.lexicon, context.slice(self.text), tokens, at, words) == Some(tokens.len());
        joined && (0..tokens.len()).any(ends)
    }

    fn after(&mut self, words: &[WordTest], span: Span) -> bool {
        let end = self.text.floor_char_boundary((span.end + REACH).min(self.text.len()));
        let context = Span::new(span.end, end);
        let tokens = self.after.read(self.lexicon, self.text, context);
        let Some(first) = tokens.first() else { return false };
        let joined = gap(self.text, span.end, span.end + first.start as usize) != Gap::Other;
        joined && stands(self.lexicon, context.slice(self.text), tokens, 0, words).is_some()
    }
}

/// The different words of a text as normal forms, sorted.
fn different_words(lexicon: &Lexicon, text: &str) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let mut tokenizer = Tokenizer::new(text, &lexicon.vocabulary);
    while let Some(window) = tokenizer.next_window() {
        seen.extend(window.tokens[window.own.clone()].iter().map(|token| token.slice(text)));
    }
    let mut words: Vec<String> = seen.into_iter().map(normal_form).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether `words` stand next to each other among the tokens of `text`.
fn anywhere(lexicon: &Lexicon, text: &str, tokens: &[Token], words: &[WordTest]) -> bool {
    (0..tokens.len()).any(|at| stands(lexicon, text, tokens, at, words).is_some())
}

/// One past the last token of `words` standing at token `at`.
fn stands(lexicon: &Lexicon, text: &str, tokens: &[Token], at: usize, words: &[WordTest]) -> Option<usize> {
    let mut next = at;
    for (number, word) in words.iter().enumerate() {
        let token = tokens.get(next)?;
        if number > 0 && gap(text, tokens[next - 1].end as usize, token.start as usize) == Gap::Other {
            return None;
        }
        next += length(lexicon, text, tokens, next, word)?;
    }
    Some(next)
}

/// How many tokens at `at` pass the test.
fn length(lexicon: &Lexicon, text: &str, tokens: &[Token], at: usize, test: &WordTest) -> Option<usize> {
    let token = tokens[at];
    let passes = match test {
        WordTest::Number => match number_at(text, tokens, at) {
            0 => return None,
            length => return Some(length),
        },
        WordTest::Word(word) => *word == token.word.0,
        WordTest::Forms(set) => lexicon.index.in_set(*set, token.word),
        WordTest::Prefix(prefix) => begins_with(token.slice(text), prefix),
        WordTest::Name => token.slice(text).starts_with(char::is_uppercase),
    };
    passes.then_some(1)
}

/// Whether the normal form of `word` begins with `prefix`. Plain letters and digits need no normal form.
fn begins_with(word: &str, prefix: &str) -> bool {
    if !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return normal_form(word).starts_with(prefix);
    }
    word.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_of_normal_forms() {
        for (word, begins) in [
            ("Classified", true),
            ("CLASSIF", true),
            ("class", false),
            ("declassify", false),
            ("Cla\u{AD}ssified", true),
        ] {
            assert_eq!(begins_with(word, "classif"), begins, "{word:?}");
            assert_eq!(normal_form(word).starts_with("classif"), begins, "{word:?}");
        }
    }
}
