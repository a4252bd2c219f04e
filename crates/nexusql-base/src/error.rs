//! The one error type of the workspace: a kind to branch on and a diagnostic to show.

use std::fmt;

use crate::Diagnostic;

/// A result with nexusql's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// What sort of failure an [`Error`] is; the command line turns it into an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request itself makes no sense: bad arguments, bad config, a file that cannot be read.
    Usage,
    /// The user's SQL does not load: syntax, unknown names, wrong order.
    Sql,
    /// No engine, or one that does not start.
    Engine,
    /// A server that cannot be reached, refuses the login, or went away.
    Connection,
    /// The server refused a statement, or lacks a right or a feature.
    Server,
    /// A hazard that was not allowed, or a server that moved on since the plan was made.
    Refused,
    /// Stopped half way; running again finishes it.
    Interrupted,
    /// A fault of nexusql's own.
    Internal,
}

/// Why something failed.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    diagnostics: Vec<Diagnostic>,
}

impl Error {
    /// Returns an error of `kind` that shows `diagnostic`.
    pub fn new(kind: ErrorKind, diagnostic: Diagnostic) -> Self {
        Self { kind, diagnostics: vec![diagnostic] }
    }

    /// Returns an error of `kind` with several diagnostics, most important first.
    ///
    /// Panics: if `diagnostics` is empty.
    pub fn several(kind: ErrorKind, diagnostics: Vec<Diagnostic>) -> Self {
        assert!(!diagnostics.is_empty(), "an error says at least one thing");
        Self { kind, diagnostics }
    }

    /// Returns an internal error: a fault of nexusql, not of its user.
    pub fn internal(message: impl Into<String>) -> Self {
        let hint = "This is a fault in nexusql. Please report it with the command and its input.";
        Self::new(ErrorKind::Internal, Diagnostic::error("internal", message).with_hint(hint))
    }

    /// Returns what sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns what there is to show, most important first; never empty.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the most important diagnostic.
    pub fn diagnostic(&self) -> &Diagnostic {
        &self.diagnostics[0]
    }

    /// Returns the error with `change` made to its first diagnostic.
    #[must_use]
    pub fn map(mut self, change: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        let first = self.diagnostics.remove(0);
        self.diagnostics.insert(0, change(first));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic().message)
    }
}

impl std::error::Error for Error {}
