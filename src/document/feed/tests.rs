use super::super::tests::read_all;
use super::*;

/// Name, line and prose of each item; for a fault its message.
fn items(text: &str) -> Vec<(String, usize, String)> {
    let item = |item: Document| {
        (item.record().to_string(), item.origin().lines + 1, item.text().trim_end().replace("\n\n", "|"))
    };
    let read = read_all(&Reading::default(), "a.rss", text.as_bytes());
    read.into_iter()
        .map(|read| read.map_or_else(|fault| (fault.to_string(), fault.line, String::new()), item))
        .collect()
}

fn item(name: &str, line: usize, prose: &str) -> (String, usize, String) {
    (name.into(), line, prose.into())
}

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:media="m"><channel><title>Not this</title>
<item><title>R&amp;D &#8211; news</title><link>http://a/1</link><guid isPermaLink="false">id-1</guid>
<description>&lt;p&gt;A pro&lt;b&gt;found&lt;/b&gt; caf&amp;eacute;.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Full &amp; pro<i>per</i></p><script>x</script>]]></content:encoded>
<media:description>again</media:description></item>
<item><title><![CDATA[Only <b>a</b> title]]></title><link>http://a/2</link></item>
<item><description><p>Nobody <b>esc</b>aped</p><p>this &amp; that</p></description></item>
<item/>
</channel></rss>"#;

#[test]
fn rss_is_read_through_its_html() {
    assert_eq!(
        items(RSS),
        [
            item("id-1", 2, "R&D – news|A profound café.|Two & three.|Full & proper"),
            item("http://a/2", 6, "Only a title"),
            item("3", 7, "Nobody escaped|this & that"),
            item("4", 8, ""),
        ]
    );
}

#[test]
fn places_are_those_of_the_file_and_edits_are_escaped_as_often() {
    let read = read_all(&Reading::default(), "a.rss", RSS.as_bytes());
    let document = read.into_iter().next().unwrap().unwrap();
    let find = |part: &str| {
        let start = document.text().find(part).unwrap();
        Span::new(start, start + part.len())
    };
    let in_file = |part: &str| {
        let span = document.locate(find(part));
        let start = document.origin().offset + span.start;
        &RSS[start..start + span.len()]
    };
    // (prose, where it stands in the file)
    let table = [
        ("R&D", "R&amp;D"),
        ("profound", "pro&lt;b&gt;found"),
        ("café", "caf&amp;eacute;"),
        ("Two & three", "Two &amp;amp; three"),
        ("Full & proper", "Full &amp; pro<i>per"),
    ];
    for (part, stands) in table {
        assert_eq!(in_file(part), stands);
    }
    let edits = [(find("R&D"), "A&B"), (find("profound"), "deep & <wide>"), (find("Full"), "Whole & <so>")];
    let edited = document.edited(&edits);
    assert!(edited.contains("<title>A&amp;amp;B &#8211; news</title>"), "{edited}");
    assert!(edited.contains("A deep &amp;amp; &amp;lt;wide&amp;gt;&lt;b&gt;&lt;/b&gt; caf&amp;eacute;."), "{edited}");
    assert!(edited.contains("<![CDATA[<p>Whole &amp; &lt;so&gt; &amp; pro<i>per</i></p>"), "{edited}");
    let (again, _) = (Item::read(&edited), ());
    let expected = document.text().replace("R&D", "A&B").replace("profound", "deep & <wide>");
    assert_eq!(again.0.0, expected.replace("Full", "Whole & <so>"));
}

#[test]
fn atom_says_what_its_texts_are() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Not this</title><id>not-this</id>
<entry><id>urn:1</id><link rel="enclosure" href="no"/><link href="http://a/1"/>
<title>1 &lt; 2 &amp;amp; so</title><summary type="html">&lt;b&gt;Ma&lt;/b&gt;rked</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The pro<em>found</em>
 day</p><p hidden="">No.</p><p>Two</p></div></content><author><name>Nobody</name></author></entry>
<entry><link rel="enclosure" href="no"/><link href="http://a/2"/><title type="text"><![CDATA[a <b> c]]></title>
<content type="image/png">iVBORw0KGgo=</content></entry></feed>"#;
    assert_eq!(
        items(atom),
        [item("urn:1", 2, "1 < 2 &amp; so|Marked|The profound\nday|Two"), item("http://a/2", 6, "a <b> c"),]
    );
    let read = read_all(&Reading::default(), "-", atom.as_bytes());
    let second = read.into_iter().nth(1).unwrap().unwrap();
    assert_eq!(second.edited(&[(Span::new(0, 1), "]]>")]).matches("<![CDATA[]]]]><![CDATA[> <b> c]]>").count(), 1);
}

#[test]
fn rss_1_and_unread_vocabularies() {
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="c"><title>Not this</title></channel>
<item rdf:about="http://a/1"><title>One</title><dc:creator>Nobody</dc:creator></item></rdf:RDF>"#;
    assert_eq!(items(rdf), [item("http://a/1", 3, "One")]);
}

#[test]
fn nitf_is_one_story() {
    let nitf = r#"<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-6.dtd"><nitf><head><title>Again</title>
<docdata><doc-id id-string="story-1"/></docdata></head><body><body.head><hedline><hl1>First <em>li</em>ne</hl1>
<hl2>Second line</hl2></hedline><byline>By <person>Nobody</person></byline><dateline>Town</dateline></body.head>
<body.content><block><p>The <org>Soviet Asso<em>ciation</em></org> fell.</p><p>Caf&eacute;s<br/>too</p></block>
<media media-type="image"><media-reference source="a.jpg"/><media-caption>A caption</media-caption></media>
<table><tr><td>a</td><td>b</td></tr></table></body.content></body></nitf>"#;
    let prose = "First line|Second line|The Soviet Association fell.|Cafés\ntoo|A caption|a|b";
    assert_eq!(items(nitf), [item("story-1", 1, prose)]);
}

#[test]
fn newsml_holds_stories_in_items() {
    let item_of = |guid: &str, content: &str| {
        format!(
            "<newsItem guid=\"{guid}\"><catalogRef href=\"x\"/><itemMeta><title>not this</title></itemMeta>\
             <contentMeta><headline>Head {guid}</headline><creator><name>Nobody</name></creator>\
             <slugline>not-this</slugline></contentMeta><contentSet>{content}</contentSet></newsItem>\n"
        )
    };
    let stories = [
        item_of(
            "urn:1",
            "<inlineXML><html><head><title>T</title><style>no</style></head><body><p>A pro<b>found</b></p></body></html></inlineXML>",
        ),
        item_of(
            "urn:2",
            "<inlineXML><nitf><head/><body><body.content><p>B &amp; c</p></body.content></body></nitf></inlineXML>",
        ),
        item_of("urn:3", "<inlineData contenttype=\"text/plain\">Plain &lt;text&gt;</inlineData>"),
        item_of("urn:4", "<inlineData contenttype=\"text/html\">&lt;p&gt;HTML&lt;/p&gt;</inlineData>"),
        item_of("urn:5", "<inlineData contenttype=\"image/png\">iVBOR</inlineData>"),
    ];
    let message =
        format!("<newsMessage><header><sent>x</sent></header><itemSet>\n{}</itemSet></newsMessage>", stories.concat());
    assert_eq!(
        items(&message),
        [
            item("urn:1", 2, "Head urn:1|T|A profound"),
            item("urn:2", 3, "Head urn:2|B & c"),
            item("urn:3", 4, "Head urn:3|Plain <text>"),
            item("urn:4", 5, "Head urn:4|HTML"),
            item("urn:5", 6, "Head urn:5"),
        ]
    );
    assert_eq!(items(&stories[1]), [item("urn:2", 1, "Head urn:2|B & c")]);
}

#[test]
fn a_fault_costs_one_item() {
    let text = "<rss><item><title>A</title></item>\n<item><title>B</titel></item>\n<item><title>AT&T, C</title></item>\n\
                <item><title>D</title>";
    let found = items(text);
    assert_eq!(found[0], item("A", 1, "A"));
    assert!(found[1].0.starts_with("broken record: ") && found[1].1 == 2, "{:?}", found[1]);
    assert_eq!(found[2], item("AT&T, C", 3, "AT&T, C"));
    assert_eq!(found[3], item("broken record: the item is not closed", 4, ""));
}

#[test]
fn neither_depth_nor_entities_grow() {
    let deep = format!("<rss><item>{}</item><item><title>B</title></item></rss>", "<a>".repeat(100_000));
    assert_eq!(items(&deep), [item("broken record: elements more than 256 deep", 1, ""), item("B", 1, "B")]);
    let bomb =
        "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rss><item><title>x &b; y</title></item></rss>";
    assert_eq!(items(bomb), [item("x &b; y", 1, "x &b; y")]);
}
