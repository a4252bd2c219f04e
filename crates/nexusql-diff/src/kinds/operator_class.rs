//! Operator classes.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::operator_class::OperatorClass;

use super::rules::Rules;
use crate::Step;
use crate::address::dotted;
use crate::context::Context;

impl Rules for OperatorClass {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let default = if self.is_default { "DEFAULT " } else { "" };
        let mut members = self.members.clone();
        members.extend(self.storage.as_ref().map(|storage| format!("STORAGE {storage}")));
        if members.is_empty() {
            members.push(format!("STORAGE {}", self.data_type));
        }
        let (name, method) = (dotted(&id.path()[..2]), quote_ident(&id.path()[2]));
        let sql = format!(
            "CREATE OPERATOR CLASS {name} {default}FOR TYPE {} USING {method} FAMILY {} AS\n    {}",
            self.data_type,
            self.family,
            members.join(",\n    ")
        );
        vec![Step::new(id, sql)]
    }
}
