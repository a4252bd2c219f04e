//! Event triggers. They are the last to be made and the first to be dropped, so that the plan's own statements set them
//! off as little as possible.

use nexusql_base::name::quote_literal;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::event_trigger::EventTrigger;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

fn enable(id: &ObjectId, enabled: &str) -> Step {
    let word = match enabled {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    Step::new(id, format!("ALTER EVENT TRIGGER {} {word}", id.sql_name()))
}

impl Rules for EventTrigger {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let tags: Vec<String> = self.tags.iter().map(|tag| quote_literal(tag)).collect();
        let tags = if tags.is_empty() { String::new() } else { format!(" WHEN TAG IN ({})", tags.join(", ")) };
        let (name, event, function) = (id.sql_name(), &self.event, &self.function);
        let sql = format!("CREATE EVENT TRIGGER {name} ON {event}{tags} EXECUTE FUNCTION {function}()");
        let mut steps = vec![Step::new(id, sql)];
        steps.extend((self.enabled != "origin").then(|| enable(id, &self.enabled)));
        steps
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.event == new.event && self.tags == new.tags && self.function == new.function
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![enable(id, &new.enabled)]
    }
}
