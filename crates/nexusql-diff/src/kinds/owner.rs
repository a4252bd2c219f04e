//! Owners. What a session makes belongs to its role, so only another owner needs a statement.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::owner::Owner;
use nexusql_catalog::{Body, ObjectId};

use super::rules::Rules;
use crate::address::address;
use crate::context::Context;
use crate::{Hazard, LockMode, Step};

fn change(id: &ObjectId, role: &str, cx: &Context<'_>) -> Vec<Step> {
    let Some(target) = id.target() else { return Vec::new() };
    if let Some(Body::Sequence(sequence)) = cx.desired.objects.get(&target)
        && sequence.owned_by.is_some() {
            return Vec::new();
        }
    let sql = format!("ALTER {} OWNER TO {}", address(&target), quote_ident(role));
    let step = Step::new(id, sql).hazard(Hazard::ChangesAccess, "Another role owns the object.");
    vec![step.locks_object(LockMode::AccessExclusive, &target, cx)]
}

impl Rules for Owner {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let is_new = id.target().is_some_and(|target| cx.is_created(&target));
        if is_new && self.role == cx.current.session_role { Vec::new() } else { change(id, &self.role, cx) }
    }

    fn drop(&self, _id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        Vec::new()
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        change(id, &new.role, cx)
    }
}
