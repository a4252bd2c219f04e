//! `apply`, killed at random moments: the next run finishes the work, and no row is lost.
//!
//! `NEXUSQL_KILL_ROUNDS` sets the number of rounds, `NEXUSQL_KILL_SEED` where the random moments begin.

#![cfg(unix)]

mod common;

use std::thread;
use std::time::{Duration, Instant};

use common::{Room, ask, run_sql, server, spawn};

const V1: &str = include_str!("kill/v1.sql");
const V2: &str = include_str!("kill/v2.sql");
const ROWS: &str = include_str!("kill/rows.sql");
/// What no run may change: a sum over all that both versions hold.
const SUMS: &str = include_str!("kill/sums.sql");

const ROUNDS: u64 = 25;
const TEMPLATE: &str = "kill_template";
const DATABASE: &str = "kill_round";

#[test]
fn a_killed_apply_is_finished_by_the_next() {
    let room = Room::new(TEMPLATE);
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let rounds = number("NEXUSQL_KILL_ROUNDS", ROUNDS);
    let mut random = Random(number("NEXUSQL_KILL_SEED", 20_240_229));
    let template = room.database(&format!("{V1}\n{ROWS}"));
    let sums = ask(&template, SUMS);
    room.write("v2.sql", V2);

    // The plan is made once, so that the kills fall on its steps and not on the making; a server has the time of one run.
    room.run(&["plan", &template, "v2.sql", "--format", "json", "-o", "plan.json"]).ends_with(0);
    let url = restore();
    let child = spawn(&mut room.command(&arguments(&url, "plan.json")));
    wait_until_at_work(&url);
    let begun = Instant::now();
    common::collect(child).ends_with(0);
    let whole = begun.elapsed();
    assert_eq!(ask(&url, SUMS), sums, "an apply that nobody killed lost rows");
    room.run(&["diff", &url, "v2.sql"]).ends_with(0);

    let (mut n_killed, mut n_midway) = (0, 0);
    for round in 0..rounds {
        let url = restore();
        let fresh = steps_left(&url);
        let delay = whole.mul_f64(random.fraction());
        let mut child = spawn(&mut room.command(&arguments(&url, "plan.json")));
        wait_until_at_work(&url);
        thread::sleep(delay);
        n_killed += u64::from(child.try_wait().expect("a test stops where its set-up fails").is_none());
        child.kill().expect("a test stops where its set-up fails");
        child.wait().expect("a test stops where its set-up fails");
        n_midway += u64::from(steps_left(&url) != fresh);
        // Every other round goes on from the plan, the rest from the schema.
        let what = if round % 2 == 0 { "plan.json" } else { "v2.sql" };
        let said = apply(&room, &url, what);
        let place = format!("round {round}, killed after {delay:?} of {whole:?}, finished from {what}");
        assert_eq!(said.code, Some(0), "{place}\n{}\n{}", said.out, said.err);
        assert_eq!(ask(&url, SUMS), sums, "{place}: rows were lost");
        let diff = room.run(&["diff", &url, "v2.sql"]);
        assert_eq!(diff.code, Some(0), "{place}\n{}\n{}", diff.out, diff.err);
    }
    eprintln!("{rounds} rounds of {whole:?}: {n_killed} killed, {n_midway} of them midway");
    assert!(rounds < 10 || n_midway > 0, "no kill fell between the first step and the last");
}

fn arguments<'a>(url: &'a str, what: &'a str) -> Vec<&'a str> {
    let allow = ["--allow", "deletes-data", "--allow", "rewrites-table", "--allow", "blocks-writes"];
    [&["apply", what, "--to", url, "--yes", "--no-prove"], &allow[..]].concat()
}

fn apply(room: &Room, url: &str, what: &str) -> common::Said {
    room.run(&arguments(url, what))
}

/// Makes the database anew from the template.
fn restore() -> String {
    let admin = server().connection_string("postgres");
    run_sql(&admin, &format!("drop database if exists {DATABASE} with (force)"));
    run_sql(&admin, &format!("create database {DATABASE} template {TEMPLATE}"));
    server().connection_string(DATABASE)
}

/// Waits until a run holds the lock that it takes before its first step.
fn wait_until_at_work(url: &str) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("a test stops where its set-up fails");
    let sql = "select from pg_locks where locktype = 'advisory' \
               and database = (select oid from pg_database where datname = current_database())";
    let begun = Instant::now();
    while client.query(sql, &[]).expect("a test stops where its set-up fails").is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the run takes no lock");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Returns something that changes with every step that commits.
fn steps_left(url: &str) -> String {
    ask(url, "select sum(hashtext(c.oid::text || c.xmin::text))::text from pg_class c where c.oid >= 16384")
}

/// The generator called splitmix64: a seed gives the same moments on every machine.
struct Random(u64);

impl Random {
    /// Returns a number from 0 to 1.
    fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as f64 / u64::MAX as f64
    }
}
