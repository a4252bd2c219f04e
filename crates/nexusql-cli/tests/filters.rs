//! What filters leave out, what stands and falls with it, and names that fit nothing.

#![cfg(unix)]

mod common;

use common::{Room, ask};

const V1: &str = "
create schema app;
create function app.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create table app.users (id int primary key, name text);
create table app.tmp_x (id int references app.users, at date);
create trigger stamp before insert on app.tmp_x for each row execute function app.stamp();
create statistics app.tmp_stats on id, at from app.tmp_x;
create view app.late as select at from app.tmp_x;
";

#[test]
fn a_schema_that_is_nowhere_is_an_error() {
    let room = Room::new("schema_nowhere");
    room.write("v1.sql", V1);
    for command in ["diff", "plan"] {
        let said = room.run(&[command, "empty", "v1.sql", "--schema", "ap"]).ends_with(2);
        assert!(said.err.contains("no schema is called \"ap\""), "{}", said.err);
        assert!(said.err.contains("app, public"), "{}", said.err);
    }
    let said = room.run(&["dump", "v1.sql", "--schema", "ap"]).ends_with(2);
    assert!(said.err.contains("no schema is called \"ap\""), "{}", said.err);
}

#[test]
fn a_name_that_fits_nothing_is_told() {
    let room = Room::new("name_fits_nothing");
    room.write("v1.sql", V1);
    let said = room.run(&["diff", "v1.sql", "v1.sql", "--exclude", "tmq_*"]).ends_with(0);
    assert!(said.err.contains("warning: --exclude \"tmq_*\" fits nothing"), "{}", said.err);
    let said = room.run(&["diff", "v1.sql", "v1.sql", "--exclude", "tmp_*"]).ends_with(0);
    assert_eq!(said.err, "");
}

#[test]
fn an_object_is_known_by_its_own_name() {
    let room = Room::new("own_name");
    room.write(
        "v1.sql",
        format!(
            "{V1} create table \"Odd One\" (x int); create function f(int) returns int language sql as 'select 1';"
        ),
    );
    for names in [
        ["tmp_x", "stamp", "Odd One", "f"],
        ["app.tmp_x", "app.stamp", "public.\"Odd One\"", "public.f"],
        ["tmp_*", "app.stamp()", "\"Odd One\"", "f(integer)"],
        ["*.tmp_*", "sta*", "Odd*", "public.f(*)"],
    ] {
        let exclude: Vec<&str> = names.iter().flat_map(|name| ["--exclude", name]).collect();
        let said = room.run(&[&["plan", "empty", "v1.sql"], &exclude[..]].concat()).ends_with(0);
        let made = said.out.lines().filter(|line| line.starts_with("CREATE")).collect::<Vec<_>>().join("\n");
        assert_eq!(made, "CREATE SCHEMA app;\nCREATE TABLE app.users (", "{names:?}");
    }
}

#[test]
fn what_needs_an_excluded_object_is_not_made() {
    let room = Room::new("needs_an_excluded");
    room.write("v1.sql", V1);
    let said = room.run(&["plan", "empty", "v1.sql", "--exclude", "app.tmp_x"]).ends_with(0);
    assert!(said.out.contains("proven on") && !said.out.contains("tmp_stats"), "{}", said.out);
    let notice = "view app.late is left out too, since it needs column app.tmp_x.at";
    assert!(said.err.contains(notice), "{}", said.err);
    for kinds in ["table", "function,column"] {
        let said = room.run(&["plan", "empty", "v1.sql", "--ignore", kinds]).ends_with(0);
        assert!(said.out.contains("proven on"), "{}", said.out);
        let said = room.run(&["plan", "v1.sql", "empty", "--ignore", kinds]).ends_with(0);
        assert!(said.out.contains("proven on") || said.out.contains("nothing to do"), "{}", said.out);
    }
    // A dump is to be loaded where the rest is.
    let said = room.run(&["dump", "v1.sql", "--exclude", "app.tmp_x"]).ends_with(0);
    assert!(said.out.contains("CREATE VIEW app.late"), "{}", said.out);
}

#[test]
fn what_an_excluded_object_needs_stays() {
    let room = Room::new("excluded_needs");
    let url =
        room.database(&format!("{V1} insert into app.users values (1, 'a'); insert into app.tmp_x values (1, now());"));
    for current in ["v1.sql", &url] {
        room.write("v1.sql", V1);
        let said = room.run(&["plan", current, "empty", "--exclude", "tmp_x"]).ends_with(0);
        assert!(said.out.contains("proven on") && !said.out.contains("DROP FUNCTION"), "{}", said.out);
        let notice = "function app.stamp() is left out too, since table app.tmp_x needs it";
        assert!(said.err.contains(notice) || said.err.contains("function app.stamp() is left out too"), "{}", said.err);
    }
}

#[test]
fn a_server_with_excluded_tables_is_planned_proven_and_changed() {
    let room = Room::new("excluded_tables");
    let url =
        room.database(&format!("{V1} insert into app.users values (1, 'a'); insert into app.tmp_x values (1, now());"));
    room.write(
        "v2.sql",
        "create schema app; create table app.users (id int primary key, name text not null, mail text);",
    );
    let filters = ["--exclude", "app.tmp_*"];
    let said = room.run(&[&["plan", &url, "v2.sql", "--format", "json", "-o", "plan.json"], &filters[..]].concat());
    let said = said.ends_with(0);
    assert!(said.err.contains("proven on") && !said.err.contains("not proven: no scratch"), "{}", said.err);
    // The plan knows its filters.
    let said = room.run(&["apply", "plan.json", "--to", &url, "--yes", "--exclude", "b"]).ends_with(2);
    assert!(said.err.starts_with("error: --exclude cannot be added to a plan that is made\n"), "{}", said.err);
    room.run(&["apply", "plan.json", "--to", &url, "--yes"]).ends_with(0);
    let again = room.run(&["apply", "plan.json", "--to", &url, "--yes"]).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    assert_eq!(ask(&url, "select count(*)::text from app.tmp_x"), "1");
    room.run(&[&["diff", &url, "v2.sql"], &filters[..]].concat()).ends_with(0);
    let said = room.run(&[&["apply", "v2.sql", "--to", &url, "--yes"], &filters[..]].concat()).ends_with(0);
    assert!(said.out.contains("nothing to do"), "{}", said.out);
}
