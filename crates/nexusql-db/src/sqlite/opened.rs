//! An open database, and what is known of the rows of its statements.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Statement};

use crate::params::Call;
use crate::row::{Column, Columns};

/// An open database.
pub(super) struct Opened {
    pub connection: Connection,
    columns: RefCell<HashMap<Arc<str>, Arc<Columns>>>,
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
        if let Some(known) = kept.get(&call.text)
            && is_current(known, statement)
        {
            return Arc::clone(known);
        }
        let columns = statement.columns().into_iter().map(|column| Column {
            name: column.name().to_owned(),
            type_name: column.decl_type().unwrap_or_default().to_ascii_lowercase(),
        });
        let columns = Arc::new(Columns(columns.collect()));
        if call.keep {
            if kept.len() >= self.columns_max {
                kept.clear();
            }
            kept.insert(Arc::clone(&call.text), Arc::clone(&columns));
        }
        columns
    }
}

fn is_current(known: &Columns, statement: &Statement<'_>) -> bool {
    let columns = statement.columns();
    let same = |(known, column): (&Column, &rusqlite::Column<'_>)| {
        known.name == column.name() && known.type_name.eq_ignore_ascii_case(column.decl_type().unwrap_or_default())
    };
    known.0.len() == columns.len() && known.0.iter().zip(&columns).all(same)
}
