//! What holds on every engine.

use super::engines::{Bench, all};

const ONE: &str =
    "-- migrate:up\ncreate table a (x int);\ninsert into a values (1);\n\n-- migrate:down\ndrop table a;\n";
const TWO: &str = "-- migrate:up\ncreate table b (x int);\n\n-- migrate:down\ndrop table b;\n";

fn bench(engine: &'static str, name: &str) -> Bench {
    let bench = Bench::new(engine, &format!("migrate_{name}_{engine}"));
    bench.room.write("m/001_a.sql", ONE).write("m/002_b.sql", TWO);
    bench
}

#[test]
fn up_runs_what_is_pending_once_and_down_undoes_it() {
    for engine in all() {
        let bench = bench(engine, "updown");
        assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(2 migrations pending)"), "{engine}");
        let said = bench.migrate(&["up"]).ends_with(0);
        assert!(said.out.contains("applied core/001_a") && said.out.contains("applied core/002_b"), "{said:?}");
        assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n");
        bench.migrate(&["status"]).ends_with(0);
        assert_eq!(bench.ask("select count(*) as n from a"), "1", "{engine}");
        // Without a terminal nobody can be asked.
        bench.migrate(&["down"]).ends_with(3);
        assert!(bench.migrate(&["down", "--yes"]).ends_with(0).out.contains("undone core/002_b"), "{engine}");
        assert!(bench.migrate(&["redo", "--yes"]).ends_with(0).out.contains("applied core/001_a"), "{engine}");
        bench.migrate(&["down", "--to", "0", "--yes"]).ends_with(0);
        let left = bench.ask("select count(*) as n from nexusql_migrations_core");
        assert_eq!(left, "0", "{engine}");
        bench.migrate(&["up", "--to", "1"]).ends_with(0);
        let json = bench.migrate(&["status", "--format", "json"]).ends_with(1).out;
        assert!(json.contains("\"pending\":1"), "{json}");
    }
}

#[test]
fn a_failure_is_shown_where_it_stands_and_nothing_is_half_recorded() {
    for engine in all() {
        let bench = bench(engine, "failure");
        bench.room.write("m/003_c.sql", "create table c (x int);\n\ninsert into missing values (1);\n");
        let said = bench.migrate(&["up"]).ends_with(4);
        assert!(said.err.contains("m/003_c.sql:3:"), "{engine}: {}", said.err);
        let done = bench.succeeded();
        // Where a transaction holds the schema, the run is one.
        assert_eq!(done, if engine == "mariadb" { "2" } else { "0" }, "{engine}");
        bench.room.write("m/003_c.sql", "create table c (x int);\n\ninsert into c values (1);\n");
        bench.migrate(&["up"]).ends_with(0);
        assert_eq!(bench.ask("select count(*) as n from c"), "1", "{engine}");
        assert_eq!(bench.ask("select count(*) as n from a"), "1", "{engine}");
    }
}

#[test]
fn files_that_change_after_they_ran_are_refused_until_they_are_accepted() {
    for engine in all() {
        let bench = bench(engine, "changed");
        bench.migrate(&["up"]).ends_with(0);
        bench.room.write("m/001_a.sql", ONE.replace("values (1)", "values (2)"));
        let said = bench.migrate(&["up"]).ends_with(3);
        assert!(said.err.contains("\"core/001_a\" has changed"), "{engine}: {}", said.err);
        assert!(bench.migrate(&["status"]).ends_with(1).out.contains("changed"), "{engine}");
        assert!(bench.migrate(&["repair"]).ends_with(0).out.contains("accepted as it is"), "{engine}");
        bench.migrate(&["status"]).ends_with(0);
        // A way down may be changed, and how lines end.
        bench.room.write("m/001_a.sql", ONE.replace("values (1)", "values (2)").replace('\n', "\r\n"));
        bench.migrate(&["status"]).ends_with(0);
        std::fs::remove_file(bench.room.path().join("m/002_b.sql")).expect("it is there");
        assert!(bench.migrate(&["up"]).ends_with(3).err.contains("has no file"), "{engine}");
        bench.migrate(&["up", "--missing", "allow"]).ends_with(0);
    }
}

#[test]
fn a_file_that_comes_late_is_refused_or_applied_as_told() {
    for engine in all() {
        let bench = bench(engine, "late");
        bench.room.write("m/005_e.sql", "create table e (x int);");
        bench.migrate(&["up"]).ends_with(0);
        bench.room.write("m/003_c.sql", "create table c (x int);");
        assert!(bench.migrate(&["up"]).ends_with(3).err.contains("comes before what was applied"), "{engine}");
        assert!(bench.migrate(&["up", "--out-of-order", "warn"]).ends_with(0).err.contains("warning"), "{engine}");
        bench.migrate(&["status"]).ends_with(0);
    }
}

#[test]
fn what_repeats_runs_again_when_it_has_changed() {
    for engine in all() {
        let bench = bench(engine, "repeat");
        let view = bench.apart(&["drop view if exists v;", "create view v as select 1 as n;"]);
        bench.room.write("m/R__views.sql", &view);
        bench.migrate(&["up"]).ends_with(0);
        assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n", "{engine}");
        bench.room.write("m/R__views.sql", view.replace('1', "2"));
        assert!(bench.migrate(&["up"]).ends_with(0).out.contains("applied core/R__views"), "{engine}");
        assert_eq!(bench.ask("select n from v"), "2", "{engine}");
    }
}

#[test]
fn tracks_have_histories_of_their_own_and_an_order() {
    for engine in all() {
        let bench = Bench::new(engine, &format!("migrate_tracks_{engine}"));
        bench
            .room
            .write("m/core/20240101000000_core_a.sql", "create table a (x int);")
            .write("m/core/20240301000000_core_c.sql", "-- requires: alpha/20240201000000\nalter table b add z int;")
            .write("m/alpha/20240201000000_alpha_b.sql", "-- requires: core/20240101000000\ncreate table b (x int);");
        let said = bench.migrate(&["up", "--track", "alpha"]).ends_with(3);
        assert!(said.err.contains("requires \"core/20240101000000_core_a\""), "{engine}: {}", said.err);
        bench.migrate(&["up"]).ends_with(0);
        assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_alpha"), "1", "{engine}");
        assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_core"), "2", "{engine}");
    }
}

#[test]
fn checks_run_before_anything_is_applied() {
    for engine in all() {
        let bench = bench(engine, "checks");
        bench.room.write("m/002_b.check.sql", "select 1 as bad where 1 = 1;\n");
        let said = bench.migrate(&["up"]).ends_with(3);
        assert!(said.err.contains("does not hold") && said.err.contains("002_b.check.sql:1"), "{engine}: {}", said.err);
        assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(2 migrations pending)"), "{engine}");
        bench.room.write("m/002_b.check.sql", "select 1 as bad where 1 = 2;\n");
        bench.room.write("m/002_b.sh", "echo \"for $NEXUSQL_TRACK/$NEXUSQL_NAME\"; exit 7\n");
        let said = bench.migrate(&["up"]).ends_with(3);
        assert!(said.err.contains("ended with 7") && said.err.contains("for core/002_b"), "{engine}: {}", said.err);
        bench.room.write("m/002_b.sh", "test -n \"$NEXUSQL_EXECUTION_ID\"\n");
        bench.room.write("m/002_b.py", "import os\nassert os.environ['NEXUSQL_VERSION'] == '2'\nprint('seen')\n");
        assert!(bench.migrate(&["up"]).ends_with(0).err.contains("seen"), "{engine}");
    }
}

#[test]
fn what_is_there_already_can_be_noted() {
    for engine in all() {
        let bench = bench(engine, "baseline");
        bench.run("create table a (x int)");
        bench.migrate(&["baseline", "--to", "1"]).ends_with(0);
        assert!(bench.migrate(&["up"]).ends_with(0).out.starts_with("applied core/002_b"), "{engine}");
        assert!(bench.migrate(&["history"]).ends_with(0).out.contains("baseline"), "{engine}");
    }
}

#[test]
fn the_history_tells_what_was_undone_and_forgotten() {
    for engine in all() {
        let bench = bench(engine, "log");
        bench.migrate(&["up"]).ends_with(0);
        assert!(bench.migrate(&["redo", "--yes"]).ends_with(0).out.contains("undone core/002_b"), "{engine}");
        bench.migrate(&["down", "--yes"]).ends_with(0);
        bench.migrate(&["repair", "--forget", "core/001_a"]).ends_with(0);
        let json = bench.migrate(&["history", "--format", "json"]).ends_with(0).out;
        let told: Vec<serde_json::Value> = serde_json::from_str(&json).expect("it is JSON");
        let told: Vec<String> =
            told.iter().map(|one| format!("{} {}", one["kind"], one["name"]).replace('"', "")).collect();
        let wanted = ["up 001_a", "up 002_b", "down 002_b", "up 002_b", "down 002_b", "forgotten 001_a"];
        assert_eq!(told, wanted, "{engine}");
        assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_core"), "0", "{engine}");
        assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(2 migrations pending)"), "{engine}");
    }
}

#[test]
fn placeholders_of_flyway_are_replaced() {
    for engine in all() {
        let bench = Bench::new(engine, &format!("migrate_placeholders_{engine}"));
        bench
            .room
            .write("m/V1__a.sql", "create table ${table} (x varchar(9) default '${value}');\n")
            .write("m/V2__b.sql", "insert into a values ('${raw}');\n")
            .write("m/V2__b.sql.conf", "placeholderReplacement=false\n")
            .write("m/V3__d.sql", "insert into a values ('${app:x}');\n")
            .write("m/R__c.sql", "insert into ${table} values ('${value}');\n");
        let said = bench.migrate(&["up", "--var", "table=a"]).ends_with(2);
        assert!(said.err.contains("\"${value}\" has no value") && said.err.contains("V1__a.sql:1"), "{}", said.err);
        bench.migrate(&["up", "--var", "table=a", "--var", "value=v", "--var", "app:x=b"]).ends_with(0);
        assert_eq!(bench.ask("select min(x) as x from a"), "${raw}", "{engine}");
        assert_eq!(bench.ask("select max(x) as x from a"), "v", "{engine}");
    }
}

#[test]
fn variables_of_goose_are_replaced_where_it_says_so() {
    for engine in all() {
        let bench = Bench::new(engine, &format!("migrate_envsub_{engine}"));
        bench.room.write(
            "m/00001_a.sql",
            "-- +goose Up\n-- +goose ENVSUB ON\ncreate table a (x varchar(9) default '${VALUE}');\n\
             insert into a values ('${NONE:-d}');\n-- +goose ENVSUB OFF\ninsert into a values ('${VALUE}');\n",
        );
        let said = bench.migrate(&["up"]).ends_with(2);
        assert!(said.err.contains("\"VALUE\" of the environment") && said.err.contains("a.sql:3"), "{}", said.err);
        bench.migrate(&["up", "--var", "VALUE=v"]).ends_with(0);
        assert_eq!(bench.ask("select min(x) as x from a"), "${VALUE}", "{engine}");
        assert_eq!(bench.ask("select max(x) as x from a"), "d", "{engine}");
    }
}

#[test]
fn a_statement_that_takes_too_long_is_broken_off() {
    for engine in all() {
        let bench = bench(engine, "slow");
        let slow = match engine {
            "postgres" => "select pg_sleep(30);",
            "mariadb" => "create table c as select sleep(30) as n;",
            "mssql" => "waitfor delay '00:00:30';",
            _ => {
                "create table c as with recursive n(n) as (select 1 union all select n + 1 from n where n < 1000000000) select max(n) as n from n;"
            }
        };
        bench.room.write("m/003_c.sql", bench.apart(&["insert into a values (3);", slow]));
        let line = if engine == "mssql" { 3 } else { 2 };
        let begun = std::time::Instant::now();
        let said = bench.migrate(&["up", "--statement-timeout", "1s"]).ends_with(4);
        assert!(begun.elapsed().as_secs() < 20, "{engine}: {:?}", begun.elapsed());
        assert!(said.err.contains(&format!("m/003_c.sql:{line}:1")), "{engine}: {}", said.err);
        bench.room.write("m/003_c.sql", "insert into a values (3);\nselect 1;\n");
        bench.migrate(&["up", "--statement-timeout", "10s"]).ends_with(0);
        assert_eq!(bench.ask("select sum(x) as n from a"), "4", "{engine}");
    }
}

#[test]
fn a_dry_run_shows_the_sql_and_runs_nothing() {
    for engine in all() {
        let bench = bench(engine, "dry");
        let said = bench.migrate(&["up", "--dry-run"]).ends_with(0);
        assert!(said.out.contains("create table b") && said.out.contains("nothing was"), "{engine}: {}", said.out);
        assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(2 migrations pending)"), "{engine}");
    }
}
