//! Columns of views: they come and go with the view. Those of materialized views have settings of their own.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::kinds::view_column::ViewColumn;
use nexusql_catalog::{Kind, ObjectId};

use super::column::setting_clauses;
use super::rules::Rules;
use crate::Step;
use crate::address::whole;
use crate::context::Context;

/// Returns the settings of a materialized view's columns, which its declaration has no room for.
pub(super) fn settings_of_new(view: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let columns = cx.desired.objects_under(Kind::ViewColumn, view.path());
    let columns = columns.filter_map(|(id, body)| Some((id, ViewColumn::of(body)?)));
    columns.flat_map(|(id, column)| settings(id, &ViewColumn::default(), column, cx)).collect()
}

fn settings(id: &ObjectId, old: &ViewColumn, new: &ViewColumn, cx: &Context<'_>) -> Vec<Step> {
    let (view, name) = (whole(id), quote_ident(id.name()));
    let alter = |(clause, mode)| {
        Step::new(id, format!("ALTER MATERIALIZED VIEW {view} ALTER COLUMN {name} {clause}"))
            .locks_standing(mode, &id.path()[..2], cx)
    };
    setting_clauses(&as_column(old), &as_column(new)).into_iter().map(alter).collect()
}

/// Returns the settings as those of a table's column, which they are to PostgreSQL.
fn as_column(column: &ViewColumn) -> Column {
    Column {
        storage: column.storage.clone(),
        own_storage: column.own_storage.clone(),
        compression: column.compression.clone(),
        statistics: column.statistics,
        options: column.options.clone(),
        ..Column::default()
    }
}

impl Rules for ViewColumn {
    fn create(&self, _id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        Vec::new()
    }

    fn drop(&self, _id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        Vec::new()
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        settings(id, self, new, cx)
    }
}
