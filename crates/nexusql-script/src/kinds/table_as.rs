//! Tables made by a query.

use super::{Kind, table};
use crate::again::{self, Again, Context, Form, How};
use crate::exists::{Lookup, not};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "table as"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TABLE_AS, NodeKind::SELECT_INTO]
    }

    /// What is made is a table like any other.
    fn about(&self, node: &Node) -> About {
        let name = tree::within(node, NodeKind::TABLE_NAME).and_then(|name| Name::of(&name));
        let mut about = About::new(self.name(), Verb::Create);
        about.objects.extend(name.map(|name| Object::new("table", name)));
        about
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(table::definition(&object.name))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(table::relation_exists(&object.name, lookup))
    }

    /// `SELECT INTO` means something else in PL/pgSQL, so it is executed as text.
    fn create(&self, cx: &Context<'_>) -> Again {
        if cx.node.kind() == NodeKind::CREATE_TABLE_AS {
            return again::create_if_not_exists(cx);
        }
        let Some(object) = cx.object() else { return again::unreadable() };
        let there = table::relation_exists(&object.name, Lookup::New);
        Again::Form(Form { how: How::Execute, ..Form::guarded(not(&there)) })
    }
}
