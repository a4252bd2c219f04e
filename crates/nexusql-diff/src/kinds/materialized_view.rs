//! Materialized views. A changed query makes them anew, with their indexes.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::materialized_view::MaterializedView;

use super::options::{set_and_reset, with};
use super::rules::Rules;
use super::view_column;
use crate::context::Context;
use crate::{LockMode, Step};

impl Rules for MaterializedView {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut sql = format!("CREATE MATERIALIZED VIEW {}", id.sql_name());
        sql += &self.access_method.iter().map(|method| format!(" USING {}", quote_ident(method))).collect::<String>();
        if !self.options.is_empty() {
            sql += &format!(" WITH {}", with(&self.options, "", &self.options_order.0));
        }
        sql += &self.tablespace.iter().map(|space| format!(" TABLESPACE {}", quote_ident(space))).collect::<String>();
        sql += &format!(" AS\n{}\nWITH DATA", self.definition.trim_end_matches(';'));
        let mut steps = vec![Step::new(id, sql).long()];
        steps.extend(view_column::settings_of_new(id, cx));
        steps
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP MATERIALIZED VIEW {}", id.sql_name()));
        vec![step.locks(LockMode::AccessExclusive, id.sql_name())]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: &str| {
            Step::new(id, format!("ALTER MATERIALIZED VIEW {} {clause}", id.sql_name()))
                .long()
                .locks(LockMode::AccessExclusive, id.sql_name())
        };
        let set = |clause: String| {
            Step::new(id, format!("ALTER MATERIALIZED VIEW {} {clause}", id.sql_name()))
                .locks(LockMode::ShareUpdateExclusive, id.sql_name())
        };
        let clauses = set_and_reset(&self.options, &new.options, "", &new.options_order.0);
        let mut steps: Vec<Step> = clauses.into_iter().map(set).collect();
        if self.access_method != new.access_method {
            let method = new.access_method.as_deref().unwrap_or("heap");
            steps.push(alter(&format!("SET ACCESS METHOD {}", quote_ident(method))));
        }
        if self.tablespace != new.tablespace {
            let space = new.tablespace.as_deref().unwrap_or("pg_default");
            steps.push(alter(&format!("SET TABLESPACE {}", quote_ident(space))));
        }
        steps
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}
