//! Statements that mean columns without naming them: `SELECT *`, and an `INSERT` or `COPY` that lists none.

use crate::again::{Context, exists};
use crate::exists::{Lookup, not};
use crate::tree::NodeKind;
use crate::{Object, Table};

/// Returns the names of the columns that the statement means, as they are where it stands.
pub(super) fn names(cx: &Context<'_>) -> Vec<String> {
    tables(cx).into_iter().flat_map(|table| table.columns_at(cx.at).map(|(name, _)| name.to_owned())).collect()
}

/// Returns the conditions that columns which tables get further on are not there yet: the statement would take them in.
pub(super) fn conditions(cx: &Context<'_>) -> Vec<String> {
    let mut conditions = Vec::new();
    for table in tables(cx) {
        let later = table.columns.iter().filter(|column| column.added_at > cx.at && column.dropped_at.is_none());
        for column in later {
            let object = Object::part("column", table.name.clone(), column.name.clone());
            conditions.extend(exists(&object, Lookup::Known).map(|there| not(&there)));
        }
    }
    conditions
}

/// Returns the tables all of whose columns the statement means.
fn tables<'a>(cx: &Context<'a>) -> Vec<&'a Table> {
    let lists = [NodeKind::COLUMN_TARGET_LIST, NodeKind::COLUMN_REF_LIST];
    let is_listed = cx.node.descendants().any(|node| lists.contains(&node.kind()));
    let writes = matches!(cx.node.kind(), NodeKind::INSERT | NodeKind::COPY) && !is_listed;
    let reads = has_star(cx);
    let written = cx.about.objects.iter().filter(|_| writes);
    let read = cx.about.needs.iter().filter(|need| reads && need.kind == "table");
    written.chain(read).filter_map(|table| cx.facts.tables.get(&table.name, cx.at)).collect()
}

/// Says whether the statement selects `*` or `t.*`.
fn has_star(cx: &Context<'_>) -> bool {
    let tokens = cx.node.descendants_with_tokens().filter_map(|element| element.into_token());
    let stars = tokens.into_iter().filter(|token| token.kind() == NodeKind::STAR);
    let holders = [NodeKind::TARGET, NodeKind::FIELD_EXPR];
    stars.into_iter().any(|star| star.parent().is_some_and(|parent| holders.contains(&parent.kind())))
}
