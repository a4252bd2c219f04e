//! Comments.

use nexusql_base::name::quote_literal;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::comment::Comment;

use super::rules::Rules;
use crate::Step;
use crate::address::address;
use crate::context::Context;

fn set(id: &ObjectId, text: &str) -> Vec<Step> {
    id.target().map(|target| Step::new(id, format!("COMMENT ON {} IS {text}", address(&target)))).into_iter().collect()
}

impl Rules for Comment {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        set(id, &quote_literal(&self.text))
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        set(id, "NULL")
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        new.create(id, cx)
    }
}
