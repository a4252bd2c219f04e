//! Subscriptions. One that makes a replication slot refuses every block: psql looks first.

use super::Kind;
use crate::Object;
use crate::again::{self, Again, Context, Form};
use crate::exists::{Catalog, Lookup, not};
use crate::tree::{self, NodeKind};
use nexusql_base::name::quote_literal;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_subscription", "subname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "subscription"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_SUBSCRIPTION, NodeKind::ALTER_SUBSCRIPTION, NodeKind::DROP_SUBSCRIPTION]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::SUBSCRIPTION, NodeKind::SUBSCRIPTION_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, "o.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())"))
    }

    /// Publications are added or dropped all at once, so the first one tells.
    fn alter(&self, cx: &Context<'_>) -> Again {
        let list = cx.node.children().find(|child| {
            matches!(child.kind(), NodeKind::ADD_PUBLICATION | NodeKind::DROP_SUBSCRIPTION_PUBLICATION)
        });
        let Some((list, subscription)) = list.zip(cx.object()) else { return again::alter(cx) };
        let first = super::table::part_name(tree::child(&list, NodeKind::PUBLICATION_REF));
        let Some(first) = first else { return again::unreadable() };
        let more = format!("{} = any (o.subpublications)", quote_literal(&first));
        let there = CATALOG.exists(&subscription.name, Lookup::Known, &more);
        let adds = list.kind() == NodeKind::ADD_PUBLICATION;
        Again::Form(Form::guarded(if adds { not(&there) } else { there }))
    }
}
