//! Shares with their uncertainty, and quantiles in little memory.

use std::collections::BTreeMap;

/// The 97.5 % quantile of the normal distribution: an interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The interval in which the true share lies with 95 % confidence when `hits` of `all` were seen: the score interval (Wilson 1927, Journal
/// of the American Statistical Association 22), which holds for few pages and for shares near 0 and 1 too. From 0 to 1 of nothing.
#[must_use]
pub fn wilson(hits: u64, all: u64) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (all as f64, hits as f64 / all as f64);
    let centre = p + Z * Z / (2.0 * n);
    let margin = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((centre - margin) / scale).max(0.0), ((centre + margin) / scale).min(1.0))
}

/// Ratio of the bounds of a bucket; its middle is then within 1 % of all that it holds.
const GAMMA: f64 = 1.01 / 0.99;

/// Quantiles of non-negative numbers with a relative error of 1 % at most, in buckets that grow geometrically (DDSketch; Masson, Rim and Lee
/// 2019). Densities from 0.01 to 1,000 fill 580 buckets at most.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    zeros: u64,
    buckets: BTreeMap<i32, u64>,
}

impl Sketch {
    /// Adds a number so many times.
    pub(super) fn add(&mut self, value: f64, times: u64) {
        if value > 0.0 {
            *self.buckets.entry((value.ln() / GAMMA.ln()).ceil() as i32).or_default() += times;
        } else {
            self.zeros += times;
        }
    }

    /// The number that the share `q` of all are not above; 0 of nothing.
    pub(super) fn quantile(&self, q: f64) -> f64 {
        let all = self.zeros + self.buckets.values().sum::<u64>();
        let rank = ((all as f64 * q).ceil() as u64).max(1);
        let mut seen = self.zeros;
        if seen >= rank {
            return 0.0;
        }
        let found = self.buckets.iter().find(|(_, count)| {
            seen += **count;
            seen >= rank
        });
        found.map_or(0.0, |(bucket, _)| 2.0 * GAMMA.powi(*bucket) / (GAMMA + 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_tables() {
        // (hits, all, low, high), from Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        for (hits, all, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
            (0, 0, 0.0, 1.0),
        ] {
            let (found_low, found_high) = wilson(hits, all);
            assert!(
                (found_low - low).abs() < 6e-5 && (found_high - high).abs() < 6e-5,
                "{hits}/{all}: {found_low} {found_high}"
            );
        }
        assert_eq!(wilson(20, 20).1, 1.0);
    }

    #[test]
    fn quantiles_are_within_one_per_cent() {
        let mut sketch = Sketch::default();
        assert_eq!(sketch.quantile(0.5), 0.0);
        (1..=1000).rev().for_each(|value| sketch.add(f64::from(value) / 10.0, 1));
        for (q, expected) in [(0.001, 0.1), (0.5, 50.0), (0.9, 90.0), (1.0, 100.0)] {
            let found = sketch.quantile(q);
            assert!((found / expected - 1.0).abs() <= 0.01 + 1e-9, "{q}: {found}");
        }
        sketch.add(0.0, 1000);
        assert_eq!(sketch.quantile(0.5), 0.0);
        assert!(sketch.quantile(0.51) > 0.0);
    }
}
