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
            output::print(&format!("installed {}{}", line(&engine), what_it_has(&engine)))?;
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
                    "lz4": about.lz4,
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

/// The extensions and programs whose presence or absence users ask about.
const NOTABLE: [&str; 12] = [
    "btree_gist",
    "citext",
    "hstore",
    "ltree",
    "pg_stat_statements",
    "pg_trgm",
    "pgcrypto",
    "postgis",
    "postgres_fdw",
    "unaccent",
    "uuid-ossp",
    "vector",
];

/// Returns what the engine has and lacks of what is notable, a line each.
fn what_it_has(engine: &Build) -> String {
    let about = engine.about();
    let features = [("ICU", about.icu), ("psql", about.psql), ("pg_dump", about.pg_dump)];
    let extensions = NOTABLE.map(|name| (name, about.extensions.contains(name)));
    let all = || features.iter().chain(&extensions);
    let of = |wanted: bool| all().filter(|(_, has)| *has == wanted).map(|(name, _)| *name).collect::<Vec<_>>();
    let (has, lacks) = (of(true), of(false));
    let mut text = String::new();
    for (word, names) in [("has", has), ("lacks", lacks)] {
        if !names.is_empty() {
            let _ = writeln!(text, "  {word:<5} {}", names.join(", "));
        }
    }
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
