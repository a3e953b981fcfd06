//! The file `unspin.toml`.

use crate::error::{DataError, Problem, did_you_mean};
use crate::level::Level;
use std::collections::BTreeMap;

/// What `unspin.toml` says. Paths are relative to the file's folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Dictionaries to add to the built-in ones, later ones overriding earlier ones.
    pub dictionaries: Vec<String>,
    /// Entries (`topic/name`) and topics that are switched off.
    pub disable: Vec<String>,
    /// Entries and topics whose level is changed.
    pub levels: BTreeMap<String, Level>,
    /// Findings below this level are left out.
    pub min_confidence: Option<Level>,
    /// Whether phrases with one misspelt word are found.
    pub near_misses: Option<bool>,
    /// Whether unlisted swaps are worked out.
    pub restoration: Option<bool>,
    /// Profile of normal English to use instead of the built-in one.
    pub profile: Option<String>,
    /// Globs of paths to pass over.
    pub exclude: Vec<String>,
    /// What is done with findings in quoted speech.
    pub quotes: Option<Quotes>,
    /// Findings that are known and not to be reported.
    pub suppress: Vec<Suppress>,
}

/// What is done with findings in quoted speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quotes {
    /// They are reported as all others are.
    #[default]
    Check,
    /// They are reported one level lower.
    Downgrade,
    /// They are not reported.
    Skip,
}

impl Quotes {
    /// All policies, by name.
    pub const ALL: [Quotes; 3] = [Quotes::Check, Quotes::Downgrade, Quotes::Skip];

    /// The name in configuration and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Quotes::Check => "check",
            Quotes::Downgrade => "downgrade",
            Quotes::Skip => "skip",
        }
    }

    /// The policy of that name.
    pub fn from_name(name: &str) -> Option<Quotes> {
        Quotes::ALL.into_iter().find(|quotes| quotes.name() == name)
    }
}

/// One `[[suppress]]`: findings that are not reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suppress {
    /// Globs of the paths concerned; none for all.
    pub paths: Vec<String>,
    /// Entries (`topic/name`) and topics (`topic/*`) concerned; none for all.
    pub entries: Vec<String>,
    /// Why.
    pub reason: String,
    /// Line of `[[suppress]]` in the file, from 1; 0 where it cannot be told.
    pub line: u64,
}

/// JSON Schema (draft 2020-12) of `unspin.toml`, for editors.
pub const SCHEMA: &str = include_str!("config.schema.json");

/// The keys of `unspin.toml`.
const KEYS: [&str; 10] = [
    "dictionaries",
    "disable",
    "exclude",
    "levels",
    "min-confidence",
    "near-misses",
    "profile",
    "quotes",
    "restoration",
    "suppress",
];
/// The keys of a `[[suppress]]`.
const SUPPRESS_KEYS: [&str; 3] = ["entries", "paths", "reason"];

impl Config {
    /// Reads a configuration; `file` names it in messages.
    ///
    /// # Errors
    /// All faults: bad TOML, unknown keys with the key that was probably meant, values of the wrong kind.
    pub fn parse(file: &str, text: &str) -> Result<Config, DataError> {
        let table: toml::Table = text.parse().map_err(|error| syntax_error(file, text, &error))?;
        let mut reader = Reader { file, text, problems: Vec::new() };
        let mut config = Config::default();
        for (key, value) in &table {
            match key.as_str() {
                "dictionaries" => config.dictionaries = reader.strings(key, value),
                "disable" => config.disable = reader.strings(key, value),
                "exclude" => config.exclude = reader.strings(key, value),
                "levels" => config.levels = reader.levels(value),
                "min-confidence" => config.min_confidence = reader.level(key, value),
                "near-misses" => config.near_misses = reader.switch(key, value),
                "profile" => config.profile = reader.text(key, value),
                "quotes" => config.quotes = reader.quotes(key, value),
                "restoration" => config.restoration = reader.switch(key, value),
                "suppress" => config.suppress = reader.suppressions(value),
                _ => {
                    let remedy = did_you_mean(key, KEYS.into_iter());
                    let remedy = remedy.unwrap_or_else(|| format!("the keys are {}", KEYS.join(", ")));
                    reader.fault(key, format!("unknown key \"{key}\""), remedy);
                }
            }
        }
        if reader.problems.is_empty() { Ok(config) } else { Err(DataError { problems: reader.problems }) }
    }
}

fn syntax_error(file: &str, text: &str, error: &toml::de::Error) -> DataError {
    let line = error.span().map_or(0, |span| 1 + text[..span.start.min(text.len())].matches('\n').count() as u64);
    let (file, column) = (file.to_string(), String::new());
    let (message, remedy) = (error.message().to_string(), "see the README's section on unspin.toml".to_string());
    DataError { problems: vec![Problem { file, line, column, message, remedy }] }
}

struct Reader<'r> {
    file: &'r str,
    text: &'r str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn fault(&mut self, key: &str, message: String, remedy: String) {
        let line = self.line(key, 0);
        self.fault_at(line, key, message, remedy);
    }

    fn fault_at(&mut self, line: u64, key: &str, message: String, remedy: String) {
        self.problems.push(Problem { file: self.file.to_string(), line, column: key.to_string(), message, remedy });
    }

    /// Line of the key, or of the table of that name with so many of the same name before it; 0 where there is none.
    fn line(&self, key: &str, number: usize) -> u64 {
        let names_key = |line: &str| line.trim_start().trim_start_matches(['"', '[']).starts_with(key);
        let mut lines = self.text.lines().enumerate().filter(|(_, line)| names_key(line));
        lines.nth(number).map_or(0, |(at, _)| at as u64 + 1)
    }

    fn strings(&mut self, key: &str, value: &toml::Value) -> Vec<String> {
        let texts =
            value.as_array().and_then(|items| items.iter().map(|item| item.as_str().map(String::from)).collect());
        texts.unwrap_or_else(|| {
            self.fault(key, "not a list of texts".into(), format!("write {key} = [\"…\", \"…\"]"));
            Vec::new()
        })
    }

    fn level(&mut self, key: &str, value: &toml::Value) -> Option<Level> {
        let level = value.as_str().and_then(Level::from_name);
        if level.is_none() {
            self.fault(key, format!("{value} is no level"), "write \"certain\", \"likely\" or \"possible\"".into());
        }
        level
    }

    fn levels(&mut self, value: &toml::Value) -> BTreeMap<String, Level> {
        let Some(table) = value.as_table() else {
            self.fault(
                "levels",
                "not a table".into(),
                "write [levels] and below it \"topic/entry\" = \"possible\"".into(),
            );
            return BTreeMap::new();
        };
        table.iter().filter_map(|(name, value)| Some((name.clone(), self.level(name, value)?))).collect()
    }

    fn quotes(&mut self, key: &str, value: &toml::Value) -> Option<Quotes> {
        let quotes = value.as_str().and_then(Quotes::from_name);
        if quotes.is_none() {
            self.fault(key, format!("{value} is no policy"), "write \"check\", \"downgrade\" or \"skip\"".into());
        }
        quotes
    }

    fn suppressions(&mut self, value: &toml::Value) -> Vec<Suppress> {
        let tables: Option<Vec<&toml::Table>> =
            value.as_array().and_then(|items| items.iter().map(toml::Value::as_table).collect());
        let Some(tables) = tables else {
            let remedy = "write [[suppress]] and below it paths, entries and reason".to_string();
            self.fault("suppress", "not a list of tables".into(), remedy);
            return Vec::new();
        };
        tables.into_iter().enumerate().map(|(number, table)| self.suppression(number, table)).collect()
    }

    fn suppression(&mut self, number: usize, table: &toml::Table) -> Suppress {
        let mut suppress = Suppress { line: self.line("suppress", number), ..Suppress::default() };
        for (key, value) in table {
            match key.as_str() {
                "paths" => suppress.paths = self.strings(key, value),
                "entries" => suppress.entries = self.strings(key, value),
                "reason" => suppress.reason = self.text(key, value).unwrap_or_default(),
                _ => {
                    let remedy = did_you_mean(key, SUPPRESS_KEYS.into_iter());
                    let remedy = remedy.unwrap_or_else(|| format!("the keys are {}", SUPPRESS_KEYS.join(", ")));
                    self.fault_at(suppress.line, "suppress", format!("unknown key \"{key}\""), remedy);
                }
            }
        }
        if suppress.reason.trim().is_empty() {
            let remedy = "write reason = \"why these findings are right as they stand\"".to_string();
            self.fault_at(suppress.line, "suppress", "no reason".into(), remedy);
        }
        if suppress.paths.is_empty() && suppress.entries.is_empty() {
            let remedy = "name paths, entries or both".to_string();
            self.fault_at(suppress.line, "suppress", "it would silence everything".into(), remedy);
        }
        suppress
    }

    fn text(&mut self, key: &str, value: &toml::Value) -> Option<String> {
        if !value.is_str() {
            self.fault(key, format!("{value} is no text"), format!("write {key} = \"…\""));
        }
        value.as_str().map(ToString::to_string)
    }

    fn switch(&mut self, key: &str, value: &toml::Value) -> Option<bool> {
        if value.as_bool().is_none() {
            self.fault(
                key,
                format!("{value} is neither true nor false"),
                format!("write {key} = true or {key} = false"),
            );
        }
        value.as_bool()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_key() {
        let text = "dictionaries = [\"house.csv\"]\ndisable = [\"sport\"]\nexclude = [\"drafts/**\"]\n\
                    min-confidence = \"possible\"\nnear-misses = false\nprofile = \"house.profile\"\nrestoration = false\n\
                    quotes = \"skip\"\n[levels]\n\"health\" = \"possible\"\n\
                    [[suppress]]\nentries = [\"sport/*\"]\nreason = \"house style\"\n[[suppress]]\npaths = [\"old/**\"]\nreason = \"archive\"\n";
        let config = Config::parse("unspin.toml", text).unwrap();
        assert_eq!(config.dictionaries, ["house.csv"]);
        assert_eq!((config.disable, config.exclude), (vec!["sport".to_string()], vec!["drafts/**".to_string()]));
        assert_eq!((config.min_confidence, config.near_misses), (Some(Level::Possible), Some(false)));
        assert_eq!((config.profile.as_deref(), config.restoration), (Some("house.profile"), Some(false)));
        assert_eq!(config.levels["health"], Level::Possible);
        assert_eq!(config.quotes, Some(Quotes::Skip));
        let entries =
            Suppress { entries: vec!["sport/*".into()], reason: "house style".into(), line: 11, ..Suppress::default() };
        let paths =
            Suppress { paths: vec!["old/**".into()], reason: "archive".into(), line: 14, ..Suppress::default() };
        assert_eq!(config.suppress, [entries, paths]);
    }

    #[test]
    fn a_suppression_needs_a_reason_and_an_object() {
        let text = "quotes = \"mute\"\n\n[[suppress]]\npaths = [\"a\"]\n\n[[suppress]]\nreson = \"b\"\n";
        let error = Config::parse("unspin.toml", text).unwrap_err();
        let messages: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "unspin.toml:1: quotes: \"mute\" is no policy (write \"check\", \"downgrade\" or \"skip\")",
                "unspin.toml:3: suppress: no reason (write reason = \"why these findings are right as they stand\")",
                "unspin.toml:6: suppress: unknown key \"reson\" (did you mean \"reason\"?)",
                "unspin.toml:6: suppress: no reason (write reason = \"why these findings are right as they stand\")",
                "unspin.toml:6: suppress: it would silence everything (name paths, entries or both)",
            ]
        );
        let error = Config::parse("unspin.toml", "suppress = 3").unwrap_err();
        assert_eq!((error.problems.len(), error.problems[0].line), (1, 1));
    }

    #[test]
    fn the_schema_names_the_same_keys() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let keys = |value: &serde_json::Value| -> Vec<String> {
            value["properties"].as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(keys(&schema), KEYS);
        assert_eq!(keys(&schema["properties"]["suppress"]["items"]), SUPPRESS_KEYS);
        let quotes = Quotes::ALL.map(Quotes::name);
        assert_eq!(schema["properties"]["quotes"]["enum"], serde_json::json!(quotes));
    }

    #[test]
    fn names_every_fault_with_its_line() {
        let text = "dictionary = [\"a\"]\nnear-misses = \"no\"\nmin-confidence = \"sure\"\ndisable = 3\n[levels]\nhealth = 1\n";
        let error = Config::parse("unspin.toml", text).unwrap_err();
        let mut messages: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
        messages.sort();
        assert_eq!(
            messages,
            [
                "unspin.toml:1: dictionary: unknown key \"dictionary\" (did you mean \"dictionaries\"?)",
                "unspin.toml:2: near-misses: \"no\" is neither true nor false (write near-misses = true or near-misses = false)",
                "unspin.toml:3: min-confidence: \"sure\" is no level (write \"certain\", \"likely\" or \"possible\")",
                "unspin.toml:4: disable: not a list of texts (write disable = [\"…\", \"…\"])",
                "unspin.toml:6: health: 1 is no level (write \"certain\", \"likely\" or \"possible\")",
            ]
        );
        let error = Config::parse("unspin.toml", "a = 1\nb = \n").unwrap_err();
        assert_eq!((error.problems.len(), error.problems[0].line), (1, 2));
    }
}
