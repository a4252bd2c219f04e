//! What a proof must not touch: rows that lie on another server.

use std::collections::BTreeSet;

use nexusql_base::Error;
use nexusql_catalog::{Body, Catalog, ObjectId};
use nexusql_diff::Group;

use super::values::table_at;

/// Returns the partitioned tables some of whose rows lie on another server: below them is a foreign table.
pub(super) fn tables_with_rows_elsewhere(catalog: &Catalog) -> BTreeSet<ObjectId> {
    let above = |body: &Body| {
        let of = match body {
            Body::ForeignTable(table) => &table.partition_of,
            Body::Table(table) => &table.partition_of,
            _ => &None,
        };
        of.as_ref().map(|of| table_at(&of.parent))
    };
    let mut found = BTreeSet::new();
    for body in catalog.objects.values().filter(|body| matches!(body, Body::ForeignTable(_))) {
        let mut next = above(body);
        while let Some(table) = next.filter(|table| found.insert(table.clone())) {
            next = catalog.objects.get(&table).and_then(above);
        }
    }
    found
}

/// Returns whether a statement failed because it would have reached another server.
pub(super) fn reached_out(error: &Error) -> bool {
    let said = error.diagnostic();
    let state = said.sqlstate.as_deref().unwrap_or("");
    state.starts_with("08") || state == "55000" && said.message.contains("non-system foreign table")
}

/// Makes the materialized view `object` of `group` one without rows; returns whether there is such a step.
pub(super) fn leave_out_rows(group: &mut Group, object: &str) -> bool {
    let of_view = |sql: &str| sql.starts_with("CREATE MATERIALIZED VIEW");
    let Some(step) = group.steps.iter_mut().find(|step| step.object == object && of_view(&step.sql)) else {
        return false;
    };
    let Some(query) = step.sql.strip_suffix("WITH DATA") else { return false };
    step.sql = format!("{query}WITH NO DATA");
    true
}
