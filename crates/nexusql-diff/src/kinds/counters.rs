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
    pub(super) start: i64,
    pub(super) increment: i64,
}

impl<'a> Counter<'a> {
    pub(super) fn of_identity(identity: &'a Identity) -> Self {
        Self { sequence: &identity.sequence, start: identity.start, increment: identity.increment }
    }

    /// Returns the sequence of an object of that kind.
    pub(super) fn of_sequence(id: &'a ObjectId, catalog: &Catalog) -> Option<Self> {
        let Some(Body::Sequence(Sequence { start, increment, .. })) = catalog.objects.get(id) else { return None };
        Some(Self { sequence: id.path(), start: *start, increment: *increment })
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

/// Returns the step by which the sequence `to` counts on where `from` stands.
pub(super) fn carry(id: &ObjectId, to: &str, from: &str) -> Step {
    let to = quote_literal(to);
    Step::new(id, format!("SELECT pg_catalog.setval({to}, last_value, is_called) FROM {from}"))
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
    let (last, beyond) = if counter.increment > 0 { ("max", ">=") } else { ("min", "<=") };
    let last = format!("pg_catalog.{last}({name})");
    let sql = format!(
        "SELECT pg_catalog.setval({sequence}, {last}) FROM {} HAVING {last} {beyond} {}",
        whole(column),
        counter.start
    );
    Some(Step::new(column, sql))
}

/// Returns whether an index or key begins with the column, so that its highest value is found at once.
fn has_index(column: &ObjectId, catalog: &Catalog) -> bool {
    let table = &column.path()[..2];
    let mut keys = catalog.objects_under(Kind::Constraint, table);
    let begins = |body: &Body| {
        matches!(body, Body::Constraint(key)
            if key.has_index() && key.columns.first().is_some_and(|first| first == column.name()))
    };
    let start = format!(" USING btree ({}", quote_ident(column.name()));
    let mut indexes = catalog.objects_under(Kind::Index, &table[..1]);
    let leads = |body: &Body| {
        matches!(body, Body::Index(index) if index.table == table && index.valid && !index.definition.contains(" WHERE ")
            && index.definition.split_once(&start).is_some_and(|(_, rest)| rest.starts_with([')', ',', ' '])))
    };
    keys.any(|(_, body)| begins(body)) || indexes.any(|(_, body)| leads(body))
}
