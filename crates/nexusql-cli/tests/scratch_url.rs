//! `--scratch postgres://…`: databases and roles made on a server of the user's, and nothing left of them, whatever happens.

#![cfg(unix)]

mod common;

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use common::{Room, ask, engine, run_sql, spawn};
use expect_test::expect;
use nexusql_engine::{EngineOptions, Scratch};

/// The user's server, which is the test's own: others would leave things on it, too.
fn users_server() -> Scratch {
    Scratch::start(&engine(), &EngineOptions::from_env()).expect("the engine starts")
}

const DATABASES: &str =
    "select string_agg(datname, ' ' order by datname) from pg_database where datname like 'nexusql%'";
const ROLES: &str =
    "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname like 'role!_of!_%' escape '!'";

/// Waits until `sql` says `wanted`.
#[track_caller]
fn wait_for(url: &str, sql: &str, wanted: &str) {
    let begun = Instant::now();
    while ask(url, sql) != wanted {
        assert!(begun.elapsed() < Duration::from_secs(30), "{sql}: {}", ask(url, sql));
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_proof_names_the_server() {
    let room = Room::new("proof_names_the_server");
    let server = users_server();
    let url = server.connection_string("postgres");
    room.write("v1.sql", "create table a (x int);").write("v2.sql", "create table a (x int, y int);");
    let said = room.run(&["plan", "v1.sql", "v2.sql", "--scratch", &url]).ends_with(0);
    let place = format!("(a database made on your server {}:5432)", server.socket_dir().display());
    let line = format!("proven on PostgreSQL {} {place}: 1 step ran", engine().version);
    assert!(said.out.contains(&line), "{line}: {}", said.out);
    let json = room.run(&["plan", "v1.sql", "v2.sql", "--scratch", &url, "--format", "json"]).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert!(json["proof"]["server"].as_str().is_some_and(|text| text.contains(&place)), "{}", json["proof"]);
}

#[test]
fn a_database_with_subscriptions_is_dropped() {
    let room = Room::new("database_with_subscriptions");
    let server = users_server();
    let url = server.connection_string("postgres");
    let subscription = "create subscription s_1 connection 'dbname=nowhere' publication p with (connect = false);";
    room.write("v1.sql", "create table a (x int);").write("v2.sql", format!("create table a (x int);\n{subscription}"));
    for (from, to) in [("v1.sql", "v2.sql"), ("v2.sql", "v1.sql")] {
        let said = room.run(&["plan", from, to, "--scratch", &url]).ends_with(0);
        assert!(said.out.contains("proven on"), "{}", said.out);
        assert_eq!(ask(&url, DATABASES), "");
    }
    assert_eq!(ask(&url, "select count(*)::text from pg_subscription"), "0");
}

/// Starts a run that stays in its source, and returns it once it is there.
fn long_run(room: &Room, url: &str, name: &str) -> Child {
    let subscription = "create subscription s connection 'dbname=nowhere' publication p with (connect = false);";
    let role = format!("create role role_of_{name}; create table t (x int); grant select on t to role_of_{name};");
    room.write(&format!("{name}.sql"), format!("{role} {subscription}\nselect pg_sleep(300), '{name}';"));
    let child = spawn(&mut room.command(&["dump", &format!("{name}.sql"), "--scratch", url]));
    let sleeps = format!(
        "select count(*)::text from pg_stat_activity where query like '%pg_sleep(300), ''{name}''%' and pid <> pg_backend_pid()"
    );
    wait_for(url, &sleeps, "1");
    child
}

#[test]
fn what_a_killed_run_left_is_removed_and_what_a_living_one_has_is_not() {
    let room = Room::new("killed_run_on_a_server");
    let server = users_server();
    let url = server.connection_string("postgres");
    // These only look as if they were ours.
    run_sql(&url, "create database nexusql_scratch_mine");
    run_sql(&url, "create role role_of_mine; comment on role role_of_mine is 'nexusql_scratch_'");
    let mut dead = long_run(&room, &url, "dead");
    let left = ask(&url, DATABASES);
    let mut alive = long_run(&room, &url, "alive");
    let both = ask(&url, DATABASES);
    assert!(both.len() > left.len(), "{both}");
    dead.kill().expect("it runs");
    dead.wait().expect("it ends");
    let held = "select count(*)::text from pg_locks where locktype = 'advisory'";
    wait_for(&url, held, "1");
    assert_eq!(ask(&url, DATABASES), both);

    room.write("v1.sql", "create table a (x int);");
    room.run(&["plan", "empty", "v1.sql", "--scratch", &url]).ends_with(0);
    let living: Vec<String> = both
        .split(' ')
        .filter(|name| !left.contains(*name) || *name == "nexusql_scratch_mine")
        .map(str::to_owned)
        .collect();
    assert_eq!(ask(&url, DATABASES), living.join(" "));
    assert_eq!(ask(&url, ROLES), "role_of_alive role_of_mine");

    alive.kill().expect("it runs");
    alive.wait().expect("it ends");
    wait_for(&url, held, "0");
    room.run(&["plan", "empty", "v1.sql", "--scratch", &url]).ends_with(0);
    assert_eq!(ask(&url, DATABASES), "nexusql_scratch_mine");
    assert_eq!(ask(&url, ROLES), "role_of_mine");
}

#[test]
fn roles_of_a_plan_are_dropped_too() {
    let room = Room::new("roles_of_a_plan");
    let (server, users) = (users_server(), users_server());
    let (url, scratch) = (server.connection_string("current"), users.connection_string("postgres"));
    // The current schema is a server's, so it is rendered on the scratch, and mentions roles that are not there.
    run_sql(
        &url,
        "create role role_of_owner; create table a (x int); alter table a owner to role_of_owner; grant select on a to role_of_owner",
    );
    room.write("v2.sql", "create table a (x int, y int); alter table a owner to role_of_owner;");
    let said = room.run(&["plan", &url, "v2.sql", "--scratch", &scratch, "--ignore", "owner"]).ends_with(0);
    assert!(said.out.contains("proven on"), "{}", said.out);
    assert_eq!(ask(&scratch, ROLES), "");
    assert_eq!(ask(&scratch, DATABASES), "");
}

#[test]
fn a_scratch_server_without_the_right_to_make_roles() {
    let room = Room::new("scratch_without_createrole");
    let server = users_server();
    let url = server.connection_string("postgres");
    run_sql(&url, "create role modest login createdb");
    let modest = url.replace("user=postgres", "user=modest");
    room.write("schema.sql", "create table a (x int);\ngrant select on a to role_of_nobody;\n");
    let said = room.run(&["plan", "empty", "schema.sql", "--scratch", &modest]);
    let shown: Vec<String> =
        said.shown(&room).lines().filter(|line| !line.contains("detail:")).map(str::to_owned).collect();
    expect![[r#"
        exit 4
        error: permission denied to create role (42501)
          hint: Grant CREATEROLE to the role of --scratch, make the role there yourself, or leave --scratch out to use a private engine."#]].assert_eq(&shown.join("\n"));
    assert_eq!(ask(&url, DATABASES), "");
    room.write("schema.sql", "create table a (x int);\n");
    room.run(&["plan", "empty", "schema.sql", "--scratch", &modest]).ends_with(0);
    assert_eq!(ask(&url, DATABASES), "");
}
