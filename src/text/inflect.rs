//! English inflection: the forms of a word from its lemma.
//!
//! Regular forms come from spelling rules; everything the rules would get
//! wrong is a row of `dictionaries/irregular.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Grammatical form of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// The lemma itself.
    Base,
    /// Plural of a noun or third person singular of a verb.
    S,
    /// Past tense of a verb.
    Past,
    /// Past participle of a verb.
    Participle,
    /// Present participle of a verb.
    Ing,
    /// Comparative of an adjective.
    Comparative,
    /// Superlative of an adjective.
    Superlative,
}

/// Part of speech that limits the forms of an inflecting word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pos {
    /// Noun and verb at once.
    Any,
    /// Noun: base and plural.
    Noun,
    /// Verb: base, third person, past, participles.
    Verb,
    /// Adjective: base, comparative, superlative.
    Adjective,
}

const IRREGULAR: &str = include_str!("../../dictionaries/irregular.csv");

/// A row of the table after `lemma,pos`; its cells are split only when asked
/// for, which keeps start-up fast.
type Row = &'static str;

/// What the table knows about one lemma.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    noun: Option<Row>,
    verb: Option<Row>,
    adjective: Option<Row>,
}

static TABLE: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| parse_table(IRREGULAR));

fn parse_table(csv: &'static str) -> HashMap<&'static str, Entry> {
    let mut table: HashMap<&'static str, Entry> = HashMap::with_capacity(2048);
    for line in csv.lines().skip(1) {
        let mut parts = line.splitn(3, ',');
        let (Some(lemma), Some(pos), Some(row)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let entry = table.entry(lemma).or_default();
        match pos {
            "noun" => entry.noun = Some(row),
            "verb" => entry.verb = Some(row),
            "adjective" => entry.adjective = Some(row),
            _ => {}
        }
    }
    table
}

/// The irregular cell of a form, if the table has one.
fn cell(row: Option<Row>, form: Form) -> Option<&'static str> {
    let column = match form {
        Form::Base => return None,
        Form::S => 0,
        Form::Past => 1,
        Form::Participle => 2,
        Form::Ing => 3,
        Form::Comparative => 4,
        Form::Superlative => 5,
    };
    row?.split(',').nth(column).filter(|text| !text.is_empty())
}

/// Collects the forms of one word, without duplicates.
struct Forms<'a> {
    /// Hyphenated head that stays as it is, such as the `co-` of `co-write`.
    head: &'a str,
    /// The part that inflects.
    word: &'a str,
    list: Vec<(String, Form)>,
}

impl Forms<'_> {
    fn push(&mut self, text: &str, form: Form) {
        let full = [self.head, text].concat();
        let known = self.list.iter().any(|(old, f)| *f == form && *old == full);
        if !known {
            self.list.push((full, form));
        }
    }

    /// Adds the alternatives of the table, or else the regular form.
    fn add(&mut self, row: Option<Row>, form: Form, regular: fn(&str) -> String) {
        match cell(row, form) {
            Some(texts) => texts.split('|').for_each(|text| self.push(text, form)),
            None => self.push(&regular(self.word), form),
        }
    }

    fn add_verb(&mut self, row: Option<Row>) {
        self.add(row, Form::S, with_s);
        self.add(row, Form::Past, |word| with_suffix(word, "ed"));
        self.add(row, Form::Participle, |word| with_suffix(word, "ed"));
        self.add(row, Form::Ing, with_ing);
    }

    fn add_noun_and_verb(&mut self, entry: Entry) {
        let only_verb_is_irregular = entry.noun.is_none() && cell(entry.verb, Form::S).is_some();
        // "bes" and "haves" would otherwise win over "is" and "has".
        if !only_verb_is_irregular {
            self.add(entry.noun, Form::S, plural);
        }
        self.add_verb(entry.verb);
    }

    fn add_adjective(&mut self, row: Option<Row>) {
        if row.is_some() || takes_er(self.word) {
            self.add(row, Form::Comparative, |word| with_suffix(word, "er"));
            self.add(row, Form::Superlative, |word| with_suffix(word, "est"));
        }
    }
}

/// All forms of `lemma` in lower case, the base first and the preferred
/// spelling of each form before its accepted variants.
///
/// Besides `be`, its other present forms `are` and `am` count as base: they
/// stand where any other verb has its base.
pub fn forms(lemma: &str, pos: Pos) -> Vec<(String, Form)> {
    let lower = lemma.to_lowercase();
    let (head, word, entry) = look_up(&lower);
    let mut forms = Forms { head, word, list: Vec::with_capacity(8) };
    forms.push(word, Form::Base);
    if word.is_empty() {
        return forms.list;
    }
    if word == "be" && matches!(pos, Pos::Any | Pos::Verb) {
        forms.push("are", Form::Base);
        forms.push("am", Form::Base);
    }
    match pos {
        Pos::Any => forms.add_noun_and_verb(entry),
        Pos::Noun => forms.add(entry.noun, Form::S, plural),
        Pos::Verb => forms.add_verb(entry.verb),
        Pos::Adjective => forms.add_adjective(entry.adjective),
    }
    forms.list
}

/// The preferred spelling of one form; the lemma where there is no such form.
///
/// Capitals of the lemma are kept as far as the form spells it the same way:
/// `NGO` gives `NGOs`.
pub fn inflect(lemma: &str, pos: Pos, form: Form) -> String {
    let found = forms(lemma, pos).into_iter().find(|(_, f)| *f == form);
    match found {
        Some((text, _)) => keep_capitals(lemma, &text),
        None => lemma.to_owned(),
    }
}

/// The lemmas of which the table has `word` among their irregular forms.
pub(super) fn irregular_lemmas(word: &str) -> Vec<String> {
    static LEMMAS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
        let mut lemmas: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        for line in IRREGULAR.lines().skip(1) {
            let mut parts = line.splitn(3, ',');
            let (Some(lemma), Some(_), Some(row)) = (parts.next(), parts.next(), parts.next()) else { continue };
            for form in row.split([',', '|']).filter(|form| !form.is_empty()) {
                lemmas.entry(form).or_default().push(lemma);
            }
        }
        lemmas
    });
    LEMMAS.get(word).into_iter().flatten().map(ToString::to_string).collect()
}

/// Splits a word into a head that stays and a part that inflects. A compound
/// with a row of its own (`mother-in-law`) is one part.
fn look_up(word: &str) -> (&str, &str, Entry) {
    if let Some(entry) = TABLE.get(word) {
        return ("", word, *entry);
    }
    match word.rfind('-') {
        Some(at) if at + 1 < word.len() => {
            let (head, tail) = word.split_at(at + 1);
            (head, tail, TABLE.get(tail).copied().unwrap_or_default())
        }
        _ => ("", word, Entry::default()),
    }
}

/// Copies the capitals of `lemma` onto the start that `text` shares with it.
pub(crate) fn keep_capitals(lemma: &str, text: &str) -> String {
    if !lemma.contains(char::is_uppercase) {
        return text.to_owned();
    }
    let shared = lemma.chars().zip(text.chars()).take_while(|(cased, plain)| cased.to_lowercase().eq([*plain]));
    let (mut kept, mut seen) = (String::with_capacity(text.len()), 0);
    for (cased, plain) in shared {
        kept.push(cased);
        seen += plain.len_utf8();
    }
    kept.push_str(&text[seen..]);
    kept
}

/// Whether the byte at `at` sounds as a vowel. Letters outside ASCII count as
/// vowels, because in English words they nearly always are (`café`).
fn is_vowel(word: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|i| word[i]);
    match word[at] {
        b'a' | b'e' | b'i' | b'o' => true,
        b'u' => before != Some(b'q'),
        b'y' => before.is_some_and(|b| !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')),
        byte => !byte.is_ascii(),
    }
}

fn is_consonant(word: &[u8], at: usize) -> bool {
    word[at].is_ascii_alphabetic() && !is_vowel(word, at)
}

/// Number of syllables, estimated from groups of vowels.
fn syllables(word: &str) -> usize {
    let bytes = word.as_bytes();
    let starts_group = |at: &usize| is_vowel(bytes, *at) && (*at == 0 || !is_vowel(bytes, at - 1));
    let groups = (0..bytes.len()).filter(starts_group).count();
    let silent_e = bytes.len() > 2
        && word.ends_with('e')
        && is_consonant(bytes, bytes.len() - 2)
        && !(word.ends_with("le") && is_consonant(bytes, bytes.len() - 3));
    groups - usize::from(silent_e && groups > 1)
}

/// Whether the word is one syllable that ends in consonant, vowel, consonant,
/// and so doubles its last letter before a vowel. Longer words that double
/// have rows in the table, because spelling does not show their stress.
fn doubles(word: &str) -> bool {
    let bytes = word.as_bytes();
    let len = bytes.len();
    len >= 2
        && !matches!(bytes[len - 1], b'w' | b'x' | b'y')
        && is_consonant(bytes, len - 1)
        && is_vowel(bytes, len - 2)
        && (len == 2 || is_consonant(bytes, len - 3))
        && syllables(word) == 1
}

/// The stem of a word in consonant and `y`, which turns to `i` (`city`).
fn stem_before_y(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('y')?;
    let last = stem.len().checked_sub(1)?;
    is_consonant(stem.as_bytes(), last).then_some(stem)
}

fn with_s(word: &str) -> String {
    if let Some(stem) = stem_before_y(word) {
        return format!("{stem}ies");
    }
    let hisses = ["s", "x", "z", "ch", "sh"];
    let suffix = if hisses.iter().any(|end| word.ends_with(end)) { "es" } else { "s" };
    [word, suffix].concat()
}

fn plural(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("man") {
        format!("{stem}men")
    } else if let Some(stem) = word.strip_suffix("sis") {
        format!("{stem}ses")
    } else {
        with_s(word)
    }
}

/// Attaches a suffix in `e`: `ed`, `er` or `est`.
fn with_suffix(word: &str, suffix: &str) -> String {
    if let Some(stem) = word.strip_suffix('e') {
        return [stem, suffix].concat();
    }
    if let Some(stem) = stem_before_y(word) {
        return [stem, "i", suffix].concat();
    }
    [word, link(word), suffix].concat()
}

fn with_ing(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    let keeps_e = ["ee", "oe", "ye"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('e') {
        Some(stem) if !keeps_e && !stem.is_empty() => format!("{stem}ing"),
        _ => [word, link(word), "ing"].concat(),
    }
}

/// The letter that comes between a word and a suffix in a vowel: a doubled
/// consonant, or the `k` that keeps a final `c` hard.
fn link(word: &str) -> &str {
    if word.ends_with("ic") || word.ends_with("ac") {
        "k"
    } else if doubles(word) {
        &word[word.len() - 1..]
    } else {
        ""
    }
}

/// Endings of two-syllable adjectives that compare with `more` only.
const NEVER_ER: [&str; 9] = ["ous", "ful", "less", "ive", "ing", "ed", "al", "ic", "ish"];

/// Whether an adjective compares with `-er` and `-est`.
fn takes_er(word: &str) -> bool {
    match syllables(word) {
        0 | 1 => true,
        2 => !NEVER_ER.iter().any(|end| word.ends_with(end)),
        3 => stem_before_y(word).is_some() && !word.ends_with("ary") && !word.ends_with("ory"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of one form in order, joined by a space.
    fn texts(lemma: &str, pos: Pos, form: Form) -> String {
        let list = forms(lemma, pos);
        let wanted: Vec<&str> = list.iter().filter(|(_, f)| *f == form).map(|(text, _)| text.as_str()).collect();
        wanted.join(" ")
    }

    /// Lemma, third person, past, past participle, present participle.
    const VERBS: &[(&str, &str, &str, &str, &str)] = &[
        ("walk", "walks", "walked", "walked", "walking"),
        ("bake", "bakes", "baked", "baked", "baking"),
        ("try", "tries", "tried", "tried", "trying"),
        ("play", "plays", "played", "played", "playing"),
        ("die", "dies", "died", "died", "dying"),
        ("agree", "agrees", "agreed", "agreed", "agreeing"),
        ("canoe", "canoes", "canoed", "canoed", "canoeing"),
        ("dye", "dyes", "dyed", "dyed", "dyeing"),
        ("pass", "passes", "passed", "passed", "passing"),
        ("watch", "watches", "watched", "watched", "watching"),
        ("fix", "fixes", "fixed", "fixed", "fixing"),
        ("plan", "plans", "planned", "planned", "planning"),
        ("squat", "squats", "squatted", "squatted", "squatting"),
        ("quit", "quits", "quit quitted", "quit quitted", "quitting"),
        ("up", "ups", "upped", "upped", "upping"),
        ("show", "shows", "showed", "shown showed", "showing"),
        ("rain", "rains", "rained", "rained", "raining"),
        ("suit", "suits", "suited", "suited", "suiting"),
        ("refer", "refers", "referred", "referred", "referring"),
        ("occur", "occurs", "occurred", "occurred", "occurring"),
        ("equip", "equips", "equipped", "equipped", "equipping"),
        ("begin", "begins", "began", "begun", "beginning"),
        ("forget", "forgets", "forgot", "forgotten forgot", "forgetting"),
        ("visit", "visits", "visited", "visited", "visiting"),
        ("develop", "develops", "developed", "developed", "developing"),
        ("target", "targets", "targeted", "targeted", "targeting"),
        ("budget", "budgets", "budgeted", "budgeted", "budgeting"),
        ("panic", "panics", "panicked", "panicked", "panicking"),
        ("traffic", "traffics", "trafficked", "trafficked", "trafficking"),
        ("be", "is", "was were", "been", "being"),
        ("have", "has", "had", "had", "having"),
        ("do", "does", "did", "done", "doing"),
        ("go", "goes", "went", "gone", "going"),
        ("undergo", "undergoes", "underwent", "undergone", "undergoing"),
        ("get", "gets", "got", "gotten got", "getting"),
        ("put", "puts", "put", "put", "putting"),
        ("cut", "cuts", "cut", "cut", "cutting"),
        ("lie", "lies", "lay lied", "lain lied", "lying"),
        ("withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"),
        ("underlie", "underlies", "underlay", "underlain", "underlying"),
        ("echo", "echoes", "echoed", "echoed", "echoing"),
        ("quiz", "quizzes", "quizzed", "quizzed", "quizzing"),
        ("co-write", "co-writes", "co-wrote", "co-written", "co-writing"),
        ("pre-plan", "pre-plans", "pre-planned", "pre-planned", "pre-planning"),
        ("man", "mans", "manned", "manned", "manning"),
    ];

    #[test]
    fn verbs() {
        for &(lemma, s, past, participle, ing) in VERBS {
            assert_eq!(texts(lemma, Pos::Verb, Form::S), s, "{lemma}");
            assert_eq!(texts(lemma, Pos::Verb, Form::Past), past, "{lemma}");
            assert_eq!(texts(lemma, Pos::Verb, Form::Participle), participle, "{lemma}");
            assert_eq!(texts(lemma, Pos::Verb, Form::Ing), ing, "{lemma}");
        }
    }

    #[test]
    fn variants_of_double_l() {
        for stem in ["travel", "cancel", "label", "model", "signal", "total", "fuel"] {
            let past = format!("{stem}ed {stem}led");
            let ing = format!("{stem}ing {stem}ling");
            assert_eq!(texts(stem, Pos::Verb, Form::Past), past);
            assert_eq!(texts(stem, Pos::Any, Form::Ing), ing);
        }
    }

    #[test]
    fn nouns() {
        let table = [
            ("city", "cities"),
            ("soliloquy", "soliloquies"),
            ("toy", "toys"),
            ("box", "boxes"),
            ("church", "churches"),
            ("stomach", "stomachs"),
            ("photo", "photos"),
            ("hero", "heroes"),
            ("cargo", "cargoes cargos"),
            ("child", "children"),
            ("grandchild", "grandchildren"),
            ("workman", "workmen"),
            ("woman", "women"),
            ("human", "humans"),
            ("German", "germans"),
            ("person", "people persons"),
            ("half", "halves"),
            ("roof", "roofs"),
            ("wife", "wives"),
            ("hoof", "hooves hoofs"),
            ("analysis", "analyses"),
            ("hypothesis", "hypotheses"),
            ("exegesis", "exegeses"),
            ("chassis", "chassis"),
            ("criterion", "criteria criterions"),
            ("index", "indices indexes"),
            ("medium", "media mediums"),
            ("formula", "formulas formulae"),
            ("stimulus", "stimuli stimuluses"),
            ("sheep", "sheep"),
            ("series", "series"),
            ("information", "information informations"),
            ("research", "research researches"),
            ("news", "news"),
            ("mother-in-law", "mothers-in-law"),
            ("mid-life", "mid-lives"),
            ("café", "cafés"),
            ("-", "-s"),
        ];
        for (lemma, plurals) in table {
            assert_eq!(texts(lemma, Pos::Noun, Form::S), plurals, "{lemma}");
            assert_eq!(texts(lemma, Pos::Noun, Form::Past), "", "{lemma}");
        }
    }

    #[test]
    fn noun_and_verb() {
        let table = [
            ("child", "children childs"),
            ("leaf", "leaves leafs"),
            ("be", "is"),
            ("have", "has"),
            ("information", "information informations"),
            ("man", "men mans"),
            ("die", "dies dice"),
            ("result", "results"),
        ];
        for (lemma, s) in table {
            assert_eq!(texts(lemma, Pos::Any, Form::S), s, "{lemma}");
        }
        assert_eq!(texts("be", Pos::Any, Form::Base), "be are am");
        assert_eq!(texts("be", Pos::Noun, Form::Base), "be");
    }

    #[test]
    fn adjectives() {
        let table = [
            ("good", "better", "best"),
            ("bad", "worse", "worst"),
            ("far", "further farther", "furthest farthest"),
            ("little", "less littler", "least littlest"),
            ("many", "more", "most"),
            ("big", "bigger", "biggest"),
            ("new", "newer", "newest"),
            ("large", "larger", "largest"),
            ("free", "freer", "freest"),
            ("happy", "happier", "happiest"),
            ("unhappy", "unhappier", "unhappiest"),
            ("simple", "simpler", "simplest"),
            ("polite", "politer", "politest"),
            ("quiet", "quieter", "quietest"),
            ("narrow", "narrower", "narrowest"),
            ("important", "", ""),
            ("beautiful", "", ""),
            ("primary", "", ""),
            ("famous", "", ""),
            ("useful", "", ""),
        ];
        for (lemma, comparative, superlative) in table {
            assert_eq!(texts(lemma, Pos::Adjective, Form::Comparative), comparative);
            assert_eq!(texts(lemma, Pos::Adjective, Form::Superlative), superlative);
            assert_eq!(texts(lemma, Pos::Adjective, Form::S), "");
        }
    }

    #[test]
    fn inflect_prefers_and_falls_back() {
        let table = [
            ("travel", Pos::Verb, Form::Past, "traveled"),
            ("person", Pos::Noun, Form::S, "people"),
            ("be", Pos::Any, Form::S, "is"),
            ("be", Pos::Verb, Form::Past, "was"),
            ("be", Pos::Verb, Form::Base, "be"),
            ("big", Pos::Noun, Form::Comparative, "big"),
            ("important", Pos::Adjective, Form::Superlative, "important"),
            ("information", Pos::Any, Form::S, "information"),
            ("NGO", Pos::Noun, Form::S, "NGOs"),
            ("iPhone", Pos::Noun, Form::S, "iPhones"),
            ("Englishman", Pos::Noun, Form::S, "Englishmen"),
            ("Éclair", Pos::Noun, Form::S, "Éclairs"),
            ("", Pos::Any, Form::S, ""),
        ];
        for (lemma, pos, form, expected) in table {
            assert_eq!(inflect(lemma, pos, form), expected, "{lemma} {form:?}");
        }
    }

    #[test]
    fn forms_are_lower_case_base_first_and_unique() {
        for lemma in TABLE.keys().copied().chain(["Walk", "İstanbul", "ß", "e", "y", "ie"]) {
            for pos in [Pos::Any, Pos::Noun, Pos::Verb, Pos::Adjective] {
                let list = forms(lemma, pos);
                assert_eq!(list[0], (lemma.to_lowercase(), Form::Base));
                for (at, item) in list.iter().enumerate() {
                    assert!(!list[..at].contains(item), "{item:?}");
                    assert_eq!(item.0, item.0.to_lowercase());
                }
            }
        }
    }

    #[test]
    fn table_is_well_formed() {
        let mut seen = std::collections::HashSet::new();
        let mut lines = IRREGULAR.lines();
        let header = "lemma,pos,s,past,participle,ing,comparative,superlative";
        assert_eq!(lines.next(), Some(header));
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), 8, "{line}");
            assert!(["noun", "verb", "adjective"].contains(&cells[1]), "{line}");
            assert!(seen.insert((cells[0], cells[1])), "twice: {line}");
            assert!(cells[2..].iter().any(|cell| !cell.is_empty()), "{line}");
            let mut texts = cells[2..].iter().filter(|cell| !cell.is_empty());
            assert!(texts.all(|cell| cell.split('|').all(|text| !text.is_empty())));
        }
    }
}
