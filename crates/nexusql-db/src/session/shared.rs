//! What all sessions share, and reads that need none.

use std::sync::Arc;
use std::time::Duration;

use super::Session;
use crate::driver::Connection;
use crate::error::Result;
use crate::params::{Cache, Call, IntoParams};
use crate::pool::Pool;
use crate::row::FewRows;
use crate::span::Span;

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
        let mut taken = match self.pool.take_now() {
            Some(taken) => taken,
            None => self.pool.take().await?,
        };
        // A small read would notice a session, and a future more.
        if let Some(answer) = self.fetch_now(taken.connection.as_mut(), &call, rows_max) {
            self.pool.give_back(taken);
            return answer;
        }
        Session::on(self, taken).fetch_in_time(call, rows_max).await
    }

    /// Reads at once, if the connection can; as [`Connection::fetch_now`].
    pub(super) fn fetch_now(
        &self,
        connection: &mut dyn Connection,
        call: &Call,
        rows_max: usize,
    ) -> Option<Result<FewRows>> {
        // What may begin a transaction is looked at afterwards.
        if call.controls() {
            return None;
        }
        Span::of(self, call.shape()).inside(|| connection.fetch_now(call, rows_max))
    }

    pub(super) fn call(&self, sql: &str, params: impl IntoParams) -> Result<Call> {
        self.templates.template(sql)?.call(params.into_params())
    }
}
