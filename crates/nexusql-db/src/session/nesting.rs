//! Transactions in transactions: how deep they are, and what has become of them.

use futures_util::future::BoxFuture;
use nexusql_base::Diagnostic;

use super::Session;
use crate::driver::{Connection, Control, TransactionState};
use crate::error::{Error, Kind, Result, fail};
use crate::transaction::TransactionOptions;

impl Session {
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

    pub(super) async fn unwind(&mut self) -> Result<()> {
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

    /// Sees to it that a text has neither begun nor ended a transaction behind our back.
    ///
    /// Errors: that of `answer`; else [`Kind::Transaction`] if it did.
    pub(super) async fn settle<T>(&mut self, answer: Result<T>) -> Result<T> {
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

    /// A statement in a transaction has failed: what has become of the transaction?
    pub(super) async fn after_failure(&mut self) -> Result<()> {
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

pub(super) fn cut_off() -> Error {
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

pub(super) fn rolled_back() -> Error {
    let diagnostic =
        Diagnostic::error("rolled-back", "transaction is over: a statement in it has failed, or has ended it");
    let hint = "Let the error of the statement end the transaction, or put the statement into a nested one.";
    Error::new(Kind::Transaction, diagnostic.with_hint(hint))
}
