//! Work under a time limit.

use std::time::Duration;

use futures_util::future::BoxFuture;
use nexusql_base::Diagnostic;

use super::Session;
use crate::driver::{Cancel, Connection};
use crate::error::{Error, Kind, Result};
use crate::span::Span;

/// How long a statement may take to end once it was cancelled.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// What is done with a connection under a time limit: a closure, or what borrows more than one can.
pub(super) trait Work<T> {
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

impl Session {
    pub(super) async fn work<T>(&mut self, span: Span, work: impl Work<T>) -> Result<T> {
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
}

/// Why there is no answer in time.
pub(super) enum Late {
    /// The statement was cancelled and has ended.
    Ended(Error),
    /// The statement was cancelled and did not end.
    Lost(Error),
}

/// Waits for `work` no longer than `limit`; then cancels it on the server and waits until it has ended.
pub(super) async fn within<T>(
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
