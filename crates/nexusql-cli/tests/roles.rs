//! `--roles`: roles belong to a whole server, so each schema has one of its own.

#![cfg(unix)]

mod common;

use common::{Room, ask, engine, run_sql};
use expect_test::expect;
use nexusql_engine::{EngineOptions, Scratch};

const OLD: &str = "
create role reader login connection limit 5;
create role former;
create role bystander;
create table notes (x int);
grant select on notes to reader, former;
alter table notes owner to bystander;
";

const NEW: &str = "
create role reader;
create role writer login createdb;
create role bystander;
grant writer to reader;
alter role writer set work_mem = '8MB';
create table notes (x int);
grant select on notes to reader;
grant insert on notes to writer;
alter table notes owner to bystander;
";

fn room(name: &str) -> Room {
    let room = Room::new(name);
    room.write("old.sql", OLD).write("new.sql", NEW);
    room
}

/// A server of the test's own, for roles are everybody's on it.
fn own_server() -> Scratch {
    Scratch::start(&engine(), &EngineOptions::from_env()).expect("the engine starts")
}

#[test]
fn the_roles_of_two_files_are_kept_apart() {
    let room = room("roles_of_two_files");
    let said = room.run(&["diff", "old.sql", "new.sql", "--roles", "--ignore", "privileges"]);
    expect![[r#"
        exit 1
        ~ role reader
            login: true → false
            connection_limit: 5 → -1
            member_of: [] → ["writer"]
            membership_options: {} → {"writer":{"admin":"false","inherit":"true","set":"true"}}
        + role writer
        compared 11 objects
        notice: role former is left out too, since privileges on table public.notes needs it
    "#]]
    .assert_eq(&said.shown(&room));
    for (from, to) in [("old.sql", "new.sql"), ("new.sql", "old.sql"), ("empty", "new.sql"), ("old.sql", "empty")] {
        let said = room.run(&["plan", from, to, "--roles"]).ends_with(0);
        assert!(said.out.contains("proven on") && !said.out.contains("disproven"), "{from} {to}: {}", said.out);
    }
    let without = room.run(&["diff", "old.sql", "new.sql"]).ends_with(1);
    assert!(!without.out.contains(" role "), "{}", without.out);
    let dump = room.run(&["dump", "new.sql", "--roles"]).ends_with(0).out;
    assert!(dump.contains("CREATE ROLE writer CREATEDB LOGIN"), "{dump}");
    assert!(!dump.contains("postgres"), "{dump}");
    room.write("dump.sql", dump);
    room.run(&["diff", "dump.sql", "new.sql", "--roles"]).ends_with(0);
}

#[test]
fn a_server_gets_the_roles_of_a_file() {
    let room = room("server_gets_roles");
    let server = own_server();
    run_sql(&server.connection_string("postgres"), "create role alice superuser login");
    let url = server.connection_string("current").replace("user=postgres", "user=alice");
    run_sql(&url, OLD);
    let plan = room.run(&["plan", &url, "new.sql", "--roles", "--format", "json", "-o", "plan.json"]).ends_with(0);
    assert!(plan.err.contains("proven on"), "{}", plan.err);
    assert!(!room.read("plan.json").contains("DROP ROLE alice"));
    room.run(&["apply", "plan.json", "--to", &url, "--yes"]).ends_with(0);
    room.run(&["diff", &url, "new.sql", "--roles"]).ends_with(0);
    let roles = "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname !~ '^pg_'";
    assert_eq!(ask(&url, roles), "alice bystander postgres reader writer");
    room.run(&["apply", "old.sql", "--to", &url, "--yes", "--roles"]).ends_with(0);
    assert_eq!(ask(&url, roles), "alice bystander former postgres reader");
}

#[test]
fn two_servers_have_their_own_roles() {
    let room = room("two_servers_have_roles");
    let (old, new) = (own_server(), own_server());
    let (old, new) = (old.connection_string("current"), new.connection_string("current"));
    run_sql(&old, OLD);
    run_sql(&new, NEW);
    let plan = room.run(&["plan", &old, &new, "--roles"]).ends_with(0);
    assert!(plan.out.contains("proven on") && plan.out.contains("CREATE ROLE writer"), "{}", plan.out);
    assert!(plan.out.contains("DROP ROLE former"), "{}", plan.out);
    let same = room.run(&["diff", &new, "new.sql", "--roles"]).ends_with(0);
    assert!(same.out.contains("no differences"), "{}", same.out);
}

#[test]
fn roles_are_not_made_on_a_server_that_others_use() {
    let room = room("roles_on_shared_server");
    let server = own_server();
    let url = server.connection_string("postgres");
    let said = room.run(&["plan", "old.sql", "new.sql", "--roles", "--scratch", &url]);
    expect![[r#"
        exit 2
        error: roles cannot be compared on a scratch server of yours
          detail: They belong to the whole server, so those of a schema would be made among its own.
          hint: Leave --scratch out to use a private engine, or leave --roles out.
    "#]]
    .assert_eq(&said.shown(&room));
    assert_eq!(ask(&url, "select count(*)::text from pg_roles where rolname !~ '^pg_'"), "1");
}

/// Two schemas that are loaded at once change the same roles of the scratch that they share.
#[test]
fn schemas_that_change_the_same_roles_do_not_get_in_each_others_way() {
    let room = Room::new("schemas_change_the_same_roles");
    let mut text = "create table t (x int);\n".to_owned();
    for i in 0..60 {
        let role = format!("r{}", i % 3);
        text += &format!(
            "drop role if exists {role};\ncreate role {role};\nalter role {role} set work_mem = '{}MB';\n",
            4 + i
        );
        text += &format!(
            "grant {role} to keeper;\ngrant select on t to {role};\nalter role {role} connection limit {i};\n"
        );
        text += &format!("revoke all on t from {role};\n");
    }
    room.write("a.sql", &text).write("b.sql", &text);
    for _ in 0..3 {
        room.run(&["diff", "a.sql", "b.sql"]).ends_with(0);
    }
}
