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
}

/// The keys of `unspin.toml`.
const KEYS: [&str; 8] =
    ["dictionaries", "disable", "exclude", "levels", "min-confidence", "near-misses", "profile", "restoration"];

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
                "restoration" => config.restoration = reader.switch(key, value),
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
        let names_key = |line: &str| line.trim_start().trim_start_matches(['"', '[']).starts_with(key);
        let line = self.text.lines().position(names_key).map_or(0, |at| at as u64 + 1);
        self.problems.push(Problem { file: self.file.to_string(), line, column: key.to_string(), message, remedy });
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
                    min-confidence = \"possible\"\nnear-misses = false\nprofile = \"house.profile\"\nrestoration = false\n[levels]\n\"health\" = \"possible\"\n";
        let config = Config::parse("unspin.toml", text).unwrap();
        assert_eq!(config.dictionaries, ["house.csv"]);
        assert_eq!((config.disable, config.exclude), (vec!["sport".to_string()], vec!["drafts/**".to_string()]));
        assert_eq!((config.min_confidence, config.near_misses), (Some(Level::Possible), Some(false)));
        assert_eq!((config.profile.as_deref(), config.restoration), (Some("house.profile"), Some(false)));
        assert_eq!(config.levels["health"], Level::Possible);
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
