//! No engine, or one that does not start.

use crate::check_command;
use crate::common::{Room, fake_engine};
use expect_test::expect;

#[test]
fn no_engine() {
    let room = Room::new("no_engine");
    room.write("schema.sql", "select 1;\n");
    let mut command = room.command(&["plan", "empty", "schema.sql"]);
    command.env("PATH", "").env("NEXUSQL_ENGINE_DIRS", "").env("NEXUSQL_CACHE", room.path().join("cache"));
    check_command(
        &room,
        &mut command,
        4,
        &expect![[r#"
        exit 4
        error: no PostgreSQL engine was found
          hint: Fetch one into nexusql's cache with: nexusql engine install
    "#]],
    );
}

#[test]
fn no_engine_of_the_wanted_version() {
    let room = Room::new("no_engine_of_version");
    room.write("schema.sql", "select 1;\n");
    let dir = fake_engine(&room, "echo 'postgres (PostgreSQL) 16.9'", "exit 1");
    let mut command = room.command(&["plan", "empty", "schema.sql", "--scratch", "9"]);
    command.env("PATH", "").env("NEXUSQL_ENGINE_DIRS", dir).env("NEXUSQL_CACHE", room.path().join("cache"));
    check_command(
        &room,
        &mut command,
        4,
        &expect![[r#"
        exit 4
        error: no PostgreSQL 9 engine was found
          detail: Found instead: 16.9 (ROOM/engine).
          hint: Fetch one into nexusql's cache with: nexusql engine install 9
    "#]],
    );
}

#[test]
fn engine_that_cannot_start() {
    let room = Room::new("engine_that_cannot_start");
    room.write("schema.sql", "select 1;\n");
    let broken = "[ \"$1\" = --version ] && { echo 'postgres (PostgreSQL) 16.9'; exit; }\necho 'FATAL:  no luck today' >&2; exit 1";
    let dir = fake_engine(&room, broken, "echo 'initdb: error: nothing works' >&2; exit 1");
    let cache = room.path().join("cache");
    let mut command = room.command(&["plan", "empty", "schema.sql", "--engine-dir", &dir.to_string_lossy()]);
    check_command(
        &room,
        command.env("NEXUSQL_CACHE", &cache),
        4,
        &expect![[r#"
        exit 4
        error: could not initialise a PostgreSQL 16.9 data folder
          detail: It said:
                  initdb: error: nothing works
          hint: Try another build with: nexusql engine install
    "#]],
    );
}

#[test]
fn temporary_folder_that_is_not_there() {
    let room = Room::new("temporary_folder_not_there");
    room.write("schema.sql", "select 1;\n");
    let mut command = room.command(&["plan", "empty", "schema.sql"]);
    check_command(
        &room,
        command.env("TMPDIR", room.path().join("none")),
        4,
        &expect![[r#"
        exit 4
        error: could not create a scratch in "ROOM/none"
          detail: The system says: No such file or directory.
          hint: Set TMPDIR and NEXUSQL_CACHE to folders that can be written.
    "#]],
    );
}
