//! `nexusql.toml`: environments by name, files that are taken, variables, and what is said of mistakes.

#![cfg(unix)]

mod common;

use std::process::Command;

use common::{Room, ask, said, server};
use expect_test::{Expect, expect};

/// A project with a file that not every environment wants, and a server for one of them.
fn project(name: &str) -> (Room, String) {
    let room = Room::new(name);
    let url = room.database("");
    room.write("db/a.sql", "create table a (x int);\n").write("db/draft_b.sql", "create table b (x int);\n");
    room.write(
        "nexusql.toml",
        "schema = \"db\"\n\n[env.dev]\nurl = \"${DEV_URL}\"\n\n[env.production]\nurl = \"host='${HOST}' port=${PORT:-5432} user=${LOGIN} dbname=${BASE}\"\nexclude = [\"draft_*\"]\n\n[env.bare]\ninclude = [\"a.sql\"]\n",
    );
    let host = server().socket_dir().display();
    room.write(".env", format!("HOST={host}\nLOGIN=postgres\nBASE={name}\nDEV_URL='{url}'\n"));
    (room, url)
}

const TABLES: &str =
    "select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'public'::regnamespace";

#[test]
fn an_environment_names_a_server_and_its_files() {
    let (room, url) = project("config_environment");
    // All of the folder is wanted where the environment does not say otherwise.
    let dev = room.run(&["diff", "env:dev"]).ends_with(1);
    assert!(dev.out.contains("+ table public.a") && dev.out.contains("+ table public.b"), "{}", dev.out);
    let production = room.run(&["plan", "env:production", "db"]).ends_with(0);
    assert!(production.out.contains("public.a") && !production.out.contains("public.b"), "{}", production.out);
    assert!(production.out.contains("proven on"), "{}", production.out);
    // --env comes before the name of the server.
    let bare = room.run(&["plan", "env:dev", "--env", "bare"]).ends_with(0);
    assert!(bare.out.contains("public.a") && !bare.out.contains("public.b"), "{}", bare.out);
    let dump = room.run(&["dump", "db", "--env", "production"]).ends_with(0);
    assert!(dump.out.contains("public.a") && !dump.out.contains("public.b"), "{}", dump.out);

    room.run(&["apply", "--to", "env:production", "--yes"]).ends_with(0);
    assert_eq!(ask(&url, TABLES), "a");
    room.run(&["diff", "env:production"]).ends_with(0);
    assert!(room.run(&["dump", "env:production"]).ends_with(0).out.contains("public.a"));
    room.run(&["apply", "--env", "dev", "--yes", "--scratch", "env:dev"]).ends_with(0);
    assert_eq!(ask(&url, TABLES), "a b");
    room.run(&["apply", "db", "--env", "production", "--yes", "--allow", "deletes-data"]).ends_with(0);
    assert_eq!(ask(&url, TABLES), "a");
}

#[test]
fn the_server_to_change_is_named_by_the_nearest() {
    let (room, url) = project("config_nearest_server");
    let run = |arguments: &[&str], database_url: &str| {
        said(room.command(arguments).env("DATABASE_URL", database_url)).ends_with(0)
    };
    run(&["apply", "db", "--yes"], &url);
    assert_eq!(ask(&url, TABLES), "a b");
    // An environment without a server leaves the one of DATABASE_URL; one with a server does not.
    run(&["apply", "--env", "bare", "--yes", "--allow", "deletes-data"], &url);
    assert_eq!(ask(&url, TABLES), "a");
    run(&["apply", "--env", "dev", "--yes"], "postgres://nobody@127.0.0.1:1/none");
    assert_eq!(ask(&url, TABLES), "a b");
    run(&["apply", "--env", "bare", "--to", &url, "--yes", "--allow", "deletes-data"], "postgres://127.0.0.1:1/none");
    assert_eq!(ask(&url, TABLES), "a");
}

#[test]
fn a_revision_has_the_files_that_the_folder_has() {
    let (room, _) = project("config_revision");
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        let author = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"];
        said(git.args(author).args(arguments).current_dir(room.path())).ends_with(0)
    };
    git(&["init", "-q"]);
    git(&["add", "db"]);
    git(&["commit", "-q", "-m", "x"]);
    room.run(&["diff", "git:main:db", "db", "--env", "production"]).ends_with(0);
    let draft = room.run(&["diff", "git:main:db", "db/a.sql"]).ends_with(1);
    assert!(draft.out.contains("- table public.b"), "{}", draft.out);
    room.run(&["diff", "git:main:./db/", "db/a.sql", "--env", "production"]).ends_with(0);
}

#[track_caller]
fn refused(room: &Room, arguments: &[&str], expected: &Expect) {
    let said = room.run(arguments);
    expected.assert_eq(&said.shown(room));
    assert_eq!(said.code, Some(2));
}

#[test]
fn mistakes_are_told_with_their_place() {
    let (room, _) = project("config_mistakes");
    refused(
        &room,
        &["diff", "env:nowhere"],
        &expect![[r#"
        exit 2
        error: environment "nowhere" is not in the config
          hint: The config has: bare, dev, production.
    "#]],
    );
    refused(
        &room,
        &["diff", "empty", "db", "--env", "nowhere"],
        &expect![[r#"
        exit 2
        error: environment "nowhere" is not in the config
          hint: The config has: bare, dev, production.
    "#]],
    );
    refused(
        &room,
        &["diff", "env:bare"],
        &expect![[r#"
        exit 2
        error: environment "bare" has no url
          hint: Add url = "postgres://…" to [env.bare] in "nexusql.toml".
    "#]],
    );
    refused(
        &room,
        &["apply", "db"],
        &expect![[r#"
        exit 2
        error: no server was named
          hint: Name one with --to, with a url in the environment of --env, or with DATABASE_URL.
    "#]],
    );
    refused(
        &room,
        &["diff", "empty", "--config", "none.toml"],
        &expect![[r#"
        exit 2
        error: could not read "none.toml": No such file or directory (os error 2)
    "#]],
    );
    room.write("nexusql.toml", "schema = \"db\"\n\n[env.dev]\nurl = \"x\"\nexcludes = []\n");
    refused(
        &room,
        &["plan", "empty", "db"],
        &expect![[r#"
            exit 2
            error: unknown field "excludes", expected one of "schema", "include", "exclude", "url"
              --> nexusql.toml:5:1
              5 | excludes = []
                  ^
        "#]],
    );
    room.write("nexusql.toml", "shema = \"db\"\n");
    refused(
        &room,
        &["dump", "db"],
        &expect![[r#"
            exit 2
            error: unknown field "shema", expected one of "schema", "include", "exclude", "migrations", "env"
              --> nexusql.toml:1:1
              1 | shema = "db"
                  ^
        "#]],
    );
    room.write("nexusql.toml", "[env.dev]\nurl = \"${NO_SUCH_VARIABLE}\"\nexclude = [\"{a\"]\n");
    refused(
        &room,
        &["diff", "empty", "env:dev"],
        &expect![[r#"
        exit 2
        error: error parsing glob '{a': unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
    "#]],
    );
    room.write("nexusql.toml", "[env.dev]\nurl = \"${NO_SUCH_VARIABLE}\"\n");
    refused(
        &room,
        &["diff", "empty", "env:dev"],
        &expect![[r#"
            exit 2
            error: config needs the environment variable "NO_SUCH_VARIABLE"
              --> nexusql.toml:2:8
              2 | url = "${NO_SUCH_VARIABLE}"
                         ^
              hint: Set it, put it into .env, or write ${NO_SUCH_VARIABLE:-default}.
        "#]],
    );
    refused(
        &room,
        &["diff", "empty"],
        &expect![[r#"
        exit 2
        error: no folder of SQL files was named
          hint: Name a folder, or set schema = "db/schema" in nexusql.toml ("nexusql init" makes one).
    "#]],
    );
    std::fs::remove_file(room.path().join("nexusql.toml")).expect("it was written");
    refused(
        &room,
        &["diff", "env:dev"],
        &expect![[r#"
        exit 2
        error: environment "dev" is not in the config
          hint: Add a section [env.dev] to "nexusql.toml".
    "#]],
    );
    room.write(".env", "PASSWORD=geheim s3cr3t\n");
    room.run(&["diff", "db", "db"]).ends_with(0);
    room.write("nexusql.toml", "schema = \"${DB}\"\n");
    refused(
        &room,
        &["diff", "empty", "db"],
        &expect![[r##"
        exit 2
        error: could not read ".env"
          hint: Each line is NAME=value; a value with spaces or "#" stands in quotes.
    "##]],
    );
}

#[test]
fn a_secret_of_the_environment_is_not_shown() {
    let room = Room::new("config_secret");
    room.write("db/a.sql", "create table a (x int);\n");
    room.write("nexusql.toml", "[env.dev]\nurl = \"postgres://me:${SECRET}@127.0.0.1:1/x\"\n");
    room.write(".env", "SECRET=s3cr3t\n");
    for arguments in [&["diff", "env:dev", "db"][..], &["apply", "db", "--env", "dev", "--yes"], &["dump", "env:dev"]] {
        let said = room.run(arguments).ends_with(4);
        assert!(said.err.contains("no server listens at 127.0.0.1:1"), "{}", said.err);
        assert!(!said.err.contains("s3cr3t") && !said.out.contains("s3cr3t"), "{}{}", said.out, said.err);
    }
    room.write(".env", "SECRET='s3cr3t@h:port/'\n");
    let said = room.run(&["diff", "env:dev", "db"]).ends_with(2);
    assert!(!said.err.contains("s3cr3t"), "{}", said.err);
}
