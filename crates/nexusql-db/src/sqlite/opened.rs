//! An open database with the statements that were prepared on it.
//!
//! rusqlite keeps statements too, but asks for a look into two tables and some allocations for each use: a tenth of what a
//! small read costs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use rusqlite::{Connection, PrepFlags, Statement, StatementStatus};
use self_cell::self_cell;

use super::error::error;
use crate::error::Result;
use crate::params::Call;
use crate::row::{Column, Columns};

/// By the address of the text.
type Statements<'c> = RefCell<HashMap<usize, Kept<'c>, RandomState>>;

self_cell! {
    struct Held {
        owner: Connection,
        #[not_covariant]
        dependent: Statements,
    }
}

/// An open database.
pub(super) struct Opened {
    held: Held,
    statements_max: usize,
}

// SAFETY: a connection may go to another thread, and its statements hold nothing but it and pointers into it. They never
// leave `Opened`, so that they go where the connection goes; SQLite asks for no more than that one thread works at a time
// (https://sqlite.org/threadsafe.html, "multi-thread"), which `&Opened` ensures, as this type cannot be shared.
#[allow(unsafe_code)]
unsafe impl Send for Opened {}

/// A statement that is prepared, and will be used again.
pub(super) struct Kept<'c> {
    /// It is held so that its address is that of no other text.
    _text: Arc<str>,
    pub statement: Statement<'c>,
    pub known: Known,
}

/// The columns of a statement, and how often SQLite had prepared it anew by then.
#[derive(Default)]
pub(super) struct Known(Option<(Arc<Columns>, i32)>);

impl Opened {
    /// Returns it with room for this many statements.
    pub fn new(connection: Connection, statements_max: usize) -> Self {
        Self { held: Held::new(connection, |_| Statements::default()), statements_max }
    }

    pub fn connection(&self) -> &Connection {
        self.held.borrow_owner()
    }

    /// Gives the statement of `call` to `work`, prepared and without values. What is kept of it afterwards has none either.
    ///
    /// Errors: those of `work`; what SQLite says of the text.
    pub fn with<T>(&self, call: &Call, work: impl FnOnce(&mut Kept<'_>) -> Result<T>) -> Result<T> {
        self.held.with_dependent(|connection, statements| {
            if !call.keep() {
                return work(&mut Kept::new(connection, call.text(), PrepFlags::empty())?);
            }
            let mut statements = statements.borrow_mut();
            let address = Arc::as_ptr(call.text()).cast::<u8>().addr();
            if let Some(kept) = statements.get_mut(&address) {
                return kept.lend(work);
            }
            // Which will come again is not known: now and then all go.
            if statements.len() >= self.statements_max {
                statements.clear();
            }
            let kept = Kept::new(connection, call.text(), PrepFlags::SQLITE_PREPARE_PERSISTENT)?;
            statements.entry(address).or_insert(kept).lend(work)
        })
    }
}

impl<'c> Kept<'c> {
    fn new(connection: &'c Connection, text: &Arc<str>, flags: PrepFlags) -> Result<Self> {
        let statement = connection.prepare_with_flags(text, flags).map_err(error)?;
        Ok(Self { _text: Arc::clone(text), statement, known: Known::default() })
    }

    fn lend<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let answer = work(self);
        self.statement.clear_bindings();
        answer
    }
}

impl Known {
    /// Returns the columns of `statement`, which was stepped: until then they may be those of a schema that is gone.
    pub fn columns(&mut self, statement: &Statement<'_>) -> Arc<Columns> {
        let n_prepared = statement.get_status(StatementStatus::RePrepare);
        match &self.0 {
            Some((columns, known)) if *known == n_prepared => Arc::clone(columns),
            _ => {
                let columns = Arc::new(Columns(columns(statement)));
                self.0 = Some((Arc::clone(&columns), n_prepared));
                columns
            }
        }
    }
}

/// Returns the columns of a statement as it was prepared last.
pub(super) fn columns(statement: &Statement<'_>) -> Vec<Column> {
    let column = |column: rusqlite::Column<'_>| Column {
        name: column.name().to_owned(),
        type_name: column.decl_type().unwrap_or_default().to_ascii_lowercase(),
    };
    statement.columns().into_iter().map(column).collect()
}
