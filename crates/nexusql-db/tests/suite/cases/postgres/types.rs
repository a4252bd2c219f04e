//! Types: what is read, what is printed by the server, what is refused.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use nexusql_db::{Decimal, Interval, IntoValue, Json, Kind, Row, Value, params};

use crate::cases::{Bench, Case, Outcome, equal, refused, said};

/// An expression and what it is as a value.
fn read() -> Vec<(&'static str, &'static str, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let decimal = |text: &str| Value::Decimal(text.parse().unwrap());
    let ints = |numbers: &[i64]| Value::Array(numbers.iter().map(|n| Value::Int(*n)).collect());
    vec![
        ("numeric-nan", "'NaN'::numeric", decimal("NaN")),
        ("numeric-infinity", "'Infinity'::numeric", decimal("Infinity")),
        ("numeric-infinity-negative", "'-Infinity'::numeric", decimal("-Infinity")),
        ("numeric-scale", "1.500::numeric(10,3)", decimal("1.500")),
        ("numeric-tiny", "1e-300::numeric", decimal("1e-300")),
        ("numeric-zero-scale", "0.0000::numeric", decimal("0")),
        ("numeric-groups", "10000.00010000::numeric", decimal("10000.0001")),
        ("date-infinity", "'infinity'::date", text("infinity")),
        ("date-infinity-negative", "'-infinity'::date", text("-infinity")),
        ("date-bc", "'0044-03-15 BC'::date", NaiveDate::from_ymd_opt(-43, 3, 15).unwrap().into_value()),
        ("timestamp-infinity", "'infinity'::timestamp", text("infinity")),
        ("timestamptz-infinity", "'-infinity'::timestamptz", text("-infinity")),
        ("time-24", "'24:00'::time", text("24:00:00")),
        ("timetz", "'12:30+02'::timetz", text("12:30:00+02")),
        (
            "interval",
            "'-14 months 3 days -1.5 s'::interval",
            Interval { months: -14, days: 3, micros: -1_500_000 }.into_value(),
        ),
        ("uuid", "'00000000-0000-0000-0000-000000000001'::uuid", uuid::Uuid::from_u128(1).into_value()),
        ("json-keeps-its-text", "'{\"a\" : 1.10}'::json", Json::parse("{\"a\" : 1.10}").unwrap().into_value()),
        ("jsonb", "'{\"a\" : 1.10}'::jsonb", Json::parse("{\"a\": 1.10}").unwrap().into_value()),
        ("array", "array[1,2]", ints(&[1, 2])),
        ("array-empty", "array[]::int[]", ints(&[])),
        ("array-null", "array[null, true]", Value::Array(vec![Value::Null, Value::Bool(true)])),
        ("array-nested", "array[[1,2],[3,4]]", Value::Array(vec![ints(&[1, 2]), ints(&[3, 4])])),
        ("array-text", r#"array['a"b\c', '']"#, Value::Array(vec![text(r#"a"b\c"#), text("")])),
        ("enum", "'happy'::mood", text("happy")),
        ("array-of-enum", "array['sad']::mood[]", Value::Array(vec![text("sad")])),
        ("domain", "5::small", Value::Int(5)),
        ("composite", "row(1, 'a b')::pair", text("(1,\"a b\")")),
        ("composite-of-nulls", "row(null, null)::pair", text("(,)")),
        ("record", "row(1, 'x')", text("(1,x)")),
        ("range", "int4range(1, 5)", text("[1,5)")),
        ("multirange-or-range", "numrange(1.5, null)", text("[1.5,)")),
        ("inet", "'10.0.0.1'::inet", text("10.0.0.1")),
        ("inet-array", "array['10.0.0.1']::inet[]", text("{10.0.0.1}")),
        ("macaddr", "'08:00:2b:01:02:03'::macaddr", text("08:00:2b:01:02:03")),
        ("bit", "B'101'::bit(3)", text("101")),
        ("point", "'(1,2)'::point", text("(1,2)")),
        ("money", "'1.5'::money", text("$1.50")),
        ("tsvector", "'a:1 b:2'::tsvector", text("'a':1 'b':2")),
        ("oid", "4294967295::oid", Value::Int(4_294_967_295)),
        ("regclass", "'pg_class'::regclass", text("pg_class")),
        ("char-byte", "'r'::\"char\"", text("r")),
        ("char-padded", "'ab'::char(4)", text("ab  ")),
        ("name", "'pg_class'::name", text("pg_class")),
        ("aclitem", "'postgres=r/postgres'::aclitem", text("postgres=r/postgres")),
        ("int2vector", "'1 2'::int2vector", text("1 2")),
        ("null-of-other", "null::inet", Value::Null),
        ("void", "set_config('a.b', 'c', false)", text("c")),
    ]
}

/// Values that a parameter of the type must refuse.
fn misfits() -> Vec<(&'static str, &'static str, Value)> {
    let micros = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().and_hms_opt(1, 2, 3).unwrap();
    let nanos: NaiveDateTime = micros + TimeDelta::nanoseconds(1);
    let array = |values: Vec<Value>| Value::Array(values);
    vec![
        ("int2-above", "int2", 32_768.into_value()),
        ("int4-above", "int4", 2_147_483_648_i64.into_value()),
        ("int8-above", "int8", u64::MAX.into_value()),
        ("int4-fraction", "int4", "1.5".parse::<Decimal>().unwrap().into_value()),
        ("int4-float", "int4", 1.0.into_value()),
        ("float4-double", "float4", 0.1_f64.into_value()),
        ("float8-integer", "float8", ((1_i64 << 53) + 1).into_value()),
        ("float8-decimal", "float8", "0.10000000000000000000001".parse::<Decimal>().unwrap().into_value()),
        ("timestamp-nanos", "timestamp", nanos.into_value()),
        ("timestamp-instant", "timestamp", micros.and_utc().into_value()),
        ("timestamptz-local", "timestamptz", micros.into_value()),
        ("text-bytes", "text", vec![1_u8].as_slice().into_value()),
        ("text-nul", "text", "a\0b".into_value()),
        ("bytea-text", "bytea", "abc".into_value()),
        ("bool-integer", "bool", 1.into_value()),
        ("date-integer", "date", 20_240_101.into_value()),
        ("text-list", "text", vec![1, 2].into_value()),
        ("array-ragged", "int4[]", array(vec![vec![1].into_value(), vec![1, 2].into_value()])),
        ("array-of-empty", "int4[]", array(vec![Vec::<i32>::new().into_value()])),
        ("array-element", "int2[]", vec![1, 70_000].into_value()),
        ("enum-unknown", "mood", "angry".into_value()),
        ("uuid-text", "uuid", "no uuid".into_value()),
        ("json-text", "json", "{".into_value()),
    ]
}

/// Values that a parameter of the type takes, and the text that the server then has.
fn fits() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let text = |text: &str| text.into_value();
    vec![
        ("text-integer", "text", 5.into_value(), "5"),
        ("text-uuid", "text", uuid::Uuid::nil().into_value(), "00000000-0000-0000-0000-000000000000"),
        ("numeric-float", "numeric", 0.1.into_value(), "0.1"),
        ("numeric-nan", "numeric", f64::NAN.into_value(), "NaN"),
        ("float8-exact", "float8", "0.5".parse::<Decimal>().unwrap().into_value(), "0.5"),
        ("date-infinity", "date", text("infinity"), "infinity"),
        ("date-bc", "date", NaiveDate::from_ymd_opt(-43, 3, 15).unwrap().into_value(), "0044-03-15 BC"),
        (
            "timestamp-date",
            "timestamp",
            NaiveDate::from_ymd_opt(2024, 2, 29).unwrap().into_value(),
            "2024-02-29 00:00:00",
        ),
        (
            "interval",
            "interval",
            Interval { months: 1, days: 2, micros: -3 }.into_value(),
            "1 mon 2 days -00:00:00.000003",
        ),
        ("enum", "mood", text("sad"), "sad"),
        ("inet", "inet", text("10.0.0.1/8"), "10.0.0.1/8"),
        ("point", "point", text("(1,2)"), "(1,2)"),
        ("oid", "oid", 4_294_967_295_i64.into_value(), "4294967295"),
        ("array", "int4[]", vec![1, 2].into_value(), "{1,2}"),
        ("array-nested", "int4[]", vec![vec![1, 2], vec![3, 4]].into_value(), "{{1,2},{3,4}}"),
        (
            "array-null",
            "text[]",
            vec![None, Some("NULL"), Some("a\"\\,{}b")].into_value(),
            r#"{NULL,"NULL","a\"\\,{}b"}"#,
        ),
        ("array-empty", "text[]", Vec::<String>::new().into_value(), "{}"),
        ("array-of-bytes", "bytea[]", Value::Array(vec![Value::Bytes(vec![0, 255])]), r#"{"\\x00ff"}"#),
        ("array-of-dates", "date[]", vec![NaiveDate::from_ymd_opt(1, 1, 1).unwrap()].into_value(), "{0001-01-01}"),
        ("jsonb", "jsonb", Json::parse("{\"b\":1,\"a\":2}").unwrap().into_value(), "{\"a\": 2, \"b\": 1}"),
    ]
}

const SETUP: &str = "create type mood as enum ('sad', 'happy'); create domain small as int check (value < 10); \
                     create type pair as (a int, b text)";

pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, sql, wanted) in read() {
        cases.push(Case::new(format!("pg-types/read-{name}"), move |bench| reads(bench, sql, wanted)));
    }
    for (name, ty, value) in misfits() {
        cases.push(Case::new(format!("pg-types/refused-{name}"), move |bench| misfit(bench, ty, value)));
    }
    for (name, ty, value, wanted) in fits() {
        cases.push(Case::new(format!("pg-types/sent-{name}"), move |bench| sent(bench, ty, value, wanted)));
    }
    cases.push(Case::new("pg-types/array-not-from-1-is-refused", odd_array));
    cases.push(Case::new("pg-types/too-far-away-is-refused", too_far));
    cases.push(Case::new("pg-types/returning-of-other-types", returning));
    cases.push(Case::new("pg-types/citext", citext));
    cases
}

async fn open(bench: &Bench) -> Result<nexusql_db::DatabaseManager, String> {
    let db = bench.connect().await?;
    db.execute_script(SETUP).await.map_err(said)?;
    Ok(db)
}

async fn reads(bench: Bench, sql: &str, wanted: Value) -> Outcome {
    let db = open(&bench).await?;
    let row: Row = db.fetch_one(&format!("select {sql} as v, 1 as n"), ()).await.map_err(said)?;
    equal("names", row.columns().iter().map(|column| column.name.as_str()).collect(), vec!["v", "n"])?;
    equal("value", row.values(), &[wanted, Value::Int(1)])
}

async fn misfit(bench: Bench, ty: &str, value: Value) -> Outcome {
    let db = open(&bench).await?;
    db.execute(&format!("create table t (v {ty})"), ()).await.map_err(said)?;
    refused(db.execute("insert into t (v) values (:v)", params! { v: value.clone() }).await, Kind::Value)?;
    // As a copy too.
    let rows = (0..100).map(|_| params! { v: value.clone() });
    refused(db.execute_many("insert into t (v) values (:v)", rows).await, Kind::Value)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))
}

async fn sent(bench: Bench, ty: &str, value: Value, wanted: &str) -> Outcome {
    let db = open(&bench).await?;
    db.execute(&format!("create table t (v {ty})"), ()).await.map_err(said)?;
    db.execute("insert into t (v) values (:v)", params! { v: value.clone() }).await.map_err(said)?;
    let rows = (0..100).map(|_| params! { v: value.clone() });
    db.execute_many("insert into t (v) values (:v)", rows).await.map_err(said)?;
    let texts: Vec<(String, i64)> =
        db.fetch_all("select v::text, count(*) from t group by v::text", ()).await.map_err(said)?;
    equal("texts", texts, vec![(wanted.to_owned(), 101)])
}

async fn odd_array(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let error = refused(db.fetch_one::<Row>("select '[0:1]={1,2}'::int[] as v", ()).await, Kind::Value)?;
    equal("columns", error.columns(), &["v".to_owned()])?;
    let text: (String,) = db.fetch_one("select '[0:1]={1,2}'::int[]::text", ()).await.map_err(said)?;
    equal("text", text.0.as_str(), "[0:1]={1,2}")
}

async fn too_far(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    refused(db.fetch_one::<Row>("select '5874897-12-31'::date", ()).await, Kind::Value)?;
    refused(db.fetch_one::<Row>("select '294276-12-31'::timestamp", ()).await, Kind::Value)?;
    equal("goes on", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))
}

async fn returning(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (i int, v inet)", ()).await.map_err(said)?;
    let sql = "insert into t (i, v) values (:i, :v) returning v, i;";
    let row: (String, i64) = db.fetch_one(sql, params! { i: 7, v: "10.1.2.3" }).await.map_err(said)?;
    equal("row", row, ("10.1.2.3".to_owned(), 7))?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (1,))?;
    // What cannot be a part of a query says so, and does nothing.
    let sql = "with x as (delete from t returning v) select v from x";
    let error = refused(db.fetch_one::<Row>(sql, ()).await, Kind::Unsupported)?;
    equal("hint", error.diagnostic().hint.as_deref(), Some("Cast it to text in the statement."))?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (1,))
}

async fn citext(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create extension citext", ()).await.map_err(said)?;
    let row: (bool, String) =
        db.fetch_one("select :v::citext = 'ABC', 'aBc'::citext", params! { v: "abc" }).await.map_err(said)?;
    equal("row", row, (true, "aBc".to_owned()))
}
