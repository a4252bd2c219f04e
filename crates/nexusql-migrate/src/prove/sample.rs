//! One sample row of a table: which value each column gets, so that keys, foreign keys and checks have a chance to hold.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::constraint::Constraint;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::values::{table_at, value};

/// A foreign key of a table, as far as sample rows care.
struct Reference {
    columns: Vec<String>,
    table: Vec<String>,
    targets: Vec<String>,
}

/// What is known of a table before rows are made up.
pub(super) struct Shape<'a> {
    catalog: &'a Catalog,
    table: &'a ObjectId,
    columns: Vec<Column>,
    references: Vec<Reference>,
}

struct Column {
    name: String,
    data_type: String,
    nullable: bool,
    hints: Vec<String>,
}

impl<'a> Shape<'a> {
    /// Returns the shape of `table`, with the literals that checks of `current` and `desired` mention.
    pub(super) fn of(current: &'a Catalog, desired: &Catalog, table: &'a ObjectId) -> Self {
        let constraints = |catalog: &'a Catalog| constraints(catalog, table);
        let mut hints: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let later = self::constraints(desired, table);
        for constraint in constraints(current).into_iter().chain(later) {
            for column in constraint.columns.iter().filter(|_| constraint.constraint_type == "check") {
                hints.entry(column.clone()).or_default().extend(literals(&constraint.definition));
            }
        }
        let columns = current
            .columns(table)
            .into_iter()
            .filter(|(_, column)| column.generated.is_none() && column.identity.as_ref().is_none_or(|i| !i.always))
            .map(|(id, column)| Column {
                name: id.name().to_owned(),
                data_type: column.data_type.clone(),
                nullable: column.not_null.is_none(),
                hints: hints.remove(id.name()).unwrap_or_default(),
            })
            .collect();
        let references = constraints(current).into_iter().filter_map(reference).collect();
        Self { catalog: current, table, columns, references }
    }

    /// Returns the tables whose rows this one points to, besides itself.
    pub(super) fn needs(&self) -> BTreeSet<ObjectId> {
        let others = self.references.iter().map(|reference| table_at(&reference.table));
        others.filter(|other| other != self.table).collect()
    }

    /// Returns `INSERT …` of the `n`th row; foreign keys take the values of a row that `filled` tables hold.
    ///
    /// None if a column that refuses null has a type of which no value is known.
    pub(super) fn insert(&self, n: u32, attempt: u32, filled: &BTreeSet<ObjectId>) -> Option<String> {
        let mut names = Vec::new();
        let mut expressions = Vec::new();
        for column in &self.columns {
            let expression = match self.from_reference(column, n, filled) {
                Some(expression) => expression,
                None => match value(self.catalog, &column.data_type, n, &column.hints, attempt) {
                    Some(expression) => expression,
                    None if column.nullable => "NULL".to_owned(),
                    None => return None,
                },
            };
            names.push(quote_ident(&column.name));
            expressions.push(expression);
        }
        let table = self.table.sql_name();
        if names.is_empty() {
            return Some(format!("INSERT INTO {table} DEFAULT VALUES"));
        }
        Some(format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), expressions.join(", ")))
    }

    fn from_reference(&self, column: &Column, n: u32, filled: &BTreeSet<ObjectId>) -> Option<String> {
        let reference = self.references.iter().find(|reference| reference.columns.contains(&column.name))?;
        let other = table_at(&reference.table);
        if &other == self.table {
            return column.nullable.then(|| "NULL".to_owned());
        }
        if !filled.contains(&other) {
            return column.nullable.then(|| "NULL".to_owned());
        }
        let place = reference.columns.iter().position(|name| *name == column.name)?;
        let target = quote_ident(reference.targets.get(place)?);
        let order: Vec<String> = reference.targets.iter().map(|name| quote_ident(name)).collect();
        Some(format!(
            "(SELECT {target} FROM {from} ORDER BY {order} OFFSET {n} % (SELECT count(*) FROM {from}) LIMIT 1)",
            from = other.sql_name(),
            order = order.join(", ")
        ))
    }
}

fn constraints<'c>(catalog: &'c Catalog, table: &ObjectId) -> Vec<&'c Constraint> {
    let path = table.path().to_vec();
    catalog
        .objects_under(Kind::Constraint, &path)
        .filter_map(|(_, body)| if let Body::Constraint(constraint) = body { Some(constraint) } else { None })
        .collect()
}

fn reference(constraint: &Constraint) -> Option<Reference> {
    let table = constraint.references.clone()?;
    let after = constraint.definition.split_once(" REFERENCES ")?.1;
    let list = after.split_once('(')?.1.split_once(')')?.0;
    let targets = list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect();
    Some(Reference { columns: constraint.columns.clone(), table, targets })
}

/// Returns the string and number literals in a printed expression.
pub(super) fn literals(expression: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = expression;
    while let Some(at) = rest.find(|c: char| c == '\'' || c.is_ascii_digit()) {
        rest = &rest[at..];
        if let Some(inner) = rest.strip_prefix('\'') {
            let end = inner.find('\'').unwrap_or(inner.len());
            found.push(inner[..end].to_owned());
            rest = &inner[(end + 1).min(inner.len())..];
        } else {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            found.push(rest[..end].trim_end_matches('.').to_owned());
            rest = &rest[end..];
        }
    }
    found
}
