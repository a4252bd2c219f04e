//! Aggregate functions. `CREATE OR REPLACE` does it, unless callers would see another signature.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::aggregate::Aggregate;

use super::rules::Rules;
use crate::Step;
use crate::address::dotted;
use crate::context::Context;

fn statement(id: &ObjectId, verb: &str, aggregate: &Aggregate) -> Step {
    let name = dotted(&id.path()[..2]);
    Step::new(id, format!("{verb} AGGREGATE {name}({}) ({})", aggregate.arguments, aggregate.definition))
}

fn is_hypothetical(aggregate: &Aggregate) -> bool {
    aggregate.definition.ends_with(", HYPOTHETICAL")
}

impl Rules for Aggregate {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![statement(id, "CREATE", self)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.arguments == new.arguments && self.result == new.result && is_hypothetical(self) == is_hypothetical(new)
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![statement(id, "CREATE OR REPLACE", new)]
    }
}
