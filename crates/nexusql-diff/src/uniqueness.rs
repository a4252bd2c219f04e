//! What keeps equal rows out of a table: primary keys, unique constraints and unique indexes, as far as they say the same.

use std::collections::BTreeSet;

use nexusql_catalog::kinds::constraint::Constraint;
use nexusql_catalog::kinds::index::Index;
use nexusql_catalog::{Body, ObjectId};

/// The table and what of its rows is unique. Two that are equal keep the same rows out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uniqueness<'a> {
    table: &'a [String],
    /// Columns and expressions as PostgreSQL prints them.
    keys: BTreeSet<&'a str>,
    nulls_distinct: bool,
    /// The condition of a partial index.
    condition: Option<&'a str>,
}

impl<'a> Uniqueness<'a> {
    /// Returns what the object keeps unique; none for those that keep nothing.
    pub fn of(id: &'a ObjectId, body: &'a Body) -> Option<Self> {
        match body {
            Body::Constraint(constraint) => of_constraint(id, constraint),
            Body::Index(index) if index.unique && index.valid => of_index(index),
            _ => None,
        }
    }

    /// Returns the table and the columns that foreign keys may point to because of it; none for a partial index.
    pub(crate) fn into_referable(self) -> Option<(&'a [String], BTreeSet<&'a str>)> {
        self.condition.is_none().then_some((self.table, self.keys))
    }
}

fn of_constraint<'a>(id: &'a ObjectId, constraint: &'a Constraint) -> Option<Uniqueness<'a>> {
    let (nulls_distinct, keys) = match constraint.constraint_type.as_str() {
        "primary-key" => (true, constraint.definition.strip_prefix("PRIMARY KEY ")?),
        "unique" => match constraint.definition.strip_prefix("UNIQUE NULLS NOT DISTINCT ") {
            Some(keys) => (false, keys),
            None => (true, constraint.definition.strip_prefix("UNIQUE ")?),
        },
        _ => return None,
    };
    let (keys, rest) = listed(keys)?;
    let is_plain = !rest.contains("WITHOUT OVERLAPS") && !keys.iter().any(|key| key.ends_with("WITHOUT OVERLAPS"));
    is_plain.then_some(Uniqueness { table: id.whole_path()?, keys, nulls_distinct, condition: None })
}

fn of_index(index: &Index) -> Option<Uniqueness<'_>> {
    let (_, keys) = index.definition.split_once(" USING btree ")?;
    let (keys, rest) = listed(keys)?;
    let condition = rest.split_once(" WHERE ").map(|(_, condition)| condition);
    Some(Uniqueness { table: &index.table, keys, nulls_distinct: !rest.contains("NULLS NOT DISTINCT"), condition })
}

/// Returns the items of the list in parentheses that `text` begins with, and what comes after it.
fn listed(text: &str) -> Option<(BTreeSet<&str>, &str)> {
    let inner = text.strip_prefix('(')?;
    let (mut depth, mut quote, mut start) = (0, None, 0);
    let mut items = BTreeSet::new();
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth > 0 => depth -= 1,
            (None, ',' | ')') if depth == 0 => {
                items.insert(inner[start..at].trim());
                start = at + 1;
                if c == ')' {
                    return Some((items, &inner[start..]));
                }
            }
            _ => {}
        }
    }
    None
}
