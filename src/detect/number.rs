//! Numbers in digits and in words.

use crate::text::Token;
use crate::text::gap::{Gap, gap};

/// Words of which spelled numbers are made.
const NUMBER_WORDS: [&str; 32] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
];
/// Most tokens of one number: *twenty-five thousand*, *1,500,000*.
const MOST_TOKENS: usize = 4;

/// How many tokens from `tokens[at]` on make up one number: 0 when it is none.
pub(crate) fn number_at(text: &str, tokens: &[Token], at: usize) -> usize {
    let Some(first) = tokens.get(at) else { return 0 };
    let digits = is_digits(first.slice(text));
    if !digits && !is_number_word(first.slice(text)) {
        return 0;
    }
    let mut length = 1;
    while let Some(next) = tokens.get(at + length) {
        let between = gap(text, tokens[at + length - 1].end as usize, next.start as usize);
        let word = next.slice(text);
        let goes_on = match between {
            Gap::Mark(',' | '.') => {
                let touching = next.start == tokens[at + length - 1].end + 1;
                digits && touching && is_digits(word)
            }
            Gap::Space => is_number_word(word),
            _ => false,
        };
        if !goes_on || length == MOST_TOKENS {
            break;
        }
        length += 1;
    }
    length
}

fn is_digits(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_number_word(word: &str) -> bool {
    NUMBER_WORDS.iter().any(|number| number.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Tokenizer, Vocabulary};

    #[test]
    fn numbers_in_digits_and_words() {
        let vocabulary = Vocabulary::default();
        for (text, length) in [
            ("12 years", 1),
            ("1,500 years", 2),
            ("3.5 years", 2),
            ("1, 500 years", 1),
            ("Twenty-five years", 2),
            ("two hundred thousand years", 3),
            ("5 million years", 2),
            ("years", 0),
            ("2nd year", 1),
        ] {
            let tokens = Tokenizer::collect(text, &vocabulary);
            assert_eq!(number_at(text, &tokens, 0), length, "{text}");
        }
    }
}
