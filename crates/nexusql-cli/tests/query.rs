//! `nexusql query` on each engine: formats, parameters, failures.

mod common;

use common::{Room, server};

const ROWS: &str = "select 1 as i, 'a,\"b\"' as t, null as n union all select 2, 'é', 'x'";

/// Returns the URL of the room's database on PostgreSQL.
fn postgres(name: &str, room: &Room, sql: &str) -> String {
    room.database(sql);
    let server = server();
    format!("postgresql://{}@/{name}?host={}&port={}", server.user(), server.socket_dir().display(), server.port())
}

#[test]
fn each_format_prints_the_rows() {
    let room = Room::new("query_formats");
    for url in ["sqlite::memory:".to_owned(), postgres("query_formats", &room, "")] {
        for (format, wanted) in [
            ("table", "i  t      n\n-  -----  ----\n1  a,\"b\"  null\n2  é      x\n(2 rows)\n"),
            ("csv", "i,t,n\r\n1,\"a,\"\"b\"\"\",\r\n2,é,x\r\n"),
            (
                "json",
                "[\n  {\"i\": 1, \"t\": \"a,\\\"b\\\"\", \"n\": null},\n  {\"i\": 2, \"t\": \"é\", \"n\": \"x\"}\n]\n",
            ),
            ("ndjson", "{\"i\": 1, \"t\": \"a,\\\"b\\\"\", \"n\": null}\n{\"i\": 2, \"t\": \"é\", \"n\": \"x\"}\n"),
        ] {
            let said = room.run(&["query", &url, ROWS, "--format", format]);
            assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), wanted, ""), "{url} {format}");
        }
    }
}

#[test]
fn no_rows_are_no_rows() {
    let room = Room::new("query_none");
    for url in ["sqlite::memory:".to_owned(), postgres("query_none", &room, "")] {
        for (format, wanted) in [("table", "(0 rows)\n"), ("json", "[]\n"), ("ndjson", ""), ("csv", "i,\"a,b\"\r\n")] {
            let sql = "select 1 as i, 2 as \"a,b\" where 1 = :n";
            let said = room.run(&["query", &url, sql, "-p", "n:int=0", "--format", format]);
            assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), wanted, ""), "{url} {format}");
        }
        // What returns no rows has no columns, and is not run twice.
        let said = room.run(&["query", &url, "create table t (i int)", "--format", "csv"]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""), "{url}");
    }
}

#[test]
fn parameters_have_types() {
    let room = Room::new("query_params");
    let url =
        postgres("query_params", &room, "create table t (id int, at date); insert into t values (5, '2026-02-28')");
    for arguments in [
        &["select id from t where id = :id", "-p", "id=5"][..],
        &["select id from t where id = :id", "-p", "id:int=5"],
        &["select id from t where at = :at", "-p", "at:date=2026-02-28"],
        &["select :id::int as id", "--param", "id=5"],
        &["select id from t where id = :a and at > :b", "-p", "b:date=2025-01-01", "-p", "a:int=5"],
    ] {
        let said = room.run(&[&["query", &url, "--format", "ndjson"], arguments].concat());
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "{\"id\": 5}\n", ""), "{arguments:?}");
    }
    // A value goes nowhere near the text.
    let hostile = "x'; drop table t; --";
    let said = room.run(&["query", &url, "select :v as v", "-p", &format!("v={hostile}"), "--format", "csv"]);
    assert_eq!(said.out, format!("v\r\n{hostile}\r\n"));
    let said = room.run(&["query", &url, "select count(*) as n from t", "--format", "csv"]);
    assert_eq!(said.out, "n\r\n1\r\n");
}

#[test]
fn a_file_and_standard_input_hold_a_statement() {
    let room = Room::new("query_file");
    room.write("report.sql", "-- how many: it's :x\nselect :n as n;\n");
    let said = room.run(&["query", "sqlite::memory:", "-f", "report.sql", "-p", "n:int=3", "--format", "csv"]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), "n\r\n3\r\n"));
    let said = room.run_with(&["query", "sqlite::memory:", "-f", "-", "--format", "csv"], "select 4 as n");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "n\r\n4\r\n"));
    let said = room.run(&["query", "sqlite::memory:", "-f", "missing.sql"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("could not read \"missing.sql\""), "{}", said.err);
}

#[test]
fn changes_are_counted() {
    let room = Room::new("query_execute");
    let file = "sqlite:///app.db";
    for (sql, wanted) in [
        ("create table t (i integer)", "0\n"),
        ("insert into t values (1), (2), (3)", "3\n"),
        ("delete from t where i > 1", "2\n"),
    ] {
        let said = room.run(&["query", file, "-x", sql]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), wanted, ""), "{sql}");
    }
    let said = room.run(&["query", file, "insert into t values (9) returning i", "--format", "ndjson"]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), "{\"i\": 9}\n"));
}

#[test]
fn numbers_keep_their_digits_and_documents_their_shape() {
    let room = Room::new("query_values");
    let url = postgres("query_values", &room, "");
    let sql = "select 12345678901234567890.10 as d, 'NaN'::float8 as f, '{\"a\": [1]}'::jsonb as j, array[1,2] as a, \
               '\\x00ff'::bytea as b, '10.0.0.1'::inet as i, date '2026-02-28' as at, true as y";
    let said = room.run(&["query", &url, sql, "--format", "ndjson"]);
    let wanted = "{\"d\": 12345678901234567890.10, \"f\": \"NaN\", \"j\": {\"a\": [1]}, \"a\": [1, 2], \"b\": \"\\\\x00ff\", \
                  \"i\": \"10.0.0.1\", \"at\": \"2026-02-28\", \"y\": true}\n";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), wanted, ""));
}

#[test]
fn a_terminal_gets_no_commands_from_values() {
    let room = Room::new("query_control");
    let said = room.run(&["query", "sqlite::memory:", "select 'a' || char(27) || '[2J' || char(10) || 'b' as v"]);
    assert_eq!(said.out, "v\n-------------\na\\u{1b}[2J\\nb\n(1 row)\n");
}

#[test]
fn failures_say_what_is_wrong() {
    let room = Room::new("query_failures");
    let memory = "sqlite::memory:";
    for (arguments, code, text) in [
        (&["query", "oracle://me:geheim@h/x", "select 1"][..], 2, "no engine has the scheme"),
        (&["query", "postgresql://me:geheim@127.0.0.1:1/x", "select 1"], 4, "no server listens"),
        (&["query", memory, "selec 1"], 4, "syntax error"),
        (
            &["query", memory, "select :a, :b", "-p", "b=1", "-p", "c=2"],
            2,
            "parameter \"a\" is missing; parameter \"c\"",
        ),
        (&["query", memory, "select 1", "-p", "a"], 2, "has no value"),
        (&["query", memory, "select :a", "-p", "a:int=x"], 2, "no value of type \"int\""),
        (&["query", memory, "select :a", "-p", "a:what=x"], 2, "Known are int"),
        (&["query", memory, "select 1 as a, 2 as a", "--format", "json"], 2, "several columns are named"),
        (&["query", memory], 2, "required"),
    ] {
        let said = room.run(arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(text), "{arguments:?}: {}", said.err);
        assert!(!said.err.contains("geheim"), "{}", said.err);
    }
}

#[test]
fn a_time_limit_cancels() {
    let room = Room::new("query_timeout");
    let url = postgres("query_timeout", &room, "");
    let said = room.run(&["query", &url, "select pg_sleep(60)", "--timeout", "1"]);
    assert_eq!(said.code, Some(4));
    assert!(said.err.contains("took longer than 1s"), "{}", said.err);
}

#[test]
fn a_reader_that_leaves_is_no_fault() {
    use std::io::Read as _;

    let room = Room::new("query_pipe");
    let url = postgres("query_pipe", &room, "");
    let sql = "select generate_series(1, 100000000) as i";
    let mut child = common::spawn(&mut room.command(&["query", &url, sql, "--format", "csv"]));
    let mut begin = [0; 6];
    child.stdout.take().expect("it is piped").read_exact(&mut begin).expect("there are rows");
    assert_eq!(&begin, b"i\r\n1\r\n");
    let said = common::collect(child);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
}

#[test]
fn mysql_prints_rows_and_says_what_failed() {
    let server = nexusql_testkit::MariaDb::start("query", &[]).expect("MariaDB starts");
    let room = Room::new("query_mysql");
    let url = |database: &str| format!("mysql://root@127.0.0.1:{}/{database}", server.port());
    let made = room.run(&["query", &url("mysql"), "create database app", "-x"]);
    assert_eq!((made.code, made.err.as_str()), (Some(0), ""));
    let table = "create table t (id int unsigned, amount decimal(20, 2), at datetime(6), b varbinary(2))";
    for sql in [table, "insert into t values (4294967295, 0.10, '2026-02-28 01:02:03.000004', x'00ff')"] {
        assert_eq!(room.run(&["query", &url("app"), sql, "-x"]).err, "", "{sql}");
    }
    let sql = "select *, ':x' as colon from t where id = :id";
    let said = room.run(&["query", &url("app"), sql, "-p", "id:int=4294967295", "--format", "ndjson"]);
    let wanted = "{\"id\": 4294967295, \"amount\": 0.10, \"at\": \"2026-02-28 01:02:03.000004\", \"b\": \"\\\\x00ff\", \"colon\": \":x\"}\n";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), wanted, ""));
    let said = room.run(&["query", &url("app"), "select * from missing"]);
    assert_eq!(said.code, Some(4), "{}", said.err);
    assert!(said.err.contains("app.missing"), "{}", said.err);
    let wrong = format!("mysql://root:geheim@127.0.0.1:{}/app", server.port());
    let said = room.run(&["query", &wrong, "select 1"]);
    assert_eq!((said.code, said.err.contains("geheim")), (Some(4), false), "{}", said.err);
}
