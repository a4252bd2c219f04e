//! One schema of a case, dumped and loaded again: `pg_dump` says the same of both, line by line.

use nexusql_base::Silent;
use nexusql_diff::{plan, script};
use nexusql_load::live::read;
use nexusql_testkit::{Tool, difference, dump_exactly};

use crate::bench::Bench;
use crate::trial::{options, words};

/// Loads `schema`, writes it as the plan from nothing, runs that in another database, and compares.
pub fn run(bench: &Bench, pg_dump: &Tool, schema: &str, test: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let first = bench.create(&format!("{test}/first")).await.map_err(words)?;
        let again = bench.create(&format!("{test}/again")).await.map_err(words)?;
        let answer = compare(bench, pg_dump, schema, [&first, &again]).await;
        for database in [first, again] {
            bench.drop(&database).await.map_err(words)?;
        }
        answer
    })
}

async fn compare(bench: &Bench, pg_dump: &Tool, schema: &str, [first, again]: [&String; 2]) -> Result<(), String> {
    bench.load(first, "schema", schema).await.map_err(words)?;
    let session = bench.connect(first).await.map_err(words)?;
    let catalog = read(&session.client, &options()).await.map_err(words)?;
    session.close().await;
    let session = bench.connect(again).await.map_err(words)?;
    let nothing = read(&session.client, &options()).await.map_err(words)?;
    let made = plan(&nothing, &catalog).map_err(words)?;
    let ran = nexusql_migrate::run(&session.client, &made, &Silent).await.map_err(words);
    session.close().await;
    let compared = ran.and_then(|()| {
        let of = |database: &str| dump_exactly(pg_dump, &bench.connection(database));
        let (before, after) = (of(first)?, of(again)?);
        if before == after { Ok(()) } else { Err(format!("pg_dump differs:\n{}", difference(&before, &after))) }
    });
    compared.map_err(|reason| format!("{reason}\n--- the dump:\n{}", script(&made)))
}
