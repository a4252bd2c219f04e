//! Casts.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::cast::Cast;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Cast {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let method = match (self.method.as_str(), &self.function) {
            ("inout", _) => "WITH INOUT".to_owned(),
            (_, Some(function)) => format!("WITH FUNCTION {function}"),
            _ => "WITHOUT FUNCTION".to_owned(),
        };
        let context = match self.context.as_str() {
            "assignment" => " AS ASSIGNMENT",
            "implicit" => " AS IMPLICIT",
            _ => "",
        };
        vec![Step::new(id, format!("CREATE CAST {} {method}{context}", id.sql_name()))]
    }
}
