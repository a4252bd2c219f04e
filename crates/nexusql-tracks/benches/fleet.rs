//! `cargo bench -p nexusql-tracks --bench fleet`: a fleet of 200 databases, 8 at a time beside one at a time. `NEXUSQL_FLEET`
//! is how many databases, if not 200.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // It is for a person, and stops at what goes wrong.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use nexusql_db::postgres::Secret;
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use nexusql_testkit::Tool;
use nexusql_tracks::files::{Layout, read};
use nexusql_tracks::fleet::{Canaries, Fleet, Job, Report, Source, State, members, up};
use nexusql_tracks::run::{Options, Quiet};

/// How many migrations each database gets.
const N_FILES: usize = 20;
/// How many at a time.
const JOBS: usize = 8;

fn main() {
    let n: usize = std::env::var("NEXUSQL_FLEET").ok().map_or(200, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let engines = EngineOptions::from_env();
    let scratch =
        Scratch::start(select(&find(&engines), Wanted::Auto { server_major: None }).unwrap(), &engines).unwrap();
    let psql = Tool::find("psql", [], 13).expect("psql is there; Debian has it as postgresql-client");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut times = Vec::new();
    for jobs in [1, JOBS] {
        make(&scratch, &psql, n);
        let done = runtime.block_on(run(&scratch, folder.path(), jobs));
        assert_eq!(done.count(State::Applied), n, "{done:?}");
        let again = runtime.block_on(run(&scratch, folder.path(), jobs));
        assert_eq!(again.count(State::NothingToDo), n);
        println!(
            "{n} databases, {N_FILES} migrations each, {jobs} at a time: {} ms; again, with nothing to do: {} ms",
            done.duration_ms, again.duration_ms
        );
        times.push(Duration::from_millis(done.duration_ms));
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    println!(
        "{:.2} times as fast with {JOBS} at a time, on {cores} cores that client and server share",
        times[0].as_secs_f64() / times[1].as_secs_f64()
    );
}

async fn run(scratch: &Scratch, folder: &Path, jobs: usize) -> Report {
    let (user, port) = (scratch.user(), scratch.port());
    let url = format!("postgresql://{user}@/postgres?host={}&port={port}", scratch.socket_dir().display());
    let sql = "select datname::text from pg_catalog.pg_database where datname like 'ship\\_%' order by 1".to_owned();
    let source = Source::Query { url: Secret(url), sql };
    let fleet = Fleet { source, canaries: Canaries::First(0), jobs, failures_max: 0 };
    let job = Job {
        tree: Arc::new(read(folder, &Layout::default()).unwrap()),
        options: Arc::new(Options::default()),
        history_schema: None,
        environment: Arc::new(|_| None),
        listener: Arc::new(Quiet),
    };
    let members = members(&fleet, &job.environment).await.unwrap();
    up(&fleet, &members, &job).await.unwrap()
}

/// Makes the databases anew.
fn make(scratch: &Scratch, psql: &Tool, n: usize) {
    let mut sql = String::new();
    for n in 0..n {
        let _ = writeln!(sql, "drop database if exists ship_{n};\ncreate database ship_{n} template template0;");
    }
    sql.push_str("checkpoint;\n");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), sql).unwrap();
    let path = file.path().display().to_string();
    psql.run(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &scratch.connection_string("postgres"), "-f", &path]).unwrap();
}

fn write(folder: &Path) {
    for n in 1..=N_FILES {
        let text = format!(
            "create table t{n} (id int primary key, a text, b int);\ncreate index t{n}_a on t{n} (a);\n\
             insert into t{n} select g, 'x', g from generate_series(1, 100) g;\n"
        );
        std::fs::write(folder.join(format!("{n:03}_t.sql")), text).unwrap();
    }
}
