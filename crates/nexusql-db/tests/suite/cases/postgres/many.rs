//! Many rows at once: as a copy where that is the same, else one statement after the other.

use nexusql_db::{DatabaseManager, Kind, Value, params};

use crate::cases::{Bench, Case, Outcome, equal, refused, said};

/// What is done before, the insert with `:i` and `:v`, and how many rows there are afterwards of 200 sent.
const SAME: &[(&str, &str, &str, i64)] = &[
    ("table", "create table t (i int, v text)", "insert into t (i, v) values (:i, :v)", 200),
    ("columns-swapped", "create table t (v text, i int)", "insert into t (i, v) values (:i, :v);", 200),
    ("quoted", "create table \"T t\" (i int, \"v v\" text)", "insert into \"T t\" (i, \"v v\") values (:i, :v)", 200),
    ("schema", "create schema s; create table s.t (i int, v text)", "insert into s.t (i, v) values (:i, :v)", 200),
    (
        "partitioned",
        "create table t (i int, v text) partition by range (i); create table t1 partition of t default",
        "insert into t (i, v) values (:i, :v)",
        200,
    ),
    (
        "view",
        "create table b (i int, v text); create view t as select * from b",
        "insert into t (i, v) values (:i, :v)",
        200,
    ),
    (
        "rule",
        "create table t (i int, v text); create rule r as on insert to t where new.i >= 100 do instead nothing",
        "insert into t (i, v) values (:i, :v)",
        100,
    ),
    (
        "row-trigger",
        "create table t (i int, v text); create function f() returns trigger language plpgsql as \
         $$ begin if new.i >= 50 then return null; end if; return new; end $$; \
         create trigger g before insert on t for each row execute function f()",
        "insert into t (i, v) values (:i, :v)",
        50,
    ),
    (
        "on-conflict",
        "create table t (i int primary key, v text); insert into t values (1, 'x')",
        "insert into t (i, v) values (:i, :v) on conflict do nothing",
        200,
    ),
    ("repeated", "create table t (i int, v text, w text)", "insert into t (i, v, w) values (:i, :v, :v)", 200),
    ("expression", "create table t (i int, v text)", "insert into t (i, v) values (:i + 0, upper(:v))", 200),
];

pub fn all() -> Vec<Case> {
    let mut cases: Vec<Case> = SAME
        .iter()
        .map(|(name, setup, sql, n)| Case::new(format!("pg-many/{name}"), move |bench| same(bench, setup, sql, *n)))
        .collect();
    cases.push(Case::new("pg-many/identity-always-is-refused", identity_always));
    cases.push(Case::new("pg-many/statement-trigger-fires-for-each", statement_trigger));
    cases.push(Case::new("pg-many/hostile-text", hostile));
    cases.push(Case::new("pg-many/failure-has-its-kind", failure));
    cases.push(Case::new("pg-many/update", update));
    cases.push(Case::new("pg-many/text-among-numbers", text_among_numbers));
    cases.push(Case::new("pg-many/text-types", text_types));
    cases
}

fn rows() -> impl Iterator<Item = nexusql_db::Params> {
    (0..200).map(|i| params! { i: i, v: format!("v{i}") })
}

async fn count(db: &DatabaseManager, sql: &str) -> Result<i64, String> {
    db.fetch_one::<(i64,)>(sql, ()).await.map(|(n,)| n).map_err(said)
}

async fn same(bench: Bench, setup: &str, sql: &str, n: i64) -> Outcome {
    let db = bench.connect().await?;
    db.execute_script(setup).await.map_err(said)?;
    db.execute_many(sql, rows()).await.map_err(said)?;
    let table = sql.trim_start_matches("insert into ").split(" (").next().unwrap();
    equal("rows", count(&db, &format!("select count(*) from {table}")).await?, n)
}

async fn identity_always(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (i int generated always as identity, v text)", ()).await.map_err(said)?;
    // An insert may not set it, though a copy could.
    equal("refused", db.execute_many("insert into t (i, v) values (:i, :v)", rows()).await.is_err(), true)?;
    equal("rows", count(&db, "select count(*) from t").await?, 0)
}

async fn statement_trigger(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let setup = "create table t (i int, v text); create table log (n int); create function f() returns trigger \
                 language plpgsql as $$ begin insert into log values (1); return null; end $$; \
                 create trigger g after insert on t for each statement execute function f()";
    db.execute_script(setup).await.map_err(said)?;
    db.execute_many("insert into t (i, v) values (:i, :v)", rows()).await.map_err(said)?;
    equal("fired", count(&db, "select count(*) from log").await?, 200)
}

async fn hostile(bench: Bench) -> Outcome {
    let texts =
        ["\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\", "\\\\N", "", "'", "a,b", "\u{b}\u{c}\u{8}", "é😀", "\\x00"];
    let db = bench.connect().await?;
    db.execute("create table t (i int, v text, b bytea, a text[])", ()).await.map_err(said)?;
    let rows = (0..10 * texts.len()).map(|i| {
        let text = texts[i % texts.len()];
        params! { i: i, v: text, b: text.as_bytes(), a: vec![text, text] }
    });
    db.execute_many("insert into t (i, v, b, a) values (:i, :v, :b, :a)", rows).await.map_err(said)?;
    let back: Vec<(i64, String, Vec<u8>, Vec<String>)> =
        db.fetch_all("select i, v, b, a from t order by i", ()).await.map_err(said)?;
    equal("rows", back.len(), 10 * texts.len())?;
    for (i, text, bytes, array) in back {
        let wanted = texts[usize::try_from(i).unwrap() % texts.len()];
        equal("text", text.as_str(), wanted)?;
        equal("bytes", bytes.as_slice(), wanted.as_bytes())?;
        equal("array", array, vec![wanted.to_owned(); 2])?;
    }
    Ok(())
}

async fn failure(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let setup = "create table t (i int constraint t_i unique, v text not null, w varchar(3))";
    db.execute(setup, ()).await.map_err(said)?;
    let twice = rows().chain([params! { i: 7, v: "x" }]);
    let error = refused(db.execute_many("insert into t (i, v) values (:i, :v)", twice).await, Kind::Unique)?;
    equal("constraint", error.constraint(), Some("t_i"))?;
    let null = rows().chain([params! { i: 700, v: Value::Null }]);
    refused(db.execute_many("insert into t (i, v) values (:i, :v)", null).await, Kind::NotNull)?;
    let long = (0..100).map(|i| params! { i: i, v: "x", w: "abcd" });
    refused(db.execute_many("insert into t (i, v, w) values (:i, :v, :w)", long).await, Kind::Value)?;
    equal("rows", count(&db, "select count(*) from t").await?, 0)
}

/// What is sent as text for a number has no binary form: such rows go as text, and come in the same order.
async fn text_among_numbers(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (n serial, i int, j jsonb, d numeric)", ()).await.map_err(said)?;
    let rows = (0..500).map(|i| {
        let number: Value = if i % 97 == 60 { Value::Text(format!(" {i} ")) } else { Value::Int(i) };
        let decimal: Value = if i < 300 { Value::Null } else { Value::Int(i) };
        params! { i: number, j: nexusql_db::Json::parse(format!("{{\"a\":{i}}}")).unwrap(), d: decimal }
    });
    equal("rows", db.execute_many("insert into t (i, j, d) values (:i, :j, :d)", rows).await.map_err(said)?, 500)?;
    let same = "select count(*) from t where i = n - 1 and (j->>'a')::int = i and d is not distinct from \
                case when i >= 300 then i end";
    equal("same", count(&db, same).await?, 500)
}

/// Each in its binary form is what it would be in its text form.
async fn text_types(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let setup = "create type mood as enum ('sad', 'glad'); create domain short as varchar(5); \
                 create table t (a name, b xml, c mood, d short, e char(4), f varchar(3), g json)";
    db.execute_script(setup).await.map_err(said)?;
    let long = "n".repeat(70);
    let sql = "insert into t (a, b, c, d, e, f, g) values (:a, :b, :c, :d, :e, :f, :g)";
    let row = || params! { a: long.as_str(), b: "<a>é</a>", c: "glad", d: "é", e: "x", f: "abc", g: "[1]" };
    db.execute(sql, row()).await.map_err(said)?;
    db.execute_many(sql, (0..100).map(|_| row())).await.map_err(said)?;
    let kinds = "select count(distinct (a, b::text, c, d, e, f, g::text)::text) from t";
    equal("kinds", count(&db, kinds).await?, 1)?;
    equal("rows", count(&db, "select count(*) from t").await?, 101)?;
    for (column, bad) in [("c", "angry"), ("d", "too long"), ("f", "four"), ("g", "[1")] {
        let sql = format!("insert into t ({column}) values (:v)");
        refused(db.execute_many(&sql, (0..100).map(|_| params! { v: bad })).await, Kind::Value)?;
    }
    Ok(())
}

async fn update(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (i int, v text)", ()).await.map_err(said)?;
    db.execute_many("insert into t (i, v) values (:i, :v)", rows()).await.map_err(said)?;
    let n = db.execute_many("update t set v = :v || '!' where i = :i", rows()).await.map_err(said)?;
    equal("changed", n, 200)?;
    equal("rows", count(&db, "select count(*) from t where v = 'v' || i || '!'").await?, 200)
}
