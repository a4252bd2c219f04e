//! Rows: how many, by name and index, streams, statements that return rows without beginning with `select`.

use futures_util::StreamExt as _;
use nexusql_db::{Kind, Row, Value, params};

use super::{Bench, Case, Outcome, equal, refused, said};
use crate::engine::Feature;

pub fn all() -> Vec<Case> {
    vec![
        Case::new("rows/none-and-several", none_and_several),
        Case::new("rows/by-name-and-index", by_name_and_index),
        Case::new("rows/stream-to-its-end", stream_to_its_end),
        Case::new("rows/stream-given-up", stream_given_up),
        Case::new("rows/stream-in-transaction", stream_in_transaction),
        Case::new("rows/with-and-comments", with_and_comments),
        Case::new("rows/returning", returning).needs(&[Feature::Returning]),
        Case::new("rows/literal-returning-is-no-returning", literal_returning),
        Case::new("rows/script", script),
        Case::new("rows/columns-of-an-altered-table", altered),
        Case::new("rows/many-all-or-nothing", many_all_or_nothing),
        Case::new("rows/several-statements-are-refused", several_statements),
    ]
}

async fn numbers(bench: &Bench, n: i64) -> Result<nexusql_db::DatabaseManager, String> {
    let db = bench.connect().await?;
    db.execute("create table n (i integer)", ()).await.map_err(said)?;
    let rows = (0..n).map(|i| params! { i: i });
    equal("changed", db.execute_many("insert into n (i) values (:i)", rows).await.map_err(said)?, n as u64)?;
    Ok(db)
}

async fn none_and_several(bench: Bench) -> Outcome {
    let db = numbers(&bench, 3).await?;
    refused(db.fetch_one::<Row>("select i from n where i = 9", ()).await, Kind::Shape)?;
    refused(db.fetch_one::<Row>("select i from n", ()).await, Kind::Shape)?;
    refused(db.fetch_optional::<Row>("select i from n", ()).await, Kind::Shape)?;
    equal("none", db.fetch_optional::<(i64,)>("select i from n where i = 9", ()).await.map_err(said)?, None)?;
    equal("one", db.fetch_optional::<(i64,)>("select i from n where i = 2", ()).await.map_err(said)?, Some((2,)))
}

async fn by_name_and_index(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let row: Row = db.fetch_one("select 1 as a, 2 as b, 3 as b", ()).await.map_err(said)?;
    equal("a", row.get::<i64>("a").map_err(said)?, 1)?;
    equal("third", row.get::<i32>(2).map_err(said)?, 3)?;
    refused(row.get::<i64>("b"), Kind::Shape)?;
    refused(row.get::<i64>("c"), Kind::Shape)?;
    refused(row.get::<i64>(3), Kind::Shape)?;
    refused(row.get::<Vec<u8>>("a"), Kind::Value)?;
    let names: Vec<&str> = row.columns().iter().map(|column| column.name.as_str()).collect();
    equal("names", names, vec!["a", "b", "b"])
}

async fn stream_to_its_end(bench: Bench) -> Outcome {
    let db = numbers(&bench, 10_000).await?;
    let mut rows = std::pin::pin!(db.fetch_stream("select i from n order by i", ()));
    let mut next = 0;
    while let Some(row) = rows.next().await {
        equal("row", row.map_err(said)?.get::<i64>(0).map_err(said)?, next)?;
        next += 1;
    }
    equal("rows", next, 10_000)?;
    equal("busy", db.pool_status().n_discarded, 0)
}

async fn stream_given_up(bench: Bench) -> Outcome {
    let db = numbers(&bench, 10_000).await?;
    {
        let mut rows = std::pin::pin!(db.fetch_stream("select a.i from n a, n b", ()));
        rows.next().await.unwrap().map_err(said)?;
    }
    equal("answer", db.fetch_one::<(i64,)>("select count(*) from n", ()).await.map_err(said)?, (10_000,))
}

async fn stream_in_transaction(bench: Bench) -> Outcome {
    let db = numbers(&bench, 2_000).await?;
    let mut tx = db.begin().await.map_err(said)?;
    {
        let mut rows = std::pin::pin!(tx.fetch_stream("select i from n order by i", ()));
        equal("row", rows.next().await.unwrap().map_err(said)?.into_values(), vec![Value::Int(0)])?;
    }
    tx.execute("delete from n where i > 0", ()).await.map_err(said)?;
    tx.commit().await.map_err(said)?;
    equal("answer", db.fetch_one::<(i64,)>("select count(*) from n", ()).await.map_err(said)?, (1,))
}

/// Python's nexusql lost the rows of statements that do not begin with `select`.
async fn with_and_comments(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    for sql in [
        "with a as (select 1 as i) select i from a",
        "-- a comment\nselect 1",
        "/* another */ select 1",
        "  \n\tselect 1  ",
        "select 1;",
    ] {
        equal(sql, db.fetch_one::<(i64,)>(sql, ()).await.map_err(said)?, (1,))?;
    }
    Ok(())
}

async fn returning(bench: Bench) -> Outcome {
    let db = numbers(&bench, 3).await?;
    let sql = "update n set i = i + :by where i > 0 returning i";
    let mut rows: Vec<(i64,)> = db.fetch_all(sql, params! { by: 10 }).await.map_err(said)?;
    rows.sort_unstable();
    equal("rows", rows, vec![(11,), (12,)])?;
    // One row is read of two, and both are changed all the same.
    refused(db.fetch_one::<Row>("delete from n where i > 10 returning i", ()).await, Kind::Shape)?;
    equal("left", db.fetch_one::<(i64,)>("select count(*) from n", ()).await.map_err(said)?, (1,))
}

async fn literal_returning(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (v varchar(100))", ()).await.map_err(said)?;
    equal("changed", db.execute("insert into t values ('a RETURNING b')", ()).await.map_err(said)?, 1)?;
    let changed = db.execute("update t set v = 'x RETURNING :y' where v like '%'", ()).await;
    equal("changed", changed.map_err(said)?, 1)
}

async fn altered(bench: Bench) -> Outcome {
    let (db, other) = (numbers(&bench, 1).await?, bench.connect().await?);
    let names = async || -> Result<Vec<String>, String> {
        let row: Row = db.fetch_one("select * from n", ()).await.map_err(said)?;
        Ok(row.columns().iter().map(|column| column.name.clone()).collect())
    };
    for _ in 0..3 {
        equal("before", names().await?, vec!["i".to_owned()])?;
    }
    other.execute("alter table n add a integer", ()).await.map_err(said)?;
    for _ in 0..3 {
        equal("after", names().await?, vec!["i".to_owned(), "a".to_owned()])?;
    }
    other.execute("alter table n drop column i", ()).await.map_err(said)?;
    equal("at last", names().await?, vec!["a".to_owned()])
}

/// The row that fails comes early, in the middle of a round of rows, and after several rounds.
async fn many_all_or_nothing(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (i integer primary key, v varchar(100))", ()).await.map_err(said)?;
    let sql = "insert into t (i, v) values (:i, :v)";
    let text = "x".repeat(60);
    for bad in [0, 7, 3_000, 12_345, 29_999] {
        let rows = (0..30_000).map(|i| params! { i: if i == bad { 1_000_000 } else { i }, v: text.as_str() });
        let rows = rows.chain([params! { i: 1_000_000, v: "twice" }]);
        refused(db.execute_many(sql, rows).await, Kind::Unique)?;
        let rows = (0..30_000).map(|i| {
            if i == bad {
                params! { i: i }
            } else {
                params! { i: i, v: text.as_str() }
            }
        });
        refused(db.execute_many(sql, rows).await, Kind::Parameter)?;
        let n = db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?;
        equal("rows", n, (0,))?;
    }
    let rows = (0..30_000).map(|i| params! { i: i, v: text.as_str() });
    equal("changed", db.execute_many(sql, rows).await.map_err(said)?, 30_000)
}

async fn script(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let text = "create table a (i integer); -- one; two\ninsert into a values (1);\ninsert into a values (2)\n;";
    db.execute_script(text).await.map_err(said)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from a", ()).await.map_err(said)?, (2,))?;
    refused(db.execute_script("insert into a values (3); insert into missing values (1)").await, Kind::Unknown)?;
    Ok(())
}

async fn several_statements(bench: Bench) -> Outcome {
    let db = numbers(&bench, 1).await?;
    refused(db.execute("select 1; delete from n", ()).await, Kind::Syntax)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from n", ()).await.map_err(said)?, (1,))
}
