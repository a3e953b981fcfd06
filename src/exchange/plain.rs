//! Export of phrase pairs as CSV with two columns.

use super::write_csv;

/// CSV of `find,suggest` pairs, sorted and each once, so that the same pairs give the same text.
pub fn to_csv(pairs: impl Iterator<Item = (String, String)>) -> String {
    let mut pairs: Vec<[String; 2]> = pairs.map(|(find, suggest)| [find, suggest]).collect();
    pairs.sort();
    pairs.dedup();
    write_csv(std::iter::once(["find".to_string(), "suggest".to_string()]).chain(pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_sorted_quoted_and_unique() {
        let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
        let pairs =
            [pair("yard", "say \"x\""), pair("gate, iron", "b"), pair("gate, iron", "a"), pair("gate, iron", "b")];
        let expected = "find,suggest\n\"gate, iron\",a\n\"gate, iron\",b\nyard,\"say \"\"x\"\"\"\n";
        assert_eq!(to_csv(pairs.into_iter()), expected);
        assert_eq!(to_csv(std::iter::empty()), "find,suggest\n");
    }
}
