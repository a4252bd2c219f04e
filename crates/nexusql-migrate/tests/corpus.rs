//! Runs `corpus/<kind>/<case>/` on real servers: every case, on every chosen major, in both directions.
//!
//! The judges are PostgreSQL itself: `compare` of what is read back, `pg_dump` of both databases, and rows. Set
//! `NEXUSQL_TEST_MAJORS=13,18` to choose majors; by default the machine's own and the newest at hand.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

#[path = "corpus/bench.rs"]
mod bench;
#[path = "corpus/case.rs"]
mod case;
#[path = "corpus/evidence.rs"]
mod evidence;
#[path = "corpus/gaps.rs"]
mod gaps;
#[path = "corpus/locks.rs"]
mod locks;
#[path = "corpus/round.rs"]
mod round;
#[path = "corpus/trial.rs"]
mod trial;

use std::path::Path;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};

use bench::Bench;
use case::{Case, Direction};

/// A scratch and its clients on two cores do best with two tests at once.
const THREADS: usize = 2;

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let cases: Vec<Arc<Case>> = case::read_all(&root).into_iter().map(Arc::new).collect();
    let benches: Vec<Arc<Bench>> = bench::chosen().into_iter().map(Arc::new).collect();
    let mut trials = Vec::new();
    for bench in &benches {
        for case in cases.iter().filter(|case| case.fits(bench.major())) {
            for direction in [Direction::Forward, Direction::Backward] {
                trials.push(trial_of(bench, case, direction));
            }
            for (name, schema) in [("current", &case.current), ("desired", &case.desired)] {
                trials.extend(round_trip_of(bench, case, name, schema));
            }
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    // The servers end before the process does.
    drop(benches);
    if conclusion.num_filtered_out == 0 && !conclusion.has_failed() && !arguments.list {
        // docs/COVERAGE.md is made of it.
        evidence::write(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("coverage.tsv")).unwrap();
    }
    conclusion.exit();
}

/// Returns the round trip of a schema, if there is a `pg_dump` to judge it and something to dump.
fn round_trip_of(bench: &Arc<Bench>, case: &Arc<Case>, name: &str, schema: &str) -> Option<Trial> {
    let pg_dump = bench.pg_dump.clone().filter(|_| !schema.trim().is_empty())?;
    let test = format!("{}/{}/{name}-again", bench.major(), case.name);
    let (bench, schema, title) = (Arc::clone(bench), schema.to_owned(), test.clone());
    let expected_failure = case.notes.xfail_again.clone().filter(|_| name == "desired");
    Some(Trial::test(title, move || judge(round::run(&bench, &pg_dump, &schema, &test), expected_failure.as_deref())))
}

fn trial_of(bench: &Arc<Bench>, case: &Arc<Case>, direction: Direction) -> Trial {
    let name = format!("{}/{}/{}", bench.major(), case.name, direction.name());
    let (bench, case) = (Arc::clone(bench), Arc::clone(case));
    let kind = if bench.pg_dump.is_none() { "no pg_dump of this major" } else { "" };
    let test = name.clone();
    Trial::test(name, move || judge(trial::run(&bench, &case, direction, &test), case.expected_failure(direction)))
        .with_kind(kind)
}

fn judge(result: Result<(), String>, expected_failure: Option<&str>) -> Result<(), Failed> {
    match (result, expected_failure) {
        (Ok(()), None) | (Err(_), Some(_)) => Ok(()),
        (Err(reason), None) => Err(Failed::from(reason)),
        (Ok(()), Some(reason)) => Err(Failed::from(format!("it passes now; take the expected failure out ({reason})"))),
    }
}
