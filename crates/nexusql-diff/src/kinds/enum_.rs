//! Enum types. Values can be added anywhere in place; taking one away or moving one makes the type anew.

use nexusql_base::name::quote_literal;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::enum_::Enum;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Enum {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let values: Vec<String> = self.values.iter().map(|value| format!("\n    {}", quote_literal(value))).collect();
        vec![Step::new(id, format!("CREATE TYPE {} AS ENUM ({}\n)", id.sql_name(), values.join(",")))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        let mut values = new.values.iter();
        self.values.iter().all(|value| values.any(|other| other == value))
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        for (at, value) in new.values.iter().enumerate().filter(|(_, value)| !self.values.contains(value)) {
            let place = match at.checked_sub(1) {
                Some(before) => format!(" AFTER {}", quote_literal(&new.values[before])),
                None => self.values.first().map_or(String::new(), |next| format!(" BEFORE {}", quote_literal(next))),
            };
            let sql = format!("ALTER TYPE {} ADD VALUE {}{place}", id.sql_name(), quote_literal(value));
            steps.push(Step::new(id, sql));
        }
        if let Some(last) = steps.pop() {
            steps.push(last.commits_after());
        }
        steps
    }
}
