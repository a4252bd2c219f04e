//! Foreign servers.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::server::Server;

use super::options::{alter_foreign, foreign};
use super::rules::Rules;
use crate::context::Context;
use crate::Step;

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

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.wrapper == new.wrapper && self.server_type == new.server_type && (self.version.is_none() || new.version.is_some())
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let version = new.version.iter().filter(|_| self.version != new.version);
        let version: String = version.map(|version| format!(" VERSION {}", quote_literal(version))).collect();
        let options = alter_foreign(&self.options, &new.options);
        vec![Step::new(id, format!("ALTER SERVER {}{version}{options}", id.sql_name()))]
    }
}
