//! Schemas.

use super::Kind;
use crate::again::{self, Again, Context};
use crate::exists::{Catalog, Lookup};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_namespace", "nspname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "schema"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_SCHEMA, NodeKind::ALTER_SCHEMA, NodeKind::DROP_SCHEMA]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::SCHEMA, NodeKind::SCHEMA_REF]
    }

    /// A schema without a name is called as the role that owns it.
    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), self.names(), node);
        let target = node.children().find(|child| {
            matches!(child.kind(), NodeKind::NAMED_SCHEMA | NodeKind::AUTHORIZATION_SCHEMA)
        });
        let name = target.and_then(|target| target.children().next()).and_then(|name| Name::of(&name));
        about.objects.extend(name.map(|name| Object::new(self.name(), name)));
        about
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    /// `IF NOT EXISTS` takes no schema elements: with those the whole statement is guarded.
    fn create(&self, cx: &Context<'_>) -> Again {
        let mut children = cx.node.children().filter(|child| child.kind() != NodeKind::IF_NOT_EXISTS);
        if children.nth(1).is_some() {
            return again::create_unless_there(cx);
        }
        let by_role = tree::child(cx.node, NodeKind::AUTHORIZATION_SCHEMA).is_some();
        match (by_role, tree::within(cx.node, NodeKind::IF_NOT_EXISTS), cx.name_start()) {
            (true, None, Some(at)) => Again::Form(
                again::Form::new(again::Class::NativeGuard).insert(at, cx.keywords("if not exists ")),
            ),
            _ => again::create_if_not_exists(cx),
        }
    }
}
