//! Many rows: what becomes of an insert of several rows, and what must not.

use nexusql_db::{Kind, params};

use crate::cases::{Bench, Case, Outcome, equal, refused, said};

pub fn all() -> Vec<Case> {
    vec![
        Case::new("my-many/every-row-once-and-in-order", every_row),
        Case::new("my-many/upserts-count", upserts),
        Case::new("my-many/ignore-counts", ignore),
        Case::new("my-many/other-statements", others),
        Case::new("my-many/many-columns", many_columns),
        Case::new("my-many/triggers-see-each-row", triggers),
        Case::new("my-many/last-insert-id-is-of-the-row-before", last_insert_id),
    ]
}

async fn every_row(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (n int auto_increment primary key, i int, v varchar(20) default 'd')", ())
        .await
        .map_err(said)?;
    for n in [1, 2, 499, 500, 501, 2_345] {
        db.execute("truncate t", ()).await.map_err(said)?;
        let rows = (0..n).map(|i| params! { i: i });
        equal("changed", db.execute_many("insert into t (v, i) values (default, :i);", rows).await.map_err(said)?, n)?;
        let found: (i64, i64, i64) =
            db.fetch_one("select count(*), min(i), sum(n = i + 1) from t", ()).await.map_err(said)?;
        equal("rows", found, (n as i64, 0, n as i64))?;
    }
    Ok(())
}

async fn upserts(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute_script("create table t (i int primary key, v int); insert into t values (1, 1), (2, 2)")
        .await
        .map_err(said)?;
    let sql = "insert into t (i, v) values (:i, :v) on duplicate key update v = values(v)";
    let rows = (1..=4).map(|i| params! { i: i, v: 10 * i });
    // An updated row counts twice.
    equal("changed", db.execute_many(sql, rows).await.map_err(said)?, 6)?;
    equal("sum", db.fetch_one::<(i64,)>("select sum(v) from t", ()).await.map_err(said)?, (100,))
}

async fn ignore(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (i int primary key)", ()).await.map_err(said)?;
    let rows = [1, 2, 1, 3].map(|i| params! { i: i });
    equal("changed", db.execute_many("insert ignore into t values (:i)", rows).await.map_err(said)?, 3)
}

async fn others(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (i int primary key, v int not null)", ()).await.map_err(said)?;
    db.execute_many("insert into t values (:i, 0)", (0..10).map(|i| params! { i: i })).await.map_err(said)?;
    let rows = (5..15).map(|i| params! { i: i });
    equal("matched", db.execute_many("update t set v = 0 where i = :i", rows).await.map_err(said)?, 5)?;
    let rows = (0..3).map(|i| params! { i: i });
    equal("deleted", db.execute_many("delete from t where i = :i", rows).await.map_err(said)?, 3)?;
    let none: [nexusql_db::Params; 0] = [];
    equal("none", db.execute_many("delete from t where i = :i", none).await.map_err(said)?, 0)?;
    let rows = [params! { i: 20, v: Some(1) }, params! { i: 21, v: None::<i32> }];
    let error = refused(db.execute_many("insert into t values (:i, :v)", rows).await, Kind::NotNull)?;
    equal("columns", error.columns(), &["v".to_owned()])?;
    equal("left", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (7,))
}

/// More parameters than one statement takes.
async fn many_columns(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let names: Vec<String> = (0..200).map(|i| format!("c{i}")).collect();
    let typed: Vec<String> = names.iter().map(|name| format!("{name} int")).collect();
    db.execute(&format!("create table t ({})", typed.join(", ")), ()).await.map_err(said)?;
    let values: Vec<String> = names.iter().map(|name| format!(":{name}")).collect();
    let sql = format!("insert into t ({}) values ({})", names.join(", "), values.join(", "));
    let row = |n: i64| names.iter().fold(nexusql_db::Params::new(), |row, name| row.with(name.clone(), n));
    equal("changed", db.execute_many(&sql, (0..1_000).map(row)).await.map_err(said)?, 1_000)?;
    let sums: (i64, i64) = db.fetch_one("select sum(c0), sum(c199) from t", ()).await.map_err(said)?;
    equal("sums", sums, (499_500, 499_500))
}

async fn triggers(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let script = "create table t (i int); create table log (i int); \
                  create trigger logged after insert on t for each row insert into log values (new.i)";
    db.execute_script(script).await.map_err(said)?;
    db.execute_many("insert into t (i) values (:i)", (0..700).map(|i| params! { i: i })).await.map_err(said)?;
    equal("logged", db.fetch_one::<(i64,)>("select count(distinct i) from log", ()).await.map_err(said)?, (700,))
}

async fn last_insert_id(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (n int auto_increment primary key, before_it int, i int)", ()).await.map_err(said)?;
    let sql = "insert into t (before_it, i) values (last_insert_id(), :i)";
    db.execute_many(sql, (0..5).map(|i| params! { i: i })).await.map_err(said)?;
    let wrong = "select count(*) from t where n > 1 and before_it <> n - 1";
    equal("wrong", db.fetch_one::<(i64,)>(wrong, ()).await.map_err(said)?, (0,))
}
