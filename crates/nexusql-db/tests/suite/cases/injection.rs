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
        Case::new("injection/every-entry-point", every_entry_point),
        Case::new("injection/names-of-parameters", names_of_parameters),
        Case::new("injection/returning-and-literals", returning_and_literals),
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

/// Every way in that takes a value gives it back as it was, and nothing else has happened.
async fn every_entry_point(bench: Bench) -> Outcome {
    use futures_util::StreamExt as _;

    let db = table(&bench).await?;
    let ask = bench.sql("select text(:v)");
    for v in HOSTILE {
        let given = || params! { v: *v };
        let wanted = || ((*v).to_owned(),);
        equal("fetch_one", db.fetch_one::<(String,)>(&ask, given()).await.map_err(said)?, wanted())?;
        equal("fetch_optional", db.fetch_optional::<(String,)>(&ask, given()).await.map_err(said)?, Some(wanted()))?;
        equal("fetch_all", db.fetch_all::<(String,)>(&ask, given()).await.map_err(said)?, vec![wanted()])?;
        {
            let mut rows = std::pin::pin!(db.fetch_stream(&ask, given()));
            let row = rows.next().await.unwrap().map_err(said)?;
            equal("fetch_stream", row.get::<String>(0).map_err(said)?.as_str(), v)?;
        }
        let mut tx = db.begin().await.map_err(said)?;
        let mut nested = tx.begin().await.map_err(said)?;
        nested.execute("insert into t (id, v) values (1, :v)", given()).await.map_err(said)?;
        let many = [params! { id: 2, v: *v }, params! { id: 3, v: *v }];
        nested.execute_many("insert into t (id, v) values (:id, :v)", many).await.map_err(said)?;
        nested.commit().await.map_err(said)?;
        let found = tx.fetch_all::<(String,)>("select v from t where v in (:all)", params! { all: [*v] }).await;
        equal("in a transaction", found.map_err(said)?, vec![wanted(), wanted(), wanted()])?;
        let found = tx.fetch_one::<(i64,)>("select count(*) from t where v = :v", given()).await;
        equal("in a condition", found.map_err(said)?, (3,))?;
        tx.rollback().await.map_err(said)?;
    }
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))
}

/// A name that is given is compared with those in the statement and goes nowhere else.
async fn names_of_parameters(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    for name in HOSTILE {
        let given = nexusql_db::Params::new().with("v", "x").with(*name, "y");
        let answer = db.execute("update t set v = :v", given).await;
        super::refused(answer, nexusql_db::Kind::Parameter)?;
    }
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))
}

async fn returning_and_literals(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let dialect = db.dialect();
    for name in HOSTILE {
        if let Ok(nexusql_db::Returning::AtEnd(clause)) = dialect.returning(&["id", name]) {
            equal("quoted", clause.contains(&dialect.quote_name(name).map_err(said)?), true)?;
        }
        equal(
            "upsert",
            dialect.upsert(&Upsert { table: name, key: &["id"], columns: &[name] }).is_err(),
            *name != "x",
        )?;
    }
    for name in ["", "a\0b"] {
        equal("no name", dialect.quote_name(name).is_err(), true)?;
    }
    let sql =
        format!("select 1 as i where {} = {} {}", dialect.boolean(true), dialect.boolean(true), dialect.limit(1, 0));
    equal("literals", db.fetch_one::<(i64,)>(&sql, ()).await.map_err(said)?, (1,))
}
