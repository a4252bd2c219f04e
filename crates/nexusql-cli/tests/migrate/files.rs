//! Files that make no sense, each with what is said of them.

use crate::common::Room;

#[test]
fn what_makes_no_sense_is_told_with_its_place() {
    for (name, files, wanted) in [
        ("name", &[("users.sql", "")][..], "has no name of a migration"),
        ("twice", &[("001_a.sql", ""), ("1_b.sql", "")], "two migrations have the number 1"),
        ("orphan", &[("001_a.down.sql", "")], "belongs to no migration"),
        (
            "ways",
            &[("001_a.sql", "-- migrate:up\n-- migrate:down\n"), ("001_a.down.sql", "")],
            "both say how to undo it",
        ),
        ("word", &[("001_a.sql", "-- migrate:upp\n")], "\"migrate:upp\" is not known"),
        ("early", &[("001_a.sql", "select 1;\n-- migrate:up\n")], "text stands before the part for up"),
        ("order", &[("001_a.sql", "select 1;\n-- migrate:down\n")], "the part for down has none for up before it"),
        ("need", &[("001_a.sql", "-- requires: alpha/1\n")], "required track \"alpha\" does not exist"),
        ("what", &[("001_a.sql", "-- requires: core/9\n")], "required migration \"core/9\" does not exist"),
        (
            "cycle",
            &[
                ("core/001_a.sql", "-- requires: b/2\n"),
                ("b/001_x.sql", "-- requires: core/2\n"),
                ("b/002_y.sql", ""),
                ("core/002_b.sql", ""),
            ],
            "require one another in a circle",
        ),
        ("track", &[("core/20240101000000_core_a.sql", ""), ("core/20240102000000_b_a.sql", "")], "is of track \"b\""),
        ("string", &[("001_a.sql", "-- migrate:up\nselect 'x\n")], "unterminated string"),
        ("psql", &[("001_a.sql", "\\connect other\n")], "connects to another database"),
        ("both", &[("001_a.sql", "-- migrate:up transaction:true\nvacuum;\n")], "VACUUM cannot be in a transaction"),
        ("empty", &[("readme.txt", "")], "no migration is in"),
    ] {
        let room = Room::new(name);
        for (file, text) in files {
            room.write(&format!("m/{file}"), text);
        }
        let said = room.run(&["migrate", "validate", "m"]).ends_with(2);
        assert!(said.err.contains(wanted), "{name}: {}", said.err);
    }
    let room = Room::new("place");
    room.write("m/001_a.sql", "-- migrate:up\nselect 'x\n");
    assert!(room.run(&["migrate", "validate", "m"]).err.contains("m/001_a.sql:2:8"));
}

#[test]
fn layouts_of_other_tools_are_read_as_they_are() {
    for (name, files) in [
        ("dbmate", &[("20240101000000_a.sql", "-- migrate:up transaction:false\nselect 1;\n-- migrate:down\n")][..]),
        (
            "sqlx",
            &[("20240101000000_a.up.sql", "-- no-transaction\nvacuum;"), ("20240101000000_a.down.sql", "select 1;")],
        ),
        ("goose", &[("00001_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nvacuum;\n-- +goose Down\nselect 1;\n")]),
        (
            "flyway",
            &[
                ("V1_1__a.sql", "vacuum;"),
                ("V1_1__a.sql.conf", "executeInTransaction=false"),
                ("U1_1__a.sql", ""),
                ("R__v.sql", ""),
            ],
        ),
        ("golang", &[("1_a.up.sql", "select 1;"), ("1_a.down.sql", "select 1;")]),
    ] {
        let room = Room::new(name);
        for (file, text) in files {
            room.write(&format!("m/{file}"), text);
        }
        let said = room.run(&["migrate", "validate", "m"]).ends_with(0);
        assert_eq!(said.err, "", "{name}");
    }
}

#[test]
fn new_files_have_names_that_fit() {
    let room = Room::new("new");
    let said = room.run(&["migrate", "new", "Create users!", "--with-check"]).ends_with(0);
    let names: Vec<&str> = said.out.lines().collect();
    assert!(names[0].starts_with("db/migrations/2") && names[0].ends_with("_create_users.sql"), "{names:?}");
    assert!(names[1].ends_with("_create_users.check.sql"), "{names:?}");
    room.run(&["migrate", "new", "add email", "--track", "shop", "--two-files"]).ends_with(0);
    room.run(&["migrate", "new", "views", "--track", "shop", "--repeatable"]).ends_with(0);
    let said = room.run(&["migrate", "validate"]).ends_with(0);
    assert!(said.out.starts_with("3 migrations found valid"), "{}", said.out);
}
