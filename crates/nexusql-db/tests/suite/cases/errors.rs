//! Errors: the portable kind of each, with the names that engines give.

use nexusql_db::{ConnectionConfig, DatabaseManager, Kind};

use super::{Bench, Case, Outcome, equal, refused, said};

/// Statements that must fail, and with what. There is `p (id primary key, u unique, n not null, c check (c > 0), f
/// references p)` with the row (1, 1, 1, 1, null).
const FAILURES: &[(&str, &str, Kind)] = &[
    ("unique", "insert into p values (2, 1, 1, 1, null)", Kind::Unique),
    ("primary-key", "insert into p values (1, 2, 1, 1, null)", Kind::Unique),
    ("not-null", "insert into p values (2, 2, null, 1, null)", Kind::NotNull),
    ("check", "insert into p values (2, 2, 1, 0, null)", Kind::Check),
    ("foreign-key", "insert into p values (2, 2, 1, 1, 9)", Kind::ForeignKey),
    ("syntax", "selec 1", Kind::Syntax),
    ("unknown-table", "select * from missing", Kind::Unknown),
    ("unknown-column", "select missing from p", Kind::Unknown),
    ("exists", "create table p (i integer)", Kind::Exists),
];

pub fn all() -> Vec<Case> {
    let failures = FAILURES
        .iter()
        .map(|(name, sql, kind)| Case::new(format!("errors/{name}"), move |bench| fails(bench, sql, *kind)));
    failures.chain([Case::new("errors/unknown-scheme", unknown_scheme)]).collect()
}

async fn fails(bench: Bench, sql: &str, kind: Kind) -> Outcome {
    let db = bench.connect().await?;
    let table = "create table p (id integer primary key, u integer, n integer not null, c integer, f integer, \
                 constraint p_u unique (u), constraint p_c check (c > 0), constraint p_f foreign key (f) references p (id))";
    db.execute(table, ()).await.map_err(said)?;
    db.execute("insert into p values (1, 1, 1, 1, null)", ()).await.map_err(said)?;
    let error = refused(db.execute(sql, ()).await, kind)?;
    equal("has the engine's code", error.code().is_some(), true)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from p", ()).await.map_err(said)?, (1,))
}

async fn unknown_scheme(_: Bench) -> Outcome {
    let error = refused(DatabaseManager::connect("oracle://me:geheim@h/x").await, Kind::Usage)?;
    let text = format!("{error:?}");
    equal("lists the known ones", text.contains("sqlite:"), true)?;
    equal("shows no password", text.contains("geheim"), false)?;
    let config = ConnectionConfig::new("oracle").password("geheim").option("sslpassword", "geheim");
    equal("Debug shows no password", format!("{config:?}").contains("geheim"), false)
}
