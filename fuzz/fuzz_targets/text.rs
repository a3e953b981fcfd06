//! No bytes make the checker panic, and every finding is a piece of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};
use unspin::{Checker, Document, Level, Lexicon, Options};

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let lexicon = Lexicon::builtin().expect("the built-in dictionaries are sound");
    Checker::new(Arc::new(lexicon), Options { least: Level::Possible, ..Options::default() })
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::from_bytes("fuzz", bytes.to_vec()) else { return };
    for finding in CHECKER.check(&document).findings {
        let (start, end) = (finding.span.start, finding.span.end);
        assert!(document.text().get(start..end).is_some(), "{start}..{end} is no piece of the text");
    }
});
