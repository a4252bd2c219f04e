//! Range types.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::range::Range;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

impl Rules for Range {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut parts = vec![format!("SUBTYPE = {}", self.subtype)];
        let optional = [
            ("SUBTYPE_OPCLASS", &self.subtype_opclass),
            ("COLLATION", &self.collation),
            ("CANONICAL", &self.canonical),
            ("SUBTYPE_DIFF", &self.subtype_diff),
            ("MULTIRANGE_TYPE_NAME", &self.multirange),
        ];
        parts.extend(optional.iter().filter_map(|(word, value)| value.as_ref().map(|value| format!("{word} = {value}"))));
        let mut steps = Vec::new();
        if self.canonical.is_some() {
            let name = quote_ident(id.name());
            steps.push(Step::new(id, format!("CREATE TYPE {}.{name}", quote_ident(&id.path()[0]))));
        }
        steps.push(Step::new(id, format!("CREATE TYPE {} AS RANGE ({})", id.sql_name(), parts.join(", "))));
        steps
    }
}
