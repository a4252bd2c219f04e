//! Extended statistics objects.

use nexusql_catalog::kinds::statistics::Statistics;
use nexusql_catalog::{Kind, ObjectId};

use super::rules::Rules;
use crate::address::dotted;
use crate::context::Context;
use crate::{LockMode, Step};

fn target(id: &ObjectId, target: Option<i32>) -> Step {
    Step::new(id, format!("ALTER STATISTICS {} SET STATISTICS {}", id.sql_name(), target.unwrap_or(-1)))
}

impl Rules for Statistics {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, &self.definition).locks_standing(LockMode::ShareUpdateExclusive, &self.table, cx);
        let mut steps = vec![step];
        steps.extend(self.target.map(|value| target(id, Some(value))));
        steps
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP STATISTICS {}", id.sql_name()));
        vec![step.locks(LockMode::ShareUpdateExclusive, dotted(&self.table))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.table == new.table && self.definition == new.definition
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![target(id, new.target)]
    }

    /// PostgreSQL makes them anew by itself when a column changes its type, but forgets their target.
    ///
    /// Source: `ATPostAlterTypeParse` in PostgreSQL's tablecmds.c.
    fn is_disturbed(&self, _id: &ObjectId, by: &ObjectId, _cx: &Context<'_>) -> bool {
        by.kind() == Kind::Column
    }
}
