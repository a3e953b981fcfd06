//! What each power of the dictionary format does, as tables: rows, a text, and what must be found and suggested.

use std::sync::Arc;
use unspin::lexicon::{Lexicon, LexiconBuilder, Settings};
use unspin::{Checker, Document, Finding, Level, Options};

/// Rows as `find ; suggest ; other=cell …`; level is likely and kind spun unless given.
fn rows(rows: &[&str]) -> String {
    let mut csv = String::from("find,suggest,kind,level,case,when,unless,example,counter,source,note\n");
    for row in rows {
        let mut parts = row.split(';').map(str::trim);
        let (find, suggest) = (parts.next().unwrap(), parts.next().unwrap_or(""));
        let named: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('=')).collect();
        let cell = |name: &str, default: &str| {
            let value = named.iter().find(|(key, _)| *key == name).map_or(default, |(_, value)| value);
            format!("\"{}\"", value.replace('"', "\"\""))
        };
        let note = if suggest.is_empty() { "odd" } else { "" };
        csv.push_str(&format!(
            "\"{find}\",\"{suggest}\",{},{},{},{},{},none,,,{}\n",
            cell("kind", "spun"),
            cell("level", "likely"),
            cell("case", ""),
            cell("when", ""),
            cell("unless", ""),
            cell("note", note)
        ));
    }
    csv
}

fn lexicon(lines: &[&str]) -> Arc<Lexicon> {
    let builder = LexiconBuilder::new().phrases("t", "t.csv", &rows(lines));
    Arc::new(builder.build(&Settings::default()).unwrap())
}

fn findings(lexicon: &Arc<Lexicon>, text: &str) -> Vec<Finding> {
    let options = Options { least: Level::Possible, near_misses: true, restoration: true };
    Checker::new(lexicon.clone(), options).check(&Document::from_text("t", text)).findings
}

/// What is found, as `found → first suggestion`.
fn shown(lexicon: &Arc<Lexicon>, text: &str) -> Vec<String> {
    let show = |finding: &Finding| {
        let first = finding.suggestions.first().map_or("", |suggestion| suggestion.text.as_str());
        format!("{} → {first}", finding.span.slice(text))
    };
    findings(lexicon, text).iter().map(show).collect()
}

fn expect(lines: &[&str], table: &[(&str, &[&str])]) {
    let lexicon = lexicon(lines);
    for (text, expected) in table {
        assert_eq!(shown(&lexicon, text), *expected, "{text:?} with {lines:?}");
    }
}

#[test]
fn inflecting_nouns_and_verbs_carry_their_form() {
    expect(
        &[
            "nitty gritty ~inquiry ; detailed ~question",
            "~send off ~rocket ; ~launch ~rocket",
            "~show up via ; ~arrive by",
        ],
        &[
            ("He posed nitty gritty inquiries.", &["nitty gritty inquiries → detailed questions"]),
            ("He posed one nitty gritty inquiry.", &["nitty gritty inquiry → detailed question"]),
            ("The nitty gritty inquiry's aim.", &["nitty gritty inquiry → detailed question"]),
            ("The nitty gritty inquiries\u{2019} aim.", &["nitty gritty inquiries → detailed questions"]),
            ("They sent off rockets.", &["sent off rockets → launched rockets"]),
            ("They are sending off a rocket.", &[]),
            ("Sending off rockets is dear.", &["Sending off rockets → Launching rockets"]),
            ("She sends off rockets.", &["sends off rockets → launches rockets"]),
            ("Kim showed up via train.", &["showed up via → arrived by"]),
            ("Kim has shown up via train.", &["shown up via → arrived by"]),
        ],
    );
}

#[test]
fn irregular_forms_follow_the_context() {
    expect(
        &["~gain up ; ~get"],
        &[("It gained up speed.", &["gained up → got"]), ("It has gained up speed.", &["gained up → gotten"])],
    );
    expect(
        &["more ~profound/a than ; ~deep/a than", "~big/a ~mouse ; ~large/a ~man"],
        &[
            ("It is more profound than that.", &["more profound than → deep than"]),
            ("It is more profounder than that.", &["more profounder than → deeper than"]),
            ("The biggest mice.", &["biggest mice → largest men"]),
        ],
    );
}

#[test]
fn unmarked_words_match_as_written() {
    expect(
        &["rocket send off ; rocket launch"],
        &[
            ("The rocket send off went well.", &["rocket send off → rocket launch"]),
            ("The rockets send off.", &[]),
            ("The rocket sends off.", &[]),
        ],
    );
}

#[test]
fn groups_options_gaps_and_numbers() {
    expect(
        &[
            "in the beyond <gap> ~year ; in the past {1} ~year",
            "(counterfeit|man made) ~mind/n ; artificial ~mind/n",
            "~assume a [rather] (vital|big) ~part ; ~play a {2} ~role",
            "<num> instances over ; {1} times over",
            "~take <gap:0-2> benefit of ; ~take {1} advantage of",
        ],
        &[
            ("Sales rose in the beyond five years.", &["in the beyond five years → in the past five years"]),
            (
                "Sales rose in the beyond couple of years.",
                &["in the beyond couple of years → in the past couple of years"],
            ),
            ("Rose in the beyond one two three four years.", &[]),
            ("The man-made mind.", &["man-made mind → artificial mind"]),
            ("Counterfeit minds.", &["Counterfeit minds → Artificial minds"]),
            ("It assumes a vital part here.", &["assumes a vital part → plays a vital role"]),
            ("It assumed a rather big part.", &["assumed a rather big part → played a big role"]),
            ("Paid 1,500 instances over.", &["1,500 instances over → 1,500 times over"]),
            ("Paid twenty-five instances over.", &["twenty-five instances over → twenty-five times over"]),
            ("Paid instances over.", &[]),
            ("He took benefit of it.", &["took benefit of → took advantage of"]),
            ("He took full benefit of it.", &["took full benefit of → took full advantage of"]),
        ],
    );
}

#[test]
fn typography_cannot_hide_a_phrase() {
    let lexicon = lexicon(&["nitty gritty ~inquiry ; detailed ~question", "that's only tip ; that is the tip"]);
    for text in [
        "nitty gritty inquiries",
        "Nitty-Gritty inquiries",
        "nittygritty inquiries",
        "nitty\u{A0}gritty inquiries",
        "nitty\u{2009}gritty\u{202F}inquiries",
        "nitty\u{2011}gritty inquiries",
        "nit\u{AD}ty gritty inqui\u{200B}ries",
        "n\u{456}tty gritty inquiri\u{435}s",
        "ｎｉｔｔｙ ｇｒｉｔｔｙ inquiries",
        "nitty\ngritty inquiries",
        "nitty\r\n    gritty inquiries",
        "nitty gritty inqui-\nries",
        "nitty gritty inqui\u{2010}\r\n  ries",
        "NITTY GRITTY INQUIRIES",
    ] {
        assert_eq!(findings(&lexicon, text).len(), 1, "{text:?}");
        assert_eq!(findings(&lexicon, text)[0].span.slice(text), text, "{text:?}");
    }
    for text in ["that's only tip", "that\u{2019}s only tip", "That\u{2BC}s only tip"] {
        assert_eq!(findings(&lexicon, text).len(), 1, "{text:?}");
    }
}

#[test]
fn a_break_ends_a_phrase() {
    let lexicon = lexicon(&["nitty gritty ; detailed", "rocket send off ; launch"]);
    for text in [
        "nitty. Gritty",
        "nitty\n\ngritty",
        "nitty\r\n\r\ngritty",
        "nitty\n- gritty",
        "nitty\n* gritty",
        "nitty\n1. gritty",
        "nitty, gritty",
        "nitty (gritty)",
        "nitty \u{2013} gritty",
        "nitty! Gritty",
        "nitty_gritty",
        "nitty/gritty",
    ] {
        assert_eq!(findings(&lexicon, text), [], "{text:?}");
    }
}

#[test]
fn a_comma_at_the_end_must_follow_and_is_replaced() {
    expect(
        &["of direction, ; of course, ; when=at:start", "then, at that point ; then"],
        &[
            ("Of direction, you may.", &["Of direction, → Of course,"]),
            ("Of direction you may.", &[]),
            ("And then, at that point, he left.", &["then, at that point → then"]),
            ("And then at that point, he left.", &[]),
        ],
    );
}

#[test]
fn several_suggestions_or_none() {
    let lexicon = lexicon(&["tough nut of ; hard part of | difficulty of", "odd duck of"]);
    let found = findings(&lexicon, "The tough nut of it. The odd duck of it.");
    let texts: Vec<&str> = found[0].suggestions.iter().map(|suggestion| suggestion.text.as_str()).collect();
    assert_eq!(texts, ["hard part of", "difficulty of"]);
    assert!(found[1].suggestions.is_empty());
    assert!(found[1].reason.ends_with("; odd"), "{}", found[1].reason);
}

#[test]
fn exact_case_names() {
    expect(
        &["Joined Realm ; United Kingdom ; case=exact"],
        &[
            ("the Joined Realm left", &["Joined Realm → United Kingdom"]),
            ("THE JOINED REALM LEFT", &["JOINED REALM → UNITED KINGDOM"]),
            ("the joined realm left", &[]),
            ("Joined realm left", &[]),
        ],
    );
}

#[test]
fn case_follows_the_found_text() {
    expect(
        &["soviet association ; Soviet Union", "nitty gritty ; detailed"],
        &[
            ("the soviet association", &["soviet association → Soviet Union"]),
            ("the SOVIET ASSOCIATION", &["SOVIET ASSOCIATION → SOVIET UNION"]),
            ("Nitty gritty plans.", &["Nitty gritty → Detailed"]),
            ("The Nitty Gritty Plan", &["Nitty Gritty → Detailed"]),
        ],
    );
}

#[test]
fn conditions_over_document_sentence_and_neighbours() {
    for (condition, text, fires) in [
        ("when=cancer", "Bosom pain. It was cancer.", true),
        ("when=cancer", "Bosom pain. It was joy.", false),
        ("when=sentence:cancer", "Bosom pain. It was cancer.", false),
        ("when=sentence:cancer", "Bosom pain from cancer.", true),
        ("when=sentence:(~tumour OR cancer)", "Bosom pain from tumours.", true),
        ("when=\"breast cancer\"", "Bosom pain. Breast cancer.", true),
        ("when=\"breast cancer\"", "Bosom pain. Breast. Cancer.", false),
        ("when=onco*", "Bosom pain. An oncologist.", true),
        ("when=onco*", "Bosom pain. A doctor.", false),
        ("when=\"cancer ward\"~3", "Bosom pain in a ward for cancer.", true),
        ("when=\"cancer ward\"~3", "Bosom pain in a ward for the poor with cancer.", false),
        ("when=cancer AND ward", "Bosom pain, cancer, ward.", true),
        ("when=cancer AND ward", "Bosom pain, cancer.", false),
        ("when=cancer NOT ward", "Bosom pain, cancer, ward.", false),
        ("unless=cancer", "Bosom pain, cancer.", false),
        ("unless=before:the", "the bosom pain", false),
        ("unless=before:the", "a bosom pain", true),
        ("unless=before:post", "a post-bosom pain", false),
        ("unless=before:(of OR \"from the\")", "from the bosom pain", false),
        ("unless=before:of", "First of. Bosom pain", true),
        ("unless=after:of", "bosom pain of", false),
        ("unless=after:of", "bosom pain, of", false),
        ("unless=after:<name>", "bosom pain Smith", false),
        ("unless=after:<num>", "bosom pain 12", false),
        ("unless=after:<num>", "bosom pain twelve", false),
        ("when=at:start", "Bosom pain is bad.", true),
        ("when=at:start", "His bosom pain is bad.", false),
        ("when=at:end", "It was bosom pain.", true),
        ("when=at:end", "It was bosom pain then.", false),
    ] {
        let row = format!("bosom pain ; breast pain ; {condition}");
        let lexicon = lexicon(&[&row]);
        assert_eq!(!findings(&lexicon, text).is_empty(), fires, "{condition}: {text}");
    }
}

#[test]
fn evidence_of_the_document_lets_weak_rows_fire() {
    let lexicon = lexicon(&[
        "presently ; now ; when=found:2",
        "tough nut ; hard part ; level=possible",
        "nitty gritty ; detailed",
        "soviet association ; Soviet Union",
        "send off site ; launch site",
        "gritty talks ; hard talks",
    ]);
    let level = |text: &str, at: usize| findings(&lexicon, text).get(at).map(|finding| finding.level);
    for (text, found) in [
        ("He is presently here.", 0),
        ("He is presently nitty gritty, nitty gritty.", 2),
        // What another match covers does not fire, and is no second piece of evidence.
        ("He is presently in nitty gritty talks.", 1),
        ("He is presently nitty gritty in the Soviet Association.", 3),
    ] {
        assert_eq!(findings(&lexicon, text).len(), found, "{text}");
    }
    assert_eq!(level("A tough nut.", 0), Some(Level::Possible));
    assert_eq!(level("A tough nut, nitty gritty, soviet association.", 0), Some(Level::Possible));
    assert_eq!(level("A tough nut, nitty gritty, soviet association, send off site.", 0), Some(Level::Likely));
}

#[test]
fn names_stay_silent_where_they_are_real() {
    expect(
        &["soviet ~association/n ; Soviet ~Union/n ; unless=after:of OR before:post"],
        &[
            ("the Soviet Association fell", &["Soviet Association → Soviet Union"]),
            ("the Soviet Association of Friendship", &[]),
            ("the post-Soviet associations", &[]),
        ],
    );
}

#[test]
fn articles_are_repaired_and_the_span_grows() {
    expect(
        &["nitty gritty ~inquiry ; incisive ~question", "unnatural ~plan ; ~scheme"],
        &[
            ("A nitty gritty inquiry came.", &["A nitty gritty inquiry → An incisive question"]),
            ("the nitty gritty inquiry came.", &["nitty gritty inquiry → incisive question"]),
            ("It was an unnatural plan.", &["an unnatural plan → a scheme"]),
            ("It was a\nnitty gritty inquiry.", &["a\nnitty gritty inquiry → an\nincisive question"]),
            (
                "It was a \u{201C}nitty gritty inquiry\u{201D}.",
                &["a \u{201C}nitty gritty inquiry → an \u{201C}incisive question"],
            ),
            ("It was an (unnatural plan).", &["an (unnatural plan → a (scheme"]),
            ("It was the \"nitty gritty inquiry\".", &["nitty gritty inquiry → incisive question"]),
            ("Take vitamin a. (Nitty gritty inquiry!)", &["Nitty gritty inquiry → Incisive question"]),
            ("Plan A nitty gritty", &[]),
        ],
    );
}

#[test]
fn the_leftmost_longest_match_wins_whatever_the_order_of_rows() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let all =
            ["nitty gritty ; detailed", "nitty gritty ~inquiry ; detailed ~question", "gritty inquiry office ; bureau"];
        let lines: Vec<&str> = order.iter().map(|at| all[*at]).collect();
        expect(
            &lines,
            &[
                ("a nitty gritty inquiry office", &["nitty gritty inquiry → detailed question"]),
                ("a nitty gritty plan", &["nitty gritty → detailed"]),
                ("a gritty inquiry office", &["gritty inquiry office → bureau"]),
            ],
        );
    }
}

#[test]
fn a_possible_match_does_not_hide_a_likely_one() {
    let lexicon = lexicon(&["big nitty gritty ; x ; level=possible", "nitty gritty ; detailed"]);
    let likely = Checker::new(lexicon.clone(), Options::default());
    let found = likely.check(&Document::from_text("t", "a big nitty gritty plan")).findings;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].suggestions[0].text, "detailed");
}

#[test]
fn near_misses_are_found_one_level_lower_and_can_be_switched_off() {
    let lexicon =
        lexicon(&["soviet association ; Soviet Union ; level=certain", "worldwide rules ; international rules"]);
    for (text, level) in [
        ("the Soviet Asociation fell", Some(Level::Likely)),
        ("the Soviet Associatoin fell", Some(Level::Likely)),
        ("the Soviet Association fell", Some(Level::Certain)),
        ("the wroldwide rules hold", Some(Level::Possible)),
        ("the Soviet Assignation fell", None),
        ("the Soviet associations fell", None),
        ("the Asociation fell", None),
    ] {
        let found = findings(&lexicon, text);
        assert_eq!(found.first().map(|finding| finding.level), level, "{text}");
    }
    let off = Checker::new(lexicon.clone(), Options { least: Level::Possible, near_misses: false, restoration: false });
    assert!(off.check(&Document::from_text("t", "the Soviet Asociation fell")).findings.is_empty());
    let found = findings(&lexicon, "the Soviet Asociation fell");
    assert_eq!(found[0].suggestions[0].text, "Soviet Union");
    assert!(found[0].reason.contains("\"Asociation\" for \"association\""), "{}", found[0].reason);
}

#[test]
fn users_override_and_switch_off_rows() {
    let first = rows(&["nitty gritty ; detailed", "soviet association ; Soviet Union"]);
    let second = rows(&["nitty gritty ; thorough", "soviet association ; ; level=off ; note=x"]);
    let builder = LexiconBuilder::new().phrases("base", "base.csv", &first).phrases("house", "house.csv", &second);
    let lexicon = Arc::new(builder.build(&Settings::default()).unwrap());
    assert_eq!(shown(&lexicon, "nitty gritty soviet association"), ["nitty gritty → thorough"]);
}

#[test]
fn settings_switch_off_and_change_levels_and_name_unknown_entries() {
    let csv = rows(&["nitty gritty ; detailed", "soviet association ; Soviet Union"]);
    let build = |settings: &Settings| LexiconBuilder::new().phrases("base", "base.csv", &csv).build(settings);
    let mut settings = Settings { disable: vec!["base/nitty-gritty".into()], ..Settings::default() };
    settings.levels.insert("base".into(), Level::Certain);
    let lexicon = Arc::new(build(&settings).unwrap());
    let found = findings(&lexicon, "nitty gritty soviet association");
    assert_eq!((found.len(), found[0].level), (1, Level::Certain));
    settings.disable = vec!["base/nity-gritty".into()];
    let error = build(&settings).unwrap_err();
    assert!(error.to_string().contains("did you mean \"base/nitty-gritty\"?"), "{error}");
}

#[test]
fn exceptions_silence_what_lies_inside_them() {
    let csv = rows(&["chief association ; head office"]);
    let exceptions = "find,reason,example\nbranch chief association,a karate office,the Branch Chief Association\n";
    for (text, with, without) in [("the Branch Chief Association", 0, 1), ("the Chief Association", 1, 1)] {
        let builder = LexiconBuilder::new().phrases("t", "t.csv", &csv);
        let plain = Arc::new(builder.build(&Settings::default()).unwrap());
        let builder = LexiconBuilder::new().phrases("t", "t.csv", &csv).exceptions("e.csv", exceptions);
        let excepting = Arc::new(builder.build(&Settings::default()).unwrap());
        assert_eq!((findings(&excepting, text).len(), findings(&plain, text).len()), (with, without), "{text}");
    }
}

#[test]
fn trust_depends_on_level_form_and_spelling() {
    use unspin::finding::Applicability::{None, Review, Safe};
    let lexicon = lexicon(&[
        "nitty gritty ; detailed ; level=certain",
        "tough nut ; hard part ; level=likely",
        "odd duck ; ; level=certain",
        "~put gritty ; ~build ; level=certain",
    ]);
    for (text, trust) in [
        ("a nitty gritty plan", Safe),
        ("a tough nut", Review),
        ("an odd duck", None),
        ("They put gritty.", Review),
        ("They are putting gritty.", Safe),
    ] {
        assert_eq!(findings(&lexicon, text)[0].applicability(), trust, "{text}");
    }
}

#[test]
fn a_document_of_many_windows_loses_nothing() {
    let lexicon =
        lexicon(&["nitty gritty ~inquiry ; detailed ~question", "in the beyond <gap:6> ~year ; in the past {1} ~year"]);
    let unit = "plain words go on and on here then nitty gritty inquiries and in the beyond a b c d e years ";
    let text = unit.repeat(4_000);
    assert_eq!(findings(&lexicon, &text).len(), 8_000);
}

#[test]
fn names_addresses_tags_and_code_are_never_flagged() {
    expect(
        &["nitty gritty; detailed", "huge; large"],
        &[
            ("A nitty gritty plan", &["nitty gritty → detailed"]),
            ("See https://a.org/nitty-gritty/x and nitty-gritty.org, or a@nitty-gritty.org", &[]),
            ("#nitty-gritty, @nitty-gritty, `nitty gritty`, nitty_gritty and src/nitty-gritty/a.rs", &[]),
            ("Jane Huge, Dr Huge and Huge Inc. met", &[]),
            ("A huge crowd met Jane", &["huge → large"]),
        ],
    );
}
