//! Aggregate functions.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::aggregate::Aggregate;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;
use crate::address::dotted;

impl Rules for Aggregate {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let name = dotted(&id.path()[..2]);
        vec![Step::new(id, format!("CREATE AGGREGATE {name}({}) ({})", self.arguments, self.definition))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.arguments == new.arguments && self.result == new.result
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let name = dotted(&id.path()[..2]);
        vec![Step::new(id, format!("CREATE OR REPLACE AGGREGATE {name}({}) ({})", new.arguments, new.definition))]
    }
}
