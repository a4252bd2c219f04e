//! `nexusql engine`: lists, installs and removes the PostgreSQL builds that nexusql can start.

use std::fmt::Write;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_engine::{Engine as Build, EngineOptions, Origin, find, install, prune, remove};
use serde_json::json;

use crate::args::{DiffFormat, Engine, EngineAction};
use crate::error::Exit;
use crate::output;
use crate::progress::Bar;

/// Runs the command.
pub fn run(arguments: &Engine) -> Result<Exit> {
    let options = EngineOptions::from_env();
    match &arguments.action {
        EngineAction::List { format } => list(&options, *format),
        EngineAction::Install { what } => {
            let request = what.parse().unwrap_or_else(|never: std::convert::Infallible| match never {});
            let engine = install(&request, &options, &Bar::default())?;
            output::print(&format!("installed {}", line(&engine)))?;
            Ok(Exit::Done)
        }
        EngineAction::Remove { name } => {
            remove(name, &options)?;
            output::print(&format!("removed {name}\n"))?;
            Ok(Exit::Done)
        }
        EngineAction::Prune => {
            let pruned = prune(&options);
            let lines: String = pruned.removed.iter().map(|path| format!("removed {}\n", path.display())).collect();
            output::print(if lines.is_empty() { "nothing to remove\n" } else { &lines })?;
            Ok(Exit::Done)
        }
    }
}

fn list(options: &EngineOptions, format: DiffFormat) -> Result<Exit> {
    let engines = find(options);
    if format == DiffFormat::Json {
        let list: Vec<_> = engines
            .iter()
            .map(|engine| {
                let about = engine.about();
                json!({
                    "major": engine.major,
                    "version": engine.version,
                    "bin_dir": engine.bin_dir,
                    "origin": origin(engine),
                    "usable": engine.is_reachable(),
                    "icu": about.icu,
                    "psql": about.psql,
                    "pg_dump": about.pg_dump,
                    "extensions": about.extensions,
                })
            })
            .collect();
        output::print(&format!("{:#}\n", json!({ "format": "nexusql-engines-1", "engines": list })))?;
        return Ok(Exit::Done);
    }
    if engines.is_empty() {
        let diagnostic = Diagnostic::error("engine-missing", "no PostgreSQL was found that nexusql could start");
        let hint = "Run \"nexusql engine install\".";
        return Err(Error::new(ErrorKind::Engine, diagnostic.with_hint(hint)));
    }
    output::print(&engines.iter().map(line).collect::<String>())?;
    Ok(Exit::Done)
}

fn line(engine: &Build) -> String {
    let about = engine.about();
    let mut text = String::new();
    let icu = if about.icu { "ICU" } else { "no ICU" };
    let usable = if engine.is_reachable() { "" } else { "  (not readable by the account that servers run as)" };
    let _ = writeln!(
        text,
        "PostgreSQL {:<8} {:<26} {:<6} {:>3} extensions  {}{usable}",
        engine.version,
        place(engine),
        icu,
        about.extensions.len(),
        engine.bin_dir.display()
    );
    text
}

/// Returns where it comes from; in the cache, with the name that "engine remove" takes.
fn place(engine: &Build) -> String {
    match engine.cache_name() {
        Some(name) => format!("cache: {name}"),
        None => origin(engine).to_owned(),
    }
}

fn origin(engine: &Build) -> &'static str {
    match engine.origin {
        Origin::Named => "named",
        Origin::Machine => "machine",
        Origin::Cache => "cache",
        Origin::Packed => "packed",
    }
}
