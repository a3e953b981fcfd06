//! Lines that a replacement must not run together.

/// `new` with the line break of `found`, indents included, at about the same word. Where either has no place for it, or `found` has several,
/// `new` is as it was.
pub(super) fn keep_break(found: &str, new: &str) -> String {
    let is_break = |c: char| c == '\n' || c == '\r';
    let (Some(first), Some(last)) = (found.find(is_break), found.rfind(is_break)) else { return new.to_string() };
    let (before, after) = (found[..first].trim_end(), found[last + 1..].trim_start());
    let gap = &found[before.len()..found.len() - after.len()];
    let gaps: Vec<usize> = new.match_indices(' ').map(|(at, _)| at).collect();
    if gaps.is_empty() || gap.contains(|c: char| !c.is_whitespace()) {
        return new.to_string();
    }
    let (words, total) = (before.split_whitespace().count(), found.split_whitespace().count().max(1));
    let at = gaps[((gaps.len() + 1) * words / total).clamp(1, gaps.len()) - 1];
    format!("{}{gap}{}", &new[..at], &new[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_stands_at_about_the_same_word() {
        for (found, new, expected) in [
            ("counterfeit\nconsciousness", "artificial intelligence", "artificial\nintelligence"),
            ("In the beyond \r\n  five years", "In the past five years", "In the past \r\n  five years"),
            ("a\nb c d", "one two", "one\ntwo"),
            ("a b c\nd", "one two", "one\ntwo"),
            ("nitty\ngritty", "detailed", "detailed"),
            ("nitty gritty", "well kept", "well kept"),
            ("nit-\nty gritty", "quite detailed", "quite\ndetailed"),
            ("a\nb\nc", "one two three", "one two three"),
        ] {
            assert_eq!(keep_break(found, new), expected, "{found:?}");
        }
    }
}
