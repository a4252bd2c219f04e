//! Indexes, those built concurrently too.

use nexusql_base::name::quote_ident;

use super::{Kind, table};
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Lookup, not, regclass};
use crate::idempotent::in_block;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "index"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_INDEX, NodeKind::ALTER_INDEX, NodeKind::DROP_INDEX]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::INDEX, NodeKind::INDEX_REF]
    }

    /// An index is in the schema of its table.
    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), self.names(), node);
        if about.verb == Verb::Create {
            let schema = table_of(node).and_then(|table| table.schema);
            for object in &mut about.objects {
                object.name.schema.clone_from(&schema);
            }
        }
        about
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!("pg_catalog.pg_get_indexdef({})", regclass(&object.name)))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(table::relation_exists(&object.name, lookup))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        create(cx)
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        table::alter_relation(cx)
    }
}

fn table_of(node: &Node) -> Option<Name> {
    tree::child(node, NodeKind::TABLE_RELATION_NAME).and_then(|name| Name::of(&name))
}

/// Makes an index unless there is one of its name, which it must have for that.
///
/// What a concurrent build left behind when it failed is dropped before.
fn create(cx: &Context<'_>) -> Again {
    let Some(table) = table_of(cx.node) else { return again::unreadable() };
    let mut form = Form::new(Class::NativeGuard);
    let start = tree::range(cx.node).start;
    let name = match cx.object() {
        Some(object) => object.name.name.clone(),
        None => match cx.facts.tables.made_up_name(cx.at, start) {
            Some(name) => name.to_owned(),
            None => return again::unreadable(),
        },
    };
    let it = Object::new("index", Name { schema: table.schema, name: name.clone() });
    if cx.object().is_none() {
        let Some(on) = tree::word(cx.node, "on") else { return again::unreadable() };
        form = form.insert(on.start, cx.keywords("if not exists ") + &quote_ident(&name) + " ");
    } else if !tree::has(cx.node, NodeKind::IF_NOT_EXISTS) {
        let Some(at) = cx.name_start() else { return again::unreadable() };
        form = form.insert(at, cx.keywords("if not exists "));
    }
    let concurrently = tree::has_word(cx.node, "concurrently");
    if concurrently {
        let relation = regclass(&it.name);
        let invalid = format!(
            "exists (select from pg_catalog.pg_index o where o.indexrelid = {relation} and not o.indisvalid)"
        );
        form = form.after_running(in_block(&invalid, &[format!("drop index {};", it.name.sql())]));
    } else if cx.replaces() {
        form.class = Class::DropCreate;
        form = form.after_running(format!("drop index if exists {};", it.name.sql()));
    }
    for later in cx.facts.later_names(cx.at, &it) {
        if let Some(there) = again::exists(&later, Lookup::Known) {
            form = form.only_if(&not(&there));
        }
    }
    if form.edits.is_empty() && form.guard.is_none() && form.before.is_empty() {
        return Again::Repeatable;
    }
    Again::Form(form)
}
