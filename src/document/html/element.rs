//! What elements do to prose. Names and what closes what: HTML Living Standard, sections 13.1.2, 13.2.6.4 and 15.3.

use html5gum::State;

/// What becomes of an element's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// It is prose.
    Shown,
    /// It is left out as if it were not there.
    Silent,
    /// It is left out, but the words on its two sides are no neighbours.
    Marked,
}

/// What an element closes, and what closes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing of the following.
    Other,
    Paragraph,
    Item,
    Term,
    Cell,
    Row,
    RowGroup,
    /// `ul`, `ol`, `menu`, `dl`: items inside are not those outside.
    List,
    Table,
    /// End tags inside close nothing outside.
    Closed,
    /// `svg`, `math`: inside, tags follow the rules of XML.
    Foreign,
    /// HTML inside `svg` or `math`.
    Integration,
}

/// A kind of element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    pub(super) content: Content,
    pub(super) role: Role,
    /// Whether a paragraph ends before and behind it.
    pub(super) block: bool,
    /// Whether it has neither content nor an end tag.
    pub(super) void: bool,
    /// How its content is cut into tokens, where not as HTML.
    pub(super) state: Option<State>,
}

const INLINE: Element = Element { content: Content::Shown, role: Role::Other, block: false, void: false, state: None };
const BLOCK: Element = Element { block: true, ..INLINE };
const SILENT: Element = Element { content: Content::Silent, ..INLINE };
const MARKED: Element = Element { content: Content::Marked, ..INLINE };

impl Element {
    const fn role(role: Role) -> Element {
        Element { role, ..BLOCK }
    }

    const fn void(self) -> Element {
        Element { void: true, ..self }
    }

    const fn raw(self, state: State) -> Element {
        Element { state: Some(state), ..self }
    }

    /// The kind of element of a name in lower case; unknown ones are inline.
    pub(super) fn of(name: &[u8]) -> Element {
        match name {
            b"a" | b"b" | b"em" | b"i" | b"span" | b"strong" => INLINE,
            b"p" => Self::role(Role::Paragraph),
            b"li" => Self::role(Role::Item),
            b"dt" | b"dd" => Self::role(Role::Term),
            b"td" | b"th" => Self::role(Role::Cell),
            b"tr" => Self::role(Role::Row),
            b"tbody" | b"thead" | b"tfoot" => Self::role(Role::RowGroup),
            b"ul" | b"ol" | b"menu" | b"dir" | b"dl" => Self::role(Role::List),
            b"table" => Self::role(Role::Table),
            b"caption" | b"button" => Self::role(Role::Closed),
            b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"center" | b"details" | b"dialog"
            | b"div" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"frameset" | b"h1" | b"h2"
            | b"h3" | b"h4" | b"h5" | b"h6" | b"head" | b"header" | b"hgroup" | b"html" | b"legend" | b"main"
            | b"nav" | b"search" | b"section" | b"summary" => BLOCK,
            b"title" => BLOCK.raw(State::RcData),
            b"hr" => BLOCK.void(),
            _ => Self::left_out(name),
        }
    }

    fn left_out(name: &[u8]) -> Element {
        match name {
            b"pre" | b"listing" => Element { content: Content::Silent, ..BLOCK },
            b"xmp" => Element { content: Content::Silent, ..BLOCK }.raw(State::RawText),
            b"plaintext" => Element { content: Content::Silent, ..BLOCK }.raw(State::PlainText),
            b"script" => SILENT.raw(State::ScriptData),
            b"style" | b"noembed" | b"noframes" => SILENT.raw(State::RawText),
            // Marks of notes and readings of ruby are set beside the words, not among them.
            b"datalist" | b"noscript" | b"rp" | b"rt" | b"sup" => SILENT,
            b"template" => Element { role: Role::Closed, ..SILENT },
            b"area" | b"base" | b"basefont" | b"bgsound" | b"br" | b"col" | b"frame" | b"link" | b"meta" | b"param"
            | b"source" | b"track" | b"wbr" => SILENT.void(),
            // What an expression of MDX is taken for; HTML has no such element.
            b"embed" | b"img" | b"input" | b"keygen" | b"x" => MARKED.void(),
            b"audio" | b"canvas" | b"code" | b"kbd" | b"meter" | b"progress" | b"samp" | b"select" | b"tt" | b"var"
            | b"video" => MARKED,
            b"object" => Element { role: Role::Closed, ..MARKED },
            b"svg" | b"math" => Element { role: Role::Foreign, ..MARKED },
            b"foreignobject" | b"annotation-xml" | b"desc" => Element { role: Role::Integration, ..INLINE },
            b"textarea" => MARKED.raw(State::RcData),
            b"iframe" => MARKED.raw(State::RawText),
            _ => INLINE,
        }
    }

    /// Whether a start tag inside `svg` or `math` shows that their end tag was forgotten (section 13.2.6.5).
    pub(super) fn leaves_foreign(self, name: &[u8]) -> bool {
        let html = self.block && !matches!(name, b"title" | b"button");
        html || matches!(
            name,
            b"b" | b"br" | b"code" | b"em" | b"i" | b"img" | b"meta" | b"small" | b"span" | b"strong"
        )
    }

    /// Roles of open elements that a start tag closes, and of those that hide them from it.
    pub(super) fn closes(self) -> Option<(&'static [Role], &'static [Role])> {
        use Role::{Cell, Closed, Item, List, Paragraph, Row, RowGroup, Table, Term};
        Some(match self.role {
            Item => (&[Paragraph, Item], &[List, Cell, Table, Closed]),
            Term => (&[Paragraph, Term], &[List, Cell, Table, Closed]),
            Cell => (&[Cell], &[Table, Closed]),
            Row => (&[Cell, Row], &[Table, Closed]),
            RowGroup => (&[Cell, Row, RowGroup], &[Table, Closed]),
            _ if self.block => (&[Paragraph], &[Cell, Table, Closed]),
            _ => return None,
        })
    }
}
