//! Rows as structures, by the derive and by serde; and transactions that are run again.

use std::time::Duration;

use nexusql_db::{FromRow, Isolation, Kind, RetryOptions, Serde, params};
use serde::Deserialize;

use super::{Bench, Case, Outcome, equal, refused, said};
use crate::engine::{Feature, Type};

pub fn all() -> Vec<Case> {
    vec![
        Case::new("reading/derive", derived),
        Case::new("reading/serde", by_serde),
        Case::new("retry/gives-up-on-other-errors", gives_up),
        Case::new("retry/serialization-failures-pass", retried).needs(&[Feature::Postgres]),
    ]
}

#[derive(FromRow, Debug, PartialEq)]
#[row(crate = nexusql_db)]
struct User {
    id: i32,
    #[row(column = "full name")]
    name: String,
    r#type: Option<String>,
    #[row(default)]
    n_visits: u64,
}

async fn derived(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let sql = bench.sql("select int(:id) as id, text(:name) as \"full name\", text(:none) as \"type\"");
    let given = || params! { id: 7, name: "Ada", none: None::<String> };
    let user: User = db.fetch_one(&sql, given()).await.map_err(said)?;
    equal("user", user, User { id: 7, name: "Ada".to_owned(), r#type: None, n_visits: 0 })?;
    let more = sql.replace(" as id,", " as id, 9 as n_visits,");
    equal("default is for what is absent", db.fetch_one::<User>(&more, given()).await.map_err(said)?.n_visits, 9)?;
    refused(db.fetch_one::<User>("select 1 as id", ()).await, Kind::Shape)?;
    let wrong = sql.replace(" as id", " as other").replacen("select", "select 'x' as id,", 1);
    refused(db.fetch_one::<User>(&wrong, given()).await, Kind::Value).map(drop)
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Mood {
    Sad,
    Happy,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Profile {
    tags: Vec<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Person {
    id: u8,
    mood: Mood,
    active: bool,
    profile: Profile,
    born: chrono::NaiveDate,
    score: f64,
    nick: Option<String>,
}

async fn by_serde(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let column = |wanted| bench.engine.column(wanted);
    let table = format!(
        "create table person (id {}, mood {}, active {}, profile {}, born {}, score {}, nick {})",
        column(Type::I32),
        column(Type::Text),
        column(Type::Bool),
        column(Type::Json),
        column(Type::Date),
        column(Type::F64),
        column(Type::Text)
    );
    db.execute(&table, ()).await.map_err(said)?;
    let born: chrono::NaiveDate = "2001-02-03".parse().unwrap();
    let given = params! { id: 5, mood: "happy", active: true, born: born, score: 1.5, nick: None::<String>,
    profile: nexusql_db::Json::parse(r#"{"tags": ["a", "b"]}"#).unwrap() };
    let insert = "insert into person values (:id, :mood, :active, :profile, :born, :score, :nick)";
    db.execute(insert, given).await.map_err(said)?;
    let Serde(person): Serde<Person> = db.fetch_one("select * from person", ()).await.map_err(said)?;
    let profile = Profile { tags: vec!["a".to_owned(), "b".to_owned()] };
    equal("person", person, Person { id: 5, mood: Mood::Happy, active: true, profile, born, score: 1.5, nick: None })?;
    refused(db.fetch_one::<Serde<Person>>("select id from person", ()).await, Kind::Value).map(drop)
}

fn quick() -> RetryOptions {
    let mut options = RetryOptions::default();
    options.wait = Duration::from_millis(1);
    options
}

async fn gives_up(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let answer = db.retry(quick(), async |tx| tx.execute("insert into missing values (1)", ()).await);
    refused(answer.await, Kind::Unknown).map(drop)
}

/// Ten tasks add to one number in transactions that read before they write.
async fn retried(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute_script("create table t (n integer); insert into t values (0)").await.map_err(said)?;
    let mut options = quick();
    options.attempts_max = 1_000;
    options.transaction = options.transaction.isolation(Isolation::Serializable);
    let work = (0..10).map(|_| {
        db.retry(options.clone(), async |tx| {
            let (n,): (i64,) = tx.fetch_one("select n from t", ()).await?;
            tx.execute("update t set n = :n", params! { n: n + 1 }).await
        })
    });
    for answer in futures_util::future::join_all(work).await {
        equal("changed", answer.map_err(said)?, 1)?;
    }
    equal("sum", db.fetch_one::<(i64,)>("select n from t", ()).await.map_err(said)?, (10,))
}
