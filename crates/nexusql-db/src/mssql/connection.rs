//! A connection as the layer knows it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{BoxStream, StreamExt as _};
use tiberius::{ColumnData, IntoSql, IsolationLevel, Query, QueryItem};
use tokio::sync::mpsc;

use super::bind::sent;
use super::error::error;
use super::line::{Line, Stop, Wire};
use super::many::repeated;
use super::read;
use crate::driver::{Cancel, Connection, Control, RowSource, TransactionState};
use crate::error::{Error, Kind, Result, fail};
use crate::params::{Call, Values};
use crate::row::{Column, Columns, Row};
use crate::transaction::{Isolation, TransactionOptions};
use crate::value::Value;

/// How many rows go in one chunk of a stream, and how many chunks wait for their reader.
const CHUNK_ROWS: usize = 256;
const CHUNKS_AHEAD: usize = 2;

/// How many texts' parameters are known.
const TYPES_KEPT: usize = 500;

/// The types of bytes: image, varbinary, binary, rowversion.
const BYTES: [i32; 4] = [34, 165, 173, 189];

/// An open connection.
pub(super) struct MssqlConnection {
    line: Arc<Line>,
    /// For texts that were sent a null: which of their parameters are bytes.
    bytes: HashMap<Arc<str>, Vec<bool>>,
    /// Whether the transaction that is open has an isolation of its own, which would outlast it.
    isolated: bool,
}

impl MssqlConnection {
    pub fn new(line: Arc<Line>) -> Self {
        Self { line, bytes: HashMap::new(), isolated: false }
    }

    /// Returns the request for `text` with `values`.
    async fn query(&mut self, text: &Arc<str>, values: Values) -> Result<Query<'static>> {
        let mut query = Query::new(text.to_string());
        self.bind(&mut query, text, values).await?;
        Ok(query)
    }

    /// Adds values for the parameters of `text`.
    async fn bind(&mut self, query: &mut Query<'static>, text: &Arc<str>, values: Values) -> Result<()> {
        let bytes = match values.iter().any(Value::is_null) {
            true => self.which_are_bytes(text).await,
            false => Vec::new(),
        };
        for (i, value) in values.into_iter().enumerate() {
            let is_null = value.is_null();
            query.bind(match sent(value)? {
                _ if is_null && bytes.get(i) == Some(&true) => Sent(ColumnData::Binary(None)),
                data => Sent(data),
            });
        }
        Ok(())
    }

    /// A null has to have a type, and only the server knows which. Where it cannot tell, text will do for most.
    async fn which_are_bytes(&mut self, text: &Arc<str>) -> Vec<bool> {
        if let Some(known) = self.bytes.get(text) {
            return known.clone();
        }
        let mut ask = Query::new("exec sys.sp_describe_undeclared_parameters @P1");
        ask.bind(text.to_string());
        let found = self
            .line
            .run(async |wire| {
                let rows = ask.query(wire).await.map_err(|said| error(&said))?;
                rows.into_first_result().await.map_err(|said| error(&said))
            })
            .await
            .unwrap_or_default();
        let is_bytes = |row: &tiberius::Row| {
            let ty = row.try_get::<i32, _>("suggested_system_type_id").ok().flatten();
            ty.is_some_and(|ty| BYTES.contains(&ty))
        };
        let bytes: Vec<bool> = found.iter().map(is_bytes).collect();
        if self.bytes.len() >= TYPES_KEPT {
            self.bytes.clear();
        }
        self.bytes.insert(Arc::clone(text), bytes.clone());
        bytes
    }

    async fn batch(&self, text: String) -> Result<()> {
        self.line.run(async |wire| batch(wire, text).await).await
    }
}

/// A value on its way.
struct Sent(ColumnData<'static>);

impl<'a> IntoSql<'a> for Sent {
    fn into_sql(self) -> ColumnData<'a> {
        self.0
    }
}

async fn batch(wire: &mut Wire, text: String) -> Result<()> {
    let mut items = wire.simple_query(text).await.map_err(|said| error(&said))?;
    while items.try_next().await.map_err(|said| error(&said))?.is_some() {}
    Ok(())
}

/// The rows of a request's first result.
#[derive(Default)]
struct Reader {
    columns: Arc<Columns>,
    unread: Option<Error>,
}

impl Reader {
    /// Returns the row that `item` is. After one that cannot be read there are no more.
    fn row(&mut self, item: QueryItem) -> Option<Row> {
        match item {
            QueryItem::Metadata(found) if found.result_index() == 0 => {
                self.columns = read::columns(found.columns());
                None
            }
            QueryItem::Row(row) if row.result_index() == 0 && self.unread.is_none() => {
                read::row(&self.columns, &row).map_err(|error| self.unread = Some(error)).ok()
            }
            _ => None,
        }
    }

    fn end(self) -> Result<()> {
        self.unread.map_or(Ok(()), Err)
    }
}

/// Runs a request to its end and returns its first `rows_max` rows.
async fn first_rows(wire: &mut Wire, query: Query<'static>, rows_max: usize) -> Result<Vec<Row>> {
    let mut items = query.query(wire).await.map_err(|said| error(&said))?;
    let (mut reader, mut found) = (Reader::default(), Vec::new());
    while let Some(item) = items.try_next().await.map_err(|said| error(&said))? {
        if found.len() < rows_max {
            found.extend(reader.row(item));
        }
    }
    reader.end().map(|()| found)
}

/// Runs a batch to its end and returns the rows of each result.
async fn all_results(wire: &mut Wire, text: String) -> Result<Vec<Vec<Row>>> {
    let mut items = wire.simple_query(text).await.map_err(|said| error(&said))?;
    let (mut results, mut columns, mut unread) = (Vec::new(), Arc::default(), None);
    while let Some(item) = items.try_next().await.map_err(|said| error(&said))? {
        match item {
            QueryItem::Metadata(found) => {
                columns = read::columns(found.columns());
                results.push(Vec::new());
            }
            QueryItem::Row(found) => match (read::row(&columns, &found), results.last_mut()) {
                (Ok(row), Some(rows)) => rows.push(row),
                (Err(error), _) => unread = unread.or(Some(error)),
                (Ok(_), None) => {}
            },
        }
    }
    unread.map_or(Ok(results), Err)
}

/// Runs a request and sends its rows in chunks, as long as somebody takes them.
async fn send_rows(wire: &mut Wire, query: Query<'static>, chunks: mpsc::Sender<Vec<Row>>) -> Result<()> {
    let mut items = query.query(wire).await.map_err(|said| error(&said))?;
    let (mut reader, mut chunk) = (Reader::default(), Vec::with_capacity(CHUNK_ROWS));
    while let Some(item) = items.try_next().await.map_err(|said| error(&said))? {
        chunk.extend(reader.row(item));
        if chunk.len() == CHUNK_ROWS {
            let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK_ROWS));
            if chunks.send(full).await.is_err() {
                return Ok(());
            }
        }
    }
    // Who reads may have gone.
    let _ = chunks.send(chunk).await;
    reader.end()
}

/// Returns how a parameter with this value is declared, for who asks about a statement and does not run it.
fn declared(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bit",
        Value::Int(_) => "bigint",
        Value::UInt(_) => "numeric(20, 0)",
        Value::F32(_) => "real",
        Value::F64(_) => "float",
        Value::Decimal(_) => "numeric(38, 10)",
        Value::Bytes(_) => "varbinary(max)",
        Value::Date(_) => "date",
        Value::Time(_) => "time",
        Value::Timestamp(_) => "datetime2",
        Value::TimestampTz(_) => "datetimeoffset",
        Value::Uuid(_) => "uniqueidentifier",
        _ => "nvarchar(max)",
    }
}

impl Connection for MssqlConnection {
    fn execute(&mut self, call: Call) -> BoxFuture<'_, Result<u64>> {
        async move {
            let query = self.query(&Arc::clone(call.text()), call.values).await?;
            self.line
                .run(async |wire| query.execute(wire).await.map(|done| done.total()).map_err(|said| error(&said)))
                .await
        }
        .boxed()
    }

    fn fetch(&mut self, call: Call, rows_max: usize) -> BoxFuture<'_, Result<Vec<Row>>> {
        async move {
            let query = self.query(&Arc::clone(call.text()), call.values).await?;
            self.line.run(async |wire: &mut Wire| first_rows(wire, query, rows_max).await).await
        }
        .boxed()
    }

    fn stream(&mut self, call: Call) -> BoxStream<'_, Result<Vec<Row>>> {
        async_stream::try_stream! {
            let query = self.query(&Arc::clone(call.text()), call.values).await?;
            let (sender, mut receiver) = mpsc::channel(CHUNKS_AHEAD);
            let line = Arc::clone(&self.line);
            let mut failure = None;
            let mut work = async move {
                line.run(async |wire: &mut Wire| send_rows(wire, query, sender).await).await
            }
            .boxed()
            .fuse();
            loop {
                // Both sides are this task: what is read goes on while chunks are taken.
                let next = tokio::select! {
                    biased;
                    chunk = receiver.recv() => match chunk {
                        Some(chunk) => chunk,
                        None => break,
                    },
                    answer = &mut work => {
                        failure = answer.err();
                        continue;
                    }
                };
                yield next;
            }
            if let Some(error) = failure {
                Err(error)?;
            }
        }
        .boxed()
    }

    fn describe(&mut self, call: Call) -> BoxFuture<'_, Result<Vec<Column>>> {
        async move {
            let params: Vec<String> =
                call.values.iter().enumerate().map(|(i, value)| format!("@P{} {}", i + 1, declared(value))).collect();
            let mut query = Query::new("exec sys.sp_describe_first_result_set @P1, @P2");
            query.bind(call.text().to_string());
            query.bind(params.join(", "));
            let rows = self.line.run(async |wire: &mut Wire| first_rows(wire, query, usize::MAX).await).await?;
            let mut columns = Vec::new();
            for row in rows {
                if !row.get::<Option<bool>>("is_hidden")?.unwrap_or(false) {
                    let name = row.get::<Option<String>>("name")?.unwrap_or_default();
                    let type_name = row.get::<Option<String>>("system_type_name")?.unwrap_or_default();
                    columns.push(Column { name, type_name });
                }
            }
            Ok(columns)
        }
        .boxed()
    }

    fn execute_many<'a>(&'a mut self, call: Call, rows: RowSource<'a>) -> BoxFuture<'a, Result<u64>> {
        async move {
            let mut rows = rows.collect::<Result<VecDeque<_>>>()?;
            let repeated = repeated(call.text());
            let mut n = 0;
            while let Some(first) = rows.front() {
                let n_values = first.len();
                let taken = match &repeated {
                    Some(statement) => statement.take(&mut rows),
                    None => rows.pop_front().into_iter().collect(),
                };
                let mut query = match &repeated {
                    Some(statement) => Query::new(statement.text(taken.len(), n_values)),
                    None => Query::new(call.text().to_string()),
                };
                for row in taken {
                    self.bind(&mut query, call.text(), row.into()).await?;
                }
                let done = self.line.run(async |wire| query.execute(wire).await.map_err(|said| error(&said))).await?;
                n += done.total();
            }
            Ok(n)
        }
        .boxed()
    }

    fn results(&mut self, call: Call) -> BoxFuture<'_, Result<Vec<Vec<Row>>>> {
        let text = call.text().to_string();
        async move { self.line.run(async |wire: &mut Wire| all_results(wire, text).await).await }.boxed()
    }

    fn script(&mut self, text: String) -> BoxFuture<'_, Result<()>> {
        async move { self.batch(text).await }.boxed()
    }

    fn begin(&mut self, options: TransactionOptions) -> BoxFuture<'_, Result<()>> {
        async move {
            if options.read_only {
                let message = "SQL Server has no transactions that only read";
                return Err(fail(Kind::Unsupported, "no-read-only", message));
            }
            let isolation = match options.isolation {
                None => IsolationLevel::Unspecified,
                Some(Isolation::ReadUncommitted) => IsolationLevel::ReadUncommitted,
                Some(Isolation::ReadCommitted) => IsolationLevel::ReadCommitted,
                Some(Isolation::RepeatableRead) => IsolationLevel::RepeatableRead,
                Some(Isolation::Serializable) => IsolationLevel::Serializable,
            };
            self.isolated = options.isolation.is_some();
            let begun = async |wire: &mut Wire| {
                wire.begin_transaction_with_isolation(isolation).await.map_err(|said| error(&said))
            };
            self.line.run(begun).await
        }
        .boxed()
    }

    fn control(&mut self, control: Control) -> BoxFuture<'_, Result<()>> {
        async move {
            let work = async |wire: &mut Wire| match control {
                Control::Commit => wire.commit_transaction().await.map_err(|said| error(&said)),
                Control::Rollback => wire.rollback_transaction().await.map_err(|said| error(&said)),
                Control::Savepoint(depth) => {
                    wire.save_transaction(format!("nexusql_{depth}")).await.map_err(|said| error(&said))
                }
                // A savepoint ends with its transaction, or where the next one takes its name.
                Control::Release(_) => Ok(()),
                Control::RollbackTo(depth) => batch(wire, format!("rollback transaction nexusql_{depth}")).await,
            };
            self.line.run(work).await?;
            if self.isolated && matches!(control, Control::Commit | Control::Rollback) {
                self.isolated = false;
                self.batch("set transaction isolation level read committed".to_owned()).await?;
            }
            Ok(())
        }
        .boxed()
    }

    /// What the server calls uncommittable can only be rolled back whole.
    fn transaction_state(&mut self) -> BoxFuture<'_, Result<TransactionState>> {
        async move {
            let query = Query::new("select cast(xact_state() as int) as xact_state");
            let rows = self.line.run(async |wire: &mut Wire| first_rows(wire, query, 1).await).await?;
            let state = rows.first().and_then(|row| row.get::<i64>(0).ok());
            Ok(match state {
                Some(1) => TransactionState::Open,
                Some(-1) => TransactionState::Failed,
                _ => TransactionState::Gone,
            })
        }
        .boxed()
    }

    fn ping(&mut self) -> BoxFuture<'_, Result<()>> {
        async move { self.batch("select 1".to_owned()).await }.boxed()
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        Arc::new(Stop(Arc::clone(&self.line)))
    }

    fn is_broken(&self) -> bool {
        self.line.is_broken()
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        self.line.close().boxed()
    }
}
