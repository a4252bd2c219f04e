//! Opens the two sources of a command as its flags say.

use std::sync::Mutex;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::Kind;
use nexusql_db::postgres::Target;
use nexusql_diff::{Hazard, Rename};
use nexusql_engine::EngineOptions;
use nexusql_load::live::ReadOptions;
use nexusql_load::{Inputs, Source};
use nexusql_migrate::{Filter, Job, Pair, ScratchChoice};

use crate::args::{Filters, Scratch};

/// Loads both sources.
pub async fn pair(current: &Source, desired: &Source, filters: &Filters, scratch: &Scratch) -> Result<Pair> {
    let inputs = inputs(filters);
    let job = Job {
        current,
        desired,
        scratch: &choice(&scratch.scratch)?,
        engines: &engines(scratch),
        inputs: &inputs,
        filter: &filter(filters)?,
    };
    Pair::open(&job).await
}

/// Returns what the world hands in.
pub fn inputs(filters: &Filters) -> Inputs<'static> {
    Inputs {
        variable: &|name| std::env::var(name).ok(),
        stdin: Mutex::new(Some(Box::new(std::io::stdin()))),
        read: ReadOptions { roles: filters.roles, implicit_owner: None },
    }
}

/// Returns where engines are looked for.
pub fn engines(scratch: &Scratch) -> EngineOptions {
    let mut options = EngineOptions::from_env();
    options.extra_dirs.extend(scratch.engine_dir.clone());
    options
}

fn choice(text: &str) -> Result<ScratchChoice> {
    if text == "auto" {
        return Ok(ScratchChoice::Auto);
    }
    if let Ok(major) = text.parse() {
        return Ok(ScratchChoice::Major(major));
    }
    let target = Target::parse(text)?.with_environment(&|name| std::env::var(name).ok())?;
    Ok(ScratchChoice::Server(Box::new(target)))
}

/// Returns what counts.
///
/// Errors: [`ErrorKind::Usage`] if a kind is unknown; it lists those there are.
pub fn filter(filters: &Filters) -> Result<Filter> {
    let kind = |name: &String| {
        let singular = name.strip_suffix('s').unwrap_or(name);
        Kind::parse(name).or_else(|| Kind::parse(singular)).ok_or_else(|| {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            refuse(format!("kind \"{name}\" is unknown"), &format!("The kinds are {}.", known.join(", ")))
        })
    };
    Ok(Filter {
        schemas: filters.schema.clone(),
        exclude: filters.exclude.clone(),
        ignore: filters.ignore.iter().map(kind).collect::<Result<_>>()?,
    })
}

/// Returns the renames that the user confirmed.
pub fn renames(texts: &[String]) -> Result<Vec<Rename>> {
    let read = |text: &String| match text.split_once('=') {
        Some((old, new)) => Ok(Rename { old: old.trim().to_owned(), new: new.trim().to_owned() }),
        None => Err(refuse(format!("rename \"{text}\" has no \"=\""), "Write it as \"old=new\".")),
    };
    texts.iter().map(read).collect()
}

/// Returns the hazards that the user accepts.
pub fn hazards(names: &[String]) -> Result<std::collections::BTreeSet<Hazard>> {
    let known = || Hazard::ALL.iter().map(|hazard| hazard.name()).collect::<Vec<_>>().join(", ");
    let read = |name: &String| {
        let found = Hazard::ALL.iter().copied().find(|hazard| hazard.name() == name);
        found.ok_or_else(|| refuse(format!("hazard \"{name}\" is unknown"), &format!("The hazards are {}.", known())))
    };
    names.iter().map(read).collect()
}

fn refuse(message: String, hint: &str) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("argument-invalid", message).with_hint(hint))
}
