//! Files that are not there, cannot be read, or hold something else.

use crate::check;
use crate::common::Room;
use expect_test::expect;

#[test]
fn file_that_does_not_exist() {
    let room = Room::new("file_that_does_not_exist");
    check(
        &room,
        &["plan", "empty", "db/schema.sql"],
        2,
        &expect![[r#"
        exit 2
        error: file "db/schema.sql" does not exist
          hint: A source is a server (postgres://…), a .sql file, a folder, "-", git:REVISION:PATH, a snapshot (.json) or "empty".
    "#]],
    );
    check(
        &room,
        &["diff", "empty", "mysql://host/db"],
        2,
        &expect![[r#"
        exit 2
        error: scheme "mysql" is not known
          hint: A source is a server (postgres://…), a .sql file, a folder, "-", git:REVISION:PATH, a snapshot (.json) or "empty".
    "#]],
    );
}

#[test]
fn file_that_cannot_be_read() {
    let room = Room::new("file_that_cannot_be_read");
    // Not even root can read through a link that leads to itself.
    std::fs::create_dir(room.path().join("db")).expect("a test stops where its set-up fails");
    std::os::unix::fs::symlink("loop.sql", room.path().join("db/loop.sql"))
        .expect("a test stops where its set-up fails");
    check(
        &room,
        &["plan", "empty", "db"],
        2,
        &expect![[r#"
        exit 2
        error: could not read "db/loop.sql"
          detail: Too many levels of symbolic links (os error 40).
    "#]],
    );
}

#[test]
fn folder_without_sql() {
    let room = Room::new("folder_without_sql");
    room.write("db/readme.txt", "no SQL");
    check(
        &room,
        &["plan", "empty", "db"],
        0,
        &expect![[r#"
        exit 0
        nothing to do: compared 6 objects
        proven on PostgreSQL VERSION: 0 steps ran, the result equals the desired schema
        warning: folder "db" holds no .sql file that is wanted
    "#]],
    );
}

#[test]
fn binary_file() {
    let room = Room::new("binary_file");
    room.write("schema.sql", [0x7f, b'E', b'L', b'F', 0, 1, 2, 0xff, 0xfe, 0]);
    check(
        &room,
        &["plan", "empty", "schema.sql"],
        2,
        &expect![[r#"
        exit 2
        error: file "schema.sql" is not SQL text
          detail: Byte 7 is 0xff, which is not valid UTF-8 there.
          hint: Save it as UTF-8; a dump in custom format is turned into SQL by "pg_restore -f -".
    "#]],
    );
}

#[test]
fn snapshot_that_is_none() {
    let room = Room::new("snapshot_that_is_none");
    room.write("a.json", "{\"a\": 1}");
    room.write("b.json", "nonsense");
    check(
        &room,
        &["diff", "empty", "a.json"],
        2,
        &expect![[r#"
        exit 2
        error: a.json: file is not a snapshot that this version reads
          detail: missing field `format` at line 1 column 8.
          hint: Make one with "nexusql dump SOURCE --format json".
    "#]],
    );
    check(
        &room,
        &["diff", "empty", "b.json"],
        2,
        &expect![[r#"
        exit 2
        error: b.json: file is not a snapshot that this version reads
          detail: expected ident at line 1 column 2.
          hint: Make one with "nexusql dump SOURCE --format json".
    "#]],
    );
}

#[test]
fn plan_file_that_is_no_plan() {
    let room = Room::new("plan_file_that_is_no_plan");
    room.write("a.json", "{\"format\": \"something-else\"}");
    room.write("b.json", "nonsense");
    room.write("c.json", "{\"format\": \"nexusql-plan-1\"}");
    let url = room.database("");
    for (file, expected) in [
        (
            "a.json",
            expect![[r#"
        exit 2
        error: file "a.json" is not a plan that this version reads
          detail: It has no known format.
          hint: Make one with "nexusql plan CURRENT DESIRED --format json -o plan.json".
    "#]],
        ),
        (
            "b.json",
            expect![[r#"
        exit 2
        error: file "b.json" is not a plan that this version reads
          detail: expected ident at line 1 column 2.
          hint: Make one with "nexusql plan CURRENT DESIRED --format json -o plan.json".
    "#]],
        ),
        (
            "c.json",
            expect![[r#"
        exit 2
        error: file "c.json" is not a plan that this version reads
          detail: invalid type: null, expected struct Plan.
          hint: Make one with "nexusql plan CURRENT DESIRED --format json -o plan.json".
    "#]],
        ),
    ] {
        check(&room, &["apply", file, "--to", &url, "--yes"], 2, &expected);
    }
}
