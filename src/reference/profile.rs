//! The profile of normal English: how often words stand behind each other, in one file that is read in place.
//!
//! The file, little-endian: eight bytes that name the format, its version (u32), the XXH3 checksum of all that follows (u64),
//! the number of words counted (u64); then for words, pairs and triples the shape of their map and its levels; then the cells of the
//! three maps. A map holds for an n-gram the level of its count. A pair is only believed when its words are held and seen as often,
//! and a triple when its pairs are, which turns most chance fits away.

use super::hash::{checksum, ngram_hash};
use super::map::Shape;
use super::quantise::{Level, Made, Section};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// First bytes of every profile.
const MAGIC: [u8; 8] = *b"unspin\xF1P";
/// Version of the format that this program reads and writes.
const VERSION: u32 = 1;
/// Words of the longest n-gram.
pub(super) const ORDERS: usize = 3;
/// Ln of what each step to a shorter context costs: 0.4 (Brants and others, 2007, "Large language models in machine translation").
const BACKOFF: f32 = -0.916_290_7;

/// Counts of words, pairs and triples of words in normal English.
#[derive(Debug, Clone)]
pub struct Profile {
    bytes: Cow<'static, [u8]>,
    ln_words: f32,
    sections: [(Section, Range<usize>); ORDERS],
}

/// A level that a map gives for an n-gram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Held {
    /// The least count of the level.
    floor: u32,
    /// The greatest.
    ceiling: u32,
    /// Ln of the count that stands for all of the level.
    pub ln: f32,
}

impl Held {
    /// Whether an n-gram of this count can have a part of that one: no part is rarer than the whole.
    pub fn may_hold(self, part: Held) -> bool {
        self.floor <= part.ceiling
    }
}

/// Why bytes are no usable profile. The message does not repeat the file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The bytes begin like no profile.
    #[error("is no profile; make one with unspin reference build")]
    Foreign,
    /// A later version of the program has written them.
    #[error(
        "is a profile of version {0}, and this program reads version {VERSION}; update the program or build the profile again"
    )]
    Version(u32),
    /// Bytes are missing or changed.
    #[error("is damaged; build it again or copy it anew")]
    Damaged,
}

static BUILTIN: LazyLock<Profile> = LazyLock::new(|| {
    let bytes: &'static [u8] = include_bytes!("../../dictionaries/reference/profile.bin");
    Profile::open(bytes.into()).expect("the built-in profile is whole; a test holds it to that")
});

impl Profile {
    /// The profile that is part of the program (`dictionaries/reference/README.md`). Takes microseconds: it is read in place.
    pub fn builtin() -> &'static Profile {
        &BUILTIN
    }

    /// A profile from the bytes of a file that `unspin reference build` has written.
    ///
    /// # Errors
    /// When the bytes are no profile, one of another version, or fail the checksum.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Profile, ProfileError> {
        let (sum, covered) = Profile::envelope(&bytes)?;
        if sum != checksum(covered) {
            return Err(ProfileError::Damaged);
        }
        Profile::open(bytes.into())
    }

    /// The checksum that a profile of this version gives, and the bytes that it covers.
    fn envelope(bytes: &[u8]) -> Result<(u64, &[u8]), ProfileError> {
        let mut reader = Reader { bytes, at: MAGIC.len() };
        if !bytes.starts_with(&MAGIC) {
            return Err(ProfileError::Foreign);
        }
        match reader.u32()? {
            VERSION => Ok((reader.u64()?, &bytes[reader.at..])),
            other => Err(ProfileError::Version(other)),
        }
    }

    /// Reads what stands before the cells, and leaves the checksum alone.
    pub(super) fn open(bytes: Cow<'static, [u8]>) -> Result<Profile, ProfileError> {
        let (_, covered) = Profile::envelope(&bytes)?;
        let mut reader = Reader { bytes: &bytes, at: bytes.len() - covered.len() };
        let words = reader.u64()?;
        let sections = [reader.section()?, reader.section()?, reader.section()?];
        let mut start = reader.at;
        let sections = sections.map(|section| {
            let cells = start..start + section.shape.bytes();
            start = cells.end;
            (section, cells)
        });
        if start != bytes.len() || words == 0 {
            return Err(ProfileError::Damaged);
        }
        Ok(Profile { bytes, ln_words: (words as f64).ln() as f32, sections })
    }

    /// The file of a profile: words counted, and the maps of words, pairs and triples.
    pub(super) fn write(words: u64, maps: &[Made; ORDERS]) -> Vec<u8> {
        let mut rest = words.to_le_bytes().to_vec();
        for Section { shape, levels } in maps.iter().map(|made| &made.section) {
            rest.extend(shape.seed.to_le_bytes());
            for number in [shape.segment_bits, shape.segments, shape.print_bits, shape.value_bits] {
                rest.extend(number.to_le_bytes());
            }
            for level in levels {
                rest.extend(level.floor.to_le_bytes());
                rest.extend(level.ln.to_le_bytes());
            }
        }
        maps.iter().for_each(|made| rest.extend(&made.cells));
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(checksum(&rest).to_le_bytes());
        bytes.extend(rest);
        bytes
    }

    /// Ln of the number of words counted.
    pub fn ln_words(&self) -> f32 {
        self.ln_words
    }

    /// Ln of how often an n-gram of one to three words ([`super::word_hash`], [`super::EDGE`]) was seen, to the nearest level;
    /// `None` when it is not kept. By chance one of 1,024 words that were never seen gets a count, at most one of 128 pairs of words
    /// that were, and at most one of 64 triples of pairs that were.
    pub fn ln_count(&self, ngram: &[u64]) -> Option<f32> {
        let held = self.held(ngram)?;
        let part = |part: &[u64]| self.held(part).is_some_and(|part| held.may_hold(part));
        let length = ngram.len();
        let believed = length == 1 || part(&ngram[..length - 1]) && part(&ngram[1..]);
        believed.then_some(held.ln)
    }

    /// What the map of this order gives, believed or not.
    pub(crate) fn held(&self, ngram: &[u64]) -> Option<Held> {
        let (section, cells) = self.sections.get(ngram.len().checked_sub(1)?)?;
        let value = section.shape.get(&self.bytes[cells.clone()], ngram_hash(ngram))? as usize;
        let ceiling = section.levels.get(value + 1).map_or(u32::MAX, |next| next.floor.saturating_sub(1));
        let Level { floor, ln } = section.levels[value];
        Some(Held { floor, ceiling, ln })
    }

    /// Ln of how probable the last word is after the ones before it, by stupid backoff (Brants and others, 2007): the share of the
    /// longest context that is kept with this word, times 0.4 for each word of context given up. No probability in the strict sense.
    /// A word that is not kept counts as seen once.
    pub fn ln_probability(&self, ngram: &[u64]) -> f32 {
        let Some(contexts) = ngram.len().checked_sub(1) else { return 0.0 };
        for start in 0..contexts {
            let found = self.ln_count(&ngram[start..]).zip(self.ln_count(&ngram[start..contexts]));
            if let Some((all, context)) = found {
                return BACKOFF * start as f32 + (all - context).min(0.0);
            }
        }
        let word = self.ln_count(&ngram[contexts..]).unwrap_or(0.0);
        BACKOFF * contexts as f32 + (word - self.ln_words).min(0.0)
    }
}

/// Reads numbers one behind the other.
struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ProfileError> {
        let found = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()).ok_or(ProfileError::Damaged)?;
        self.at += N;
        Ok(*found)
    }

    fn u32(&mut self) -> Result<u32, ProfileError> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, ProfileError> {
        self.take().map(u64::from_le_bytes)
    }

    fn section(&mut self) -> Result<Section, ProfileError> {
        let shape = Shape {
            seed: self.u64()?,
            segment_bits: self.u32()?,
            segments: self.u32()?,
            print_bits: self.u32()?,
            value_bits: self.u32()?,
        };
        if !shape.is_sound() {
            return Err(ProfileError::Damaged);
        }
        let level = |_| Ok(Level { floor: self.u32()?, ln: self.take().map(f32::from_le_bytes)? });
        let levels = (0..1 << shape.value_bits).map(level).collect::<Result<_, _>>()?;
        Ok(Section { shape, levels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::builder::tests::{built, text};
    use crate::reference::{EDGE, word_hash};

    fn hashes(words: &str) -> Vec<u64> {
        words.split(' ').map(|word| if word == "." { EDGE } else { word_hash(word) }).collect()
    }

    #[test]
    fn the_built_in_profile_is_whole_and_knows_english() {
        let bytes = Profile::builtin().bytes.to_vec();
        assert!(bytes.len() <= 8_000_000);
        let profile = Profile::from_bytes(bytes).unwrap();
        let ln_count = |words: &str| profile.ln_count(&hashes(words));
        assert!(ln_count("the").unwrap() > 14.0);
        assert!(ln_count(". however .").unwrap() > ln_count("soviet union").unwrap());
        assert_eq!(ln_count("soviet association"), None);
        assert_eq!(ln_count("nitty gritty inquiries"), None);
        let ln_probability = |words: &str| profile.ln_probability(&hashes(words));
        assert!(ln_probability("in the past") > ln_probability("in the beyond") + 1.0);
        assert!((ln_probability("unheardofword") + profile.ln_words()).abs() < 1e-6);
    }

    #[test]
    fn pairs_and_triples_are_only_believed_with_their_parts() {
        let profile = Profile::builtin();
        let made_up = |n: u64| word_hash(&format!("zq{}", "x".repeat(n as usize % 200 + 1)));
        let pairs = (0..20_000).filter(|n| profile.ln_count(&[made_up(*n / 200), made_up(*n)]).is_some());
        assert_eq!(pairs.count(), 0);
        let of = word_hash("of");
        let triples = (0..200).filter(|n| profile.ln_count(&[of, made_up(*n), of]).is_some());
        assert_eq!(triples.count(), 0);
    }

    fn small() -> Vec<u8> {
        built(&text(), 1 << 20).0
    }

    #[test]
    fn damage_anywhere_is_refused() {
        let bytes = small();
        for at in (0..bytes.len()).step_by(7).chain([bytes.len() - 1]) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            let expected = match at {
                0..8 => ProfileError::Foreign,
                8..12 => ProfileError::Version(VERSION ^ 1 << (8 * (at - 8))),
                _ => ProfileError::Damaged,
            };
            assert_eq!(Profile::from_bytes(damaged).unwrap_err(), expected, "byte {at}");
        }
    }

    #[test]
    fn foreign_short_and_newer_files_are_refused() {
        let bytes = small();
        let error = |bytes: &[u8]| Profile::from_bytes(bytes.to_vec()).unwrap_err();
        assert_eq!(error(b""), ProfileError::Foreign);
        assert_eq!(error(b"word,count\nthe,12\n"), ProfileError::Foreign);
        for length in [8, 11, 19, 20, 27, 100, bytes.len() - 1] {
            assert_eq!(error(&bytes[..length]), ProfileError::Damaged, "{length} bytes");
        }
        let mut newer = bytes.clone();
        newer[8] = 2;
        assert_eq!(error(&newer), ProfileError::Version(2));
        assert!(error(&newer).to_string().contains("version 2, and this program reads version 1"));
    }

    #[test]
    fn a_sound_checksum_over_nonsense_is_refused_too() {
        let bytes = small();
        for at in 20..120 {
            let mut wrong = bytes.clone();
            wrong[at] = 0xFF;
            let sum = checksum(&wrong[20..]);
            wrong[12..20].copy_from_slice(&sum.to_le_bytes());
            // It may open or not, but no look-up may go astray.
            if let Ok(profile) = Profile::from_bytes(wrong) {
                profile.ln_probability(&hashes("on market days"));
            }
        }
    }

    #[test]
    fn a_longer_context_that_is_kept_decides() {
        let profile = Profile::from_bytes(small()).unwrap();
        let ln = |words: &str| profile.ln_probability(&hashes(words));
        let near = |found: f32, share: f32| assert!((found - share.ln()).abs() < 0.3, "{found}, not {}", share.ln());
        near(ln("on market days"), 1.0);
        near(ln("market"), 36.0 / 414.0);
        near(ln("bread market"), 0.4 * 36.0 / 414.0);
        near(ln("flour market days"), 0.4);
        near(ln("flour bread market"), 0.16 * 36.0 / 414.0);
        near(ln("flour bread zebra"), 0.16 / 414.0);
    }
}
