//! `cargo bench -p nexusql-db --features sqlite --bench layer`: the layer against each engine's own driver used directly,
//! in one run, best of several rounds that take turns. Also what a stream of a million rows needs of memory.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)] // A bench: it is for who reads its output.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, pin_mut};
use nexusql_db::postgres::{Session, Target, connect};
use nexusql_db::{ConnectionConfig, DatabaseManager, Params, params};
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

const N_SELECTS: i64 = 10_000;
const N_ROWS: i64 = 100_000;
const N_STREAMED: i64 = 1_000_000;
const ROUNDS: usize = 7;

const TABLE: &str = "create table t (id bigint primary key, name text not null, score double precision not null)";
const BY_KEY: &str = "select id, name, score from t where id = :id";
const INSERT: &str = "insert into t (id, name, score) values (:id, :name, :score)";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        sqlite().await;
        postgres().await;
    });
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

async fn select_ours(db: &DatabaseManager) -> Duration {
    let begun = Instant::now();
    for id in 0..N_SELECTS {
        let found: (i64, String, f64) = db.fetch_one(BY_KEY, params! { id: id }).await.unwrap();
        assert_eq!(found.0, id);
    }
    begun.elapsed()
}

async fn insert_ours(db: &DatabaseManager, empty: &str) -> Duration {
    db.execute(empty, ()).await.unwrap();
    let begun = Instant::now();
    assert_eq!(db.execute_many(INSERT, rows()).await.unwrap(), N_ROWS as u64);
    begun.elapsed()
}

async fn stream(db: &DatabaseManager, engine: &str, sql: &str) {
    let before = memory_kib("VmRSS:");
    // The peak is counted anew from here.
    let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let begun = Instant::now();
    let rows = db.fetch_stream(sql, params! { n: N_STREAMED });
    pin_mut!(rows);
    let mut n = 0;
    while let Some(row) = rows.next().await {
        n += i64::from(row.unwrap().get::<i64>(0).unwrap() >= 0);
    }
    assert_eq!(n, N_STREAMED);
    let (elapsed, peak) = (begun.elapsed(), memory_kib("VmHWM:"));
    let since = if reset { "" } else { " (since the process began)" };
    println!(
        "{engine}: stream of {n} rows: {:.0} ms; memory {} MiB before, {} MiB at its peak{since}",
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

async fn sqlite() {
    let folder = std::env::temp_dir().join(format!("nexusql-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let config = |name: &str| {
        let file = folder.join(name);
        ConnectionConfig::new("sqlite").database(file.to_string_lossy()).option("journal_mode", "wal")
    };
    let db = DatabaseManager::connect_with(&config("ours.db"), nexusql_db::Options::default()).await.unwrap();
    db.execute(TABLE, ()).await.unwrap();
    let mut direct = rusqlite::Connection::open(folder.join("direct.db")).unwrap();
    direct.pragma_update(None, "journal_mode", "wal").unwrap();
    direct.execute(TABLE, []).unwrap();

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(sqlite_insert(&mut direct));
        ours.push(insert_ours(&db, "delete from t").await);
    }
    line("sqlite: execute_many of 100,000 rows, to a prepared insert in a transaction", 1.3, &ours, &theirs);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(sqlite_select(&direct));
        ours.push(select_ours(&db).await);
    }
    line("sqlite: 10,000 selects by key", 1.15, &ours, &theirs);
    let sql =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < :n) select i, 'text ' || i from n";
    stream(&db, "sqlite", sql).await;
    drop(direct);
    db.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

fn sqlite_insert(direct: &mut rusqlite::Connection) -> Duration {
    direct.execute("delete from t", []).unwrap();
    let begun = Instant::now();
    let transaction = direct.transaction().unwrap();
    {
        let mut statement = transaction.prepare_cached("insert into t (id, name, score) values (?1, ?2, ?3)").unwrap();
        for id in 0..N_ROWS {
            statement.execute(row(id)).unwrap();
        }
    }
    transaction.commit().unwrap();
    begun.elapsed()
}

fn sqlite_select(direct: &rusqlite::Connection) -> Duration {
    let begun = Instant::now();
    for id in 0..N_SELECTS {
        let mut statement = direct.prepare_cached("select id, name, score from t where id = ?1").unwrap();
        let found: (i64, String, f64) =
            statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        assert_eq!(found.0, id);
    }
    begun.elapsed()
}

async fn postgres() {
    let options = EngineOptions::from_env();
    let engines = find(&options);
    let scratch = Scratch::start(select(&engines, Wanted::Auto { server_major: None }).unwrap(), &options).unwrap();
    let target = Target::parse(&scratch.connection_string("current")).unwrap();
    let direct = connect(&target).await.unwrap();
    let mut config = ConnectionConfig::new("postgresql").database("current").option("sslmode", "disable");
    (config.hosts, config.user, config.password) = (target.hosts, target.user, target.password);
    let db = DatabaseManager::connect_with(&config, nexusql_db::Options::default()).await.unwrap();
    db.execute(TABLE, ()).await.unwrap();

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(postgres_copy(&direct).await);
        ours.push(insert_ours(&db, "truncate t").await);
    }
    line("postgresql: execute_many of 100,000 rows, to a binary copy", 1.3, &ours, &theirs);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(postgres_select(&direct).await);
        ours.push(select_ours(&db).await);
    }
    line("postgresql: 10,000 selects by key", 1.15, &ours, &theirs);
    stream(&db, "postgresql", "select generate_series(1, :n) as i, 'text'").await;
    db.close().await;
    direct.close().await;
}

async fn postgres_copy(direct: &Session) -> Duration {
    direct.client.batch_execute("truncate t").await.unwrap();
    let begun = Instant::now();
    direct.client.batch_execute("begin").await.unwrap();
    let sink = direct.client.copy_in("copy t (id, name, score) from stdin (format binary)").await.unwrap();
    let writer = BinaryCopyInWriter::new(sink, &[Type::INT8, Type::TEXT, Type::FLOAT8]);
    pin_mut!(writer);
    for id in 0..N_ROWS {
        let (id, name, score) = row(id);
        writer.as_mut().write(&[&id, &name, &score]).await.unwrap();
    }
    assert_eq!(writer.finish().await.unwrap(), N_ROWS as u64);
    direct.client.batch_execute("commit").await.unwrap();
    begun.elapsed()
}

async fn postgres_select(direct: &Session) -> Duration {
    let statement = direct.client.prepare("select id, name, score from t where id = $1").await.unwrap();
    let begun = Instant::now();
    for id in 0..N_SELECTS {
        let row = direct.client.query_one(&statement, &[&id]).await.unwrap();
        let found: (i64, String, f64) = (row.get(0), row.get(1), row.get(2));
        assert_eq!(found.0, id);
    }
    begun.elapsed()
}
