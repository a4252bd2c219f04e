//! Operator classes.

use nexusql_base::name::quote_literal;

use super::Kind;
use crate::exists::{Catalog, Lookup};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_opclass", "opcname", "opcnamespace", "pg_opclass_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "operator class"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_OPERATOR_CLASS, NodeKind::ALTER_OPERATOR_CLASS, NodeKind::DROP_OPERATOR_CLASS]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::OP_CLASS_NAME, NodeKind::OP_CLASS_REF]
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
        let more = format!("o.opcmethod = (select m.oid from pg_catalog.pg_am m where m.amname = {method})");
        Some(CATALOG.exists(&object.name, lookup, &more))
    }
}
