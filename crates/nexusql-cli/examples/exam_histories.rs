//! Runs every history below a folder from empty to its end, then again, and asks which ways down restore; a line for each.
//!
//! `cargo xtask exam histories FOLDER [NAME=SEARCH_PATH …]` runs it. The schemas of a search path are made before.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // A program for developers: a failure to set up is a failure.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};

/// What a command said: its code, and its lines on both streams.
struct Said {
    code: Option<i32>,
    lines: Vec<String>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, rest) = arguments.split_first().expect("usage: exam_histories FOLDER [NAME=SEARCH_PATH …]");
    let options = EngineOptions::from_env();
    let found = find(&options);
    let engine = select(&found, Wanted::Auto { server_major: None }).unwrap();
    let scratch = Scratch::start(engine, &options).unwrap();
    let mut histories: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    histories.retain(|path| path.is_dir());
    histories.sort();
    println!("PostgreSQL {} on {} histories", engine.version, histories.len());
    for (n, history) in histories.iter().enumerate() {
        let name = history.file_name().unwrap().to_string_lossy().into_owned();
        let path = rest.iter().find_map(|word| word.strip_prefix(&name)?.strip_prefix('='));
        println!("{name}: {}", one(history, &url(&scratch, &format!("history_{n}"), path)));
    }
}

/// Makes a database and returns where it is.
fn url(scratch: &Scratch, name: &str, search_path: Option<&str>) -> String {
    let (user, port, socket) = (scratch.user(), scratch.port(), scratch.socket_dir().display());
    let url = |database: &str| format!("postgresql://{user}@/{database}?host={socket}&port={port}");
    nexusql(&["query", "-x", &url("postgres"), &format!("create database {name} template template0")]);
    let Some(path) = search_path else { return url(name) };
    for schema in path.split(',').filter(|schema| *schema != "public") {
        nexusql(&["query", "-x", &url(name), &format!("create schema {schema}")]);
    }
    nexusql(&["query", "-x", &url("postgres"), &format!("alter database {name} set search_path = {path}")]);
    url(name)
}

fn one(history: &Path, url: &str) -> String {
    let folder = history.display().to_string();
    let begun = Instant::now();
    let up = nexusql(&["migrate", "up", &folder, "--url", url, "--history-schema", "public", "--yes"]);
    let took = begun.elapsed().as_secs_f64();
    let n = up.lines.iter().filter(|line| line.starts_with("applied ")).count();
    if up.code != Some(0) {
        let status = nexusql(&["migrate", "status", &folder, "--url", url, "--history-schema", "public"]);
        let applied = status.lines.iter().filter(|line| line.contains(" applied ")).count();
        return format!("stopped after {applied} migrations: {}", up.error());
    }
    let again = nexusql(&["migrate", "up", &folder, "--url", url, "--history-schema", "public", "--yes"]);
    let again =
        if again.lines == ["nothing is pending"] { "a second run has nothing to do" } else { "A SECOND RUN HAS WORK" };
    let verify = nexusql(&["migrate", "verify", &folder]);
    let found = verify.lines.iter().find(|line| line.contains("restored by their ways down"));
    let found = found.cloned().unwrap_or_else(|| format!("verify stopped: {}", verify.error()));
    format!("{n} migrations in {took:.1} s; {again}; {found}")
}

impl Said {
    /// Returns the error and its place.
    fn error(&self) -> String {
        let lines = self.lines.iter().skip_while(|line| !line.starts_with("error")).take(2);
        lines.map(|line| line.trim()).collect::<Vec<_>>().join(" ")
    }
}

/// Runs the binary that was built with this program.
fn nexusql(arguments: &[&str]) -> Said {
    let own = std::env::current_exe().unwrap();
    let program = own.parent().and_then(Path::parent).unwrap().join(format!("nexusql{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Said { code: output.status.code(), lines: text.lines().map(str::to_owned).collect() }
}
