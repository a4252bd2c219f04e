//! Types: what is read, what is sent, what is refused by us or by the server's strict mode.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use nexusql_db::{Decimal, Interval, IntoValue, Json, Kind, Row, Value, params};

use crate::cases::{Bench, Case, Outcome, equal, refused, said};
use crate::engine::Feature;

/// A column's type, a literal for it, and what it is as a value.
fn read() -> Vec<(&'static str, &'static str, &'static str, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let decimal = |text: &str| Value::Decimal(text.parse().unwrap());
    let interval = |micros: i64| Value::Interval(Interval { months: 0, days: 0, micros });
    let all_nines = "99999999999999999999999999999999999999999999999999999999999999999";
    let stamp = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap().and_hms_micro_opt(12, 34, 56, 1).unwrap();
    let hours_838 = ((838 * 60 + 59) * 60 + 59) * 1_000_000;
    vec![
        ("tinyint-unsigned", "tinyint unsigned", "255", Value::Int(255)),
        ("mediumint", "mediumint", "-8388608", Value::Int(-8_388_608)),
        ("int-unsigned", "int unsigned", "4294967295", Value::Int(4_294_967_295)),
        ("bigint-unsigned", "bigint unsigned", "18446744073709551615", Value::UInt(u64::MAX)),
        ("bigint-unsigned-small", "bigint unsigned", "1", Value::Int(1)),
        ("decimal-65", "decimal(65, 0)", all_nines, decimal(all_nines)),
        ("decimal-65-negative", "decimal(65, 30)", "-0.000000000000000000000000000001", decimal("-1e-30")),
        ("decimal-scale", "decimal(10, 3)", "1.500", decimal("1.500")),
        ("float", "float", "0.1", Value::F32(0.1)),
        ("double", "double", "1e-308", Value::F64(1e-308)),
        ("date-first", "date", "'0001-01-01'", NaiveDate::from_ymd_opt(1, 1, 1).unwrap().into_value()),
        ("datetime-micros", "datetime(6)", "'2024-02-29 12:34:56.000001'", stamp.into_value()),
        ("timestamp-micros", "timestamp(6) null", "'2024-02-29 12:34:56.000001'", stamp.and_utc().into_value()),
        (
            "time",
            "time(6)",
            "'23:59:59.999999'",
            NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap().into_value(),
        ),
        ("time-beyond-a-day", "time", "'25:00:00'", interval(25 * 3_600_000_000)),
        ("time-negative", "time(6)", "'-00:00:00.5'", interval(-500_000)),
        ("time-last", "time", "'838:59:59'", interval(hours_838)),
        ("time-first", "time", "'-838:59:59'", interval(-hours_838)),
        ("year", "year", "2155", Value::Int(2155)),
        ("bit-one", "bit", "b'1'", Value::Int(1)),
        ("bit-eleven", "bit(11)", "b'10000000001'", Value::Int(1025)),
        ("bit-all", "bit(64)", "18446744073709551615", Value::UInt(u64::MAX)),
        ("enum", "enum('sad', 'happy')", "'happy'", text("happy")),
        ("set", "set('a', 'b', 'c')", "'c,a'", text("a,c")),
        ("char", "char(5)", "'ab'", text("ab")),
        ("varchar-latin1", "varchar(9) character set latin1", "'é'", text("é")),
        ("varchar-emoji", "varchar(9)", "'👩‍👧'", text("👩‍👧")),
        ("tinytext", "tinytext", "'a'", text("a")),
        ("binary-padded", "binary(3)", "'a'", Value::Bytes(vec![b'a', 0, 0])),
        ("varbinary", "varbinary(3)", "x'00ff'", Value::Bytes(vec![0, 255])),
        ("blob-empty", "blob", "''", Value::Bytes(Vec::new())),
        ("text-nul", "text", "'a\\0b'", text("a\0b")),
    ]
}

/// Values that a column of the type refuses: nothing is cut, rounded to another number or put at zero.
fn misfits() -> Vec<(&'static str, &'static str, Value)> {
    let date = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let at = date.and_hms_opt(1, 2, 3).unwrap();
    let before_1970 = NaiveDate::from_ymd_opt(1969, 12, 31).unwrap().and_hms_opt(23, 59, 59).unwrap();
    vec![
        ("tinyint-above", "tinyint", 128.into_value()),
        ("int-unsigned-negative", "int unsigned", (-1).into_value()),
        ("bigint-above", "bigint", u64::MAX.into_value()),
        ("decimal-above", "decimal(5, 2)", "1000".parse::<Decimal>().unwrap().into_value()),
        ("decimal-nan", "decimal(5, 2)", "NaN".parse::<Decimal>().unwrap().into_value()),
        ("integer-text", "int", "12x".into_value()),
        ("varchar-long", "varchar(3)", "abcd".into_value()),
        ("varbinary-long", "varbinary(1)", vec![1_u8, 2].as_slice().into_value()),
        ("latin1-emoji", "varchar(9) character set latin1", "😀".into_value()),
        ("enum-unknown", "enum('sad', 'happy')", "angry".into_value()),
        ("date-text", "date", "2024-02-30".into_value()),
        ("date-zero", "date", "0000-00-00".into_value()),
        ("date-far", "date", NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap().into_value()),
        ("date-bc", "date", NaiveDate::from_ymd_opt(-1, 1, 1).unwrap().into_value()),
        ("timestamp-1969", "timestamp null", before_1970.into_value()),
        ("datetime-nanos", "datetime(6)", (at + TimeDelta::nanoseconds(1)).into_value()),
        ("time-interval-days", "time", Interval { months: 0, days: 1, micros: 0 }.into_value()),
        ("time-interval-long", "time", Interval { months: 0, days: 0, micros: 3_021_000_000_000 }.into_value()),
        ("year-above", "year", 2156.into_value()),
        ("bit-above", "bit(2)", 4.into_value()),
        ("list", "int", vec![1, 2].into_value()),
    ]
}

pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, ty, literal, wanted) in read() {
        cases.push(Case::new(format!("my-types/read-{name}"), move |bench| reads(bench, ty, literal, wanted)));
    }
    for (name, ty, value) in misfits() {
        cases.push(Case::new(format!("my-types/refused-{name}"), move |bench| misfit(bench, ty, value)));
    }
    cases.push(Case::new("my-types/sent-and-read-back", round));
    cases.push(Case::new("my-types/uuid-of-mariadb", uuids).needs(&[Feature::MySql, Feature::MariaDb]));
    cases.push(Case::new("my-types/names", names));
    cases.push(Case::new("my-types/zero-dates-are-text", zero_dates));
    cases.push(Case::new("my-types/not-utf8-is-told", not_utf8));
    cases.push(Case::new("my-types/too-long-for-a-packet", too_long));
    cases
}

async fn reads(bench: Bench, ty: &str, literal: &str, wanted: Value) -> Outcome {
    let db = bench.connect().await?;
    let script = format!("create table t (v {ty}); insert into t values ({literal}), (null)");
    db.execute_script(&script).await.map_err(said)?;
    let rows: Vec<Row> = db.fetch_all("select v from t order by v is null", ()).await.map_err(said)?;
    equal("values", rows.into_iter().flat_map(Row::into_values).collect(), vec![wanted.clone(), Value::Null])?;
    // As a parameter it finds its own row, or comes back as the same.
    db.execute("insert into t values (:v)", params! { v: wanted.clone() }).await.map_err(said)?;
    let n = "select count(*) from t where v = (select min(v) from t)";
    if !matches!(wanted, Value::F32(_)) {
        equal("same", db.fetch_one::<(i64,)>(n, ()).await.map_err(said)?, (2,))?;
    }
    let rows: Vec<Row> = db.fetch_all("select v from t where v is not null", ()).await.map_err(said)?;
    equal("again", rows.into_iter().flat_map(Row::into_values).collect(), vec![wanted.clone(), wanted])
}

async fn misfit(bench: Bench, ty: &str, value: Value) -> Outcome {
    let db = bench.connect().await?;
    db.execute(&format!("create table t (v {ty})"), ()).await.map_err(said)?;
    refused(db.execute("insert into t (v) values (:v)", params! { v: value.clone() }).await, Kind::Value)?;
    // In many rows too, and in a table that knows no transactions.
    let rows = || (0..100).map(|_| params! { v: value.clone() });
    refused(db.execute_many("insert into t (v) values (:v)", rows()).await, Kind::Value)?;
    db.execute("alter table t engine = myisam", ()).await.map_err(said)?;
    refused(db.execute_many("insert into t (v) values (:v)", rows()).await, Kind::Value)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))
}

async fn round(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (v time(6), j json, u binary(16), b bit(1))", ()).await.map_err(said)?;
    let hour = Interval { months: 0, days: 0, micros: 3_600_000_001 };
    let (json, uuid) = (Json::parse(r#"{"a": 1.10}"#).unwrap(), uuid::Uuid::max());
    let given = params! { v: hour, j: json.clone(), u: uuid.as_bytes().as_slice(), b: true };
    db.execute("insert into t values (:v, :j, :u, :b)", given).await.map_err(said)?;
    let back: (Interval, Json, uuid::Uuid, bool) = db.fetch_one("select * from t", ()).await.map_err(said)?;
    equal("interval", back.0, hour)?;
    equal("json", back.1.read::<serde_json::Value>().ok(), json.read().ok())?;
    equal("uuid", back.2, uuid)?;
    equal("bool", back.3, true)
}

async fn uuids(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (v uuid, i inet6)", ()).await.map_err(said)?;
    let uuid = uuid::Uuid::from_u128(0x1234_5678_9abc_4ef0_9122_3344_5566_7788);
    db.execute("insert into t values (:v, :i)", params! { v: uuid, i: "::1" }).await.map_err(said)?;
    let back: (uuid::Uuid, String) = db.fetch_one("select * from t", ()).await.map_err(said)?;
    equal("row", back, (uuid, "::1".to_owned()))?;
    refused(db.execute("insert into t values ('no uuid', null)", ()).await, Kind::Value).map(drop)
}

async fn names(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let table = "create table t (a tinyint, b bigint unsigned, c decimal(5, 2), d varchar(9), e varbinary(9), f text, g blob, \
                 h datetime, i timestamp null, j time, k year, l bit(3), m enum('x'), n set('x'), o char(3), p float, q double)";
    db.execute(table, ()).await.map_err(said)?;
    db.execute("insert into t () values ()", ()).await.map_err(said)?;
    let row: Row = db.fetch_one("select * from t", ()).await.map_err(said)?;
    let found: Vec<&str> = row.columns().iter().map(|column| column.type_name.as_str()).collect();
    let wanted = "tinyint|bigint unsigned|decimal|varchar|varbinary|text|blob|datetime|timestamp|time|year|bit|enum|set|char|float|double";
    equal("names", found.join("|").as_str(), wanted)
}

/// Such days are there if the server was not strict when they came.
async fn zero_dates(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let script = "create table t (d date, t datetime(6)); set session sql_mode = ''; \
                  insert into t values ('0000-00-00', '2024-00-00 01:02:03.5')";
    db.execute_script(script).await.map_err(said)?;
    let row: (String, String) = db.fetch_one("select d, t from t", ()).await.map_err(said)?;
    equal("row", row, ("0000-00-00".to_owned(), "2024-00-00 01:02:03.500000".to_owned()))
}

/// Bytes that are no text stay out of columns of text, and are what they are elsewhere.
async fn not_utf8(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (v text, b blob)", ()).await.map_err(said)?;
    let given = || params! { v: vec![b'a', 0xff].as_slice() };
    refused(db.execute("insert into t (v) values (:v)", given()).await, Kind::Value)?;
    db.execute("insert into t (b) values (:v)", given()).await.map_err(said)?;
    equal("bytes", db.fetch_one::<(Vec<u8>,)>("select b from t", ()).await.map_err(said)?.0, vec![b'a', 0xff])?;
    equal("found", db.fetch_one::<(i64,)>("select count(*) from t where b = :v", given()).await.map_err(said)?, (1,))
}

async fn too_long(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let (max,): (usize,) = db.fetch_one("select @@max_allowed_packet", ()).await.map_err(said)?;
    db.execute("create table t (v longblob)", ()).await.map_err(said)?;
    let rows = || [params! { v: vec![7_u8; max].as_slice() }];
    for answer in [
        db.execute("insert into t values (:v)", rows()[0].clone()).await,
        db.execute_many("insert into t values (:v)", rows()).await,
    ] {
        let error = refused(answer, Kind::Value)?;
        equal("hint", error.diagnostic().hint.as_ref().is_some_and(|hint| hint.contains("max_allowed_packet")), true)?;
    }
    // As many as fit go at once, and each arrives.
    let third = || params! { v: vec![7_u8; max / 3].as_slice() };
    equal("rows", db.execute_many("insert into t values (:v)", (0..5).map(|_| third())).await.map_err(said)?, 5)?;
    equal("opened", db.pool_status().n_opened, 1)
}
