//! What gets in the way of reading a server that others use: their locks, and their changes.

use std::time::Duration;

use nexusql_base::Error;
use tokio_postgres::Client;

/// How often a catalog is read anew that changed while it was read.
pub(super) const TRIES_MAX: u32 = 5;

/// Returns whether somebody changed the schema while it was read; a moment later it can be read.
///
/// The functions that print views, indexes and constraints look at the present, not at the snapshot of the transaction:
/// for what was dropped meanwhile they raise an internal error.
/// Source: `could not open relation with OID`, `cache lookup failed for …` in PostgreSQL's ruleutils.c and relation.c.
pub(super) fn is_passing(error: &Error) -> bool {
    error.diagnostic().sqlstate.as_deref() == Some("XX000")
}

/// Waits before the next try, longer each time.
pub(super) async fn pause(tried: u32) {
    tokio::time::sleep(Duration::from_millis(50 << tried)).await;
}

/// Returns `error` with who holds the lock that was waited for, or with advice if the schema never stood still.
pub(super) async fn explained(client: &Client, error: Error) -> Error {
    match error.diagnostic().sqlstate.as_deref() {
        Some("55P03") => {
            let holders = client.query_typed(include_str!("lockers.sql"), &[]).await.unwrap_or_default();
            let lines: Vec<String> = holders.iter().map(|row| row.get(0)).collect();
            error.map(|mut said| {
                said.message = "could not read the schema, for a table is locked".to_owned();
                if !lines.is_empty() {
                    said = said.with_detail(lines.join("\n"));
                }
                said.with_hint("Try again when the lock is gone.")
            })
        }
        Some("XX000") => error.map(|said| said.with_hint("Somebody is changing the schema. Try again.")),
        _ => error,
    }
}
