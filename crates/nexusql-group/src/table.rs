//! The tables of a script, with what they refer to.

use std::collections::BTreeMap;

use nexusql_base::Result;
use nexusql_script::arrange::{Category, objects};
use nexusql_script::{Facts, Name, read};
use nexusql_sql::Script;
use serde::Serialize;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as it is written.
    #[serde(rename = "type")]
    pub sql_type: String,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name, with its schema.
    pub name: Name,
    /// Its columns, as far as the script tells them.
    pub columns: Vec<Column>,
    /// The places of the tables that it refers to.
    pub needs: Vec<usize>,
}

/// Returns the tables of `script` by name, with what the statements about them name.
///
/// Errors: those of [`Script::pieces`]. Cost: linear in the text.
pub fn tables(script: Script<'_>) -> Result<Vec<Table>> {
    let made = objects(script)?;
    let mut facts = Facts::default();
    for part in read(script) {
        let part = part?;
        facts.add(part.node.as_ref().zip(part.about));
    }
    let end = facts.statements.len();
    let mut order: Vec<usize> = (0..made.len()).filter(|at| made[*at].category == Category::Table).collect();
    order.sort_by(|one, two| made[*one].name.cmp(&made[*two].name));
    let places: BTreeMap<usize, usize> = order.iter().enumerate().map(|(place, at)| (*at, place)).collect();
    let table = |at: &usize| {
        let known = facts.tables.get(&made[*at].name, end);
        let columns = known.into_iter().flat_map(|table| table.columns_at(end));
        let columns = columns.map(|(name, column)| Column { name: name.to_owned(), sql_type: column.sql_type.clone() });
        Table {
            name: made[*at].name.clone(),
            columns: columns.collect(),
            needs: made[*at].needs.iter().filter_map(|need| places.get(need).copied()).collect(),
        }
    };
    Ok(order.iter().map(table).collect())
}
