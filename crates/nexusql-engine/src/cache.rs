//! nexusql's cache: its folders, and removing what is in it.
//!
//! Shape: `engines/<name>/…/bin` as packed, `templates/<key>/{data, engine}`, `programs.json`. Whatever is being made has a name
//! that ends in `.partial` and six letters, and gets its own name when it is whole.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use fs4::fs_std::FileExt;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use tempfile::TempDir;

use crate::account::{self, Account};
use crate::engine::program_in;
use crate::scratch::sweep;
use crate::{EngineOptions, failure, find, template};

/// What [`prune`] removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The folders, in the order they were removed.
    pub removed: Vec<PathBuf>,
}

/// The mark in the names of folders that are not whole yet.
const PARTIAL: &str = ".partial";

/// Makes `dir`, a folder of the cache, such that `account` may enter it.
///
/// Errors: `engine-no-permission` if it cannot be written, or if `account` cannot reach it.
pub(crate) fn make_dir(dir: &Path, account: Option<&Account>) -> Result<()> {
    let cannot = |error: io::Error| failure::file_failed("could not create", dir, &error);
    if !dir.is_dir() {
        fs::create_dir_all(dir).map_err(cannot)?;
        if account.is_some() {
            open_to_all(dir).map_err(cannot)?;
            dir.parent().map_or(Ok(()), open_to_all).map_err(cannot)?;
        }
    }
    match account {
        Some(account) if !account.reaches(dir) => Err(failure::out_of_reach(
            dir,
            &account.name,
            "Set NEXUSQL_CACHE to a folder that every user may enter, such as /var/cache/nexusql.",
        )),
        _ => Ok(()),
    }
}

/// Makes an empty folder beside where `name` will be, for making it there.
pub(crate) fn partial(dir: &Path, name: &str, account: Option<&Account>) -> Result<TempDir> {
    make_dir(dir, account)?;
    private_dir(dir, &format!("{name}{PARTIAL}"))
        .map_err(|error| failure::file_failed("could not create a folder in", dir, &error))
}

/// Makes a folder in `dir` that only its owner may enter, with a new name that begins with `prefix`.
pub(crate) fn private_dir(dir: &Path, prefix: &str) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.prefix(prefix).tempdir_in(dir)
}

/// Removes the engine `name` and its templates from the cache.
///
/// Errors: `engine-missing` if there is no such engine, `engine-in-use` if a scratch of it runs.
pub fn remove(name: &str, options: &EngineOptions) -> Result<()> {
    let mut parts = Path::new(name).components();
    let plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    let dir = options.engines_dir().join(name);
    if !plain || !dir.is_dir() {
        let known: Vec<String> = folders(&options.engines_dir()).iter().filter_map(|path| file_name(path)).collect();
        let diagnostic = Diagnostic::error("engine-missing", format!("there is no engine \"{name}\" in the cache"));
        let detail = match known.is_empty() {
            true => "The cache holds no engine.".to_owned(),
            false => format!("The cache holds: {}.", known.join(", ")),
        };
        return Err(Error::new(ErrorKind::Engine, diagnostic.with_detail(detail)));
    }
    let _use = free(&dir)?;
    fs::remove_dir_all(&dir).map_err(|error| failure::file_failed("could not remove", &dir, &error))?;
    remove_orphan_templates(options);
    Ok(())
}

/// Returns the lock that every scratch of the engine with this `postgres` holds; none if it cannot be read.
///
/// The program itself is what is locked: whoever may start an engine may read it, in a cache that is another user's too.
pub(crate) fn use_engine(postgres: &Path) -> Option<File> {
    let file = File::open(postgres).ok()?;
    // A file system without locks lets engines be used; they are not guarded there.
    let _ = FileExt::lock_shared(&file);
    Some(file)
}

/// Makes sure that no scratch of the engine in `dir` runs; none starts while the answer lives.
///
/// Errors: `engine-in-use`.
pub(crate) fn free(dir: &Path) -> Result<Option<File>> {
    let Some(bin_dir) = find::bin_dir_below(dir) else { return Ok(None) };
    let Ok(file) = File::open(program_in(&bin_dir, "postgres")) else { return Ok(None) };
    if FileExt::try_lock_exclusive(&file).is_ok_and(|got| !got) {
        let name = file_name(dir).unwrap_or_default();
        let diagnostic = Diagnostic::error("engine-in-use", format!("engine \"{name}\" is in use"))
            .with_detail("A scratch of it runs.")
            .with_hint("Wait until the nexusql that uses it has ended.");
        return Err(Error::new(ErrorKind::Engine, diagnostic));
    }
    // Windows moves no folder in which a file is open.
    Ok(cfg!(unix).then_some(file))
}

/// Removes what is of no use: half-made folders, templates of engines that are gone or have changed, and scratches
/// whose owner is gone.
///
/// What cannot be removed stays. A folder that another nexusql is making right now may go, and it will say so.
pub fn prune(options: &EngineOptions) -> Pruned {
    let mut pruned = Pruned::default();
    for dir in [options.engines_dir(), options.templates_dir()] {
        let halves =
            folders(&dir).into_iter().filter(|path| file_name(path).is_some_and(|name| name.contains(PARTIAL)));
        halves.for_each(|path| pruned.take(path));
    }
    pruned.removed.extend(remove_orphan_templates(options));
    pruned.removed.extend(sweep::sweep(options));
    pruned
}

impl Pruned {
    fn take(&mut self, path: PathBuf) {
        if fs::remove_dir_all(&path).is_ok() {
            self.removed.push(path);
        }
    }
}

/// Removes the templates of engines that are gone or have changed, and returns where they were.
pub(crate) fn remove_orphan_templates(options: &EngineOptions) -> Vec<PathBuf> {
    let mut pruned = Pruned::default();
    for path in folders(&options.templates_dir()) {
        let bin_dir = fs::read_to_string(path.join(template::ENGINE_FILE)).map(PathBuf::from);
        let Ok(bin_dir) = bin_dir else { continue };
        let current = template::key_of(&program_in(&bin_dir, "postgres"), account::server_uid());
        if current != file_name(&path) {
            pruned.take(path);
        }
    }
    pruned.removed
}

/// Returns the folders in `dir`, in byte order.
fn folders(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn file_name(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// Lets everybody enter and read the folder `path`.
#[cfg(unix)]
fn open_to_all(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

/// Lets everybody enter and read the folder `path`.
#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}
