//! What stands in a database and is not compared is said, whatever the command finds.

#![cfg(unix)]

mod common;

use common::{Room, run_sql};

#[test]
fn what_belongs_to_the_database_is_listed() {
    let room = Room::new("belongs_to_the_database");
    let url = room.database("create table t (x int);");
    room.write("v1.sql", "create table t (x int);");
    let said = room.run(&["diff", &url, "v1.sql"]).ends_with(0);
    assert!(!said.out.contains("not compared"), "{}", said.out);
    run_sql(
        &url,
        "create role not_compared_role;
         comment on database belongs_to_the_database is 'about it';
         alter database belongs_to_the_database set work_mem = '1MB';
         alter role not_compared_role in database belongs_to_the_database set search_path = 'x';
         grant create on database belongs_to_the_database to not_compared_role;
         revoke temporary on database belongs_to_the_database from public;
         select lo_create(0), lo_create(0);
         create materialized view m as select x from t;
         alter materialized view m alter column x set statistics 7;",
    );
    room.write("v2.sql", "create table t (x int); create materialized view m as select x from t;");
    let said = room.run(&["diff", &url, "v2.sql"]).ends_with(1);
    assert!(said.out.contains("m.x"), "{}", said.out);
    let lines: Vec<&str> = said.out.lines().filter_map(|line| line.strip_prefix("not compared: ")).collect();
    let expected = [
        "comment on the database belongs_to_the_database",
        "large objects 2",
        "privileges on the database PUBLIC",
        "privileges on the database not_compared_role",
        "setting of a role in the database not_compared_role: search_path",
        "setting of the database work_mem",
    ];
    assert_eq!(lines, expected, "{}", said.out);
    for command in ["plan", "dump"] {
        let words = if command == "plan" { vec![command, &url, "v2.sql"] } else { vec![command, &url] };
        let said = room.run(&words).ends_with(0);
        assert!(format!("{}{}", said.out, said.err).contains("comment on the database"), "{}{}", said.out, said.err);
    }
    run_sql(
        &url,
        "drop owned by not_compared_role; alter role not_compared_role in database belongs_to_the_database reset all; drop role not_compared_role",
    );
}
