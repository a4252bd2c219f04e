//! What went wrong on any engine: one type with a portable kind, the engine's own code, and names where it gives them.

use std::fmt;

use nexusql_base::{Diagnostic, ErrorKind};

/// A result with the layer's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// What sort of failure an [`Error`] is, whatever the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A value that must be unique is there already.
    Unique,
    /// A row points to a row that is not there, or is pointed to.
    ForeignKey,
    /// Null where it may not be.
    NotNull,
    /// A check of a table refused a value.
    Check,
    /// Another rule of the table: an exclusion, a trigger's own.
    Constraint,
    /// Transactions could not be put in an order; running again may help.
    Serialization,
    /// Transactions waited for each other; running again may help.
    Deadlock,
    /// A lock was not given in time.
    Lock,
    /// A statement, a login or the wait for a connection took too long.
    Timeout,
    /// A statement was stopped on request.
    Cancelled,
    /// The server cannot be reached, refuses the login, or went away.
    Connection,
    /// The statement is not SQL as the engine knows it.
    Syntax,
    /// A table, column, function or database that does not exist.
    Unknown,
    /// One that exists already.
    Exists,
    /// A right is lacking, or the database may only be read.
    Permission,
    /// A value that the engine, the column or the Rust type cannot hold.
    Value,
    /// Parameters that do not fit the statement.
    Parameter,
    /// Another number of rows or columns than was asked for.
    Shape,
    /// A transaction that has ended or can only be rolled back.
    Transaction,
    /// The request makes no sense: a URL, a name, an option.
    Usage,
    /// The engine cannot do this.
    Unsupported,
    /// A fault of nexusql's own.
    Internal,
    /// What has no kind here; see the engine's own code.
    Other,
}

/// The engine's own code of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// A five-character SQLSTATE: PostgreSQL.
    SqlState(String),
    /// A number: MySQL's, SQL Server's, SQLite's extended code.
    Number(i64),
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SqlState(state) => f.write_str(state),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// Why something failed. No message holds a password; a server's own words may hold values.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    code: Option<Code>,
    diagnostic: Diagnostic,
    constraint: Option<String>,
    table: Option<String>,
    columns: Vec<String>,
    position: Option<usize>,
    line: Option<usize>,
    routine: Option<String>,
}

impl Error {
    /// Returns an error of `kind` that shows `diagnostic`.
    pub fn new(kind: Kind, diagnostic: Diagnostic) -> Self {
        Self(Box::new(Inner {
            kind,
            code: None,
            diagnostic,
            constraint: None,
            table: None,
            columns: Vec::new(),
            position: None,
            line: None,
            routine: None,
        }))
    }

    /// Returns it with the engine's own code.
    #[must_use]
    pub fn with_code(mut self, code: Code) -> Self {
        if let Code::SqlState(state) = &code {
            self.0.diagnostic.sqlstate.get_or_insert_with(|| state.clone());
        }
        self.0.code = Some(code);
        self
    }

    /// Returns it with the name of a constraint.
    #[must_use]
    pub fn with_constraint(mut self, name: impl Into<String>) -> Self {
        self.0.constraint = Some(name.into());
        self
    }

    /// Returns it with the name of a table.
    #[must_use]
    pub fn with_table(mut self, name: impl Into<String>) -> Self {
        self.0.table = Some(name.into());
        self
    }

    /// Returns it with names of columns.
    #[must_use]
    pub fn with_columns(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.0.columns = names.into_iter().collect();
        self
    }

    /// Returns it with the character of the statement, from 1, that the engine points at.
    #[must_use]
    pub fn with_position(mut self, position: Option<usize>) -> Self {
        self.0.position = position;
        self
    }

    /// Returns it with the line, from 1, that the engine points at: of the text that it was sent, or of a `routine`.
    #[must_use]
    pub fn with_line(mut self, line: usize, routine: Option<&str>) -> Self {
        self.0.line = Some(line);
        self.0.routine = routine.map(str::to_owned);
        self
    }

    /// Returns it with a hint, unless it has one.
    #[must_use]
    pub fn or_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.diagnostic.hint.get_or_insert_with(|| hint.into());
        self
    }

    /// Returns it with a detail, unless it has one.
    #[must_use]
    pub fn or_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.diagnostic.detail.get_or_insert_with(|| detail.into());
        self
    }

    /// Returns what sort of failure it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Returns the engine's own code, if the engine said it.
    pub fn code(&self) -> Option<&Code> {
        self.0.code.as_ref()
    }

    /// Returns what there is to show.
    pub fn diagnostic(&self) -> &Diagnostic {
        &self.0.diagnostic
    }

    /// Returns the constraint, where the engine names it.
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint.as_deref()
    }

    /// Returns the table, where the engine names it.
    pub fn table(&self) -> Option<&str> {
        self.0.table.as_deref()
    }

    /// Returns the columns, where the engine names them.
    pub fn columns(&self) -> &[String] {
        &self.0.columns
    }

    /// Returns where the engine points at in the text that it was sent, where it says so.
    ///
    /// Units: characters, from 1.
    pub fn position(&self) -> Option<usize> {
        self.0.position
    }

    /// Returns the line that the engine points at, where it counts lines (SQL Server): of the text that it was sent, or of
    /// what [`Error::routine`] names.
    ///
    /// Units: lines, from 1.
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }

    /// Returns the routine or trigger in which it was, as the engine names it (SQL Server).
    pub fn routine(&self) -> Option<&str> {
        self.0.routine.as_deref()
    }

    /// Returns whether the same transaction may succeed when it is run again.
    pub fn is_transient(&self) -> bool {
        matches!(self.kind(), Kind::Serialization | Kind::Deadlock | Kind::Lock)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.diagnostic.message)
    }
}

/// Message, detail and hint: what a test or `main` prints of an error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0.kind, self.0.diagnostic.message)?;
        if let Some(code) = &self.0.code {
            write!(f, " ({code})")?;
        }
        let lines = [("detail", &self.0.diagnostic.detail), ("hint", &self.0.diagnostic.hint)];
        lines
            .iter()
            .filter_map(|(label, text)| Some((label, text.as_ref()?)))
            .try_for_each(|(label, text)| write!(f, "\n  {label}: {text}"))
    }
}

impl std::error::Error for Error {}

impl From<nexusql_base::Error> for Error {
    fn from(error: nexusql_base::Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::Usage => Kind::Usage,
            ErrorKind::Connection => Kind::Connection,
            ErrorKind::Internal => Kind::Internal,
            _ => Kind::Other,
        };
        Self::new(kind, error.diagnostic().clone())
    }
}

impl From<Error> for nexusql_base::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            Kind::Connection => ErrorKind::Connection,
            Kind::Usage | Kind::Parameter => ErrorKind::Usage,
            Kind::Internal => ErrorKind::Internal,
            _ => ErrorKind::Server,
        };
        Self::new(kind, error.0.diagnostic)
    }
}

/// Returns an error of `kind` with a code and message only.
pub(crate) fn fail(kind: Kind, code: &'static str, message: impl Into<String>) -> Error {
    Error::new(kind, Diagnostic::error(code, message))
}
