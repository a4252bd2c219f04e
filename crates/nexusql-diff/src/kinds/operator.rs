//! Operators.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::operator::Operator;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

impl Rules for Operator {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut parts = vec![format!("FUNCTION = {}", self.function)];
        let optional = [
            ("LEFTARG", &self.left),
            ("RIGHTARG", &self.right),
            ("COMMUTATOR", &self.commutator),
            ("NEGATOR", &self.negator),
            ("RESTRICT", &self.restrict),
            ("JOIN", &self.join),
        ];
        parts.extend(optional.iter().filter_map(|(word, value)| value.as_ref().map(|value| format!("{word} = {value}"))));
        parts.extend([(self.hashes, "HASHES"), (self.merges, "MERGES")].iter().filter(|p| p.0).map(|p| p.1.to_owned()));
        let name = format!("{}.{}", quote_ident(&id.path()[0]), id.path()[1]);
        vec![Step::new(id, format!("CREATE OPERATOR {name} ({})", parts.join(", ")))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        let estimators_aside = |operator: &Self| Self { restrict: None, join: None, ..operator.clone() };
        estimators_aside(self) == estimators_aside(new)
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "NONE".to_owned());
        let (restrict, join) = (text(&new.restrict), text(&new.join));
        vec![Step::new(id, format!("ALTER OPERATOR {} SET (RESTRICT = {restrict}, JOIN = {join})", id.sql_name()))]
    }
}
