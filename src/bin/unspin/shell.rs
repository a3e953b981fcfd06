//! What a shell and an editor want to know of the command line: completions, manual pages, the schema of the configuration.

use crate::Status;
use crate::args::Cli;
use crate::output::Output;
use anyhow::{Context, Result};
use clap::CommandFactory;
use std::io::Write;
use std::path::Path;

/// Writes the completions for a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<Status> {
    // Made in memory: the generator panics where standard output is closed early.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "unspin", &mut script);
    print(&script)
}

/// Writes the manual page, or those of all commands to a folder.
pub fn man(folder: Option<&Path>) -> Result<Status> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(told(Cli::command())).render(&mut page)?;
        return print(&page);
    };
    let context = || format!("{}: cannot be written", folder.display());
    std::fs::create_dir_all(folder).with_context(context)?;
    clap_mangen::generate_to(told(Cli::command()), folder).with_context(context)?;
    Ok(Status::Clean)
}

/// The command with other names of its options told in their help, for pages leave them out.
fn told(command: clap::Command) -> clap::Command {
    let named = command.mut_args(|arg| {
        let others = arg.get_visible_aliases().unwrap_or_default().join(", --");
        let help = arg.get_help().map(ToString::to_string).filter(|_| !others.is_empty());
        match help {
            Some(help) => arg.help(format!("{help} [alias: --{others}]")),
            None => arg,
        }
    });
    named.mut_subcommands(told)
}

/// Writes the JSON Schema of `unspin.toml`.
pub fn config_schema() -> Result<Status> {
    print(unspin::config::SCHEMA.as_bytes())
}

fn print(text: &[u8]) -> Result<Status> {
    let mut out = Output::open(None)?;
    out.write_all(text)?;
    out.finish()?;
    Ok(Status::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manual_pages_tell_other_names_of_options() {
        let command = told(Cli::command());
        let mut page = Vec::new();
        clap_mangen::Man::new(command.find_subcommand("check").unwrap().clone()).render(&mut page).unwrap();
        assert!(String::from_utf8(page).unwrap().contains("[alias: \\-\\-field]"));
    }
}
