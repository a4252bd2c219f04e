//! Text search configurations.

use super::Kind;
use nexusql_base::name::quote_literal;

use crate::Object;
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Catalog, Lookup, not};
use crate::tree::{self, NodeKind};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_ts_config", "cfgname", "cfgnamespace", "pg_ts_config_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "text search configuration"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TEXT_SEARCH_CONFIGURATION, NodeKind::ALTER_TEXT_SEARCH_CONFIGURATION, NodeKind::DROP_TEXT_SEARCH_CONFIG]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TEXT_SEARCH_CONFIGURATION, NodeKind::TEXT_SEARCH_CONFIGURATION_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    /// Mappings are added all at once, so the first kind of token tells.
    fn alter(&self, cx: &Context<'_>) -> Again {
        if let Some(drop) = tree::child(cx.node, NodeKind::DROP_MAPPING) {
            return match tree::word(&drop, "for") {
                _ if tree::has(&drop, NodeKind::IF_EXISTS) => Again::Repeatable,
                Some(at) => {
                    Again::Form(Form::new(Class::NativeGuard).insert(at.start, cx.keywords("if exists ")))
                }
                None => again::unreadable(),
            };
        }
        let Some(add) = tree::child(cx.node, NodeKind::ADD_MAPPING) else { return again::alter(cx) };
        let token = super::table::part_name(tree::child(&add, NodeKind::TEXT_SEARCH_TOKEN_KIND));
        let Some((token, object)) = token.zip(cx.object()) else { return again::unreadable() };
        let mapped = format!(
            "exists (select from pg_catalog.pg_ts_config_map m, pg_catalog.ts_token_type(o.cfgparser) t \
             where m.mapcfg = o.oid and t.tokid = m.maptokentype and t.alias = {})",
            quote_literal(&token)
        );
        Again::Form(Form::guarded(not(&CATALOG.exists(&object.name, Lookup::Known, &mapped))))
    }
}
