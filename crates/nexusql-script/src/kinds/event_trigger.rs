//! Event triggers.

use super::Kind;
use crate::again::{self, Again, Context};
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_event_trigger", "evtname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "event trigger"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_EVENT_TRIGGER, NodeKind::ALTER_EVENT_TRIGGER, NodeKind::DROP_EVENT_TRIGGER]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::EVENT_TRIGGER, NodeKind::EVENT_TRIGGER_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        let Some(object) = cx.object() else { return again::unreadable() };
        again::drop_then_create(cx, format!("drop event trigger if exists {};", object.name.sql()))
    }
}
