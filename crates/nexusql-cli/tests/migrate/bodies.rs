//! Statements with semicolons in them, and settings that go on for a session.

use super::engines::Bench;

#[test]
fn bodies_of_mariadb_are_cut_where_they_end() {
    let bench = Bench::new("mariadb", "migrate_bodies_mariadb");
    bench.room.write(
        "m/001_a.sql",
        "create table a (x int, y int);\n\
         create trigger a_y before insert on a for each row begin if new.y is null then set new.y = 7; end if; end;\n\
         delimiter //\ncreate procedure p() begin insert into a (x) values (1); insert into a (x) values (2); end//\ndelimiter ;\n\
         call p();\nset @z = 5;\ninsert into a values (3, 1);\nselect nonsense from nowhere;\ninsert into a values (4, @z);\n",
    );
    let said = bench.migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("m/001_a.sql:9") && said.err.contains("first 6 statements"), "{}", said.err);
    assert!(bench.migrate(&["status"]).ends_with(1).out.contains("partial"));
    let text = bench.room.read("m/001_a.sql").replace("select nonsense from nowhere;\n", "");
    bench.room.write("m/001_a.sql", text);
    // What was set for the session before is set again.
    bench.migrate(&["up"]).ends_with(0);
    assert_eq!(bench.ask("select group_concat(x, '-', y order by x) as n from a"), "\"1-7,2-7,3-1,4-5\"");
}

#[test]
fn pragmas_of_sqlite_work_since_no_transaction_is_open() {
    let bench = Bench::new("sqlite", "migrate_bodies_sqlite");
    bench
        .room
        .write("m/001_a.sql", "create table p (id integer primary key);\ncreate table c (p references p);\ninsert into p values (1);\ninsert into c values (1);\n")
        .write(
            "m/002_b.sql",
            "pragma foreign_keys = off;\nbegin;\ncreate table q (id integer primary key, n text);\ninsert into q (id) select id from p;\n\
             drop table p;\nalter table q rename to p;\ncommit;\npragma foreign_keys = on;\n\
             create trigger t after insert on p begin update p set n = 'x;y' where id = new.id; end;\n",
        );
    let said = bench.migrate(&["up"]).ends_with(0);
    assert!(said.err.contains("because of PRAGMA"), "{}", said.err);
    bench.run("insert into p values (2, null)");
    assert_eq!(bench.ask("select group_concat(coalesce(n, '-')) as n from p"), "\"-,x;y\"");
}

#[test]
fn a_missing_program_is_named_with_how_to_get_it() {
    let bench = Bench::new("sqlite", "migrate_bodies_nu");
    bench.room.write("m/001_a.sql", "create table a (x int);\n").write("m/001_a.nu", "print 1\n");
    let arguments = ["migrate", "up", "m", "--url", &bench.url];
    let said = crate::common::said(bench.room.command(&arguments).env("PATH", "/nowhere")).ends_with(2);
    assert!(said.err.contains("could not start") && said.err.contains("nushell"), "{}", said.err);
}

#[test]
fn a_server_that_cannot_be_reached_is_told_without_its_password() {
    let bench = Bench::new("sqlite", "migrate_bodies_mssql");
    bench.room.write("m/001_a.sql", "create table a (x int);\n");
    for url in ["mssql://sa:geheim@127.0.0.1:1/app", "sqlserver://sa:geheim@127.0.0.1:1/app"] {
        let said = bench.room.run(&["migrate", "up", "m", "--url", url]).ends_with(4);
        assert!(said.err.contains("could not reach SQL Server") && !said.err.contains("geheim"), "{said:?}");
    }
}
