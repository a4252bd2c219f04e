//! An apply that stops half way says what was done, and a second one finishes it.

#![cfg(unix)]

mod common;

use std::thread;
use std::time::{Duration, Instant};

use common::{Room, ask, collect, run_sql, spawn};

const V1: &str = "create table a (x int); create table t (x int, y int);";
const V2: &str = "create table a (x int, z int); create table t (x int, y int, constraint small check (x < 10));
    create index on a (x); create table b (x int);";

#[test]
fn a_refused_constraint_tells_what_was_committed() {
    let room = Room::new("refused_constraint");
    let url = room.database(&format!("{V1} insert into t values (11, 1);"));
    room.write("v2.sql", V2);
    let apply = ["apply", "v2.sql", "--to", &url, "--yes"];
    let said = room.run(&apply).ends_with(4);
    assert!(
        said.err.contains("check constraint \"small\" of relation \"t\" is violated by some row (23514)"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("Group 1 of 3 was committed.\n          Group 2 was rolled back.")
            || said.err.contains("Groups 1 to 2 of 3 were committed.\n          Group 3 was rolled back."),
        "{}",
        said.err
    );
    assert!(said.err.contains("run the same command again: it goes on from there."), "{}", said.err);
    run_sql(&url, "update t set x = 1");
    room.run(&apply).ends_with(0);
    room.run(&["diff", &url, "v2.sql"]).ends_with(0);
}

#[test]
fn a_lock_that_is_not_had_tells_what_was_committed() {
    let room = Room::new("lock_not_had");
    let url = room.database("create table t (x int);");
    room.write("v2.sql", "create table t (x int, y int);");
    let mut other = postgres::Client::connect(&url, postgres::NoTls).expect("the test's server answers");
    other.batch_execute("begin; select * from t").expect("it can be read");
    let said = room.run(&["apply", "v2.sql", "--to", &url, "--yes"]).ends_with(4);
    assert!(said.err.contains("lock timeout"), "{}", said.err);
    assert!(said.err.contains("Nothing was committed before.\n          Group 1 was rolled back."), "{}", said.err);
    drop(other);
    room.run(&["apply", "v2.sql", "--to", &url, "--yes"]).ends_with(0);
}

#[test]
fn ctrl_c_ends_with_a_message_and_its_exit_code() {
    let room = Room::new("ctrl_c");
    let url = room.database("create table t (x int);");
    room.write("v2.sql", "create table t (x int, y int);");
    let apply = ["apply", "v2.sql", "--to", &url, "--yes", "--no-prove"];
    for signal in ["INT", "TERM"] {
        let mut other = postgres::Client::connect(&url, postgres::NoTls).expect("the test's server answers");
        other.batch_execute("begin; select * from t").expect("it can be read");
        let child = spawn(&mut room.command(&apply));
        let begun = Instant::now();
        let waits =
            "select count(*)::text from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'ADD COLUMN'
                     and datname = current_database()";
        while ask(&url, waits) == "0" {
            assert!(begun.elapsed() < Duration::from_secs(30), "the run does not come to its step");
            thread::sleep(Duration::from_millis(5));
        }
        let kill = std::process::Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
        let said = collect(child).ends_with(5);
        assert!(said.err.starts_with("error: interrupted\n"), "{}", said.err);
        assert!(said.err.contains("Run the same command again"), "{}", said.err);
        let ended = Instant::now();
        while ask(&url, waits) != "0" {
            assert!(ended.elapsed() < Duration::from_secs(1), "the server was not told to stop");
            thread::sleep(Duration::from_millis(5));
        }
        drop(other);
        assert_eq!(
            ask(&url, "select count(*)::text from pg_attribute where attrelid = 't'::regclass and attnum > 0"),
            "1"
        );
    }
    room.run(&apply).ends_with(0);
}
