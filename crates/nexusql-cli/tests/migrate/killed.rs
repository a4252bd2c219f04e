//! Runners that are killed at any moment, and many at once. NEXUSQL_KILL_ROUNDS says how often each; ten times without it.

use std::time::{Duration, Instant};

use super::engines::{Bench, all};
use crate::common::{collect, spawn};

fn rounds() -> u64 {
    std::env::var("NEXUSQL_KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

const N_FILES: usize = 12;

/// Writes migrations each of which notes in a table that it has run.
fn write(bench: &Bench) {
    bench.room.write("m/000_tally.sql", "create table tally (n int, part int);");
    for n in 1..=N_FILES {
        let mut text = format!(
            "create table t{n} (x int);\ninsert into tally values ({n}, 1);\nalter table t{n} add y int;\n\
             insert into tally values ({n}, 2);\n"
        );
        match bench.engine {
            "postgres" if n % 4 == 0 => text.push_str(&format!("create index concurrently t{n}_x on t{n} (x);\n")),
            "sqlite" if n % 4 == 0 => text.push_str("vacuum;\n"),
            "mssql" if n % 2 == 0 => text = text.replace(";\n", ";\ngo\n"),
            _ => {}
        }
        text.push_str(&format!("insert into tally values ({n}, 3);\n"));
        bench.room.write(&format!("m/{n:03}_t.sql"), text);
    }
}

#[track_caller]
fn check(bench: &Bench, what: &str) {
    let all = (N_FILES * 3).to_string();
    assert_eq!(bench.ask("select count(*) as n from tally"), all, "{what}");
    assert_eq!(bench.ask("select count(*) as n from (select distinct n, part from tally) t"), all, "{what}");
    for n in 1..=N_FILES {
        assert_eq!(bench.ask(&format!("select count(y) as n from t{n}")), "0", "{what}");
    }
    assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n", "{what}");
}

/// Numbers as if by chance, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

#[test]
fn a_runner_that_is_killed_leaves_what_the_next_one_understands() {
    for engine in all() {
        let whole = Bench::new(engine, &format!("migrate_kill_{engine}_whole"));
        write(&whole);
        let begun = Instant::now();
        whole.migrate(&["up", "--transaction", "file"]).ends_with(0);
        let took = u64::try_from(begun.elapsed().as_micros()).expect("it is not that long");
        for round in 0..rounds() {
            let bench = Bench::new(engine, &format!("migrate_kill_{engine}_{round}"));
            write(&bench);
            let mut chance = Chance(round * 7 + 1);
            let mode = ["file", "run", "none"][usize::try_from(round % 3).expect("it is small")];
            let arguments = ["migrate", "up", "m", "--url", &bench.url, "--transaction", mode];
            for _ in 0..4 {
                let mut child = spawn(&mut bench.room.command(&arguments));
                std::thread::sleep(Duration::from_micros(chance.below(took)));
                child.kill().expect("it can be killed");
                child.wait().expect("it ends");
            }
            let what = format!("{engine}, round {round}, --transaction {mode}");
            let said = bench.room.run(&arguments);
            assert_eq!(said.code, Some(0), "{what}: {}", said.err);
            check(&bench, &what);
        }
    }
}

#[test]
fn of_ten_runners_one_applies_and_the_others_wait() {
    for engine in all() {
        for round in 0..rounds().div_ceil(5) {
            let bench = Bench::new(engine, &format!("migrate_ten_{engine}_{round}"));
            write(&bench);
            let arguments = ["migrate", "up", "m", "--url", &bench.url, "--format", "json"];
            let children: Vec<_> = (0..10).map(|_| spawn(&mut bench.room.command(&arguments))).collect();
            let mut n_applied = 0;
            for child in children {
                let said = collect(child).ends_with(0);
                n_applied += said.out.matches("\"name\":").count();
            }
            assert_eq!(n_applied, N_FILES + 1, "{engine}");
            check(&bench, engine);
        }
    }
}
