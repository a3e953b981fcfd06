//! What an audit keeps of a page to find its copies by.

use super::minhash::scatter;
use super::words::{Immutables, Kept, Sentence};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Words that a page must have: shorter ones are captions and contact details.
const WORDS: usize = 50;
/// Features, words and pairs of words, that a page must have: fewer agree by chance.
pub(super) const LEAST: usize = 6;
/// Features kept of a page, about; longer pages keep a sample of their sentences.
const MOST: usize = 256;
/// Sentences kept as text, for alignment.
const TEXTS: usize = 6;
/// Bytes of a sentence kept as text at most; longer ones are mostly lists.
const LONGEST: usize = 500;
/// Words of a sentence kept as text at least.
const SHORTEST: usize = 5;
/// Bytes of a sketch at most: what is longer is none.
const LARGEST: u32 = 1 << 16;

/// What is kept of a page: the words that stay when it is spun, by sentence, and some sentences as text, the same in all copies of one source.
/// About 1 KB, whatever the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// How telling of spun copy its words are by themselves, from 0 to 65,535.
    pub(super) heat: u16,
    /// Words of the page; of a long one, the share of them that its kept sentences are.
    pub(super) words: u32,
    /// Those with features, in the order of their keys.
    pub(super) sentences: Vec<Part>,
}

/// Where a page is from: cells of its row of the documents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub document: String,
    /// The record of it.
    pub part: String,
    /// Empty where it is from no web.
    pub url: String,
    /// Registered domain; empty where there is none.
    pub site: String,
}

/// A sentence of a sketch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Part {
    /// Hash of its immutable words in order: the same for all wordings that a spinner gives it.
    pub(super) key: u64,
    /// Hash of all its words in order.
    pub(super) wording: u64,
    pub(super) words: u16,
    pub(super) features: Vec<u32>,
    /// Empty where it is not kept.
    pub(super) text: String,
}

impl Sketch {
    /// The sketch of a page's text; `None` where it has too few words, or too few immutable ones, to be told from others.
    ///
    /// Features are immutable words that are not common, and pairs of neighbouring immutable words of a sentence, whatever stands between
    /// them, of which one is not common. So sentences may change their order.
    #[must_use]
    pub fn of(text: &str, words: &Immutables<'_>) -> Option<Sketch> {
        let (mut sentences, mut all) = (Vec::new(), 0);
        let heat = words.each(text, |sentence| {
            all += sentence.words;
            sentences.extend(part(&sentence).map(|part| (part, sentence.text)));
        });
        // Sentences with the least keys, so that copies choose alike (Broder 1997: sketches of the least hashes).
        sentences.sort_by_key(|(part, _)| part.key);
        sentences.dedup_by_key(|(part, _)| part.key);
        let counted = |sentences: &[(Part, &str)]| sentences.iter().map(|(part, _)| u64::from(part.words)).sum::<u64>();
        let with_features = counted(&sentences).max(1);
        let mut features = 0;
        sentences.retain(|(part, _)| {
            let kept = features < MOST;
            features += part.features.len();
            kept
        });
        let words = (all as u64 * counted(&sentences) / with_features) as u32;
        for (part, text) in sentences.iter_mut().filter(|(part, text)| part.is_telling(text)).take(TEXTS) {
            part.text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let sentences = sentences.into_iter().map(|(part, _)| part).collect();
        let heat = (heat * f32::from(u16::MAX)) as u16;
        (all >= WORDS && features >= LEAST).then_some(Sketch { heat, words, sentences })
    }

    /// Appends a page's sketch, or that it has none: postcard behind its length, the same bytes on every machine.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(sketch: Option<&Sketch>, out: &mut impl Write) -> io::Result<()> {
        let bytes = match sketch {
            Some(sketch) => postcard::to_stdvec(sketch).map_err(io::Error::other)?,
            None => Vec::new(),
        };
        out.write_all(&(bytes.len() as u32).to_le_bytes())?;
        out.write_all(&bytes)
    }

    /// Reads what [`Sketch::write`] wrote.
    ///
    /// # Errors
    /// Those of the reader; [`io::ErrorKind::InvalidData`] where the bytes are no sketch.
    pub fn read(input: &mut impl Read) -> io::Result<Option<Sketch>> {
        let mut length = [0; 4];
        input.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length == 0 {
            return Ok(None);
        }
        if length > LARGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; length as usize];
        input.read_exact(&mut bytes)?;
        postcard::from_bytes(&bytes).map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

impl Part {
    /// Whether two sentences with its key are wordings of one: a word or two are in too many, and a list is none.
    fn is_telling(&self, text: &str) -> bool {
        self.features.len() > 1 && usize::from(self.words) >= SHORTEST && text.len() <= LONGEST
    }
}

/// A sentence with its features, without its text.
fn part(sentence: &Sentence<'_, '_>) -> Option<Part> {
    let features = features(sentence.kept);
    if features.is_empty() {
        return None;
    }
    let key = sentence.kept.iter().fold(0, |key, word| scatter(key ^ word.hash));
    let words = sentence.words.min(usize::from(u16::MAX)) as u16;
    Some(Part { key, wording: sentence.wording, words, features, text: String::new() })
}

fn features(kept: &[Kept]) -> Vec<u32> {
    let words = kept.iter().filter(|word| !word.common).map(|word| word.hash as u32);
    let pairs = kept.windows(2).filter(|pair| !(pair[0].common && pair[1].common));
    let mut features: Vec<u32> =
        words.chain(pairs.map(|pair| scatter(pair[0].hash ^ scatter(pair[1].hash)) as u32)).collect();
    // A sentence without end is a list of thousands.
    features.truncate(MOST);
    features
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lexicon, LexiconBuilder};

    fn lexicon() -> Lexicon {
        let rows = "original,swap,pos,count\n~question,~inquiry,noun,3\nif,on the off chance,,2\n";
        LexiconBuilder::new().substitutions("t.csv", rows).build(&Default::default()).unwrap()
    }

    /// Sixty words that stay, with `text` before them.
    fn page(text: &str) -> String {
        let rest: Vec<String> = (0..60).map(|number| format!("Barometer{number}")).collect();
        format!("{text} {}.", rest.join(" "))
    }

    #[test]
    fn words_of_substitutions_leave_no_trace() {
        let lexicon = lexicon();
        let words = Immutables::new(&lexicon);
        let keys = |text: &str| {
            let sketch = Sketch::of(&page(text), &words).unwrap();
            sketch.sentences.into_iter().map(|sentence| (sentence.key, sentence.features)).collect::<Vec<_>>()
        };
        let plain = keys("Otters ask 7 questions if Ludlow agrees.");
        assert_eq!(plain, keys("Otters ask 7 inquiries on the off chance Ludlow agrees."));
        assert_ne!(plain, keys("Otters ask 8 questions if Ludlow agrees."));
    }

    #[test]
    fn long_pages_keep_a_sample_that_copies_share() {
        let lexicon = lexicon();
        let words = Immutables::new(&lexicon);
        let sentences =
            |from: usize| (from..from + 900).map(|at| format!("Otter{at} met badger{at} at Ludlow{at} quietly today."));
        let of = |from| Sketch::of(&sentences(from).collect::<Vec<_>>().join(" "), &words).unwrap();
        let (sketch, shifted) = (of(0), of(20));
        assert!(sketch.sentences.len() < 60 && postcard::to_stdvec(&sketch).unwrap().len() < 4_096);
        assert_eq!(sketch.sentences.iter().filter(|sentence| !sentence.text.is_empty()).count(), TEXTS);
        let shared =
            sketch.sentences.iter().filter(|sentence| shifted.sentences.iter().any(|other| other.key == sentence.key));
        assert!(shared.count() * 10 > sketch.sentences.len() * 8);
        let counted: u32 = sketch.sentences.iter().map(|sentence| u32::from(sentence.words)).sum();
        assert!(sketch.words.abs_diff(counted) <= 1, "{} {counted}", sketch.words);
    }

    #[test]
    fn short_pages_have_none() {
        let lexicon = lexicon();
        let words = Immutables::new(&lexicon);
        assert!(Sketch::of("Mr Okonkwo of Ludlow sells barometers, almanacs and hymnals.", &words).is_none());
        assert!(Sketch::of(&"It is as it was and as it will be. ".repeat(20), &words).is_none());
    }

    #[test]
    fn bytes_come_back_and_others_are_refused() {
        let lexicon = lexicon();
        let sketch = Sketch::of(&page("Otters ask if Ludlow agrees."), &Immutables::new(&lexicon)).unwrap();
        let mut bytes = Vec::new();
        for sketch in [Some(&sketch), None] {
            Sketch::write(sketch, &mut bytes).unwrap();
        }
        let mut input = &bytes[..];
        assert_eq!(Sketch::read(&mut input).unwrap(), Some(sketch));
        assert_eq!(Sketch::read(&mut input).unwrap(), None);
        for damaged in [&bytes[..40], b"\xff\xff\xff\xffx", b"\x02\0\0\0\xff\xff"] {
            assert!(Sketch::read(&mut &damaged[..]).is_err(), "{damaged:?}");
        }
    }
}
