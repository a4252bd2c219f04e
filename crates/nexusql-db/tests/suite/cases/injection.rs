//! Hostile values and hostile names: they come back as they are, and nothing else happens.

use nexusql_db::{Upsert, params};

use super::{Bench, Case, Outcome, equal, said};
use crate::engine::Type;

const HOSTILE: &[&str] = &[
    "'; drop table t; --",
    "\"; drop table t; --",
    "`; drop table t; --",
    "]; drop table t; --",
    "\\'; drop table t; --",
    "$$; drop table t; --",
    ":v",
    "?1",
    "$1",
    "@P1",
    "%s %(a)s {a} ${a}",
    "*/ drop table t /*",
    "\u{ff07}; drop table t",
];

pub fn all() -> Vec<Case> {
    vec![
        Case::new("injection/values", values),
        Case::new("injection/values-in-lists", values_in_lists),
        Case::new("injection/names", names),
        Case::new("injection/upsert", upsert),
    ]
}

async fn table(bench: &Bench) -> Result<nexusql_db::DatabaseManager, String> {
    let db = bench.connect().await?;
    let sql = format!("create table t (id integer primary key, v {})", bench.engine.column(Type::Text));
    db.execute(&sql, ()).await.map_err(said)?;
    Ok(db)
}

async fn values(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let rows = HOSTILE.iter().enumerate().map(|(i, v)| params! { id: i, v: *v });
    db.execute_many("insert into t (id, v) values (:id, :v)", rows).await.map_err(said)?;
    for (i, wanted) in HOSTILE.iter().enumerate() {
        let (back,): (String,) = db.fetch_one("select v from t where id = :i", params! { i: i }).await.map_err(said)?;
        equal("value", back.as_str(), wanted)?;
        db.execute("update t set v = :v where id = :i", params! { i: i, v: *wanted }).await.map_err(said)?;
    }
    let count: (i64,) = db.fetch_one("select count(*) from t", ()).await.map_err(said)?;
    equal("rows", count, (HOSTILE.len() as i64,))
}

async fn values_in_lists(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let rows = HOSTILE.iter().enumerate().map(|(i, v)| params! { id: i, v: *v });
    db.execute_many("insert into t (id, v) values (:id, :v)", rows).await.map_err(said)?;
    let all: Vec<&str> = HOSTILE.to_vec();
    let count: (i64,) =
        db.fetch_one("select count(*) from t where v in (:all)", params! { all: all }).await.map_err(said)?;
    equal("rows", count, (HOSTILE.len() as i64,))
}

async fn names(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    for name in HOSTILE {
        let quoted = db.dialect().quote_name(name).map_err(said)?;
        // In a name a colon may look like a parameter and must not be one.
        db.execute(&format!("create table {quoted} (i integer)"), ()).await.map_err(said)?;
        db.execute(&format!("insert into {quoted} (i) values (:i)"), params! { i: 1 }).await.map_err(said)?;
        let found: (i64,) = db.fetch_one(&format!("select i from {quoted}"), ()).await.map_err(said)?;
        equal(name, found, (1,))?;
        db.execute(&format!("drop table {quoted}"), ()).await.map_err(said)?;
    }
    equal("t is there", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))
}

async fn upsert(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let sql = db.dialect().upsert(&Upsert { table: "t", key: &["id"], columns: &["v"] }).map_err(said)?;
    for v in HOSTILE {
        db.execute(&sql, params! { id: 1, v: *v }).await.map_err(said)?;
        let found: (String,) = db.fetch_one("select v from t", ()).await.map_err(said)?;
        equal("value", found.0.as_str(), v)?;
    }
    let bad = db.dialect().upsert(&Upsert { table: "t", key: &["id) values (1); --"], columns: &["v"] });
    equal("hostile column is refused", bad.is_err(), true)
}
