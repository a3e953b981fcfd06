//! The words of a window as hashes, and the swaps that stand at each.

use crate::lexicon::Lexicon;
use crate::lexicon::swaps::SwapForm;
use crate::reference::{EDGE, word_hash};
use crate::span::Span;
use crate::text::{Token, WordId, adjoins, is_code, is_name, normal_form};
use std::cell::Cell;
use std::ops::Range;

/// A window's tokens with what restoration asks of them.
pub(super) struct Lattice<'l> {
    pub text: &'l str,
    pub tokens: &'l [Token],
    /// Hash of each word's normal form.
    pub hashes: Vec<u64>,
    /// Whether the token belongs to the same stretch as the one before it, as the profile was counted.
    joined: Vec<bool>,
    /// Spellings of swaps that begin at each token.
    forms: ByToken<&'l SwapForm>,
    /// First words of the likeliest originals of the swaps that begin at each token.
    first_words: ByToken<u64>,
    /// Last words of the likeliest originals of the swaps that end before each token.
    last_words: ByToken<u64>,
    /// Whether each token is no prose, once it was asked.
    code: Vec<Cell<Option<bool>>>,
}

/// Lists of a few items a token, in one array: a list of its own for each token would be asked of the allocator.
struct ByToken<T> {
    /// Where the list of each token begins; one more at the end.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> ByToken<T> {
    /// Lists for `tokens` tokens from items in order of their tokens.
    fn new(tokens: usize, items: impl IntoIterator<Item = (usize, T)>) -> Self {
        let mut lists = ByToken { starts: Vec::with_capacity(tokens + 1), items: Vec::new() };
        for (at, item) in items {
            lists.starts.resize(lists.starts.len().max(at + 1), lists.items.len() as u32);
            lists.items.push(item);
        }
        lists.starts.resize(tokens + 1, lists.items.len() as u32);
        lists
    }

    fn at(&self, at: usize) -> &[T] {
        match self.starts.get(at..at + 2) {
            Some([start, end]) => &self.items[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

/// Hash of a word's normal form.
pub(super) fn hash(lexicon: &Lexicon, text: &str, token: &Token) -> u64 {
    match (lexicon.swaps.word_hash(token.word), token.word) {
        (Some(hash), _) => hash,
        (None, WordId::UNKNOWN) => word_hash(&normal_form(token.slice(text))),
        (None, known) => word_hash(lexicon.vocabulary.word(known)),
    }
}

/// Originals of each swap that its neighbours are tried with.
const MOST_TRIED: usize = 4;
/// Lift below which a neighbour is taken for what it is: in spun copy too, eleven of twelve such words are no swaps.
const LEAST_TRIED: f32 = -2.5;

impl<'l> Lattice<'l> {
    pub fn new(lexicon: &'l Lexicon, text: &'l str, tokens: &'l [Token]) -> Self {
        let before = |at: usize| tokens.get(at.wrapping_sub(1)).map(|left| left.end as usize);
        let joins = |at: usize| {
            let right = tokens[at].start as usize;
            before(at).is_some_and(|left| adjoins(text, left, right))
        };
        let mut lattice = Lattice {
            text,
            tokens,
            hashes: tokens.iter().map(|token| hash(lexicon, text, token)).collect(),
            joined: (0..tokens.len()).map(joins).collect(),
            forms: ByToken::new(0, []),
            first_words: ByToken::new(0, []),
            last_words: ByToken::new(0, []),
            code: vec![Cell::new(None); tokens.len()],
        };
        let forms = (0..tokens.len()).flat_map(|at| lattice.matching(lexicon, at).map(move |form| (at, form)));
        lattice.forms = ByToken::new(tokens.len(), forms);
        lattice.add_neighbours(lexicon);
        lattice
    }

    fn add_neighbours(&mut self, lexicon: &Lexicon) {
        let (mut first_words, mut last_words) = (Vec::new(), Vec::new());
        for at in 0..self.tokens.len() {
            let forms = self.forms.at(at);
            for form in forms.iter().filter(|form| form.lift >= LEAST_TRIED) {
                for original in lexicon.swaps.originals_of(form).iter().take(MOST_TRIED / forms.len().min(MOST_TRIED)) {
                    if let [first, .., last] | [first @ last] = lexicon.swaps.hashes_of(original) {
                        first_words.push((at, *first));
                        last_words.push((at + form.length(), *last));
                    }
                }
            }
        }
        last_words.sort_by_key(|(end, _)| *end);
        self.first_words = ByToken::new(self.tokens.len(), first_words);
        self.last_words = ByToken::new(self.tokens.len() + 1, last_words);
    }

    /// What may be meant by the word that ends before a token, where they belong to one stretch.
    pub fn restored_left(&self, at: usize) -> &[u64] {
        if self.is_joined(at) { self.last_words.at(at) } else { &[] }
    }

    /// What may be meant by the word at `end`, where it belongs to the stretch before it.
    pub fn restored_right(&self, end: usize) -> &[u64] {
        if self.is_joined(end) { self.first_words.at(end) } else { &[] }
    }

    fn matching(&self, lexicon: &'l Lexicon, at: usize) -> impl Iterator<Item = &'l SwapForm> {
        let stands = move |form: &&SwapForm| {
            let words = lexicon.swaps.words_of(form);
            let rest = self.tokens.get(at + 1..at + words.len()).unwrap_or(&[]);
            rest.len() + 1 == words.len()
                && rest.iter().zip(&words[1..]).all(|(token, word)| token.word == *word)
                && (at + 1..at + words.len()).all(|next| self.joined[next])
        };
        lexicon.swaps.beginning_with(self.tokens[at].word).iter().filter(stands)
    }

    /// A range of tokens in bytes of the text; it holds one token at least.
    pub fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.tokens[range.start].start as usize, self.tokens[range.end - 1].end as usize)
    }

    /// Spellings of swaps that begin at a token.
    pub fn forms_at(&self, at: usize) -> &[&'l SwapForm] {
        self.forms.at(at)
    }

    /// Whether the token belongs to the same stretch as the one before it.
    pub fn is_joined(&self, at: usize) -> bool {
        self.joined.get(at).copied().unwrap_or(false)
    }

    /// Whether some tokens are a name, or hold a piece of an address, a path, a name in code or the like.
    pub fn is_no_prose(&self, tokens: Range<usize>) -> bool {
        tokens.clone().any(|at| self.is_code(at)) || is_name(self.text, self.span(&tokens))
    }

    fn is_code(&self, at: usize) -> bool {
        let known = self.code[at].get().unwrap_or_else(|| self.looks_like_code(at));
        self.code[at].set(Some(known));
        known
    }

    fn looks_like_code(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let before = self.text[..token.start as usize].chars().next_back();
        let mut behind = self.text[token.end as usize..].chars();
        let (after, next) = (behind.next(), behind.next());
        let glued = |c: char| matches!(c, '/' | '@' | '_' | '#' | '\\' | '`' | '=' | '<' | '~');
        let inside = |c: char| matches!(c, '.' | ':') && next.is_some_and(char::is_alphanumeric);
        before.is_some_and(|c| glued(c) || c == '.')
            || after.is_some_and(|c| glued(c) && c != '/' || inside(c))
            || is_code(self.text, Span::new(token.start as usize, token.end as usize))
    }

    /// Hash of the neighbour `steps` to the left of the token, the edge where the stretch ends before it.
    pub fn left(&self, at: usize, steps: usize) -> u64 {
        if (0..steps).all(|step| at >= step && self.is_joined(at - step)) { self.hashes[at - steps] } else { EDGE }
    }

    /// Hash of the word at `end + steps`, the edge where the stretch ends before it.
    pub fn right(&self, end: usize, steps: usize) -> u64 {
        if (end..=end + steps).all(|at| self.is_joined(at)) { self.hashes[end + steps] } else { EDGE }
    }
}
