//! The `unspin` command.

mod apply;
mod args;
mod audit;
mod audit_folder;
mod audit_progress;
mod baseline;
mod check;
mod checking;
mod dict;
mod diff;
mod diff_base;
mod eval;
mod explain;
mod fix;
mod input;
mod learn;
mod limits;
mod output;
mod pdf;
mod reference;
mod reports;
mod settings;
mod shell;
mod sieve;
mod stats;

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Nothing to report.
    Clean,
    /// Findings or problems were reported.
    Findings,
    /// Some input could not be used; the rest was.
    Partial,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Partial => 2,
        })
    }
}

/// Prints the schema of a finding.
fn schema() -> anyhow::Result<Status> {
    std::io::stdout().write_all(unspin::report::SCHEMA.as_bytes())?;
    Ok(Status::Clean)
}

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let result = match cli.command {
        args::Command::Check(arguments) => check::run(&arguments),
        args::Command::Audit(arguments) => audit::run(&arguments),
        args::Command::Merge(arguments) => audit::merge(&arguments),
        args::Command::Apply(arguments) => apply::run(&arguments),
        args::Command::Fix(arguments) => fix::run(&arguments),
        args::Command::Explain(arguments) => explain::run(&arguments),
        args::Command::Schema => schema(),
        args::Command::Dict(command) => dict::run(&command),
        args::Command::Eval(arguments) => eval::run(&arguments),
        args::Command::Learn(arguments) => learn::run(&arguments),
        args::Command::Reference(command) => reference::run(&command),
        args::Command::Completions { shell } => shell::completions(shell),
        args::Command::Man { output } => shell::man(output.as_deref()),
        args::Command::ConfigSchema => shell::config_schema(),
    };
    match result {
        Ok(status) => status.into(),
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("unspin: {error:#}");
            ExitCode::from(2)
        }
    }
}
