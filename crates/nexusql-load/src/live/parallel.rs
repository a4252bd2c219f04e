//! A second session that sees what the first one sees, and its share of the work.

use nexusql_base::name::quote_literal;
use nexusql_catalog::Kind;
use nexusql_db::postgres::Session;
use tokio_postgres::Client;

use super::{Query, settings};

/// Returns `helper` in a transaction with the snapshot of `main`'s; none if the server does not lend it (a standby).
pub(super) async fn join(main: &Client, helper: Session) -> Option<Session> {
    let rows = main.query_typed("select pg_catalog.pg_export_snapshot()", &[]).await.ok()?;
    let snapshot: String = rows.first()?.try_get(0).ok()?;
    let adopt = format!("set transaction snapshot {};", quote_literal(&snapshot));
    // The snapshot must be set before the transaction's first query; settings are none.
    helper.client.batch_execute(&format!("{}{adopt}", settings::BEGIN)).await.ok()?;
    Some(helper)
}

/// Parts the queries so that both sessions take about as long.
///
/// What PostgreSQL prints from parse trees stands together: for it, a session opens each table once, which takes longer
/// than the printing.
pub(super) fn split(queries: Vec<Query>) -> (Vec<Query>, Vec<Query>) {
    use Kind::*;
    let is_printed =
        |kind: Kind| matches!(kind, Constraint | Index | View | MaterializedView | Rule | Policy | Statistics);
    queries.into_iter().partition(|(kind, _)| !is_printed(*kind))
}
