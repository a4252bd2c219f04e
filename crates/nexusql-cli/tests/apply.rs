//! The ways of a schema to a server and back: apply, plan files, filters, dumps, every kind of source, and `build`.

#![cfg(unix)]

mod common;

use std::process::Command;

use common::{Room, ask, mode, run_sql, server};

const V1: &str = "
create table users (id int primary key, name text, old_note text);
create table logs (at timestamptz, line text);
";

const V2: &str = "
create table users (id int primary key, name text not null, email text);
create index users_name_idx on users (name);
create view names as select id, name from users;
";

const ROWS: &str = "insert into users select i, 'user ' || i, 'note' from generate_series(1, 100) i;";

fn tables(url: &str) -> String {
    ask(
        url,
        "select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'i')",
    )
}

#[test]
fn apply_refuses_then_applies_then_has_nothing_to_do() {
    let room = Room::new("apply_refuses_then_applies");
    let url = room.database(&format!("{V1}{ROWS}"));
    room.write("v2.sql", V2);
    let apply = ["apply", "v2.sql", "--to", &url, "--yes"];

    let refused = room.run(&apply).ends_with(3);
    assert!(refused.err.contains("Nothing was run. To accept them, add --allow deletes-data."), "{}", refused.err);
    assert_eq!(tables(&url), "logs users users_pkey");

    // Nobody is there to be asked.
    let asked = room.run(&["apply", "v2.sql", "--to", &url, "--allow", "deletes-data"]).ends_with(3);
    assert!(asked.err.contains("the plan was not confirmed"), "{}", asked.err);
    assert_eq!(tables(&url), "logs users users_pkey");

    let done = room.run(&[&apply[..], &["--allow", "deletes-data"]].concat()).ends_with(0);
    assert!(done.out.contains("proven on") && done.out.contains("the server has the desired schema"), "{}", done.out);
    assert_eq!(tables(&url), "names users users_name_idx users_pkey");
    assert_eq!(ask(&url, "select count(*)::text from users where name = 'user ' || id"), "100");

    let again = room.run(&apply).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    let json = room.run(&[&apply[..], &["--format", "json"]].concat()).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json["n_steps"], &json["equal"]), (&0.into(), &true.into()));
    room.run(&["diff", &url, "v2.sql"]).ends_with(0);
}

#[test]
fn json_of_apply_is_json() {
    let room = Room::new("json_of_apply");
    let url = room.database("");
    room.write("v2.sql", V2);
    let done = room.run(&["apply", "v2.sql", "--to", &url, "--yes", "--format", "json"]).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(json["equal"], true);
}

#[test]
fn a_plan_file_is_applied_once_and_again() {
    let room = Room::new("plan_file_is_applied");
    let url = room.database(&format!("{V1}{ROWS}"));
    room.write("v2.sql", V2);
    room.run(&["plan", &url, "v2.sql", "--format", "json", "-o", "plan.json"]).ends_with(0);
    assert_eq!(mode(&room.path().join("plan.json")), 0o600);
    let apply = ["apply", "plan.json", "--to", &url, "--yes"];
    room.run(&apply).ends_with(3);
    assert_eq!(tables(&url), "logs users users_pkey");
    let allowed = [&apply[..], &["--allow", "deletes-data"]].concat();
    room.run(&allowed).ends_with(0);
    room.run(&["diff", &url, "v2.sql"]).ends_with(0);
    // The server is where the plan ends: that is no reason to refuse, nor to ask for consent.
    let again = room.run(&allowed).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    let again = room.run(&apply).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
}

#[test]
fn a_plan_file_is_refused_by_a_server_that_moved_on() {
    let room = Room::new("server_moved_on");
    let url = room.database(&format!("{V1}{ROWS}"));
    room.write("v2.sql", V2);
    room.run(&["plan", &url, "v2.sql", "--format", "json", "-o", "plan.json"]).ends_with(0);
    run_sql(&url, "create table somebody_elses (x int)");
    let said = room.run(&["apply", "plan.json", "--to", &url, "--yes", "--allow", "deletes-data"]).ends_with(3);
    assert!(said.err.contains("the server is no longer what the plan was made for"), "{}", said.err);
    assert!(said.err.contains("somebody_elses"), "{}", said.err);
    assert_eq!(tables(&url), "logs somebody_elses users users_pkey");
}

#[test]
fn a_plan_file_keeps_its_filters() {
    let room = Room::new("plan_file_keeps_filters");
    let url = room.database("create schema app; create table app.a (x int); create table keep (x int);");
    room.write("v2.sql", "create schema app; create table app.a (x int, y int);");
    room.run(&["plan", &url, "v2.sql", "--schema", "app", "--format", "json", "-o", "plan.json"]).ends_with(0);
    room.run(&["apply", "plan.json", "--to", &url, "--yes"]).ends_with(0);
    assert_eq!(tables(&url), "keep");
    room.run(&["diff", &url, "v2.sql", "--schema", "app"]).ends_with(0);
}

#[test]
fn filters_leave_out_what_they_say() {
    let room = Room::new("filters_leave_out");
    room.write("a.sql", "create schema app; create table app.a (x int); create table b (x int);");
    room.write(
        "b.sql",
        "create schema app; create table app.a (x int); create table c (x int); create table c_log (x int);
         comment on table app.a is 'x'; create role filters_reader; grant select on app.a to filters_reader;
         create role filters_owner; alter table app.a owner to filters_owner;",
    );
    room.run(&["diff", "a.sql", "b.sql"]).ends_with(1);
    room.run(&["diff", "a.sql", "b.sql", "--schema", "app"]).ends_with(1);
    let diff = room.run(&["diff", "a.sql", "b.sql", "--schema", "ap*", "--ignore", "owner,privileges"]).ends_with(1);
    assert_eq!(diff.out.lines().next(), Some("+ comment on table app.a"), "{}", diff.out);
    room.run(&["diff", "a.sql", "b.sql", "--schema", "app", "--ignore", "owner,privileges,comments"]).ends_with(0);
    let rest = ["--ignore", "owner,privileges,comments", "--exclude", "public.b", "--exclude", "*.c*"];
    room.run(&[&["diff", "a.sql", "b.sql"], &rest[..]].concat()).ends_with(0);
    let plan =
        room.run(&["plan", "a.sql", "b.sql", "--exclude", "public", "--ignore", "owner", "--ignore", "privileges"]);
    assert!(plan.out.contains("COMMENT ON TABLE app.a") && !plan.out.contains("public"), "{}", plan.out);
    assert!(plan.ends_with(0).out.contains("proven on"));
}

const RICH: &str = "
create extension if not exists plpgsql;
create schema app;
create type app.mood as enum ('sad', 'ok', 'happy');
create domain app.email as text check (value like '%@%');
create sequence app.numbers start 10 increment 5;
create table app.people (
    id bigint generated always as identity primary key,
    email app.email not null unique,
    mood app.mood default 'ok',
    number int default nextval('app.numbers'),
    lower_email text generated always as (lower(email)) stored
);
create table app.events (
    person bigint not null references app.people on delete cascade,
    at timestamptz not null default now(),
    what jsonb
) partition by range (at);
create table app.events_2024 partition of app.events for values from ('2024-01-01') to ('2025-01-01');
create table app.events_rest partition of app.events default;
create index on app.events (person);
create view app.happy as select id, email from app.people where mood = 'happy';
create materialized view app.counts as select mood, count(*) from app.people group by mood;
create unique index on app.counts (mood);
create function app.touch() returns trigger language plpgsql as $$ begin new.number := 1; return new; end $$;
create trigger touch before update on app.people for each row execute function app.touch();
alter table app.people enable row level security;
create policy own on app.people using (email = current_user);
comment on table app.people is 'it''s people';
comment on column app.people.mood is 'how they are';
";

#[test]
fn dump_load_dump_is_the_same() {
    let room = Room::new("dump_load_dump");
    let url = room.database(RICH);
    room.run(&["dump", &url, "-o", "one.sql"]).ends_with(0);
    room.run(&["dump", "one.sql", "-o", "two.sql"]).ends_with(0);
    assert_eq!(room.read("one.sql"), room.read("two.sql"));
    room.run(&["diff", &url, "one.sql"]).ends_with(0);

    room.run(&["dump", &url, "--split", "-o", "parts"]).ends_with(0);
    room.run(&["diff", &url, "parts"]).ends_with(0);
    let again = room.run(&["dump", &url, "--split", "-o", "parts"]).ends_with(2);
    assert!(again.err.contains("folder \"parts\" is not empty"), "{}", again.err);

    room.run(&["dump", &url, "--format", "json", "-o", "schema.json"]).ends_with(0);
    room.run(&["diff", "schema.json", "one.sql"]).ends_with(0);
    room.run(&["diff", &url, "schema.json"]).ends_with(0);
    let plan = room.run(&["plan", "empty", "schema.json"]).ends_with(0);
    assert!(plan.out.contains("proven on"), "{}", plan.out);
    let back = room.run(&["plan", "schema.json", "empty"]).ends_with(0);
    assert!(back.out.contains("proven on"), "{}", back.out);
    room.run(&["dump", "schema.json", "-o", "three.sql"]).ends_with(0);
    assert_eq!(room.read("one.sql"), room.read("three.sql"));

    // A script that psql runs: it makes the same database.
    let copy = Room::new("dump_load_dump_copy");
    let other = copy.database("");
    if let Ok(psql) =
        Command::new("psql").args(["-X", "-q", "-d", &other, "-f"]).arg(room.path().join("one.sql")).output()
    {
        assert!(psql.status.success(), "{}", String::from_utf8_lossy(&psql.stderr));
        room.run(&["diff", &other, "one.sql"]).ends_with(0);
    }
}

#[test]
fn an_ordinary_role_may_do_it_all() {
    let room = Room::new("an_ordinary_role");
    let url = room.database("create role ordinary login createdb");
    run_sql(&url, "alter database an_ordinary_role owner to ordinary; alter schema public owner to ordinary");
    let url = url.replace("user=postgres", "user=ordinary");
    room.write("v1.sql", V1).write("v2.sql", V2);
    room.run(&["apply", "v1.sql", "--to", &url, "--yes", "--ignore", "owner"]).ends_with(0);
    run_sql(&url, ROWS);
    let private = room.run(&["plan", &url, "v2.sql"]).ends_with(0);
    assert!(private.out.contains("proven on"), "{}", private.out);
    let there = room.run(&["plan", &url, "v2.sql", "--scratch", &url]).ends_with(0);
    assert!(there.out.contains("proven on"), "{}{}", there.out, there.err);
    room.run(&["apply", "v2.sql", "--to", &url, "--yes", "--allow", "deletes-data"]).ends_with(0);
    room.run(&["diff", &url, "v2.sql"]).ends_with(0);
    room.run(&["dump", &url, "-o", "dump.sql"]).ends_with(0);
    assert_eq!(
        ask(
            &url,
            "select count(*)::text from pg_database where datname like 'nexusql_scratch%' and datdba = 'ordinary'::regrole"
        ),
        "0"
    );
}

#[test]
fn sources_of_every_form_are_equal() {
    let room = Room::new("sources_of_every_form");
    room.write("db/one/users.sql", "create table users (id int primary key);\n");
    room.write("db/a_posts.sql", "create table posts (id int, author int references users);\n");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=t", "-c", "user.email=t@example.org"]).args(arguments).current_dir(room.path());
        assert!(command.output().unwrap().status.success(), "git {arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    for same in ["git:HEAD:db", "git:HEAD:", "git:HEAD:./db"] {
        room.run(&["diff", "db", same]).ends_with(0);
    }
    room.run(&["dump", "db", "-o", "all.sql"]).ends_with(0);
    let text = room.read("all.sql");
    room.run_with(&["diff", "db", "-"], &text).ends_with(0);
    room.run_with(&["diff", "-", "git:HEAD:db"], &text).ends_with(0);
    room.run_with(&["diff", "git:HEAD:db/one/users.sql", "-"], "create table users (id int primary key)").ends_with(0);

    room.write("db/one/users.sql", "create table users (id int primary key, name text);\n");
    room.run(&["diff", "git:HEAD:db", "db"]).ends_with(1);
    let plan = room.run(&["plan", "git:HEAD:db", "db"]).ends_with(0);
    assert!(plan.out.contains("ALTER TABLE public.users ADD COLUMN name text"), "{}", plan.out);
    let unknown = room.run(&["diff", "git:nowhere:db", "db"]).ends_with(2);
    assert!(unknown.err.contains("git knows no revision \"nowhere\" here"), "{}", unknown.err);
    let nothing = room.run(&["diff", "git:HEAD:none", "db"]).ends_with(2);
    assert!(nothing.err.contains("revision \"HEAD\" has no SQL file at \"none\""), "{}", nothing.err);
}

#[test]
fn a_scratch_on_a_server_leaves_nothing_behind() {
    let room = Room::new("scratch_on_a_server");
    let url = room.database("create table mine (x int)");
    room.write("v1.sql", "create table a (x int); create role scratch_made; grant select on a to scratch_made;");
    room.write("v2.sql", "create table a (x int, y int);");
    room.write("bad.sql", "create role scratch_bad; create table a (x int); nonsense;");
    let plan = room.run(&["plan", "v1.sql", "v2.sql", "--scratch", &url]).ends_with(0);
    assert!(plan.out.contains("proven on"), "{}", plan.out);
    room.run(&["plan", "v1.sql", "bad.sql", "--scratch", &url]).ends_with(2);
    let mut command = room.command(&["diff", "v1.sql", "v2.sql"]);
    common::said(command.env("NEXUSQL_SCRATCH", &url)).ends_with(1);
    let left = "select count(*)::text from pg_database where datname like 'nexusql_scratch%'";
    // Other tests of this binary may be at work with scratches of their own.
    for _ in 0..100 {
        if ask(&url, left) == "0" {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(ask(&url, left), "0");
    assert_eq!(ask(&url, "select count(*)::text from pg_roles where rolname like 'scratch!_%' escape '!'"), "0");
    assert_eq!(tables(&url), "mine");

    let major = server().engine().major.to_string();
    room.run(&["plan", "v1.sql", "v2.sql", "--scratch", &major]).ends_with(0);
}

#[test]
fn build_is_the_same_every_time() {
    let room = Room::new("build_is_the_same");
    room.write("db/b.sql", "create table b (x int);\n").write("db/a/z.sql", "create table z (x int);");
    room.write("db/seed_x.sql", "insert into b values (1);\n");
    let first = room.run(&["build", "db"]).ends_with(0);
    assert_eq!(first.out, room.run(&["build", "db/"]).ends_with(0).out);
    let absolute = room.path().join("db");
    assert_eq!(first.out, room.run(&["build", &absolute.to_string_lossy()]).ends_with(0).out);
    assert!(first.out.find("table z") < first.out.find("table b"), "{}", first.out);

    let hash = room.run(&["build", "db", "--hash"]).ends_with(0).out;
    let hash = hash.trim();
    assert_eq!(hash.len(), 64, "{hash}");
    room.run(&["build", "db", "--check", hash]).ends_with(0);
    room.write("db/b.sql", "create table b (y int);\n");
    let changed = room.run(&["build", "db", "--check", hash]).ends_with(1);
    assert!(changed.err.starts_with("sources changed: hash is "), "{}", changed.err);

    let no_seed = room.run(&["build", "db", "--exclude", "**/seed_*"]).ends_with(0);
    assert!(!no_seed.out.contains("insert into"), "{}", no_seed.out);
    let only = room.run(&["build", "db", "--include", "a/**"]).ends_with(0);
    assert!(only.out.contains("table z") && !only.out.contains("table b"), "{}", only.out);
    let none = room.run(&["build", "db", "--include", "none/**"]).ends_with(2);
    assert!(none.err.contains("holds no .sql file that is wanted"), "{}", none.err);

    room.run(&["build", "db", "-o", "all.sql"]).ends_with(0);
    room.run(&["diff", "all.sql", "db"]).ends_with(0);
    assert_eq!(room.read("all.sql"), room.run(&["build", "db"]).out);
}

#[test]
fn build_takes_environments_and_variables() {
    let room = Room::new("build_environments");
    room.write("db/b.sql", "create table b (x int);\n").write("db/seed_x.sql", "insert into b values (1);\n");
    room.write("other/c.sql", "create table c (x int);\n");
    room.write(
        "nexusql.toml",
        "# ${NOT_USED} in a comment needs no value\nschema = \"${NEXUSQL_T_DIR}\"\n\n[env.production]\nexclude = [\"**/${NEXUSQL_T_LEAVE:-seed}_*\"]\n\n\
         [env.other]\nschema = \"other\"\nurl = \"${NOT_USED}\"\n",
    );
    room.write(".env", "NEXUSQL_T_DIR=db\n");
    let all = room.run(&["build"]).ends_with(0);
    assert!(all.out.contains("table b") && all.out.contains("insert into"), "{}", all.out);
    let production = room.run(&["build", "--env", "production"]).ends_with(0);
    assert!(production.out.contains("table b") && !production.out.contains("insert into"), "{}", production.out);
    assert!(room.run(&["build", "--env", "other"]).ends_with(0).out.contains("table c"));
    let mut command = room.command(&["build"]);
    // The environment comes before .env, and what stands in it is a value, not TOML.
    assert!(common::said(command.env("NEXUSQL_T_DIR", "other")).ends_with(0).out.contains("table c"));
    room.write("a \"quoted\" dir/d.sql", "create table d (x int);\n");
    let mut command = room.command(&["build"]);
    assert!(common::said(command.env("NEXUSQL_T_DIR", "a \"quoted\" dir")).ends_with(0).out.contains("table d"));
}

#[test]
fn a_new_project_builds_and_plans_at_once() {
    let room = Room::new("a_new_project");
    room.run(&["init"]).ends_with(0);
    room.run(&["build", "-o", "schema.sql"]).ends_with(0);
    room.run(&["build", "--env", "production", "--hash"]).ends_with(0);
    let plan = room.run(&["plan", "empty", "db/schema"]).ends_with(0);
    assert!(plan.out.contains("proven on"), "{}", plan.out);
}
