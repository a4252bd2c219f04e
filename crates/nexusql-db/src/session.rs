//! A connection in use: statements with their time limits and spans, and transactions that know their depth.
//!
//! Invariant: what is given back to the pool is idle, outside a transaction, and answers. Everything else is thrown away.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt as _};
use nexusql_base::Diagnostic;

use crate::driver::{Cancel, Connection, Control, RowSource, TransactionState};
use crate::error::{Error, Kind, Result, fail};
use crate::params::{Cache, Call, IntoParams, Params, Template};
use crate::pool::{Pool, Taken};
use crate::row::{Column, FewRows, Row};
use crate::span::Span;
use crate::transaction::TransactionOptions;
use crate::value::Value;

/// How long a statement may take to end once it was cancelled.
const GRACE: Duration = Duration::from_secs(5);

/// How many rows of [`Session::execute_many`] are one statement to the time limit.
const ROWS_AT_ONCE: usize = 10_000;

/// The rows of [`Session::execute_many`], without their type: a future that holds the type of an iterator over references
/// cannot be spawned.
pub(crate) type Rows<'a> = Box<dyn Iterator<Item = Params> + Send + 'a>;

/// Returns `rows` as [`Rows`].
pub(crate) fn rows<'a, P: IntoParams + 'a>(rows: impl IntoIterator<Item = P, IntoIter: Send + 'a>) -> Rows<'a> {
    Box::new(rows.into_iter().map(IntoParams::into_params))
}

/// Some of the rows, as the connection takes them.
struct Round<'r, 'a> {
    template: &'r Template,
    first: Option<Params>,
    rows: &'r mut Rows<'a>,
    n_left: usize,
}

impl Iterator for Round<'_, '_> {
    type Item = Result<Vec<Value>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.n_left = self.n_left.checked_sub(1)?;
        let row = self.first.take().or_else(|| self.rows.next())?;
        Some(self.template.row(row))
    }
}

/// What is done with a connection under a time limit: a closure, or what borrows more than one can.
trait Work<T> {
    fn on<'c>(self, connection: &'c mut dyn Connection) -> BoxFuture<'c, Result<T>>
    where
        Self: 'c;
}

impl<T, F: for<'c> FnOnce(&'c mut dyn Connection) -> BoxFuture<'c, Result<T>>> Work<T> for F {
    fn on<'c>(self, connection: &'c mut dyn Connection) -> BoxFuture<'c, Result<T>>
    where
        Self: 'c,
    {
        self(connection)
    }
}

struct Many<'r> {
    call: Call,
    rows: RowSource<'r>,
}

impl Work<u64> for Many<'_> {
    fn on<'c>(self, connection: &'c mut dyn Connection) -> BoxFuture<'c, Result<u64>>
    where
        Self: 'c,
    {
        connection.execute_many(self.call, self.rows)
    }
}

/// What all sessions of a manager share.
pub(crate) struct Shared {
    pub pool: Arc<Pool>,
    pub templates: Cache,
    /// The engine's name, for spans.
    pub engine: &'static str,
    pub statement_timeout: Option<Duration>,
}

impl Shared {
    /// Runs one statement on a connection that comes from the pool and goes back, and returns its first rows.
    pub async fn fetch(self: &Arc<Self>, sql: &str, params: impl IntoParams, rows_max: usize) -> Result<FewRows> {
        let call = self.call(sql, params)?;
        let taken = match self.pool.take_now() {
            // A small read would notice a session, and a future more.
            Some(mut taken) => match self.fetch_now(&mut taken, &call, rows_max) {
                Some(answer) => {
                    self.pool.give_back(taken);
                    return answer;
                }
                None => taken,
            },
            None => self.pool.take().await?,
        };
        Session::on(self, taken).fetch_rows(call, rows_max).await
    }

    fn fetch_now(&self, taken: &mut Taken, call: &Call, rows_max: usize) -> Option<Result<FewRows>> {
        Span::of(self, call.shape()).inside(|| taken.connection.fetch_now(call, rows_max))
    }

    fn call(&self, sql: &str, params: impl IntoParams) -> Result<Call> {
        self.templates.template(sql)?.call(params.into_params())
    }
}

/// A connection in use.
pub(crate) struct Session {
    shared: Arc<Shared>,
    taken: Option<Taken>,
    /// How many transactions and savepoints are open.
    depth: usize,
    /// The depth to which transactions were given up without an end.
    unwind_to: Option<usize>,
    /// Whether a statement runs. It stays true if its future was dropped.
    busy: bool,
    /// Whether the connection is thrown away in any case.
    spoiled: bool,
    /// Whether the transaction can only be rolled back, or is gone.
    state: TransactionState,
    pub statement_timeout: Option<Duration>,
}

impl Session {
    pub async fn open(shared: &Arc<Shared>) -> Result<Self> {
        let taken = match shared.pool.take_now() {
            Some(taken) => taken,
            None => shared.pool.take().await?,
        };
        Ok(Self::on(shared, taken))
    }

    fn on(shared: &Arc<Shared>, taken: Taken) -> Self {
        Self {
            shared: Arc::clone(shared),
            taken: Some(taken),
            depth: 0,
            unwind_to: None,
            busy: false,
            spoiled: false,
            state: TransactionState::Open,
            statement_timeout: shared.statement_timeout,
        }
    }

    pub async fn execute(&mut self, sql: &str, params: impl IntoParams) -> Result<u64> {
        let call = self.shared.call(sql, params)?;
        let span = Span::of(&self.shared, call.shape());
        let controls = call.controls();
        let answer = self.statement(span, |connection| connection.execute(call)).await;
        if controls { self.settle(answer).await } else { answer }
    }

    pub async fn fetch(&mut self, sql: &str, params: impl IntoParams, rows_max: usize) -> Result<FewRows> {
        let call = self.shared.call(sql, params)?;
        self.fetch_rows(call, rows_max).await
    }

    async fn fetch_rows(&mut self, call: Call, rows_max: usize) -> Result<FewRows> {
        self.ready().await?;
        let span = Span::of(&self.shared, call.shape());
        let connection = self.connection()?;
        if let Some(answer) = span.inside(|| connection.fetch_now(&call, rows_max)) {
            if answer.is_err() {
                self.after_failure().await?;
            }
            return answer;
        }
        let controls = call.controls();
        let answer = self.statement(span, |connection| connection.fetch(call, rows_max)).await.map(FewRows::from_vec);
        if controls { self.settle(answer).await } else { answer }
    }

    pub async fn describe(&mut self, sql: &str, params: impl IntoParams) -> Result<Vec<Column>> {
        let call = self.shared.call(sql, params)?;
        let span = Span::of(&self.shared, call.shape());
        self.statement(span, |connection| connection.describe(call)).await
    }

    /// Errors: [`Kind::Shape`] unless there is one row.
    pub async fn fetch_one(&mut self, sql: &str, params: impl IntoParams) -> Result<Row> {
        let call = self.shared.call(sql, params)?;
        one(self.fetch_rows(call, 2).await?)
    }

    /// Errors: [`Kind::Shape`] if there is more than one row.
    pub async fn fetch_optional(&mut self, sql: &str, params: impl IntoParams) -> Result<Option<Row>> {
        let call = self.shared.call(sql, params)?;
        one_at_most(self.fetch_rows(call, 2).await?)
    }

    /// Runs the statement with each of `rows`, all or none.
    pub async fn execute_many(&mut self, sql: &str, rows: Rows<'_>) -> Result<u64> {
        self.enter(TransactionOptions::default()).await?;
        let answer = self.send_many(sql, rows).await;
        let end = self.leave(answer.is_ok()).await;
        let n = answer?;
        end.map(|()| n)
    }

    async fn send_many(&mut self, sql: &str, mut rows: Rows<'_>) -> Result<u64> {
        let template = self.shared.templates.template(sql)?;
        let mut n_changed = 0;
        loop {
            let Some(first) = rows.next() else { return Ok(n_changed) };
            let mut round = Round { template: &template, first: Some(first), rows: &mut rows, n_left: ROWS_AT_ONCE };
            let call = Arc::clone(&template).call_many();
            let span = Span::of(&self.shared, call.shape());
            n_changed += self.work(span, Many { call, rows: &mut round }).await?;
        }
    }

    pub async fn script(&mut self, text: &str) -> Result<()> {
        let span = Span::of(&self.shared, "(script)");
        let text = text.to_owned();
        let answer = self.statement(span, |connection| connection.script(text)).await;
        self.settle(answer).await
    }

    /// Runs `text`, which may begin and end transactions as it likes: only a session that is thrown away may be used so.
    pub async fn raw(&mut self, text: &str) -> Result<()> {
        let span = Span::of(&self.shared, "(script)");
        let text = text.to_owned();
        self.statement(span, |connection| connection.script(text)).await
    }

    /// As [`Session::raw`], and returns the rows of each result.
    pub async fn raw_results(&mut self, text: &str) -> Result<Vec<Vec<Row>>> {
        let span = Span::of(&self.shared, "(script)");
        let call = self.shared.templates.verbatim(text)?;
        self.statement(span, |connection| connection.results(call)).await
    }

    /// As [`Session::raw`], for several texts in a transaction.
    pub async fn raw_many(&mut self, texts: &[&str]) -> std::result::Result<(), (usize, Error)> {
        if self.statement_timeout.is_some() {
            for (n, text) in texts.iter().enumerate() {
                self.raw(text).await.map_err(|error| (n, error))?;
            }
            return Ok(());
        }
        self.ready().await.map_err(|error| (0, error))?;
        self.busy = true;
        let answer = self.connection().map_err(|error| (0, error))?.scripts(texts).await;
        self.busy = false;
        answer
    }

    /// Runs a `COPY … FROM stdin` with its rows.
    pub async fn copy_in(&mut self, statement: &str, rows: &str) -> Result<()> {
        self.ready().await?;
        self.busy = true;
        let answer = self.connection()?.copy_in(statement, rows).await;
        self.busy = false;
        answer
    }

    /// Returns whether a transaction is open on the server.
    pub async fn server_transaction(&mut self) -> Result<TransactionState> {
        self.connection()?.transaction_state().await
    }

    /// Sees to it that the connection is thrown away, and not given back.
    pub fn spoil(&mut self) {
        self.spoiled = true;
    }

    /// Sees to it that a text has neither begun nor ended a transaction behind our back.
    ///
    /// Errors: that of `answer`; else [`Kind::Transaction`] if it did.
    async fn settle<T>(&mut self, answer: Result<T>) -> Result<T> {
        if self.busy {
            return answer;
        }
        let state = self.connection()?.transaction_state().await.unwrap_or(TransactionState::Gone);
        match (self.depth, state) {
            (0, TransactionState::Gone) => answer,
            (0, _) => {
                // What cannot be rolled back is not given back to the pool.
                self.busy = self.control(|connection| connection.control(Control::Rollback)).await.is_err();
                answer.and(Err(left_open()))
            }
            (_, TransactionState::Gone) => {
                self.state = TransactionState::Gone;
                answer.and(Err(ended_inside()))
            }
            (_, state) => {
                self.state = state;
                answer
            }
        }
    }

    /// Returns the rows as they come. The time limit is for each chunk of them. If `own`, a session that is dropped before
    /// the last row is cancelled and thrown away; else what is left of the rows is passed over.
    pub fn stream<'a, P: IntoParams + 'a>(
        &'a mut self,
        sql: &'a str,
        params: P,
        own: bool,
    ) -> impl Stream<Item = Result<Row>> + use<'a, P> {
        async_stream::try_stream! {
            let call = self.shared.call(sql, params)?;
            self.ready().await?;
            // It lasts as long as the rows are read.
            let _span = Span::of(&self.shared, call.shape());
            self.busy = own;
            let limit = self.statement_timeout;
            let connection = self.connection()?;
            let canceller = connection.canceller();
            let mut chunks = connection.stream(call);
            let failure = loop {
                match within(limit, canceller.as_ref(), chunks.next()).await {
                    Ok(None) => break None,
                    Ok(Some(Ok(rows))) => for row in rows {
                        yield row;
                    },
                    Ok(Some(Err(error))) | Err(Late::Ended(error)) => break Some((error, false)),
                    Err(Late::Lost(error)) => break Some((error, true)),
                }
            };
            drop(chunks);
            self.busy = matches!(failure, Some((_, true)));
            if let Some((error, _)) = failure {
                if !self.busy {
                    self.after_failure().await?;
                }
                Err(error)?;
            }
        }
    }

    /// Begins a transaction, or a savepoint in one.
    pub async fn enter(&mut self, options: TransactionOptions) -> Result<usize> {
        self.ready().await?;
        let depth = self.depth;
        if depth == 0 {
            self.control(|connection| connection.begin(options)).await?;
            self.state = TransactionState::Open;
        } else if options == TransactionOptions::default() {
            self.control(|connection| connection.control(Control::Savepoint(depth))).await?;
        } else {
            let message = "a nested transaction cannot have an isolation or access of its own";
            return Err(fail(Kind::Usage, "nested-options", message));
        }
        self.depth += 1;
        Ok(self.depth)
    }

    /// Ends the innermost transaction or savepoint; what has failed is rolled back even if `commit` is asked for.
    ///
    /// Errors: [`Kind::Transaction`] if it was to be committed and could only be rolled back.
    pub async fn leave(&mut self, commit: bool) -> Result<()> {
        if self.busy {
            // The connection is thrown away with the session, and the server rolls back.
            return if commit { Err(cut_off()) } else { Ok(()) };
        }
        self.unwind().await?;
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(nexusql_base::Error::internal("no transaction is open").into());
        };
        let state = self.state;
        let control = match (depth, commit && state == TransactionState::Open) {
            (0, true) => Control::Commit,
            (0, false) => Control::Rollback,
            (depth, true) => Control::Release(depth),
            (depth, false) => Control::RollbackTo(depth),
        };
        self.depth = depth;
        if state != TransactionState::Gone {
            let answer = self.control(|connection| connection.control(control)).await;
            if let Err(error) = answer {
                return Err(self.failed_end(control, error).await);
            }
        }
        if depth == 0 || state == TransactionState::Failed {
            self.state = TransactionState::Open;
        }
        if commit && state != TransactionState::Open { Err(rolled_back()) } else { Ok(()) }
    }

    /// A commit that is refused leaves the transaction open on some engines: it is rolled back.
    async fn failed_end(&mut self, control: Control, error: Error) -> Error {
        let undo = match control {
            Control::Commit => Control::Rollback,
            Control::Release(depth) => Control::RollbackTo(depth),
            _ => {
                // What cannot be rolled back is left to the server: it does so when the connection ends.
                self.busy = true;
                return error;
            }
        };
        let open = match self.connection() {
            Ok(connection) => connection.transaction_state().await.unwrap_or(TransactionState::Open),
            Err(_) => return error,
        };
        if open != TransactionState::Gone && self.control(|connection| connection.control(undo)).await.is_err() {
            self.busy = true;
        }
        error
    }

    /// Gives up what is open above `depth`; it is rolled back before anything else runs.
    pub fn abandon(&mut self, depth: usize) {
        let to = depth.saturating_sub(1);
        self.unwind_to = Some(self.unwind_to.map_or(to, |other| other.min(to)));
    }

    async fn unwind(&mut self) -> Result<()> {
        if let Some(to) = self.unwind_to.take() {
            while self.depth > to {
                Box::pin(self.leave(false)).await?;
            }
        }
        Ok(())
    }

    /// Returns whether the server has ended the transaction that is open here.
    pub fn is_gone(&self) -> bool {
        self.depth > 0 && self.state == TransactionState::Gone
    }

    fn connection(&mut self) -> Result<&mut dyn Connection> {
        match &mut self.taken {
            Some(taken) => Ok(taken.connection.as_mut()),
            None => Err(nexusql_base::Error::internal("session has no connection").into()),
        }
    }

    /// Makes ready for a statement.
    async fn ready(&mut self) -> Result<()> {
        if self.busy {
            return Err(cut_off());
        }
        if self.unwind_to.is_some() {
            self.unwind().await?;
        }
        if self.is_gone() { Err(rolled_back()) } else { Ok(()) }
    }

    async fn statement<T>(
        &mut self,
        span: Span,
        run: impl for<'c> FnOnce(&'c mut dyn Connection) -> BoxFuture<'c, Result<T>>,
    ) -> Result<T> {
        self.work(span, run).await
    }

    async fn work<T>(&mut self, span: Span, work: impl Work<T>) -> Result<T> {
        self.ready().await?;
        span.around(self.limited(work)).await
    }

    async fn limited<T>(&mut self, work: impl Work<T>) -> Result<T> {
        self.busy = true;
        let limit = self.statement_timeout;
        let connection = self.connection()?;
        let answer = match limit {
            None => work.on(connection).await,
            Some(_) => {
                let canceller = connection.canceller();
                match within(limit, canceller.as_ref(), work.on(connection)).await {
                    Ok(answer) => answer,
                    Err(Late::Ended(error)) => Err(error),
                    // It stays busy, and is thrown away.
                    Err(Late::Lost(error)) => return Err(error),
                }
            }
        };
        self.busy = false;
        if answer.is_err() {
            self.after_failure().await?;
        }
        answer
    }

    /// A statement in a transaction has failed: what has become of the transaction?
    async fn after_failure(&mut self) -> Result<()> {
        if self.depth > 0 {
            let connection = self.connection()?;
            self.state = if connection.is_broken() {
                TransactionState::Gone
            } else {
                connection.transaction_state().await.unwrap_or(TransactionState::Gone)
            };
        }
        Ok(())
    }

    async fn control(
        &mut self,
        run: impl for<'c> FnOnce(&'c mut dyn Connection) -> BoxFuture<'c, Result<()>>,
    ) -> Result<()> {
        self.busy = true;
        let answer = run(self.connection()?).await;
        self.busy = false;
        answer
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(mut taken) = self.taken.take() else { return };
        let pool = &self.shared.pool;
        if !self.busy && self.spoiled {
            return pool.discard(taken);
        }
        if !self.busy && self.depth == 0 {
            return pool.give_back(taken);
        }
        let pool = Arc::clone(pool);
        let runtime = tokio::runtime::Handle::try_current();
        match (self.busy, runtime) {
            (true, Ok(runtime)) => {
                runtime.spawn(async move {
                    // If the statement cannot be stopped, it ends with the connection.
                    let cancelled = taken.connection.canceller().cancel();
                    let _ = tokio::time::timeout(GRACE, cancelled).await;
                    pool.discard(taken);
                });
            }
            (false, Ok(runtime)) => {
                runtime.spawn(async move {
                    let rollback = taken.connection.control(Control::Rollback);
                    match tokio::time::timeout(GRACE, rollback).await {
                        Ok(Ok(())) => pool.give_back(taken),
                        _ => pool.discard(taken),
                    }
                });
            }
            // Without a runtime nothing can be said to the server; it rolls back when the connection ends.
            (_, Err(_)) => pool.discard(taken),
        }
    }
}

/// Returns the row.
///
/// Errors: [`Kind::Shape`] unless there is one.
pub(crate) fn one(rows: FewRows) -> Result<Row> {
    one_at_most(rows)?.ok_or_else(|| {
        let diagnostic = Diagnostic::error("no-row", "statement returned no row");
        Error::new(Kind::Shape, diagnostic.with_hint("Use \"fetch_optional\" where there may be none."))
    })
}

/// Returns the row, if there is one.
///
/// Errors: [`Kind::Shape`] if there are several.
pub(crate) fn one_at_most(mut rows: FewRows) -> Result<Option<Row>> {
    if rows.len() > 1 {
        let diagnostic = Diagnostic::error("several-rows", "statement returned more than one row");
        let hint = "Use \"fetch_all\", or say in the statement which row is meant.";
        return Err(Error::new(Kind::Shape, diagnostic.with_hint(hint)));
    }
    Ok(rows.pop())
}

fn cut_off() -> Error {
    let diagnostic = Diagnostic::error("cut-off", "an earlier statement of the transaction was cut off half-way");
    Error::new(Kind::Transaction, diagnostic.with_hint("Begin the transaction again."))
}

fn left_open() -> Error {
    let diagnostic = Diagnostic::error("transaction-left-open", "text began a transaction and did not end it");
    let detail = "It was rolled back: the connection is for the next caller.";
    Error::new(Kind::Transaction, diagnostic.with_detail(detail).with_hint("Use \"begin\" or \"transaction\"."))
}

fn ended_inside() -> Error {
    let diagnostic = Diagnostic::error("transaction-ended", "text ended the transaction in which it ran");
    Error::new(Kind::Transaction, diagnostic.with_hint("Use \"commit\" or \"rollback\" of the transaction."))
}

fn rolled_back() -> Error {
    let diagnostic =
        Diagnostic::error("rolled-back", "transaction is over: a statement in it has failed, or has ended it");
    let hint = "Let the error of the statement end the transaction, or put the statement into a nested one.";
    Error::new(Kind::Transaction, diagnostic.with_hint(hint))
}

/// Why there is no answer in time.
enum Late {
    /// The statement was cancelled and has ended.
    Ended(Error),
    /// The statement was cancelled and did not end.
    Lost(Error),
}

/// Waits for `work` no longer than `limit`; then cancels it on the server and waits until it has ended.
async fn within<T>(
    limit: Option<Duration>,
    canceller: &dyn Cancel,
    work: impl Future<Output = T>,
) -> std::result::Result<T, Late> {
    let Some(limit) = limit else { return Ok(work.await) };
    let mut work = std::pin::pin!(work);
    if let Ok(answer) = tokio::time::timeout(limit, &mut work).await {
        return Ok(answer);
    }
    let diagnostic = Diagnostic::error("statement-timeout", format!("statement took longer than {limit:?}"));
    let stopped = async {
        // If it cannot be stopped, the grace will pass.
        let _ = canceller.cancel().await;
        work.await
    };
    match tokio::time::timeout(GRACE, stopped).await {
        Ok(_) => {
            let detail = "It was cancelled on the server.";
            Err(Late::Ended(Error::new(Kind::Timeout, diagnostic.with_detail(detail))))
        }
        Err(_) => {
            let detail = "It could not be cancelled; its connection was given up.";
            Err(Late::Lost(Error::new(Kind::Timeout, diagnostic.with_detail(detail))))
        }
    }
}
