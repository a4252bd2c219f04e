//! Foreign-data wrappers made outside extensions.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::foreign_data_wrapper::ForeignDataWrapper;

use super::options::{alter_foreign, foreign};
use super::rules::Rules;
use crate::Step;
use crate::context::Context;

fn function(word: &str, name: Option<&String>) -> String {
    match name {
        Some(name) => format!(" {word} {name}"),
        None => format!(" NO {word}"),
    }
}

impl Rules for ForeignDataWrapper {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let functions: String = [("HANDLER", &self.handler), ("VALIDATOR", &self.validator)]
            .into_iter()
            .filter_map(|(word, name)| Some(function(word, Some(name.as_ref()?))))
            .collect();
        let options = foreign(&self.options);
        vec![Step::new(id, format!("CREATE FOREIGN DATA WRAPPER {}{functions}{options}", id.sql_name()))]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut clauses = String::new();
        if self.handler != new.handler {
            clauses += &function("HANDLER", new.handler.as_ref());
        }
        if self.validator != new.validator {
            clauses += &function("VALIDATOR", new.validator.as_ref());
        }
        clauses += &alter_foreign(&self.options, &new.options);
        vec![Step::new(id, format!("ALTER FOREIGN DATA WRAPPER {}{clauses}", id.sql_name()))]
    }
}
