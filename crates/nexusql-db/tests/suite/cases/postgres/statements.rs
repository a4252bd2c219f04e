//! Statements: operators with question marks, statements that grow stale, empty lists of any type.

use std::time::Duration;

use futures_util::StreamExt as _;
use nexusql_db::{Error, Kind, Options, Row, Value, params};

use crate::cases::{Bench, Case, Outcome, equal, refused, said};

pub fn all() -> Vec<Case> {
    vec![
        Case::new("pg-statements/question-mark-operators", question_marks),
        Case::new("pg-statements/altered-table-is-prepared-again", altered),
        Case::new("pg-statements/thrown-away-statements", thrown_away),
        Case::new("pg-statements/empty-lists-of-each-type", empty_lists),
        Case::new("pg-statements/any-array", any_array),
        Case::new("pg-statements/own-placeholders-are-refused", own_placeholders),
        Case::new("pg-statements/cancel-ends-it-on-the-server", cancel_on_server),
        Case::new("pg-statements/stream-dropped-ends-on-the-server", stream_dropped),
        Case::new("pg-statements/deadlock-and-serialization", serialization),
        Case::new("pg-statements/names-in-errors", names_in_errors),
        Case::new("pg-statements/server-timeout", server_timeout),
        Case::new("pg-statements/stream-of-printed-types", printed_stream),
        Case::new("pg-statements/too-many-parameters", too_many),
    ]
}

async fn question_marks(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let sql = r#"select v ? :k, v ?| array['x', :k], v ?& array[:k], v @> :part::jsonb, (v -> 'b')::text
                 from (select '{"a": 1, "b": [1,2]}'::jsonb as v) as t"#;
    let row: (bool, bool, bool, bool, String) = db
        .fetch_one(sql, params! { k: "a", part: nexusql_db::Json::parse("{\"a\":1}").unwrap() })
        .await
        .map_err(said)?;
    equal("row", row, (true, true, true, true, "[1, 2]".to_owned()))
}

async fn altered(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    db.execute_script("create table t (a int); insert into t values (1)").await.map_err(said)?;
    equal(
        "before",
        db.fetch_one::<Row>("select * from t", ()).await.map_err(said)?.into_values(),
        vec![Value::Int(1)],
    )?;
    db.execute("alter table t add column b text default 'x'", ()).await.map_err(said)?;
    let after: (i64, String) = db.fetch_one("select * from t", ()).await.map_err(said)?;
    equal("after", after, (1, "x".to_owned()))?;
    // In a transaction the failure is told, and the next run is well.
    db.execute("alter table t add column c int", ()).await.map_err(said)?;
    let failed: Result<Row, Error> = db.transaction(async |tx| tx.fetch_one("select * from t", ()).await).await;
    equal("hint", failed.unwrap_err().diagnostic().hint.as_deref(), Some("Run the transaction again."))?;
    let row: Row = db.transaction(async |tx| tx.fetch_one("select * from t", ()).await).await.map_err(said)?;
    equal("columns", row.columns().len(), 3)
}

async fn thrown_away(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    for _ in 0..2 {
        equal("answer", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))?;
        db.execute("deallocate all", ()).await.map_err(said)?;
    }
    Ok(())
}

async fn empty_lists(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    for ty in ["int", "bigint", "text", "uuid", "numeric", "date", "timestamptz", "jsonb", "inet", "bytea"] {
        let none = || params! { ids: Vec::<i64>::new() };
        let sql = format!("select count(*) from (select null::{ty} as v) as t where v in (:ids)");
        equal(ty, db.fetch_one::<(i64,)>(&sql, none()).await.map_err(said)?, (0,))?;
        let sql = format!("select count(*) from (select null::{ty} as v) as t where v not in (:ids)");
        equal(ty, db.fetch_one::<(i64,)>(&sql, none()).await.map_err(said)?, (1,))?;
    }
    Ok(())
}

async fn any_array(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let sql = "select count(*) from generate_series(1, 5) as i where i = any(:ids) or i = any(:ids)";
    equal("rows", db.fetch_one::<(i64,)>(sql, params! { ids: [1, 3, 9] }).await.map_err(said)?, (2,))
}

async fn own_placeholders(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    refused(db.fetch_one::<Row>("select $1::int", ()).await, Kind::Parameter)?;
    refused(db.fetch_one::<Row>("select $2::int, :a::int", params! { a: 1 }).await, Kind::Parameter).map(drop)
}

/// Waits until no statement with this mark runs.
async fn ended(db: &nexusql_db::DatabaseManager, mark: &str) -> Outcome {
    let sql =
        "select count(*) from pg_stat_activity where query like :mark and pid <> pg_backend_pid() and state = 'active'";
    for _ in 0..200 {
        let (n,): (i64,) = db.fetch_one(sql, params! { mark: format!("%{mark}%") }).await.map_err(said)?;
        if n == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("it still runs on the server".to_owned())
}

async fn cancel_on_server(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let endless = format!("{} where 'cancel_mark' <> ''", bench.engine.endless());
    let cut = tokio::time::timeout(Duration::from_millis(150), db.fetch_one::<Row>(&endless, ())).await;
    equal("cut off", cut.is_err(), true)?;
    ended(&db, "cancel_mark").await
}

async fn stream_dropped(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    {
        let sql = "select generate_series(1, 1000000000), 'stream_mark'";
        let mut rows = std::pin::pin!(db.fetch_stream(sql, ()));
        rows.next().await.unwrap().map_err(said)?;
    }
    ended(&db, "stream_mark").await
}

async fn serialization(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute_script("create table t (i int primary key, v int); insert into t values (1, 0), (2, 0)")
        .await
        .map_err(said)?;
    let options = nexusql_db::TransactionOptions::default().isolation(nexusql_db::Isolation::RepeatableRead);
    let (mut a, mut b) = (db.begin_with(options).await.map_err(said)?, db.begin_with(options).await.map_err(said)?);
    let read = "select v from t where i = 1";
    a.fetch_one::<Row>(read, ()).await.map_err(said)?;
    b.fetch_one::<Row>(read, ()).await.map_err(said)?;
    a.execute("update t set v = 1 where i = 1", ()).await.map_err(said)?;
    a.commit().await.map_err(said)?;
    let error = refused(b.execute("update t set v = 2 where i = 1", ()).await, Kind::Serialization)?;
    equal("transient", error.is_transient(), true)?;
    b.rollback().await.map_err(said)?;
    let (mut a, mut b) = (db.begin().await.map_err(said)?, db.begin().await.map_err(said)?);
    a.execute("update t set v = 1 where i = 1", ()).await.map_err(said)?;
    b.execute("update t set v = 1 where i = 2", ()).await.map_err(said)?;
    let (one, two) = tokio::join!(a.execute("update t set v = 2 where i = 2", ()), async {
        let answer = b.execute("update t set v = 2 where i = 1", ()).await;
        b.rollback().await.map_err(said)?;
        Ok::<_, String>(answer)
    });
    let kinds: Vec<Kind> = [one.err(), two?.err()].into_iter().flatten().map(|error| error.kind()).collect();
    equal("one of both", kinds, vec![Kind::Deadlock])
}

async fn names_in_errors(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let setup =
        "create table p (a int, b int, n int not null, constraint p_ab unique (a, b)); insert into p values (1, 2, 3)";
    db.execute_script(setup).await.map_err(said)?;
    let error = refused(db.execute("insert into p values (1, 2, 3)", ()).await, Kind::Unique)?;
    equal("constraint", error.constraint(), Some("p_ab"))?;
    equal("table", error.table(), Some("p"))?;
    equal("columns", error.columns(), &["a".to_owned(), "b".to_owned()])?;
    equal("code", error.code().map(ToString::to_string).as_deref(), Some("23505"))?;
    let error = refused(db.execute("insert into p values (1, 3, null)", ()).await, Kind::NotNull)?;
    equal("columns", error.columns(), &["n".to_owned()])
}

async fn server_timeout(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    db.execute("set statement_timeout = '50ms'", ()).await.map_err(said)?;
    refused(db.fetch_one::<Row>("select pg_sleep(5)::text", ()).await, Kind::Timeout).map(drop)
}

async fn printed_stream(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let sql = "select int4range(i, i + 1) as r, i from generate_series(1, 1000) as i order by i";
    let mut rows = std::pin::pin!(db.fetch_stream(sql, ()));
    let mut n = 0;
    while let Some(row) = rows.next().await {
        let row = row.map_err(said)?;
        n += 1;
        equal("range", row.get::<String>("r").map_err(said)?, format!("[{n},{})", n + 1))?;
    }
    equal("rows", n, 1_000)
}

async fn too_many(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let ids: Vec<i64> = (0..70_000).collect();
    let answer = db.fetch_one::<Row>("select 1 where 1 in (:ids)", params! { ids: ids }).await;
    refused(answer, Kind::Parameter)?;
    equal("goes on", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))
}
