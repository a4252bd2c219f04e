//! Operator families, with the members that belong to no class.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::operator_family::OperatorFamily;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

fn alter(id: &ObjectId, verb: &str, members: &[&str]) -> Option<Step> {
    let sql = format!("ALTER OPERATOR FAMILY {} {verb} {}", id.sql_name(), members.join(", "));
    (!members.is_empty()).then(|| Step::new(id, sql))
}

/// Returns how `DROP` names a member: by kind, number and types, which follow the operator and precede the function.
fn slot(member: &str) -> String {
    let mut words = member.splitn(3, ' ');
    let (kind, number) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let rest = words.next().unwrap_or_default();
    format!("{kind} {number} {}", first_parentheses(rest))
}

/// Returns the first part in parentheses that stand in no quotes, with them.
fn first_parentheses(text: &str) -> &str {
    let (mut quoted, mut start) = (false, None);
    for (at, c) in text.char_indices() {
        match (c, start) {
            ('"', _) => quoted = !quoted,
            ('(', None) if !quoted => start = Some(at),
            (')', Some(start)) if !quoted => return &text[start..=at],
            _ => {}
        }
    }
    ""
}

impl Rules for OperatorFamily {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let members: Vec<&str> = self.members.iter().map(String::as_str).collect();
        let mut steps = vec![Step::new(id, format!("CREATE OPERATOR FAMILY {}", id.sql_name()))];
        steps.extend(alter(id, "ADD", &members));
        steps
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let missing = |from: &Self, of: &Self| -> Vec<String> {
            of.members.iter().filter(|member| !from.members.contains(member)).cloned().collect()
        };
        let gone: Vec<String> = missing(new, self).iter().map(|member| slot(member)).collect();
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        let added = missing(self, new);
        let added: Vec<&str> = added.iter().map(String::as_str).collect();
        [alter(id, "DROP", &gone), alter(id, "ADD", &added)].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::slot;

    #[test]
    fn a_slot_is_kind_number_and_types() {
        for (member, want) in [
            ("FUNCTION 1 (app.pair, integer) app.cmpx(app.pair,integer)", "FUNCTION 1 (app.pair, integer)"),
            ("OPERATOR 2 app.<(app.pair,integer)", "OPERATOR 2 (app.pair,integer)"),
            ("OPERATOR 15 \"a(b\".<->(box,point) FOR ORDER BY pg_catalog.float_ops", "OPERATOR 15 (box,point)"),
        ] {
            assert_eq!(slot(member), want);
        }
    }
}
