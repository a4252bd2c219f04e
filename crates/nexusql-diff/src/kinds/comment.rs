//! Comments.

use nexusql_base::name::quote_literal;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::comment::Comment;

use super::rules::Rules;
use crate::Step;
use crate::address::address;
use crate::context::Context;

fn set(id: &ObjectId, text: &str, cx: &Context<'_>) -> Vec<Step> {
    let step = |target: ObjectId| {
        let step = Step::new(id, format!("COMMENT ON {} IS {text}", address(&target)));
        step.locks_said_of(&target, cx)
    };
    id.target().map(step).into_iter().collect()
}

impl Rules for Comment {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        set(id, &quote_literal(&self.text), cx)
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
