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
        let rest =
            |operator: &Self| Self { restrict: None, join: None, commutator: None, negator: None, ..operator.clone() };
        rest(self) == rest(new) && Link::ALL.iter().all(|link| link.follows(self, new, id, cx))
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

/// A way in which an operator names another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Commutator,
    Negator,
}

impl Link {
    const ALL: &[Link] = &[Link::Commutator, Link::Negator];

    fn text(self, operator: &Operator) -> Option<&String> {
        match self {
            Self::Commutator => operator.commutator.as_ref(),
            Self::Negator => operator.negator.as_ref(),
        }
    }

    /// Returns the operator that `operator` names, if the catalog has it.
    fn target<'a>(self, operator: &Operator, catalog: &'a Catalog) -> Option<(&'a ObjectId, &'a Operator)> {
        let text = self.text(operator)?;
        let word = |operand: &Option<String>| operand.clone().unwrap_or_else(|| "NONE".to_owned());
        let (left, right) = (word(&operator.left), word(&operator.right));
        let operands = match self {
            Self::Commutator => format!("{right}, {left}"),
            Self::Negator => format!("{left}, {right}"),
        };
        catalog
            .objects_under(Kind::Operator, &[])
            .filter(|(id, _)| id.path()[2] == operands && format!("OPERATOR({})", name(id)) == *text)
            .find_map(|(id, body)| Some((id, Operator::of(body)?)))
    }

    /// Returns the operator that `operator`, called `id`, names and that names it in turn.
    fn partner<'a>(self, operator: &Operator, id: &ObjectId, catalog: &'a Catalog) -> Option<&'a ObjectId> {
        let (other, body) = self.target(operator, catalog)?;
        (other != id && self.target(body, catalog)?.0 == id).then_some(other)
    }

    /// Returns whether the link becomes the new one by itself: it goes when the partner is dropped, and comes when a
    /// partner is made.
    ///
    /// Source: `OperatorUpd` in PostgreSQL's pg_operator.c.
    fn follows(self, old: &Operator, new: &Operator, id: &ObjectId, cx: &Context<'_>) -> bool {
        let is = |partner: Option<&ObjectId>, action| partner.is_some_and(|other| cx.action(other) == Some(action));
        let goes = || self.text(old).is_none() || is(self.partner(old, id, cx.current), Action::Drop);
        let comes = || self.text(new).is_none() || is(self.partner(new, id, cx.desired), Action::Create);
        self.text(old) == self.text(new) || goes() && comes()
    }
}

/// Returns the pairs of operators of which the first names the second and is not named in turn: made anew one by one,
/// they would not come to what they are.
///
/// Source: `OperatorUpd` in PostgreSQL's pg_operator.c, which writes and removes links on both sides.
pub(crate) fn one_sided_pairs(catalog: &Catalog) -> Vec<(&ObjectId, &ObjectId)> {
    let operators = catalog.objects_under(Kind::Operator, &[]).filter_map(|(id, body)| Some((id, Operator::of(body)?)));
    operators.flat_map(|(id, body)| one_sided(body, id, catalog).into_iter().map(move |other| (id, other))).collect()
}

/// Returns the operators that `operator`, called `id`, names without being named in turn. Made before it, they would be.
pub(crate) fn one_sided<'a>(operator: &Operator, id: &ObjectId, catalog: &'a Catalog) -> Vec<&'a ObjectId> {
    let others = Link::ALL.iter().filter_map(|link| {
        let (other, body) = link.target(operator, catalog)?;
        (other != id && link.text(body).is_none()).then_some(other)
    });
    others.collect()
}
