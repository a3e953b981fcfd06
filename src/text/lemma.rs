//! From an inflected word back to the lemmas it may come from.

use super::inflect::{Form, Pos, forms, irregular_lemmas};

/// What a word may be: a lemma, the part of speech whose forms it is among, and which form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// The lemma, in lower case.
    pub lemma: String,
    /// Noun, verb or adjective.
    pub pos: Pos,
    /// The form that the word is.
    pub form: Form,
}

/// Endings that an inflected form may have, and what the lemma has in their place.
const ENDINGS: [(&str, &str); 15] = [
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ses", "sis"),
    ("men", "man"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("er", "e"),
    ("est", ""),
    ("est", "e"),
];
/// Endings before which a last consonant is doubled, or a `k` is put behind a `c`.
const LINKED: [&str; 4] = ["ed", "ing", "er", "est"];
/// Shortest lemma that a regular form is led back to, in bytes.
const SHORTEST: usize = 3;

/// Every lemma, part of speech and form that `word` (in lower case) may be, the word itself as a base among them.
/// Whether such a lemma exists is not known here: *during* gives a verb *dure*.
pub fn analyses(word: &str) -> Vec<Analysis> {
    let mut found: Vec<Analysis> = Vec::new();
    for lemma in candidates(word) {
        for pos in [Pos::Noun, Pos::Verb, Pos::Adjective] {
            let fitting = forms(&lemma, pos).into_iter().filter(|(text, _)| text == word);
            found.extend(fitting.map(|(_, form)| Analysis { lemma: lemma.clone(), pos, form }));
        }
    }
    found
}

fn candidates(word: &str) -> Vec<String> {
    let mut lemmas = irregular_lemmas(word);
    let stems = ENDINGS.iter().filter_map(|(ending, instead)| Some([word.strip_suffix(ending)?, instead].concat()));
    lemmas.extend(stems.filter(|lemma| lemma.len() >= SHORTEST || lemma == word));
    lemmas.extend(LINKED.iter().filter_map(|ending| without_link(word.strip_suffix(ending)?)));
    lemmas.sort();
    lemmas.dedup();
    lemmas
}

fn without_link(stem: &str) -> Option<String> {
    let mut ends = stem.chars().rev();
    let (last, before) = (ends.next()?, ends.next()?);
    let linked = last == before || last == 'k' && before == 'c';
    (linked && stem.is_ascii() && stem.len() > SHORTEST).then(|| stem[..stem.len() - 1].to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_back_to_their_lemmas() {
        for (word, lemma, pos, form) in [
            ("inquiries", "inquiry", Pos::Noun, Form::S),
            ("launched", "launch", Pos::Verb, Form::Past),
            ("making", "make", Pos::Verb, Form::Ing),
            ("sent", "send", Pos::Verb, Form::Past),
            ("stopped", "stop", Pos::Verb, Form::Participle),
            ("picnicking", "picnic", Pos::Verb, Form::Ing),
            ("children", "child", Pos::Noun, Form::S),
            ("analyses", "analysis", Pos::Noun, Form::S),
            ("bigger", "big", Pos::Adjective, Form::Comparative),
            ("better", "good", Pos::Adjective, Form::Comparative),
            ("site", "site", Pos::Noun, Form::Base),
        ] {
            let analysis = Analysis { lemma: lemma.into(), pos, form };
            assert!(analyses(word).contains(&analysis), "{word}: {:?}", analyses(word));
        }
    }
}
