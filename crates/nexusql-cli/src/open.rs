//! Opens the two sources of a command as its flags say.

use std::sync::Mutex;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, Kind};
use nexusql_db::postgres::Target;
use nexusql_diff::{Hazard, Rename};
use nexusql_engine::{EngineOptions, Origin, Wanted, find, select};
use nexusql_load::live::ReadOptions;
use nexusql_load::{Inputs, Source, Workspace};
use nexusql_migrate::{Filter, Job, Pair, ScratchChoice};

use crate::args::{Filters, Scratch};
use crate::project::Project;

/// Loads both sources.
pub async fn pair(
    project: &Project,
    current: &Source,
    desired: &Source,
    filters: &Filters,
    scratch: &Scratch,
) -> Result<Pair> {
    let wanted = |path: &str| project.files().takes(path);
    let inputs = inputs(&wanted, filters);
    let job = Job {
        current,
        desired,
        scratch: &choice(&project.resolve(&scratch.scratch)?)?,
        engines: &engines(scratch)?,
        inputs: &inputs,
        filter: &filter(filters)?,
    };
    Pair::open(&job).await
}

/// Returns what a server holds, as it prints it; none if `source` is no server.
pub async fn read_as_is(source: &Source, filters: &Filters) -> Result<Option<Catalog>> {
    nexusql_migrate::read_as_is(source, &inputs(&|_| true, filters), &filter(filters)?).await
}

/// Returns what the world hands in to a source.
pub fn inputs<'a>(wanted: &'a (dyn Fn(&str) -> bool + Sync), filters: &Filters) -> Inputs<'a> {
    Inputs {
        variable: &|name| std::env::var(name).ok(),
        wanted,
        stdin: Mutex::new(Some(Box::new(std::io::stdin()))),
        read: ReadOptions { roles: filters.roles, implicit_owner: None },
    }
}

/// Returns where engines are looked for.
///
/// Errors: [`ErrorKind::Usage`] if there is none in the folder that the user named.
pub fn engines(scratch: &Scratch) -> Result<EngineOptions> {
    let mut options = EngineOptions::from_env();
    if let Some(dir) = &scratch.engine_dir {
        let only = EngineOptions { extra_dirs: vec![dir.clone()], ..options.clone() };
        if !find(&only).iter().any(|engine| engine.origin == Origin::Named) {
            let message = format!("no PostgreSQL is in \"{}\"", dir.display());
            let hint = "Name the folder that holds the programs postgres and initdb; it is often called bin.";
            let diagnostic = Diagnostic::error("engine-dir-invalid", message).with_hint(hint);
            return Err(Error::new(ErrorKind::Usage, diagnostic));
        }
        options.extra_dirs.push(dir.clone());
    }
    Ok(options)
}

/// Starts the scratch for one script; of several engines that of `major` is taken if it is at hand.
///
/// Errors: those of the engine, or of the address of a server.
pub fn workspace(project: &Project, scratch: &Scratch, major: Option<u32>) -> Result<Workspace> {
    let engines = engines(scratch)?;
    let wanted = match choice(&project.resolve(&scratch.scratch)?)? {
        ScratchChoice::Server(target) => return Ok(Workspace::on_server(*target)),
        ScratchChoice::Major(major) => Wanted::Major(major),
        ScratchChoice::Release(major, minor) => Wanted::Release(major, minor),
        ScratchChoice::Auto => Wanted::Auto { server_major: major },
    };
    let found = find(&engines);
    Workspace::alone(select(&found, wanted)?, &engines)
}

fn choice(text: &str) -> Result<ScratchChoice> {
    if text == "auto" {
        return Ok(ScratchChoice::Auto);
    }
    let number = |text: &str| text.parse::<u32>().ok();
    if let Some(major) = number(text) {
        return Ok(ScratchChoice::Major(major));
    }
    if let Some((major, minor)) = text.split_once('.').and_then(|(major, minor)| Some((number(major)?, number(minor)?)))
    {
        return Ok(ScratchChoice::Release(major, minor));
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
    let read = |text: &String| match split_rename(text) {
        Some((old, new)) => Ok(Rename { old: old.trim().to_owned(), new: new.trim().to_owned() }),
        None => Err(refuse(format!("rename \"{text}\" has no \"=\""), "Write it as \"old=new\".")),
    };
    texts.iter().map(read).collect()
}

/// Splits at the first "=" outside of double quotes.
fn split_rename(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = text.find(|c| {
        quoted ^= c == '"';
        c == '=' && !quoted
    })?;
    Some((&text[..at], &text[at + 1..]))
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
