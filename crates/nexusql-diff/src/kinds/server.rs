//! Foreign servers.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::kinds::server::Server;
use nexusql_catalog::{Kind, ObjectId};

use super::options::{alter_foreign, foreign};
use super::rules::Rules;
use super::user_mapping;
use crate::Step;
use crate::context::Context;

impl Rules for Server {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let part = |word: &str, text: &Option<String>| {
            text.iter().map(|text| format!(" {word} {}", quote_literal(text))).collect::<String>()
        };
        let (kind, version) = (part("TYPE", &self.server_type), part("VERSION", &self.version));
        let (wrapper, options) = (quote_ident(&self.wrapper), foreign(&self.options));
        let sql = format!("CREATE SERVER {}{kind}{version} FOREIGN DATA WRAPPER {wrapper}{options}", id.sql_name());
        vec![Step::new(id, sql)]
    }

    /// A server does not go while there are user mappings for it.
    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mappings = cx.current.objects_under(Kind::UserMapping, id.path());
        let mut steps: Vec<Step> = mappings.map(|(mapping, _)| user_mapping::drop_step(mapping)).collect();
        steps.push(Step::new(id, format!("DROP SERVER {}", id.sql_name())));
        steps
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.wrapper == new.wrapper && self.server_type == new.server_type
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut clauses = String::new();
        if self.version != new.version {
            let version = new.version.as_ref().map_or("NULL".to_owned(), |version| quote_literal(version));
            clauses += &format!(" VERSION {version}");
        }
        clauses += &alter_foreign(&self.options, &new.options);
        vec![Step::new(id, format!("ALTER SERVER {}{clauses}", id.sql_name()))]
    }
}
