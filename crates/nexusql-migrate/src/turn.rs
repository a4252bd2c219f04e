//! One run at a time on a database: whoever applies holds an advisory lock.
//!
//! The session of a run that was killed lives on until its statement ends; the next run must not read the catalog before.

use std::time::{Duration, Instant};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::error as server;
use tokio_postgres::Client;

/// The lock's number: "nexusql" in ASCII. Numbers are apart for each database.
const KEY: i64 = 0x006e_6578_7573_716c;
/// How long another run is waited for.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// How often it is asked whether it ended. A session that waited in one statement would hold up `CONCURRENTLY`.
const POLL: Duration = Duration::from_millis(100);

/// Waits until no other run is at work on the database of `client`, so that its catalog stands still.
///
/// Errors: as for `apply`: [`ErrorKind::Server`], code `apply-in-progress`.
pub async fn wait_for_turn(client: &Client) -> Result<()> {
    take(client).await?;
    give_back(client).await;
    Ok(())
}

/// Waits until no other run is at work on the database of `client`, and keeps others out from then on.
///
/// Errors: [`ErrorKind::Server`], code `apply-in-progress`, with the session that is at work.
pub(crate) async fn take(client: &Client) -> Result<()> {
    let begun = Instant::now();
    loop {
        let row = client.query_one("select pg_catalog.pg_try_advisory_lock($1)", &[&KEY]).await;
        if row.map_err(|error| server(&error))?.get(0) {
            return Ok(());
        }
        if begun.elapsed() > WAIT_MAX {
            return Err(busy(client).await?);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Lets others in.
pub(crate) async fn give_back(client: &Client) {
    // A session that is gone holds no lock.
    let _ = client.query_one("select pg_catalog.pg_advisory_unlock($1)", &[&KEY]).await;
}

async fn busy(client: &Client) -> Result<Error> {
    let rows = client.query(include_str!("turn.sql"), &[&KEY]).await.map_err(|error| server(&error))?;
    let message = "another run is at work on this database";
    let mut diagnostic = Diagnostic::error("apply-in-progress", message)
        .with_hint("Nothing was run. Wait until it ends, or end its session with pg_terminate_backend.");
    if let Some(row) = rows.first() {
        let (pid, query): (i32, Option<String>) = (row.get(0), row.get(1));
        diagnostic = diagnostic.with_detail(format!("Session {pid} runs: {}", query.unwrap_or_default()));
    }
    Ok(Error::new(ErrorKind::Server, diagnostic))
}
