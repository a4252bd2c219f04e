//! Subscriptions. No statement here speaks to a publisher: they are made unconnected, and neither enabled nor disabled.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::subscription::Subscription;

use super::rules::Rules;
use crate::context::Context;
use crate::{Hazard, Step};

/// Parameters that PostgreSQL changes only together with the publisher.
///
/// Source: `AlterSubscription` in PostgreSQL's subscriptioncmds.c.
const FIXED: &[&str] = &["two_phase", "failover"];

fn names(publications: &[String]) -> String {
    publications.iter().map(|name| quote_ident(name)).collect::<Vec<_>>().join(", ")
}

fn parameters(subscription: &Subscription, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let list = subscription.parameters.iter().filter(|(name, _)| wanted(name));
    list.map(|(name, value)| match value.as_str() {
        "NONE" if name == "slot_name" => format!("{name} = NONE"),
        value => format!("{name} = {}", quote_literal(value)),
    })
    .collect()
}

impl Rules for Subscription {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut with = vec!["connect = false".to_owned()];
        with.extend(parameters(self, |_| true));
        let (connection, publications) = (quote_literal(&self.connection), names(&self.publications));
        let (name, with) = (id.sql_name(), with.join(", "));
        let sql =
            format!("CREATE SUBSCRIPTION {name} CONNECTION {connection} PUBLICATION {publications} WITH ({with})");
        vec![Step::new(id, sql)]
    }

    /// The slot on the publisher stays: dropping it would mean to speak to the publisher.
    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let name = id.sql_name();
        vec![
            Step::new(id, format!("ALTER SUBSCRIPTION {name} DISABLE")),
            Step::new(id, format!("ALTER SUBSCRIPTION {name} SET (slot_name = NONE)")),
            Step::new(id, format!("DROP SUBSCRIPTION {name}")),
        ]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        FIXED.iter().all(|name| self.parameters.get(*name) == new.parameters.get(*name))
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: String| Step::new(id, format!("ALTER SUBSCRIPTION {} {clause}", id.sql_name()));
        let mut steps = Vec::new();
        if self.connection != new.connection {
            let step = alter(format!("CONNECTION {}", quote_literal(&new.connection)));
            let reason = "A password that the connection may hold is gone and has to be set again by hand.";
            steps.push(step.hazard(Hazard::ChangesAccess, reason));
        }
        if self.publications != new.publications {
            steps.push(alter(format!("SET PUBLICATION {} WITH (refresh = false)", names(&new.publications))));
        }
        let changed = parameters(new, |name| self.parameters.get(name) != new.parameters.get(name));
        if !changed.is_empty() {
            steps.push(alter(format!("SET ({})", changed.join(", "))));
        }
        steps
    }
}
