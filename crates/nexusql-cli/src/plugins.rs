//! Programs on the search path that do what a layout, a namer or a format of ours does.

use std::path::PathBuf;
use std::time::Duration;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_plugin::{Found, Limits, Program, Sort, find, named};

/// Returns the folders of the search path.
fn folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// Returns every program that is found.
pub fn all() -> Vec<Found> {
    find(&folders())
}

/// Returns the program of `sort` called `name`, none of ours being called so.
///
/// Errors: [`ErrorKind::Usage`] if there is none; the hint lists `ours` and those that there are.
pub fn program(sort: Sort, name: &str, ours: &[&str]) -> Result<Program> {
    if let Some(found) = named(&folders(), sort, name) {
        return Ok(Program { found, limits: limits()? });
    }
    let others = all().into_iter().filter(|found| found.sort == sort).map(|found| found.name);
    let known: Vec<String> = ours.iter().map(|name| (*name).to_owned()).chain(others).collect();
    let sort = sort.name();
    let hint = format!("There are {}. A program nexusql-{sort}-{name} on the PATH would be another.", known.join(", "));
    let said = Diagnostic::error("argument-invalid", format!("{sort} \"{name}\" is unknown"));
    Err(Error::new(ErrorKind::Usage, said.with_hint(hint)))
}

/// Returns what a program may take: 60 seconds, or as many as `NEXUSQL_PLUGIN_TIMEOUT` says.
fn limits() -> Result<Limits> {
    let limits = Limits::default();
    let Ok(text) = std::env::var("NEXUSQL_PLUGIN_TIMEOUT") else { return Ok(limits) };
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0 && *seconds <= 86_400.0);
    let seconds = seconds.ok_or_else(|| {
        let message = format!("NEXUSQL_PLUGIN_TIMEOUT is \"{text}\", which is no number of seconds");
        Error::new(ErrorKind::Usage, Diagnostic::error("argument-invalid", message))
    })?;
    Ok(Limits { time: Duration::from_secs_f64(seconds), ..limits })
}
