//! The facade that waits.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

use nexusql_db::blocking::DatabaseManager;
use nexusql_db::{Error, Kind, params};

fn table() -> DatabaseManager {
    let db = DatabaseManager::connect("sqlite::memory:").unwrap();
    db.execute("create table t (i integer primary key)", ()).unwrap();
    db.execute_many("insert into t (i) values (:i)", (0..1_000).map(|i| params! { i: i })).unwrap();
    db
}

#[test]
fn calls_wait_for_their_answers() {
    let db = table();
    assert_eq!(db.fetch_one::<(i64,)>("select count(*) from t", ()).unwrap(), (1_000,));
    assert_eq!(db.fetch_optional::<(i64,)>("select i from t where i = :i", params! { i: -1 }).unwrap(), None);
    assert_eq!(db.fetch_all::<(i64,)>("select i from t where i < 2 order by i", ()).unwrap(), [(0,), (1,)]);
    let sum: i64 = db.fetch_iter("select i from t", ()).map(|row| row.unwrap().get::<i64>("i").unwrap()).sum();
    assert_eq!(sum, 499_500);
    assert_eq!(db.fetch_iter("select i from t order by i", ()).take(3).count(), 3);
    assert_eq!(db.fetch_one::<(i64,)>("select count(*) from t", ()).unwrap(), (1_000,));
}

#[test]
fn transactions_are_rolled_back_unless_committed() {
    let db = table();
    let undone: Result<(), Error> = db.transaction(|tx| {
        tx.execute("delete from t", ())?;
        tx.execute("insert into missing values (1)", ()).map(drop)
    });
    assert_eq!(undone.unwrap_err().kind(), Kind::Unknown);
    drop(db.begin_with(nexusql_db::TransactionOptions::default()).unwrap());
    assert_eq!(db.fetch_one::<(i64,)>("select count(*) from t", ()).unwrap(), (1_000,));
    db.transaction(|tx| tx.execute("delete from t where i > :i", params! { i: 9 })).unwrap();
    assert_eq!(db.fetch_one::<(i64,)>("select count(*) from t", ()).unwrap(), (10,));
}

#[test]
fn within_a_runtime_it_refuses() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime.block_on(async { DatabaseManager::connect("sqlite::memory:").unwrap_err() });
    assert_eq!(error.kind(), Kind::Usage);
}
