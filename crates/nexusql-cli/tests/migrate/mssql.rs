//! What SQL Server has of its own: batches, what no transaction holds, errors with their lines. What needs a server is run by
//! `cargo xtask test --engine mssql` only, on the one that NEXUSQL_TEST_MSSQL_URL names.

use super::engines::Bench;
use crate::common::{Room, collect, spawn};

fn bench(name: &str) -> Bench {
    Bench::new("mssql", &format!("migrate_mssql_{name}"))
}

#[test]
fn files_are_found_valid_without_a_server() {
    let room = Room::new("migrate_mssql_validate");
    let valid = ["migrate", "validate", "m", "--engine", "mssql"];
    room.write("m/001_a.sql", "create table a (x int)\nGO\ncreate view v as select x from a\nGO 2 -- twice\n");
    room.run(&valid).ends_with(0);
    room.write("m/002_b.sql", "select 1\nGO\nalter database current set recovery simple\n");
    let said = room.run(&valid).ends_with(0);
    assert!(said.err.contains("a statement at a time") && said.err.contains("m/002_b.sql:3:1"), "{said:?}");
    for (text, wanted) in [
        ("select 1\nGO;\n", "m/003_c.sql:2:1"),
        ("select 1\n  :r other.sql\n", "m/003_c.sql:2:3"),
        ("select 1,\n  $(missing)\n", "m/003_c.sql:2:3"),
        ("select 1\ngo\nset implicit_transactions on\n", "m/003_c.sql:3:1"),
        ("-- migrate:up transaction:true\nreconfigure\n", "m/003_c.sql:2:1"),
    ] {
        room.write("m/003_c.sql", text);
        let said = room.run(&valid).ends_with(2);
        assert!(said.err.contains(wanted), "{text}: {said:?}");
    }
}

#[test]
fn squashed_files_keep_their_batches() {
    let room = Room::new("migrate_mssql_squash");
    room.write("m/001_a.sql", "create table a (x int)").write("m/002_b.sql", "create view v as select x from a\nGO\n");
    room.run(&["migrate", "squash", "m", "--engine", "mssql", "--move", "old"]).ends_with(0);
    let text = room.read("m/002_squashed.sql");
    assert!(text.contains("create table a (x int)\ngo\n") && text.contains("create view v"), "{text}");
}

#[test]
#[ignore = "needs a SQL Server: cargo xtask test --engine mssql"]
fn batches_views_and_procedures_run_in_one_transaction() {
    let bench = bench("batches");
    bench
        .room
        .write(
            "m/001_a.sql",
            "create table a (x int);\nGO\ncreate view v as select x from a;\nGO\ninsert into a values (1);\nGO 3\n",
        )
        .write(
            "m/002_p.sql",
            "create procedure p as\nbegin\n  begin tran; insert into a values (2); commit;\nend\nGO\nexec p;\n",
        )
        .write("m/003_bad.sql", "select 1;\nGO\n\nselect 2;\ninsert into missing values (1);\n");
    let said = bench.migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("m/003_bad.sql:5:1") && said.err.contains("missing"), "{said:?}");
    assert_eq!(bench.succeeded(), "0");
    bench.room.write("m/003_bad.sql", "select 1;\n");
    bench.migrate(&["up"]).ends_with(0);
    assert_eq!(bench.ask("select sum(x) as n from v"), "5");
}

#[test]
#[ignore = "needs a SQL Server: cargo xtask test --engine mssql"]
fn what_no_transaction_holds_runs_by_itself() {
    let bench = bench("outside");
    let text =
        "create table a (x int);\nGO\nalter database current set recovery simple;\nGO\ninsert into a values (1);\n";
    bench.room.write("m/001_a.sql", text);
    let said = bench.migrate(&["up"]).ends_with(0);
    assert!(said.err.contains("a statement at a time"), "{said:?}");
    assert_eq!(bench.ask("select count(*) as n from a"), "1");
    let own = "begin try\n  begin tran;\n  insert into a values (2);\n  commit;\nend try\nbegin catch\n  rollback;\n  throw;\nend catch\n";
    bench.room.write("m/002_b.sql", own);
    bench.migrate(&["up"]).ends_with(0);
    bench.room.write("m/003_c.sql", "create procedure q as commit\nGO\nexec q\n");
    let said = bench.migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("transaction"), "{said:?}");
}

#[test]
#[ignore = "needs a SQL Server: cargo xtask test --engine mssql"]
fn what_a_file_sets_ends_with_it() {
    let bench = bench("sets");
    bench
        .room
        .write("m/001_a.sql", "set quoted_identifier off;\nset nocount on;\nset xact_abort off;\nset noexec on;\n")
        .write("m/002_b.sql", "create table \"b\" (x int);\n");
    bench.migrate(&["up"]).ends_with(0);
    assert_eq!(bench.succeeded(), "2");
    assert_eq!(bench.ask("select count(*) as n from b"), "0");
}

#[test]
#[ignore = "needs a SQL Server: cargo xtask test --engine mssql"]
fn a_second_runner_is_told_that_another_is_at_work() {
    let bench = bench("lock");
    bench.room.write("m/001_a.sql", "waitfor delay '00:00:03';\ncreate table a (x int);\n");
    let first = spawn(&mut bench.room.command(&["migrate", "up", "m", "--url", &bench.url]));
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let said = bench.migrate(&["up", "--lock-wait", "0s"]).ends_with(4);
    assert!(said.err.contains("another runner is at work"), "{said:?}");
    collect(first).ends_with(0);
}
