//! Quoted speech: what a text repeats in the words of another.

use crate::span::Span;

/// Bytes behind an apostrophe in which a closing mark is looked for: a longer quotation would be gone over for each of its plurals.
const REACH: usize = 500;

/// What stands between quotation marks in `text`, marks included: in order, without overlaps, in bytes.
///
/// Known are `"…"`, `“…”`, `„…“`, `«…»` and `‘…’`; straight single quotes are not, for most of them are apostrophes. A quotation ends
/// with its paragraph. Where its mark is never closed it counts only if the next paragraph opens with a mark again, as speech of
/// several paragraphs does; a stray mark quotes nothing.
pub fn quoted(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut unclosed: Option<Span> = None;
    for paragraph in paragraphs(text) {
        let body = paragraph.slice(text);
        let goes_on = body.trim_start().starts_with(['"', '“', '„', '«', '‘']);
        spans.extend(unclosed.take().filter(|_| goes_on));
        unclosed = in_paragraph(text, paragraph, &mut spans);
    }
    spans
}

/// Whether `span` ends within one of `quoted`, which [`quoted`] gave: it may begin with an article before the mark.
pub fn is_quoted(quoted: &[Span], span: Span) -> bool {
    let next = quoted.partition_point(|quote| quote.start < span.end);
    next > 0 && span.end <= quoted[next - 1].end
}

/// Stretches between blank lines.
fn paragraphs(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let mut written = false;
        for line in text.get(start..)?.split_inclusive('\n') {
            if line.trim().is_empty() && written {
                break;
            }
            written |= !line.trim().is_empty();
            at += line.len();
        }
        (at > start).then(|| Span::new(start, at))
    })
}

/// Adds the quotations of a paragraph; gives the one that is open at its end.
fn in_paragraph(text: &str, paragraph: Span, spans: &mut Vec<Span>) -> Option<Span> {
    let mut open: Option<(usize, char)> = None;
    for (offset, mark) in paragraph.slice(text).char_indices() {
        let Some(close) = closing(mark, open) else { continue };
        let at = paragraph.start + offset;
        let end = at + mark.len_utf8();
        match open {
            Some((start, _)) if close && closes(text, at, mark) => {
                spans.push(Span::new(start, end));
                open = None;
            }
            None if !close && opens(text, at, mark) => open = Some((at, mark)),
            _ => {}
        }
    }
    open.map(|(start, _)| Span::new(start, paragraph.end))
}

/// Whether a mark closes the quotation that is open, or may open one where none is; nothing where it does neither.
fn closing(mark: char, open: Option<(usize, char)>) -> Option<bool> {
    let Some((_, opened)) = open else { return matches!(mark, '"' | '“' | '„' | '«' | '‘').then_some(false) };
    let closes = match opened {
        '“' => mark == '”',
        '„' => matches!(mark, '“' | '”'),
        '«' => mark == '»',
        '‘' => mark == '’',
        _ => mark == '"',
    };
    closes.then_some(true)
}

/// Whether a mark stands where a quotation begins: behind nothing, a space, a bracket or a dash, before a character.
fn opens(text: &str, at: usize, mark: char) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + mark.len_utf8()..].chars().next();
    let free = before.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '{' | '-' | '\u{2013}' | '\u{2014}' | '>' | '*' | '_')
    });
    let directed = !matches!(mark, '"' | '‘');
    (free || directed) && after.is_some_and(|c| !c.is_whitespace())
}

/// Whether a mark stands where a quotation ends. An apostrophe is told from a closing mark by what stands around it: it parts letters,
/// or a plural in s stands before it and the quotation is closed later in its line.
fn closes(text: &str, at: usize, mark: char) -> bool {
    let behind = &text[at + mark.len_utf8()..];
    let before = text[..at].chars().next_back();
    let word_follows = behind.starts_with(char::is_alphanumeric);
    if mark != '’' {
        return !word_follows || before.is_some_and(|c| !c.is_whitespace());
    }
    let rest = &behind[..behind.floor_char_boundary(REACH.min(behind.len()))];
    let rest = rest.lines().next().unwrap_or_default();
    let later = rest.split('‘').next().unwrap_or_default();
    let closed_later =
        later.match_indices('’').any(|(at, mark)| !later[at + mark.len()..].starts_with(char::is_alphanumeric));
    let plural =
        before == Some('s') && behind.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_lowercase));
    !(word_follows || plural && closed_later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_told_from_apostrophes_inches_and_stray_marks() {
        for (text, expected) in [
            ("He said \"a b\" and “c” twice.", vec!["\"a b\"", "“c”"]),
            ("(\"a,\" he said, \"b.\")", vec!["\"a,\"", "\"b.\""]),
            ("«a» „b“ „c”", vec!["«a»", "„b“", "„c”"]),
            ("A 5\" screen, a 7\" one", vec![]),
            ("A stray \" mark and a \"lost one", vec![]),
            ("‘It’s the boys’ plan,’ he said; it’s so.", vec!["‘It’s the boys’ plan,’"]),
            ("‘Yes,’ he said of the boys’ plan.", vec!["‘Yes,’"]),
            ("It's 'so' and the boys' plan", vec![]),
            ("He said: \"an open one\n\nAnother \"day\" here", vec!["\"day\""]),
            ("\"One\n\n\"two\n\n\"three,\" he said", vec!["\"One\n", "\n\"two\n", "\"three,\""]),
            ("“One\n\n“two” he", vec!["“One\n", "“two”"]),
            ("“outer ‘inner’ outer”", vec!["“outer ‘inner’ outer”"]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = quoted(text).iter().map(|span| span.slice(text)).collect();
            let trimmed = |texts: &[&str]| texts.iter().map(|text| text.trim().to_string()).collect::<Vec<_>>();
            assert_eq!(trimmed(&found), trimmed(&expected), "{text:?}");
        }
    }

    #[test]
    fn a_place_is_asked_for_by_its_end() {
        let text = "a \"b c\" d";
        let spans = quoted(text);
        let quoted = |word: &str| text.find(word).is_some_and(|at| is_quoted(&spans, Span::new(at, at + 1)));
        assert_eq!(["a", "b", "c", "d"].map(quoted), [false, true, true, false]);
        assert!(is_quoted(&spans, Span::new(0, 6)), "an article before the mark, which a finding takes in");
    }
}
