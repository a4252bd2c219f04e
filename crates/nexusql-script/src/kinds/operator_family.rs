//! Operator families.

use nexusql_base::name::quote_literal;

use super::Kind;
use crate::again::{self, Again, Context, Form};
use crate::exists::{Catalog, Lookup, not, regtype};
use crate::tables::is_type;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_opfamily", "opfname", "opfnamespace", "pg_opfamily_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "operator family"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_OPERATOR_FAMILY, NodeKind::ALTER_OPERATOR_FAMILY, NodeKind::DROP_OPERATOR_FAMILY]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::OP_FAMILY_NAME, NodeKind::OP_FAMILY_REF]
    }

    /// Its argument is the access method.
    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), self.names(), node);
        let method = tree::child(node, NodeKind::USING_METHOD).and_then(|using| using.children().next());
        let method = method.map(|method| vec![tree::plain(&method)]);
        for object in &mut about.objects {
            object.arguments.clone_from(&method);
        }
        about.renames = super::renames(&about.objects, node);
        about
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        let method = object.arguments.as_ref()?.first()?;
        let method = quote_literal(&crate::name::unquote(method)?);
        let more = format!("o.opfmethod = (select m.oid from pg_catalog.pg_am m where m.amname = {method})");
        Some(CATALOG.exists(&object.name, lookup, &more))
    }

    /// Members are added or dropped all at once, so the first one tells.
    fn alter(&self, cx: &Context<'_>) -> Again {
        let adds = tree::has(cx.node, NodeKind::ADD_OP_CLASS_OPTIONS);
        if !adds && !tree::has(cx.node, NodeKind::DROP_OP_CLASS_OPTIONS) {
            return again::alter(cx);
        }
        let there = cx.object().zip(member(cx.node)).and_then(|(object, (catalog, prefix, number, left))| {
            let left = left.map(|left| format!(" and m.{prefix}lefttype = {}", regtype(&left))).unwrap_or_default();
            let of = object.arguments.as_ref()?.first()?;
            let method = quote_literal(&crate::name::unquote(of)?);
            let column = if prefix == "amop" { "amopstrategy" } else { "amprocnum" };
            let member = format!(
                "o.opfmethod = (select a.oid from pg_catalog.pg_am a where a.amname = {method}) and exists \
                 (select from pg_catalog.{catalog} m where m.{prefix}family = o.oid and m.{column} = {number}{left})"
            );
            Some(CATALOG.exists(&object.name, Lookup::Known, &member))
        });
        match there {
            Some(there) if adds => Again::Form(Form::guarded(not(&there))),
            Some(there) => Again::Form(Form::guarded(there)),
            None => Again::Not("Its first member names no types, by which it could be found.".to_owned()),
        }
    }
}

/// Returns the catalog, the prefix of its columns, the number and the left type of the first member that `node` names.
fn member(node: &Node) -> Option<(&'static str, &'static str, String, Option<String>)> {
    let member = node.descendants().find(|inner| {
        matches!(
            inner.kind(),
            NodeKind::OP_CLASS_OPTION_OPERATOR
                | NodeKind::OP_CLASS_OPTION_FUNCTION
                | NodeKind::DROP_OP_CLASS_OPTION_OPERATOR
                | NodeKind::DROP_OP_CLASS_OPTION_FUNCTION
        )
    })?;
    let number = tree::plain(&tree::child(&member, NodeKind::LITERAL)?);
    number.parse::<u32>().ok()?;
    let is_operator = tree::first_words(&member, 1) == ["operator"];
    let left = member.descendants().find(is_type).map(|left| tree::plain(&left))?;
    let (catalog, prefix) = if is_operator { ("pg_amop", "amop") } else { ("pg_amproc", "amproc") };
    Some((catalog, prefix, number, Some(left)))
}
