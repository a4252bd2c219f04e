//! The pool: limits, waiting, time limits, cancelling, status.

use std::time::{Duration, Instant};

use nexusql_db::{Kind, Options};

use super::{Bench, Case, Outcome, equal, refused, said};
use crate::engine::Feature;

pub fn all() -> Vec<Case> {
    vec![
        Case::new("pool/exhausted-is-told", exhausted),
        Case::new("pool/waiting-callers-get-their-turn", waiting),
        Case::new("pool/idle-connections-are-closed", idle_closed),
        Case::new("pool/statement-timeout-cancels", statement_timeout).needs(&[Feature::Cancel]),
        Case::new("pool/dropped-future-cancels", dropped_future).needs(&[Feature::Cancel]),
        Case::new("pool/closed-refuses", closed),
    ]
}

async fn exhausted(bench: Bench) -> Outcome {
    let options = Options::default().pool(|pool| {
        pool.connections_max = 2;
        pool.acquire_timeout = Duration::from_millis(200);
    });
    let db = bench.connect_with(options).await?;
    let held = nexusql_db::TransactionOptions::default().read_only();
    let (one, two) = (db.begin_with(held).await.map_err(said)?, db.begin_with(held).await.map_err(said)?);
    let error = refused(db.fetch_one::<(i64,)>("select 1", ()).await, Kind::Timeout)?;
    equal("code", error.diagnostic().code, "pool-exhausted")?;
    equal("timeouts", db.pool_status().n_timeouts, 1)?;
    one.rollback().await.map_err(said)?;
    equal("answer", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))?;
    two.rollback().await.map_err(said)
}

async fn waiting(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    let tasks = (0..20).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { db.fetch_one::<(i64,)>("select 1", ()).await })
    });
    for task in tasks.collect::<Vec<_>>() {
        equal("answer", task.await.unwrap().map_err(said)?, (1,))?;
    }
    equal("opened", db.pool_status().n_opened, 1)
}

async fn idle_closed(bench: Bench) -> Outcome {
    let options = Options::default().pool(|pool| pool.idle_timeout = Some(Duration::from_millis(50)));
    let db = bench.connect_with(options).await?;
    let start = Instant::now();
    while db.pool_status().n_idle > 0 {
        equal("in time", start.elapsed() < Duration::from_secs(10), true)?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    equal("answer", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))
}

async fn statement_timeout(bench: Bench) -> Outcome {
    let options =
        Options::default().statement_timeout(Duration::from_millis(150)).pool(|pool| pool.connections_max = 1);
    let db = bench.connect_with(options).await?;
    let start = Instant::now();
    refused(db.fetch_one::<(i64,)>(bench.engine.endless(), ()).await, Kind::Timeout)?;
    equal("in time", start.elapsed() < Duration::from_secs(4), true)?;
    // The connection is as good as before.
    equal("answer", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))?;
    equal("opened", db.pool_status().n_opened, 1)
}

async fn dropped_future(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    let endless = db.fetch_one::<(i64,)>(bench.engine.endless(), ());
    let cut = tokio::time::timeout(Duration::from_millis(150), endless).await;
    equal("cut off", cut.is_err(), true)?;
    let start = Instant::now();
    equal("answer", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))?;
    equal("in time", start.elapsed() < Duration::from_secs(4), true)?;
    equal("discarded", db.pool_status().n_discarded, 1)
}

async fn closed(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.close().await;
    refused(db.fetch_one::<(i64,)>("select 1", ()).await, Kind::Usage).map(drop)
}
