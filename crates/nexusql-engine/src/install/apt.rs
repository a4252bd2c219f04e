//! Engines from Debian's packages, for root: installed for the whole machine.

use std::path::Path;

use super::{Attempt, client, output};
use crate::{EngineOptions, account, find};

/// Installs PostgreSQL `major`, or the one that the distribution has.
pub(super) fn fetch(major: Option<u32>, options: &EngineOptions) -> Attempt {
    if !account::is_root() {
        return Err("It needs root.".to_owned());
    }
    let package = major.map_or("postgresql".to_owned(), |major| format!("postgresql-{major}"));
    let mut command = client("apt-get", Path::new("/"), options)?;
    command.env("DEBIAN_FRONTEND", "noninteractive");
    output(command.args(["install", "--yes", "--no-install-recommends", &package]))?;
    let engines = find(options);
    let installed = engines.into_iter().find(|engine| major.is_none_or(|major| engine.major == major));
    installed.ok_or_else(|| format!("The package {package} is installed, but no engine of it was found."))
}
