//! Foreign tables.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::foreign_table::ForeignTable;

use super::options::{alter_foreign, foreign};
use super::rules::Rules;
use super::partition::{detach_step, locks_of_drop};
use super::table::{elements, plain_body};
use super::{column, inherit};
use crate::address::dotted;
use crate::context::Context;
use crate::{LockMode, Step};

impl Rules for ForeignTable {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut sql = format!("CREATE FOREIGN TABLE {}{}", id.sql_name(), plain_body(&elements(id, cx)));
        if !self.inherits.is_empty() {
            let parents: Vec<String> = self.inherits.iter().map(|parent| dotted(parent)).collect();
            sql += &format!("\nINHERITS ({})", parents.join(", "));
        }
        sql += &format!("\nSERVER {}{}", quote_ident(&self.server), foreign(&self.options));
        let step = Step::new(id, sql);
        let step = self.inherits.iter().fold(step, |step, parent| step.locks_standing(LockMode::ShareUpdateExclusive, parent, cx));
        let mut steps = vec![step];
        steps.extend(inherit::defaults_of_new(id, cx));
        steps.extend(column::settings_of_new(id, cx));
        steps
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP FOREIGN TABLE {}", id.sql_name()));
        vec![locks_of_drop(step, id, self.partition_of.as_ref(), cx)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.server == new.server
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: &str| {
            Step::new(id, format!("ALTER FOREIGN TABLE {} {clause}", id.sql_name()))
                .locks(LockMode::AccessExclusive, id.sql_name())
        };
        let mut steps = Vec::new();
        if let Some(of) = self.partition_of.as_ref().filter(|_| self.partition_of != new.partition_of) {
            steps.push(detach_step(id, of, cx));
        }
        steps.extend(inherit::leave(id, cx));
        let options = alter_foreign(&self.options, &new.options);
        if !options.is_empty() {
            steps.push(alter(options.trim_start()));
        }
        steps
    }
}
