//! Base types: types with input and output functions. The shell comes first; see `shell`.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::base_type::BaseType;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

impl Rules for BaseType {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let lines: Vec<&str> = self.definition.lines().map(|line| line.trim().trim_end_matches(',')).collect();
        vec![Step::new(id, format!("CREATE TYPE {} (\n    {}\n)", id.sql_name(), lines.join(",\n    ")))]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        // Its functions need it and it needs them; they go together.
        vec![Step::new(id, format!("DROP TYPE {} CASCADE", id.sql_name()))]
    }
}
