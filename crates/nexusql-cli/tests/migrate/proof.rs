//! What is shown on a private PostgreSQL: verify, drift, generate.

use super::engines::Bench;
use crate::common::Room;

#[test]
fn verify_tells_which_ways_down_restore() {
    let room = Room::new("verify");
    room.write("m/001_a.sql", "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table a;\n")
        .write("m/002_b.sql", "create table b (x int);\n")
        .write("schema/all.sql", "create table a (x int);\ncreate table b (x int);\n");
    let said = room.run(&["migrate", "verify", "m", "--schema", "schema"]).ends_with(0);
    assert!(said.out.contains("1 migration restored by their ways down, 1 without one, 0 faults"), "{}", said.out);
    assert!(said.out.contains("the migrations give the schema"), "{}", said.out);
    room.write("m/003_c.sql", "-- migrate:up\nalter table a add y int, add z int;\n-- migrate:down\nalter table a drop y, drop if exists z, add w int;\n");
    let said = room.run(&["migrate", "verify", "m", "--schema", "schema"]).ends_with(1);
    assert!(said.out.contains("core/003_c: its way down does not restore:\n- column public.a.w"), "{}", said.out);
    assert!(said.out.contains("from what the migrations give to the schema:"), "{}", said.out);
}

#[test]
fn drift_compares_a_server_with_its_history() {
    let bench = Bench::new("postgres", "migrate_drift");
    bench.room.write("m/001_a.sql", "create table a (x int);\n").write("m/002_b.sql", "create table b (x int);\n");
    bench.migrate(&["up", "--to", "1"]).ends_with(0);
    bench.migrate(&["drift"]).ends_with(0);
    bench.run("alter table a enable row level security");
    assert!(bench.migrate(&["drift"]).ends_with(1).out.contains("~ table public.a"));
}

#[test]
fn a_generated_migration_leads_to_what_is_wanted_and_back() {
    let room = Room::new("generate");
    room.write("m/001_a.sql", "create table a (x int primary key);\n")
        .write("schema/a.sql", "create table a (x int primary key, y text);\ncreate index a_y on a (y);\n");
    room.run(&["migrate", "generate", "add y", "--desired", "schema", "--path", "m"]).ends_with(0);
    let said = room.run(&["migrate", "verify", "m", "--schema", "schema"]).ends_with(0);
    assert!(said.out.contains("0 faults") && said.out.contains("the migrations give the schema"), "{}", said.out);
    let said = room.run(&["migrate", "generate", "nothing", "--desired", "schema", "--path", "m"]).ends_with(0);
    assert!(said.out.starts_with("nothing to do"), "{}", said.out);
}

#[test]
fn verify_goes_on_after_a_fault() {
    let room = Room::new("migrate_verify_on");
    room.write("m/001_e.sql", "-- migrate:up\ncreate type e as enum ('a');\n-- migrate:down\ndrop type e;\n")
        .write("m/002_v.sql", "-- migrate:up\nalter type e add value 'b';\n-- migrate:down\n-- It stays.\n")
        .write("m/003_t.sql", "-- migrate:up\ncreate table t (x e default 'b');\n-- migrate:down\ndrop table t;\n")
        .write("m/004_u.sql", "-- migrate:up\ncreate table u (x int);\n-- migrate:down\ndrop table nowhere;\n");
    let said = room.run(&["migrate", "verify", "m"]).ends_with(1);
    for words in [
        "core/002_v: it does not run again after its way down",
        "core/004_u: its way down does not run",
        "2 migrations restored by their ways down, 0 without one, 2 faults",
    ] {
        assert!(said.out.contains(words), "{}", said.out);
    }
}
