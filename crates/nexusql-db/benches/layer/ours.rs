//! The layer itself.

use std::ops::Range;
use std::time::{Duration, Instant};

use futures_util::future::{FutureExt as _, LocalBoxFuture};
use nexusql_db::{DatabaseManager, Dedicated, Options, params};

use crate::{N_ROWS, Peer, Selects, row};

const BY_KEY: &str = "select id, name, score from t where id = :id";
const INSERT: &str = "insert into t (id, name, score) values (:id, :name, :score)";

pub async fn open(peer: &dyn Peer) -> DatabaseManager {
    DatabaseManager::connect_with(&peer.config(), Options::default()).await.unwrap()
}

/// Runs a statement on a connection of its own.
pub async fn run(peer: &dyn Peer, sql: &str) {
    let db = open(peer).await;
    db.execute(sql, ()).await.unwrap();
    db.close().await;
}

pub async fn insert(peer: &dyn Peer) -> Duration {
    let db = open(peer).await;
    let begun = Instant::now();
    let rows = (0..N_ROWS).map(|id| {
        let (id, name, score) = row(id);
        params! { id: id, name: name, score: score }
    });
    assert_eq!(db.execute_many(INSERT, rows).await.unwrap(), N_ROWS as u64);
    let elapsed = begun.elapsed();
    db.close().await;
    elapsed
}

/// Each select takes a connection from the pool and gives it back.
pub async fn pooled(peer: &dyn Peer) -> Box<dyn Selects> {
    Box::new(Pooled(open(peer).await))
}

struct Pooled(DatabaseManager);

impl Selects for Pooled {
    fn select(&mut self, ids: Range<i64>) -> LocalBoxFuture<'_, ()> {
        async {
            for id in ids {
                let found: (i64, String, f64) = self.0.fetch_one(BY_KEY, params! { id: id }).await.unwrap();
                assert_eq!(found.0, id);
            }
        }
        .boxed_local()
    }
}

/// All selects are on one connection.
pub async fn kept(peer: &dyn Peer) -> Box<dyn Selects> {
    Box::new(Kept(open(peer).await.dedicated().await.unwrap()))
}

struct Kept(Dedicated);

impl Selects for Kept {
    fn select(&mut self, ids: Range<i64>) -> LocalBoxFuture<'_, ()> {
        async {
            for id in ids {
                let found: (i64, String, f64) = self.0.fetch_one(BY_KEY, params! { id: id }).await.unwrap();
                assert_eq!(found.0, id);
            }
        }
        .boxed_local()
    }
}
