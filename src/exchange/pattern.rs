//! Regular expressions of Vale substitutions that our notation can say: words, alternatives, optional parts.

use super::Refusal;

/// A pattern in our notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// For the `find` column.
    pub find: String,
    /// One spelling that it matches.
    pub spelling: String,
    /// Words of its shortest spelling.
    pub least_words: usize,
}

/// Most combinations of alternatives that a row may stand for.
const MOST_SPELLINGS: usize = 256;

/// What a pattern is made of: a space, or a choice of texts (one, for plain letters).
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Space,
    Choice(Vec<String>),
}

fn refuse(what: &str) -> Refusal {
    Refusal::new("a regular expression beyond words and alternatives", what, "write a row in the notation instead")
}

/// Reads a pattern; alternatives of the whole are patterns of their own.
pub(super) fn parse(text: &str) -> Result<Vec<Pattern>, Refusal> {
    let text = text.trim();
    let mut reader = Reader { rest: text.strip_prefix("(?i)").unwrap_or(text) };
    let mut patterns = vec![Vec::new()];
    while let Some(c) = reader.next() {
        let pieces = patterns.last_mut().expect("there is always a last one");
        match c {
            '|' => patterns.push(Vec::new()),
            '\\' if reader.rest.starts_with('b') => {
                reader.rest = &reader.rest[1..];
                // Our phrases begin and end at words anyway; inside, the border says something about its neighbours.
                if !(pieces.is_empty() || reader.rest.is_empty() || reader.rest.starts_with('|')) {
                    return Err(refuse("\\b inside"));
                }
            }
            c => {
                let piece = reader.piece(c)?;
                pieces.push(reader.quantified(piece)?);
            }
        }
    }
    patterns.iter().map(|pieces| Pattern::new(pieces)).collect()
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn piece(&mut self, first: char) -> Result<Piece, Refusal> {
        match first {
            ' ' | '-' => Ok(Piece::Space),
            '(' => self.group(),
            '[' => self.class(),
            '\\' => match self.next() {
                Some('s') => Ok(Piece::Space),
                Some('-') => Ok(Piece::Space),
                Some(c) if is_mark(c) => Ok(Piece::Choice(vec![c.to_string()])),
                escaped => Err(refuse(&format!("\\{}", escaped.map_or_else(String::new, String::from)))),
            },
            '\u{2019}' => Ok(Piece::Choice(vec!["'".to_string()])),
            '.' => Err(refuse("\".\" for any character")),
            c if c.is_alphanumeric() || is_mark(c) => Ok(Piece::Choice(vec![c.to_string()])),
            c => Err(refuse(&format!("\"{c}\""))),
        }
    }

    /// What stands up to the closing mark, if it is free of further notation.
    fn enclosed(&mut self, close: char) -> Result<String, Refusal> {
        let (inside, behind) = self.rest.split_once(close).ok_or_else(|| refuse("a bracket is not closed"))?;
        self.rest = behind;
        Ok(inside.to_string())
    }

    fn group(&mut self) -> Result<Piece, Refusal> {
        self.rest = self.rest.strip_prefix("?:").unwrap_or(self.rest);
        if self.rest.starts_with('?') {
            return Err(refuse("look-around or a named group"));
        }
        let inside = self.enclosed(')')?.replace("\\s", " ").replace('\u{2019}', "'");
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '|');
        match inside.chars().find(|c| !plain(*c)) {
            Some(c) => Err(refuse(&format!("\"{c}\" in a group"))),
            None => Ok(Piece::Choice(inside.split('|').map(str::to_string).collect())),
        }
    }

    fn class(&mut self) -> Result<Piece, Refusal> {
        let inside = self.enclosed(']')?;
        if matches!(inside.as_str(), " -" | "- " | "\\s-" | "-\\s" | "\\-\\s" | "\\s\\-" | " " | "-" | "\\s") {
            return Ok(Piece::Space);
        }
        if inside.is_empty() || !inside.chars().all(char::is_alphanumeric) {
            return Err(refuse(&format!("[{inside}]")));
        }
        Ok(Piece::Choice(inside.chars().map(String::from).collect()))
    }

    /// The piece with the `?` behind it; `+` only after a space, where it changes nothing.
    fn quantified(&mut self, piece: Piece) -> Result<Piece, Refusal> {
        match (self.rest.chars().next(), piece) {
            // A hyphen, a space and nothing are the same to a phrase.
            (Some('?' | '+'), Piece::Space) => {
                self.next();
                Ok(Piece::Space)
            }
            (Some('?'), Piece::Choice(mut texts)) => {
                self.next();
                texts.push(String::new());
                Ok(Piece::Choice(texts))
            }
            (Some(c @ ('+' | '*' | '{')), _) => Err(refuse(&format!("repetition by \"{c}\""))),
            (_, piece) => Ok(piece),
        }
    }
}

/// Marks that the notation matches as themselves.
fn is_mark(c: char) -> bool {
    matches!(c, '\'' | ',' | '.' | '&' | '/')
}

impl Pattern {
    fn new(pieces: &[Piece]) -> Result<Pattern, Refusal> {
        let mut words = Vec::new();
        let (mut combinations, mut least_words, mut spelling) = (1_usize, 0, Vec::new());
        for chunk in pieces.split(|piece| *piece == Piece::Space).filter(|chunk| !chunk.is_empty()) {
            let spellings = spellings(chunk)?;
            combinations = combinations.saturating_mul(spellings.len());
            least_words += spellings.iter().map(|one| super::count_words(one)).min().unwrap_or(0);
            spelling.push(spellings.iter().find(|one| !one.is_empty()).cloned().unwrap_or_default());
            words.push(group(&spellings)?);
        }
        if combinations > MOST_SPELLINGS {
            return Err(refuse(&format!("{combinations} spellings")));
        }
        let find = words.join(" ");
        if find.is_empty() {
            return Err(refuse("no words"));
        }
        Ok(Pattern { find, spelling: spelling.join(" "), least_words })
    }
}

/// All spellings of pieces without a space between.
fn spellings(chunk: &[Piece]) -> Result<Vec<String>, Refusal> {
    let mut spellings = vec![String::new()];
    for piece in chunk {
        let Piece::Choice(texts) = piece else { continue };
        spellings = spellings.iter().flat_map(|start| texts.iter().map(move |text| format!("{start}{text}"))).collect();
        if spellings.len() > MOST_SPELLINGS {
            return Err(refuse("too many spellings of one word"));
        }
    }
    let mut unique: Vec<String> = Vec::new();
    for one in spellings {
        let one = one.replace('-', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        if !unique.contains(&one) {
            unique.push(one);
        }
    }
    Ok(unique)
}

/// Spellings in the notation: a word, `(a|b)`, or `[a|b]` when nothing is a spelling too.
fn group(spellings: &[String]) -> Result<String, Refusal> {
    let words: Vec<&str> = spellings.iter().map(String::as_str).filter(|one| !one.is_empty()).collect();
    let optional = words.len() < spellings.len();
    let is_sound = |word: &&str| word.starts_with(char::is_alphanumeric) && word.ends_with(char::is_alphanumeric);
    let joined = words.join("|");
    match words.as_slice() {
        [] => Err(refuse("no words")),
        // A mark at the edge of one word joins it to its neighbour: "then, at".
        [word] if !optional && word.contains(char::is_alphanumeric) => Ok((*word).to_string()),
        words if !words.iter().all(is_sound) => Err(refuse(&format!("({joined})"))),
        _ if optional => Ok(format!("[{joined}]")),
        _ => Ok(format!("({joined})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::notation::Phrase;

    #[test]
    fn patterns_become_notation() {
        for (pattern, find, spelling, least_words) in [
            ("garden gate", "garden gate", "garden gate", 2),
            ("\\bgarden gate\\b", "garden gate", "garden gate", 2),
            ("(?i)garden[- ]gate", "garden gate", "garden gate", 2),
            ("garden\\s+gates?", "garden (gates|gate)", "garden gates", 2),
            ("garden gate(?:s)?", "garden (gates|gate)", "garden gates", 2),
            ("in (?:the case|case) of", "in (the case|case) of", "in the case of", 3),
            ("(?:the )?garden gate", "(the garden|garden) gate", "the garden gate", 2),
            ("open (?:the)? gate", "open [the] gate", "open the gate", 2),
            ("organi[sz]e a (gate|wall)", "(organise|organize) a (gate|wall)", "organise a gate", 3),
            ("e-?mail gate", "e mail gate", "e mail gate", 3),
            ("keeper\u{2019}s gate", "keeper's gate", "keeper's gate", 2),
            ("well, the gate", "well, the gate", "well, the gate", 3),
            ("gate a\\.m\\. time", "gate a.m. time", "gate a.m. time", 3),
            ("colou?r(ed|ing)? gate", "(coloured|colouring|colour|colored|coloring|color) gate", "coloured gate", 2),
        ] {
            let expected = Pattern { find: find.into(), spelling: spelling.into(), least_words };
            assert_eq!(parse(pattern).unwrap(), [expected], "{pattern}");
            assert!(Phrase::parse(find).is_ok(), "{find}");
        }
    }

    #[test]
    fn alternatives_of_the_whole_are_patterns_of_their_own() {
        let finds: Vec<String> =
            parse("\\bgarden gate\\b|iron (a|b)").unwrap().into_iter().map(|one| one.find).collect();
        assert_eq!(finds, ["garden gate", "iron (a|b)"]);
    }

    #[test]
    fn other_expressions_are_refused() {
        for pattern in [
            "garden .*",
            "garden gate+",
            "gar\\wen",
            "(?!iron )gate",
            "(?<!iron )gate",
            "(a|(b|c)) gate",
            "gate{2}",
            "[a-z] gate",
            "[^a] gate",
            "^garden gate",
            "garden (gate",
            "garden [gate",
            "garden \\bgate",
            "(|) gate",
            "",
            "a gate|",
            "gate\\",
            "(a.|b) gate",
            "[ab][ab][ab][ab][ab][ab][ab][ab][ab] gate",
            "g[abcdefgh] h[abcdefgh] i[abcdefgh]",
            "x\\d gate",
            "~gate",
        ] {
            assert!(parse(pattern).is_err(), "{pattern}: {:?}", parse(pattern));
        }
    }
}
