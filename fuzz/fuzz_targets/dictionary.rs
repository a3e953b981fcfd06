//! No dictionary makes the builder panic, and one that builds can be used.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::Arc;
use unspin::{Checker, Document, LexiconBuilder, Options};

const SENTENCE: &str = "The Soviet Association fell apart in 1991, and its 15 states' bosom diseases were \
                        \u{201c}well-known\u{201d} counterfeit consciousness.";

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(lexicon) = LexiconBuilder::new().phrases("t", "t.csv", &text).build(&Default::default()) {
        Checker::new(Arc::new(lexicon), Options::default()).check(&Document::from_text("fuzz", SENTENCE));
    }
});
