//! Sequences that feed a column go on where their predecessor stands, or after the values that rows have.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::kinds::column::{Column, Identity};
use nexusql_catalog::kinds::sequence::Sequence;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::address::{dotted, whole};
use crate::context::Context;
use crate::{Hazard, Step};

/// A sequence that is new to its column.
pub(super) struct Counter<'a> {
    pub(super) sequence: &'a [String],
    increment: i64,
    min: i64,
    max: i64,
}

impl<'a> Counter<'a> {
    pub(super) fn of_identity(identity: &'a Identity) -> Self {
        let Identity { increment, min, max, .. } = *identity;
        Self { sequence: &identity.sequence, increment, min, max }
    }

    /// Returns the sequence of an object of that kind.
    pub(super) fn of_sequence(id: &'a ObjectId, catalog: &Catalog) -> Option<Self> {
        let Some(Body::Sequence(sequence)) = catalog.objects.get(id) else { return None };
        let Sequence { increment, min, max, .. } = *sequence;
        Some(Self { sequence: id.path(), increment, min, max })
    }

    /// Returns the condition on which a place is one that the sequence may take, and is not behind where it stands: several
    /// columns may feed on it.
    fn takes(&self, place: &str) -> String {
        let beyond = if self.increment > 0 { ">=" } else { "<=" };
        let (name, Self { min, max, .. }) = (dotted(self.sequence), self);
        format!("{place} BETWEEN {min} AND {max} AND {place} {beyond} (SELECT last_value FROM {name})")
    }
}

/// Returns the column that takes its values from the sequence by default, if it is the only thing that needs it.
pub(super) fn only_fed_by(sequence: &ObjectId, catalog: &Catalog) -> Option<ObjectId> {
    let is_about = |id: &ObjectId| id.target().is_some();
    let mut needing = catalog.needs.iter().filter(|(id, needs)| !is_about(id) && needs.contains(sequence));
    let (default, _) = needing.next()?;
    let column = ObjectId::new(Kind::Column, default.path());
    let is_default = default.kind() == Kind::Default && catalog.objects.contains_key(&column);
    (is_default && needing.next().is_none()).then_some(column)
}

/// Returns the sequence from which the column's default takes its values.
pub(super) fn of_default(catalog: &Catalog, column: &ObjectId) -> Option<ObjectId> {
    let default = ObjectId::new(Kind::Default, column.path());
    let expression = match catalog.objects.get(&default)? {
        Body::Default(default) => &default.expression,
        _ => return None,
    };
    let mut sequences = catalog.needs_of(&default).filter(|need| need.kind() == Kind::Sequence);
    sequences.next().filter(|_| expression.starts_with("nextval(")).cloned()
}

/// Returns the step by which the sequence counts on where `from` stands.
pub(super) fn carry(id: &ObjectId, to: &Counter<'_>, from: &str) -> Step {
    let (name, takes) = (quote_literal(&dotted(to.sequence)), to.takes("old.last_value"));
    let set = format!("SELECT pg_catalog.setval({name}, old.last_value, old.is_called) FROM {from} old");
    Step::new(id, format!("{set} WHERE {takes}"))
}

/// Returns the step by which a sequence counts on after the values that rows have, if there may be rows; it belongs into
/// the transaction that has locked the table.
pub(super) fn after_rows(column: &ObjectId, counter: &Counter<'_>, cx: &Context<'_>) -> Option<Step> {
    let may_have_rows = cx.holds_rows(&column.path()[..2]) && cx.stays(column);
    let step = after_carried(column, counter, cx).filter(|_| may_have_rows)?;
    if has_index(column, cx.current) {
        return Some(step);
    }
    Some(step.long().hazard(Hazard::BlocksWrites, "Writers wait while every row is read for the highest value."))
}

/// Returns the step by which a sequence counts on after the values of rows that nobody else sees as yet.
pub(super) fn after_carried(column: &ObjectId, counter: &Counter<'_>, cx: &Context<'_>) -> Option<Step> {
    let body = cx.desired.objects.get(column).and_then(Column::of)?;
    if !matches!(body.data_type.as_str(), "smallint" | "integer" | "bigint") {
        return None;
    }
    let (name, sequence) = (quote_ident(column.name()), quote_literal(&dotted(counter.sequence)));
    let last = format!("pg_catalog.{}({name})", if counter.increment > 0 { "max" } else { "min" });
    let set = format!("SELECT pg_catalog.setval({sequence}, {last}) FROM {}", whole(column));
    Some(Step::new(column, format!("{set} HAVING {}", counter.takes(&last))))
}

/// Returns whether an index or key begins with the column, so that its highest value is found at once.
fn has_index(column: &ObjectId, catalog: &Catalog) -> bool {
    let table = &column.path()[..2];
    let mut keys = catalog.objects_under(Kind::Constraint, table);
    let begins = |body: &Body| {
        matches!(body, Body::Constraint(key)
            if ["primary-key", "unique"].contains(&key.constraint_type.as_str()) && key.columns.first().is_some_and(|first| first == column.name()))
    };
    let start = format!(" USING btree ({}", quote_ident(column.name()));
    let mut indexes = catalog.objects_under(Kind::Index, &table[..1]);
    let leads = |body: &Body| {
        matches!(body, Body::Index(index) if index.table == table && index.valid && !index.definition.contains(" WHERE ")
            && index.definition.split_once(&start).is_some_and(|(_, rest)| rest.starts_with([')', ',', ' '])))
    };
    keys.any(|(_, body)| begins(body)) || indexes.any(|(_, body)| leads(body))
}
