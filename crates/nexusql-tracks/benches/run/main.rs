//! `cargo bench -p nexusql-tracks`: 1,000 small migrations beside psql, dbmate and sqitch, and a run with nothing to do.
//!
//! dbmate is the package of that name of npm, sqitch that of Debian; which of them is missing is said.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // It is for a person, and stops at what goes wrong.

mod files;
mod gauge;
mod peers;

use std::path::Path;
use std::time::Duration;

use gauge::{Gauge, Measured};
use nexusql_db::postgres::Target;
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use nexusql_testkit::Tool;
use nexusql_tracks::Server;
use nexusql_tracks::files::{Layout, read};
use nexusql_tracks::run::{Options, Quiet, Transactions, up};

/// How often each is run, in turns; the best counts.
const RUNS: usize = 7;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let n = files::write(folder.path());
    let engines = EngineOptions::from_env();
    let scratch =
        Scratch::start(select(&find(&engines), Wanted::Auto { server_major: None }).unwrap(), &engines).unwrap();
    let psql = Tool::find("psql", [], 13).expect("psql is there; Debian has it as postgresql-client");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let gauge = Gauge::of(&psql, &scratch, &runtime);
    let peers = peers::find();
    let mut found = Found::default();
    let mut theirs: Vec<Vec<Measured>> = peers.iter().map(|_| Vec::new()).collect();
    for round in 0..RUNS {
        let connection = fresh(&scratch, &psql);
        let file = folder.path().join("all.sql").display().to_string();
        found.psql.push(gauge.of_work(|| {
            psql.run(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &connection, "-f", &file]).unwrap();
        }));
        for (transactions, times) in
            [(Transactions::File, &mut found.per_file), (Transactions::Run, &mut found.at_once)]
        {
            let connection = fresh(&scratch, &psql);
            times.push(gauge.of_work(|| runtime.block_on(run(&connection, folder.path(), transactions, n))));
            found.idle.push(gauge.of_work(|| runtime.block_on(run(&connection, folder.path(), transactions, 0))));
            let connect = || runtime.block_on(async { server(&connection).await.close().await });
            found.connecting.push(gauge.of_work(connect));
        }
        for (peer, times) in peers.iter().zip(&mut theirs).filter(|(peer, _)| round == 0 || !peer.is_slow) {
            fresh(&scratch, &psql);
            times.push(gauge.of_work(|| peer.run(folder.path(), &scratch)));
        }
    }
    found.tell(n);
    for (peer, times) in peers.iter().zip(theirs) {
        println!("{}", gauge::best(times).line(&format!("{}, {} files", peer.name, peer.n_files.min(n))));
    }
}

/// What was measured of nexusql and psql.
#[derive(Default)]
struct Found {
    psql: Vec<Measured>,
    per_file: Vec<Measured>,
    at_once: Vec<Measured>,
    idle: Vec<Measured>,
    connecting: Vec<Measured>,
}

impl Found {
    fn tell(self, n: usize) {
        let [psql, per_file, at_once, idle, connecting] =
            [self.psql, self.per_file, self.at_once, self.idle, self.connecting].map(gauge::best);
        ratio(&format!("{n} small migrations, a transaction each, to psql -f"), per_file.wall, psql.wall);
        ratio(&format!("{n} small migrations in one transaction, to psql -f with one each"), at_once.wall, psql.wall);
        let over = idle.wall.saturating_sub(connecting.wall);
        let verdict = if over <= Duration::from_millis(30) { "met" } else { "MISSED" };
        let over = over.as_secs_f64() * 1e3;
        println!("{over:.1} ms (goal 30, {verdict})  nothing to do at {n} applied, over connecting");
        for (what, measured) in [
            ("psql -f, a transaction for each file", psql),
            ("nexusql, a transaction for each file", per_file),
            ("nexusql, one transaction", at_once),
            ("nexusql, nothing to do", idle),
            ("nexusql, connecting only", connecting),
        ] {
            println!("{}", measured.line(what));
        }
    }
}

fn ratio(what: &str, ours: Duration, theirs: Duration) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let verdict = if ratio <= 1.3 { "met" } else { "MISSED" };
    println!("{ratio:.2} (goal 1.3, {verdict})  {what}: {} ms against {} ms", ours.as_millis(), theirs.as_millis());
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
