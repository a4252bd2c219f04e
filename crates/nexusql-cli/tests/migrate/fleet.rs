//! Many databases: from a list, a query, the schemas of one.

use serde_json::Value;

use super::engines::Bench;
use crate::common::{Room, Said, collect, run_sql, server, spawn};

const ONE: &str = "create table a (x int);\ninsert into a values (1);\n";

/// A folder with two migrations, and databases of PostgreSQL called `NAME_1` and so on.
struct Ships {
    room: Room,
    name: String,
    n: usize,
}

impl Ships {
    fn new(name: &str, n: usize) -> Self {
        let room = Room::new(&format!("fleet_{name}"));
        room.write("m/001_a.sql", ONE).write("m/002_b.sql", "create table b (x int);\n");
        let name = format!("fleet_{name}");
        let admin = server().connection_string("postgres");
        for n in 1..=n {
            run_sql(&admin, &format!("drop database if exists {name}_{n} with (force)"));
            run_sql(&admin, &format!("create database {name}_{n} template template0"));
        }
        Self { room, name, n }
    }

    fn url(&self, database: &str) -> String {
        let server = server();
        let (user, port) = (server.user(), server.port());
        format!("postgresql://{user}:geheim@/{database}?host={}&port={port}", server.socket_dir().display())
    }

    /// Writes the file with a query for the databases.
    fn query(&self, head: &str) {
        let sql = format!("select datname from pg_database where datname like '{}\\_%' order by 1", self.name);
        let url = self.url("postgres");
        self.room.write("fleet.toml", format!("{head}\n[query]\nurl = \"{url}\"\nsql = '''{sql}'''\n"));
    }

    fn up(&self, more: &[&str]) -> Said {
        let said = self.room.run(&[&["migrate", "up", "m", "--fleet", "fleet.toml"], more].concat());
        assert!(!said.out.contains("geheim") && !said.err.contains("geheim"), "{said:?}");
        said
    }

    fn sql(&self, n: usize, sql: &str) {
        run_sql(&server().connection_string(&format!("{}_{n}", self.name)), sql);
    }

    #[track_caller]
    fn ask(&self, n: usize, sql: &str) -> String {
        crate::common::ask(&server().connection_string(&format!("{}_{n}", self.name)), sql)
    }

    /// Checks that each has everything once.
    #[track_caller]
    fn check(&self) {
        for n in 1..=self.n {
            assert_eq!(self.ask(n, "select count(*)::text from a"), "1", "database {n}");
            assert_eq!(self.ask(n, "select count(*)::text from nexusql_migrations_core where success"), "2");
        }
    }
}

impl Drop for Ships {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let admin = server().connection_string("postgres");
            for n in 1..=self.n {
                run_sql(&admin, &format!("drop database if exists {}_{n} with (force)", self.name));
            }
        }
    }
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

/// Returns the states in their order.
fn states(said: &Said) -> Vec<String> {
    let list = json(said)["databases"].as_array().expect("it is a list").clone();
    list.iter().map(|one| one["state"].as_str().expect("it is text").to_owned()).collect()
}

#[test]
fn databases_of_a_query_are_migrated_and_a_second_run_has_nothing_to_do() {
    let ships = Ships::new("query", 4);
    ships.query("jobs = 3");
    let before = ships.room.run(&["migrate", "status", "m", "--fleet", "fleet.toml"]).ends_with(1);
    assert!(
        before.out.contains("2 migrations pending") && before.out.contains("(4 databases: 4 pending"),
        "{before:?}"
    );
    let said = ships.up(&[]).ends_with(0);
    assert!(said.out.contains("applied 2 migrations") && said.out.contains("4 applied"), "{said:?}");
    ships.check();
    let again = ships.up(&["--format", "json"]).ends_with(0);
    assert_eq!(states(&again), ["nothing-to-do"; 4]);
    ships.room.run(&["migrate", "status", "m", "--fleet", "fleet.toml"]).ends_with(0);
    // One number for the whole run.
    let run = ships.ask(1, "select min(execution_id) from nexusql_migrations_core");
    assert_eq!(ships.ask(4, "select max(execution_id) from nexusql_migrations_core"), run);
}

#[test]
fn the_json_says_all_of_each_database() {
    let ships = Ships::new("json", 2);
    ships.query("canaries = 1\nfailures_max = 1");
    ships.sql(2, "create table b (x int)");
    let said = ships.up(&["--format", "json"]).ends_with(4);
    let mut value = json(&said);
    assert!(value["execution_id"].as_str().is_some_and(|text| text.len() == 36), "{value}");
    assert!(value["duration_ms"].is_u64() && value["databases"][0]["duration_ms"].is_u64(), "{value}");
    value["execution_id"] = "ID".into();
    value["duration_ms"] = 0.into();
    for one in value["databases"].as_array_mut().expect("it is a list") {
        one["duration_ms"] = 0.into();
    }
    let wanted = serde_json::json!({
        "execution_id": "ID",
        "databases": [
            {
                "database": "fleet_json_1", "canary": true, "state": "applied", "migrations": 2, "duration_ms": 0,
                "errors": []
            },
            {
                "database": "fleet_json_2", "canary": false, "state": "failed", "migrations": 0, "duration_ms": 0,
                "errors": [{
                    "severity": "error", "code": "engine-error", "message": "relation \"b\" already exists",
                    "hint": "The transaction was rolled back: nothing of this run was kept.",
                    "place": { "file": "m/002_b.sql", "line": 1, "column": 1, "text": "create table b (x int);" },
                    "sqlstate": "42P07"
                }]
            }
        ],
        "stopped": null,
        "duration_ms": 0
    });
    assert_eq!(value, wanted, "{value:#}");
}

#[test]
fn when_a_canary_fails_the_others_are_not_begun() {
    let ships = Ships::new("canary", 4);
    ships.query("jobs = 4\ncanaries = [\"fleet_canary_3\"]\nfailures_max = 100");
    ships.sql(3, "create table b (x int)");
    let said = ships.up(&["--format", "json"]).ends_with(4);
    assert_eq!(states(&said), ["failed", "not-begun", "not-begun", "not-begun"]);
    assert_eq!(json(&said)["databases"][0]["database"], "fleet_canary_3");
    assert_eq!(json(&said)["stopped"], "canary-failed");
    assert_eq!(ships.ask(1, "select count(*)::text from pg_tables where schemaname = 'public'"), "0");
    ships.sql(3, "drop table b");
    let said = ships.up(&[]).ends_with(0);
    assert!(said.out.lines().nth(1).is_some_and(|line| line.contains("fleet_canary_3  canary")), "{said:?}");
    ships.check();
}

#[test]
fn too_many_failures_end_a_run_and_the_next_one_goes_on() {
    let ships = Ships::new("budget", 6);
    ships.query("failures_max = 1");
    ships.sql(2, "create table b (x int)");
    ships.sql(4, "create table b (x int)");
    let said = ships.up(&["--format", "json"]).ends_with(4);
    assert_eq!(states(&said), ["applied", "failed", "applied", "failed", "not-begun", "not-begun"]);
    assert_eq!(json(&said)["stopped"], "too-many-failures");
    let said = ships.up(&[]).ends_with(4);
    assert!(said.err.contains("2 databases not begun") && said.err.contains("m/002_b.sql:1:1"), "{said:?}");
    assert_eq!(said.err.matches("already exists").count(), 1, "{said:?}");
    ships.sql(2, "drop table b");
    let said = ships.up(&["--format", "json"]).ends_with(4);
    assert_eq!(states(&said), ["nothing-to-do", "applied", "nothing-to-do", "failed", "applied", "applied"]);
    ships.sql(4, "drop table b");
    ships.up(&[]).ends_with(0);
    ships.check();
}

#[test]
fn what_a_check_refuses_is_a_refusal() {
    let ships = Ships::new("refused", 2);
    ships.query("failures_max = 5");
    ships.room.write("m/002_b.check.sql", "select x from a where x > 5;\n");
    ships.up(&["--to", "1"]).ends_with(0);
    ships.sql(1, "insert into a values (6)");
    let said = ships.up(&["--format", "json"]).ends_with(3);
    assert_eq!(states(&said), ["failed", "applied"]);
}

#[test]
fn a_fleet_that_was_killed_is_finished_by_the_next_run() {
    let ships = Ships::new("killed", 8);
    ships.query("jobs = 3");
    ships.room.write(
        "m/003_c.sql",
        "-- migrate:no-transaction\ncreate table c (x int);\nselect pg_sleep(0.1);\ninsert into c values (1);\n",
    );
    for pause in [150, 300, 450] {
        let arguments = ["migrate", "up", "m", "--fleet", "fleet.toml"];
        let mut child = spawn(&mut ships.room.command(&arguments));
        std::thread::sleep(std::time::Duration::from_millis(pause));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }
    ships.up(&[]).ends_with(0);
    for n in 1..=8 {
        assert_eq!(ships.ask(n, "select count(*)::text from a"), "1", "database {n}");
        assert_eq!(ships.ask(n, "select count(*)::text from c"), "1", "database {n}");
    }
    assert_eq!(states(&ships.up(&["--format", "json"]).ends_with(0)), ["nothing-to-do"; 8]);
}

#[test]
fn two_fleets_at_once_apply_everything_once() {
    let ships = Ships::new("two", 5);
    ships.query("jobs = 2");
    let arguments = ["migrate", "up", "m", "--fleet", "fleet.toml"];
    let children: Vec<_> = (0..2).map(|_| spawn(&mut ships.room.command(&arguments))).collect();
    for child in children {
        collect(child).ends_with(0);
    }
    ships.check();
}

#[test]
fn schemas_have_a_history_each_and_run_at_the_same_time() {
    let bench = Bench::new("postgres", "fleet_schemas");
    let odd = "tenant_it's \"x\" \\y";
    for schema in ["tenant_1", "tenant_2", "tenantx", odd] {
        bench.run(&format!("create schema \"{}\"", schema.replace('"', "\"\"")));
    }
    bench
        .room
        .write("m/001_a.sql", format!("{ONE}select pg_sleep(1.5);\n"))
        .write("m/002_b.sql", "select current_schema() as s \\gset\ncreate table b as select :'s'::text as s;\n")
        .write("m/001_a.check.sql", "select current_schema() like 'tenant\\_%';\n")
        .write("fleet.toml", format!("jobs = 3\n[schemas]\nurl = \"{}\"\npattern = \"tenant_*\"\n", bench.url));
    let begun = std::time::Instant::now();
    let said = bench.room.run(&["migrate", "up", "m", "--fleet", "fleet.toml", "--format", "json"]).ends_with(0);
    assert!(begun.elapsed().as_secs_f64() < 4.0, "they waited for each other: {:?}", begun.elapsed());
    assert_eq!(states(&said), ["applied"; 3]);
    let rows = bench.ask(
        "select string_agg(s, ',' order by s) from (select s from tenant_1.b union all select s from tenant_2.b) t",
    );
    assert_eq!(rows, "\"tenant_1,tenant_2\"");
    assert_eq!(bench.ask("select s = current_schema() from \"tenant_it's \"\"x\"\" \\y\".b, set_config('search_path', quote_ident(s), false)"), "true");
    assert_eq!(bench.ask("select count(*) from pg_class where relname = 'nexusql_migrations_core'"), "3");
    assert_eq!(
        bench.ask(
            "select count(*) from pg_class c where relnamespace in ('public'::regnamespace, 'tenantx'::regnamespace)"
        ),
        "0"
    );
    // Whoever migrates the whole database waits for those that migrate a schema.
    bench.room.write("m/003_c.sql", "select pg_sleep(3);\n");
    let child = spawn(&mut bench.room.command(&["migrate", "up", "m", "--fleet", "fleet.toml"]));
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    let said = bench.migrate(&["up", "--lock-wait", "100ms"]).ends_with(4);
    assert!(said.err.contains("another runner is at work"), "{said:?}");
    collect(child).ends_with(0);
    let said = bench.room.run(&["migrate", "up", "m", "--fleet", "fleet.toml", "--history-schema", "h"]).ends_with(2);
    assert!(said.err.contains("each schema of the fleet has a history of its own"), "{said:?}");
}

#[test]
fn a_list_may_have_databases_of_any_engine() {
    let (postgres, mariadb) = (Bench::new("postgres", "fleet_list_pg"), Bench::new("mariadb", "fleet_list_maria"));
    let room = Room::new("fleet_list");
    room.write("m/001_a.sql", ONE).write(".env", "HERE=one\n").write(
        "fleet.toml",
        format!(
            "jobs = 2\nurls = [\n  \"sqlite:///${{HERE}}.db\",\n  \"sqlite:///two.db\",\n  \"{}\",\n  \"{}\",\n]\n",
            postgres.url, mariadb.url
        ),
    );
    let said = room.run(&["migrate", "up", "m", "--fleet", "fleet.toml", "--dry-run"]).ends_with(0);
    assert!(said.out.contains("4 databases: 4 pending"), "{said:?}");
    let said = room.run(&["migrate", "up", "m", "--fleet", "fleet.toml"]).ends_with(0);
    assert!(said.out.contains("sqlite:///one.db") && said.out.contains("4 databases: 4 applied"), "{said:?}");
    for url in ["sqlite:///one.db", "sqlite:///two.db", &postgres.url, &mariadb.url] {
        let said = room.run(&["migrate", "status", "m", "--url", url]).ends_with(0);
        assert!(said.out.contains("(0 migrations pending)"), "{url}: {said:?}");
    }
    // A file that changes afterwards is not pending, and not well.
    room.write("m/001_a.sql", "select 1;\n");
    let said = room.run(&["migrate", "status", "m", "--fleet", "fleet.toml"]).ends_with(1);
    assert!(said.out.contains("4 doubtful"), "{said:?}");
}

#[test]
fn a_server_that_is_not_there_is_a_failure_like_others() {
    let room = Room::new("fleet_gone");
    room.write("m/001_a.sql", ONE).write(
        "fleet.toml",
        "failures_max = 9\nurls = [\"postgresql://me:geheim@127.0.0.1:1/x?connect_timeout=2\", \"sqlite:///a.db\"]\n",
    );
    let said = room.run(&["migrate", "up", "m", "--fleet", "fleet.toml", "--format", "json"]).ends_with(4);
    assert_eq!(states(&said), ["failed", "applied"]);
    assert!(!said.out.contains("geheim") && !said.err.contains("geheim"), "{said:?}");
}

#[test]
fn a_file_that_makes_no_sense_is_told_with_its_place() {
    let room = Room::new("fleet_bad");
    room.write("m/001_a.sql", ONE);
    for (text, place, wanted) in [
        ("", "fleet.toml:1:1", "names no databases"),
        (
            "urls = [\"sqlite:///a.db\"]\n[schemas]\nurl = \"sqlite:///a.db\"\npattern = \"x\"\n",
            "fleet.toml:2:1",
            "in two ways",
        ),
        ("jobs = 0\nurls = []\n", "fleet.toml:1:8", "nonzero"),
        ("job = 1\n", "fleet.toml:1:1", "unknown field \"job\""),
        (
            "urls = [\n  \"sqlite:///a.db\",\n  \"postgrse://me:geheim@h/x\"\n]\n",
            "fleet.toml:3:3",
            "no engine has the scheme",
        ),
        ("urls = [\"sqlite:///${NO_SUCH_NAME}\"]\n", "fleet.toml:1:9", "NO_SUCH_NAME"),
        ("urls = [\"env:prod\"]\n", "fleet.toml:1:9", "environment \"prod\" is not in the config"),
        ("canaries = \"a\"\nurls = []\n", "fleet.toml:1:12", "canaries are a number, or a list of names"),
        ("urls = []\n", "", "the fleet has no databases"),
        ("urls = [\"sqlite:///a.db\", \"sqlite:///a.db\"]\n", "", "is in the fleet twice"),
        ("canaries = [\"b\"]\nurls = [\"sqlite:///a.db\"]\n", "", "canary \"b\" is not in the fleet"),
        ("[schemas]\nurl = \"sqlite:///a.db\"\npattern = \"x\"\n", "", "on PostgreSQL, not on sqlite"),
        ("[query]\nurl = \"sqlite:///a.db\"\nsql = \"select null\"\n", "", "a row without a name"),
        ("[query]\nurl = \"sqlite:///a.db\"\nsql = \"select nonsense\"\n", "", "nonsense"),
    ] {
        room.write("fleet.toml", text);
        let said = room.run(&["migrate", "up", "m", "--fleet", "fleet.toml"]);
        assert_ne!(said.code, Some(0), "{text}: {said:?}");
        assert!(said.err.contains(wanted) && said.err.contains(place), "{text}: {said:?}");
        assert!(!said.err.contains("geheim"), "{said:?}");
    }
    room.run(&["migrate", "up", "m", "--fleet", "fleet.toml", "--url", "sqlite:///a.db"]).ends_with(2);
}
