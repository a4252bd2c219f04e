//! Conditions on `pg_catalog` that say whether exactly one object is there.

use nexusql_base::name::quote_literal;

use crate::Name;

/// How an unqualified name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Where the statement would make it: in the first schema of the search path.
    New,
    /// Where the statement would find it: along the search path.
    Known,
}

/// Where objects of a kind stand in the system catalogs.
#[derive(Clone, Copy, Debug)]
pub struct Catalog {
    /// The catalog.
    pub table: &'static str,
    /// Its column with the name.
    pub name: &'static str,
    /// Its column with the schema; none for what is in no schema.
    pub schema: Option<&'static str>,
    /// The function that says whether one is visible on the search path.
    pub visible: &'static str,
}

impl Catalog {
    /// Returns the catalog of a kind that is in no schema.
    pub const fn global(table: &'static str, name: &'static str) -> Self {
        Self { table, name, schema: None, visible: "" }
    }

    /// Returns the catalog of a kind that is in schemas.
    pub const fn in_schema(
        table: &'static str,
        name: &'static str,
        schema: &'static str,
        visible: &'static str,
    ) -> Self {
        Self { table, name, schema: Some(schema), visible }
    }

    /// Returns the condition that an object called `name` is there; `more` is added to it and may use `o`.
    pub fn exists(&self, name: &Name, lookup: Lookup, more: &str) -> String {
        let (table, column) = (self.table, self.name);
        let mut text = format!("exists (select from pg_catalog.{table} o");
        let mut conditions = vec![format!("o.{column} = {}", quote_literal(&name.name))];
        if let Some(schema) = self.schema {
            match (&name.schema, lookup) {
                (None, Lookup::Known) => conditions.push(format!("pg_catalog.{}(o.oid)", self.visible)),
                (written, _) => {
                    text += &format!(" join pg_catalog.pg_namespace n on n.oid = o.{schema}");
                    let schema = written.as_deref().map_or_else(|| "current_schema()".to_owned(), quote_literal);
                    conditions.insert(0, format!("n.nspname = {schema}"));
                }
            }
        }
        if !more.is_empty() {
            conditions.push(more.to_owned());
        }
        format!("{text} where {})", conditions.join(" and "))
    }
}

/// Returns the expression for the oid of the relation `name`, null if there is none.
pub fn regclass(name: &Name) -> String {
    format!("pg_catalog.to_regclass({})", quote_literal(&name.sql()))
}

/// Returns the expression for the oid of the type `name`, null if there is none.
pub fn regtype(sql: &str) -> String {
    format!("pg_catalog.to_regtype({})", quote_literal(sql))
}

/// Returns the condition that `alias.column` is the relation `of`, for a part of it in `table`, with `more`.
pub fn part(table: &str, owner: &str, of: &Name, name_column: &str, name: &str, more: &str) -> String {
    let name = quote_literal(name);
    let more = if more.is_empty() { String::new() } else { format!(" and {more}") };
    format!(
        "exists (select from pg_catalog.{table} o where o.{owner} = {} and o.{name_column} = {name}{more})",
        regclass(of)
    )
}

/// Returns the negation of `condition`.
pub fn not(condition: &str) -> String {
    if let Some(positive) = condition.strip_prefix("not ") {
        return positive.to_owned();
    }
    match condition.strip_suffix(" is not null") {
        Some(value) => format!("{value} is null"),
        None => format!("not {condition}"),
    }
}
