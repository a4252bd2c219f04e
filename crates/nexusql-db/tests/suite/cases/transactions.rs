//! Transactions: what is kept and what is undone, by hand and around closures, nested, after failures.

use futures_util::TryStreamExt as _;
use nexusql_db::{DatabaseManager, Error, Isolation, Kind, Row, Transaction, TransactionOptions, params};

use super::{Bench, Case, Outcome, equal, refused, said};

pub fn all() -> Vec<Case> {
    vec![
        Case::new("transactions/commit-keeps", commit_keeps),
        Case::new("transactions/rollback-undoes", rollback_undoes),
        Case::new("transactions/drop-undoes", drop_undoes),
        Case::new("transactions/closure-keeps", closure_keeps),
        Case::new("transactions/closure-error-undoes", closure_error_undoes),
        Case::new("transactions/panic-undoes", panic_undoes),
        Case::new("transactions/nested-undone-alone", nested_undone_alone),
        Case::new("transactions/nested-dropped", nested_dropped),
        Case::new("transactions/nested-three-deep", nested_three_deep),
        Case::new("transactions/caught-error-never-commits-half", caught_error),
        Case::new("transactions/caught-in-nested-goes-on", caught_in_nested),
        Case::new("transactions/many-is-all-or-nothing", many_is_all_or_nothing),
        Case::new("transactions/isolation-levels", isolation_levels),
        Case::new("transactions/read-only-refuses-writes", read_only),
        Case::new("transactions/text-cannot-begin-one", begun_by_text),
        Case::new("transactions/text-cannot-end-one", ended_by_text),
        Case::new("transactions/dropped-future-spoils-it", dropped_future).needs(&[crate::engine::Feature::Cancel]),
    ]
}

async fn table(bench: &Bench) -> Result<DatabaseManager, String> {
    let db = bench.connect().await?;
    db.execute("create table t (i integer primary key)", ()).await.map_err(said)?;
    Ok(db)
}

async fn insert(tx: &mut Transaction<'_>, i: i64) -> Result<(), Error> {
    tx.execute("insert into t (i) values (:i)", params! { i: i }).await.map(drop)
}

async fn rows(db: &DatabaseManager, wanted: &[i64]) -> Outcome {
    let rows: Vec<(i64,)> = db.fetch_all("select i from t order by i", ()).await.map_err(said)?;
    let found: Vec<i64> = rows.into_iter().map(|(i,)| i).collect();
    equal("rows", found.as_slice(), wanted)
}

async fn commit_keeps(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    insert(&mut tx, 2).await.map_err(said)?;
    tx.commit().await.map_err(said)?;
    rows(&db, &[1, 2]).await
}

async fn rollback_undoes(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    tx.rollback().await.map_err(said)?;
    rows(&db, &[]).await
}

async fn drop_undoes(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    drop(tx);
    rows(&db, &[]).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    tx.commit().await.map_err(said)?;
    rows(&db, &[1]).await
}

async fn closure_keeps(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    // In a task: the future must be `Send`.
    let inner = db.clone();
    let task = tokio::spawn(async move {
        inner
            .transaction(async |tx| {
                insert(tx, 1).await?;
                Ok::<_, Error>("done")
            })
            .await
    });
    equal("value", task.await.unwrap().map_err(said)?, "done")?;
    rows(&db, &[1]).await
}

async fn closure_error_undoes(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let answer = db
        .transaction(async |tx| {
            insert(tx, 1).await?;
            insert(tx, 1).await
        })
        .await;
    refused(answer, Kind::Unique)?;
    rows(&db, &[]).await
}

async fn panic_undoes(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let inner = db.clone();
    let task = tokio::spawn(async move {
        let answer: Result<(), Error> = inner
            .transaction(async |tx| {
                insert(tx, 1).await?;
                // Not by `panic!`, which would print.
                std::panic::resume_unwind(Box::new("on purpose"))
            })
            .await;
        answer
    });
    equal("panicked", task.await.is_err_and(|error| error.is_panic()), true)?;
    rows(&db, &[]).await
}

async fn nested_undone_alone(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    let mut nested = tx.begin().await.map_err(said)?;
    insert(&mut nested, 2).await.map_err(said)?;
    nested.rollback().await.map_err(said)?;
    let mut nested = tx.begin().await.map_err(said)?;
    insert(&mut nested, 3).await.map_err(said)?;
    nested.commit().await.map_err(said)?;
    tx.commit().await.map_err(said)?;
    rows(&db, &[1, 3]).await
}

async fn nested_dropped(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    let mut nested = tx.begin().await.map_err(said)?;
    insert(&mut nested, 2).await.map_err(said)?;
    drop(nested);
    insert(&mut tx, 3).await.map_err(said)?;
    tx.commit().await.map_err(said)?;
    rows(&db, &[1, 3]).await
}

async fn nested_three_deep(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let answer: Result<(), Error> = db
        .transaction(async |tx| {
            insert(tx, 1).await?;
            tx.transaction(async |tx| {
                insert(tx, 2).await?;
                let undone: Result<(), Error> = tx
                    .transaction(async |tx| {
                        insert(tx, 3).await?;
                        insert(tx, 1).await
                    })
                    .await;
                assert_eq!(undone.unwrap_err().kind(), Kind::Unique);
                insert(tx, 4).await
            })
            .await?;
            insert(tx, 5).await
        })
        .await;
    answer.map_err(said)?;
    rows(&db, &[1, 2, 4, 5]).await
}

/// Python's nexusql lost the earlier rows and committed the later ones.
async fn caught_error(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    refused(insert(&mut tx, 1).await, Kind::Unique)?;
    let goes_on = insert(&mut tx, 2).await;
    match (goes_on, tx.commit().await) {
        // Either the transaction goes on without the statement that failed …
        (Ok(()), Ok(())) => rows(&db, &[1, 2]).await,
        // … or nothing of it is kept, and the caller is told.
        (Err(later), Err(commit)) if later.kind() == Kind::Transaction && commit.kind() == Kind::Transaction => {
            rows(&db, &[]).await
        }
        other => Err(format!("neither all nor nothing: {other:?}")),
    }
}

async fn caught_in_nested(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    let mut nested = tx.begin().await.map_err(said)?;
    refused(insert(&mut nested, 1).await, Kind::Unique)?;
    nested.rollback().await.map_err(said)?;
    insert(&mut tx, 2).await.map_err(said)?;
    tx.commit().await.map_err(said)?;
    rows(&db, &[1, 2]).await
}

async fn many_is_all_or_nothing(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let numbers = (0..2_500).chain([7]).map(|i| params! { i: i });
    refused(db.execute_many("insert into t (i) values (:i)", numbers).await, Kind::Unique)?;
    rows(&db, &[]).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    let numbers = [2, 3, 1].map(|i| params! { i: i });
    refused(tx.execute_many("insert into t (i) values (:i)", numbers).await, Kind::Unique)?;
    tx.commit().await.map_err(said)?;
    rows(&db, &[1]).await
}

async fn isolation_levels(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let levels =
        [Isolation::ReadUncommitted, Isolation::ReadCommitted, Isolation::RepeatableRead, Isolation::Serializable];
    for (i, isolation) in levels.into_iter().enumerate() {
        let mut tx = db.begin_with(TransactionOptions::default().isolation(isolation)).await.map_err(said)?;
        insert(&mut tx, i as i64).await.map_err(said)?;
        tx.commit().await.map_err(said)?;
    }
    rows(&db, &[0, 1, 2, 3]).await
}

async fn read_only(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin_with(TransactionOptions::default().read_only()).await.map_err(said)?;
    tx.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?;
    refused(insert(&mut tx, 1).await, Kind::Permission)?;
    tx.rollback().await.map_err(said)?;
    // The connection writes again.
    db.execute("insert into t (i) values (1)", ()).await.map_err(said)?;
    rows(&db, &[1]).await
}

/// What a text begins would be the next caller's transaction.
async fn begun_by_text(bench: Bench) -> Outcome {
    let db = bench.connect_with(nexusql_db::Options::default().pool(|pool| pool.connections_max = 1)).await?;
    db.execute("create table t (i integer primary key)", ()).await.map_err(said)?;
    let begin = bench.engine.begin();
    refused(db.execute(begin, ()).await, Kind::Transaction)?;
    refused(db.fetch_all::<Row>(begin, ()).await, Kind::Transaction)?;
    refused(db.dedicated().await.map_err(said)?.fetch_all::<Row>(begin, ()).await, Kind::Transaction)?;
    refused(db.fetch_stream(begin, ()).try_collect::<Vec<Row>>().await, Kind::Transaction)?;
    refused(db.execute_script(&format!("{begin}; insert into t (i) values (1)")).await, Kind::Transaction)?;
    refused(db.execute_script(&format!("{begin}; insert into missing values (1)")).await, Kind::Unknown)?;
    rows(&db, &[]).await?;
    db.execute_script(&format!("{begin}; insert into t (i) values (2); commit")).await.map_err(said)?;
    rows(&db, &[2]).await
}

async fn ended_by_text(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    for text in ["commit", "rollback"] {
        let mut tx = db.begin().await.map_err(said)?;
        refused(tx.execute(text, ()).await, Kind::Transaction)?;
        refused(insert(&mut tx, 1).await, Kind::Transaction)?;
        refused(tx.commit().await, Kind::Transaction)?;
    }
    rows(&db, &[]).await
}

async fn dropped_future(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    insert(&mut tx, 1).await.map_err(said)?;
    let endless = tx.fetch_one::<(i64,)>(bench.engine.endless(), ());
    let cut = tokio::time::timeout(std::time::Duration::from_millis(100), endless).await;
    equal("cut off", cut.is_err(), true)?;
    refused(insert(&mut tx, 2).await, Kind::Transaction)?;
    refused(tx.commit().await, Kind::Transaction)?;
    rows(&db, &[]).await
}
