//! Triggers.

use nexusql_base::name::quote_literal;

use super::Kind;
use crate::again::{self, Again, Context};
use crate::exists::{Lookup, part, regclass};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "trigger"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TRIGGER, NodeKind::ALTER_TRIGGER, NodeKind::DROP_TRIGGER]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TRIGGER, NodeKind::TRIGGER_REF]
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

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!(
            "(select pg_catalog.pg_get_triggerdef(o.oid) from pg_catalog.pg_trigger o \
             where o.tgrelid = {} and o.tgname = {} and not o.tgisinternal)",
            regclass(object.of.as_ref()?),
            quote_literal(&object.name.name)
        ))
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(part("pg_trigger", "tgrelid", object.of.as_ref()?, "tgname", &object.name.name, "not o.tgisinternal"))
    }

    /// `OR REPLACE` is for 14 and later, and not for constraint triggers.
    fn create(&self, cx: &Context<'_>) -> Again {
        if cx.options.target >= 14 && !tree::has_word(cx.node, "constraint") {
            return again::create_or_replace(cx);
        }
        let Some((object, of)) = cx.object().and_then(|object| Some((object, object.of.as_ref()?))) else {
            return again::unreadable();
        };
        if cx.facts.is_made_after(cx.at, object) {
            return again::create_unless_there(cx);
        }
        again::drop_then_create(cx, format!("drop trigger if exists {} on {};", object.name.sql(), of.sql()))
    }
}
