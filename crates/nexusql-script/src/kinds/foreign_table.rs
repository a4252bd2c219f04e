//! Foreign tables.

use super::{Kind, server, table};
use crate::again::{self, Again, Context};
use crate::exists::{Lookup, regclass};
use crate::tree::{Node, NodeKind};
use crate::{About, Name, Object};
use nexusql_base::name::quote_literal;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "foreign table"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_FOREIGN_TABLE, NodeKind::ALTER_FOREIGN_TABLE, NodeKind::DROP_FOREIGN_TABLE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TABLE_NAME, NodeKind::TABLE_NAME_REF, NodeKind::TABLE_RELATION_NAME]
    }

    fn about(&self, node: &Node) -> About {
        table::with_actions(super::about(self.name(), self.names(), node), node)
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(table::definition(&object.name))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(table::relation_exists(&object.name, lookup))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_if_not_exists(cx)
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        table::alter_table(cx)
    }
}

/// Guards the options of a foreign table.
pub(super) fn options(cx: &Context<'_>, table: &Name) -> Again {
    let there = |option: &str| {
        format!(
            "exists (select from pg_catalog.pg_foreign_table o, pg_catalog.pg_options_to_table(o.ftoptions) p \
             where o.ftrelid = {} and p.option_name = {})",
            regclass(table),
            quote_literal(option)
        )
    };
    server::options_form(cx, &there)
}
