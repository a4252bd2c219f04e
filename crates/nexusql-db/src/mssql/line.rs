//! The wire of one connection: one request at a time, which can be told to stop from elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tiberius::Client;
use tokio::net::TcpStream;
use tokio::sync::{Mutex, Notify};
use tokio_util::compat::Compat;

use super::error::{cancelled, error};
use crate::driver::Cancel;
use crate::error::{Kind, Result};

/// The driver's client.
pub(super) type Wire = Client<Compat<TcpStream>>;

/// A connection's wire, shared with whoever may stop it.
pub(super) struct Line {
    wire: Mutex<Wire>,
    stop: Notify,
    /// Whether a request was sent and its answer not yet read. It stays true if its future was dropped.
    running: AtomicBool,
    broken: AtomicBool,
}

impl Line {
    pub fn new(wire: Wire) -> Arc<Self> {
        let (running, broken) = (AtomicBool::new(false), AtomicBool::new(false));
        Arc::new(Self { wire: Mutex::new(wire), stop: Notify::new(), running, broken })
    }

    /// Sends a request by `work` and reads its answer to the end.
    ///
    /// Errors: those of `work`; [`Kind::Cancelled`] if it was told to stop before.
    pub async fn run<T>(&self, work: impl AsyncFnOnce(&mut Wire) -> Result<T>) -> Result<T> {
        let mut wire = self.wire.lock().await;
        // Who wanted an earlier request to stop came too late.
        let _ = self.stop.notified().now_or_never();
        self.running.store(true, Ordering::Relaxed);
        let answer = tokio::select! {
            answer = work(&mut wire) => Some(answer),
            () = self.stop.notified() => None,
        };
        let answer = match answer {
            Some(answer) => answer,
            None => match wire.cancel_query().await {
                Ok(()) => Err(cancelled()),
                Err(said) => Err(error(&said)),
            },
        };
        self.running.store(false, Ordering::Relaxed);
        if answer.as_ref().is_err_and(|error| error.kind() == Kind::Connection) {
            self.broken.store(true, Ordering::Relaxed);
        }
        answer
    }

    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Ends the connection, if nobody uses it.
    pub async fn close(self: Arc<Self>) {
        if let Some(line) = Arc::into_inner(self) {
            // The server notices that it is gone in any case.
            let _ = line.wire.into_inner().close().await;
        }
    }
}

/// Stops what runs on one line.
pub(super) struct Stop(pub Arc<Line>);

impl Cancel for Stop {
    fn cancel(&self) -> BoxFuture<'static, Result<()>> {
        let line = Arc::clone(&self.0);
        async move {
            match line.wire.try_lock() {
                // Its future was dropped: nobody else will say it.
                Ok(mut wire) if line.running.load(Ordering::Relaxed) => {
                    wire.cancel_query().await.map_err(|said| error(&said))?;
                    line.running.store(false, Ordering::Relaxed);
                }
                Ok(_) => {}
                // Whoever waits for the answer says it.
                Err(_) => line.stop.notify_one(),
            }
            Ok(())
        }
        .boxed()
    }
}
