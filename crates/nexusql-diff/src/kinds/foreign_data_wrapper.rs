//! Foreign-data wrappers.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::foreign_data_wrapper::ForeignDataWrapper;

use super::options::{alter_foreign, foreign};
use super::rules::Rules;
use crate::context::Context;
use crate::Step;

fn functions(wrapper: &ForeignDataWrapper) -> String {
    let part = |word: &str, name: &Option<String>| match name {
        Some(name) => format!(" {word} {name}"),
        None => format!(" NO {word}"),
    };
    part("HANDLER", &wrapper.handler) + &part("VALIDATOR", &wrapper.validator)
}

impl Rules for ForeignDataWrapper {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let (functions, options) = (functions(self), foreign(&self.options));
        vec![Step::new(id, format!("CREATE FOREIGN DATA WRAPPER {}{functions}{options}", id.sql_name()))]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let functions = if functions(self) == functions(new) { String::new() } else { functions(new) };
        let options = alter_foreign(&self.options, &new.options);
        vec![Step::new(id, format!("ALTER FOREIGN DATA WRAPPER {}{functions}{options}", id.sql_name()))]
    }
}
