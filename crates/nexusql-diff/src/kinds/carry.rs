//! Making a table anew without losing its rows: it moves into a schema of its own with everything that hangs on it, the
//! new table is made, and the rows are carried over.

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::kinds::table::Table;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::counters::{self, Counter};
use super::partition::detach_step;
use super::retype::Change;
use crate::context::{Action, Context};
use crate::{Hazard, LockMode, Step};

/// Where old tables wait until their rows are carried.
const ASIDE: &str = "nexusql_replaced";

/// Returns the schema where the old table waits: one for each schema that tables come from, since a table takes its
/// indexes and sequences along, whose names are unique there.
fn aside(id: &ObjectId, cx: &Context<'_>) -> String {
    let is_anew = |other: &&ObjectId| other.kind() == Kind::Table && cx.action(other) == Some(Action::Replace);
    let schemas: BTreeSet<&str> = cx.actions.keys().filter(is_anew).map(|other| other.path()[0].as_str()).collect();
    match schemas.into_iter().position(|schema| schema == id.path()[0]) {
        None | Some(0) => ASIDE.to_owned(),
        Some(at) => format!("{ASIDE}_{}", at + 1),
    }
}

/// Returns whether a schema of that name is one where old tables wait.
fn is_aside(schema: &str) -> bool {
    let number = schema.strip_prefix(ASIDE).and_then(|rest| rest.strip_prefix('_'));
    schema == ASIDE || number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Refuses a current schema in which somebody's tables wait: the rows in them may be the only ones.
///
/// A plan carries rows within one transaction and leaves none behind.
/// Errors: [`nexusql_base::ErrorKind::Refused`] with what is there.
pub(crate) fn refuse_leftovers(current: &Catalog, desired: &Catalog) -> Result<()> {
    let is_left = |id: &&ObjectId| {
        let is_there = id.kind() != Kind::Schema && !id.kind().is_satellite() && is_aside(&id.path()[0]);
        is_there && !desired.objects.contains_key(*id) && id.whole_path().is_none()
    };
    let schema_of = |id: &ObjectId| ObjectId::new(Kind::Schema, &id.path()[..1]);
    let left: Vec<String> = current
        .objects
        .keys()
        .filter(|id| !id.path().is_empty())
        .filter(is_left)
        .filter(|id| current.objects.contains_key(&schema_of(id)))
        .map(ToString::to_string)
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    let message = format!("schema \"{ASIDE}\" holds what no plan left there");
    let diagnostic =
        Diagnostic::error("leftovers-aside", message).with_detail(format!("There is {}.", left.join(", "))).with_hint(
            "Tables are moved there while they are made anew. See whether you need these rows, then drop the schema.",
        );
    Err(Error::new(ErrorKind::Refused, diagnostic))
}

/// Returns the steps that move the old table away.
pub(super) fn move_away(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let aside = aside(id, cx);
    let mut steps = vec![
        Step::new(id, format!("CREATE SCHEMA IF NOT EXISTS {aside}")),
        Step::new(id, format!("ALTER TABLE {} SET SCHEMA {aside}", id.sql_name()))
            .locks(LockMode::AccessExclusive, id.sql_name()),
    ];
    // The new one takes its place in a parent that stays.
    let of = cx.current.objects.get(id).and_then(Table::of).and_then(|table| table.partition_of.as_ref());
    if let Some(of) = of.filter(|of| cx.stays(&ObjectId::new(Kind::Table, &of.parent))) {
        steps.insert(0, detach_step(id, of, cx));
    }
    steps
}

/// Drops the schemas where old tables waited as soon as the last of them is gone.
pub(crate) fn close_aside(steps: &mut Vec<Step>) {
    let made = |step: &Step| step.sql.strip_prefix("CREATE SCHEMA IF NOT EXISTS ").map(str::to_owned);
    let schemas: BTreeSet<String> = steps.iter().filter_map(made).filter(|schema| is_aside(schema)).collect();
    let drops_from = |step: &Step, schema: &String| step.sql.starts_with(&format!("DROP TABLE {schema}."));
    let last = steps.iter().rposition(|step| schemas.iter().any(|schema| drops_from(step, schema)));
    if let Some(last) = last {
        let drop = |schema: String| Step::new(&ObjectId::new(Kind::Schema, [&schema]), format!("DROP SCHEMA {schema}"));
        steps.splice(last + 1..last + 1, schemas.into_iter().map(drop));
    }
}

/// Returns the steps that carry the rows into the new table and drop the old one.
///
/// A partition carries none: its rows come through the table that it is a part of, and with that it is dropped.
pub(super) fn bring_back(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let aside = aside(id, cx);
    let old = format!("{aside}.{}", quote_ident(id.name()));
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
        steps.extend(sequences(id, &aside, cx));
        let drop = Step::new(id, format!("DROP TABLE {old}")).locks(LockMode::AccessExclusive, old);
        let below = cx.relatives.descendants(id.path()).into_iter().map(|path| ObjectId::new(Kind::Table, path));
        let where_now = |table: ObjectId| match cx.action(&table) {
            Some(Action::Replace) => Some(format!("{}.{}", self::aside(&table, cx), quote_ident(table.name()))),
            Some(Action::Drop) => Some(table.sql_name()),
            _ => None,
        };
        steps.push(below.filter_map(where_now).fold(drop, |step, table| step.locks(LockMode::AccessExclusive, table)));
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
            let change = Change::of(column, old, new, cx);
            let value = change.map_or_else(|| name.clone(), |change| change.value(&name));
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
fn sequences(id: &ObjectId, aside: &str, cx: &Context<'_>) -> Vec<Step> {
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
                let from = format!("{aside}.{}", quote_ident(&old[1]));
                steps.push(counters::carry(column, &counter, &from));
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
