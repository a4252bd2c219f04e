//! Security labels.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::security_label::SecurityLabel;

use super::rules::Rules;
use crate::Step;
use crate::address::address;
use crate::context::Context;

fn set(id: &ObjectId, label: &str, cx: &Context<'_>) -> Vec<Step> {
    let Some(target) = id.target() else { return Vec::new() };
    let provider = quote_ident(&id.path()[0]);
    let step = Step::new(id, format!("SECURITY LABEL FOR {provider} ON {} IS {label}", address(&target)));
    vec![step.locks_said_of(&target, cx)]
}

impl Rules for SecurityLabel {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        set(id, &quote_literal(&self.label), cx)
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        set(id, "NULL", cx)
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        new.create(id, cx)
    }
}
