//! Servers that fail while steps run.

use std::thread;
use std::time::{Duration, Instant};

use crate::check;
use crate::common::{Room, ask, server, spawn};
use expect_test::expect;

#[test]
fn server_that_goes_away_midway() {
    let room = Room::new("server_that_goes_away");
    let url = room.database("create table a (x int); insert into a select generate_series(1, 10)");
    room.write("schema.sql", "create table a (x int);\ncreate table b (x int);\ncreate index a_idx on a (x);\n");
    let admin = server().connection_string("postgres");
    // A lock holds the step up until its session is ended.
    let mut holder = postgres::Client::connect(&url, postgres::NoTls).expect("a test stops where its set-up fails");
    holder.batch_execute("begin; lock table a in access exclusive mode").expect("a test stops where its set-up fails");
    let child = spawn(&mut room.command(&["apply", "schema.sql", "--to", &url, "--yes", "--no-prove"]));
    drop_after_wait(&admin, "server_that_goes_away");
    let said = crate::common::collect(child);
    expect![[r#"
        exit 5
        not proven: it was not asked for
        -- group 1 of 2, one transaction
        CREATE TABLE public.b (
            x integer
        );

        -- group 2 of 2, outside a transaction
        -- locks SHARE UPDATE EXCLUSIVE on public.a
        CREATE INDEX CONCURRENTLY a_idx ON public.a USING btree (x);

        error: terminating connection due to administrator command (57P01)
          detail: Group 1 of 2 was committed.
                  Group 2 runs outside a transaction: what it left behind is put right by the next run.
          hint: Run the same command again: it goes on from there.
    "#]]
    .assert_eq(&said.shown(&room));
    assert_eq!(said.code, Some(5));
    holder.batch_execute("rollback").expect("a test stops where its set-up fails");
    room.run(&["apply", "schema.sql", "--to", &url, "--yes"]).ends_with(0);
    room.run(&["diff", &url, "schema.sql"]).ends_with(0);
}

/// Ends the session in `database` that waits for a lock, as soon as there is one.
fn drop_after_wait(admin: &str, database: &str) {
    let begun = Instant::now();
    let sql = format!(
        "select count(pg_terminate_backend(pid))::text from pg_stat_activity \
         where datname = '{database}' and wait_event_type = 'Lock'"
    );
    while ask(admin, &sql) == "0" {
        assert!(begun.elapsed() < Duration::from_secs(30), "no session waits");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn lock_that_is_not_got_in_time() {
    let room = Room::new("lock_not_got_in_time");
    let url = room.database("create table a (x int)");
    room.write("schema.sql", "create table a (x int, y int);\n");
    let mut holder = postgres::Client::connect(&url, postgres::NoTls).expect("a test stops where its set-up fails");
    holder.batch_execute("begin; lock table a in access share mode").expect("a test stops where its set-up fails");
    check(
        &room,
        &["apply", "schema.sql", "--to", &url, "--yes", "--no-prove"],
        4,
        &expect![[r#"
            exit 4
            not proven: it was not asked for
            -- group 1 of 1, one transaction
            -- locks ACCESS EXCLUSIVE on public.a
            ALTER TABLE public.a ADD COLUMN y integer;

            error: canceling statement due to lock timeout (55P03)
              detail: The statement was:
                      ALTER TABLE public.a ADD COLUMN y integer
                      Nothing was committed before.
                      Group 1 was rolled back.
              hint: Once the cause is gone, run the same command again: it goes on from there.
        "#]],
    );
    holder.batch_execute("rollback").expect("a test stops where its set-up fails");
    room.run(&["apply", "schema.sql", "--to", &url, "--yes"]).ends_with(0);
}
