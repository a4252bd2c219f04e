//! Which PostgreSQL a command takes, and what it says of that.

#![cfg(unix)]

mod common;

use common::{Room, engine};
use nexusql_engine::{EngineOptions, find};

#[test]
fn a_folder_without_an_engine_is_told() {
    let room = Room::new("folder_without_engine");
    room.write("a.sql", "select 1;");
    let said = room.run(&["plan", "empty", "a.sql", "--engine-dir", "/nonexist"]).ends_with(2);
    assert!(said.err.contains("no PostgreSQL is in \"/nonexist\""), "{}", said.err);
    let dir = engine().bin_dir;
    room.run(&["plan", "empty", "a.sql", "--engine-dir", &dir.to_string_lossy()]).ends_with(0);
}

#[test]
fn a_release_is_taken_by_its_number() {
    let room = Room::new("release_by_number");
    room.write("a.sql", "create table a (x int);");
    for engine in find(&EngineOptions::from_env()).iter().filter(|engine| engine.is_reachable()) {
        let said = room.run(&["plan", "empty", "a.sql", "--scratch", &engine.version]).ends_with(0);
        assert!(said.out.contains(&format!("proven on PostgreSQL {}:", engine.version)), "{}", said.out);
    }
    let said = room.run(&["plan", "empty", "a.sql", "--scratch", "18.99"]).ends_with(4);
    assert!(said.err.contains("no PostgreSQL 18.99 engine was found"), "{}", said.err);
}

/// Where all engines have ICU and lz4, or none, there is nothing to choose, and the schema loads or says so.
#[test]
fn what_one_engine_lacks_another_has() {
    let room = Room::new("what_one_engine_lacks");
    let engines: Vec<_> = find(&EngineOptions::from_env()).into_iter().filter(|engine| engine.is_reachable()).collect();
    room.write("icu.sql", "create collation c (provider = icu, locale = 'de');");
    room.write("lz4.sql", "create table t (x text compression lz4);");
    for engine in &engines {
        let about = engine.about();
        // Version: 14 and later know the words of the second one.
        let files = [("icu.sql", about.icu), ("lz4.sql", about.lz4)];
        for (file, has) in files.into_iter().take(if engine.major < 14 { 1 } else { 2 }) {
            let said =
                room.run(&["plan", "empty", file, "--scratch", &engine.version]).ends_with(if has { 0 } else { 2 });
            assert!(
                has || said.err.contains("have it: add --scratch")
                    || said.err.contains("has it: add --scratch")
                    || said.err.contains("--scratch URL"),
                "{}",
                said.err
            );
        }
    }
    // The newest major counts more, but of its builds the most able is taken.
    let newest = engines.iter().map(|engine| engine.major).max();
    let able = engines.iter().any(|engine| Some(engine.major) == newest && engine.about().icu);
    room.run(&["plan", "empty", "icu.sql"]).ends_with(if able { 0 } else { 2 });
}

#[test]
fn a_snapshot_is_compared_on_its_own_major() {
    let room = Room::new("snapshot_own_major");
    room.write("a.sql", "create table a (x int);");
    for engine in find(&EngineOptions::from_env()).iter().filter(|engine| engine.is_reachable()) {
        let major = engine.major.to_string();
        room.run(&["dump", "a.sql", "--format", "json", "-o", "a.json", "--scratch", &major]).ends_with(0);
        for sides in [["a.json", "a.sql"], ["a.sql", "a.json"], ["a.json", "a.json"]] {
            let said = room.run(&["diff", sides[0], sides[1]]).ends_with(0);
            assert_eq!(said.err, "", "{sides:?}");
        }
        let said = room.run(&["plan", "a.json", "empty"]).ends_with(0);
        assert!(said.out.contains(&format!("proven on PostgreSQL {major}")), "{}", said.out);
    }
}
