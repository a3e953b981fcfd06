//! Which spinner's vocabulary the swaps of a document resemble.

use crate::detect::Expected;
use crate::lexicon::Family;

/// The spinner vocabulary that a document's swaps resemble.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vocabulary {
    /// The vocabulary.
    pub family: Family,
    /// Share of the expected swaps that it knows, from 0 to 1.
    pub share: f64,
}

/// For each family with marked texts, the share of their swaps that each of [`Family::ALL`] knows: of 137 documents, each weighing 20
/// swaps at most, pulled towards the mean by 10 swaps (`reports/restoration.md`). No marked text is of `essay`.
const KNOWN: [(Family, [f64; Family::ALL.len()]); 7] = [
    (Family::Spinbot, [0.81, 0.10, 0.12, 0.12, 0.23, 0.03, 0.07, 0.04]),
    (Family::SeoCopySpin, [0.48, 0.39, 0.22, 0.08, 0.47, 0.02, 0.12, 0.07]),
    (Family::BestSpinner, [0.51, 0.14, 0.40, 0.08, 0.37, 0.03, 0.09, 0.05]),
    (Family::Thesaurus, [0.65, 0.18, 0.24, 0.19, 0.33, 0.02, 0.12, 0.08]),
    (Family::KnowHow, [0.38, 0.17, 0.15, 0.06, 0.69, 0.01, 0.11, 0.05]),
    (Family::FunctionWord, [0.55, 0.09, 0.16, 0.11, 0.32, 0.02, 0.28, 0.06]),
    (Family::Translation, [0.61, 0.10, 0.13, 0.14, 0.32, 0.01, 0.05, 0.12]),
];
/// Expected swaps below which evidence is too thin.
const LEAST_SWAPS: f64 = 3.0;
/// Ln of how much likelier the swaps must be in texts of a family than in those of the next.
const MARGIN: f64 = 1.0;

impl Vocabulary {
    /// The family in whose texts the swaps are likeliest, if it leads: naive Bayes over the families that know each swap, all families
    /// as likely beforehand.
    pub(crate) fn of(expected: &Expected) -> Option<Vocabulary> {
        let (sum, by_family) = (f64::from(expected.sum), expected.by_family.map(f64::from));
        let mut ranked = KNOWN.map(|(family, known)| (ln_likelihood(sum, &by_family, &known), family));
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let [(best, family), (next, _), ..] = ranked;
        (sum >= LEAST_SWAPS && best - next >= MARGIN)
            .then(|| Vocabulary { family, share: (by_family[family as usize] / sum).min(1.0) })
    }
}

/// Ln of the likelihood that of `sum` swaps each family knows as many as it does, where it knows each with its probability.
fn ln_likelihood(sum: f64, by_family: &[f64], known: &[f64]) -> f64 {
    let one = |(own, known): (&f64, &f64)| own * known.ln() + (sum - own) * (1.0 - known).ln();
    by_family.iter().zip(known).map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sum: f32, by_family: [f32; 8]) -> Option<Vocabulary> {
        Vocabulary::of(&Expected { sum, by_family })
    }

    #[test]
    fn the_family_that_explains_the_swaps_is_named_with_its_share() {
        let spinbot = [16.0, 2.0, 2.0, 2.0, 5.0, 0.0, 1.0, 1.0];
        let vocabulary = of(20.0, spinbot).unwrap();
        assert_eq!(vocabulary.family, Family::Spinbot);
        assert!((vocabulary.share - 0.8).abs() < 1e-6, "{vocabulary:?}");
        // Half of the swaps are known to Spinbot too, as they are in most texts of this family.
        let seo = of(20.0, [9.0, 8.0, 4.0, 2.0, 9.0, 0.0, 2.0, 1.0]);
        assert_eq!(seo.map(|vocabulary| vocabulary.family), Some(Family::SeoCopySpin));
        let know_how = of(20.0, [8.0, 3.0, 3.0, 1.0, 14.0, 0.0, 2.0, 1.0]);
        assert_eq!(know_how.map(|vocabulary| vocabulary.family), Some(Family::KnowHow));
    }

    #[test]
    fn thin_and_divided_evidence_names_none() {
        assert_eq!(of(0.0, [0.0; 8]), None);
        assert_eq!(of(2.9, [2.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), None);
        // As it is in texts of a thesaurus and of a translation, which know nearly the same swaps.
        assert_eq!(of(6.0, [3.8, 0.8, 1.1, 1.0, 2.0, 0.1, 0.5, 0.6]), None);
    }
}
