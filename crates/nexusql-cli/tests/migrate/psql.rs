//! Ways down that psql runs, and files without a transaction that it runs.

use super::engines::Bench;

fn bench(name: &str) -> Bench {
    let bench = Bench::new("postgres", &format!("migrate_psql_{name}"));
    bench.room.write("m/001_a.sql", "create table a (x int);\n");
    bench
}

#[test]
fn a_way_down_runs_in_the_transaction_of_its_note() {
    let bench = bench("down");
    let up = "-- migrate:up\ninsert into a values (1), (2);\n\n-- migrate:down\n";
    let down = "\\set one 1\n\\ir _more.sql\nselect 'delete from a where x = ' || n from generate_series(2, 2) n \\gexec\n\\echo undoing :migration_name\n";
    bench.room.write("m/002_b.sql", format!("{up}{down}select * from missing;\n"));
    bench.room.write("m/_more.sql", "delete from a where x = :one;\n");
    bench.migrate(&["up"]).ends_with(0);
    let said = bench.migrate(&["down", "--yes"]).ends_with(4);
    assert!(said.err.contains("m/002_b.sql:9:1") && said.err.contains("42P01"), "{}", said.err);
    assert_eq!(bench.ask("select count(*) as n from a"), "2");
    bench.migrate(&["status"]).ends_with(0);
    bench.room.write("m/002_b.sql", format!("{up}{down}"));
    let said = bench.migrate(&["down", "--yes"]).ends_with(0);
    assert!(said.out.contains("undone core/002_b") && said.err.contains("undoing 002_b"), "{} {}", said.out, said.err);
    assert_eq!(bench.ask("select count(*) as n from a"), "0");
    assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_core"), "1");
}

#[test]
fn a_way_down_may_not_end_its_transaction() {
    let bench = bench("ends");
    bench.room.write(
        "m/002_b.sql",
        "-- migrate:up\nselect 1;\n-- migrate:down\n\\echo x\ndelete from a;\nselect 'commit' \\gexec\n",
    );
    bench.migrate(&["up"]).ends_with(0);
    let said = bench.migrate(&["down", "--yes"]).ends_with(2);
    assert!(said.err.contains("ended the transaction"), "{}", said.err);
}

#[test]
fn what_no_transaction_holds_stops_until_it_is_said_how_far_it_came() {
    let bench = bench("outside");
    let up = |last: &str| {
        format!(
            "-- migrate:up transaction:false\n\\set n 5\ninsert into a values (:n);\n{last}\n\
             -- migrate:down transaction:false\n\\set n 5\ndelete from a where x = :n;\nselect * from missing;\n"
        )
    };
    bench.room.write("m/002_b.sql", up("select * from missing;"));
    let said = bench.migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("m/002_b.sql:4:1") && said.err.contains("--not-run"), "{}", said.err);
    let said = bench.migrate(&["up"]).ends_with(3);
    assert!(said.err.contains("stopped at m/002_b.sql:4"), "{}", said.err);
    // It was undone by hand, and runs again from its beginning.
    bench.run("delete from a");
    bench.migrate(&["repair", "--not-run", "core/002_b"]).ends_with(0);
    bench.room.write("m/002_b.sql", up("insert into a values (6);"));
    bench.migrate(&["up"]).ends_with(0);
    assert_eq!(bench.ask("select sum(x) as n from a"), "11");
    let said = bench.migrate(&["down", "--yes"]).ends_with(4);
    assert!(said.err.contains("m/002_b.sql:8:1"), "{}", said.err);
    assert!(bench.migrate(&["up"]).ends_with(3).err.contains("has not come to its end"));
    assert!(bench.migrate(&["down", "--yes"]).ends_with(3).err.contains("stopped at m/002_b.sql:8"));
    // It was finished by hand.
    bench.migrate(&["repair", "--ran", "core/002_b"]).ends_with(0);
    assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(1 migration pending)"));
    bench.migrate(&["up"]).ends_with(0);
}
