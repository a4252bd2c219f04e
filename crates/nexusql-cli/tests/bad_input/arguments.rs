//! Words and a config that make no sense.

use crate::check;
use crate::common::Room;
use expect_test::expect;

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
            error: unknown field "exclud", expected one of "schema", "include", "exclude", "url"
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
            error: could not read "other.toml": No such file or directory (os error 2)
        "#]],
    );
}
