//! Parameters in any order, repeated, in lists; names that are missing or too many.

use nexusql_db::{Kind, Params, params};

use super::{Bench, Case, Outcome, equal, refused, said};

/// A query of one row of integers, the parameters a = 1, b = 2, c = 3 that it has, and what it returns.
const ORDERS: &[(&str, &str, &[i64])] = &[
    ("one", "select int(:a)", &[1]),
    ("in-order", "select int(:a), int(:b), int(:c)", &[1, 2, 3]),
    ("backward", "select int(:c), int(:b), int(:a)", &[3, 2, 1]),
    ("middle-first", "select int(:b), int(:a), int(:c)", &[2, 1, 3]),
    ("repeated", "select int(:a), int(:a)", &[1, 1]),
    ("repeated-apart", "select int(:a), int(:b), int(:a)", &[1, 2, 1]),
    ("repeated-crosswise", "select int(:b), int(:a), int(:b), int(:a)", &[2, 1, 2, 1]),
    ("three-times", "select int(:c), int(:c), int(:a), int(:c)", &[3, 3, 1, 3]),
    ("in-expressions", "select int(:a) + int(:b) * int(:c), int(:c) - int(:a)", &[7, 2]),
    ("in-where", "select int(:b) where int(:a) < int(:b)", &[2]),
    ("in-subquery", "select x from (select int(:c) as x) as t where x = int(:c)", &[3]),
];

/// Lists: what is selected of 1, 2, 3, 4 with the parameters `ids`, and what that returns.
const LISTS: &[(&str, &str, &[i64], &[i64])] = &[
    ("one", "i in (:ids)", &[2], &[2]),
    ("several", "i in (:ids)", &[3, 1], &[1, 3]),
    ("empty", "i in (:ids)", &[], &[]),
    ("empty-not", "i not in (:ids)", &[], &[1, 2, 3, 4]),
    ("not", "i not in (:ids)", &[1, 4], &[2, 3]),
    ("bare", "i in :ids", &[4, 2], &[2, 4]),
    ("bare-empty", "i not in :ids", &[], &[1, 2, 3, 4]),
    ("spaced", "i IN ( :ids )", &[1], &[1]),
    ("twice", "i in (:ids) and i in (:ids)", &[1, 2], &[1, 2]),
    ("commented", "i in /* : */ (:ids) -- :x", &[1, 2], &[1, 2]),
];

pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, sql, wanted) in ORDERS {
        cases.push(Case::new(format!("params/order-{name}"), move |bench| order(bench, sql, wanted)));
    }
    for names in sequences() {
        cases.push(Case::new(format!("params/sequence-{}", names.join("")), move |bench| sequence(bench, names)));
    }
    for (name, condition, ids, wanted) in LISTS {
        cases.push(Case::new(format!("params/list-{name}"), move |bench| list(bench, condition, ids, wanted)));
    }
    cases.push(Case::new("params/missing-and-extra-are-listed", missing_and_extra));
    cases.push(Case::new("params/list-among-others", list_among_others));
    cases.push(Case::new("params/many-with-a-list-is-refused", list_in_many));
    cases
}

/// Every sequence of three of three names, and every order of four.
fn sequences() -> Vec<Vec<&'static str>> {
    let names = ["a", "b", "c", "d"];
    let mut found = Vec::new();
    for i in 0..27 {
        found.push(vec![names[i / 9], names[i / 3 % 3], names[i % 3]]);
    }
    for i in 0..256 {
        let four = vec![names[i / 64], names[i / 16 % 4], names[i / 4 % 4], names[i % 4]];
        if names.iter().all(|name| four.contains(name)) {
            found.push(four);
        }
    }
    found
}

/// The values come back in the order of the names, one by one and from many rows.
async fn sequence(bench: Bench, names: Vec<&'static str>) -> Outcome {
    let db = bench.connect().await?;
    let value = |name: &str| i64::from(name.as_bytes()[0]);
    let given = |factor: i64| {
        let mut distinct: Vec<&str> = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.into_iter().rev().fold(Params::new(), |params, name| params.with(name, factor * value(name)))
    };
    let wanted = |factor: i64| names.iter().map(|name| factor * value(name)).collect::<Vec<i64>>();
    let read = |row: nexusql_db::Row| (0..names.len()).map(|i| row.get::<i64>(i)).collect::<Result<Vec<_>, _>>();
    let list: Vec<String> = names.iter().map(|name| format!("int(:{name})")).collect();
    let row = db.fetch_one(&bench.sql(&format!("select {}", list.join(", "))), given(1)).await.map_err(said)?;
    equal("row", read(row).map_err(said)?, wanted(1))?;
    let columns: Vec<String> = (0..names.len()).map(|i| format!("c{i}")).collect();
    let typed: Vec<String> = columns.iter().map(|column| format!("{column} integer")).collect();
    db.execute(&format!("create table t ({})", typed.join(", ")), ()).await.map_err(said)?;
    let values: Vec<String> = names.iter().map(|name| format!(":{name}")).collect();
    let insert = format!("insert into t ({}) values ({})", columns.join(", "), values.join(", "));
    db.execute_many(&insert, (1..=60).map(given)).await.map_err(said)?;
    let rows: Vec<nexusql_db::Row> = db.fetch_all("select * from t order by c0", ()).await.map_err(said)?;
    let rows = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>().map_err(said)?;
    equal("rows", rows, (1..=60).map(wanted).collect())
}

async fn order(bench: Bench, sql: &str, wanted: &[i64]) -> Outcome {
    let db = bench.connect().await?;
    let sql = bench.sql(sql);
    let given = [("c", 3), ("a", 1), ("b", 2)].into_iter().filter(|(name, _)| sql.contains(&format!(":{name}")));
    let params = given.fold(Params::new(), |params, (name, value)| params.with(name, value));
    let row: nexusql_db::Row = db.fetch_one(&sql, params).await.map_err(said)?;
    let found = (0..row.values().len()).map(|i| row.get::<i64>(i)).collect::<Result<Vec<_>, _>>().map_err(said)?;
    equal("row", found.as_slice(), wanted)
}

async fn numbers(bench: &Bench) -> Result<nexusql_db::DatabaseManager, String> {
    let db = bench.connect().await?;
    db.execute("create table n (i integer)", ()).await.map_err(said)?;
    db.execute_many("insert into n (i) values (:i)", (1..=4).map(|i| params! { i: i })).await.map_err(said)?;
    Ok(db)
}

async fn list(bench: Bench, condition: &str, ids: &[i64], wanted: &[i64]) -> Outcome {
    let db = numbers(&bench).await?;
    let sql = format!("select i from n where {condition}\n order by i");
    let rows: Vec<(i64,)> = db.fetch_all(&sql, params! { ids: ids }).await.map_err(said)?;
    let found: Vec<i64> = rows.into_iter().map(|(i,)| i).collect();
    equal("rows", found.as_slice(), wanted)
}

async fn list_among_others(bench: Bench) -> Outcome {
    let db = numbers(&bench).await?;
    let sql = "select i from n where i > :low and i in (:ids) and i < :high and i >= :low order by i";
    let given = params! { high: 4, ids: [1, 2, 3, 4], low: 1 };
    let rows: Vec<(i64,)> = db.fetch_all(sql, given).await.map_err(said)?;
    equal("rows", rows, vec![(2,), (3,)])
}

async fn list_in_many(bench: Bench) -> Outcome {
    let db = numbers(&bench).await?;
    let rows = [params! { ids: [1, 2] }];
    refused(db.execute_many("delete from n where i in (:ids)", rows).await, Kind::Parameter)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from n", ()).await.map_err(said)?, (4,))
}

async fn missing_and_extra(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let sql = bench.sql("select int(:a), int(:b), int(:c)");
    let error = refused(db.execute(&sql, params! { b: 1, x: 2, y: 3 }).await, Kind::Parameter)?;
    let message = r#"parameters "a", "c" are missing; parameters "x", "y" are not in the statement"#;
    equal("message", error.diagnostic().message.as_str(), message)
}
