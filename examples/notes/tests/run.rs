//! The program, run as its users run it, on each engine.

use std::process::Command;

use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use nexusql_testkit::MariaDb;

const NOTES: &str = "hello-world: Hello World\na-second-note: A Second Note\n";

#[track_caller]
fn notes(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_notes")).args(arguments).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn runs_on(url: &str) {
    let applied = "applied 001_notes\napplied 002_fill_slugs\napplied 003_slugs_are_unique\n";
    assert_eq!(notes(&[url]), format!("{applied}{NOTES}"));
    assert_eq!(notes(&[url]), NOTES);
    let undone = "undone 003_slugs_are_unique\nundone 002_fill_slugs\nundone 001_notes\n";
    assert_eq!(notes(&[url, "undo"]), undone);
    assert_eq!(notes(&[url]), format!("{applied}{NOTES}"));
}

#[test]
fn it_runs_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    runs_on(&format!("sqlite:///{}/notes.db", folder.path().display()));
}

#[test]
fn it_runs_on_postgresql() {
    let engines = EngineOptions::from_env();
    let found = find(&engines);
    let engine = select(&found, Wanted::Auto { server_major: None }).expect("the machine has an engine");
    let server = Scratch::start(engine, &engines).expect("the engine starts");
    let (user, socket, port) = (server.user(), server.socket_dir().display(), server.port());
    runs_on(&format!("postgresql://{user}@/postgres?host={socket}&port={port}"));
}

#[test]
fn it_runs_on_mariadb() {
    let server = MariaDb::start("notes", &[]).expect("MariaDB starts; Debian has it as mariadb-server");
    let url = |database: &str| format!("mysql://root@127.0.0.1:{}/{database}", server.port());
    let runtime = tokio::runtime::Runtime::new().expect("it starts");
    runtime.block_on(async {
        let manager = nexusql::DatabaseManager::connect(&url("mysql")).await.expect("it answers");
        manager.execute("create database notes", ()).await.expect("there is none");
        manager.close().await;
    });
    runs_on(&url("notes"));
}
