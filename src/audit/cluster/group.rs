//! Which signatures belong together.

use super::minhash::{POSITIONS, Signature, agreement, scatter};
use super::store::Signatures;
use crate::reference::Spill;
use std::io;

/// Estimated Jaccard index of the immutable words of two pages from which they are copies of one source. `reports/audit-clusters.md` has what
/// it brings.
pub const ALIKE: f32 = 0.5;
/// Positions of a band: pages that agree in all of one are compared (locality-sensitive hashing; Indyk and Motwani 1998; Leskovec,
/// Rajaraman and Ullman, Mining of Massive Datasets, section 3.4). There are 42, so 99.6 % of the pairs that agree in half of the positions are.
const BAND: usize = 3;
/// Pages of a bucket that all others of it are compared with, so that the time grows with pages and not with their pairs.
const LEADERS: usize = 32;
/// Bytes for the keys of bands that are sorted in one pass over all signatures.
const KEYS: usize = 64 << 20;

/// Cuts the first `count` signatures into groups of two and more, each ascending, in the order of their first members.
pub(super) fn groups<S: Spill>(signatures: &mut Signatures<S>, count: usize) -> io::Result<Vec<Vec<u32>>> {
    let mut forest = Forest::new(count);
    let bands: Vec<usize> = (0..POSITIONS / BAND).map(|band| band * BAND).collect();
    let at_once = (KEYS / (size_of::<u64>() * count.max(1))).max(1);
    for bands in bands.chunks(at_once) {
        let mut keys = vec![Vec::with_capacity(count); bands.len()];
        signatures.each(count, |number, signature| {
            for (keys, band) in keys.iter_mut().zip(bands) {
                keys.push(key(&signature[*band..*band + BAND]) << 32 | u64::from(number));
            }
        })?;
        for mut keys in keys {
            keys.sort_unstable();
            for bucket in keys.chunk_by(|a, b| a >> 32 == b >> 32).filter(|bucket| bucket.len() > 1) {
                forest.join_alike(signatures, bucket.iter().map(|key| *key as u32))?;
            }
        }
    }
    Ok(forest.groups())
}

/// The values of a band in 32 bits.
fn key(band: &[u16]) -> u64 {
    band.iter().fold(0, |key, value| scatter(key ^ u64::from(*value))) >> 32
}

/// Disjoint sets (Tarjan 1975), each known by its least member, so that the order of joins does not show.
struct Forest(Vec<u32>);

impl Forest {
    fn new(size: usize) -> Forest {
        Forest((0..size as u32).collect())
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// Joins those of a bucket that agree; what is joined already is not read.
    fn join_alike<S: Spill>(
        &mut self,
        signatures: &mut Signatures<S>,
        bucket: impl Iterator<Item = u32>,
    ) -> io::Result<()> {
        let mut leaders: Vec<(u32, Signature)> = Vec::new();
        for number in bucket {
            let root = self.root(number);
            if leaders.iter().any(|(leader, _)| self.root(*leader) == root) {
                continue;
            }
            let own = signatures.get(number)?;
            match leaders.iter().find(|(_, leader)| agreement(&own, leader) >= ALIKE) {
                Some((leader, _)) => self.join(number, *leader),
                None if leaders.len() < LEADERS => leaders.push((number, own)),
                None => {}
            }
        }
        Ok(())
    }

    fn groups(mut self) -> Vec<Vec<u32>> {
        let roots: Vec<u32> = (0..self.0.len() as u32).map(|number| self.root(number)).collect();
        let mut sizes = vec![0u32; roots.len()];
        roots.iter().for_each(|root| sizes[*root as usize] += 1);
        let mut members: Vec<(u32, u32)> = roots.into_iter().zip(0..).collect();
        members.retain(|(root, _)| sizes[*root as usize] > 1);
        members.sort_unstable();
        members.chunk_by(|a, b| a.0 == b.0).map(|run| run.iter().map(|(_, number)| *number).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::cluster::minhash::signature;
    use crate::audit::cluster::store::Log;
    use std::io::Cursor;

    fn grouped(sets: &[Vec<u64>]) -> Vec<Vec<u32>> {
        let mut signatures = Signatures(Log::new(Cursor::new(Vec::new())));
        sets.iter().for_each(|set| signatures.add(&signature(set.iter().copied()).unwrap()).unwrap());
        signatures.0.flush().unwrap();
        groups(&mut signatures, sets.len()).unwrap()
    }

    #[test]
    fn sets_that_share_most_are_grouped_in_the_order_of_their_first() {
        let range = |from: u64, to: u64| (from..to).collect::<Vec<u64>>();
        let sets = [range(0, 80), range(500, 580), range(510, 590), range(1000, 1080), range(5, 85), range(60, 140)];
        assert_eq!(grouped(&sets), [vec![0, 4], vec![1, 2]]);
    }

    #[test]
    fn many_copies_and_many_strangers_with_a_word_in_common_are_told_apart() {
        let copies = (0..300u64).map(|_| (0..40).collect::<Vec<u64>>());
        let strangers = (1..300u64).map(|at| (0..8).chain(at * 1_000..at * 1_000 + 32).collect());
        let sets: Vec<Vec<u64>> = copies.zip(strangers).flat_map(<[Vec<u64>; 2]>::from).collect();
        let groups = grouped(&sets);
        assert_eq!((groups.len(), groups[0].len()), (1, 299), "{groups:?}");
    }
}
