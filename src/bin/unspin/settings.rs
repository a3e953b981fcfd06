//! The configuration file and the command line, resolved.

use crate::args::Settings;
use crate::input::read_text;
use anyhow::{Context, Result};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unspin::config::{Config, Quotes, Suppress};
use unspin::lexicon::Settings as LexiconSettings;
use unspin::reference::Profile;
use unspin::{Checker, Level, Lexicon, LexiconBuilder, Options};

/// Name of the configuration file.
const FILE: &str = "unspin.toml";

/// What `check` and its kin work with.
pub struct Resolved {
    /// The checker.
    pub checker: Checker,
    /// Globs of paths to pass over, and the folder that they are relative to.
    pub exclude: (PathBuf, Vec<String>),
    /// Level from which findings are reported.
    pub least: Level,
    /// What the configuration says of quoted speech.
    pub quotes: Option<Quotes>,
    /// What the configuration suppresses; paths are relative to the folder of [`Resolved::exclude`].
    pub suppress: Vec<Suppress>,
    /// The configuration file as messages name it; empty where there is none.
    pub file: String,
}

/// Reads configuration and dictionaries.
pub fn resolve(settings: &Settings) -> Result<Resolved> {
    let (folder, file, config) = configuration(settings)?;
    let configured = config.dictionaries.iter().map(|file| folder.join(file));
    let files: Vec<PathBuf> = configured.chain(settings.dictionaries.iter().cloned()).collect();
    let changes = LexiconSettings { disable: config.disable, levels: config.levels };
    let lexicon = lexicon(&files, &changes)?;
    let options = Options {
        least: settings.min_confidence.or(config.min_confidence).unwrap_or(Level::Likely),
        near_misses: !settings.no_near_misses && config.near_misses.unwrap_or(true),
        restoration: !settings.no_restoration && config.restoration.unwrap_or(true),
    };
    let mut checker = Checker::new(Arc::new(lexicon), options);
    let configured = config.profile.map(|file| folder.join(file));
    if let Cow::Owned(profile) = profile(settings.profile.as_deref().or(configured.as_deref()))? {
        checker = checker.with_profile(Arc::new(profile));
    }
    let (exclude, least) = ((folder, config.exclude), options.least);
    Ok(Resolved { checker, exclude, least, quotes: config.quotes, suppress: config.suppress, file })
}

/// The built-in dictionaries with additions and changes; as they are, they need no compiling.
fn lexicon(files: &[PathBuf], changes: &LexiconSettings) -> Result<Lexicon> {
    if files.is_empty() && *changes == LexiconSettings::default() {
        return Ok(Lexicon::builtin()?);
    }
    Ok(builder(files)?.build(changes)?)
}

/// The rows of the built-in dictionaries and of additions.
pub fn builder(files: &[PathBuf]) -> Result<LexiconBuilder> {
    files.iter().try_fold(LexiconBuilder::new().builtin(), |builder, file| add_dictionary(builder, file))
}

/// The profile in a file, or the built-in one.
pub fn profile(file: Option<&Path>) -> Result<Cow<'static, Profile>> {
    let Some(file) = file else { return Ok(Cow::Borrowed(Profile::builtin())) };
    let bytes = std::fs::read(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    // The error says what the file is: "FILE is damaged; ...".
    let profile = Profile::from_bytes(bytes).map_err(|error| anyhow::anyhow!("{} {error}", file.display()))?;
    Ok(Cow::Owned(profile))
}

/// Adds a user's dictionary under the name of its file.
pub fn add_dictionary(builder: LexiconBuilder, file: &Path) -> Result<LexiconBuilder> {
    Ok(builder.dictionary(&file.display().to_string(), &read_text(file)?))
}

/// The folder that paths are relative to, the configuration file as named in messages, and what it says.
fn configuration(settings: &Settings) -> Result<(PathBuf, String, Config)> {
    let here = std::env::current_dir().context("the working directory cannot be read")?;
    if settings.no_config {
        return Ok((here, String::new(), Config::default()));
    }
    let found = here.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file());
    let Some(file) = settings.config.clone().or(found) else {
        return Ok((here, String::new(), Config::default()));
    };
    // A file that was looked for is named as people would: by its path from here.
    let name = file.strip_prefix(&here).unwrap_or(&file).display().to_string();
    let config = Config::parse(&name, &read_text(&file)?)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(here, Path::to_path_buf);
    Ok((folder, name, config))
}
