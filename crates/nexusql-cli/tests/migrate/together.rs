//! A file goes to PostgreSQL in one message: what fails is still told where it stands.

use super::engines::Bench;

fn bench(name: &str, text: &str) -> Bench {
    let bench = Bench::new("postgres", &format!("migrate_together_{name}"));
    bench.room.write("m/001_a.sql", text);
    bench
}

#[test]
fn a_fault_without_a_position_is_told_at_its_statement() {
    let text = "create table a (x int primary key); -- é\n\ninsert into a values (1);\ninsert into a values (2) -- no end\n;\n\
                insert into a\n values (1);\ninsert into a values (3);\n";
    let said = bench("duplicate", text).migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("m/001_a.sql:6:1") && said.err.contains("duplicate key"), "{}", said.err);
}

#[test]
fn a_fault_with_a_position_is_told_there() {
    for (name, statement, place) in [
        ("syntax", "insert into a valuess (1);", "m/001_a.sql:4:15"),
        ("column", "insert into a (é, y) values (1, 2);", "m/001_a.sql:4:16"),
    ] {
        let text = format!("create table a (x int);\ninsert into a values (1); -- é\n\n{statement}\nselect 1;\n");
        let bench = bench(name, &text);
        let said = bench.migrate(&["up"]).ends_with(4);
        assert!(said.err.contains(place), "{}", said.err);
        assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(1 migration pending)"), "{name}");
    }
}

#[test]
fn a_fault_after_rows_is_told_at_its_statement() {
    let text =
        "create table a (x int primary key);\ncopy a from stdin;\n1\n2\n\\.\nselect 1;\ninsert into a values (2);\n";
    let said = bench("rows", text).migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("m/001_a.sql:7:1"), "{}", said.err);
}

#[test]
fn a_constraint_that_waits_for_the_end_names_the_migration() {
    let text = "create table a (x int primary key);\n\
                create table b (x int references a deferrable initially deferred);\ninsert into b values (1);\n";
    let bench = bench("deferred", text);
    let said = bench.migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("foreign key") && !said.err.contains("m/001_a.sql:"), "{}", said.err);
    assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(1 migration pending)"));
}

#[test]
fn how_text_is_read_may_change_within_a_file() {
    let text = "set escape_string_warning = off;\nset standard_conforming_strings = off;\ncreate table a (x text);\n\
                insert into a values ('it\\'s;');\n";
    let bench = bench("reading", text);
    bench.room.write("m/002_b.sql", "insert into a values ('\\');\n");
    bench.migrate(&["up", "--transaction", "file"]).ends_with(0);
    assert_eq!(bench.ask("select string_agg(x, ' ' order by x collate \"C\") as x from a"), "\\ it's;");
}
