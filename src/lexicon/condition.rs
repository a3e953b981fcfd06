//! The boolean grammar of `when` and `unless`: that of the public tortured-phrase fingerprints, with scopes.

use super::notation::{PhraseWord, parse_words};
use crate::error::NotationError;
use serde::{Deserialize, Serialize};

/// A condition over atoms of type `A`: as parsed ([`AtomText`]), or compiled to word numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Condition<A> {
    Or(Vec<Condition<A>>),
    And(Vec<Condition<A>>),
    Not(Box<Condition<A>>),
    Atom(A),
}

/// Where the words of an atom must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Scope {
    Document,
    Sentence,
    Before,
    After,
}

/// One test of a condition letter by letter, as the grammar reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    /// A phrase, and where it must stand.
    Phrase(Scope, WrittenPhrase),
    /// `found:` and its number.
    Found(usize),
    /// `at:start`.
    Start,
    /// `at:end`.
    End,
}

/// A phrase of a condition letter by letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenPhrase {
    /// What stands between the quotation marks; neighbouring bare words with a space between them.
    pub text: String,
    /// Whether it stands in quotation marks.
    pub quoted: bool,
    /// The `N` of `"a b"~N`, in words.
    pub distance: Option<usize>,
    /// Whether a star stands behind the quotation marks.
    pub star: bool,
}

/// One test of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AtomText {
    /// These words, next to each other.
    Words { scope: Scope, words: Vec<AtomWord> },
    /// These words within so many words of each other, anywhere in the document.
    Within { words: Vec<AtomWord>, distance: usize },
    /// At least so many other entries fire in the document.
    Found(usize),
    /// The match begins its sentence.
    Start,
    /// The match ends its sentence.
    End,
}

/// A word of an atom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AtomWord {
    Word(PhraseWord),
    /// A word that begins with these letters (a normal form).
    Prefix(String),
    /// A capitalised word.
    Name,
    /// A number in digits or words.
    Number,
}

impl<A> Condition<A> {
    /// The condition with every atom replaced by what `f` makes of it.
    pub fn map<B, E>(&self, f: &mut impl FnMut(&A) -> Result<B, E>) -> Result<Condition<B>, E> {
        let mut all = |parts: &[Condition<A>]| parts.iter().map(|part| part.map(f)).collect::<Result<Vec<_>, E>>();
        Ok(match self {
            Condition::Or(parts) => Condition::Or(all(parts)?),
            Condition::And(parts) => Condition::And(all(parts)?),
            Condition::Not(part) => Condition::Not(Box::new(part.map(f)?)),
            Condition::Atom(atom) => Condition::Atom(f(atom)?),
        })
    }

    /// Puts tests that cost little before those that cost much, which changes no outcome; gives the cost of the dearest.
    pub fn sort_by_cost(&mut self, cost: &impl Fn(&A) -> u8) -> u8 {
        match self {
            Condition::Or(parts) | Condition::And(parts) => {
                let mut costed: Vec<(u8, Condition<A>)> =
                    std::mem::take(parts).into_iter().map(|mut part| (part.sort_by_cost(cost), part)).collect();
                costed.sort_by_key(|(cost, _)| *cost);
                let dearest = costed.last().map_or(0, |(cost, _)| *cost);
                *parts = costed.into_iter().map(|(_, part)| part).collect();
                dearest
            }
            Condition::Not(part) => part.sort_by_cost(cost),
            Condition::Atom(atom) => cost(atom),
        }
    }

    /// Whether any atom passes a test.
    pub fn any(&self, test: &impl Fn(&A) -> bool) -> bool {
        match self {
            Condition::Or(parts) | Condition::And(parts) => parts.iter().any(|part| part.any(test)),
            Condition::Not(part) => part.any(test),
            Condition::Atom(atom) => test(atom),
        }
    }

    /// Whether the condition holds, given which atoms do.
    pub fn holds(&self, atom: &mut impl FnMut(&A) -> bool) -> bool {
        match self {
            Condition::Or(parts) => parts.iter().any(|part| part.holds(atom)),
            Condition::And(parts) => parts.iter().all(|part| part.holds(atom)),
            Condition::Not(part) => !part.holds(atom),
            Condition::Atom(a) => atom(a),
        }
    }
}

/// Parses a condition.
///
/// # Errors
/// What is wrong with the notation, and the remedy.
pub(crate) fn parse(text: &str) -> Result<Condition<AtomText>, NotationError> {
    parse_written(text)?.map(&mut atom)
}

/// Parses the grammar alone, and leaves the phrases as they stand.
///
/// # Errors
/// What is wrong with the operators and marks, and the remedy.
pub(crate) fn parse_written(text: &str) -> Result<Condition<Written>, NotationError> {
    let mut parser = Parser { lexemes: lex(text)?, at: 0, depth: 0 };
    let condition = parser.or(Scope::Document)?;
    match parser.peek() {
        None => Ok(condition),
        Some(lexeme) => {
            let remedy = "join phrases with AND, OR or NOT, in capitals, and balance the parentheses";
            Err(NotationError::new(format!("stray {}", lexeme.show()), remedy))
        }
    }
}

/// Deepest nesting of a condition: people write two levels or three, and the parser calls itself at each.
const DEEPEST: usize = 32;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Lexeme {
    Open,
    Close,
    And,
    Or,
    Not,
    Scope(String),
    Quoted(WrittenPhrase),
    Bare(String),
}

impl Lexeme {
    fn show(&self) -> String {
        match self {
            Lexeme::Open => "\"(\"".into(),
            Lexeme::Close => "\")\"".into(),
            Lexeme::And => "AND".into(),
            Lexeme::Or => "OR".into(),
            Lexeme::Not => "NOT".into(),
            Lexeme::Scope(name) => format!("{name}:"),
            Lexeme::Quoted(WrittenPhrase { text, .. }) | Lexeme::Bare(text) => format!("\"{text}\""),
        }
    }
}

fn lex(text: &str) -> Result<Vec<Lexeme>, NotationError> {
    let mut lexemes = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (lexeme, length) = match first {
            '(' => (Lexeme::Open, 1),
            ')' => (Lexeme::Close, 1),
            '"' => lex_quoted(rest)?,
            _ => lex_bare(rest),
        };
        lexemes.push(lexeme);
        rest = rest[length..].trim_start();
    }
    Ok(lexemes)
}

/// A scope, an operator or a word, and its length in bytes.
fn lex_bare(rest: &str) -> (Lexeme, usize) {
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | ':')).unwrap_or(rest.len());
    let word = &rest[..end];
    if rest[end..].starts_with(':') {
        return (Lexeme::Scope(word.to_string()), end + 1);
    }
    let lexeme = match word {
        "AND" => Lexeme::And,
        "OR" => Lexeme::Or,
        "NOT" => Lexeme::Not,
        _ => Lexeme::Bare(word.to_string()),
    };
    (lexeme, end)
}

/// A quoted phrase with `~N` or `*` behind it, and its length in bytes.
fn lex_quoted(rest: &str) -> Result<(Lexeme, usize), NotationError> {
    let Some(end) = rest[1..].find('"') else {
        return Err(NotationError::new("a quotation mark is not closed", "close it"));
    };
    let text = rest[1..=end].to_string();
    let behind = &rest[end + 2..];
    if let Some(number) = behind.strip_prefix('~') {
        let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let distance = number[..digits].parse().map_err(|_| {
            NotationError::new("no number behind \"~\"", "write \"a b\"~10 for words within ten words of each other")
        })?;
        let phrase = WrittenPhrase { text, quoted: true, distance: Some(distance), star: false };
        return Ok((Lexeme::Quoted(phrase), end + 3 + digits));
    }
    let star = behind.starts_with('*');
    Ok((Lexeme::Quoted(WrittenPhrase { text, quoted: true, distance: None, star }), end + 2 + usize::from(star)))
}

struct Parser {
    lexemes: Vec<Lexeme>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.at)
    }

    fn take(&mut self) -> Option<Lexeme> {
        self.at += 1;
        self.lexemes.get(self.at - 1).cloned()
    }

    fn or(&mut self, scope: Scope) -> Result<Condition<Written>, NotationError> {
        let mut parts = vec![self.and(scope)?];
        while self.peek() == Some(&Lexeme::Or) {
            self.at += 1;
            parts.push(self.and(scope)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Or(parts) })
    }

    fn and(&mut self, scope: Scope) -> Result<Condition<Written>, NotationError> {
        let mut parts = vec![self.factor(scope)?];
        loop {
            match self.peek() {
                Some(Lexeme::And) => self.at += 1,
                Some(Lexeme::Not) => {}
                _ => break,
            }
            parts.push(self.factor(scope)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::And(parts) })
    }

    fn factor(&mut self, scope: Scope) -> Result<Condition<Written>, NotationError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let remedy = format!("write it flat: at most {DEEPEST} levels of parentheses, NOT and scopes");
            return Err(NotationError::new("nested too deep", remedy));
        }
        let condition = self.nested_factor(scope);
        self.depth -= 1;
        condition
    }

    fn nested_factor(&mut self, scope: Scope) -> Result<Condition<Written>, NotationError> {
        match self.take() {
            Some(Lexeme::Not) => Ok(Condition::Not(Box::new(self.factor(scope)?))),
            Some(Lexeme::Open) => {
                let inside = self.or(scope)?;
                match self.take() {
                    Some(Lexeme::Close) => Ok(inside),
                    _ => Err(NotationError::new("no closing \")\"", "close the group")),
                }
            }
            Some(Lexeme::Scope(name)) => self.scoped(&name),
            Some(Lexeme::Quoted(phrase)) => Ok(Condition::Atom(Written::Phrase(scope, phrase))),
            Some(Lexeme::Bare(mut text)) => {
                // The public list leaves some phrases unquoted: neighbouring bare words are one phrase.
                while let Some(Lexeme::Bare(next)) = self.peek() {
                    text = format!("{text} {next}");
                    self.at += 1;
                }
                let phrase = WrittenPhrase { text, quoted: false, distance: None, star: false };
                Ok(Condition::Atom(Written::Phrase(scope, phrase)))
            }
            Some(lexeme) => Err(NotationError::new(format!("misplaced {}", lexeme.show()), "a phrase belongs here")),
            None => {
                Err(NotationError::new("ends where a phrase should follow", "add the phrase, or drop the last word"))
            }
        }
    }

    fn scoped(&mut self, name: &str) -> Result<Condition<Written>, NotationError> {
        let scope = match name {
            "doc" => Scope::Document,
            "sentence" => Scope::Sentence,
            "before" => Scope::Before,
            "after" => Scope::After,
            "at" => return self.edge(),
            "found" => return self.found(),
            _ => {
                let known = ["doc", "sentence", "before", "after", "at", "found"];
                let remedy =
                    crate::error::did_you_mean(name, known.into_iter()).unwrap_or_else(|| known.join(": ") + ":");
                return Err(NotationError::new(format!("unknown scope \"{name}:\""), remedy));
            }
        };
        self.factor(scope)
    }

    fn found(&mut self) -> Result<Condition<Written>, NotationError> {
        let number = match self.take() {
            Some(Lexeme::Bare(number)) => number.parse().ok().filter(|number| *number > 0),
            _ => None,
        };
        let missing =
            || NotationError::new("found: without a number", "write found:2 for two other entries in the document");
        number.map(|number| Condition::Atom(Written::Found(number))).ok_or_else(missing)
    }

    fn edge(&mut self) -> Result<Condition<Written>, NotationError> {
        match self.take() {
            Some(Lexeme::Bare(edge)) if edge == "start" => Ok(Condition::Atom(Written::Start)),
            Some(Lexeme::Bare(edge)) if edge == "end" => Ok(Condition::Atom(Written::End)),
            _ => Err(NotationError::new("at: without start or end", "write at:start or at:end")),
        }
    }
}

fn atom(written: &Written) -> Result<AtomText, NotationError> {
    match written {
        Written::Phrase(scope, phrase) => phrase_atom(*scope, phrase),
        Written::Found(number) => Ok(AtomText::Found(*number)),
        Written::Start => Ok(AtomText::Start),
        Written::End => Ok(AtomText::End),
    }
}

fn phrase_atom(scope: Scope, phrase: &WrittenPhrase) -> Result<AtomText, NotationError> {
    let mut words = atom_words(&phrase.text)?;
    if phrase.star {
        make_prefix(&mut words)?;
    }
    if words.is_empty() {
        return Err(NotationError::new("an empty phrase", "write the words between the quotation marks"));
    }
    let local = matches!(scope, Scope::Before | Scope::After);
    if !local && words.iter().any(|word| matches!(word, AtomWord::Name | AtomWord::Number)) {
        return Err(NotationError::new(
            "<name> or <num> outside before: and after:",
            "they stand for a neighbouring word",
        ));
    }
    Ok(match phrase.distance {
        Some(distance) => AtomText::Within { words, distance },
        None => AtomText::Words { scope, words },
    })
}

fn atom_words(text: &str) -> Result<Vec<AtomWord>, NotationError> {
    let mut words = Vec::new();
    for piece in text.split_whitespace() {
        match piece {
            "<name>" => words.push(AtomWord::Name),
            "<num>" => words.push(AtomWord::Number),
            _ => {
                let (body, prefix) = piece.strip_suffix('*').map_or((piece, false), |body| (body, true));
                let plain: String = body.chars().map(|c| if is_phrase_character(c) { c } else { ' ' }).collect();
                for part in plain.split_whitespace() {
                    words.extend(parse_words(part)?.into_iter().map(AtomWord::Word));
                }
                if prefix {
                    make_prefix(&mut words)?;
                }
            }
        }
    }
    Ok(words)
}

/// Characters that mean something inside a phrase; brackets and the like in the public list are left out.
fn is_phrase_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '~' | '\'' | '\u{2019}')
}

fn make_prefix(words: &mut [AtomWord]) -> Result<(), NotationError> {
    match words.last_mut() {
        Some(last @ AtomWord::Word(_)) => {
            if let AtomWord::Word(word) = last {
                *last = AtomWord::Prefix(crate::text::normal_form(&word.text));
            }
            Ok(())
        }
        _ => Err(NotationError::new("\"*\" without letters before it", "write the beginning of the word")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(condition: &Condition<AtomText>) -> String {
        let join = |parts: &[Condition<AtomText>], by: &str| parts.iter().map(show).collect::<Vec<_>>().join(by);
        match condition {
            Condition::Or(parts) => format!("({})", join(parts, " or ")),
            Condition::And(parts) => format!("({})", join(parts, " and ")),
            Condition::Not(part) => format!("not {}", show(part)),
            Condition::Atom(AtomText::Words { scope, words }) => format!("{scope:?}[{}]", show_words(words)),
            Condition::Atom(AtomText::Within { words, distance }) => format!("within{distance}[{}]", show_words(words)),
            Condition::Atom(edge) => format!("{edge:?}"),
        }
    }

    fn show_words(words: &[AtomWord]) -> String {
        let show = |word: &AtomWord| match word {
            AtomWord::Word(word) if word.inflects.is_some() => format!("~{}", word.text),
            AtomWord::Word(word) => word.text.clone(),
            AtomWord::Prefix(prefix) => format!("{prefix}*"),
            AtomWord::Name => "<name>".into(),
            AtomWord::Number => "<num>".into(),
        };
        words.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn parses_the_grammar_of_the_fingerprints() {
        for (text, expected) in [
            ("cancer", "Document[cancer]"),
            ("\"bosom\" AND \"breast\"", "(Document[bosom] and Document[breast])"),
            ("\"a b\" NOT \"c\"", "(Document[a b] and not Document[c])"),
            (
                "\"business knowledge\" AND business intelligence",
                "(Document[business knowledge] and Document[business intelligence])",
            ),
            ("a AND (b OR c)", "(Document[a] and (Document[b] or Document[c]))"),
            ("a OR b AND c", "(Document[a] or (Document[b] and Document[c]))"),
            ("\"gatherings clustering\"~10", "within10[gatherings clustering]"),
            (
                "\"extricating highlights\"~20 NOT specular",
                "(within20[extricating highlights] and not Document[specular])",
            ),
            ("optimiz*", "Document[optimiz*]"),
            ("\"hear*\"", "Document[hear*]"),
            ("\"hazard ratio (RR)\"", "Document[hazard ratio RR]"),
            ("sentence:(cancer OR ~tumour)", "(Sentence[cancer] or Sentence[~tumour])"),
            ("after:of OR before:\"the post\"", "(After[of] or Before[the post])"),
            ("before:<name> NOT after:<num>", "(Before[<name>] and not After[<num>])"),
            ("found:3 AND b", "(Found(3) and Document[b])"),
            ("at:start", "Start"),
            ("NOT at:end", "not End"),
        ] {
            assert_eq!(show(&parse(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        for deep in [
            "(".repeat(100_000) + "a" + &")".repeat(100_000),
            "NOT ".repeat(100_000) + "a",
            "doc:".repeat(100_000) + "a",
        ] {
            assert_eq!(parse(&deep).unwrap_err().message, "nested too deep");
        }
        let (open, close) = ("(".repeat(DEEPEST - 1), ")".repeat(DEEPEST - 1));
        assert!(parse(&format!("{open}a{close} AND {open}b{close}")).is_ok());
    }

    #[test]
    fn names_the_fault() {
        for (text, fault) in [
            ("\"open", "not closed"),
            ("(a OR b", "no closing"),
            ("a AND", "ends where"),
            ("a OR OR b", "misplaced OR"),
            ("a (b)", "stray"),
            ("sentense:a", "unknown scope"),
            ("at:middle", "at: without"),
            ("found:many", "found: without"),
            ("\"a b\"~", "no number"),
            ("\"\"", "empty phrase"),
            ("<num>", "outside before"),
            ("*", "without letters"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message.contains(fault), "{text}: {}", error.message);
        }
    }
}
