//! SQL that does not load.

use crate::check;
use crate::common::Room;
use expect_test::expect;

#[test]
fn syntax_error_in_a_file() {
    let room = Room::new("syntax_error_in_a_file");
    room.write("schema.sql", "create table a (x int);\n\ncreate table b (\n    x int,,\n    y int\n);\n");
    check(
        &room,
        &["plan", "empty", "schema.sql"],
        2,
        &expect![[r#"
        exit 2
        error: syntax error at or near "," (42601)
          --> schema.sql:4:11
          4 |     x int,,
                        ^
    "#]],
    );
    check(
        &room,
        &["diff", "empty", "schema.sql", "--format", "json"],
        2,
        &expect![[r#"
        exit 2
        {"errors":[{"severity":"error","code":"server-error","message":"syntax error at or near \",\"","place":{"file":"schema.sql","line":4,"column":11,"text":"    x int,,"},"sqlstate":"42601"}]}
    "#]],
    );
}

#[test]
fn syntax_error_in_the_second_statement_of_a_folders_file() {
    let room = Room::new("syntax_error_in_a_folder");
    room.write("db/a.sql", "create table a (x int references b);\n");
    room.write(
        "db/sub/b.sql",
        "create table b (x int primary key);\n-- ä tab and wide letters before it\n\tcreate tabel ö();\n",
    );
    check(
        &room,
        &["plan", "empty", "db"],
        2,
        &expect![[r#"
        exit 2
        error: syntax error at or near "tabel" (42601)
          --> db/sub/b.sql:3:9
          3 |  create tabel ö();
                      ^
    "#]],
    );
}

#[test]
fn unknown_type() {
    let room = Room::new("unknown_type");
    room.write("schema.sql", "create table a (\n    place geometri not null\n);\n");
    check(
        &room,
        &["plan", "empty", "schema.sql"],
        2,
        &expect![[r#"
        exit 2
        error: type "geometri" does not exist (42704)
          --> schema.sql:2:11
          2 |     place geometri not null
                        ^
    "#]],
    );
}

#[test]
fn everything_that_is_missing_in_a_folder_is_told_at_once() {
    let room = Room::new("missing_in_a_folder");
    room.write("db/a.sql", "create table a (x colour);\ncreate table fine (x int);\n");
    room.write("db/b.sql", "create view v as select * from nowhere;\n");
    check(
        &room,
        &["plan", "empty", "db"],
        2,
        &expect![[r#"
        exit 2
        error: type "colour" does not exist (42704)
          --> db/a.sql:1:19
          1 | create table a (x colour);
                                ^
        error: relation "nowhere" does not exist (42P01)
          --> db/b.sql:1:32
          1 | create view v as select * from nowhere;
                                             ^
    "#]],
    );
}

#[test]
fn missing_extension() {
    let room = Room::new("missing_extension");
    room.write("schema.sql", "create extension no_such_thing;\n");
    let said = room.run(&["plan", "empty", "schema.sql"]).ends_with(2);
    let shown = said.shown(&room);
    // Some majors add where they looked.
    let shown: String = shown.lines().filter(|line| !line.contains("detail:")).flat_map(|line| [line, "\n"]).collect();
    expect![[r#"
        exit 2
        error: extension "no_such_thing" is not in PostgreSQL VERSION (private) (0A000)
          --> schema.sql:1:1
          1 | create extension no_such_thing;
              ^
          hint: No engine at hand has it. Use a server that has it with --scratch URL, or another engine with --engine-dir DIR.
    "#]]
    .assert_eq(&shown);
}

#[test]
fn circular_views() {
    let room = Room::new("circular_views");
    room.write("db/a.sql", "create view a as select * from b;\n");
    room.write("db/b.sql", "create view b as select * from \"C c\";\n");
    room.write("db/c.sql", "create table fine (x int);\n\ncreate view \"C c\" as\n  select *\n  from a;\n");
    room.write("db/d.sql", "create view d as select * from a;\n");
    room.write(
        "db/e.sql",
        "create schema s; create view s.e as select * from s.f;\ncreate view s.f as select * from s.e;\n",
    );
    room.write("db/f.sql", "create view g as select * from nowhere;\n");
    check(
        &room,
        &["plan", "empty", "db"],
        2,
        &expect![[r#"
        exit 2
        error: view "a" and what it needs stand in a circle
          --> db/a.sql:1:1
          1 | create view a as select * from b;
              ^
          detail: db/a.sql:1: view "a" needs view "b".
                  db/b.sql:1: view "b" needs view "C c".
                  db/c.sql:5: view "C c" needs view "a".
          hint: None of them can be made first. Take one of these uses out, or add it later by a statement of its own.
        error: relation "a" does not exist (42P01)
          --> db/d.sql:1:32
          1 | create view d as select * from a;
                                             ^
        error: view "s.e" and what it needs stand in a circle
          --> db/e.sql:1:18
          1 | create schema s; create view s.e as select * from s.f;
                               ^
          detail: db/e.sql:1: view "s.e" needs view "s.f".
                  db/e.sql:2: view "s.f" needs view "s.e".
          hint: None of them can be made first. Take one of these uses out, or add it later by a statement of its own.
        error: relation "nowhere" does not exist (42P01)
          --> db/f.sql:1:32
          1 | create view g as select * from nowhere;
                                             ^
    "#]],
    );
}

#[test]
fn rows_that_wait_aside_are_not_dropped() {
    let room = Room::new("rows_that_wait_aside");
    room.write("old.sql", "create schema nexusql_replaced; create table nexusql_replaced.t (x int);\n");
    room.write("new.sql", "create table u (x int);\n");
    check(
        &room,
        &["plan", "old.sql", "new.sql"],
        3,
        &expect![[r#"
        exit 3
        error: schema "nexusql_replaced" holds what no plan left there
          detail: There is table nexusql_replaced.t.
          hint: Tables are moved there while they are made anew. See whether you need these rows, then drop the schema.
    "#]],
    );
}
