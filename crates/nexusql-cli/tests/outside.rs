//! Nothing that is loaded or proven in a scratch reaches another server, however it tries.

#![cfg(unix)]

mod common;

use common::{Room, ask, engine, run_sql, server};
use nexusql_engine::{EngineOptions, Scratch};

/// A real server that the schemas point at, with a log of who came.
struct Remote(Scratch);

impl Remote {
    fn new() -> Self {
        let remote = Self(Scratch::start(&engine(), &EngineOptions::from_env()).expect("the engine starts"));
        remote.run("create table t (a int, b int)");
        for setting in ["log_connections = on", "log_statement = 'all'"] {
            remote.run(&format!("alter system set {setting}"));
        }
        remote.run("select pg_reload_conf()");
        // The setting counts for a session that begins once it was read.
        while !visits(&remote).contains("connection received") {
            remote.run("select 1");
        }
        remote
    }

    fn run(&self, sql: &str) {
        run_sql(&self.0.connection_string("postgres"), sql);
    }

    /// Returns the options of a foreign server that is this one, and a connection string for dblink.
    fn options(&self) -> (String, String) {
        let host = self.0.socket_dir().display();
        (
            format!("host '{host}', port '{}', dbname 'postgres'", self.0.port()),
            format!("host={host} port={} dbname=postgres user=postgres", self.0.port()),
        )
    }
}

fn visits(remote: &Remote) -> String {
    std::fs::read_to_string(remote.0.socket_dir().join("log")).expect("the server writes a log")
}

fn foreign(remote: &Remote) -> String {
    format!(
        "create extension postgres_fdw;
         create server rem foreign data wrapper postgres_fdw options ({});
         create user mapping for public server rem options (user 'postgres');",
        remote.options().0
    )
}

#[test]
fn a_table_with_a_foreign_partition_is_planned_without_it() {
    let remote = Remote::new();
    let room = Room::new("foreign_partition");
    let v1 = format!(
        "{} create table pt (a int, b int) partition by range (a);
         create table plain (a int);
         create foreign table pf partition of pt for values from (0) to (1000000) server rem options (table_name 't');",
        foreign(&remote)
    );
    let url = room.database(&v1);
    room.write("v1.sql", &v1);
    room.write("v2.sql", format!("{v1} alter table pt add column c int; alter table plain add column c int;"));
    let before = visits(&remote);
    for current in ["v1.sql", &url] {
        let said = room.run(&["plan", current, "v2.sql"]).ends_with(0);
        assert!(said.out.contains("proven on"), "{}", said.out);
        assert!(
            said.out.contains("Rows: table public.pt was empty, since its rows may lie on another server"),
            "{}",
            said.out
        );
        assert!(said.out.contains("3 sample rows in 1 table"), "{}", said.out);
    }
    assert_eq!(visits(&remote), before);
    let rows = ask(&remote.0.connection_string("postgres"), "select count(*)::text from t");
    assert_eq!(rows, "0");
}

#[test]
fn views_and_rows_of_a_script_do_not_reach_out() {
    let remote = Remote::new();
    let room = Room::new("reaching_scripts");
    let link = remote.options().1;
    let v1 = format!(
        "{} create extension dblink;
         create foreign table ft (a int, b int) server rem options (table_name 't');
         create table pt (a int, b int) partition by range (a);
         create foreign table pf partition of pt for values from (0) to (1000000) server rem options (table_name 't');
         create materialized view over_foreign as select a from ft;
         create unique index on over_foreign (a);
         create materialized view over_link as select a from dblink('{link}', 'select a from t') as x (a int) with data;
         refresh materialized view over_foreign;
         insert into ft values (1, 1);
         insert into pt values (2, 2);
         delete from ft;
         truncate pt;",
        foreign(&remote)
    );
    room.write("v1.sql", &v1);
    room.write("v2.sql", v1.replace("select a from", "select a, b from").replace("x (a int)", "x (a int, b int)"));
    let before = visits(&remote);
    let said = room.run(&["plan", "empty", "v1.sql"]).ends_with(0);
    assert!(said.out.contains("proven on") && said.out.contains("WITH DATA"), "{}", said.out);
    assert!(said.err.contains("INSERT was not run") && said.err.contains("TRUNCATE was not run"), "{}", said.err);
    let said = room.run(&["plan", "v1.sql", "v2.sql"]).ends_with(0);
    assert!(said.out.contains("proven on"), "{}", said.out);
    let empty = "materialized view public.over_link was made without its rows";
    assert!(said.out.contains(empty), "{}", said.out);
    assert_eq!(visits(&remote), before);
}

#[test]
fn functions_behind_defaults_checks_and_triggers_do_not_reach_out() {
    let remote = Remote::new();
    let room = Room::new("reaching_functions");
    let link = remote.options().1;
    let v1 = format!(
        "create extension dblink;
         create function tell(x int) returns int volatile language sql as
             $$ select length(dblink_exec('{link}', 'insert into t values (9, 9)')) $$;
         create function tell() returns trigger language plpgsql as $$ begin perform tell(1); return new; end $$;
         create table a (x int default tell(2), y int);
         create table b (x int check (tell(x) > 0), y int);
         create table c (x int, y int);
         create trigger tells before insert on c for each row execute function tell();"
    );
    room.write("v1.sql", &v1);
    room.write("v2.sql", format!("{v1} alter table a add z int; alter table b add z int; alter table c add z int;"));
    let before = visits(&remote);
    let said = room.run(&["plan", "v1.sql", "v2.sql"]).ends_with(0);
    assert!(said.out.contains("table public.b was empty"), "{}", said.out);
    assert_eq!(visits(&remote), before);
}

#[test]
fn what_can_only_be_done_by_reaching_out_is_refused() {
    let remote = Remote::new();
    let room = Room::new("refused_reaching");
    let (_, link) = remote.options();
    let before = visits(&remote);
    room.write("import.sql", format!("{} import foreign schema public from server rem into public;", foreign(&remote)));
    let said = room.run(&["plan", "empty", "import.sql"]).ends_with(2);
    assert!(said.err.contains("IMPORT FOREIGN SCHEMA cannot be used in a source"), "{}", said.err);
    room.write("subscription.sql", format!("create subscription s connection '{link}' publication p;"));
    let said = room.run(&["plan", "empty", "subscription.sql"]).ends_with(2);
    assert!(said.err.contains("connect = false"), "{}", said.err);
    room.write("fine.sql", format!("create subscription s connection '{link}' publication p with (connect=false);"));
    room.run(&["plan", "empty", "fine.sql"]).ends_with(0);
    room.write("do.sql", format!("create extension dblink; do $$ begin perform dblink_connect('{link}'); end $$;"));
    let said = room.run(&["plan", "empty", "do.sql"]).ends_with(2);
    assert!(said.err.contains("A scratch reaches no other server."), "{}", said.err);
    assert_eq!(visits(&remote), before);
}

/// A scratch on a server of the user's keeps away from foreign tables too.
#[test]
fn a_scratch_on_a_named_server_reads_no_foreign_table() {
    let remote = Remote::new();
    let room = Room::new("foreign_on_server");
    let v1 = format!(
        "{} create foreign table ft (a int, b int) server rem options (table_name 't');
         create materialized view over_foreign as select a from ft;",
        foreign(&remote)
    );
    room.write("v1.sql", &v1);
    room.write("v2.sql", v1.replace("select a from", "select a, b from"));
    let before = visits(&remote);
    let scratch = server().connection_string("postgres");
    let said = room.run(&["plan", "v1.sql", "v2.sql", "--scratch", &scratch]).ends_with(0);
    assert!(said.out.contains("proven on"), "{}", said.out);
    assert_eq!(visits(&remote), before);
}
