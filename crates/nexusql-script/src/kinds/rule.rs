//! Rewrite rules.

use super::Kind;
use crate::again::{self, Again, Context};
use crate::exists::{Lookup, part};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "rule"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_RULE, NodeKind::ALTER_RULE, NodeKind::DROP_RULE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::RULE, NodeKind::RULE_REF]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), self.names(), node);
        let of = tree::within(node, NodeKind::RELATION_NAME_REF).and_then(|name| Name::of(&name));
        for object in &mut about.objects {
            object.of.clone_from(&of);
        }
        about.renames = super::renames(&about.objects, node);
        about
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(part("pg_rewrite", "ev_class", object.of.as_ref()?, "rulename", &object.name.name, ""))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_or_replace(cx)
    }
}
