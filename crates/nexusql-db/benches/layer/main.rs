//! `cargo bench -p nexusql-db --features sqlite --bench layer`: the layer against each engine's own driver used directly,
//! in one run: the two take turns, and the best round of each counts. Also what a stream of a million rows needs of memory.
//! An engine is a file with a [`Peer`], and a line in [`peers`]. `-- sqlite` measures that engine alone.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)] // A bench: it is for who reads its output.

mod postgres;
mod sqlite;

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use futures_util::{StreamExt as _, pin_mut};
use nexusql_db::{ConnectionConfig, DatabaseManager, Options, Params, params};

const N_SELECTS: i64 = 10_000;
const N_ROWS: i64 = 100_000;
const N_STREAMED: i64 = 1_000_000;
const ROUNDS: usize = 7;

const TABLE: &str = "create table t (id bigint primary key, name text not null, score double precision not null)";
const BY_KEY: &str = "select id, name, score from t where id = :id";
const INSERT: &str = "insert into t (id, name, score) values (:id, :name, :score)";

/// An engine whose own driver is measured beside the layer, on the same database.
trait Peer {
    fn name(&self) -> &'static str;

    /// Where the layer connects to. The database is empty at first.
    fn config(&self) -> ConnectionConfig;

    /// The fastest way to insert [`row`]s 0 to [`N_ROWS`] in one transaction, in words.
    fn way_to_insert(&self) -> &'static str;

    /// Inserts them that way into `t`, which is there and empty, and returns the time without connecting.
    fn insert(&self) -> BoxFuture<'_, Duration>;

    /// Selects the rows 0 to [`N_SELECTS`] one by one with a prepared statement, once unmeasured and once measured.
    fn select(&self) -> BoxFuture<'_, Duration>;

    /// A query of `:n` rows: a number and a text.
    fn rows(&self) -> &'static str;

    fn empty(&self) -> &'static str {
        "truncate table t"
    }
}

/// Returns the engines of this build.
async fn peers() -> Vec<Box<dyn Peer>> {
    vec![Box::new(sqlite::Sqlite::new()), Box::new(postgres::Postgres::start().await)]
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let only: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    runtime.block_on(async {
        for peer in peers().await {
            if only.is_empty() || only.iter().any(|name| name == peer.name()) {
                measure(peer.as_ref()).await;
            }
        }
    });
}

/// Never are two connections open at a time: those of one process may share a cache.
async fn measure(peer: &dyn Peer) {
    let name = peer.name();
    let db = open(peer).await;
    db.execute(TABLE, ()).await.unwrap();
    db.close().await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        empty(peer).await;
        theirs.push(peer.insert().await);
        empty(peer).await;
        ours.push(insert(peer).await);
    }
    line(&format!("{name}: execute_many of {N_ROWS} rows, to {}", peer.way_to_insert()), 1.3, &ours, &theirs);
    let (mut pooled, mut kept, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(peer.select().await);
        pooled.push(select(peer).await);
        kept.push(select_kept(peer).await);
    }
    line(&format!("{name}: {N_SELECTS} selects by key, to a prepared statement"), 1.15, &pooled, &theirs);
    line(&format!("{name}: the same on one connection, without the pool"), 1.15, &kept, &theirs);
    stream(peer).await;
}

/// Prints how ours compares, by the best round of each.
fn line(what: &str, goal: f64, ours: &[Duration], theirs: &[Duration]) {
    let best = |times: &[Duration]| times.iter().min().unwrap().as_secs_f64();
    let (ours, theirs) = (best(ours), best(theirs));
    let ratio = ours / theirs;
    let verdict = if ratio <= goal { "met" } else { "MISSED" };
    println!("{ratio:.2} (goal {goal}, {verdict})  {what}: {:.1} ms against {:.1} ms", ours * 1e3, theirs * 1e3);
}

fn row(id: i64) -> (i64, String, f64) {
    (id, format!("name number {id}"), id as f64 / 3.0)
}

fn rows() -> impl Iterator<Item = Params> + Send {
    (0..N_ROWS).map(|id| {
        let (id, name, score) = row(id);
        params! { id: id, name: name, score: score }
    })
}

async fn open(peer: &dyn Peer) -> DatabaseManager {
    DatabaseManager::connect_with(&peer.config(), Options::default()).await.unwrap()
}

async fn empty(peer: &dyn Peer) {
    let db = open(peer).await;
    db.execute(peer.empty(), ()).await.unwrap();
    db.close().await;
}

async fn insert(peer: &dyn Peer) -> Duration {
    let db = open(peer).await;
    let begun = Instant::now();
    assert_eq!(db.execute_many(INSERT, rows()).await.unwrap(), N_ROWS as u64);
    let elapsed = begun.elapsed();
    db.close().await;
    elapsed
}

async fn select(peer: &dyn Peer) -> Duration {
    let db = open(peer).await;
    let mut begun = Instant::now();
    for round in 0..2 {
        begun = if round == 0 { begun } else { Instant::now() };
        for id in 0..N_SELECTS {
            let found: (i64, String, f64) = db.fetch_one(BY_KEY, params! { id: id }).await.unwrap();
            assert_eq!(found.0, id);
        }
    }
    let elapsed = begun.elapsed();
    db.close().await;
    elapsed
}

async fn select_kept(peer: &dyn Peer) -> Duration {
    let db = open(peer).await;
    let mut connection = db.dedicated().await.unwrap();
    let mut begun = Instant::now();
    for round in 0..2 {
        begun = if round == 0 { begun } else { Instant::now() };
        for id in 0..N_SELECTS {
            let found: (i64, String, f64) = connection.fetch_one(BY_KEY, params! { id: id }).await.unwrap();
            assert_eq!(found.0, id);
        }
    }
    let elapsed = begun.elapsed();
    drop(connection);
    db.close().await;
    elapsed
}

async fn stream(peer: &dyn Peer) {
    let db = open(peer).await;
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
