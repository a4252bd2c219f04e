//! Views. `CREATE OR REPLACE` does it while the columns that were there keep their names and types.

use nexusql_catalog::kinds::view::View;
use nexusql_catalog::kinds::view_column::ViewColumn;
use nexusql_catalog::{Catalog, Kind, ObjectId};

use super::options::with;
use super::rules::Rules;
use crate::context::Context;
use crate::{LockMode, Step};

/// Returns the columns of the view in their order.
pub(super) fn columns<'a>(catalog: &'a Catalog, view: &ObjectId) -> Vec<(&'a str, &'a ViewColumn)> {
    let mut columns: Vec<(&str, &ViewColumn)> = catalog
        .objects_under(Kind::ViewColumn, view.path())
        .filter_map(|(id, body)| Some((id.name(), ViewColumn::of(body)?)))
        .collect();
    columns.sort_by_key(|(_, column)| column.position.0);
    columns
}

impl Rules for View {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("CREATE VIEW {}{}", id.sql_name(), body(self)))]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP VIEW {}", id.sql_name()));
        vec![step.locks(LockMode::AccessExclusive, id.sql_name())]
    }

    fn fits(&self, _new: &Self, id: &ObjectId, cx: &Context<'_>) -> bool {
        let (old, new) = (columns(cx.current, id), columns(cx.desired, id));
        old.len() <= new.len() && old.iter().zip(&new).all(|(old, new)| old == new)
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("CREATE OR REPLACE VIEW {}{}", id.sql_name(), body(new)));
        vec![step.locks(LockMode::AccessExclusive, id.sql_name())]
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}

fn body(view: &View) -> String {
    let options = with(&view.options, "", &view.options_order.0);
    let options = if options.is_empty() { options } else { format!(" WITH {options}") };
    format!("{options} AS\n{}", view.definition.trim_end_matches(';'))
}
