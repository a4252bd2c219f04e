//! Rows: values with the names of their columns.

use std::fmt;
use std::sync::Arc;

use nexusql_base::Diagnostic;
use serde::de::DeserializeOwned;
use smallvec::SmallVec;

use crate::error::{Error, Kind, Result, fail};
use crate::value::{FromValue, Mismatch, Value, map};

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as the engine calls it; empty where the engine has none, as for an expression in SQLite.
    pub type_name: String,
}

/// The columns that all rows of a result share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns(pub Vec<Column>);

/// One row of a result. `Debug` shows names and types, never values.
#[derive(Clone, PartialEq)]
pub struct Row {
    columns: Arc<Columns>,
    values: Vec<Value>,
}

/// The rows of a small answer: one needs no room of its own.
pub(crate) type FewRows = SmallVec<[Row; 1]>;

/// What a column can be named by: its index from 0, or its name.
pub trait ColumnIndex: Copy {
    /// Returns the column's index in `row`.
    ///
    /// Errors: [`Kind::Shape`] if there is none, or several have the name.
    fn index(self, row: &Row) -> Result<usize>;
}

impl ColumnIndex for usize {
    fn index(self, row: &Row) -> Result<usize> {
        if self < row.values.len() {
            return Ok(self);
        }
        Err(fail(Kind::Shape, "no-such-column", format!("row has {} columns, none at {self}", row.values.len())))
    }
}

impl ColumnIndex for &str {
    fn index(self, row: &Row) -> Result<usize> {
        let mut found = row.columns.0.iter().enumerate().filter(|(_, column)| column.name == self);
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(index),
            (Some(_), Some(_)) => {
                let diagnostic = Diagnostic::error("ambiguous-column", format!("several columns are named \"{self}\""));
                Err(Error::new(Kind::Shape, diagnostic.with_hint("Give each a name of its own with \"as\".")))
            }
            (None, _) => {
                let names: Vec<String> = row.columns.0.iter().map(|column| format!("\"{}\"", column.name)).collect();
                let diagnostic = Diagnostic::error("no-such-column", format!("row has no column \"{self}\""));
                Err(Error::new(Kind::Shape, diagnostic.with_detail(format!("It has {}.", names.join(", ")))))
            }
        }
    }
}

impl Row {
    /// Returns a row of `values`, one for each of `columns`.
    pub(crate) fn new(columns: Arc<Columns>, values: Vec<Value>) -> Self {
        debug_assert_eq!(columns.0.len(), values.len(), "each column has a value");
        Self { columns, values }
    }

    /// Returns the columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns.0
    }

    /// Returns whether there is a column with this name.
    pub fn has_column(&self, name: &str) -> bool {
        self.columns.0.iter().any(|column| column.name == name)
    }

    /// Returns the values in the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Returns the values in the order of the columns.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// Returns the value of a column as a `T`.
    ///
    /// Errors: [`Kind::Shape`] if there is no such column; [`Kind::Value`] if it is no `T`, or does not fit one.
    pub fn get<T: FromValue>(&self, column: impl ColumnIndex) -> Result<T> {
        let index = column.index(self)?;
        self.read(index, self.values[index].clone())
    }

    /// Returns the value of a column as a `T`, and leaves null in its place.
    ///
    /// Errors: as [`Row::get`].
    pub fn take<T: FromValue>(&mut self, column: impl ColumnIndex) -> Result<T> {
        let index = column.index(self)?;
        let value = std::mem::take(&mut self.values[index]);
        self.read(index, value)
    }

    /// Returns the row as a `T` that serde makes of a map: columns are fields, by name.
    ///
    /// Errors: [`Kind::Value`] if a field is missing or is of another type. The message may hold the value.
    pub fn deserialize<T: DeserializeOwned>(self) -> Result<T> {
        let names = self.columns.0.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        T::deserialize(map(names.into_iter().zip(self.values))).map_err(|said| {
            let diagnostic = Diagnostic::error("row-differs", format!("row cannot be read: {said}"));
            Error::new(
                Kind::Value,
                diagnostic.with_hint("Fields are named like columns; give others a name with \"as\"."),
            )
        })
    }

    fn read<T: FromValue>(&self, index: usize, value: Value) -> Result<T> {
        T::from_value(value).map_err(|mismatch| differs(&self.columns, index, &mismatch))
    }
}

#[cold]
fn differs(columns: &Columns, index: usize, mismatch: &Mismatch) -> Error {
    let name = &columns.0[index].name;
    let diagnostic = Diagnostic::error("value-differs", format!("column \"{name}\": {mismatch}"));
    let hint = match (mismatch.found, mismatch.out_of_range) {
        ("null", _) => Some("Read it as an \"Option\"."),
        (_, true) => Some("Read it as a wider type."),
        _ => None,
    };
    let diagnostic = hint.into_iter().fold(diagnostic, Diagnostic::with_hint);
    Error::new(Kind::Value, diagnostic).with_columns([name.clone()])
}

#[cold]
fn other_columns(n: usize, n_wanted: usize) -> Error {
    fail(Kind::Shape, "columns-differ", format!("row has {n} columns instead of {n_wanted}"))
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.columns.0.iter().map(|column| &column.name);
        f.debug_map().entries(names.zip(self.values.iter().map(Value::type_name))).finish()
    }
}

/// A type that a whole row can be read as.
pub trait FromRow: Sized {
    /// Returns `row` as this type.
    ///
    /// Errors: as [`Row::get`].
    fn from_row(row: Row) -> Result<Self>;
}

impl FromRow for Row {
    fn from_row(row: Row) -> Result<Self> {
        Ok(row)
    }
}

/// A type that serde reads from a row: `fetch_all::<Serde<User>>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serde<T>(pub T);

impl<T: DeserializeOwned> FromRow for Serde<T> {
    fn from_row(row: Row) -> Result<Self> {
        row.deserialize().map(Serde)
    }
}

macro_rules! tuples {
    ($($($type:ident $index:tt),+;)*) => {$(
        /// Reads the columns in their order; there may be no more.
        impl<$($type: FromValue),+> FromRow for ($($type,)+) {
            fn from_row(row: Row) -> Result<Self> {
                let Row { columns, values } = row;
                let n = [$($index),+].len();
                if values.len() != n {
                    return Err(other_columns(values.len(), n));
                }
                let mut values = values.into_iter();
                Ok(($({
                    let value = values.next().unwrap_or_default();
                    $type::from_value(value).map_err(|mismatch| differs(&columns, $index, &mismatch))?
                },)+))
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
