//! An open database, and what is known of the rows of its statements.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use rusqlite::{Connection, Statement, StatementStatus};

use crate::params::Call;
use crate::row::{Column, Columns};

/// The columns of a statement, and how often SQLite had prepared it anew by then.
struct Known {
    /// It is held so that its address is that of no other text.
    _text: Arc<str>,
    columns: Arc<Columns>,
    n_prepared: i32,
}

/// An open database.
pub(super) struct Opened {
    pub connection: Connection,
    /// By the address of the text.
    columns: RefCell<HashMap<usize, Known, RandomState>>,
    columns_max: usize,
}

impl Opened {
    /// Keeps the columns of as many statements as `connection` keeps.
    pub fn new(connection: Connection, columns_max: usize) -> Self {
        Self { connection, columns: RefCell::default(), columns_max }
    }

    /// Returns the columns of `statement`, which was stepped: until then they may be those of a schema that is gone.
    pub fn columns(&self, call: &Call, statement: &Statement<'_>) -> Arc<Columns> {
        let mut kept = self.columns.borrow_mut();
        let n_prepared = statement.get_status(StatementStatus::RePrepare);
        // In its first run it may be another statement than the one of this text that is known.
        if statement.get_status(StatementStatus::Run) > 1
            && let Some(known) = kept.get(&address(&call.text))
            && known.n_prepared == n_prepared
        {
            return Arc::clone(&known.columns);
        }
        let columns = Arc::new(Columns(columns(statement)));
        if call.keep {
            if kept.len() >= self.columns_max {
                kept.clear();
            }
            let text = Arc::clone(&call.text);
            kept.insert(address(&text), Known { _text: text, columns: Arc::clone(&columns), n_prepared });
        }
        columns
    }
}

fn address(text: &Arc<str>) -> usize {
    Arc::as_ptr(text).cast::<u8>().addr()
}

/// Returns the columns of a statement as it was prepared last.
pub(super) fn columns(statement: &Statement<'_>) -> Vec<Column> {
    let column = |column: rusqlite::Column<'_>| Column {
        name: column.name().to_owned(),
        type_name: column.decl_type().unwrap_or_default().to_ascii_lowercase(),
    };
    statement.columns().into_iter().map(column).collect()
}
