//! Access methods made outside extensions.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::access_method::AccessMethod;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for AccessMethod {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let sql = format!("CREATE ACCESS METHOD {} TYPE {} HANDLER {}", id.sql_name(), self.method_type, self.handler);
        vec![Step::new(id, sql)]
    }
}
