//! Clusters with their members, the likeliest original, and wordings of both ends.

use super::group::groups;
use super::minhash::{agreement, signature};
use super::notices::{Notices, Wordings};
use super::sketch::{Part, Place, Sketch};
use super::store::{Log, Pages, Signatures};
use crate::reference::Spill;
use std::cmp::Reverse;
use std::io;

/// Members looked at for wordings, the likeliest spun ones first.
const TRIED: usize = 8;

/// Pages that are copies of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// In the order of the pages, two or more.
    pub members: Vec<Member>,
    /// Which of them is the likeliest original: that with the fewest words that are telling of spun copy.
    pub original: usize,
    /// Sentences of the likeliest original and of one other member, where they differ.
    pub wordings: Vec<Wording>,
}

/// A page of a cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Number of the page: how many were added before it, with a sketch or without.
    pub page: u64,
    /// Where it is from.
    pub place: Place,
    /// Estimated Jaccard index of its immutable words and those of the likeliest original, from 0 to 1.
    pub similarity: f32,
}

/// A sentence that two members word differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// As the likeliest original has it.
    pub original: String,
    /// As the other member has it.
    pub spun: String,
    /// Which member that is.
    pub member: usize,
}

/// Takes the sketches of all pages in order, and cuts them into clusters. The same pages in the same order give the same clusters.
///
/// Sketches and signatures wait in two places that the caller gives. Memory holds 64 MB, and some thirty bytes a page.
pub struct Clusterer<S> {
    sketches: Pages<S>,
    signatures: Signatures<S>,
    wordings: Wordings,
    /// The page of each sketch; they ascend.
    pages: Vec<u64>,
    added: u64,
}

impl<S: Spill> Clusterer<S> {
    /// A clusterer over two empty places, such as temporary files.
    pub fn new(sketches: S, signatures: S) -> Clusterer<S> {
        Clusterer {
            sketches: Pages::new(sketches),
            signatures: Signatures(Log::new(signatures)),
            wordings: Wordings::new(),
            pages: Vec::new(),
            added: 0,
        }
    }

    /// Adds the next page; `None` where it has no sketch, so that it is in no cluster.
    ///
    /// # Errors
    /// Those of writing to the places.
    pub fn add(&mut self, place: &Place, sketch: Option<&Sketch>) -> io::Result<()> {
        if let Some(sketch) = sketch {
            self.wordings.add(sketch);
            self.sketches.add(place, sketch)?;
            self.pages.push(self.added);
        }
        self.added += 1;
        Ok(())
    }

    /// Hands on all clusters, the one with the earliest page first.
    ///
    /// # Errors
    /// Those of the places, and that of `each`, after which it is not called again.
    pub fn finish<E: From<io::Error>>(mut self, mut each: impl FnMut(Cluster) -> Result<(), E>) -> Result<(), E> {
        self.sketches.flush()?;
        let signed = self.sign()?;
        let groups = groups(&mut self.signatures, signed.len())?;
        for group in groups {
            each(self.cluster(&group, &signed)?)?;
        }
        Ok(())
    }

    /// Writes the signatures, and gives the number of the sketch of each.
    fn sign(&mut self) -> io::Result<Vec<u32>> {
        let mut notices = Notices::default();
        self.sketches.each(|sketch| {
            self.wordings.read(sketch, &mut notices);
            Ok(())
        })?;
        let (mut signed, mut number) = (Vec::with_capacity(self.sketches.len()), 0);
        self.sketches.each(|sketch| {
            let features = notices.left_out(sketch).unwrap_or_default();
            if let Some(signature) = signature(features.into_iter().map(u64::from)) {
                self.signatures.add(&signature)?;
                signed.push(number);
            }
            number += 1;
            Ok(())
        })?;
        self.signatures.0.flush()?;
        Ok(signed)
    }

    /// The cluster of a group of signatures.
    fn cluster(&mut self, group: &[u32], signed: &[u32]) -> io::Result<Cluster> {
        let (mut members, mut heats) = (Vec::with_capacity(group.len()), Vec::with_capacity(group.len()));
        for number in group {
            let sketch = signed[*number as usize];
            let (Sketch { heat, .. }, place) = self.sketches.get(sketch)?;
            heats.push((heat, members.len()));
            members.push(Member { page: self.pages[sketch as usize], place, similarity: 1.0 });
        }
        heats.sort_unstable();
        let original = heats[0].1;
        let likest = self.signatures.get(group[original])?;
        for (member, number) in members.iter_mut().zip(group) {
            member.similarity = agreement(&self.signatures.get(*number)?, &likest);
        }
        heats[1..].sort_by_key(|(heat, at)| (Reverse(*heat), *at));
        let sketches: Vec<u32> = group.iter().map(|number| signed[*number as usize]).collect();
        let others = heats[1..].iter().take(TRIED).map(|(_, at)| *at);
        let wordings = self.wordings_of(&sketches, original, others)?;
        Ok(Cluster { members, original, wordings })
    }

    /// Sentences of the original that the first of `others` with any has in other words.
    fn wordings_of(
        &mut self,
        sketches: &[u32],
        original: usize,
        others: impl Iterator<Item = usize>,
    ) -> io::Result<Vec<Wording>> {
        let own = self.sketches.get(sketches[original])?.0.sentences;
        for member in others {
            let theirs = self.sketches.get(sketches[member])?.0.sentences;
            let wordings: Vec<Wording> = theirs.into_iter().filter_map(|spun| reworded(&own, spun, member)).collect();
            if !wordings.is_empty() {
                return Ok(wordings);
            }
        }
        Ok(Vec::new())
    }
}

fn reworded(own: &[Part], spun: Part, member: usize) -> Option<Wording> {
    let original = own.iter().find(|sentence| sentence.key == spun.key && sentence.wording != spun.wording)?;
    let both = !original.text.is_empty() && !spun.text.is_empty();
    both.then(|| Wording { original: original.text.clone(), spun: spun.text, member })
}
