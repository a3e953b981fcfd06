//! The dictionaries that are part of the program: their text, and their compiled form made by `build.rs`.

use crate::error::DataError;
use crate::lexicon::{Lexicon, LexiconBuilder, Settings, Sources};

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// Bytes that begin at a multiple of sixteen, as the compiled form asks.
#[repr(C, align(16))]
struct Aligned<B: ?Sized>(B);

static COMPILED: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin")));

const SOURCES: Sources = Sources {
    phrases: PHRASES,
    exceptions: ("dictionaries/exceptions.csv", include_str!("../dictionaries/exceptions.csv")),
    substitutions: ("dictionaries/substitutions.csv", include_str!("../dictionaries/substitutions.csv")),
    terms: TERMS,
};

impl LexiconBuilder {
    /// Adds the dictionaries that are part of the program.
    #[must_use]
    pub fn builtin(self) -> Self {
        self.sources(SOURCES)
    }
}

impl Lexicon {
    /// The built-in dictionaries, as they are. Takes well under a millisecond: nothing is parsed before it matches.
    ///
    /// # Errors
    /// Faults of the built-in dictionaries; a released program has none.
    pub fn builtin() -> Result<Lexicon, DataError> {
        match Lexicon::unpack(&COMPILED.0, SOURCES) {
            Some(lexicon) => Ok(lexicon),
            None => LexiconBuilder::new().builtin().build(&Settings::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat::FlatWriter;

    #[test]
    fn the_compiled_form_holds_what_the_rows_say() {
        let packed = Lexicon::unpack(&COMPILED.0, SOURCES).expect("build.rs packed the dictionaries");
        let built = LexiconBuilder::new().builtin().build(&Settings::default()).unwrap();
        assert_eq!(packed.surfaces(), built.surfaces());
        for number in 0..built.entries().len() as u32 {
            let (a, b) = (packed.compiled(number), built.compiled(number));
            assert_eq!((&a.entry.row.row, a.entry.row.line), (&b.entry.row.row, b.entry.row.line));
            assert_eq!((&a.when, &a.unless), (&b.when, &b.unless));
        }
        assert_eq!(packed.exceptions().len(), built.exceptions().len());
        let flat = |write: &dyn Fn(&mut FlatWriter)| {
            let mut writer = FlatWriter::default();
            write(&mut writer);
            writer.finish()
        };
        assert!(flat(&|writer| packed.swaps.write(writer)) == flat(&|writer| built.swaps.write(writer)));
        assert!(flat(&|writer| packed.terms.write(writer)) == flat(&|writer| built.terms.write(writer)));
        assert!(packed.swaps.rows > 0 && packed.terms.rows > 0);
    }
}
