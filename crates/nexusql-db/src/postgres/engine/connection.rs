//! A session as the layer knows it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::SinkExt as _;
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{BoxStream, StreamExt as _};
use tokio_postgres::{Client, RowStream};

use super::copy::CopyTargets;
use super::error::error;
use super::form::Form;
use super::many;
use super::prepared::{Prepared, Statements};
use super::scripts;
use crate::driver::{Cancel, Connection, Control, RowSource, TransactionState};
use crate::error::{Code, Error, Result};
use crate::params::Call;
use crate::postgres::{Canceller, Session};
use crate::row::{Column, Row};
use crate::transaction::TransactionOptions;

/// The most rows that go in one chunk of a stream.
const CHUNK_ROWS: usize = 256;

/// How much of the rows of a script goes in one message.
const COPY_BYTES: usize = 64 * 1024;

/// How long the end of a session may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// An open session.
pub(super) struct PostgresConnection {
    session: Session,
    statements: Statements,
    in_transaction: bool,
    copy: CopyTargets,
}

impl PostgresConnection {
    pub fn new(session: Session) -> Self {
        Self { session, statements: Statements::default(), in_transaction: false, copy: CopyTargets::default() }
    }

    /// Runs `text`, which has no parameters, in one round trip.
    async fn batch(&mut self, text: &str) -> Result<()> {
        self.copy.forget();
        self.session.client.batch_execute(text).await.map_err(|said| error(&said))
    }

    /// Returns the statement of `call`; if `rows` are wanted, one whose columns can be read.
    async fn prepared(&mut self, call: &Call, rows: bool) -> Result<Arc<Prepared>> {
        let client = &self.session.client;
        if rows { self.statements.readable(client, call).await } else { self.statements.get(client, call).await }
    }

    /// Sends `call` by `send`; again if it was prepared before a table was altered.
    async fn send<T>(
        &mut self,
        mut call: Call,
        rows: bool,
        send: impl AsyncFn(&Client, &Prepared, &[Form]) -> std::result::Result<T, tokio_postgres::Error>,
    ) -> Result<(Arc<Prepared>, T)> {
        self.copy.forget();
        let prepared = self.prepared(&call, rows).await?;
        let forms = prepared.forms(std::mem::take(&mut call.values))?;
        let said = match send(&self.session.client, &prepared, &forms).await {
            Ok(answer) => return Ok((prepared, answer)),
            Err(said) => said,
        };
        if !is_stale(&said) {
            return Err(error(&said));
        }
        self.statements.forget(call.text());
        if self.in_transaction {
            return Err(error(&said).or_hint("Run the transaction again."));
        }
        let again = self.prepared(&call, rows).await?;
        if again.params() != prepared.params() {
            return Err(error(&said).or_hint("Run the statement again."));
        }
        let answer = send(&self.session.client, &again, &forms).await.map_err(|said| error(&said))?;
        Ok((again, answer))
    }

    async fn query(&mut self, call: Call) -> Result<(Arc<Prepared>, RowStream)> {
        self.send(call, true, async |client, prepared, forms| client.query_raw(&prepared.statement, forms).await).await
    }
}

/// Returns whether the server no longer knows a statement as it was prepared.
fn is_stale(said: &tokio_postgres::Error) -> bool {
    said.as_db_error().is_some_and(|fields| match fields.code().code() {
        "26000" => true,
        "0A000" => fields.routine() == Some("RevalidateCachedQuery"),
        _ => false,
    })
}

impl Connection for PostgresConnection {
    fn execute(&mut self, call: Call) -> BoxFuture<'_, Result<u64>> {
        async move {
            let sent = self.send(call, false, async |client, prepared, forms| {
                client.execute_raw(&prepared.statement, forms).await
            });
            sent.await.map(|(_, n)| n)
        }
        .boxed()
    }

    fn fetch(&mut self, call: Call, rows_max: usize) -> BoxFuture<'_, Result<Vec<Row>>> {
        async move {
            let (prepared, answers) = self.query(call).await?;
            let mut answers = std::pin::pin!(answers);
            let mut rows = Vec::new();
            let mut unread = None;
            while let Some(answer) = answers.next().await {
                let answer = answer.map_err(|said| error(&said))?;
                if rows.len() < rows_max && unread.is_none() {
                    match prepared.row(&answer) {
                        Ok(row) => rows.push(row),
                        // The statement runs to its end all the same.
                        Err(error) => unread = Some(error),
                    }
                }
            }
            unread.map_or(Ok(rows), Err)
        }
        .boxed()
    }

    /// The server is not read faster than the rows are taken: what waits is what its socket holds.
    fn stream(&mut self, call: Call) -> BoxStream<'_, Result<Vec<Row>>> {
        async_stream::try_stream! {
            let (prepared, answers) = self.query(call).await?;
            let mut answers = std::pin::pin!(answers.ready_chunks(CHUNK_ROWS));
            while let Some(chunk) = answers.next().await {
                let mut rows = Vec::with_capacity(chunk.len());
                for answer in chunk {
                    rows.push(prepared.row(&answer.map_err(|said| error(&said))?)?);
                }
                yield rows;
            }
        }
        .boxed()
    }

    fn describe(&mut self, call: Call) -> BoxFuture<'_, Result<Vec<Column>>> {
        async move { Ok(self.prepared(&call, false).await?.columns().to_vec()) }.boxed()
    }

    fn execute_many<'a>(&'a mut self, call: Call, rows: RowSource<'a>) -> BoxFuture<'a, Result<u64>> {
        async move {
            let prepared = self.prepared(&call, false).await?;
            many::run(&self.session.client, &mut self.copy, &call, &prepared, rows).await
        }
        .boxed()
    }

    /// Without transactions of its own, a script is one: what failed has undone what came before.
    fn script(&mut self, text: String) -> BoxFuture<'_, Result<()>> {
        async move { self.batch(&text).await }.boxed()
    }

    fn scripts<'a>(&'a mut self, texts: &'a [&'a str]) -> BoxFuture<'a, std::result::Result<(), (usize, Error)>> {
        async move {
            self.copy.forget();
            scripts::run(&self.session.client, texts).await
        }
        .boxed()
    }

    fn copy_in<'a>(&'a mut self, statement: &'a str, rows: &'a str) -> BoxFuture<'a, Result<()>> {
        async move {
            self.copy.forget();
            let sink = self.session.client.copy_in(statement).await.map_err(|said| error(&said))?;
            let mut sink = std::pin::pin!(sink);
            for chunk in rows.as_bytes().chunks(COPY_BYTES) {
                sink.as_mut().feed(Bytes::copy_from_slice(chunk)).await.map_err(|said| error(&said))?;
            }
            sink.as_mut().finish().await.map(drop).map_err(|said| error(&said))
        }
        .boxed()
    }

    fn begin(&mut self, options: TransactionOptions) -> BoxFuture<'_, Result<()>> {
        async move {
            let mut text = "begin".to_owned();
            if let Some(isolation) = options.isolation {
                text.push_str(" isolation level ");
                text.push_str(isolation.sql());
            }
            if options.read_only {
                text.push_str(" read only");
            }
            self.batch(&text).await?;
            self.in_transaction = true;
            Ok(())
        }
        .boxed()
    }

    fn control(&mut self, control: Control) -> BoxFuture<'_, Result<()>> {
        async move {
            if matches!(control, Control::Commit | Control::Rollback) {
                self.in_transaction = false;
            }
            self.batch(&control.standard_sql()).await
        }
        .boxed()
    }

    /// The driver does not tell; a savepoint can be made in an open transaction only.
    fn transaction_state(&mut self) -> BoxFuture<'_, Result<TransactionState>> {
        async move {
            let answer = self.batch("savepoint nexusql_state; release savepoint nexusql_state").await;
            Ok(match answer {
                Ok(()) => TransactionState::Open,
                Err(said) if has_state(&said, "25P02") => TransactionState::Failed,
                Err(_) => TransactionState::Gone,
            })
        }
        .boxed()
    }

    fn ping(&mut self) -> BoxFuture<'_, Result<()>> {
        async move { self.session.client.check_connection().await.map_err(|said| error(&said)) }.boxed()
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        Arc::new(self.session.canceller())
    }

    fn is_broken(&self) -> bool {
        self.session.client.is_closed()
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        async move {
            let Self { session, statements, .. } = *self;
            drop(statements);
            // What does not end in time ends with the process.
            let _ = tokio::time::timeout(CLOSE_TIMEOUT, session.close()).await;
        }
        .boxed()
    }
}

fn has_state(error: &Error, state: &str) -> bool {
    matches!(error.code(), Some(Code::SqlState(found)) if found == state)
}

impl Cancel for Canceller {
    fn cancel(&self) -> BoxFuture<'static, Result<()>> {
        let canceller = self.clone();
        async move { Self::cancel(&canceller).await.map_err(Error::from) }.boxed()
    }
}
