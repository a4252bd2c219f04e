//! Looking for engines: on the search path, where packages put them, in nexusql's cache, and beside the program itself.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::engine::{parse_version, program_in};
use crate::memory::Memory;
use crate::options::ROOT_CACHE;
use crate::{Engine, EngineOptions, Origin};

/// Where packages usually put PostgreSQL; `*` stands for any one folder name or part of it.
const USUAL_DIRS: &[&str] = &[
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "C:\\Program Files\\PostgreSQL\\*\\bin",
];

/// How deep below its folder in the cache an engine's `bin` may be, as its archive had it.
const DEPTH_MAX: usize = 4;

/// Returns the engines of the machine, of the cache and of the release, each once.
///
/// Shape: newer majors first; within a major by where they come from, as [`Origin`] lists it; then newer minors first.
/// An engine is a folder with `postgres` and `initdb` beside each other whose `postgres` tells its version.
/// Cost: a few file lookups when warm; one `postgres --version` for each engine that is new or has changed.
pub fn find(options: &EngineOptions) -> Vec<Engine> {
    let mut memory = Memory::load(options);
    let mut seen = BTreeSet::new();
    let mut engines: Vec<Engine> = candidates(options, &mut memory)
        .into_iter()
        .filter_map(|(dir, origin)| real_bin_dir(&dir).map(|real| (real, origin)))
        .filter(|(dir, _)| seen.insert(dir.clone()))
        .filter_map(|(dir, origin)| inspect(dir, origin, &mut memory))
        .collect();
    memory.save();
    engines.sort_by(order);
    engines
}

/// Orders engines as [`find`] lists them.
fn order(a: &Engine, b: &Engine) -> Ordering {
    let newer = b.major.cmp(&a.major).then(a.origin.cmp(&b.origin));
    newer.then(b.minor().cmp(&a.minor())).then(a.bin_dir.cmp(&b.bin_dir))
}

/// Returns the engine in `dir`, if there is one.
pub(crate) fn engine_in(dir: &Path, origin: Origin, options: &EngineOptions) -> Option<Engine> {
    let mut memory = Memory::load(options);
    let engine = inspect(real_bin_dir(dir)?, origin, &mut memory);
    memory.save();
    engine
}

fn inspect(bin_dir: PathBuf, origin: Origin, memory: &mut Memory) -> Option<Engine> {
    let printed = memory.ask(&program_in(&bin_dir, "postgres"), "--version")?;
    let (major, version) = parse_version(&printed)?;
    Some(Engine { major, version, bin_dir, origin })
}

/// Returns the folder where the `postgres` of `dir` really is, if `initdb` is there too.
fn real_bin_dir(dir: &Path) -> Option<PathBuf> {
    let postgres = program_in(dir, "postgres").canonicalize().ok()?;
    let real = postgres.parent()?;
    program_in(real, "initdb").is_file().then(|| real.to_owned())
}

/// Returns the folder of programs of the engine that is unpacked somewhere below `dir`, the least deep one.
///
/// An archive is kept as it was packed, for programs find their libraries and their share folder by relative ways.
pub(crate) fn bin_dir_below(dir: &Path) -> Option<PathBuf> {
    let depths = std::iter::successors(Some(dir.to_owned()), |pattern| Some(pattern.join("*")));
    depths
        .take(DEPTH_MAX + 1)
        .flat_map(|pattern| matching(&pattern.join("bin")))
        .find(|bin| ["postgres", "initdb"].iter().all(|name| program_in(bin, name).is_file()))
}

fn candidates(options: &EngineOptions, memory: &mut Memory) -> Vec<(PathBuf, Origin)> {
    let mut found: Vec<_> = options.extra_dirs.iter().map(|dir| (dir.clone(), Origin::Named)).collect();
    // The cache comes before the machine so that a cache folder on the search path keeps its origin.
    let shared = options.usual_dirs.then(|| Path::new(ROOT_CACHE).join("engines"));
    let caches = std::iter::once(options.engines_dir()).chain(shared);
    let cached = caches.flat_map(|dir| matching(&dir.join("*"))).filter_map(|dir| bin_dir_below(&dir));
    found.extend(cached.map(|dir| (dir, Origin::Cache)));
    if let Some(path) = &options.path_env {
        found.extend(env::split_paths(path).map(|dir| (dir, Origin::Machine)));
    }
    if let Some(told) = options.program("pg_config").and_then(|program| memory.ask(&program, "--bindir")) {
        found.push((PathBuf::from(told), Origin::Machine));
    }
    if options.usual_dirs {
        let usual = USUAL_DIRS.iter().flat_map(|pattern| matching(Path::new(pattern)));
        found.extend(usual.map(|dir| (dir, Origin::Machine)));
    }
    let packed = options.packed_dirs.iter().filter_map(|dir| bin_dir_below(dir));
    found.extend(packed.map(|dir| (dir, Origin::Packed)));
    found
}

/// Returns the folders that match `pattern`, in byte order; a part may hold one `*`.
fn matching(pattern: &Path) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    for part in pattern.components() {
        let part = part.as_os_str().to_string_lossy();
        found = match part.split_once('*') {
            None => found.into_iter().map(|dir| dir.join(&*part)).collect(),
            Some((before, after)) => found.iter().flat_map(|dir| children(dir, before, after)).collect(),
        };
    }
    found
}

fn children(dir: &Path, before: &str, after: &str) -> BTreeSet<PathBuf> {
    let fits =
        |name: &str| name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after);
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_str().is_some_and(fits)).map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_a_major_the_origin_comes_before_the_minor_version() {
        let engine = |version: &str, origin| Engine {
            major: crate::engine::leading_number(version).unwrap(),
            version: version.to_owned(),
            bin_dir: "/nowhere".into(),
            origin,
        };
        let want = [
            engine("19beta1", Origin::Packed),
            engine("18.1", Origin::Named),
            engine("18.3", Origin::Machine),
            engine("18.10", Origin::Cache),
            engine("18.9", Origin::Cache),
            engine("18.12", Origin::Packed),
            engine("15.1", Origin::Named),
        ];
        let mut engines: Vec<Engine> = want.iter().rev().cloned().collect();
        engines.sort_by(order);
        assert_eq!(engines, want);
    }

    #[test]
    fn a_star_stands_for_a_part_of_a_name() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["postgresql@16/bin", "postgresql@17/bin", "other/bin"] {
            fs::create_dir_all(dir.path().join(name)).unwrap();
        }
        let want = ["postgresql@16/bin", "postgresql@17/bin"].map(|name| dir.path().join(name));
        assert_eq!(matching(&dir.path().join("postgresql@*/bin")), want);
        assert!(matching(&dir.path().join("none-*/bin")).is_empty());
    }
}
