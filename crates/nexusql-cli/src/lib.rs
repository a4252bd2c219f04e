//! Room `cli`: arguments, config, terminal, JSON and exit codes. The only room that prints, exits or reads the environment.

mod args;
mod commands;
mod config;
mod error;
mod open;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use error::{Exit, report};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.command.is_json();
    let answer = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(nexusql_base::Error::internal(format!("could not start: {error}"))),
    };
    match answer {
        Ok(exit) => exit.into(),
        Err(error) => {
            report(&error, json);
            Exit::of(&error).into()
        }
    }
}

async fn run(cli: Cli) -> nexusql_base::Result<Exit> {
    cli.color.apply();
    match cli.command {
        Command::Build(arguments) => commands::build::run(&arguments),
        Command::Diff(arguments) => commands::diff::run(&arguments).await,
        Command::Plan(arguments) => commands::plan::run(&arguments).await,
        Command::Apply(arguments) => commands::apply::run(&arguments).await,
        Command::Dump(arguments) => commands::dump::run(&arguments).await,
        Command::Query(arguments) => commands::query::run(&arguments).await,
        Command::Init(arguments) => commands::init::run(&arguments),
        Command::Engine(arguments) => commands::engine::run(&arguments),
    }
}
