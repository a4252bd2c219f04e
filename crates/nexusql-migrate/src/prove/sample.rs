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

impl Reference {
    /// Returns whether the table and columns that it points to are there already.
    fn is_in(&self, catalog: &Catalog) -> bool {
        let column = |name: &String| ObjectId::new(Kind::Column, self.table.iter().chain([name]));
        self.targets.iter().all(|name| catalog.objects.contains_key(&column(name)))
    }
}

/// What is known of a table before rows are made up.
pub(super) struct Shape<'a> {
    now: &'a Catalog,
    later: &'a Catalog,
    table: &'a ObjectId,
    columns: Vec<Column>,
    references: Vec<Reference>,
    /// The columns of each check, unique and exclusion constraint by its name.
    checks: BTreeMap<String, Vec<String>>,
}

/// Which value each column is tried with.
#[derive(Clone, Default)]
pub(super) struct Tries {
    of: BTreeMap<String, u32>,
    n_changes: u32,
}

impl Tries {
    fn of(&self, column: &str) -> u32 {
        self.of.get(column).copied().unwrap_or(0)
    }

    /// Gives the columns other values, so that several of them meet in many combinations.
    fn change(&mut self, columns: &[String]) {
        self.n_changes += 1;
        for (at, column) in (0u32..).zip(columns) {
            let mixed = self.n_changes.wrapping_mul(2_654_435_761).rotate_left(7 + 5 * at) ^ self.n_changes;
            let next = if columns.len() == 1 { self.of(column) + 1 } else { mixed % 24 };
            self.of.insert(column.clone(), next);
        }
    }
}

/// Whether a column's value comes from another table.
enum Referred {
    /// It is this expression.
    To(String),
    /// It has to point to a row, and there is none.
    Nowhere,
    /// It is the column's own.
    No,
}

struct Column {
    name: String,
    data_type: String,
    nullable: bool,
    hints: Vec<String>,
}

impl<'a> Shape<'a> {
    /// Returns the shape of `table`, with the literals that checks of `current` and `desired` mention.
    pub(super) fn of(current: &'a Catalog, desired: &'a Catalog, table: &'a ObjectId) -> Self {
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
        let references =
            constraints(current).into_iter().chain(self::constraints(desired, table)).filter_map(reference);
        let references = references.filter(|reference| reference.is_in(current)).collect();
        let mut checks = BTreeMap::new();
        for (id, body) in current.objects_under(Kind::Constraint, table.path()) {
            if let Body::Constraint(constraint) = body {
                checks.insert(id.name().to_owned(), constraint.columns.clone());
            }
        }
        Self { now: current, later: desired, table, columns, references, checks }
    }

    /// Returns the tables whose rows this one points to, besides itself.
    pub(super) fn needs(&self) -> BTreeSet<ObjectId> {
        let others = self.references.iter().map(|reference| table_at(&reference.table));
        others.filter(|other| other != self.table).collect()
    }

    /// Returns `INSERT …` of the `n`th row; foreign keys take the values of a row that `filled` tables hold.
    ///
    /// None if a column that refuses null has a type of which no value is known, or must point to a table without rows.
    pub(super) fn insert(&self, n: u32, tries: &Tries, filled: &BTreeSet<ObjectId>) -> Option<String> {
        let mut names = Vec::new();
        let mut expressions = Vec::new();
        for column in &self.columns {
            let expression = match self.referred(column, n + tries.of(&column.name), filled) {
                Referred::To(expression) => expression,
                Referred::Nowhere => return None,
                Referred::No if column.nullable && tries.of(&column.name) % 5 == 4 => "NULL".to_owned(),
                Referred::No => {
                    match value(self.now, self.later, &column.data_type, n, &column.hints, tries.of(&column.name)) {
                        Some(expression) => expression,
                        None if column.nullable => "NULL".to_owned(),
                        None => return None,
                    }
                }
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

    /// Notes in `tries` which columns the server's complaint is about, so that they get other values next time.
    pub(super) fn blame(&self, error: &tokio_postgres::error::DbError, tries: &mut Tries) {
        let by_constraint = error.constraint().and_then(|name| self.checks.get(name)).cloned();
        let by_column = error.column().map(|name| vec![name.to_owned()]);
        let by_type = error.datatype().map(|name| {
            let of_type = self.columns.iter().filter(|column| column.data_type.ends_with(name));
            of_type.map(|column| column.name.clone()).collect::<Vec<_>>()
        });
        let all = || self.columns.iter().map(|column| column.name.clone()).collect();
        let blamed = by_type.or(by_constraint).or(by_column).filter(|list| !list.is_empty()).unwrap_or_else(all);
        tries.change(&blamed);
    }

    fn referred(&self, column: &Column, n: u32, filled: &BTreeSet<ObjectId>) -> Referred {
        let Some(reference) = self.references.iter().find(|reference| reference.columns.contains(&column.name)) else {
            return Referred::No;
        };
        let other = table_at(&reference.table);
        if &other == self.table || !filled.contains(&other) {
            return match column.nullable {
                true => Referred::To("NULL".to_owned()),
                false if &other == self.table => Referred::No,
                false => Referred::Nowhere,
            };
        }
        let place = reference.columns.iter().position(|name| *name == column.name);
        let Some(target) = place.and_then(|place| reference.targets.get(place)).map(|name| quote_ident(name)) else {
            return Referred::Nowhere;
        };
        let order: Vec<String> = reference.targets.iter().map(|name| quote_ident(name)).collect();
        Referred::To(format!(
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
