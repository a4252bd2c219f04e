//! Operator families: the loose members; those of classes come with the class.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::operator_family::OperatorFamily;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

fn add(id: &ObjectId, members: &[&String]) -> Option<Step> {
    let list: Vec<&str> = members.iter().map(|member| member.as_str()).collect();
    let sql = format!("ALTER OPERATOR FAMILY {} ADD {}", id.sql_name(), list.join(", "));
    (!list.is_empty()).then(|| Step::new(id, sql))
}

/// Returns how `DROP` names a member: `FUNCTION 1 (a, b) f(a, b)` without the function, `OPERATOR 1 (a, b)`.
fn dropped(member: &str) -> String {
    let mut words = member.split_whitespace();
    let (kind, number) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let rest = member.splitn(3, ' ').nth(2).unwrap_or_default();
    let types = rest.find('(').and_then(|open| rest[open..].find(')').map(|close| &rest[open..=open + close]));
    format!("{kind} {number} {}", types.unwrap_or_default())
}

impl Rules for OperatorFamily {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let members: Vec<&String> = self.members.iter().collect();
        let mut steps = vec![Step::new(id, format!("CREATE OPERATOR FAMILY {}", id.sql_name()))];
        steps.extend(add(id, &members));
        steps
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        let gone: Vec<String> =
            self.members.iter().filter(|member| !new.members.contains(member)).map(|member| dropped(member)).collect();
        if !gone.is_empty() {
            steps.push(Step::new(id, format!("ALTER OPERATOR FAMILY {} DROP {}", id.sql_name(), gone.join(", "))));
        }
        let added: Vec<&String> = new.members.iter().filter(|member| !self.members.contains(member)).collect();
        steps.extend(add(id, &added));
        steps
    }
}
