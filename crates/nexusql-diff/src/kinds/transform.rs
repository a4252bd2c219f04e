//! Transforms between a type and a language.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::transform::Transform;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

fn statement(id: &ObjectId, verb: &str, transform: &Transform) -> Step {
    let part = |word: &str, function: &Option<String>| {
        function.as_ref().map(|function| format!("{word} SQL WITH FUNCTION {function}"))
    };
    let parts: Vec<String> =
        [part("FROM", &transform.from_sql), part("TO", &transform.to_sql)].into_iter().flatten().collect();
    Step::new(id, format!("{verb} TRANSFORM {} ({})", id.sql_name(), parts.join(", ")))
}

impl Rules for Transform {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![statement(id, "CREATE", self)]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![statement(id, "CREATE OR REPLACE", new)]
    }
}
