//! `COPY` into a table: the rows go into a temporary table first, and from there those that are missing.

use super::Kind;
use crate::again::{self, Again, Class, Context, Edit, Form};
use crate::exists::Lookup;
use crate::rows::{Target, column_list, written_columns};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

/// The temporary table.
const STAGE: &str = "nexusql_rows";

impl Kind for This {
    fn name(&self) -> &'static str {
        "copy"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::COPY]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = About::new(self.name(), Verb::Rows);
        let name = tree::within(node, NodeKind::TABLE_NAME_REF).and_then(|name| Name::of(&name));
        about.objects.extend(name.map(|name| Object::new("table", name)));
        about
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }

    fn again(&self, cx: &Context<'_>) -> Again {
        if tree::has(cx.node, NodeKind::COPY_FROM) { from(cx) } else { Again::Repeatable }
    }
}

fn from(cx: &Context<'_>) -> Again {
    let Some(copied) = tree::child(cx.node, NodeKind::COPY_TABLE) else { return again::unreadable() };
    let Some(name) = cx.object().map(|object| object.name.clone()) else { return again::unreadable() };
    let written = written_columns(&copied, NodeKind::COLUMN_REF_LIST);
    let Some(target) = Target::new(cx, name, written, None) else {
        return Again::Not("It names no columns, and the script does not make its table: name them.".to_owned());
    };
    let list = column_list(&target.columns);
    let table = target.name.sql();
    let edit = Edit { range: tree::range(&copied), text: format!("{STAGE} ({list})") };
    // Made-up numbers follow the order of the rows, which EXCEPT does not keep.
    let missing = if target.table.is_none() || target.is_comparable() && !target.makes_up_values() {
        format!("select {list} from {STAGE} except all select {list} from {table}")
    } else {
        let key = target.key(&target.columns, usize::MAX);
        let same: Vec<String> = key.unwrap_or(&target.columns).iter().map(|column| target.same(column)).collect();
        format!("select {list} from {STAGE} as v where not exists (select from {table} as o where {})", same.join(" and "))
    };
    Again::Form(Form {
        edits: vec![edit],
        before: vec![format!("create temporary table {STAGE} as select {list} from {table} with no data;")],
        after: vec![
            format!("insert into {table} ({list}) overriding system value {missing} on conflict do nothing;"),
            format!("drop table {STAGE};"),
        ],
        ..Form::new(Class::RowGuard)
    })
}
