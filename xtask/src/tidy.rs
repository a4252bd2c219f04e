//! `cargo xtask tidy`: what the compiler cannot check.

use std::fs;
use std::path::{Path, PathBuf};

use crate::sh::{Done, root};
use crate::{coverage, idempotent};

/// Which rooms a room may depend on; the table of ARCHITECTURE.md. The front and the command may depend on all.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("sql", &["base"]),
    ("script", &["base", "sql"]),
    ("catalog", &["base"]),
    ("graph", &["base", "sql", "catalog"]),
    ("derive", &[]),
    ("db", &["base", "derive"]),
    ("engine", &["base"]),
    ("load", &["base", "sql", "catalog", "db", "engine"]),
    ("diff", &["base", "sql", "catalog"]),
    ("critic", &["base", "sql", "catalog"]),
    // It opens pairs of sources, so it also chooses the engine and holds their catalogs.
    ("migrate", &["base", "sql", "catalog", "db", "engine", "diff", "load"]),
    ("tracks", &["base", "sql", "db"]),
    ("trial", &["base", "sql", "script", "catalog", "db", "engine", "load", "diff"]),
    ("check", &["base", "sql", "script", "catalog", "db", "graph", "load", "diff"]),
    ("group", &["base", "sql", "script", "graph"]),
    ("plugin", &["base", "script", "graph", "check", "group"]),
    ("transfer", &["base", "catalog", "db", "load"]),
    ("llm", &["base", "group"]),
    ("testkit", &[]),
];

/// The longest a source file may be.
const LINES_MAX: usize = 600;

/// One kind of object: the line of `for_each_kind!`.
#[derive(Clone, Debug)]
pub struct Kind {
    pub module: String,
    pub name: String,
}

/// Checks everything; with `fix` writes generated pages anew.
pub fn run(fix: bool) -> Done {
    let kinds = kinds()?;
    let mut found = Vec::new();
    rooms(&mut found);
    every_kind_in_every_room(&kinds, &mut found);
    cases(&kinds, &mut found);
    paths_of_architecture(&mut found);
    long_files(&mut found);
    coverage::check(&kinds, fix, &mut found)?;
    idempotent::check(fix, &mut found)?;
    if found.is_empty() {
        println!("tidy: {} kinds, {} cases, nothing to say", kinds.len(), coverage::n_cases());
        return Ok(());
    }
    Err(format!("tidy found {}:\n  {}", found.len(), found.join("\n  ")))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// Returns the kinds in the order of `for_each_kind!`.
pub fn kinds() -> Done<Vec<Kind>> {
    let text = read(&root().join("crates/nexusql-catalog/src/kind.rs"));
    let kind = |line: &str| {
        let inner = line.trim().strip_prefix('(')?.strip_suffix("),")?;
        let mut parts = inner.split(", ");
        let (module, name) = (parts.nth(1)?, parts.next()?.trim_matches('"'));
        Some(Kind { module: module.to_owned(), name: name.to_owned() })
    };
    let kinds: Vec<Kind> = text.lines().filter_map(kind).collect();
    if kinds.is_empty() { Err("no kind was found in crates/nexusql-catalog/src/kind.rs".to_owned()) } else { Ok(kinds) }
}

/// Crates depend only on the rooms that they may.
fn rooms(found: &mut Vec<String>) {
    for folder in folders(&root().join("crates")) {
        let Some(room) = folder.strip_prefix("nexusql-") else { continue };
        if room == "cli" {
            continue;
        }
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == room) else {
            found.push(format!("crates/{folder} is in no table of rooms (xtask/src/tidy.rs)"));
            continue;
        };
        let text = read(&root().join("crates").join(&folder).join("Cargo.toml"));
        for dependency in dependencies(&text).filter(|dependency| !allowed.contains(dependency)) {
            found.push(format!("crates/{folder} depends on nexusql-{dependency}, which its room may not"));
        }
    }
}

/// Returns the rooms that a manifest depends on, other than for tests.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let mut section = "";
    manifest.lines().filter_map(move |line| {
        if line.starts_with('[') {
            section = line;
        }
        let counts = section.ends_with("dependencies]") && !section.contains("dev-");
        let name = line.strip_prefix("nexusql-").filter(|_| counts)?;
        name.split(['.', ' ', '=']).next()
    })
}

/// A kind has the same name in every room.
fn every_kind_in_every_room(kinds: &[Kind], found: &mut Vec<String>) {
    for Kind { module, name, .. } in kinds {
        for file in [
            format!("crates/nexusql-catalog/src/kinds/{module}.rs"),
            format!("crates/nexusql-load/src/live/{module}.sql"),
            format!("crates/nexusql-diff/src/kinds/{module}.rs"),
        ] {
            if !root().join(&file).is_file() {
                found.push(format!("kind {name} has no {file}"));
            }
        }
    }
}

/// A folder of the corpus is a case, and is about something.
fn cases(kinds: &[Kind], found: &mut Vec<String>) {
    let corpus = root().join("corpus");
    for kind in folders(&corpus) {
        if !kinds.iter().any(|known| known.name == kind) && !coverage::TOPICS.contains(&kind.as_str()) {
            found.push(format!("corpus/{kind} is named after no kind (further topics: xtask/src/coverage.rs)"));
        }
        for case in folders(&corpus.join(&kind)) {
            let folder = corpus.join(&kind).join(&case);
            for file in ["current.sql", "desired.sql"].iter().filter(|file| !folder.join(file).is_file()) {
                found.push(format!("corpus/{kind}/{case} lacks {file}"));
            }
        }
    }
}

/// Every path that ARCHITECTURE.md names in backticks exists, from the root or from a crate's sources.
fn paths_of_architecture(found: &mut Vec<String>) {
    let crates = folders(&root().join("crates"));
    let exists = |word: &str| {
        root().join(word).exists()
            || crates.iter().any(|name| root().join("crates").join(name).join("src").join(word).exists())
    };
    let text = read(&root().join("ARCHITECTURE.md"));
    for word in text.split('`').skip(1).step_by(2) {
        let path_like = word.contains('/') && !word.contains(|c: char| c.is_whitespace() || "<>*…{}:$".contains(c));
        if path_like && !exists(word) {
            found.push(format!("ARCHITECTURE.md names \"{word}\", which does not exist"));
        }
    }
}

fn long_files(found: &mut Vec<String>) {
    for folder in folders(&root().join("crates")) {
        let mut open = vec![root().join("crates").join(folder).join("src")];
        while let Some(dir) = open.pop() {
            for path in fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()) {
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let n = read(&path).lines().count();
                    if n > LINES_MAX {
                        found.push(format!("{} has {n} lines, more than {LINES_MAX}", shown(&path)));
                    }
                }
            }
        }
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Returns the folders in `dir`, in byte order.
pub fn folders(dir: &Path) -> Vec<String> {
    let paths = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut names: Vec<String> = paths
        .filter(|path| path.is_dir())
        .filter_map(|path: PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::dependencies;

    #[test]
    fn only_dependencies_of_the_crate_itself_count() {
        let manifest = "[dependencies]\nnexusql-base.workspace = true\n[dev-dependencies]\nnexusql-testkit = \"1\"\n\
                        [target.'cfg(unix)'.dependencies]\nnexusql-sql = { path = \"x\" }\n";
        assert_eq!(dependencies(manifest).collect::<Vec<_>>(), ["base", "sql"]);
    }
}
