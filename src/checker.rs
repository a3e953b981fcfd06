//! The checker: the one place that knows every stage, in order.

use crate::detect::{Candidates, Detection, Forest, Model, Restoration, Restorer, Seen, detect, related};
use crate::document::Document;
use crate::finding::{
    Considered, Counts, DocumentEvidence, Explaining, Finding, Findings, Judge, Judged, Kept, Restoring,
};
use crate::level::Level;
use crate::lexicon::{Entry, Lexicon};
use crate::reference::Profile;
use crate::text::{SentenceCount, Tokenizer, Window};
use rustc_hash::FxHashSet;
use std::convert::Infallible;
use std::sync::Arc;

/// What is looked for and reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Findings below this level are left out.
    pub least: Level,
    /// Whether phrases with one misspelt long word are found, one level lower.
    pub near_misses: bool,
    /// Whether unlisted swaps are worked out.
    pub restoration: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { least: Level::Likely, near_misses: true, restoration: true }
    }
}

/// Finds spun phrases in documents. Cheap to clone, usable from many threads, and deterministic.
#[derive(Debug, Clone)]
pub struct Checker {
    lexicon: Arc<Lexicon>,
    profile: Option<Arc<Profile>>,
    options: Options,
    sentences: bool,
}

impl Checker {
    /// A checker over a lexicon, with the built-in profile of normal English.
    pub fn new(lexicon: Arc<Lexicon>, options: Options) -> Self {
        Checker { lexicon, profile: None, options, sentences: true }
    }

    /// The same with another profile: what is usual there counts as normal.
    #[must_use]
    pub fn with_profile(self, profile: Arc<Profile>) -> Self {
        Checker { profile: Some(profile), ..self }
    }

    /// The same with sentences counted or not: counting them takes a pass over the text, and only summaries show them.
    #[must_use]
    pub fn with_sentences(self, sentences: bool) -> Self {
        Checker { sentences, ..self }
    }

    /// The lexicon it looks up.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The entry behind a match of this checker.
    pub fn entry(&self, judged: &Judged) -> &Entry {
        &self.lexicon.compiled(judged.entry).entry
    }

    /// All findings of a document, in order and without overlaps.
    pub fn check(&self, document: &Document) -> Findings {
        self.check_text(document.text())
    }

    /// All findings of a text that someone else holds, of less than 4 GiB: as [`Checker::check`] has them, without a copy of it.
    pub fn check_text(&self, text: &str) -> Findings {
        let mut findings = Vec::new();
        let Ok(counts) = self.kept(
            text,
            |_| true,
            |finding| {
                findings.push(finding);
                Ok::<_, Infallible>(())
            },
        );
        Findings { findings, counts }
    }

    /// Hands the findings of a document to `each` one by one, as [`Checker::check`] has them, without holding them all.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn check_each<E>(&self, document: &Document, each: impl FnMut(Finding) -> Result<(), E>) -> Result<Counts, E> {
        self.check_kept(document, |_| true, each)
    }

    /// The same for the findings that `keep` lets pass, changed or not; the others are not counted either. They stay evidence: what
    /// is not reported was found all the same.
    ///
    /// # Errors
    /// That of `each`, after which it is not called again.
    pub fn check_kept<E>(
        &self,
        document: &Document,
        keep: impl FnMut(&mut Finding) -> bool,
        each: impl FnMut(Finding) -> Result<(), E>,
    ) -> Result<Counts, E> {
        self.kept(document.text(), keep, each)
    }

    fn kept<E>(
        &self,
        text: &str,
        mut keep: impl FnMut(&mut Finding) -> bool,
        mut each: impl FnMut(Finding) -> Result<(), E>,
    ) -> Result<Counts, E> {
        let mut sentences = self.sentences.then(|| SentenceCount::new(text));
        let (mut findings, mut distinct) = (0, FxHashSet::default());
        let mut counts = self.find(text, |mut finding| {
            if !keep(&mut finding) {
                return Ok(());
            }
            findings += 1;
            if !distinct.contains(&finding.entry) {
                distinct.insert(finding.entry.clone());
            }
            if let Some(sentences) = &mut sentences {
                sentences.mark(finding.span);
            }
            each(finding)
        })?;
        (counts.findings, counts.distinct) = (findings, distinct.len());
        if let Some(sentences) = sentences {
            (counts.sentences, counts.sentences_with_findings) = sentences.finish();
        }
        Ok(counts)
    }

    /// The same without sentences.
    fn find<E>(&self, text: &str, each: impl FnMut(Finding) -> Result<(), E>) -> Result<Counts, E> {
        let least = self.options.least;
        let (detection, windows) = self.look(text, self.options.near_misses);
        let mut judge = Judge::new(&self.lexicon, text, &detection, least);
        if !self.options.restoration {
            let firing = judge.firing(least);
            return judge.findings(&firing, each);
        }
        let (restorer, evidence) = (self.restorer(), judge.firing(Level::Likely));
        let (phrases, mut restored) = (judge.spans(&evidence), Vec::<Kept>::new());
        let cut = restorer.model.cut(least);
        let expected = restorer.restore(text, &windows, &phrases, cut, |place| restored.push(place.into()));
        drop((phrases, windows));
        let listed = evidence.len();
        let firing = if least == Level::Likely { evidence } else { judge.firing(least) };
        let restoring = Restoring { lexicon: &self.lexicon, model: restorer.model, text, restored: &restored };
        let mut counts = restoring.merge(&judge, &firing, each)?;
        counts.evidence = Some(DocumentEvidence::of(restorer.model, &expected, listed, counts.words));
        Ok(counts)
    }

    /// What the dictionaries find, and what restoration sees of each window meanwhile; nothing where it is off.
    fn look(&self, text: &str, near_misses: bool) -> (Detection, Vec<Seen>) {
        let restorer = self.restorer();
        let mut windows = Vec::new();
        let detection = detect(&self.lexicon, text, near_misses, |window| {
            windows.extend(self.options.restoration.then(|| restorer.look(text, window)));
        });
        (detection, windows)
    }

    fn restorer(&self) -> Restorer<'_> {
        let profile = self.profile.as_deref().unwrap_or_else(|| Profile::builtin());
        Restorer { lexicon: &self.lexicon, profile, model: Model::builtin(), forest: Forest::builtin() }
    }

    /// Every match of a document with what became of it: what fires, and what was silenced and why.
    pub fn explain(&self, document: &Document) -> Vec<Judged> {
        let detection = detect(&self.lexicon, document.text(), self.options.near_misses, |_| ());
        Judge::new(&self.lexicon, document.text(), &detection, self.options.least).explain()
    }

    /// Every place that restoration looks at with a probability of 0.05 or more, with what became of it; none where it is off.
    pub fn explain_restorations(&self, document: &Document) -> Vec<Considered> {
        const LEAST: f32 = 0.05;
        if !self.options.restoration {
            return Vec::new();
        }
        let (text, least) = (document.text(), self.options.least);
        let (detection, windows) = self.look(text, self.options.near_misses);
        let mut judge = Judge::new(&self.lexicon, text, &detection, least);
        let (phrases, taken) = (judge.firing(Level::Likely), judge.firing(least));
        let (phrases, taken) = (judge.spans(&phrases), judge.spans(&taken));
        let (Restorer { lexicon, model, .. }, mut restored) = (self.restorer(), Vec::new());
        let expected = self.restorer().restore(text, &windows, &phrases, LEAST, |place| restored.push(place));
        let explaining = Explaining { lexicon, model, expected, taken: &taken, phrases: phrases.len(), least };
        restored.iter().map(|restored| explaining.one(&judge, restored)).collect()
    }

    /// Every place of a document where a known swap stands, whatever speaks for it: what the model is fitted on.
    pub fn places(&self, document: &Document) -> Vec<Restoration> {
        self.of_windows(document, |text, window| self.restorer().places(text, window))
    }

    /// The same places with all that each may stand for: what the ranking of originals is fitted on.
    pub fn candidates(&self, document: &Document) -> Vec<Candidates> {
        self.of_windows(document, |text, window| self.restorer().candidates(text, window))
    }

    /// What `make` gives for the windows of a document, in order.
    fn of_windows<T>(&self, document: &Document, make: impl Fn(&str, &Window<'_>) -> Vec<T>) -> Vec<T> {
        let text = document.text();
        let mut tokenizer = Tokenizer::new(text, &self.lexicon.vocabulary);
        let mut found = Vec::new();
        while let Some(window) = tokenizer.next_window() {
            found.extend(make(text, &window));
        }
        found
    }

    /// The originals that a place may stand for, best first.
    pub fn originals(&self, place: &Restoration) -> Vec<&str> {
        let swaps = &self.lexicon.swaps;
        place.originals.iter().map(|number| swaps.text_of(swaps.original(*number))).collect()
    }

    /// Entries that the document almost spells, beside those of `judged`; closest first, ten at most.
    pub fn related(&self, document: &Document, judged: &[Judged]) -> Vec<&Entry> {
        let known = |entry: &u32| judged.iter().any(|judged| judged.entry == *entry);
        let numbers = related(&self.lexicon, document.text()).into_iter().filter(|entry| !known(entry));
        numbers.map(|entry| &self.lexicon.compiled(entry).entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checker_crosses_threads() {
        fn crosses<T: Send + Sync + std::panic::UnwindSafe>() {}
        crosses::<Checker>();
    }

    #[test]
    fn findings_come_one_by_one_until_they_are_refused() {
        let csv = "find,suggest,kind,level,example\nnitty gritty,detailed,spun,likely,none\n\
                   get <gap> advantage,gain,spun,likely,none\n";
        let lexicon = crate::LexiconBuilder::new().phrases("t", "t.csv", csv).build(&Default::default()).unwrap();
        let checker = Checker::new(Arc::new(lexicon), Options::default());
        let document = Document::from_text("t", "nitty gritty plans get some advantage, nitty gritty");
        let whole = checker.check(&document);
        assert_eq!(whole.findings.len(), 3);
        let mut seen = Vec::new();
        let counts = checker.check_each(&document, |finding| {
            seen.push(finding);
            Ok::<_, ()>(())
        });
        let evidence = whole.counts.evidence;
        assert!(evidence.is_some_and(|evidence| evidence.probability > 0.0));
        let expected =
            Counts { words: 8, findings: 3, distinct: 2, sentences: 1, sentences_with_findings: 1, evidence };
        assert_eq!((counts, whole.counts), (Ok(expected), expected));
        assert_eq!(seen, whole.findings);
        let mut count = 0;
        let refused = checker.check_each(&document, |_| {
            count += 1;
            if count == 2 { Err("enough") } else { Ok(()) }
        });
        assert_eq!((refused, count), (Err("enough"), 2));
    }
}
