//! Operators. The first of two that name each other as commutator or negator makes a shell of the second, so they come
//! in any order; dropping one takes its name out of the other.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::operator::Operator;
use nexusql_catalog::{Catalog, Kind, ObjectId};

use super::rules::Rules;
use crate::Step;
use crate::context::{Action, Context};

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
        parts.extend(optional.iter().filter_map(|(word, value)| Some(format!("{word} = {}", value.as_ref()?))));
        parts.extend([(self.hashes, "HASHES"), (self.merges, "MERGES")].iter().filter(|p| p.0).map(|p| p.1.to_owned()));
        vec![Step::new(id, format!("CREATE OPERATOR {} ({})", name(id), parts.join(", ")))]
    }

    fn fits(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> bool {
        let rest = |operator: &Self| Self {
            restrict: None,
            join: None,
            commutator: None,
            negator: None,
            ..operator.clone()
        };
        rest(self) == rest(new)
            && follows((&self.commutator, &new.commutator), &commuted(self), id, cx)
            && follows((&self.negator, &new.negator), &id.path()[2], id, cx)
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        if (&self.restrict, &self.join) == (&new.restrict, &new.join) {
            return Vec::new();
        }
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "NONE".to_owned());
        let (restrict, join) = (text(&new.restrict), text(&new.join));
        vec![Step::new(id, format!("ALTER OPERATOR {} SET (RESTRICT = {restrict}, JOIN = {join})", id.sql_name()))]
    }
}

fn name(id: &ObjectId) -> String {
    format!("{}.{}", quote_ident(&id.path()[0]), id.path()[1])
}

/// Returns the operand types of the commutator, as ids write them.
fn commuted(operator: &Operator) -> String {
    let word = |operand: &Option<String>| operand.clone().unwrap_or_else(|| "NONE".to_owned());
    format!("{}, {}", word(&operator.right), word(&operator.left))
}

/// Returns whether a commutator or negator changes by itself: it goes when the other operator is dropped, and comes when
/// one is made that names this one.
///
/// Source: `OperatorUpd` in PostgreSQL's pg_operator.c.
fn follows((old, new): (&Option<String>, &Option<String>), operands: &str, id: &ObjectId, cx: &Context<'_>) -> bool {
    if old == new {
        return true;
    }
    let other = |link: &Option<String>, catalog: &Catalog| {
        let link = link.as_ref()?;
        let mut all = catalog.objects_under(Kind::Operator, &[]).map(|(other, _)| other);
        all.find(|other| other.path()[2] == operands && format!("OPERATOR({})", name(other)) == *link).cloned()
    };
    let goes = old.is_none() || other(old, cx.current).is_some_and(|other| cx.action(&other) == Some(Action::Drop));
    let comes = new.is_none() || other(new, cx.desired).is_some_and(|other| cx.action(&other) == Some(Action::Create));
    goes && comes && other(new, cx.desired).as_ref() != Some(id)
}
