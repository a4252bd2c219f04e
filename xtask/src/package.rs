//! `cargo xtask package`: a release archive with the program, an engine cut down to what it needs, and the papers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine;
use crate::sh::{Done, cargo, output, phase, root, run};

/// The programs of an engine that a release keeps: those that nexusql starts, and those that people miss.
const PROGRAMS: [&str; 5] = ["postgres", "initdb", "pg_ctl", "psql", "pg_dump"];
/// Folders of an engine that serve developers and readers only.
const FOLDERS_LEFT_OUT: [&str; 6] = ["include", "doc", "man", "pgxs", "pkgconfig", "locale"];
/// The papers that go into the archive.
const PAPERS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// What a user may say.
#[derive(Default)]
pub struct Options<'a> {
    /// The program to pack; a release is built without it.
    pub binary: Option<&'a str>,
    /// Where the archive goes; `target/package` without it.
    pub output: Option<&'a str>,
}

impl<'a> Options<'a> {
    /// Reads the words after `package`; none if they make no sense.
    pub fn read(mut words: &[&'a str]) -> Option<Self> {
        let mut options = Self::default();
        while let [flag, value, rest @ ..] = words {
            match *flag {
                "--binary" => options.binary = Some(value),
                "--output" => options.output = Some(value),
                _ => return None,
            }
            words = rest;
        }
        words.is_empty().then_some(options)
    }
}

/// Makes the archive and prints where it is.
pub fn run_all(options: &Options<'_>) -> Done {
    let binary = match options.binary {
        Some(binary) => PathBuf::from(binary),
        None => phase("build", || {
            run(cargo().args(["build", "--release", "--package", "nexusql-cli", "--bin", "nexusql"]))?;
            Ok(machine::target().join("release").join(program("nexusql")))
        })?,
    };
    let engine = phase("engine", machine::engine_to_pack)?;
    let folder = options.output.map_or_else(|| machine::target().join("package"), PathBuf::from);
    phase("pack", || pack(&binary, &engine, &folder))
}

fn pack(binary: &Path, engine: &Path, folder: &Path) -> Done {
    let name = format!("nexusql-{}-{}", env!("CARGO_PKG_VERSION"), host()?);
    let inside = folder.join(&name);
    let _ = fs::remove_dir_all(&inside);
    make_dir(&inside)?;
    copy(binary, &inside.join(program("nexusql")))?;
    for paper in PAPERS {
        copy(&root().join(paper), &inside.join(paper))?;
    }
    cut(engine, &inside.join("engine"))?;
    let archive = folder.join(format!("{name}.tar.gz"));
    let packed = run(Command::new("tar").arg("-C").arg(folder).arg("-czf").arg(&archive).arg(&name));
    let _ = fs::remove_dir_all(&inside);
    packed?;
    let megabytes = fs::metadata(&archive).map_or(0, |file| file.len()) as f64 / 1e6;
    println!("{} ({megabytes:.1} MB, engine from {})", archive.display(), engine.display());
    Ok(())
}

/// Copies the engine in `from` to `to` without what nexusql has no use for. What stays keeps its place: programs find
/// their libraries and their share folder by relative ways.
fn cut(from: &Path, to: &Path) -> Done {
    make_dir(to)?;
    let entries = fs::read_dir(from).map_err(|error| failed("read", from, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| failed("read", from, &error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let target = to.join(&name);
        if path.is_symlink() {
            link(&path, &target)?;
        } else if path.is_dir() {
            if !FOLDERS_LEFT_OUT.contains(&name.as_str()) {
                cut(&path, &target)?;
            }
        } else if is_wanted(from, &name) {
            copy(&path, &target)?;
        }
    }
    Ok(())
}

fn is_wanted(folder: &Path, name: &str) -> bool {
    let in_bin = folder.file_name().is_some_and(|folder| folder == "bin");
    let of_ecpg = ["libecpg", "libpgtypes"].iter().any(|start| name.starts_with(start));
    let for_others = [".a", ".py", ".pyc", ".js", ".md5"].iter().any(|ending| name.ends_with(ending)) || of_ecpg;
    if in_bin { PROGRAMS.iter().any(|kept| name == program(kept)) || name.ends_with(".dll") } else { !for_others }
}

fn program(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

/// Returns the platform that the compiler builds for, in its words.
fn host() -> Done<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = output(Command::new(rustc).arg("-vV"))?;
    let line = said.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).ok_or_else(|| "rustc does not say what it builds for".to_owned())
}

fn make_dir(dir: &Path) -> Done {
    fs::create_dir_all(dir).map_err(|error| failed("make", dir, &error))
}

fn copy(from: &Path, to: &Path) -> Done {
    fs::copy(from, to).map(|_| ()).map_err(|error| failed("copy", from, &error))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Done {
    let leads_to = fs::read_link(from).map_err(|error| failed("read", from, &error))?;
    std::os::unix::fs::symlink(leads_to, to).map_err(|error| failed("make", to, &error))
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> Done {
    copy(from, to)
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> String {
    format!("could not {verb} {}: {error}", path.display())
}
