//! Engines of this machine are found, once each, and a warm search starts no program.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::Nest;
use nexusql_base::ErrorKind;
use nexusql_engine::{Origin, Wanted, find, prune, remove, select};

#[test]
fn the_machines_engines_are_found_once_and_newest_first() {
    let nest = Nest::new();
    let mut options = nest.options.clone();
    let engines = find(&options);
    assert!(!engines.is_empty(), "these tests need a PostgreSQL on the machine");
    assert!(engines.is_sorted_by_key(|engine| std::cmp::Reverse(engine.major)));
    for engine in &engines {
        assert!(engine.program("initdb").is_file(), "{engine:?}");
        assert_eq!(engines.iter().filter(|other| other.bin_dir == engine.bin_dir).count(), 1);
    }
    options.extra_dirs = vec![engines[0].bin_dir.clone()];
    let again = find(&options);
    assert_eq!(again.len(), engines.len());
    assert!(again.iter().any(|engine| engine.origin == Origin::Named && engine.bin_dir == engines[0].bin_dir));
}

#[test]
fn an_engine_says_what_it_can_do() {
    let engine = Nest::new().engine();
    let about = engine.about();
    assert!(about.extensions.contains("plpgsql") && about.extensions.len() > 1, "{about:?}");
    let has = |program: &str| engine.bin_dir.join(program).is_file();
    assert_eq!((about.psql, about.pg_dump), (has("psql"), has("pg_dump")), "{about:?}");
}

#[cfg(unix)]
#[test]
fn a_warm_search_starts_no_program() {
    let nest = Nest::new();
    let bin = nest.dir.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let runs = nest.dir.path().join("runs");
    let script = format!("#!/bin/sh\necho run >>{}\necho 'postgres (PostgreSQL) 99.3'\n", runs.display());
    for name in ["postgres", "initdb"] {
        std::fs::write(bin.join(name), &script).unwrap();
        common::set_mode(&bin.join(name), 0o755);
    }
    let mut options = nest.options.clone();
    options.extra_dirs = vec![bin];
    assert_eq!(find(&options)[0].version, "99.3");
    assert_eq!(find(&options)[0].major, 99);
    assert_eq!(std::fs::read_to_string(runs).unwrap(), "run\n");
}

#[test]
fn no_engine_at_all_is_told_with_the_way_out() {
    let nest = Nest::new();
    let mut options = nest.options.clone();
    (options.path_env, options.usual_dirs) = (None, false);
    let error = select(&find(&options), Wanted::Auto { server_major: None }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Engine);
    assert_eq!(error.diagnostic().code, "engine-missing");
    assert_eq!(error.diagnostic().message, "no PostgreSQL engine was found");
    assert!(error.diagnostic().hint.as_deref().unwrap().ends_with("nexusql engine install"));
}

#[test]
fn removing_takes_only_what_is_in_the_cache() {
    let nest = Nest::new();
    for name in ["none", "..", "../tmp", "", "/tmp"] {
        assert_eq!(remove(name, &nest.options).unwrap_err().diagnostic().code, "engine-missing", "{name}");
    }
    assert!(nest.options.temp_dir.is_dir());
}

#[test]
fn pruning_takes_halves_and_templates_of_engines_that_are_gone() {
    let nest = Nest::new();
    let half = nest.options.cache_dir.join("engines/npm.partialAbCdEf");
    let orphan = nest.options.cache_dir.join("templates/0123456789abcdef");
    let whole = nest.options.cache_dir.join("engines/18.4-npm");
    for dir in [&half, &orphan, &whole] {
        std::fs::create_dir_all(dir).unwrap();
    }
    std::fs::write(orphan.join("engine"), "/nowhere/bin").unwrap();
    assert_eq!(prune(&nest.options).removed, [half, orphan]);
    assert!(whole.is_dir());
}
