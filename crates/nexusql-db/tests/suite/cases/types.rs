//! Each type at its extremes, written as a parameter and read back: equal, or refused if the engine cannot hold it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use nexusql_db::{Decimal, FromValue, Interval, IntoValue, Json, Kind, Value, params};

use super::{Bench, Case, Outcome, equal, refused, said};
use crate::engine::Type;

pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let all = &mut cases;
    add(all, Type::Bool, &[("bool-true", true), ("bool-false", false)]);
    add(all, Type::I16, &[("i16-min", i16::MIN), ("i16-max", i16::MAX)]);
    add(all, Type::I32, &[("i32-min", i32::MIN), ("i32-max", i32::MAX)]);
    add(all, Type::I64, &[("i64-min", i64::MIN), ("i64-max", i64::MAX), ("i64-zero", 0)]);
    add(all, Type::F32, &[("f32-max", f32::MAX), ("f32-smallest", f32::MIN_POSITIVE), ("f32-third", 1.0 / 3.0)]);
    add(all, Type::F64, &[("f64-max", f64::MAX), ("f64-min", f64::MIN), ("f64-smallest", 1e-308), ("f64-tenth", 0.1)]);
    add(all, Type::F64, &[("f64-infinity", f64::INFINITY), ("f64-infinity-negative", f64::NEG_INFINITY)]);
    not_a_number(all, "f32-nan", Type::F32, Value::F32(f32::NAN));
    not_a_number(all, "f64-nan", Type::F64, Value::F64(f64::NAN));
    decimals(all);
    texts(all);
    times(all);
    add(all, Type::Bytes, &[("bytes-empty", Vec::new()), ("bytes-all", (0..=255).collect::<Vec<u8>>())]);
    add(all, Type::Bytes, &[("bytes-10-mb", (0..10_000_000_u32).map(|i| (i % 251) as u8).collect::<Vec<u8>>())]);
    add(all, Type::Uuid, &[("uuid-nil", uuid::Uuid::nil()), ("uuid-max", uuid::Uuid::max())]);
    let json = r#"{"a": [1, 2.50, null, "é:x"], "b": {}}"#;
    add(all, Type::Json, &[("json-object", Json::parse(json).unwrap())]);
    cases.push(Case::new("types/null-of-each", null_of_each));
    cases
}

fn decimals(cases: &mut Vec<Case>) {
    let values: Vec<(&'static str, Decimal)> = [
        ("decimal-zero", "0"),
        ("decimal-cents", "1234567.89"),
        ("decimal-negative", "-0.01"),
        ("decimal-38-digits", "9999999999999999999999999999.9999999999"),
        ("decimal-38-digits-negative", "-9999999999999999999999999999.9999999999"),
        ("decimal-smallest", "1000000000000000000000000000.0000000001"),
    ]
    .into_iter()
    .map(|(name, text)| (name, text.parse().unwrap()))
    .collect();
    add(cases, Type::Decimal, &values);
}

fn texts(cases: &mut Vec<Case>) {
    let values: Vec<(&'static str, String)> = [
        ("text-empty", String::new()),
        ("text-spaces", "  a \t\r\n ".to_owned()),
        ("text-emoji", "👩‍👩‍👧 é 漢 \u{10ffff}".to_owned()),
        ("text-quotes", r#"it's "a" `b` \ \' $$ :p ; --"#.to_owned()),
        ("text-nul", "a\0b".to_owned()),
        ("text-10-mb", "aé漢😀".repeat(1_000_000)),
    ]
    .into_iter()
    .collect();
    add(cases, Type::Text, &values);
}

fn times(cases: &mut Vec<Case>) {
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let time = |text: &str| text.parse::<NaiveTime>().unwrap();
    let stamp = |text: &str| text.parse::<NaiveDateTime>().unwrap();
    let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    add(
        cases,
        Type::Date,
        &[("date-first", date("0001-01-01")), ("date-last", date("9999-12-31")), ("date-leap", date("2024-02-29"))],
    );
    add(cases, Type::Time, &[("time-first", time("00:00:00")), ("time-last", time("23:59:59.999999"))]);
    add(
        cases,
        Type::Timestamp,
        &[
            ("timestamp-first", stamp("0001-01-01T00:00:00")),
            ("timestamp-last", stamp("9999-12-31T23:59:59.999999")),
            ("timestamp-micros", stamp("2024-02-29T12:34:56.000001")),
        ],
    );
    add(
        cases,
        Type::TimestampTz,
        &[
            ("timestamptz-first", instant("0001-01-01T00:00:00Z")),
            ("timestamptz-last", instant("9999-12-31T23:59:59.999999Z")),
            ("timestamptz-offset", instant("2024-02-29T12:34:56.000001+05:30")),
        ],
    );
    add(cases, Type::Interval, &[("interval", Interval { months: -14, days: 3, micros: 4_000_001 })]);
}

/// Adds a case for each value.
fn add<T>(cases: &mut Vec<Case>, column: Type, values: &[(&'static str, T)])
where
    T: IntoValue + FromValue + Clone + PartialEq + Send + Sync + 'static,
{
    for (name, value) in values {
        let (name, value) = (*name, value.clone());
        cases.push(Case::new(format!("types/{name}"), move |bench| round(bench, name, column, value)));
    }
}

async fn round<T>(bench: Bench, name: &str, column: Type, value: T) -> Outcome
where
    T: IntoValue + FromValue + Clone + PartialEq + Send + Sync + 'static,
{
    let db = bench.connect().await?;
    let sql = format!("create table t (id integer, v {})", bench.engine.column(column));
    db.execute(&sql, ()).await.map_err(said)?;
    let insert = "insert into t (id, v) values (:id, :v)";
    let sent = db.execute(insert, params! { id: 1, v: value.clone() }).await;
    if bench.engine.refuses().contains(&name) {
        refused(sent, Kind::Value)?;
        return equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,));
    }
    equal("changed", sent.map_err(said)?, 1)?;
    let (back,): (T,) = db.fetch_one("select v from t", ()).await.map_err(said)?;
    equal("same", back == value, true)?;
    // Sent with many others it may go another way, and must be the same.
    let n: usize = if name.ends_with("10-mb") { 2 } else { 60 };
    let many =
        (0..n).map(|i| params! { id: i as i64 + 2, v: if i == 1 { Value::Null } else { value.clone().into_value() } });
    equal("changed", db.execute_many(insert, many).await.map_err(said)?, n as u64)?;
    let back: Vec<(Option<T>,)> = db.fetch_all("select v from t where id > 1 order by id", ()).await.map_err(said)?;
    let same =
        |(i, (back,)): (usize, &(Option<T>,))| if i == 1 { back.is_none() } else { back.as_ref() == Some(&value) };
    equal("same in many", back.len() == n && back.iter().enumerate().all(same), true)
}

/// What equals nothing, itself included.
fn not_a_number(cases: &mut Vec<Case>, name: &'static str, column: Type, value: Value) {
    cases.push(Case::new(format!("types/{name}"), async move |bench: Bench| {
        let db = bench.connect().await?;
        let sql = format!("create table t (v {})", bench.engine.column(column));
        db.execute(&sql, ()).await.map_err(said)?;
        let sent = db.execute("insert into t (v) values (:v)", params! { v: value }).await;
        if bench.engine.refuses().contains(&name) {
            return refused(sent, Kind::Value).map(drop);
        }
        sent.map_err(said)?;
        let (back,): (f64,) = db.fetch_one("select v from t", ()).await.map_err(said)?;
        equal("not a number", back.is_nan(), true)
    }));
}

async fn null_of_each(bench: Bench) -> Outcome {
    use Type as T;
    let db = bench.connect().await?;
    let types = [T::Bool, T::I16, T::I32, T::I64, T::F32, T::F64, T::Decimal, T::Text, T::Bytes];
    let more = [T::Date, T::Time, T::Timestamp, T::TimestampTz, T::Interval, T::Uuid, T::Json];
    for (i, column) in types.into_iter().chain(more).enumerate() {
        let sql = format!("create table t{i} (v {})", bench.engine.column(column));
        db.execute(&sql, ()).await.map_err(said)?;
        db.execute(&format!("insert into t{i} (v) values (:v)"), params! { v: Value::Null }).await.map_err(said)?;
        let (back,): (Value,) = db.fetch_one(&format!("select v from t{i}"), ()).await.map_err(said)?;
        equal(&format!("{column:?}"), back, Value::Null)?;
    }
    Ok(())
}
