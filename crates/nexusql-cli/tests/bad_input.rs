//! What a user sees when something is wrong: the exit code and the whole message.
//!
//! A message is reviewed by its snapshot (`UPDATE_EXPECT=1` writes them anew); what must hold is asserted beside it.

#![cfg(unix)]

mod common;

use std::fmt::Write;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use common::{Room, ask, fake_engine, run_sql, said, server, spawn};
use expect_test::{Expect, expect};

/// Runs the command, which must end with `code` and say `expected`.
#[track_caller]
fn check(room: &Room, arguments: &[&str], code: i32, expected: &Expect) {
    check_command(room, &mut room.command(arguments), code, expected);
}

#[track_caller]
fn check_command(room: &Room, command: &mut Command, code: i32, expected: &Expect) {
    let said = said(command);
    expected.assert_eq(&said.shown(room));
    assert_eq!(said.code, Some(code));
}

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
          hint: Use a server that has it with --scratch URL, or another engine with --engine-dir DIR.
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
        warning: folder "db" holds no .sql file
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

#[test]
fn arguments_that_make_no_sense() {
    let room = Room::new("arguments_that_make_no_sense");
    room.write("old.sql", "create table a (x int);\n");
    room.write("new.sql", "create table b (x int);\n");
    check(
        &room,
        &["diff", "old.sql", "new.sql", "--ignore", "owner,colour"],
        2,
        &expect![[r#"
        exit 2
        error: kind "colour" is unknown
          hint: The kinds are role, schema, extension, language, access-method, foreign-data-wrapper, server, user-mapping, collation, conversion, enum, base-type, composite, attribute, range, domain, domain-constraint, sequence, function, procedure, aggregate, operator, operator-family, operator-class, cast, transform, text-search-parser, text-search-template, text-search-dictionary, text-search-configuration, table, foreign-table, column, default, constraint, view, materialized-view, view-column, index, statistics, rule, trigger, policy, event-trigger, publication, subscription, owner, privileges, comment, security-label, default-privileges.
    "#]],
    );
    check(
        &room,
        &["plan", "old.sql", "new.sql", "--rename", "public.a"],
        2,
        &expect![[r#"
        exit 2
        error: rename "public.a" has no "="
          hint: Write it as "old=new".
    "#]],
    );
    check(
        &room,
        &["plan", "old.sql", "new.sql", "--rename", "public.c=public.b"],
        2,
        &expect![[r#"
        exit 2
        error: no object is called "public.c"
          hint: Write it as "schema.table" or "schema.table.column", as the current schema has it.
    "#]],
    );
    check(
        &room,
        &["plan", "old.sql", "new.sql", "--rename", "public.a=public.c"],
        2,
        &expect![[r#"
        exit 2
        error: the desired schema has no table "public.c"
          hint: What is new there: table public.b.
    "#]],
    );
    check(
        &room,
        &["plan", "old.sql", "new.sql", "--rename", "public.a.x=public.a.y"],
        2,
        &expect![[r#"
        exit 2
        error: the desired schema has no column "public.a.y"
          hint: It has none that is new there, so nothing was renamed.
    "#]],
    );
    check(
        &room,
        &["plan", "old.sql", "new.sql", "--rename", "public.a=public.b", "--rename", "public.a=public.c"],
        2,
        &expect![[r#"
            exit 2
            error: "public.a" is renamed twice
              hint: Say once what it becomes.
        "#]],
    );
    check(
        &room,
        &["plan", "old.sql", "new.sql", "--rename", "public.a=public.b", "--rename", "public.b=public.c"],
        2,
        &expect![[r#"
            exit 2
            error: the desired schema has no table "public.c"
              hint: What is new there: table public.b.
        "#]],
    );
    check(
        &room,
        &["plan", "old.sql", "new.sql", "--rename", "public.a=public.a2", "--rename", "public.a.x=public.z"],
        2,
        &expect![[r#"
            exit 2
            error: the desired schema has no table "public.a2"
              hint: What is new there: table public.b.
        "#]],
    );
    room.write("both.sql", "create table a (x int);\ncreate table b (x int);\ncreate type m as enum ('p');\n");
    room.write("one.sql", "create table b (x int);\ncreate type m as enum ('q');\n");
    check(
        &room,
        &["plan", "both.sql", "one.sql", "--rename", "public.a=public.b"],
        2,
        &expect![[r#"
        exit 2
        error: table "public.b" is there already
          hint: Say what becomes of that with another --rename, or leave this one out.
    "#]],
    );
    check(
        &room,
        &["plan", "both.sql", "one.sql", "--rename", "public.m.p=public.m.r"],
        2,
        &expect![[r#"
        exit 2
        error: the desired schema has no value "public.m.r"
          hint: What is new there: 'q'.
    "#]],
    );
    check(
        &room,
        &["apply", "new.sql", "--to", "postgres://localhost/x", "--allow", "everything"],
        2,
        &expect![[r#"
        exit 2
        error: hazard "everything" is unknown
          hint: The hazards are deletes-data, rewrites-table, blocks-writes, may-fail, drops-index, changes-access.
    "#]],
    );
    check(
        &room,
        &["plan", "-", "-"],
        2,
        &expect![[r#"
        exit 2
        error: standard input can be read only once
    "#]],
    );
}

#[test]
fn config_with_a_typo() {
    let room = Room::new("config_with_a_typo");
    room.write("nexusql.toml", "schema = \"db\"\n\n[env.production]\nexclud = [\"x\"]\n");
    check(
        &room,
        &["build"],
        2,
        &expect![[r#"
        exit 2
        error: unknown field `exclud`, expected one of `schema`, `include`, `exclude`, `url`
          --> nexusql.toml:4:1
          4 | exclud = ["x"]
              ^
    "#]],
    );
    room.write("nexusql.toml", "schema = db\n");
    check(
        &room,
        &["build"],
        2,
        &expect![[r#"
        exit 2
        error: string values must be quoted, expected literal string
          --> nexusql.toml:1:10
          1 | schema = db
                       ^
    "#]],
    );
    room.write("nexusql.toml", "schema = \"${NEXUSQL_TEST_UNSET}\"\n");
    check(
        &room,
        &["build"],
        2,
        &expect![[r#"
        exit 2
        error: config needs the environment variable "NEXUSQL_TEST_UNSET"
          hint: Set it, put it into .env, or write ${NEXUSQL_TEST_UNSET:-default}.
    "#]],
    );
    room.write("nexusql.toml", "[env.staging]\n[env.production]\n");
    check(
        &room,
        &["build", "--env", "prod"],
        2,
        &expect![[r#"
        exit 2
        error: environment "prod" is not in the config
          hint: The config has: production, staging.
    "#]],
    );
    room.write("nexusql.toml", "");
    check(
        &room,
        &["build"],
        2,
        &expect![[r#"
        exit 2
        error: no folder of SQL files was named
          hint: Name a folder, or set schema = "db/schema" in nexusql.toml ("nexusql init" makes one).
    "#]],
    );
    check(
        &room,
        &["build", "none"],
        2,
        &expect![[r#"
        exit 2
        error: could not read "none"
          detail: No such file or directory (os error 2).
    "#]],
    );
    check(
        &room,
        &["build", "--config", "other.toml", "none", "--include", "[a"],
        2,
        &expect![[r#"
        exit 2
        error: error parsing glob '[a': unclosed character class; missing ']'
    "#]],
    );
}

/// Lets the test's server be reached over TCP as well, for as long as the test runs; returns the port.
fn listen() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a test stops where its set-up fails");
    let port = listener.local_addr().expect("a test stops where its set-up fails").port();
    let socket = server().socket_dir().join(format!(".s.PGSQL.{}", server().port()));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(upstream) = UnixStream::connect(&socket) else { continue };
            pass_on(client, upstream);
        }
    });
    port
}

fn pass_on(client: TcpStream, upstream: UnixStream) {
    let (mut from_client, mut to_server) = (
        client.try_clone().expect("a test stops where its set-up fails"),
        upstream.try_clone().expect("a test stops where its set-up fails"),
    );
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(std::net::Shutdown::Both);
    });
    let (mut from_server, mut to_client) = (upstream, client);
    thread::spawn(move || {
        let _ = io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
}

/// Makes a role that must give its password, and returns the port to log in at.
fn server_with_passwords() -> u16 {
    static PORT: std::sync::OnceLock<u16> = std::sync::OnceLock::new();
    *PORT.get_or_init(|| {
        let admin = server().connection_string("postgres");
        run_sql(
            &admin,
            "set password_encryption = 'scram-sha-256'; create role guarded login password 'the right one'",
        );
        let file = ask(&admin, "show hba_file");
        let copy = format!(
            "copy (select unnest(array['local all guarded scram-sha-256', 'local all all trust'])) to '{file}'; \
             select pg_reload_conf()"
        );
        run_sql(&admin, &copy);
        listen()
    })
}

#[test]
fn wrong_password() {
    let room = Room::new("wrong_password");
    let port = server_with_passwords();
    let normal = |text: String| text.replace(&port.to_string(), "PORT");
    // The server reads its file anew a moment after it was told to.
    thread::sleep(Duration::from_millis(300));
    for (password, expected) in [
        (
            ":s3cr3t",
            expect![[r#"
        exit 4
        error: password authentication failed for user "guarded" (28P01)
          detail: The server is 127.0.0.1:PORT.
          hint: Give the right password in PGPASSWORD or the password file.
    "#]],
        ),
        (
            "",
            expect![[r#"
        exit 4
        error: server 127.0.0.1:PORT asks for a password
          detail: Password missing.
          hint: Give it in PGPASSWORD or the password file.
    "#]],
        ),
    ] {
        let url = format!("postgres://guarded{password}@127.0.0.1:{port}/postgres");
        let said = room.run(&["diff", &url, "empty"]);
        expected.assert_eq(&normal(said.shown(&room)));
        assert_eq!(said.code, Some(4));
    }
    let url = format!("postgres://guarded:the%20right%20one@127.0.0.1:{port}/postgres");
    room.run(&["diff", &url, "empty", "--schema", "public"]).ends_with(0);
}

#[test]
fn server_that_is_not_there() {
    let room = Room::new("server_that_is_not_there");
    room.write("schema.sql", "create table a (x int);\n");
    // Nobody listens at port 1.
    check(
        &room,
        &["diff", "postgres://me@127.0.0.1:1/x", "schema.sql"],
        4,
        &expect![[r#"
        exit 4
        error: no server listens at 127.0.0.1:1
          detail: Connection refused (os error 111).
          hint: Is it running there, and is the port right?
    "#]],
    );
    check(
        &room,
        &["apply", "schema.sql", "--to", "postgres://me@127.0.0.1:1/x", "--yes"],
        4,
        &expect![[r#"
        exit 4
        error: no server listens at 127.0.0.1:1
          detail: Connection refused (os error 111).
          hint: Is it running there, and is the port right?
    "#]],
    );
    check(
        &room,
        &["diff", "postgres://me@no-such-host.invalid/x", "schema.sql"],
        4,
        &expect![[r#"
        exit 4
        error: host "no-such-host.invalid" is not known
          detail: Failed to lookup address information: Name or service not known.
          hint: Is its name spelled right?
    "#]],
    );
    let url = server().connection_string("no_such_database");
    check(
        &room,
        &["diff", &url, "schema.sql"],
        4,
        &expect![[r#"
        exit 4
        error: database "no_such_database" does not exist (3D000)
          detail: The server is SOCKET:5432.
          hint: Create it with "createdb no_such_database", or name another database in the URL.
    "#]],
    );
}

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
    let said = common::collect(child);
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
          hint: What was committed stays. Run the same command again: it goes on from there.
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
    "#]],
    );
    holder.batch_execute("rollback").expect("a test stops where its set-up fails");
    room.run(&["apply", "schema.sql", "--to", &url, "--yes"]).ends_with(0);
}

#[test]
fn scratch_server_without_the_right_to_make_databases() {
    let room = Room::new("scratch_without_createdb");
    room.write("schema.sql", "create table a (x int);\n");
    run_sql(&server().connection_string("postgres"), "create role modest login");
    let url = server().connection_string("postgres").replace("user=postgres", "user=modest");
    check(
        &room,
        &["plan", "empty", "schema.sql", "--scratch", &url],
        4,
        &expect![[r#"
        exit 4
        error: the scratch server does not let this role make databases (42501)
          hint: Grant CREATEDB to the role, or leave --scratch out to use a private engine.
    "#]],
    );
}

#[test]
fn passwords_are_never_shown() {
    let room = Room::new("passwords_are_never_shown");
    room.write("schema.sql", "create table a (x int);\n");
    let port = server_with_passwords();
    let urls = [
        format!("postgres://guarded:s3cr3t@127.0.0.1:{port}/postgres"),
        "postgres://me:s3cr3t@127.0.0.1:1/x".to_owned(),
        "postgres://me:s3cr3t@no-such-host.invalid/x".to_owned(),
        "postgres://me:s3cr3t@127.0.0.1:notaport/x".to_owned(),
        "postgres://me:s3cr3t@127.0.0.1/x?nosuchparameter=1".to_owned(),
        "postgres://me:s3cr3t@127.0.0.1/x?sslmode=often".to_owned(),
        "postgres://me@127.0.0.1:1/x?password=s3cr3t".to_owned(),
        "host=127.0.0.1 port=1 password=s3cr3t dbname=x".to_owned(),
        "host=127.0.0.1 port=1 password='s3cr3t dbname=x".to_owned(),
        "password=s3cr3t host=127.0.0.1".to_owned(),
        "postgres://me:s3cr3t@[::1/x".to_owned(),
        "postgres:/me:s3cr3t@127.0.0.1/x".to_owned(),
        "postgres//me:s3cr3t@127.0.0.1/x".to_owned(),
        "Postgres://me:s3cr3t@127.0.0.1/x".to_owned(),
        "mysql://me:s3cr3t@127.0.0.1/x".to_owned(),
    ];
    let mut shown = String::new();
    for url in &urls {
        let commands: [&[&str]; 7] = [
            &["diff", url, "schema.sql"],
            &["diff", "schema.sql", url, "--format", "json"],
            &["plan", url, "schema.sql", "--format", "json"],
            &["dump", url],
            &["apply", "schema.sql", "--to", url],
            &["apply", "schema.sql", "--to", url, "--yes", "--format", "json"],
            &["plan", "empty", "schema.sql", "--scratch", url],
        ];
        for command in commands {
            let said = room.run(command);
            assert_ne!(said.code, Some(0), "{command:?}");
            for text in [&said.out, &said.err] {
                if text.contains("s3cr3t") {
                    let _ = writeln!(shown, "{command:?}: {text}");
                }
            }
        }
    }
    let mut command = room.command(&["apply", "schema.sql", "--help"]);
    let help = said(
        command.env("DATABASE_URL", "postgres://me:s3cr3t@h/x").env("NEXUSQL_SCRATCH", "postgres://me:s3cr3t@h/x"),
    );
    assert!(!help.out.contains("s3cr3t"), "{}", help.out);
    assert_eq!(shown, "");
}

#[test]
fn a_config_never_shows_a_password() {
    let room = Room::new("config_with_password");
    room.write("nexusql.toml", "schema = \"db\"\n[env.production]\nulr = \"postgres://me:s3cr3t@h/x?x=${SECRET}\"\n");
    let mut command = room.command(&["build", "--env", "production"]);
    let said = said(command.env("SECRET", "s3cr3t")).ends_with(2);
    assert!(!said.err.contains("s3cr3t"), "{}", said.err);
}

#[test]
fn odd_names_go_round() {
    let room = Room::new("odd_names_go_round");
    room.write("schema.sql", ODD_NAMES);
    let planned = room.run(&["plan", "empty", "schema.sql"]).ends_with(0);
    assert!(planned.out.contains("proven on"), "{}", planned.out);
    room.run(&["plan", "schema.sql", "empty"]).ends_with(0);
    let url = room.database("");
    room.run(&["apply", "schema.sql", "--to", &url, "--yes"]).ends_with(0);
    room.run(&["diff", &url, "schema.sql"]).ends_with(0);
    room.run(&["dump", &url, "--split", "-o", "parts"]).ends_with(0);
    room.run(&["diff", "parts", "schema.sql"]).ends_with(0);
    room.run(&["dump", &url, "-o", "dump.sql"]).ends_with(0);
    room.run(&["diff", "dump.sql", "schema.sql"]).ends_with(0);
    room.run(&["plan", "schema.sql", "schema.sql", "--rename", "\"a b\".\"select\".\"x\"\"y\"=\"a b\".\"select\".z"]);
}

const ODD_NAMES: &str = r#"
create schema "a b";
create schema "Größe 🐘";
create type "a b"."enum, with comma" as enum ('it''s', 'a "b"', '', 'back\slash', 'ünï');
create type "Größe 🐘"."table" as ("from" int, "a b" text);
create domain "a b"."/* no comment */" as text check (value <> '--');
create table "a b"."select" (
    "x""y" int generated always as identity primary key,
    "a.b" "a b"."enum, with comma" default 'it''s',
    "User" "Größe 🐘"."table",
    "order" "a b"."/* no comment */",
    "$1" text default '$$',
    "semi;colon" text collate "C",
    constraint "check; ""it""" check ("semi;colon" <> ';')
);
create table "Größe 🐘"."a.b" (c "Größe 🐘"."table"[] default array[row(1, $$x$$)::"Größe 🐘"."table"]);
create index "in dex" on "a b"."select" (lower("semi;colon")) where "a.b" = 'it''s';
create view "a b"."view" as select "x""y" as "Ö", "a.b" as "limit" from "a b"."select";
create function "a b"."fn ()"("In" int, "a b" text) returns text language sql as $f$ select $2 || ';' $f$;
comment on column "a b"."select"."a.b" is $$it's \ a "comment"; -- yes$$;
"#;

/// Writes a script of about `megabytes` with all that makes scripts long.
fn long_script(megabytes: usize) -> String {
    let mut text = String::from("create table log (id int, body text);\n");
    let mut at = 0;
    while text.len() < megabytes << 20 {
        at += 1;
        let _ = writeln!(text, "-- comment {at} {}", "lorem ipsum; 'dolor' ".repeat(40));
        let filler = "it''s a long row; with $$ and -- in it ".repeat(50);
        let _ = writeln!(text, "insert into log values ({at}, '{filler}'), ({at}, '{filler}');");
        if at % 100 == 0 {
            let body = "    -- a body; with semicolons\n    perform 1;\n".repeat(100);
            let _ = writeln!(
                text,
                "create function f{at}() returns void language plpgsql as $body$\nbegin\n{body}end\n$body$;\n\
                 create table t{at} (id int primary key, body text default 'x');\ncomment on table t{at} is 'table {at}';"
            );
        }
    }
    text
}

#[test]
fn a_script_of_fifty_megabytes_loads_in_bounded_memory() {
    let room = Room::new("fifty_megabytes");
    room.write("schema.sql", long_script(50));
    room.write("db/schema.sql", long_script(1));
    for source in ["schema.sql", "db"] {
        let begun = Instant::now();
        let mut command = room.command(&["dump", source, "-o", "dump.sql"]);
        let mut child = command.spawn().expect("a test stops where its set-up fails");
        let (code, peak_mb) = wait_with_peak(&mut child);
        assert_eq!(code, 0);
        assert!(room.read("dump.sql").contains("FUNCTION public.f100()"), "{source}");
        assert!(peak_mb < 400, "{source}: {peak_mb} MB");
        assert!(begun.elapsed() < Duration::from_secs(120), "{source}: {:?}", begun.elapsed());
        eprintln!("{source}: {peak_mb} MB, {:?}", begun.elapsed());
    }
}

/// Waits for a child and returns its exit code and its peak of resident memory, in megabytes.
///
/// Version: `VmHWM` of Linux, read until the process is gone.
fn wait_with_peak(child: &mut std::process::Child) -> (i32, u64) {
    let mut peak_mb = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb: Option<u64> = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak_mb = kb.unwrap_or(0).div_ceil(1024).max(peak_mb);
        match child.try_wait().expect("a child of ours can be waited for") {
            None => thread::sleep(Duration::from_millis(20)),
            Some(status) => return (status.code().expect("it was not killed"), peak_mb),
        }
    }
}
