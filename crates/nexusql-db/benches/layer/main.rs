//! `cargo bench -p nexusql-db --features mysql,sqlite --bench layer`: the layer against each engine's own driver used
//! directly, in one run. Also what a stream of a million rows needs of memory. An engine is a file with a [`Peer`], and a
//! line in [`peers`]. `-- sqlite` measures that engine alone.
//!
//! A machine's speed changes from one second to the next, so the ways that are compared take turns that are short, and what
//! counts is the median of the turns' ratios.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)] // A bench: it is for who reads its output.

mod mysql;
mod ours;
mod postgres;
mod sqlite;

use std::ops::Range;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, LocalBoxFuture};
use futures_util::{StreamExt as _, pin_mut};
use nexusql_db::{ConnectionConfig, params};

const N_SELECTS: i64 = 10_000;
const N_ROWS: i64 = 100_000;
const N_STREAMED: i64 = 1_000_000;
const ROUNDS: usize = 9;
/// How many turns the selects of a round are taken in.
const TURNS: usize = 20;

const TABLE: &str = "create table t (id bigint primary key, name text not null, score double precision not null)";

/// An engine whose own driver is measured beside the layer, on the same database.
trait Peer {
    fn name(&self) -> &'static str;

    /// Where the layer connects to. The database is empty at first.
    fn config(&self) -> ConnectionConfig;

    /// The fastest way to insert [`row`]s 0 to [`N_ROWS`] in one transaction, in words.
    fn way_to_insert(&self) -> &'static str;

    /// Inserts them that way into `t`, which is there and empty, and returns the time without connecting.
    fn insert(&self) -> BoxFuture<'_, Duration>;

    /// Opens a connection for selects by key with a prepared statement.
    fn selects(&self) -> LocalBoxFuture<'_, Box<dyn Selects>>;

    /// A query of `:n` rows: a number and a text.
    fn rows(&self) -> &'static str;

    fn empty(&self) -> &'static str {
        "truncate table t"
    }
}

/// A way to select rows by their key, one by one.
trait Selects {
    /// Selects these, and sees to it that each is the one that was asked for.
    fn select(&mut self, ids: Range<i64>) -> LocalBoxFuture<'_, ()>;
}

/// Returns the engines of this build that were asked for; all if none was.
async fn peers(only: &[String]) -> Vec<Box<dyn Peer>> {
    let wanted = |name: &str| only.is_empty() || only.iter().any(|word| word == name);
    let mut peers: Vec<Box<dyn Peer>> = Vec::new();
    if wanted("sqlite") {
        peers.push(Box::new(sqlite::Sqlite::new()));
    }
    if wanted("postgresql") {
        peers.push(Box::new(postgres::Postgres::start().await));
    }
    if wanted("mysql") {
        peers.push(Box::new(mysql::Mysql::start().await));
    }
    peers
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let only: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    runtime.block_on(async {
        for peer in peers(&only).await {
            measure(peer.as_ref()).await;
        }
    });
}

async fn measure(peer: &dyn Peer) {
    ours::run(peer, TABLE).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours::run(peer, peer.empty()).await;
        theirs.push(peer.insert().await);
        ours::run(peer, peer.empty()).await;
        ours.push(ours::insert(peer).await);
    }
    let name = peer.name();
    line(&format!("{name}: execute_many of {N_ROWS} rows, to {}", peer.way_to_insert()), 1.3, &ours, &theirs);
    let [pooled, kept, theirs] = select(peer).await;
    line(&format!("{name}: {N_SELECTS} selects by key, to a prepared statement"), 1.15, &pooled, &theirs);
    line(&format!("{name}: the same on one connection, without the pool"), 1.15, &kept, &theirs);
    stream(peer).await;
}

/// Returns the times of all turns: through the pool, on one connection, by the driver. Each was warm.
async fn select(peer: &dyn Peer) -> [Vec<Duration>; 3] {
    let mut ways = [ours::pooled(peer).await, ours::kept(peer).await, peer.selects().await];
    for way in &mut ways {
        way.select(0..N_SELECTS).await;
    }
    let mut times = [const { Vec::new() }; 3];
    let in_turn = N_SELECTS / TURNS as i64;
    for turn in 0..ROUNDS * TURNS {
        let first = (turn % TURNS) as i64 * in_turn;
        for way in 0..ways.len() {
            // Who follows whom is never the same for long.
            let way = (way + turn) % ways.len();
            let begun = Instant::now();
            ways[way].select(first..first + in_turn).await;
            times[way].push(begun.elapsed());
        }
    }
    times
}

/// Prints how ours compares, turn by turn.
fn line(what: &str, goal: f64, ours: &[Duration], theirs: &[Duration]) {
    let seconds = |times: &[Duration]| median(times.iter().map(Duration::as_secs_f64));
    let ratio = median(ours.iter().zip(theirs).map(|(ours, theirs)| ours.as_secs_f64() / theirs.as_secs_f64()));
    let verdict = if ratio <= goal { "met" } else { "MISSED" };
    let turns_in_round = (ours.len() / ROUNDS) as f64;
    let shown = |times: &[Duration]| seconds(times) * turns_in_round * 1e3;
    println!("{ratio:.2} (goal {goal}, {verdict})  {what}: {:.1} ms against {:.1} ms", shown(ours), shown(theirs));
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn row(id: i64) -> (i64, String, f64) {
    (id, format!("name number {id}"), id as f64 / 3.0)
}

async fn stream(peer: &dyn Peer) {
    let db = ours::open(peer).await;
    let before = memory_kib("VmRSS:");
    // The peak is counted anew from here.
    let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let begun = Instant::now();
    let rows = db.fetch_stream(peer.rows(), params! { n: N_STREAMED });
    pin_mut!(rows);
    let mut n = 0;
    while let Some(row) = rows.next().await {
        n += i64::from(row.unwrap().get::<i64>(0).unwrap() >= 0);
    }
    assert_eq!(n, N_STREAMED);
    let (elapsed, peak) = (begun.elapsed(), memory_kib("VmHWM:"));
    let since = if reset { "" } else { " (since the process began)" };
    println!(
        "{}: stream of {n} rows: {:.0} ms; memory {} MiB before, {} MiB at its peak{since}",
        peer.name(),
        elapsed.as_secs_f64() * 1e3,
        before / 1024,
        peak / 1024
    );
}

fn memory_kib(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
