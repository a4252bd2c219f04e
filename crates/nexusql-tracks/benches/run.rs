//! `cargo bench -p nexusql-tracks`: 1,000 small migrations beside psql running the same text, and a run with nothing to do.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // It is for a person, and stops at what goes wrong.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use nexusql_db::postgres::Target;
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use nexusql_testkit::Tool;
use nexusql_tracks::Server;
use nexusql_tracks::files::{Layout, read};
use nexusql_tracks::run::{Options, Quiet, Transactions, up};

const N_TABLES: usize = 250;
/// How often each is run; the median counts.
const RUNS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let engines = EngineOptions::from_env();
    let scratch =
        Scratch::start(select(&find(&engines), Wanted::Auto { server_major: None }).unwrap(), &engines).unwrap();
    let psql = Tool::find("psql", [], 13).expect("psql is there; Debian has it as postgresql-client");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut theirs, mut per_file, mut at_once, mut idle, mut connecting) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..RUNS {
        let connection = fresh(&scratch, &psql);
        let file = folder.path().join("all.sql").display().to_string();
        theirs.push(time(|| {
            psql.run(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &connection, "-f", &file]).unwrap();
        }));
        for (transactions, times) in [(Transactions::File, &mut per_file), (Transactions::Run, &mut at_once)] {
            let connection = fresh(&scratch, &psql);
            times.push(time(|| runtime.block_on(run(&connection, folder.path(), transactions, 4 * N_TABLES))));
            idle.push(time(|| runtime.block_on(run(&connection, folder.path(), transactions, 0))));
            connecting.push(time(|| runtime.block_on(async { server(&connection).await.close().await })));
        }
    }
    let (theirs, per_file, at_once) = (median(theirs), median(per_file), median(at_once));
    line("1,000 small migrations, a transaction each, to psql -f", per_file, theirs, 1.3);
    line("1,000 small migrations in one transaction, to psql -f with one each", at_once, theirs, 1.3);
    let over = median(idle).saturating_sub(median(connecting));
    let verdict = if over <= Duration::from_millis(30) { "met" } else { "MISSED" };
    println!(
        "{:.1} ms (goal 30, {verdict})  nothing to do at 1,000 applied, over connecting",
        over.as_secs_f64() * 1e3
    );
}

fn line(what: &str, ours: Duration, theirs: Duration, goal: f64) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let verdict = if ratio <= goal { "met" } else { "MISSED" };
    println!("{ratio:.2} (goal {goal}, {verdict})  {what}: {} ms against {} ms", ours.as_millis(), theirs.as_millis());
}

fn time(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Makes the database anew and returns how to connect to it.
fn fresh(scratch: &Scratch, psql: &Tool) -> String {
    let admin = scratch.connection_string("postgres");
    for sql in ["drop database if exists bench with (force)", "create database bench template template0"] {
        psql.run(["-X", "-q", "-d", &admin, "-c", sql]).unwrap();
    }
    scratch.connection_string("bench")
}

async fn server(connection: &str) -> Server {
    let target = Target::parse(connection).unwrap().with_environment(&|_| None).unwrap();
    Server::of(&target, None).await.unwrap()
}

async fn run(connection: &str, folder: &Path, transactions: Transactions, n_wanted: usize) {
    let server = server(connection).await;
    let tree = read(&folder.join("m"), &Layout::default()).unwrap();
    let options = Options { transactions, ..Options::default() };
    let report = up(&server, &tree, &options, &Quiet).await.unwrap();
    assert_eq!(report.done.len(), n_wanted);
    server.close().await;
}

/// Writes the migrations, and all of them as one script with a transaction for each.
fn write(folder: &Path) {
    std::fs::create_dir(folder.join("m")).unwrap();
    let mut all = String::new();
    for t in 0..N_TABLES {
        let texts = [
            format!("create table t{t} (id int primary key, a text);\n"),
            format!("alter table t{t} add column b int;\ncomment on table t{t} is 'x';\n"),
            format!("create index t{t}_a on t{t} (a);\n"),
            format!("insert into t{t} select g, 'x', g from generate_series(1, 5) g;\n"),
        ];
        for (n, text) in texts.iter().enumerate() {
            std::fs::write(folder.join(format!("m/{:04}_step.sql", t * 4 + n + 1)), text).unwrap();
            let _ = write!(all, "begin;\n{text}commit;\n");
        }
    }
    std::fs::write(folder.join("all.sql"), all).unwrap();
}
