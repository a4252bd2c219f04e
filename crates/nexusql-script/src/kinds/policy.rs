//! Row security policies.

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
        "policy"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_POLICY, NodeKind::ALTER_POLICY, NodeKind::DROP_POLICY]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::POLICY, NodeKind::POLICY_REF]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), self.names(), node);
        let of = tree::within(node, NodeKind::TABLE_NAME_REF).and_then(|name| Name::of(&name));
        for object in &mut about.objects {
            object.of.clone_from(&of);
        }
        about.renames = super::renames(&about.objects, node);
        about
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!(
            "(select pg_catalog.concat_ws(' ', o.polcmd, o.polpermissive, o.polroles::pg_catalog.regrole[]::text, \
             pg_catalog.pg_get_expr(o.polqual, o.polrelid), pg_catalog.pg_get_expr(o.polwithcheck, o.polrelid)) \
             from pg_catalog.pg_policy o where o.polrelid = {} and o.polname = {})",
            regclass(object.of.as_ref()?),
            quote_literal(&object.name.name)
        ))
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(part("pg_policy", "polrelid", object.of.as_ref()?, "polname", &object.name.name, ""))
    }

    /// To drop one and make it anew would leave a moment without it, in which the table is closed or open.
    fn create(&self, cx: &Context<'_>) -> Again {
        let Some((object, of)) = cx.object().and_then(|object| Some((object, object.of.as_ref()?))) else {
            return again::unreadable();
        };
        if cx.replaces() && !cx.facts.is_made_after(cx.at, object) {
            return again::drop_then_create(cx, format!("drop policy if exists {} on {};", object.name.sql(), of.sql()));
        }
        again::create_unless_there(cx)
    }
}
