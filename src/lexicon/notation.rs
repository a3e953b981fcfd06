//! The notation of `find`: words, inflecting words, groups, gaps and numbers (see `dictionaries/README.md`).

use crate::error::NotationError;
use crate::text::inflect::Pos;
use crate::text::normal::{is_apostrophe, is_hyphen};

/// A parsed `find` cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Words, groups, gaps and numbers in order.
    pub(crate) parts: Vec<Part>,
    /// A comma that must follow, and belongs to what is found.
    pub(crate) comma: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Word(PhraseWord),
    Group { alternatives: Vec<Vec<PhraseWord>>, optional: bool, joint: Joint },
    Gap { least: u8, most: u8 },
    Number,
}

/// A word of a phrase as written, without marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PhraseWord {
    pub text: String,
    /// Whose forms match, or `None` when only the word as written does.
    pub inflects: Option<Pos>,
    pub joint: Joint,
}

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Joint {
    /// White space, a hyphen, or nothing.
    Space,
    /// That very mark: comma, apostrophe, point, ampersand, slash.
    Mark(char),
}

/// Most combinations of alternatives that a phrase may stand for.
pub(crate) const MOST_EXPANSIONS: usize = 256;
/// Most words of a phrase, gaps at their longest: a window's margin must hold it.
pub(crate) const MOST_WORDS: usize = 24;
/// Most words in a gap.
const MOST_GAP: u8 = 6;

/// A place of one expansion: what must stand there, and which group it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place<'p> {
    /// One of these words: more than one where a group's alternatives are single words.
    Word {
        options: Vec<&'p PhraseWord>,
        joint: Joint,
    },
    Gap {
        least: u8,
        most: u8,
    },
    Number,
}

/// One combination of a phrase's alternatives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expansion<'p> {
    pub places: Vec<Place<'p>>,
    /// For each group, gap and number in order: its places, empty for an optional group left out.
    pub groups: Vec<std::ops::Range<usize>>,
    /// For each `~` in order (a group counts once): its place, `None` when the chosen alternative has none.
    pub inflecting: Vec<Option<usize>>,
}

impl Phrase {
    /// Parses a `find` cell.
    ///
    /// # Errors
    /// What is wrong with the notation, and the remedy.
    pub(crate) fn parse(text: &str) -> Result<Phrase, NotationError> {
        let mut parts = Vec::new();
        let mut lexer = Lexer { rest: text.trim(), joint: Joint::Space };
        while let Some(part) = lexer.part()? {
            parts.push(part);
        }
        let phrase = Phrase { parts, comma: lexer.joint == Joint::Mark(',') };
        phrase.validate()?;
        Ok(phrase)
    }

    fn validate(&self) -> Result<(), NotationError> {
        let has_word = self.parts.iter().any(|part| match part {
            Part::Word(_) => true,
            Part::Group { optional, .. } => !optional,
            _ => false,
        });
        if !has_word {
            return Err(NotationError::new("no word that must match", "write at least one plain or inflecting word"));
        }
        if matches!(self.parts.first(), Some(Part::Gap { .. })) || matches!(self.parts.last(), Some(Part::Gap { .. })) {
            return Err(NotationError::new("a gap at the edge", "a gap stands between words; leave it out"));
        }
        if self.expansions() > MOST_EXPANSIONS {
            let message = format!("{} combinations of alternatives", self.expansions());
            return Err(NotationError::new(message, format!("split the row: at most {MOST_EXPANSIONS}")));
        }
        if self.longest() > MOST_WORDS {
            return Err(NotationError::new("too long", format!("at most {MOST_WORDS} words, gaps at their longest")));
        }
        Ok(())
    }

    /// How many combinations of alternatives the phrase stands for.
    pub(crate) fn expansions(&self) -> usize {
        self.parts.iter().map(Part::choices).fold(1, usize::saturating_mul)
    }

    fn longest(&self) -> usize {
        let longest = |part: &Part| match part {
            Part::Word(_) => 1,
            Part::Group { alternatives, .. } => alternatives.iter().map(Vec::len).max().unwrap_or(0),
            Part::Gap { most, .. } => usize::from(*most),
            Part::Number => 4,
        };
        self.parts.iter().map(longest).sum()
    }

    /// How many `~` marks there are, a group counting once.
    pub(crate) fn inflecting(&self) -> usize {
        self.parts.iter().filter(|part| part.inflects()).count()
    }

    /// How many groups, gaps and numbers there are.
    pub(crate) fn groups(&self) -> usize {
        self.parts.iter().filter(|part| !matches!(part, Part::Word(_))).count()
    }

    /// Combination number `choice`, counted with the last group's alternatives running fastest.
    pub(crate) fn expand(&self, mut choice: usize) -> Expansion<'_> {
        let mut choices = vec![0; self.parts.len()];
        for (part, chosen) in self.parts.iter().zip(&mut choices).rev() {
            *chosen = choice % part.choices();
            choice /= part.choices();
        }
        let mut expansion = Expansion::default();
        for (part, chosen) in self.parts.iter().zip(choices) {
            part.expand(chosen, &mut expansion);
        }
        expansion
    }
}

impl Part {
    /// Ways to fill the part, each a sequence of places: single-word alternatives share one, `None` leaves the part out.
    fn ways(&self) -> Vec<Option<Vec<Vec<&PhraseWord>>>> {
        let Part::Group { alternatives, optional, .. } = self else { return vec![None] };
        let singles: Vec<&PhraseWord> = alternatives.iter().filter(|words| words.len() == 1).flatten().collect();
        let longer = alternatives.iter().filter(|words| words.len() > 1);
        let mut ways: Vec<_> = longer.map(|words| Some(words.iter().map(|word| vec![word]).collect())).collect();
        if !singles.is_empty() {
            ways.insert(0, Some(vec![singles]));
        }
        if *optional {
            ways.push(None);
        }
        ways
    }

    fn choices(&self) -> usize {
        match self {
            Part::Group { alternatives, optional, .. } => {
                let longer = alternatives.iter().filter(|words| words.len() > 1).count();
                longer + usize::from(longer < alternatives.len()) + usize::from(*optional)
            }
            _ => 1,
        }
    }

    fn inflects(&self) -> bool {
        match self {
            Part::Word(word) => word.inflects.is_some(),
            Part::Group { alternatives, .. } => alternatives.iter().flatten().any(|word| word.inflects.is_some()),
            _ => false,
        }
    }

    fn expand<'p>(&'p self, chosen: usize, expansion: &mut Expansion<'p>) {
        let start = expansion.places.len();
        match self {
            Part::Word(word) => expansion.places.push(Place::Word { options: vec![word], joint: word.joint }),
            Part::Gap { least, most } => expansion.places.push(Place::Gap { least: *least, most: *most }),
            Part::Number => expansion.places.push(Place::Number),
            Part::Group { joint, .. } => {
                let way = self.ways().into_iter().nth(chosen).flatten().unwrap_or_default();
                for (at, options) in way.into_iter().enumerate() {
                    let joint = if at == 0 { *joint } else { options[0].joint };
                    expansion.places.push(Place::Word { options, joint });
                }
            }
        }
        let range = start..expansion.places.len();
        if self.inflects() {
            let inflects = |place: &usize| match &expansion.places[*place] {
                Place::Word { options, .. } => options.iter().any(|word| word.inflects.is_some()),
                _ => false,
            };
            expansion.inflecting.push(range.clone().find(inflects));
        }
        if !matches!(self, Part::Word(_)) {
            expansion.groups.push(range);
        }
    }
}

struct Lexer<'t> {
    rest: &'t str,
    joint: Joint,
}

impl<'t> Lexer<'t> {
    fn part(&mut self) -> Result<Option<Part>, NotationError> {
        self.rest = self.rest.trim_start();
        let Some(first) = self.rest.chars().next() else {
            return match self.joint {
                // The point of an abbreviation at the end (*U.S.*) is no part of what is found.
                Joint::Space | Joint::Mark('.' | ',') => Ok(None),
                Joint::Mark(mark) => {
                    Err(NotationError::new(format!("ends with \"{mark}\""), "leave the last mark out"))
                }
            };
        };
        let part = match first {
            '(' => self.group(')', false)?,
            '[' => self.group(']', true)?,
            '<' => parse_angle(self.enclosed('>')?)?,
            ')' | ']' | '>' | '|' | '{' | '}' => {
                return Err(NotationError::new(
                    format!("stray \"{first}\""),
                    "see the notation in dictionaries/README.md",
                ));
            }
            _ => return self.word(),
        };
        Ok(Some(part))
    }

    /// The text up to the closing mark, which is passed over.
    fn enclosed(&mut self, close: char) -> Result<&'t str, NotationError> {
        let inside = &self.rest[1..];
        let Some(end) = inside.find(close) else {
            return Err(NotationError::new(format!("no closing \"{close}\""), "close the group"));
        };
        self.rest = &inside[end + 1..];
        Ok(&inside[..end])
    }

    fn group(&mut self, close: char, optional: bool) -> Result<Part, NotationError> {
        let inside = self.enclosed(close)?;
        if inside.contains(['(', '[', '<']) {
            return Err(NotationError::new("a group inside a group", "write the alternatives out, or use two rows"));
        }
        let alternatives: Result<Vec<_>, _> = inside.split('|').map(parse_words).collect();
        let alternatives = alternatives?;
        if alternatives.iter().any(Vec::is_empty) {
            return Err(NotationError::new("an empty alternative", "write [a|b] for words that may be left out"));
        }
        Ok(Part::Group { alternatives, optional, joint: std::mem::replace(&mut self.joint, Joint::Space) })
    }

    /// One word, or the mark before it. A `~` covers the word behind it only.
    fn word(&mut self) -> Result<Option<Part>, NotationError> {
        let first = self.rest.chars().next().expect("the caller saw a character");
        if is_hyphen(first) {
            self.rest = &self.rest[first.len_utf8()..];
            return self.part();
        }
        if let Some(mark) = as_mark(first) {
            self.rest = &self.rest[first.len_utf8()..];
            self.joint = Joint::Mark(mark);
            return self.part();
        }
        let inflecting = self.rest.strip_prefix('~');
        let text = inflecting.unwrap_or(self.rest);
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        if end == 0 {
            let odd = text.chars().next().map_or_else(String::new, String::from);
            return Err(NotationError::new(
                format!("\"{odd}\" where a word should stand"),
                "words are letters and digits",
            ));
        }
        self.rest = &text[end..];
        let inflects = if inflecting.is_some() { Some(self.part_of_speech()?) } else { None };
        let joint = std::mem::replace(&mut self.joint, Joint::Space);
        Ok(Some(Part::Word(PhraseWord { text: text[..end].to_string(), inflects, joint })))
    }

    fn part_of_speech(&mut self) -> Result<Pos, NotationError> {
        let Some(rest) = self.rest.strip_prefix('/') else { return Ok(Pos::Any) };
        let pos = match rest.chars().next() {
            Some('n') => Pos::Noun,
            Some('v') => Pos::Verb,
            Some('a') => Pos::Adjective,
            _ => return Err(NotationError::new("unknown part of speech", "write /n, /v or /a")),
        };
        self.rest = &rest[1..];
        if self.rest.starts_with(char::is_alphanumeric) {
            return Err(NotationError::new("unknown part of speech", "write /n, /v or /a"));
        }
        Ok(pos)
    }
}

/// A sequence of words without groups.
pub(crate) fn parse_words(text: &str) -> Result<Vec<PhraseWord>, NotationError> {
    let mut lexer = Lexer { rest: text.trim(), joint: Joint::Space };
    let mut words = Vec::new();
    while let Some(part) = lexer.part()? {
        match part {
            Part::Word(word) => words.push(word),
            _ => {
                return Err(NotationError::new("a group, gap or number where only words may stand", "use plain words"));
            }
        }
    }
    Ok(words)
}

/// The mark that a word must be joined by; every kind of apostrophe is one.
fn as_mark(c: char) -> Option<char> {
    if is_apostrophe(c) {
        return Some('\'');
    }
    matches!(c, ',' | '.' | '&' | '/').then_some(c)
}

fn parse_angle(inside: &str) -> Result<Part, NotationError> {
    let bad = || {
        let remedy = format!("write <gap>, <gap:3>, <gap:0-2> (at most {MOST_GAP}) or <num>");
        NotationError::new(format!("unknown <{inside}>"), remedy)
    };
    let (least, most) = match inside.split_once(':') {
        None if inside == "num" => return Ok(Part::Number),
        None if inside == "gap" => (1, 3),
        Some(("gap", bounds)) => {
            let (least, most) = bounds.split_once('-').unwrap_or(("1", bounds));
            (least.parse().map_err(|_| bad())?, most.parse().map_err(|_| bad())?)
        }
        _ => return Err(bad()),
    };
    if least > most || most == 0 || most > MOST_GAP {
        return Err(bad());
    }
    Ok(Part::Gap { least, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surfaces(find: &str) -> Vec<String> {
        let phrase = Phrase::parse(find).unwrap();
        (0..phrase.expansions())
            .map(|choice| {
                let show = |place: &Place<'_>| match place {
                    Place::Word { options, joint } => {
                        let mark = if let Joint::Mark(mark) = joint { mark.to_string() } else { String::new() };
                        let tilde = |word: &&PhraseWord| if word.inflects.is_some() { "~" } else { "" };
                        let spelled: Vec<_> =
                            options.iter().map(|word| format!("{}{}", tilde(word), word.text)).collect();
                        format!("{mark}{}", spelled.join("|"))
                    }
                    Place::Gap { least, most } => format!("<{least}-{most}>"),
                    Place::Number => "<num>".to_string(),
                };
                phrase.expand(choice).places.iter().map(show).collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    #[test]
    fn expands_groups_gaps_and_joints() {
        for (find, expected) in [
            ("nitty-gritty ~inquiry", vec!["nitty gritty ~inquiry"]),
            ("(as|of) late", vec!["as|of late"]),
            ("[the|a] joined realm", vec!["the|a joined realm", "joined realm"]),
            ("in the beyond <gap> ~year/n", vec!["in the beyond <1-3> ~year"]),
            ("take <gap:0-2> benefit", vec!["take <0-2> benefit"]),
            ("(a|b c|~d) [e f] g", vec!["a|~d e f g", "a|~d g", "b c e f g", "b c g"]),
            ("<num> instances", vec!["<num> instances"]),
            ("then, at that point", vec!["then ,at that point"]),
            ("that\u{2019}s only", vec!["that 's only"]),
        ] {
            assert_eq!(surfaces(find), expected, "{find}");
        }
    }

    #[test]
    fn counts_inflecting_places_by_group() {
        let phrase = Phrase::parse("(~assume|play) a [big] ~part").unwrap();
        assert_eq!((phrase.inflecting(), phrase.groups(), phrase.expansions()), (2, 2, 2));
        assert_eq!(phrase.expand(0).inflecting, [Some(0), Some(3)]);
        assert_eq!(phrase.expand(1).inflecting, [Some(0), Some(2)]);
        assert_eq!(phrase.expand(1).groups, [0..1, 2..2]);
    }

    #[test]
    fn refuses_bad_notation() {
        for (find, fault) in [
            ("", "no word"),
            ("[a|b]", "no word"),
            ("<gap> word", "gap at the edge"),
            ("(a|b", "no closing"),
            ("(a||b) c", "empty alternative"),
            ("(a (b|c)) d", "group inside"),
            ("a <gap:9> b", "unknown <gap:9>"),
            ("a <gaps> b", "unknown <gaps>"),
            ("a) b", "stray"),
            ("a ~ b", "where a word should stand"),
            ("~word/x b", "part of speech"),
            ("the kids'", "ends with"),
        ] {
            let error = Phrase::parse(find).unwrap_err();
            assert!(error.message.contains(fault), "{find}: {}", error.message);
        }
    }
}
