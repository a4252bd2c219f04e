//! Random pairs of schemas through the same proof as the corpus: plan, run with sample rows, read back, plan again,
//! compare with `pg_dump`.
//!
//! `NEXUSQL_SEED=n` begins with another pair, `NEXUSQL_ROUNDS=n` takes that many. A failing pair is made as plain as it can
//! be while it fails, and printed as two scripts for a case of the corpus.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.
#![allow(dead_code)] // It shares files with the corpus and uses some of each.

#[path = "corpus/bench.rs"]
mod bench;
#[path = "corpus/case.rs"]
mod case;
#[path = "corpus/evidence.rs"]
mod evidence;
#[path = "corpus/gaps.rs"]
mod gaps;
#[path = "generated/mod.rs"]
mod generated;
#[path = "corpus/locks.rs"]
mod locks;
#[path = "corpus/trial.rs"]
mod trial;

use std::sync::Arc;

use fastrand::Rng;
use libtest_mimic::{Arguments, Failed, Trial};

use bench::Bench;
use case::{Case, Direction, Notes};
use generated::draft::{Draft, changed, random};
use generated::plainer::plainest;
use generated::script::script;

/// Few enough for a suite that people run often.
const ROUNDS: u64 = 20;
const THREADS: usize = 2;

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let number = |name: &str, default| std::env::var(name).map_or(default, |value| value.parse().unwrap());
    let (seed, rounds) = (number("NEXUSQL_SEED", 1), number("NEXUSQL_ROUNDS", ROUNDS));
    // The newest alone: majors differ little here, and the corpus runs on each.
    let bench = Arc::new(bench::chosen().pop().unwrap());
    let trials = (seed..seed + rounds).map(|seed| {
        let bench = Arc::clone(&bench);
        Trial::test(format!("{}/seed-{seed}", bench.major()), move || try_seed(&bench, seed))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    // The server ends before the process does.
    drop(bench);
    conclusion.exit();
}

fn try_seed(bench: &Bench, seed: u64) -> Result<(), Failed> {
    let mut rng = Rng::with_seed(seed);
    let current = random(&mut rng);
    let desired = changed(&current, &mut rng);
    let mut pair = (current, desired);
    for direction in [Direction::Forward, Direction::Backward] {
        let Some(reason) = judge(bench, seed, &pair, direction) else { continue };
        // A pair that does not load is a fault of the generator, and no plainer than one that fails later.
        let first_loads = !reason.contains(trial::UNLOADABLE);
        let fails =
            |pair: &_| judge(bench, seed, pair, direction).filter(|why| why.contains(trial::UNLOADABLE) != first_loads);
        let (plain, reason) = plainest(pair, reason, fails);
        pair = if direction == Direction::Forward { plain } else { (plain.1, plain.0) };
        let (current, desired) = (script(&pair.0), script(&pair.1));
        return Err(Failed::from(format!(
            "seed {seed}: {reason}\n--- current.sql\n{current}--- desired.sql\n{desired}"
        )));
    }
    Ok(())
}

fn judge(bench: &Bench, seed: u64, pair: &(Draft, Draft), direction: Direction) -> Option<String> {
    let mut notes = Notes::default();
    notes.order = true;
    let (current, desired) = (script(&pair.0), script(&pair.1));
    let case = Case { name: "generated".to_owned(), current, desired, rows: None, notes, is_generated: true };
    let test = format!("generated/{}/{seed}", bench.major());
    trial::run(bench, &case, direction, &test).err()
}
