//! A quick look at all of a schema, to see whether two states of one server are the same.

use nexusql_base::Result;
use nexusql_db::postgres::error;
use tokio_postgres::Client;

use super::query;

/// Returns a line for everything that the database of `client` holds, and for every role, in byte order.
///
/// Two states of one server with the same lines hold the same schema. What the lines say is for a person to compare, and
/// for nothing else: [`super::read`] reads a catalog. It can be asked within a transaction, and sees what that has done.
/// Errors: [`nexusql_base::ErrorKind::Server`] if the query is refused.
/// Cost: one query; about 10 ms for a small schema.
pub async fn state(client: &Client, major: u32) -> Result<Vec<String>> {
    let sql = query::for_major(include_str!("state.sql"), major);
    let rows = client.query_typed(&sql, &[]).await.map_err(|e| error(&e))?;
    let mut lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    lines.sort_unstable();
    Ok(lines)
}
