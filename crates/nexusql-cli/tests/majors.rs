//! A server and a scratch of different majors: what plan, proof and apply do, and what they say.

#![cfg(unix)]

mod common;

use std::path::PathBuf;
use std::process::Command;

use common::{Room, Said, ask, run_sql, said};
use expect_test::{Expect, expect};
use nexusql_engine::{Engine, EngineOptions, Scratch, find};

/// The oldest and the newest engine of the machine. Before 15 the schema `public` is another one, which is told.
fn engines() -> (Engine, Engine) {
    let engines: Vec<Engine> = find(&EngineOptions::from_env())
        .into_iter()
        .filter(|engine| engine.is_reachable() && engine.major >= 15)
        .collect();
    let (newest, oldest) = (engines.first().cloned(), engines.last().cloned());
    match (oldest, newest) {
        (Some(old), Some(new)) if old.major < new.major => (old, new),
        _ => panic!("these tests need engines of two majors: run \"nexusql engine install 18\" and \"… 15\""),
    }
}

fn server(engine: &Engine) -> Scratch {
    Scratch::start(engine, &EngineOptions::from_env()).expect("the engine starts")
}

const OLD: &str = "create table a (x int primary key, y text default 'q'); \
                   create view v as select x, upper(y) as y from a; insert into a values (1, 'kept');";
const NEW: &str = "create table a (x int primary key, y text default 'q', z int not null default 0); \
                   create view v as select x, upper(y) as y from a; create index a_z on a (z);";

/// Checks what is said on standard error, whatever the majors are.
#[track_caller]
fn says(said: &Said, (server, scratch): (u32, u32), expected: &Expect) {
    let name = |text: &str| text.replace(&server.to_string(), "SERVER").replace(&scratch.to_string(), "SCRATCH");
    expected.assert_eq(&name(&said.err));
}

#[test]
fn a_scratch_newer_than_the_server() {
    let room = Room::new("scratch_newer_than_server");
    let (old, new) = engines();
    let (server, majors) = (server(&old), (old.major, new.major));
    let url = server.connection_string("current");
    run_sql(&url, OLD);
    room.write("new.sql", NEW);
    let major = new.major.to_string();
    let on_new = ["--scratch", major.as_str()];

    let plan = room.run(&[&["plan", &url, "new.sql"], &on_new[..]].concat()).ends_with(0);
    says(
        &plan,
        majors,
        &expect![[r#"
        notice: a schema of PostgreSQL SERVER is compared on SCRATCH
          hint: To compare on SERVER, leave --scratch out.
    "#]],
    );
    assert!(plan.out.contains(&format!("proven on PostgreSQL {major}.")), "{}", plan.out);
    let line = format!("not proven: The server is PostgreSQL {}, and this was run on {major}.", old.major);
    assert!(plan.out.contains(&line), "{}", plan.out);

    room.run(&[&["plan", &url, "new.sql", "--format", "json", "-o", "plan.json"], &on_new[..]].concat()).ends_with(0);
    let done = room.run(&["apply", "plan.json", "--to", &url, "--yes"]).ends_with(0);
    assert!(done.out.contains("the server has the desired schema"), "{}", done.out);
    assert_eq!(ask(&url, "select y || z from a"), "kept0");
    // Once more: the server is where the plan ends, which only a scratch can tell.
    let again = room.run(&["apply", "plan.json", "--to", &url, "--yes"]).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    let again = room.run(&[&["apply", "new.sql", "--to", &url, "--yes"], &on_new[..]].concat()).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    run_sql(&url, "alter table a add column somebody_elses int");
    let moved = room.run(&["apply", "plan.json", "--to", &url, "--yes"]).ends_with(3);
    assert!(moved.err.contains("the server is no longer what the plan was made for"), "{}", moved.err);
}

#[test]
fn what_only_the_scratch_can_do_fails_on_the_server_with_the_reason() {
    let room = Room::new("only_the_scratch_can");
    let (old, new) = engines();
    if new.major < 18 || old.major >= 18 {
        panic!("this test needs PostgreSQL 18 and an older one: run \"nexusql engine install 18\"");
    }
    let server = server(&old);
    let url = server.connection_string("current");
    run_sql(&url, OLD);
    room.write("new.sql", "create table a (x int primary key, y text default 'q', z int generated always as (x) virtual); create view v as select x, upper(y) as y from a;");
    let said = room.run(&["apply", "new.sql", "--to", &url, "--yes", "--scratch", &new.major.to_string()]).ends_with(4);
    says(
        &said,
        (old.major, new.major),
        &expect![[r#"
            notice: a schema of PostgreSQL SERVER is compared on SCRATCH
              hint: To compare on SERVER, leave --scratch out.
            error: syntax error at end of input (42601)
              detail: The statement was:
                      ALTER TABLE public.a ADD COLUMN z integer GENERATED ALWAYS AS (x)
                      Nothing was committed before.
                      Group 1 was rolled back.
              hint: The plan was made on PostgreSQL SCRATCH, and the server is SERVER. Leave --scratch out, or run "nexusql engine install SERVER", to plan on SERVER.
        "#]],
    );
    assert_eq!(
        ask(&url, "select string_agg(attname, ' ') from pg_attribute where attrelid = 'a'::regclass and attnum > 0"),
        "x y"
    );
}

/// Runs the command on a machine that has no other engine than `engine`.
fn with_only(room: &Room, engine: &Engine, arguments: &[&str]) -> Said {
    let cache: PathBuf = room.path().join("cache");
    common::set_mode(room.path(), 0o755);
    let mut command: Command = room.command(arguments);
    said(command.env("NEXUSQL_ENGINE_DIRS", &engine.bin_dir).env("NEXUSQL_CACHE", cache).env("PATH", "/bin"))
}

#[test]
fn a_server_newer_than_any_engine() {
    let room = Room::new("server_newer_than_any_engine");
    let (old, new) = engines();
    let (server, majors) = (server(&new), (new.major, old.major));
    let url = server.connection_string("current");
    run_sql(&url, OLD);
    room.write("new.sql", NEW);
    let plan = with_only(&room, &old, &["plan", &url, "new.sql"]).ends_with(0);
    says(
        &plan,
        majors,
        &expect![[r#"
        notice: a schema of PostgreSQL SERVER is compared on SCRATCH
          hint: To compare on SERVER, run "nexusql engine install SERVER".
    "#]],
    );
    assert!(plan.out.contains(&format!("proven on PostgreSQL {}.", old.major)), "{}", plan.out);
    let line = format!("not proven: The server is PostgreSQL {}, and this was run on {}.", new.major, old.major);
    assert!(plan.out.contains(&line), "{}", plan.out);
    with_only(&room, &old, &["apply", "new.sql", "--to", &url, "--yes"]).ends_with(0);
    assert_eq!(ask(&url, "select y || z from a"), "kept0");
    let again = with_only(&room, &old, &["apply", "new.sql", "--to", &url, "--yes"]).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    // What the engine cannot hold is told with the way out.
    if new.major >= 18 {
        run_sql(&url, "alter table a add column w int generated always as (x) virtual");
        let said = with_only(&room, &old, &["plan", &url, "new.sql"]).ends_with(2);
        let first: String = said
            .err
            .lines()
            .filter(|line| line.starts_with("error") || line.contains("hint"))
            .collect::<Vec<_>>()
            .join("\n");
        assert!(
            first.contains(&format!("PostgreSQL {} cannot hold a schema of PostgreSQL {}: ", old.major, new.major)),
            "{first}"
        );
        assert!(first.contains(&format!("nexusql engine install {}", new.major)), "{first}");
    }
}
