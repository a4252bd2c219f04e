//! Room `cli`: arguments, config, terminal, JSON and exit codes. The only room that prints, exits or reads the environment.

mod args;
mod commands;
mod config;
mod error;
mod interrupt;
mod open;
mod output;
mod plugins;
mod progress;
mod project;

use std::process::ExitCode;

use clap::Parser;

use nexusql_base::{Diagnostic, Error, ErrorKind};

use args::{Cli, Command};
use error::{Exit, report};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let json = cli.command.is_json();
    let answer = match runtime(&cli.command).enable_all().build() {
        Ok(runtime) => runtime.block_on(interrupt::or_interrupted(run(cli), json)),
        Err(error) => Err(Error::internal(format!("could not start: {error}"))),
    };
    match answer {
        Ok(exit) => exit.into(),
        Err(error) => {
            report(&error, json);
            Exit::of(&error).into()
        }
    }
}

/// Returns what drives the work: one thread where a database is asked one thing after another, for to hand every answer
/// from thread to thread would take longer than the answer.
fn runtime(command: &Command) -> tokio::runtime::Builder {
    match command {
        Command::Migrate(_) => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    }
}

/// Shows help, or what is wrong with the command line: as JSON where that was asked for.
fn usage(error: &clap::Error) -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let json = words.iter().any(|word| word == "--format=json")
        || words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json");
    if error.use_stderr() && json {
        let text = error.render().to_string();
        let mut lines = text.trim_start_matches("error: ").lines().map(str::trim).filter(|line| !line.is_empty());
        let message = lines.next().unwrap_or("the command line is wrong").trim_end_matches(':').to_owned();
        let detail: Vec<&str> = lines.take_while(|line| !line.starts_with("For more information")).collect();
        let diagnostic = Diagnostic::error("usage", message).with_detail(detail.join("\n"));
        let hint = "Add --help to the command to see what it takes.";
        report(&Error::new(ErrorKind::Usage, diagnostic.with_hint(hint)), true);
    } else if error.print().is_err() {
        return Exit::Usage.into();
    }
    if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
}

async fn run(cli: Cli) -> nexusql_base::Result<Exit> {
    cli.color.apply();
    match cli.command {
        Command::Build(arguments) => commands::build::run(&arguments).await,
        Command::Diff(arguments) => commands::diff::run(&arguments).await,
        Command::Plan(arguments) => commands::plan::run(&arguments).await,
        Command::Apply(arguments) => commands::apply::run(&arguments).await,
        Command::Dump(arguments) => commands::dump::run(&arguments).await,
        Command::Idempotent(arguments) => commands::idempotent::run(&arguments).await,
        Command::Migrate(arguments) => commands::migrate::run(&arguments).await,
        Command::Split(arguments) => commands::split::run(&arguments).await,
        Command::Merge(arguments) => commands::merge::run(&arguments).await,
        Command::Graph(arguments) => commands::graph::run(&arguments).await,
        Command::Validate(arguments) => commands::validate::run(&arguments).await,
        Command::Query(arguments) => commands::query::run(&arguments).await,
        Command::Plugins(arguments) => commands::plugins::run(&arguments),
        Command::Init(arguments) => commands::init::run(&arguments),
        Command::Engine(arguments) => commands::engine::run(&arguments),
    }
}
