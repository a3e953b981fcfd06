//! A spinner for tests, which never ships: it writes a text anew with the project's own substitutions.

use std::collections::{BTreeSet, HashMap};
use unspin::LexiconBuilder;
use unspin::reference::{Profile, word_hash};
use unspin::text::inflect::{Pos, forms};

/// Most words of an original.
const MOST_WORDS: usize = 4;

/// What a spin does to a text.
#[derive(Clone, Copy)]
pub struct Spin {
    /// Share of the places with a known swap that are swapped, from 0 to 1.
    pub rate: f64,
    /// Share of all other words for which some word of the same table is written, as a spinner with a table of its own does.
    pub foreign: f64,
    /// Whether the sentences of each paragraph change their order.
    pub reorder: bool,
}

/// Swaps of all substitutions: for the words of an original, in lower case, what may be written.
pub struct Spinner {
    swaps: HashMap<String, Vec<String>>,
    words: Vec<String>,
}

impl Spinner {
    /// Over the substitutions of the program.
    pub fn builtin() -> Spinner {
        let builder = LexiconBuilder::new().builtin();
        let mut swaps: HashMap<String, BTreeSet<String>> = HashMap::new();
        for located in builder.substitution_rows() {
            let row = &located.row;
            for (original, swap) in spellings(&row.original, &row.swap, &row.pos) {
                // Inflection by rule makes *representationed* of a noun; the program leaves such words out, too.
                if is_english(&original) && is_english(&swap) && original != swap {
                    swaps.entry(original).or_default().insert(swap);
                }
            }
        }
        let swaps: HashMap<String, Vec<String>> =
            swaps.into_iter().map(|(original, swaps)| (original, swaps.into_iter().collect())).collect();
        let mut words: Vec<String> = swaps.keys().filter(|words| !words.contains(' ')).cloned().collect();
        words.sort();
        Spinner { swaps, words }
    }

    /// One spin of a text; the same seed gives the same.
    pub fn spin(&self, text: &str, spin: Spin, seed: u64) -> String {
        let mut random = Random(seed);
        let paragraphs = text.lines().map(|paragraph| {
            let mut sentences: Vec<&str> = paragraph.split_inclusive(". ").map(str::trim_end).collect();
            if spin.reorder {
                random.shuffle(&mut sentences);
            }
            let spun: Vec<String> =
                sentences.iter().map(|sentence| self.sentence(sentence, spin, &mut random)).collect();
            spun.join(" ")
        });
        let spun: Vec<String> = paragraphs.collect();
        spun.join("\n")
    }

    fn sentence(&self, sentence: &str, spin: Spin, random: &mut Random) -> String {
        let words: Vec<Word<'_>> = sentence.split(' ').map(Word::of).collect();
        let mut out: Vec<String> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (taken, written) = self.step(&words[at..], spin, random);
            out.push(written);
            at += taken;
        }
        out.join(" ")
    }

    /// The longest original that the words begin with, swapped or not; else one word.
    fn step(&self, words: &[Word<'_>], spin: Spin, random: &mut Random) -> (usize, String) {
        let first = &words[0];
        for length in (1..=MOST_WORDS.min(words.len())).rev() {
            let inside = words[..length - 1].iter().all(|word| word.after.is_empty())
                && words[1..length].iter().all(|word| word.before.is_empty());
            let key = words[..length].iter().map(|word| word.core.to_lowercase()).collect::<Vec<_>>().join(" ");
            if let Some(swaps) = self.swaps.get(&key).filter(|_| inside) {
                return if random.chance(spin.rate) {
                    (length, first.wearing(random.pick(swaps), words[length - 1].after))
                } else {
                    (1, first.whole.to_string())
                };
            }
        }
        if !first.core.is_empty() && random.chance(spin.foreign) {
            return (1, first.wearing(random.pick(&self.words), first.after));
        }
        (1, first.whole.to_string())
    }
}

/// A word with the marks around it.
struct Word<'t> {
    whole: &'t str,
    before: &'t str,
    core: &'t str,
    after: &'t str,
}

impl<'t> Word<'t> {
    fn of(whole: &'t str) -> Word<'t> {
        let start = whole.find(char::is_alphanumeric).unwrap_or(whole.len());
        let end = whole.rfind(char::is_alphanumeric).map_or(start, |at| whole.ceil_char_boundary(at + 1));
        Word { whole, before: &whole[..start], core: &whole[start..end], after: &whole[end..] }
    }

    /// Other words in its marks and capitals.
    fn wearing(&self, words: &str, after: &str) -> String {
        let mut letters = words.chars();
        let capital = self.core.starts_with(char::is_uppercase);
        let first = letters.next().filter(|_| capital).map_or_else(String::new, |c| c.to_uppercase().collect());
        let rest = if capital { letters.as_str() } else { words };
        format!("{}{first}{rest}{after}", self.before)
    }
}

/// Original and swap in each form that both have.
fn spellings(original: &str, swap: &str, pos: &str) -> Vec<(String, String)> {
    let (Some(original_head), Some(swap_head)) = (head(original), head(swap)) else {
        return vec![(original.to_lowercase(), swap.to_lowercase())];
    };
    let pos = match pos {
        "noun" => Pos::Noun,
        "verb" => Pos::Verb,
        "adj" | "adv" => Pos::Adjective,
        _ => Pos::Any,
    };
    let swaps = forms(swap_head, pos);
    let pairs = forms(original_head, pos).into_iter().filter_map(|(from, form)| {
        let (to, _) = swaps.iter().find(|(_, other)| *other == form)?;
        let put = |side: &str, head: &str, form: &str| side.replace(&format!("~{head}"), form).to_lowercase();
        Some((put(original, original_head, &from), put(swap, swap_head, to)))
    });
    pairs.collect()
}

/// The word of a side that inflects.
fn head(side: &str) -> Option<&str> {
    side.split([' ', '-']).find_map(|word| word.strip_prefix('~'))
}

fn is_english(side: &str) -> bool {
    let words = side.split([' ', '-', '\'']);
    words.into_iter().all(|word| Profile::builtin().ln_count(&[word_hash(word)]).is_some())
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn chance(&mut self, share: f64) -> bool {
        ((self.next() >> 11) as f64) < share * (1u64 << 53) as f64
    }

    fn pick<'i>(&mut self, items: &'i [String]) -> &'i str {
        let at = self.below(items.len());
        &items[at]
    }

    /// Fisher and Yates.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = self.below(at + 1);
            items.swap(at, other);
        }
    }
}
