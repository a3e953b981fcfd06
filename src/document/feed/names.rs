//! What elements of syndicated copy are, by their names without prefix.

/// The local name that a tag begins with.
pub(super) fn local(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    name.rsplit(':').next().unwrap_or(name)
}

/// Whether an element is a document of its own: an item of RSS, an entry of Atom, a story of NITF, a news item of NewsML-G2.
pub(super) fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry" | "nitf" | "newsItem")
}

/// Whether an element of a story stands within a line of text. NITF 3.6 calls it enriched text; XHTML has most of it too.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "alt-code"
            | "b"
            | "bdo"
            | "big"
            | "chron"
            | "cite"
            | "city"
            | "classifier"
            | "copyrite"
            | "copyrite.holder"
            | "copyrite.year"
            | "country"
            | "del"
            | "delivery.office"
            | "delivery.point"
            | "denom"
            | "em"
            | "event"
            | "font"
            | "frac"
            | "frac-sep"
            | "function"
            | "i"
            | "ins"
            | "lang"
            | "location"
            | "mark"
            | "money"
            | "name.family"
            | "name.given"
            | "num"
            | "numer"
            | "object.title"
            | "org"
            | "person"
            | "postcode"
            | "pronounce"
            | "q"
            | "region"
            | "s"
            | "small"
            | "span"
            | "state"
            | "strike"
            | "strong"
            | "sub"
            | "sublocation"
            | "sup"
            | "tt"
            | "u"
            | "virtloc"
    )
}

/// Whether an element of a story holds no copy: what is said about it, code, and what is shown otherwise.
pub(super) fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "assert"
            | "byline"
            | "byttl"
            | "catalog"
            | "catalogRef"
            | "code"
            | "concept"
            | "creditline"
            | "dateline"
            | "del"
            | "distributor"
            | "head"
            | "hopHistory"
            | "itemMeta"
            | "media-metadata"
            | "media-object"
            | "media-producer"
            | "media-reference"
            | "partMeta"
            | "pre"
            | "remoteContent"
            | "rights"
            | "rightsInfo"
            | "script"
            | "signature"
            | "style"
            | "timestamp"
    )
}

/// Whether an element under `contentMeta` is copy. The others are names, places and codes.
pub(super) fn is_copy_of_metadata(name: &str) -> bool {
    matches!(name, "headline" | "description")
}
