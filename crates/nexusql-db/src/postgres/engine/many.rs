//! One statement with many rows: a plain insert as a copy, anything else one after the other without waiting between.

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio_postgres::Client;

use super::copy::CopyTargets;
use super::copy_rows;
use super::error::error;
use super::prepared::Prepared;
use crate::driver::RowSource;
use crate::error::Result;
use crate::params::Call;

/// How many statements are on their way at a time.
const ON_THE_WAY: usize = 128;

/// From how many rows on a copy is worth the questions that it asks first.
const COPY_FROM: usize = 50;

/// Runs the statement with each of `rows`.
pub(super) async fn run(
    client: &Client,
    targets: &mut CopyTargets,
    call: &Call,
    prepared: &Prepared,
    rows: RowSource<'_>,
) -> Result<u64> {
    let first = rows.take(COPY_FROM).collect::<Result<Vec<_>>>()?;
    let many = first.len() == COPY_FROM;
    let rows = first.into_iter().map(Ok).chain(rows);
    if many && let Some(target) = targets.of(client, call.text()).await? {
        return copy_rows::run(client, target, prepared, rows).await;
    }
    let sent = rows.map(|row| async {
        let forms = prepared.forms(row?)?;
        client.execute_raw(&prepared.statement, forms).await.map_err(|said| error(&said))
    });
    stream::iter(sent).buffered(ON_THE_WAY).try_fold(0, |sum, n| async move { Ok(sum + n) }).await
}
