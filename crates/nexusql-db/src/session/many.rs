//! One statement with many rows.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::Session;
use super::limit::Work;
use crate::driver::{Connection, RowSource};
use crate::error::Result;
use crate::params::{Call, IntoParams, Params, Template};
use crate::span::Span;
use crate::transaction::TransactionOptions;
use crate::value::Value;

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

impl Session {
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
}
