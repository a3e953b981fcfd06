//! What the README shows of the program is what the program prints.

use std::process::Command;

/// What `unspin check` prints on the file of the README's first command.
fn printed(format: &str) -> String {
    let mut unspin = Command::new(env!("CARGO_BIN_EXE_unspin"));
    let check = unspin.args(["check", "--no-config", "tests/corpus/spun/launch.txt", "--format", format]);
    String::from_utf8(check.output().unwrap().stdout).unwrap()
}

/// Whether `shown` stands in `printed` line for line; in a reason, `; …` stands for what is left out.
fn is_printed(shown: &str, printed: &str) -> bool {
    let fits = |(shown, printed): (&str, &str)| {
        let mut rest = printed;
        let mut pieces = if shown.trim_start().starts_with('=') { shown.split("; …") } else { shown.split("\n") };
        pieces.all(|piece| rest.find(piece).map(|at| rest = &rest[at + piece.len()..]).is_some())
    };
    let printed: Vec<&str> = printed.lines().collect();
    let shown: Vec<&str> = shown.lines().collect();
    printed.windows(shown.len()).any(|printed| shown.iter().copied().zip(printed.iter().copied()).all(fits))
}

#[test]
fn every_sample_of_the_readme_is_printed_so() {
    let (text, github) = (printed("text"), printed("github"));
    let readme = std::fs::read_to_string("README.md").unwrap();
    let mut samples = 0;
    for block in readme.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        for sample in block.split("\n\n").map(str::trim_end) {
            let printed = match sample {
                _ if sample.starts_with("tests/corpus/") => &text,
                _ if sample.starts_with("::error ") => &github,
                _ => continue,
            };
            assert!(is_printed(sample, printed), "no longer printed:\n{sample}\n\nbut:\n{printed}");
            samples += 1;
        }
    }
    assert!(samples >= 6, "{samples} samples");
}

#[test]
fn what_is_left_out_of_a_reason_may_be_anything() {
    let printed = "a: likely\n   = b → c (seen twice); d; e is a term; f\n";
    for (shown, expected) in [
        ("a: likely\n   = b → c (seen twice); …; e is a term; …", true),
        ("   = b → c (seen twice); …; e is no term; …", false),
        ("a: certain\n   = b → c (seen twice); …", false),
    ] {
        assert_eq!(is_printed(shown, printed), expected, "{shown}");
    }
}
