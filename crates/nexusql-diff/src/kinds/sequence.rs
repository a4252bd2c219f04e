//! Sequences, besides those of identity columns.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::sequence::Sequence;
use nexusql_catalog::{Kind, ObjectId};

use super::rules::Rules;
use crate::address::dotted;
use crate::context::Context;
use crate::{Hazard, Step, owners};

/// Returns the options of a sequence as `CREATE SEQUENCE` and `ALTER SEQUENCE` take them, all of them.
fn options(sequence: &Sequence) -> String {
    let cycle = if sequence.cycle { "CYCLE" } else { "NO CYCLE" };
    format!(
        "AS {} INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} CACHE {} {cycle}",
        sequence.data_type, sequence.increment, sequence.min, sequence.max, sequence.start, sequence.cache
    )
}

/// Returns `CREATE SEQUENCE …` under the name `id`, without an owner.
pub(super) fn creation(id: &ObjectId, sequence: &Sequence) -> String {
    let unlogged = if sequence.unlogged { "UNLOGGED " } else { "" };
    format!("CREATE {unlogged}SEQUENCE {} {}", id.sql_name(), options(sequence))
}

/// Returns the steps that tie a sequence to its column, whose table has to have the same owner.
///
/// Source: `process_owned_by` in PostgreSQL's sequence.c.
pub(super) fn tie(id: &ObjectId, column: &[String], cx: &Context<'_>) -> Vec<Step> {
    let table = [Kind::Table, Kind::ForeignTable].map(|kind| ObjectId::new(kind, &column[..2]));
    let table = table.iter().find(|table| cx.desired.objects.contains_key(table));
    let owner = table.map(|table| owners::before(table, cx)).filter(|owner| *owner != owners::before(id, cx));
    let hand_over = owner.map(|owner| format!("ALTER SEQUENCE {} OWNER TO {}", id.sql_name(), quote_ident(owner)));
    let tie = format!("ALTER SEQUENCE {} OWNED BY {}", id.sql_name(), dotted(column));
    hand_over.into_iter().chain([tie]).map(|sql| Step::new(id, sql)).collect()
}

impl Rules for Sequence {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, creation(id, self))]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP SEQUENCE {}", id.sql_name()));
        vec![step.hazard(Hazard::DeletesData, "The sequence's place is gone.")]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        if options(self) != options(new) {
            steps.push(Step::new(id, format!("ALTER SEQUENCE {} {}", id.sql_name(), options(new))));
        }
        if self.unlogged != new.unlogged {
            let word = if new.unlogged { "UNLOGGED" } else { "LOGGED" };
            steps.push(Step::new(id, format!("ALTER SEQUENCE {} SET {word}", id.sql_name())));
        }
        if self.owned_by != new.owned_by {
            steps.push(Step::new(id, format!("ALTER SEQUENCE {} OWNED BY NONE", id.sql_name())));
        }
        steps
    }
}
