//! The notation of `suggest`: plain words, `~words` that take a form, `{n}` that copies what a group matched.

use super::notation::Phrase;
use crate::error::NotationError;
use crate::text::inflect::Pos;

/// A parsed suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// A word that takes the form in which `~` number `mark` (from 0) of `find` was found.
    Inflect {
        lemma: String,
        pos: Pos,
        mark: usize,
    },
    /// What group number `0…` of `find` matched.
    Copy(usize),
}

impl Template {
    /// Parses all suggestions of a cell, best first.
    ///
    /// # Errors
    /// What is wrong with the notation, and the remedy.
    pub fn parse_all(cell: &str, phrase: &Phrase) -> Result<Vec<Template>, NotationError> {
        cell.split('|')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| Template::parse(text, phrase))
            .collect()
    }

    fn parse(text: &str, phrase: &Phrase) -> Result<Template, NotationError> {
        let mut template = Template { pieces: Vec::new() };
        let mut next_mark = 0;
        let mut rest = text;
        while let Some(at) = rest.find(['~', '{']) {
            template.push_text(&rest[..at]);
            let (piece, length) = if rest[at..].starts_with('~') {
                inflecting(&rest[at..], &mut next_mark)?
            } else {
                copying(&rest[at..])?
            };
            template.pieces.push(piece);
            rest = &rest[at + length..];
        }
        template.push_text(rest);
        template.check(phrase)?;
        Ok(template)
    }

    fn push_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text.to_string()));
        }
    }

    fn check(&self, phrase: &Phrase) -> Result<(), NotationError> {
        for piece in &self.pieces {
            match piece {
                Piece::Inflect { lemma, mark, .. } if *mark >= phrase.inflecting() => {
                    let message = format!("~{lemma} has no ~ number {} in find to take its form from", mark + 1);
                    return Err(NotationError::new(message, "mark the word in find, or drop the ~ here"));
                }
                Piece::Copy(group) if *group >= phrase.groups() => {
                    let message = format!("{{{}}} but find has {} groups", group + 1, phrase.groups());
                    return Err(NotationError::new(message, "count round, square and angle brackets from the left"));
                }
                Piece::Text(text) if text.contains(['[', ']', '<', '>', '(', '}']) => {
                    return Err(NotationError::new(
                        "a group in a suggestion",
                        "write {1} to copy what a group matched",
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn inflecting(text: &str, next_mark: &mut usize) -> Result<(Piece, usize), NotationError> {
    let body = &text[1..];
    let digits = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    let explicit = body[..digits].parse::<usize>().ok().filter(|_| body[digits..].starts_with(':'));
    let (mark, word_at) = match explicit {
        Some(0) => return Err(NotationError::new("~0:", "marks are counted from 1")),
        Some(number) => (number - 1, 1 + digits + 1),
        None => (*next_mark, 1),
    };
    *next_mark = mark + 1;
    let rest = &text[word_at..];
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(rest.len());
    if end == 0 {
        return Err(NotationError::new("\"~\" without a word", "write the word behind the mark"));
    }
    let lemma = rest[..end].to_string();
    let (pos, suffix) = match &rest.as_bytes()[end..] {
        [b'/', b'n', ..] => (Pos::Noun, 2),
        [b'/', b'v', ..] => (Pos::Verb, 2),
        [b'/', b'a', ..] => (Pos::Adjective, 2),
        _ => (Pos::Any, 0),
    };
    Ok((Piece::Inflect { lemma, pos, mark }, word_at + end + suffix))
}

fn copying(text: &str) -> Result<(Piece, usize), NotationError> {
    let end = text.find('}').unwrap_or(0);
    let number = text.get(1..end).and_then(|digits| digits.parse::<usize>().ok()).filter(|number| *number > 0);
    match number {
        Some(number) => Ok((Piece::Copy(number - 1), end + 1)),
        None => Err(NotationError::new("\"{\" without a group number", "write {1}, {2} … for what a group matched")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(find: &str, suggest: &str) -> Result<Vec<Template>, String> {
        let phrase = Phrase::parse(find).unwrap();
        Template::parse_all(suggest, &phrase).map_err(|error| error.message)
    }

    #[test]
    fn parses_pieces() {
        let templates = parse("~take <gap> ~part/n", "{1} ~join/v | ~2:role of X").unwrap();
        let join = Piece::Inflect { lemma: "join".into(), pos: Pos::Verb, mark: 0 };
        assert_eq!(templates[0].pieces, [Piece::Copy(0), Piece::Text(" ".into()), join]);
        let role = Piece::Inflect { lemma: "role".into(), pos: Pos::Any, mark: 1 };
        assert_eq!(templates[1].pieces, [role, Piece::Text(" of X".into())]);
        assert_eq!(parse("a b", "").unwrap(), []);
    }

    #[test]
    fn names_the_fault() {
        for (suggest, fault) in [
            ("~a ~b", "has no ~ number 2"),
            ("~3:a", "has no ~ number 3"),
            ("{2}", "find has 1 groups"),
            ("{x}", "without a group number"),
            ("a ~ b", "without a word"),
            ("a (b)", "a group in a suggestion"),
            ("~0:a", "~0:"),
        ] {
            assert!(parse("~x <gap> y", suggest).unwrap_err().contains(fault), "{suggest}");
        }
    }
}
