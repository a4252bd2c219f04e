//! Conversions between encodings.

use nexusql_base::name::quote_literal;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::conversion::Conversion;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Conversion {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let default = if self.is_default { "DEFAULT " } else { "" };
        let (from, to) = (quote_literal(&self.source), quote_literal(&self.destination));
        let sql = format!("CREATE {default}CONVERSION {} FOR {from} TO {to} FROM {}", id.sql_name(), self.function);
        vec![Step::new(id, sql)]
    }
}
