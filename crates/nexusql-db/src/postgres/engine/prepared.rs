//! Prepared statements: those of one connection by their text, with how their values are written and rows read.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use nexusql_base::Diagnostic;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row as Answer, Statement};

use super::bind::form;
use super::class::{Class, type_name};
use super::error::error;
use super::form::Form;
use super::print::printing;
use super::read::{Sent, value};
use crate::error::{Error, Kind, Result};
use crate::params::Call;
use crate::row::{Column, Columns, Row};
use crate::value::Value;

/// How many statements a connection keeps.
const KEPT_MAX: usize = 500;

/// How many parameters the protocol can number.
const PARAMETERS_MAX: usize = 65_535;

/// A statement that the server has prepared.
pub(super) struct Prepared {
    pub statement: Statement,
    params: Vec<Class>,
    columns: Arc<Columns>,
    classes: Vec<Class>,
    /// The statement that has what cannot be read printed.
    printing: OnceLock<Arc<Prepared>>,
}

impl Prepared {
    fn new(statement: Statement) -> Self {
        let column = |column: &tokio_postgres::Column| Column {
            name: column.name().to_owned(),
            type_name: type_name(column.type_()),
        };
        Self {
            params: statement.params().iter().map(Class::of).collect(),
            columns: Arc::new(Columns(statement.columns().iter().map(column).collect())),
            classes: statement.columns().iter().map(|column| Class::of(column.type_())).collect(),
            statement,
            printing: OnceLock::new(),
        }
    }

    /// Returns the classes of the parameters.
    pub fn params(&self) -> &[Class] {
        &self.params
    }

    /// Returns the columns of its rows.
    pub fn columns(&self) -> &[Column] {
        &self.columns.0
    }

    /// Returns `values` as they are sent.
    ///
    /// Errors: [`Kind::Value`] for what a parameter's type cannot hold; [`Kind::Parameter`] if the text has placeholders
    /// of its own.
    pub fn forms(&self, values: impl IntoIterator<Item = Value, IntoIter: ExactSizeIterator>) -> Result<Vec<Form>> {
        let values = values.into_iter();
        if values.len() != self.params.len() {
            let diagnostic =
                Diagnostic::error("foreign-parameter", "statement has parameters that are not written \":name\"");
            let detail = format!("PostgreSQL sees {}, and {} are given.", self.params.len(), values.len());
            return Err(Error::new(Kind::Parameter, diagnostic.with_detail(detail).with_hint("Write \":name\".")));
        }
        let types = self.statement.params();
        values.zip(self.params.iter().zip(types)).map(|(value, (class, ty))| form(value, class, ty)).collect()
    }

    /// Returns a row.
    ///
    /// Errors: [`Kind::Value`] for what cannot be read.
    pub fn row(&self, answer: &Answer) -> Result<Row> {
        let read = |(i, class): (usize, &Class)| {
            let sent: Sent<'_> = answer.try_get(i).map_err(|said| error(&said))?;
            value(class, sent, &self.columns.0[i].name)
        };
        let values = self.classes.iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
        Ok(Row::new(Arc::clone(&self.columns), values))
    }
}

/// The statements of one connection.
#[derive(Default)]
pub(super) struct Statements {
    kept: HashMap<Arc<str>, Arc<Prepared>>,
}

impl Statements {
    /// Returns the statement of `call`, for whoever does not look at its rows.
    ///
    /// Errors: what the server says of it.
    pub async fn get(&mut self, client: &Client, call: &Call) -> Result<Arc<Prepared>> {
        if let Some(prepared) = self.kept.get(call.text()) {
            return Ok(Arc::clone(prepared));
        }
        if call.values.len() > PARAMETERS_MAX {
            return Err(too_many(call.values.len()));
        }
        let types = match call.probe() {
            Some(probe) => client.prepare(probe).await.map_err(|said| error(&said))?.params().to_vec(),
            None => Vec::new(),
        };
        let prepared = prepare(client, call.text(), &types).await?;
        if call.keep() {
            // Which will come again is not known: now and then all go.
            if self.kept.len() >= KEPT_MAX {
                self.kept.clear();
            }
            self.kept.insert(Arc::clone(call.text()), Arc::clone(&prepared));
        }
        Ok(prepared)
    }

    /// Returns the statement of `call`, with columns that can be read.
    ///
    /// Errors: what the server says of it; nothing has run then.
    pub async fn readable(&mut self, client: &Client, call: &Call) -> Result<Arc<Prepared>> {
        let prepared = self.get(client, call).await?;
        if let Some(printing) = prepared.printing.get() {
            return Ok(Arc::clone(printing));
        }
        let Some(text) = printing(call.text(), &prepared.statement) else { return Ok(prepared) };
        let made =
            prepare(client, &text, prepared.statement.params()).await.map_err(|said| unreadable(&prepared, said))?;
        let made = Prepared { columns: Arc::clone(&prepared.columns), ..Prepared::new(made.statement.clone()) };
        Ok(Arc::clone(prepared.printing.get_or_init(|| Arc::new(made))))
    }

    /// Forgets the statement with this text.
    pub fn forget(&mut self, text: &str) {
        self.kept.remove(text);
    }
}

async fn prepare(client: &Client, text: &str, types: &[Type]) -> Result<Arc<Prepared>> {
    let statement = client.prepare_typed(text, types).await.map_err(|said| error(&said))?;
    Ok(Arc::new(Prepared::new(statement)))
}

fn too_many(n: usize) -> Error {
    let diagnostic = Diagnostic::error("too-many-parameters", format!("statement has {n} parameters"));
    let detail = format!("PostgreSQL takes {PARAMETERS_MAX} at most, and each element of a list is one.");
    let hint = "For a long list write \"= any(:list)\".";
    Error::new(Kind::Parameter, diagnostic.with_detail(detail).with_hint(hint))
}

/// A statement such as "with … insert" cannot be a part of a query.
fn unreadable(prepared: &Prepared, said: Error) -> Error {
    let columns = prepared.columns.0.iter().zip(&prepared.classes).filter(|(_, class)| **class == Class::Other);
    let named: Vec<String> =
        columns.map(|(column, _)| format!("\"{}\" of type \"{}\"", column.name, column.type_name)).collect();
    let diagnostic = Diagnostic::error("type-not-read", format!("column {} cannot be read", named.join(", ")))
        .with_detail(format!("The server cannot print it in this statement: {said}."))
        .with_hint("Cast it to text in the statement.");
    Error::new(Kind::Unsupported, diagnostic)
}
