//! The `unspin` command.

mod args;
mod check;
mod dict;
mod eval;
mod explain;
mod input;
mod learn;
mod output;
mod reference;
mod reports;
mod settings;
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
        args::Command::Explain(arguments) => explain::run(&arguments),
        args::Command::Schema => schema(),
        args::Command::Dict(command) => dict::run(&command),
        args::Command::Eval(arguments) => eval::run(&arguments),
        args::Command::Learn(arguments) => learn::run(&arguments),
        args::Command::Reference(command) => reference::run(&command),
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
