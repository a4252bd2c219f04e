//! Reading and changing a server that others use at the same time.

#![cfg(unix)]

mod common;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use common::Room;

#[test]
fn a_schema_that_changes_while_it_is_read_is_read() {
    let room = Room::new("schema_that_changes");
    let url = room.database("create table kept (x int);");
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for worker in 0..2 {
            let (url, stop) = (&url, &stop);
            scope.spawn(move || {
                let mut client = postgres::Client::connect(url, postgres::NoTls).expect("the test's server answers");
                while !stop.load(Ordering::Relaxed) {
                    let all = format!(
                        "create table t{worker} (x int primary key, y int check (y > 0));
                         create index i{worker} on t{worker} (y);
                         create view v{worker} as select * from t{worker};
                         create statistics s{worker} on x, y from t{worker};"
                    );
                    client.batch_execute(&all).expect("it can be made");
                    client.batch_execute(&format!("drop table t{worker} cascade")).expect("it can be dropped");
                    thread::sleep(Duration::from_millis(100));
                }
            });
        }
        let ends: Vec<_> = (0..12).map(|_| room.run(&["diff", &url, &url])).collect();
        stop.store(true, Ordering::Relaxed);
        for said in ends {
            assert!(matches!(said.code, Some(0 | 1)), "{}", said.err);
        }
    });
}

/// What a run that was killed left at work on the server is waited for before anything is read.
#[test]
fn a_run_waits_for_one_that_is_at_work() {
    let room = Room::new("waits_for_one");
    let url = room.database("create table t (x int);");
    room.write("v2.sql", "create table t (x int, y int);");
    let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("the test's server answers");
    client.batch_execute("select pg_advisory_lock(31073815479153004)").expect("the lock is free");
    let said = thread::scope(|scope| {
        let run = scope.spawn(|| room.run(&["apply", "v2.sql", "--to", &url, "--yes"]));
        thread::sleep(Duration::from_secs(3));
        client.batch_execute("alter table t add column z int").expect("it is not locked");
        drop(client);
        run.join().expect("the run ends")
    });
    // It saw the column that came while it waited.
    assert!(said.ends_with(3).err.contains("column public.t.z"));
}

#[test]
fn a_locked_table_is_not_waited_for_without_end() {
    let room = Room::new("locked_table");
    let url = room.database("create table t (x int); create view v as select * from t;");
    let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("the test's server answers");
    client.batch_execute("begin; lock table t").expect("it can be locked");
    let begun = Instant::now();
    let said = room.run(&["diff", &url, &url]).ends_with(4);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    assert!(said.err.contains("could not read the schema, for a table is locked"), "{}", said.err);
    assert!(said.err.contains("holds ACCESS EXCLUSIVE on t: begin; lock table t"), "{}", said.err);
}
