//! Renames that are suggested: each can be confirmed as it is printed, and then there is nothing else to do.

#![cfg(unix)]

mod common;

use common::Room;

/// Returns the flags that a plan suggests, as a shell would read them.
fn suggested(out: &str) -> Vec<String> {
    let lines = out.lines().filter_map(|line| line.split_once("confirm with --rename '"));
    lines.map(|(_, rest)| rest.trim_end_matches('\'').to_owned()).collect()
}

#[track_caller]
fn check(name: &str, v1: &str, v2: &str, expected: &[&str]) {
    let room = Room::new(name);
    room.write("v1.sql", v1).write("v2.sql", v2);
    let said = room.run(&["plan", "v1.sql", "v2.sql"]).ends_with(0);
    let flags = suggested(&said.out);
    assert_eq!(flags, expected, "{}", said.out);
    let mut arguments = vec!["plan".to_owned(), "v1.sql".to_owned(), "v2.sql".to_owned()];
    arguments.extend(flags.iter().flat_map(|flag| ["--rename".to_owned(), flag.clone()]));
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let said = room.run(&words).ends_with(0);
    let n_steps = expected.len();
    let noun = if n_steps == 1 { "step" } else { "steps" };
    assert!(said.out.contains(&format!(": {n_steps} {noun} ran")), "{}", said.out);
    assert!(!said.out.contains("DROP ") && !said.out.contains("CREATE "), "{}", said.out);
}

#[test]
fn materialized_views() {
    let v1 = "create materialized view orders_by_day as select 1 as a;";
    let v2 = "create materialized view orders_per_day as select 1 as a;";
    check("suggest_matview", v1, v2, &["public.orders_by_day=public.orders_per_day"]);
}

#[test]
fn values_of_enums() {
    let v1 = "create type s as enum ('new', 'activ', 'in=1'); create table t (s s);";
    let v2 = v1.replace("'activ'", "'active'").replace("in=1", "in=2");
    check("suggest_value", v1, &v2, &["public.s.activ=public.s.active", "public.s.\"in=1\"=public.s.\"in=2\""]);
}

#[test]
fn triggers() {
    let v1 = "create table t (a int);
        create function f() returns trigger language plpgsql as $$ begin return new; end $$;
        create trigger before_insert before insert on t for each row execute function f();";
    let v2 = v1.replace("before_insert", "t_check");
    check("suggest_trigger", v1, &v2, &["public.t.before_insert=public.t.t_check"]);
}

#[test]
fn things_of_one_name_and_odd_ones() {
    // A column and a constraint may have one name, and any character may stand in it.
    let v1 = "create table t (\"a=b\" int constraint \"a=b\" check (\"a=b\" > 0), x int);";
    let v2 = "create table t (\"a=c\" int constraint \"a=b\" check (\"a=c\" > 0), x int);";
    let room = Room::new("suggest_odd");
    room.write("v1.sql", v1).write("v2.sql", v2);
    let said =
        room.run(&["plan", "v1.sql", "v2.sql", "--rename", "column public.t.\"a=b\"=public.t.\"a=c\""]).ends_with(0);
    assert!(said.out.contains("1 step ran") && said.out.contains("RENAME COLUMN"), "{}", said.out);
}
