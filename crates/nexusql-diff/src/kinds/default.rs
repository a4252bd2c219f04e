//! Defaults of columns of tables and views.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::default::Default;

use super::rules::Rules;
use crate::Step;
use crate::address::whole;
use crate::context::Context;

fn alter(id: &ObjectId, clause: &str) -> Step {
    Step::new(id, format!("ALTER TABLE ONLY {} ALTER COLUMN {} {clause}", whole(id), quote_ident(id.name())))
}

impl Rules for Default {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![alter(id, &format!("SET DEFAULT {}", self.expression))]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![alter(id, "DROP DEFAULT")]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        new.create(id, cx)
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}
