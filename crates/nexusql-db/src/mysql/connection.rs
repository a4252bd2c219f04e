//! A connection as the layer knows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{BoxStream, StreamExt as _};
use mysql_async::consts::StatusFlags;
use mysql_async::prelude::{Protocol, Queryable as _};
use mysql_async::{Conn, Opts, Params, QueryResult, Statement, Value as SentValue};
use nexusql_base::Diagnostic;

use super::bind::{self, size};
use super::column::Reader;
use super::error::{error, number};
use super::many;
use super::prepared::{Prepared, Statements};
use crate::driver::{Cancel, Connection, Control, RowSource, TransactionState};
use crate::error::{Error, Kind, Result};
use crate::params::Call;
use crate::row::{Column, Row};
use crate::transaction::TransactionOptions;

/// The most rows that go in one chunk of a stream.
const CHUNK_ROWS: usize = 256;

/// Up to which size values are kept for another try.
const SPARE_BYTES: usize = 16 * 1024;

/// How long the end of a connection may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// The server no longer knows the statement, or wants it prepared again.
const STALE: [u16; 2] = [1243, 1615];

/// An open connection.
pub(super) struct MySqlConnection {
    pub conn: Conn,
    pub statements: Statements,
    /// The longest statement that the server takes.
    ///
    /// Units: bytes.
    pub packet_max: usize,
    in_transaction: bool,
    /// Whether a cancellation was sent that may come after its statement has ended.
    cancelled: Arc<AtomicBool>,
}

impl MySqlConnection {
    pub fn new(conn: Conn, packet_max: usize) -> Self {
        Self {
            conn,
            statements: Statements::default(),
            packet_max,
            in_transaction: false,
            cancelled: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Lets a cancellation that came too late hit nothing of use.
    pub async fn ready(&mut self) -> Result<()> {
        if !self.cancelled.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        match self.conn.query_drop("do 0").await {
            Err(said) if error(&said).kind() == Kind::Connection => Err(error(&said)),
            _ => Ok(()),
        }
    }

    /// Sends `text`, which has no parameters, and lets its statements run to their end.
    async fn batch(&mut self, text: &str) -> Result<()> {
        if text.len() >= self.packet_max {
            return Err(too_large(text.len(), self.packet_max));
        }
        self.ready().await?;
        self.conn.query_drop(text).await.map_err(|said| error(&said))
    }

    /// Runs `call` and returns its first `rows_max` rows, and how many it changed.
    async fn run(&mut self, mut call: Call, rows_max: usize) -> Result<(Vec<Row>, u64)> {
        self.ready().await?;
        let values = self.values(&mut call)?;
        let answer = match self.statements.get(&mut self.conn, call.text(), values.len(), call.keep()).await? {
            Prepared::Text => {
                let answer = self.conn.query_iter(&**call.text()).await.map_err(|said| error(&said))?;
                let reader = Reader::of(answer.columns_ref());
                take(answer, &reader, rows_max).await
            }
            Prepared::Statement(kept) => {
                let spare = self.small(&values).then(|| values.clone());
                match self.conn.exec_iter(&kept.statement, params(values)).await {
                    Ok(answer) => {
                        let reader = kept.reader(answer.columns());
                        take(answer, &reader, rows_max).await
                    }
                    Err(said) => match spare.filter(|_| number(&said).is_some_and(|number| STALE.contains(&number))) {
                        Some(values) => self.run_again(&call, values, rows_max).await,
                        None => Err(error(&said)),
                    },
                }
            }
            Prepared::Once(statement) => {
                let answer = once(&mut self.conn, &statement, values, rows_max).await;
                self.finish(statement).await?;
                answer
            }
        };
        let n_changed = self.conn.affected_rows();
        let rows = self.settled(answer).await?;
        Ok((rows, n_changed))
    }

    /// Runs a statement that was prepared before a table was altered.
    async fn run_again(&mut self, call: &Call, values: Vec<SentValue>, rows_max: usize) -> Result<Vec<Row>> {
        self.statements.forget(call.text());
        match self.statements.get(&mut self.conn, call.text(), values.len(), true).await? {
            Prepared::Statement(kept) => once(&mut self.conn, &kept.statement, values, rows_max).await,
            _ => Err(nexusql_base::Error::internal("a statement is no longer prepared").into()),
        }
    }

    /// Returns the values of `call` as they are sent.
    fn values(&self, call: &mut Call) -> Result<Vec<SentValue>> {
        let values = std::mem::take(&mut call.values).into_iter().map(bind::sent).collect::<Result<Vec<_>>>()?;
        let n_bytes = values.iter().map(size).sum::<usize>() + call.text().len();
        if n_bytes > self.packet_max { Err(too_large(n_bytes, self.packet_max)) } else { Ok(values) }
    }

    fn small(&self, values: &[SentValue]) -> bool {
        values.iter().map(size).sum::<usize>() < SPARE_BYTES
    }

    /// Closes a statement that does not come again.
    pub async fn finish(&mut self, statement: Statement) -> Result<()> {
        if self.conn.is_disconnected() {
            return Ok(());
        }
        self.conn.close(statement).await.map_err(|said| error(&said))
    }

    /// Looks at what a statement did to the transaction: the server says it with every answer.
    ///
    /// Errors: [`Kind::Transaction`] if it has committed it by itself, as DDL does, or has made the session one in which
    /// every statement begins a transaction.
    async fn settled<T>(&mut self, answer: Result<T>) -> Result<T> {
        let flags = self.conn.last_ok_packet().map(|ok| ok.status_flags());
        let (Ok(_), Some(flags)) = (&answer, flags) else { return answer };
        if !flags.contains(StatusFlags::SERVER_STATUS_AUTOCOMMIT) {
            self.in_transaction = false;
            self.batch("rollback; set autocommit = 1").await?;
            return Err(no_autocommit());
        }
        if self.in_transaction && !flags.contains(StatusFlags::SERVER_STATUS_IN_TRANS) {
            self.in_transaction = false;
            return Err(committed());
        }
        answer
    }
}

fn params(values: Vec<SentValue>) -> Params {
    if values.is_empty() { Params::Empty } else { Params::Positional(values) }
}

async fn next<P: Protocol>(reader: &Reader, answer: &mut QueryResult<'_, 'static, P>) -> Result<Option<Row>> {
    if !reader.has_columns() {
        return Ok(None);
    }
    answer.next().await.map_err(|said| error(&said))?.map(|sent| reader.row(sent)).transpose()
}

/// Returns the first rows of `answer`, and reads it to its end.
async fn take<P: Protocol>(
    mut answer: QueryResult<'_, 'static, P>,
    reader: &Reader,
    rows_max: usize,
) -> Result<Vec<Row>> {
    let (mut rows, mut unread) = (Vec::new(), None);
    while reader.has_columns()
        && let Some(sent) = answer.next().await.map_err(|said| error(&said))?
    {
        if rows.len() < rows_max && unread.is_none() {
            match reader.row(sent) {
                Ok(row) => rows.push(row),
                // The statement runs to its end all the same.
                Err(error) => unread = Some(error),
            }
        }
    }
    // A procedure has more of them.
    answer.drop_result().await.map_err(|said| error(&said))?;
    unread.map_or(Ok(rows), Err)
}

/// Runs `statement` and returns its first rows.
async fn once(conn: &mut Conn, statement: &Statement, values: Vec<SentValue>, rows_max: usize) -> Result<Vec<Row>> {
    let answer = conn.exec_iter(statement, params(values)).await.map_err(|said| error(&said))?;
    let reader = Reader::of(answer.columns_ref());
    take(answer, &reader, rows_max).await
}

fn no_autocommit() -> Error {
    let diagnostic = Diagnostic::error("autocommit-off", "statement switched autocommit off");
    let detail =
        "It was switched on again and what was not committed is undone: the connection is for the next caller.";
    Error::new(Kind::Transaction, diagnostic.with_detail(detail).with_hint("Use \"begin\" or \"transaction\"."))
}

fn committed() -> Error {
    let diagnostic = Diagnostic::error("transaction-ended", "statement ended the transaction in which it ran");
    let detail =
        "What was done before is committed: MySQL commits before and after a statement that changes the schema.";
    let hint = "Run such a statement outside of the transaction; end that by its own \"commit\" or \"rollback\".";
    Error::new(Kind::Transaction, diagnostic.with_detail(detail).with_hint(hint))
}

pub(super) fn too_large(n_bytes: usize, packet_max: usize) -> Error {
    let diagnostic =
        Diagnostic::error("packet-too-large", format!("statement and its values are {n_bytes} bytes long"));
    let detail = format!("The server takes {packet_max} bytes at most.");
    let hint = "Raise max_allowed_packet on the server, or send the value in parts.";
    Error::new(Kind::Value, diagnostic.with_detail(detail).with_hint(hint))
}

impl Connection for MySqlConnection {
    fn execute(&mut self, call: Call) -> BoxFuture<'_, Result<u64>> {
        async move { self.run(call, 0).await.map(|(_, n_changed)| n_changed) }.boxed()
    }

    fn fetch(&mut self, call: Call, rows_max: usize) -> BoxFuture<'_, Result<Vec<Row>>> {
        async move { self.run(call, rows_max).await.map(|(rows, _)| rows) }.boxed()
    }

    /// The server is not read faster than the rows are taken: what waits is what its socket holds.
    fn stream(&mut self, mut call: Call) -> BoxStream<'_, Result<Vec<Row>>> {
        async_stream::try_stream! {
            self.ready().await?;
            let values = self.values(&mut call)?;
            let statement = match self.statements.get(&mut self.conn, call.text(), values.len(), call.keep()).await? {
                Prepared::Text => {
                    yield self.run(call, usize::MAX).await?.0;
                    return;
                }
                Prepared::Statement(kept) => kept.statement.clone(),
                Prepared::Once(statement) => statement,
            };
            let mut answer = self.conn.exec_iter(&statement, params(values)).await.map_err(|said| error(&said))?;
            let reader = Reader::of(answer.columns_ref());
            let mut rows = Vec::with_capacity(CHUNK_ROWS);
            while let Some(row) = next(&reader, &mut answer).await? {
                rows.push(row);
                if rows.len() == CHUNK_ROWS {
                    yield std::mem::replace(&mut rows, Vec::with_capacity(CHUNK_ROWS));
                }
            }
            yield rows;
            answer.drop_result().await.map_err(|said| error(&said))?;
            if !call.keep() {
                self.finish(statement).await?;
            }
            self.settled(Ok(())).await?;
        }
        .boxed()
    }

    fn describe(&mut self, call: Call) -> BoxFuture<'_, Result<Vec<Column>>> {
        async move {
            self.ready().await?;
            let statement = self.conn.prep(&**call.text()).await.map_err(|said| error(&said))?;
            let columns = Reader::of(&statement.columns()).columns();
            self.finish(statement).await?;
            Ok(columns)
        }
        .boxed()
    }

    /// The layer gives rows by the ten thousand at the most.
    fn execute_many<'a>(&'a mut self, call: Call, rows: RowSource<'a>) -> BoxFuture<'a, Result<u64>> {
        async move {
            let rows = rows.collect::<Result<Vec<_>>>()?;
            self.ready().await?;
            let answer = many::run(self, &call, rows).await;
            self.settled(answer).await
        }
        .boxed()
    }

    /// Each statement stands alone unless a transaction is open.
    fn script(&mut self, text: String) -> BoxFuture<'_, Result<()>> {
        async move {
            if text.trim().is_empty() {
                return Ok(());
            }
            let answer = self.batch(&text).await;
            self.settled(answer).await
        }
        .boxed()
    }

    fn begin(&mut self, options: TransactionOptions) -> BoxFuture<'_, Result<()>> {
        async move {
            let isolation =
                options.isolation.map(|isolation| format!("set transaction isolation level {}; ", isolation.sql()));
            let access = if options.read_only { " read only" } else { "" };
            self.batch(&format!("{}start transaction{access}", isolation.unwrap_or_default())).await?;
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

    /// The server says it with every answer.
    fn transaction_state(&mut self) -> BoxFuture<'_, Result<TransactionState>> {
        async move {
            self.ping().await?;
            let flags = self.conn.last_ok_packet().map(|ok| ok.status_flags());
            let open = flags.is_some_and(|flags| flags.contains(StatusFlags::SERVER_STATUS_IN_TRANS));
            self.in_transaction &= open;
            Ok(if open { TransactionState::Open } else { TransactionState::Gone })
        }
        .boxed()
    }

    fn ping(&mut self) -> BoxFuture<'_, Result<()>> {
        async move { self.conn.ping().await.map_err(|said| error(&said)) }.boxed()
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        Arc::new(Kill { opts: self.conn.opts().clone(), id: self.conn.id(), sent: Arc::clone(&self.cancelled) })
    }

    fn is_broken(&self) -> bool {
        self.conn.is_disconnected()
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        async move {
            // What does not end in time ends with the process.
            let _ = tokio::time::timeout(CLOSE_TIMEOUT, self.conn.disconnect()).await;
        }
        .boxed()
    }
}

/// Stops what runs on a connection, by another one.
struct Kill {
    opts: Opts,
    id: u32,
    sent: Arc<AtomicBool>,
}

impl Cancel for Kill {
    fn cancel(&self) -> BoxFuture<'static, Result<()>> {
        let (opts, id, sent) = (self.opts.clone(), self.id, Arc::clone(&self.sent));
        async move {
            let mut conn = Conn::new(opts).await.map_err(|said| error(&said))?;
            sent.store(true, Ordering::Relaxed);
            let answer = conn.query_drop(format!("kill query {id}")).await;
            // It has done its work.
            let _ = conn.disconnect().await;
            answer.map_err(|said| error(&said))
        }
        .boxed()
    }
}
