//! Suggestions that read right in place: form, case and article follow the found text.

use super::article::repair;
use super::casing::carry_case;
use super::{Applicability, Suggestion};
use crate::detect::Placed;
use crate::level::Level;
use crate::lexicon::Entry;
use crate::lexicon::notation::{Expansion, PhraseWord, Place};
use crate::lexicon::template::{Piece, Template};
use crate::span::Span;
use crate::text::gap::{Gap, gap};
use crate::text::inflect::{Form, Pos, forms, inflect};
use crate::text::normal_form;
use crate::text::sentence::starts_sentence;

/// Words that a past participle follows.
const AUXILIARIES: [&str; 17] = [
    "have", "has", "had", "having", "ve", "be", "is", "are", "was", "were", "been", "being", "am", "get", "gets",
    "got", "re",
];
/// Words that a base form follows.
const BEFORE_BASE: [&str; 12] =
    ["to", "will", "would", "can", "could", "should", "shall", "may", "might", "must", "did", "t"];
/// Bytes read before a match for an auxiliary.
const REACH: usize = 64;

/// The suggestions for a match, best first, and the span that they replace: the match, with the article before it where that must change.
/// Bytes before `floor` belong to another finding.
pub(super) fn suggestions(
    text: &str,
    entry: &Entry,
    found: &Placed,
    level: Level,
    floor: usize,
) -> (Span, Vec<Suggestion>) {
    let expansion = entry.phrase.expand(usize::from(found.choice));
    let marks = marked_forms(text, found, &expansion);
    let at_start = starts_sentence(text, found.span.start);
    let mut texts: Vec<String> = Vec::new();
    for template in &entry.suggestions {
        let plain = render(text, template, found, &expansion, &marks);
        let cased = carry_case(found.span.slice(text), at_start, &plain);
        if !texts.contains(&cased) {
            texts.push(cased);
        }
    }
    let (span, texts) = with_article(text, found.span, texts, floor);
    let unambiguous = marks.iter().all(|mark| mark.sure);
    let safe = level == Level::Certain && found.near.is_none() && unambiguous;
    let trust = |first: bool| if first && safe { Applicability::Safe } else { Applicability::Review };
    let suggestions = texts.into_iter().enumerate();
    (span, suggestions.map(|(at, text)| Suggestion { text, applicability: trust(at == 0) }).collect())
}

/// The form in which a `~` was found, and whether it could have been no other.
#[derive(Debug, Clone, Copy)]
struct Mark {
    form: Form,
    sure: bool,
}

fn marked_forms(text: &str, found: &Placed, expansion: &Expansion<'_>) -> Vec<Mark> {
    let mark = |place: &Option<usize>| match place {
        Some(place) => match expansion.places[*place] {
            Place::Word { ref options, .. } => found_form(text, options, found.places[*place], found),
            _ => Mark { form: Form::Base, sure: true },
        },
        None => Mark { form: Form::Base, sure: false },
    };
    expansion.inflecting.iter().map(mark).collect()
}

fn found_form(text: &str, options: &[&PhraseWord], place: Span, found: &Placed) -> Mark {
    let written = normal_form(place.slice(text));
    let written = match &found.near {
        Some((misspelt, meant)) if normal_form(misspelt) == written => meant.clone(),
        _ => written,
    };
    let possible: Vec<Form> = options
        .iter()
        .filter_map(|word| Some((word, word.inflects?)))
        .map(|(word, pos)| forms(&word.text, pos).into_iter().filter(|(form, _)| *form == written))
        .map(|fitting| fitting.map(|(_, form)| form).collect::<Vec<_>>())
        .find(|fitting| !fitting.is_empty())
        .unwrap_or_default();
    match possible[..] {
        [] => Mark { form: Form::Base, sure: false },
        [form] => Mark { form, sure: true },
        // Regular verbs have one spelling for both: which it is matters only to an irregular suggestion.
        [Form::Past, Form::Participle] => Mark { form: past_or_participle(text, place), sure: true },
        _ => Mark { form: by_context(text, place, &possible), sure: false },
    }
}

fn past_or_participle(text: &str, place: Span) -> Form {
    if follows(text, place, &AUXILIARIES) { Form::Participle } else { Form::Past }
}

fn by_context(text: &str, place: Span, possible: &[Form]) -> Form {
    let wanted = if follows(text, place, &BEFORE_BASE) {
        Form::Base
    } else if follows(text, place, &AUXILIARIES) {
        Form::Participle
    } else {
        possible[0]
    };
    if possible.contains(&wanted) { wanted } else { possible[0] }
}

/// Whether one of `words` stands before `place`, an adverb between them at most.
fn follows(text: &str, place: Span, words: &[&str]) -> bool {
    let start = text.ceil_char_boundary(place.start.saturating_sub(REACH));
    let context = &text[start..place.start];
    let sentence = context.rfind(['.', '!', '?', ';', ',']).map_or(0, |at| at + 1);
    let before = context[sentence..].rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    before.take(2).any(|word| words.contains(&normal_form(word).as_str()))
}

fn render(text: &str, template: &Template, found: &Placed, expansion: &Expansion<'_>, marks: &[Mark]) -> String {
    let mut rendered = String::new();
    for piece in &template.pieces {
        match piece {
            Piece::Text(plain) => rendered.push_str(plain),
            Piece::Inflect { lemma, pos, mark } => {
                let form = marks.get(*mark).map_or(Form::Base, |mark| mark.form);
                let pos = if matches!(form, Form::Comparative | Form::Superlative) { Pos::Adjective } else { *pos };
                rendered.push_str(&inflect(lemma, pos, form));
            }
            Piece::Copy(group) => rendered.push_str(&copied(text, found, expansion, *group)),
        }
    }
    rendered.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn copied(text: &str, found: &Placed, expansion: &Expansion<'_>, group: usize) -> String {
    let Some(places) = expansion.groups.get(group).map(|range| &found.places[range.clone()]) else {
        return String::new();
    };
    match (places.first(), places.last()) {
        (Some(first), Some(last)) => text[first.start..last.end].to_string(),
        _ => String::new(),
    }
}

/// Puts the right article before each suggestion when the one in the text would be wrong for any of them. Quotation marks and brackets
/// may open between it and the phrase.
pub(super) fn with_article(text: &str, span: Span, texts: Vec<String>, floor: usize) -> (Span, Vec<String>) {
    let opened = before_marks(&text[..span.start]);
    let before = opened.trim_end();
    let start = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let article = &before[start..];
    let joined = start >= floor && !article.is_empty() && gap(text, before.len(), opened.len()) == Gap::Space;
    if !joined || !(article.eq_ignore_ascii_case("a") || article.eq_ignore_ascii_case("an")) {
        return (span, texts);
    }
    let repaired: Vec<Option<String>> = texts.iter().map(|suggestion| repair(article, suggestion)).collect();
    if repaired.iter().all(Option::is_none) {
        return (span, texts);
    }
    let between = &text[before.len()..span.start];
    let join = |(suggestion, repaired): (&String, Option<String>)| {
        format!("{}{between}{suggestion}", repaired.as_deref().unwrap_or(article))
    };
    let texts = texts.iter().zip(repaired).map(join).collect();
    (Span::new(start, span.end), texts)
}

/// A text without the marks that open at its end, three at most, where white space stands before them.
fn before_marks(text: &str) -> &str {
    let is_mark = |c: &char| matches!(c, '"' | '\'' | '“' | '‘' | '„' | '«' | '(' | '[' | '*' | '_');
    let marks = text.chars().rev().take(3).take_while(is_mark).map(char::len_utf8).sum::<usize>();
    let opened = &text[..text.len() - marks];
    if opened.ends_with(char::is_whitespace) { opened } else { text }
}
