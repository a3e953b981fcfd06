//! Intervals by resampling whole documents, as findings in one document are not independent of each other.

use serde::Serialize;

/// Number of resamples behind an interval.
pub const RESAMPLES: usize = 1000;

/// Arbitrary ("unspin" in ASCII) but fixed, so that the same documents give the same interval anywhere.
const SEED: u64 = 0x0075_6e73_7069_6e00;

/// A 95 % interval; JSON: `{"low", "high"}`, rounded to four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The 2.5 % point.
    #[serde(serialize_with = "super::serialize_rounded")]
    pub low: f64,
    /// The 97.5 % point.
    #[serde(serialize_with = "super::serialize_rounded")]
    pub high: f64,
}

/// The 95 % percentile interval of `statistic` over `documents` (Efron, "Bootstrap methods: another look at the
/// jackknife", 1979), from [`RESAMPLES`] resamples with replacement. Deterministic, and for the same number of
/// documents always of the same draws, so that the intervals of two measures or two runs can be compared.
///
/// Resamples for which the statistic is none or not finite are left out; the interval is none when all are. Few
/// documents give intervals that are too narrow: a single one has no width.
///
/// For recall, `interval(&scores, |documents| Measure::Recall.of(documents))`.
pub fn interval<'a, T: 'a>(
    documents: impl IntoIterator<Item = &'a T>,
    statistic: impl Fn(&[&T]) -> Option<f64>,
) -> Option<Interval> {
    let documents: Vec<&T> = documents.into_iter().collect();
    if documents.is_empty() {
        return None;
    }
    let mut random = SplitMix64(SEED);
    let mut sample = documents.clone();
    let mut values = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        sample.fill_with(|| documents[random.below(documents.len())]);
        values.extend(statistic(&sample).filter(|value| value.is_finite()));
    }
    percentiles(values)
}

/// The k-th smallest and the k-th largest value with k = ⌊(n + 1) · 2.5 %⌋ (Efron and Tibshirani, *An Introduction to
/// the Bootstrap*, 1993, section 12.5), at least the first.
fn percentiles(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let k = ((values.len() + 1) / 40).max(1);
    let low = *values.get(k - 1)?;
    let high = *values.get(values.len().checked_sub(k)?)?;
    Some(Interval { low, high })
}

/// The generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014; constants
/// of Vigna's public-domain version): small, and without a choice of algorithm that a dependency could change.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound` - 1 by multiplication (Lemire, "Fast random integer generation in an interval",
    /// 2019), without the rejection step: for numbers of documents the bias is below 2^-40.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[&f64]) -> Option<f64> {
        Some(values.iter().copied().sum::<f64>() / values.len() as f64)
    }

    #[test]
    fn generator_gives_the_published_numbers() {
        let mut random = SplitMix64(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([random.next(), random.next(), random.next()], expected);
    }

    #[test]
    fn draws_are_even_and_in_bounds() {
        let mut random = SplitMix64(SEED);
        let mut seen = [0; 7];
        (0..7000).for_each(|_| seen[random.below(7)] += 1);
        assert!(seen.iter().all(|count| (880..1120).contains(count)), "{seen:?}");
    }

    #[test]
    fn percentiles_are_symmetric() {
        let table = [(1000, 25.0, 976.0), (999, 25.0, 975.0), (40, 1.0, 40.0), (1, 1.0, 1.0), (79, 2.0, 78.0)];
        for (count, low, high) in table {
            let values = (1..=count).rev().map(f64::from).collect();
            assert_eq!(percentiles(values), Some(Interval { low, high }), "{count}");
        }
        assert_eq!(percentiles(Vec::new()), None);
    }

    #[test]
    fn covers_the_mean_by_its_standard_error() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let Interval { low, high } = interval(&values, mean).unwrap();
        // The mean is 49.5 and its standard error 2.89, so that the interval is near 43.8 to 55.2.
        assert!((43.0..44.7).contains(&low) && (54.3..56.0).contains(&high), "{low} {high}");
        assert_eq!(interval(&values, mean), Some(Interval { low, high }));
    }

    #[test]
    fn resamples_are_of_full_size_and_differ() {
        let sizes = std::cell::RefCell::new(Vec::new());
        let firsts = std::cell::RefCell::new(std::collections::BTreeSet::new());
        let _ = interval(&[1, 2, 3, 4], |sample: &[&i32]| {
            sizes.borrow_mut().push(sample.len());
            firsts.borrow_mut().insert(sample.iter().map(|&&n| n).collect::<Vec<i32>>());
            Some(0.0)
        });
        assert_eq!(*sizes.borrow(), vec![4; RESAMPLES]);
        assert!(firsts.borrow().len() > 200, "of 256 possible: {}", firsts.borrow().len());
    }

    #[test]
    fn leaves_out_what_has_no_value() {
        assert_eq!(interval(&[] as &[f64], mean), None);
        assert_eq!(interval(&[1.0], |_: &[&f64]| None), None);
        assert_eq!(interval(&[1.0], |_: &[&f64]| Some(f64::NAN)), None);
        let only_with_two = |sample: &[&f64]| sample.contains(&&2.0).then_some(5.0);
        assert_eq!(interval(&[1.0, 2.0], only_with_two), Some(Interval { low: 5.0, high: 5.0 }));
    }

    #[test]
    fn serialises_rounded() {
        let json = serde_json::to_string(&Interval { low: 1.0 / 3.0, high: 2.0 }).unwrap();
        assert_eq!(json, r#"{"low":0.3333,"high":2.0}"#);
    }
}
