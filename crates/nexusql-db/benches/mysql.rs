//! `cargo bench -p nexusql-db --features sqlite,mysql --bench mysql`: the layer against mysql_async used directly, on a
//! private MariaDB, in one run, best of several rounds that take turns. Also what a stream of a million rows needs of
//! memory.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)] // A bench: it is for who reads its output.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, pin_mut};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, OptsBuilder, Params as Given, Value};
use nexusql_db::{ConnectionConfig, DatabaseManager, Options, Params, params};
use nexusql_testkit::MariaDb;

const N_SELECTS: i64 = 10_000;
const N_ROWS: i64 = 100_000;
const N_STREAMED: i64 = 1_000_000;
const ROUNDS: usize = 7;

const TABLE: &str = "create table t (id bigint primary key, name text not null, score double precision not null)";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let server = MariaDb::start("bench", &[]).unwrap();
    runtime.block_on(compare(server.port()));
}

async fn compare(port: u16) {
    let opts =
        OptsBuilder::default().ip_or_hostname("127.0.0.1").tcp_port(port).user(Some("root")).prefer_socket(false);
    let mut direct = Conn::new(opts.client_found_rows(true)).await.unwrap();
    direct.query_drop("create database app").await.unwrap();
    direct.query_drop("use app").await.unwrap();
    direct.query_drop(TABLE).await.unwrap();
    let config = ConnectionConfig::new("mysql").user("root").host("127.0.0.1", Some(port)).database("app");
    let db = DatabaseManager::connect_with(&config, Options::default()).await.unwrap();

    let (mut ours, mut bulk, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bulk.push(insert_bulk(&mut direct).await);
        ours.push(insert_ours(&db).await);
        rows.push(insert_rows(&mut direct).await);
    }
    line("execute_many of 100,000 rows, to inserts of 500 rows by hand", 1.3, &ours, &rows);
    line("execute_many of 100,000 rows, to the driver's own exec_batch", 1.3, &ours, &bulk);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(select_direct(&mut direct).await);
        ours.push(select_ours(&db).await);
    }
    line("10,000 selects by key", 1.15, &ours, &theirs);
    stream(&db).await;
    db.close().await;
    direct.disconnect().await.unwrap();
}

/// Prints how ours compares, by the best round of each.
fn line(what: &str, goal: f64, ours: &[Duration], theirs: &[Duration]) {
    let best = |times: &[Duration]| times.iter().min().unwrap().as_secs_f64();
    let (ours, theirs) = (best(ours), best(theirs));
    let ratio = ours / theirs;
    let verdict = if ratio <= goal { "met" } else { "MISSED" };
    println!("{ratio:.2} (goal {goal}, {verdict})  mysql: {what}: {:.1} ms against {:.1} ms", ours * 1e3, theirs * 1e3);
}

fn row(id: i64) -> (i64, String, f64) {
    (id, format!("name number {id}"), id as f64 / 3.0)
}

async fn insert_ours(db: &DatabaseManager) -> Duration {
    db.execute("truncate t", ()).await.unwrap();
    let begun = Instant::now();
    let rows = (0..N_ROWS).map(|id| {
        let (id, name, score) = row(id);
        params! { id: id, name: name, score: score }
    });
    let sql = "insert into t (id, name, score) values (:id, :name, :score)";
    assert_eq!(db.execute_many(sql, rows).await.unwrap(), N_ROWS as u64);
    begun.elapsed()
}

async fn insert_bulk(direct: &mut Conn) -> Duration {
    direct.query_drop("truncate t").await.unwrap();
    let begun = Instant::now();
    direct.query_drop("start transaction").await.unwrap();
    let sql = "insert into t (id, name, score) values (?, ?, ?)";
    direct.exec_batch(sql, (0..N_ROWS).map(row)).await.unwrap();
    direct.query_drop("commit").await.unwrap();
    begun.elapsed()
}

async fn insert_rows(direct: &mut Conn) -> Duration {
    direct.query_drop("truncate t").await.unwrap();
    let begun = Instant::now();
    direct.query_drop("start transaction").await.unwrap();
    let sql = format!("insert into t (id, name, score) values {}", vec!["(?,?,?)"; 500].join(","));
    let statement = direct.prep(sql).await.unwrap();
    for start in (0..N_ROWS).step_by(500) {
        let values: Vec<Value> = (start..start + 500)
            .flat_map(|id| {
                let (id, name, score) = row(id);
                [Value::Int(id), Value::Bytes(name.into_bytes()), Value::Double(score)]
            })
            .collect();
        direct.exec_drop(&statement, Given::Positional(values)).await.unwrap();
    }
    direct.query_drop("commit").await.unwrap();
    begun.elapsed()
}

async fn select_ours(db: &DatabaseManager) -> Duration {
    let begun = Instant::now();
    for id in 0..N_SELECTS {
        let found: (i64, String, f64) =
            db.fetch_one("select id, name, score from t where id = :id", params! { id: id }).await.unwrap();
        assert_eq!(found.0, id);
    }
    begun.elapsed()
}

async fn select_direct(direct: &mut Conn) -> Duration {
    let statement = direct.prep("select id, name, score from t where id = ?").await.unwrap();
    let begun = Instant::now();
    for id in 0..N_SELECTS {
        let found: Option<(i64, String, f64)> = direct.exec_first(&statement, (id,)).await.unwrap();
        assert_eq!(found.unwrap().0, id);
    }
    begun.elapsed()
}

async fn stream(db: &DatabaseManager) {
    let before = memory_kib("VmRSS:");
    // The peak is counted anew from here.
    let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let begun = Instant::now();
    let sql = "select a.id, a.name from t a join t b on b.id < 10 and a.id >= 0";
    let rows = db.fetch_stream(sql, Params::new());
    pin_mut!(rows);
    let mut n = 0;
    while let Some(row) = rows.next().await {
        n += i64::from(row.unwrap().get::<i64>(0).unwrap() >= 0);
    }
    assert_eq!(n, N_STREAMED);
    let (elapsed, peak) = (begun.elapsed(), memory_kib("VmHWM:"));
    let since = if reset { "" } else { " (since the process began)" };
    println!(
        "mysql: stream of {n} rows: {:.0} ms; memory {} MiB before, {} MiB at its peak{since}",
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
