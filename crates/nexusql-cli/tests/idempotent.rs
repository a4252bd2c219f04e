//! `nexusql idempotent`: what is written, what is reported, and how it ends.

mod common;

use common::Room;

#[test]
fn a_script_is_written_and_proven() {
    let room = Room::new("idempotent_written");
    room.write("a.sql", "-- first\nCREATE TABLE t (id int PRIMARY KEY); -- kept\nINSERT INTO t VALUES (1);\n");
    let said = room.run(&["idempotent", "a.sql"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let want = "-- first\nCREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY); -- kept\n\
                INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING;\n";
    assert_eq!(said.out, want);
    assert!(said.err.contains("proven on PostgreSQL"), "{said:?}");
    assert!(said.err.contains("every one of 1 state"), "{said:?}");
}

#[test]
fn what_cannot_be_repeated_is_reported_and_no_file_is_touched() {
    let room = Room::new("idempotent_finding");
    let first = "create table t (n int);\n";
    room.write("1.sql", first).write("2.sql", "\nupdate t set n = n + 1;\n");
    let said = room.run(&["idempotent", "1.sql", "2.sql", "--in-place"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("update cannot be made to run again"), "{said:?}");
    assert!(said.err.contains("2.sql:2:1"), "{said:?}");
    assert_eq!(room.read("1.sql"), first);
}

#[test]
fn what_psql_does_beside_statements_is_reported_with_its_place() {
    let room = Room::new("idempotent_psql");
    let script = "create table if not exists t (n int);\n\\echo on\n  \\copy t from 'rows.csv'\n\\copy (select n from t) to 'out.csv'\n\
                  \\i other.sql\n\\ir '../other.sql'\n";
    room.write("a.sql", script);
    let said = room.run(&["idempotent", "a.sql", "--check"]).ends_with(1);
    for finding in
        ["\\copy cannot be made to run again\n  --> a.sql:3:3", "\\i cannot be made to run again\n  --> a.sql:5:1"]
    {
        assert!(said.err.contains(finding), "{said:?}");
    }
    assert_eq!(said.err.matches("cannot be made to run again").count(), 3, "{said:?}");
    let said = room.run(&["idempotent", "a.sql", "--no-prove"]).ends_with(1);
    assert_eq!(said.out, script);
}

#[test]
fn files_are_proven_one_upon_another_and_written_in_place() {
    let room = Room::new("idempotent_in_place");
    room.write("1.sql", "create table t (n int);\n").write("2.sql", "alter table t add column m int;\n");
    let said = room.run(&["idempotent", "1.sql", "2.sql", "--in-place"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(room.read("1.sql"), "create table if not exists t (n int);\n");
    assert_eq!(room.read("2.sql"), "alter table t add column if not exists m int;\n");
    let said = room.run(&["idempotent", "1.sql", "2.sql", "--check"]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{said:?}");
}

#[test]
fn a_check_shows_what_would_change() {
    let room = Room::new("idempotent_check");
    room.write("a.sql", "create schema s;\ncreate table s.t (n int);\n");
    let said = room.run(&["idempotent", "a.sql", "--check"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let want = "a.sql:1: native-guard\n-create schema s;\n+create schema if not exists s;\n\
                a.sql:2: native-guard\n-create table s.t (n int);\n+create table if not exists s.t (n int);\n";
    assert_eq!(said.out, want);
}

#[test]
fn a_base_is_what_a_change_needs() {
    let room = Room::new("idempotent_base");
    room.write("base.sql", "create table t (n int);").write("a.sql", "alter table t rename column n to m;\n");
    let said = room.run(&["idempotent", "a.sql", "--no-prove"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("not proven: a.sql: it was not asked for"), "{said:?}");
    let said = room.run(&["idempotent", "a.sql"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("it does not run as it was written"), "{said:?}");
    let said = room.run(&["idempotent", "a.sql", "--base", "base.sql", "--format", "json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let whole: serde_json::Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert_eq!(whole["format"], "nexusql-idempotent-1");
    assert_eq!(whole["files"][0]["statements"][0]["class"], "catalog-guard");
    assert_eq!(whole["files"][0]["proof"]["failures"], serde_json::json!([]));
}

/// The trigger writes a row that the text does not show.
#[test]
fn what_is_disproven_is_not_written() {
    let room = Room::new("idempotent_disproven");
    room.write(
        "a.sql",
        "create table t (n int);\ncreate table log (n int);\n\
         do $$ begin insert into log values (1); end $$;\n",
    );
    let said = room.run(&["idempotent", "a.sql", "-o", "b.sql"]);
    assert_eq!(said.code, Some(70), "{said:?}");
    assert!(said.err.contains("the second run changes something"), "{said:?}");
    assert!(said.err.contains("log has 2 rows instead of 1"), "{said:?}");
    assert!(!room.path().join("b.sql").exists());
}

#[test]
fn an_object_of_another_definition_stops_the_script_where_asked() {
    let room = Room::new("idempotent_fail");
    room.write("a.sql", "create table t (n int);\ncreate view v as select n from t;\n");
    let said = room.run(&["idempotent", "a.sql", "--on-existing", "fail", "-o", "b.sql"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    // What was there before is another table of that name.
    room.write("both.sql", format!("create table t (n int, m int);\n{}", room.read("b.sql")));
    let said = room.run(&["idempotent", "both.sql"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("table t was there with another definition"), "{said:?}");
}

#[test]
fn several_files_have_no_single_output() {
    let room = Room::new("idempotent_several");
    room.write("a.sql", "select 1;").write("b.sql", "select 2;");
    let said = room.run(&["idempotent", "a.sql", "b.sql"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("several files need --in-place or --check"), "{said:?}");
}

/// Two sessions that make a table at once fail in the catalog, `if not exists` or not.
#[test]
fn sessions_that_run_a_locked_script_at_once_wait_for_one_another() {
    let room = Room::new("idempotent_lock");
    room.write(
        "a.sql",
        "create table t (id int primary key, n int);\ncreate function f() returns int language sql as 'select 1'",
    );
    let said = room.run(&["idempotent", "a.sql", "--lock", "-o", "again.sql"]).ends_with(0);
    assert!(said.err.contains("proven on PostgreSQL"), "{said:?}");
    room.write("twice.sql", room.read("again.sql"));
    room.run(&["idempotent", "twice.sql", "--lock", "--check"]).ends_with(0);
    let psql = nexusql_testkit::Tool::find("psql", [], 0).expect("psql is on the PATH");
    let script = room.path().join("again.sql").display().to_string();
    for round in 0..5 {
        let url = room.database("");
        // They come to a gate, and go on together.
        let mut gate = postgres::Client::connect(&url, postgres::NoTls).expect("the server answers");
        gate.batch_execute("select pg_advisory_lock(1)").expect("the gate is free");
        let runs: Vec<_> = (0..6)
            .map(|_| {
                let wait = "select pg_advisory_lock_shared(1)";
                let arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", wait, "-f", &script];
                let (psql, arguments) = (psql.clone(), arguments.map(str::to_owned));
                std::thread::spawn(move || psql.run(arguments))
            })
            .collect();
        let waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
        while gate.query_one(waiting, &[]).expect("locks can be counted").get::<_, i64>(0) < 6 {
            assert!(!runs.iter().any(std::thread::JoinHandle::is_finished), "psql waits at the gate");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        drop(gate);
        for run in runs {
            run.join().expect("psql does not panic").unwrap_or_else(|said| panic!("round {round}: {said}"));
        }
    }
}

#[test]
fn a_script_that_waits_for_other_sessions_cannot_lock_itself() {
    let room = Room::new("idempotent_lock_refused");
    room.write("a.sql", "create table t (n int);\ncreate index concurrently i on t (n);\n");
    let said = room.run(&["idempotent", "a.sql", "--lock"]).ends_with(2);
    assert!(said.err.contains("cannot lock itself\n  --> a.sql:2:1"), "{said:?}");
}
