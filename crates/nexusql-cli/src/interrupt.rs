//! Ctrl-C and a polite request to end: scratches are removed, and the user hears what that means.

use std::future::Future;
use std::time::{Duration, Instant};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::{Canceller, Session};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::error::{Exit, report};

/// How long a command may take to come to its end, once asked to.
const GRACE: Duration = Duration::from_secs(2);
/// How long is waited for what stops work on servers.
const STOPPING: Duration = Duration::from_millis(500);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Runs `command` to its end, or drops it when the process is asked to end; what it holds goes with it.
///
/// A command that sits in a call that cannot be dropped, such as one that waits for an answer, is ended with the process.
/// Errors: those of `command`; [`ErrorKind::Interrupted`].
pub async fn or_interrupted(command: impl Future<Output = Result<Exit>>, json: bool) -> Result<Exit> {
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        asked_to_end().await;
        let _ = tell.send(());
        tokio::select! {
            () = tokio::time::sleep(GRACE) => {}
            () = asked_to_end() => {}
        }
        report(&interrupted(), json);
        std::process::exit(Exit::Interrupted as i32);
    });
    tokio::select! {
        answer = command => return answer,
        Ok(()) = told => {}
    }
    // What was dropped has set off tasks that stop its work on servers. One task is the other half of this.
    let begun = Instant::now();
    while Handle::current().metrics().num_alive_tasks() > 1 && begun.elapsed() < STOPPING {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Err(interrupted())
}

/// A session that does something long. Dropped before its end, it has the server stop that: a server does not see that nobody
/// listens any more until its statement has ended.
pub struct Running(Option<Canceller>);

impl Running {
    /// Returns it for what `session` is about to do.
    pub fn new(session: &Session) -> Self {
        Self(Some(session.canceller()))
    }

    /// Ends it: nothing is left to stop.
    pub fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let (Some(canceller), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            // A server that cannot be reached stops by itself.
            runtime.spawn(async move { canceller.cancel().await });
        }
    }
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}

fn interrupted() -> Error {
    let diagnostic = Diagnostic::error("interrupted", "interrupted")
        .with_detail("What a server has committed stays; what was under way there is rolled back.")
        .with_hint("Run the same command again: it goes on from there.");
    Error::new(ErrorKind::Interrupted, diagnostic)
}
