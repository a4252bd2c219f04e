//! Making a table anew without losing its rows: it moves into a schema of its own with everything that hangs on it, the
//! new table is made, and the rows are carried over.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::counters::{self, Counter};
use crate::address::dotted;
use crate::context::Context;
use crate::{Hazard, LockMode, Step};

/// Where old tables wait until their rows are carried.
pub(crate) const ASIDE: &str = "nexusql_replaced";

/// Returns the steps that move the old table away.
pub(super) fn move_away(id: &ObjectId) -> Vec<Step> {
    vec![
        Step::new(id, format!("CREATE SCHEMA IF NOT EXISTS {ASIDE}")),
        Step::new(id, format!("ALTER TABLE {} SET SCHEMA {ASIDE}", id.sql_name()))
            .locks(LockMode::AccessExclusive, id.sql_name()),
    ]
}

/// Returns the steps that carry the rows into the new table and drop the old one.
///
/// A partition carries none: its rows come through the table that it is a part of, and with that it is dropped.
pub(super) fn bring_back(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let old = format!("{ASIDE}.{}", quote_ident(id.name()));
    let mut steps = Vec::new();
    let comes_through_parent = Context::parents(cx.current, id.path())
        .iter()
        .any(|parent| cx.is_dropped(&ObjectId::new(Kind::Table, *parent)));
    if !comes_through_parent {
        let (names, values) = columns(id, cx);
        let overriding = if any_always(id, cx) { " OVERRIDING SYSTEM VALUE" } else { "" };
        let sql = format!("INSERT INTO {} ({names}){overriding} SELECT {values} FROM {old}", id.sql_name());
        let step = Step::new(id, sql).long().hazard(Hazard::RewritesTable, "Every row is carried into a new table.");
        steps.push(step.hazard(Hazard::MayFail, "A row that no partition takes makes it fail."));
        steps.extend(sequences(id, cx));
        let drop = Step::new(id, format!("DROP TABLE {old}")).locks(LockMode::AccessExclusive, old);
        steps.push(drop.locks_below(LockMode::AccessExclusive, id.path(), cx));
    }
    steps
}

/// Returns the names of the columns to fill and the expressions to fill them with.
fn columns(id: &ObjectId, cx: &Context<'_>) -> (String, String) {
    let mut pairs = Vec::new();
    for (column, new) in cx.desired.columns(id) {
        let Some(old) = cx.current.objects.get(column).and_then(Column::of) else { continue };
        if new.generated.is_none() {
            let name = quote_ident(column.name());
            let value =
                if old.data_type == new.data_type { name.clone() } else { format!("{name}::{}", new.data_type) };
            pairs.push((name, value));
        }
    }
    let join = |part: fn(&(String, String)) -> &str| pairs.iter().map(part).collect::<Vec<_>>().join(", ");
    (join(|pair| &pair.0), join(|pair| &pair.1))
}

fn any_always(id: &ObjectId, cx: &Context<'_>) -> bool {
    cx.desired.columns(id).iter().any(|(_, column)| column.identity.as_ref().is_some_and(|identity| identity.always))
}

/// Returns the steps by which new sequences count on where the old ones stood, or after the rows that were carried.
fn sequences(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    for (column, body) in cx.desired.columns(id) {
        let owned = owned_by(column, cx.desired);
        let counter = match &body.identity {
            Some(identity) => Some(Counter::of_identity(identity)),
            None => owned.and_then(|sequence| Counter::of_sequence(sequence, cx.desired)),
        };
        let Some(counter) = counter else { continue };
        match of_column(column, cx.current) {
            Some(old) => {
                let from = format!("{ASIDE}.{}", quote_ident(&old[1]));
                steps.push(counters::carry(column, &dotted(counter.sequence), &from));
            }
            None => steps.extend(counters::after_carried(column, &counter, cx).map(Step::long)),
        }
    }
    steps
}

/// Returns the sequence that goes away with the column.
fn of_column(column: &ObjectId, catalog: &Catalog) -> Option<Vec<String>> {
    let body = catalog.objects.get(column).and_then(Column::of)?;
    let identity = body.identity.as_ref().map(|identity| identity.sequence.clone());
    identity.or_else(|| Some(owned_by(column, catalog)?.path().to_vec()))
}

fn owned_by<'a>(column: &ObjectId, catalog: &'a Catalog) -> Option<&'a ObjectId> {
    let mut sequences = catalog.objects_under(Kind::Sequence, &column.path()[..1]);
    let is_owned =
        |body: &Body| matches!(body, Body::Sequence(sequence) if sequence.owned_by.as_deref() == Some(column.path()));
    sequences.find(|(_, body)| is_owned(body)).map(|(id, _)| id)
}
