//! Partitions and inheritance: what `ALTER TABLE` does to them.

use super::{Kind, table::relation_exists};
use crate::again::{self, Again, Class, Context, Form, How};
use crate::exists::{Lookup, not, regclass};
use crate::tree::{self, Node, NodeKind};
use crate::{Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "partition"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(relation_exists(&object.name, lookup))
    }
}

/// Returns the form of one action on the children of `parent`, or on its parents.
pub(super) fn action(_cx: &Context<'_>, table: &Name, action: &Node) -> Again {
    let other = tree::child(action, NodeKind::TABLE_NAME_REF).and_then(|name| Name::of(&name));
    let Some(other) = other else {
        return Again::Not("PostgreSQL has no way to say that it was done.".to_owned());
    };
    let inherits = |child: &Name, parent: &Name, more: &str| {
        format!(
            "exists (select from pg_catalog.pg_inherits o where o.inhrelid = {} and o.inhparent = {}{more})",
            regclass(child),
            regclass(parent)
        )
    };
    match action.kind() {
        NodeKind::ATTACH_PARTITION => Again::Form(Form::guarded(not(&inherits(&other, table, "")))),
        NodeKind::INHERIT_TABLE => Again::Form(Form::guarded(not(&inherits(table, &other, "")))),
        NodeKind::NO_INHERIT_TABLE => Again::Form(Form::guarded(inherits(table, &other, ""))),
        NodeKind::DETACH_PARTITION => {
            let finalize = tree::within(action, NodeKind::DETACH_FINALIZE).is_some();
            let form = Form::guarded(inherits(&other, table, if finalize { " and o.inhdetachpending" } else { "" }));
            let concurrently = tree::within(action, NodeKind::DETACH_CONCURRENTLY).is_some();
            Again::Form(if concurrently { Form { how: How::Gexec, class: Class::Psql, ..form } } else { form })
        }
        _ => again::unreadable(),
    }
}
