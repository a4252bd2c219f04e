//! A connection in use: statements with their time limits and spans, and transactions that know their depth.
//!
//! - `shared.rs` is what all sessions of a manager share, and a read that needs no session.
//! - `many.rs` runs one statement with many rows, `limit.rs` anything under a time limit.
//! - `nesting.rs` counts transactions, and sees what has become of them.
//!
//! Invariant: what is given back to the pool is idle, outside a transaction, and answers. Everything else is thrown away.

mod limit;
mod many;
mod nesting;
mod shared;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt as _};
use nexusql_base::Diagnostic;

pub(crate) use many::rows;
pub(crate) use shared::Shared;

use crate::driver::{Connection, Control, TransactionState};
use crate::error::{Error, Kind, Result};
use crate::params::{Call, IntoParams};
use crate::pool::Taken;
use crate::row::{Column, FewRows, Row};
use crate::span::Span;
use limit::{GRACE, Late, within};
use nesting::{cut_off, rolled_back};

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
        let connection = match &mut self.taken {
            Some(taken) => taken.connection.as_mut(),
            None => return Err(gone()),
        };
        match self.shared.fetch_now(connection, &call, rows_max) {
            Some(answer) => {
                if answer.is_err() {
                    self.after_failure().await?;
                }
                answer
            }
            None => self.fetch_in_time(call, rows_max).await,
        }
    }

    async fn fetch_in_time(&mut self, call: Call, rows_max: usize) -> Result<FewRows> {
        let span = Span::of(&self.shared, call.shape());
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
            let controls = call.controls();
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
            } else if controls {
                self.settle(Ok(())).await?;
            }
        }
    }

    fn connection(&mut self) -> Result<&mut dyn Connection> {
        match &mut self.taken {
            Some(taken) => Ok(taken.connection.as_mut()),
            None => Err(gone()),
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

fn gone() -> Error {
    nexusql_base::Error::internal("session has no connection").into()
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
