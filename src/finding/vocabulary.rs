//! Which spinner's vocabulary the swaps of a document resemble.

use crate::detect::Restorations;
use crate::lexicon::Family;

/// The spinner vocabulary that a document's swaps resemble.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vocabulary {
    /// The vocabulary.
    pub family: Family,
    /// Share of the expected swaps that it knows, from 0 to 1.
    pub share: f64,
}

/// For each of [`Family::ALL`], the share of expected swaps that its vocabulary knows: in documents of the family, and in others.
/// Measured on marked texts by `examples/fit` (`reports/restoration.md`).
const KNOWN: [(f64, f64); Family::ALL.len()] =
    [(0.9, 0.6), (0.5, 0.1), (0.5, 0.2), (0.5, 0.2), (0.7, 0.4), (0.5, 0.1), (0.5, 0.1), (0.5, 0.1)];
/// Expected swaps below which evidence is too thin.
const LEAST_SWAPS: f64 = 2.0;
/// How far a family must lead the next, as a natural logarithm of likelihoods.
const MARGIN: f64 = 1.0;

impl Vocabulary {
    /// The vocabulary under which the swaps are likeliest, if it leads.
    pub(crate) fn of(restorations: &Restorations) -> Option<Vocabulary> {
        let (sum, by_family) = (f64::from(restorations.sum), restorations.by_family.map(f64::from));
        let known = Family::ALL.into_iter().zip(by_family).zip(KNOWN);
        let mut ranked: Vec<(f64, Family, f64)> =
            known.map(|((family, own), known)| (likelihood(own, sum, known), family, own / sum)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let [(best, family, share), (next, ..), ..] = ranked[..] else { return None };
        (sum >= LEAST_SWAPS && best > 0.0 && best - next >= MARGIN).then_some(Vocabulary { family, share })
    }
}

/// Ln of how much likelier it is that a vocabulary knows `own` of `sum` swaps in a document of its family than in another.
fn likelihood(own: f64, sum: f64, (inside, outside): (f64, f64)) -> f64 {
    own * (inside / outside).ln() + (sum - own) * ((1.0 - inside) / (1.0 - outside)).ln()
}
