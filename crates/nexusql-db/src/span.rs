//! Spans for who listens to what statements cost.

use std::time::Instant;

use tracing::Instrument as _;

use crate::session::Shared;

/// A span for one statement: engine, shape and time, never a value. Absent where nobody listens.
pub(crate) struct Span(Option<(tracing::Span, Instant)>);

impl Drop for Span {
    fn drop(&mut self) {
        if let Some((span, start)) = &self.0 {
            span.record("elapsed_us", u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
    }
}

impl Span {
    pub fn of(shared: &Shared, shape: &str) -> Self {
        if !tracing::enabled!(tracing::Level::DEBUG) {
            return Self(None);
        }
        let span = tracing::debug_span!("statement", engine = shared.engine, shape, elapsed_us = tracing::field::Empty);
        Self(Some((span, Instant::now())))
    }

    /// Does what waits for nothing.
    pub fn inside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some((span, _)) => span.in_scope(work),
            None => work(),
        }
    }

    pub async fn around<T>(self, work: impl Future<Output = T>) -> T {
        match &self.0 {
            Some((span, _)) => work.instrument(span.clone()).await,
            None => work.await,
        }
    }
}
