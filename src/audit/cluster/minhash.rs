//! Signatures: how alike two sets are, from a few bytes of each.

/// Positions of a signature.
pub(super) const POSITIONS: usize = 128;
/// Bytes of a signature.
pub(super) const BYTES: usize = 2 * POSITIONS;

/// MinHash (Broder 1997) by one permutation (Li, Owen and Zhang 2012, One Permutation Hashing): hashes are dealt out to positions, and each keeps
/// the lowest 16 bits of its least (Li and König 2010, b-Bit Minwise Hashing). Chance agreements, one in 65,536, are not corrected for.
pub(super) type Signature = [u16; POSITIONS];

/// The signature of a set of hashes, which may hold some several times; `None` for the empty one.
pub(super) fn signature(hashes: impl IntoIterator<Item = u64>) -> Option<Signature> {
    let mut least = [u64::MAX; POSITIONS];
    for hash in hashes {
        let hash = scatter(hash);
        let position = (hash % POSITIONS as u64) as usize;
        least[position] = least[position].min(hash >> 7);
    }
    if least == [u64::MAX; POSITIONS] {
        return None;
    }
    Some(std::array::from_fn(|position| least[donor(position, &least)] as u16))
}

/// Where an empty position takes its value from: optimal densification (Shrivastava 2017), the first that is filled of a random order that is
/// the same for all sets.
fn donor(position: usize, least: &[u64; POSITIONS]) -> usize {
    let mut at = position;
    let mut drawn = position as u64;
    while least[at] == u64::MAX {
        drawn = scatter(drawn);
        at = (drawn % POSITIONS as u64) as usize;
    }
    at
}

/// SplitMix64 (Steele, Lea and Flood 2014): every bit of the result depends on all bits of the number.
pub(super) fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// Share of positions at which two signatures agree: an estimate of the Jaccard index of the sets.
pub(super) fn agreement(a: &Signature, b: &Signature) -> f32 {
    let same = a.iter().zip(b).filter(|(a, b)| a == b).count();
    same as f32 / POSITIONS as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_estimates_the_jaccard_index() {
        for (size, shared) in [(400u64, 300u64), (60, 30), (60, 6), (12, 9), (500, 0)] {
            let exact = shared as f32 / (2 * size - shared) as f32;
            let mean = (0..200u64).map(|trial| {
                let base = trial * 1_000_000;
                let a = signature(base..base + size).unwrap();
                let b = signature(base + size - shared..base + 2 * size - shared).unwrap();
                agreement(&a, &b)
            });
            let mean = mean.sum::<f32>() / 200.0;
            assert!((mean - exact).abs() < 0.03, "{size} {shared}: {mean} for {exact}");
        }
    }

    #[test]
    fn order_and_repetition_do_not_count() {
        assert_eq!(signature([1, 2, 3, 3]), signature([3, 1, 2]));
        assert_eq!(signature([]), None);
    }
}
