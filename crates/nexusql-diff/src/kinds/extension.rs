//! Extensions. The version is whatever the server installs; only two that are installed are compared.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::extension::Extension;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Extension {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let schema = quote_ident(&self.schema);
        vec![Step::new(id, format!("CREATE EXTENSION {} WITH SCHEMA {schema}", id.sql_name()))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.schema == new.schema || self.relocatable
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.schema != new.schema {
            let schema = quote_ident(&new.schema);
            steps.push(Step::new(id, format!("ALTER EXTENSION {} SET SCHEMA {schema}", id.sql_name())));
        }
        if self.version != new.version {
            let version = quote_literal(&new.version);
            steps.push(Step::new(id, format!("ALTER EXTENSION {} UPDATE TO {version}", id.sql_name())));
        }
        steps
    }
}
