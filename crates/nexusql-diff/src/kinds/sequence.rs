//! Sequences, besides those of identity columns.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::sequence::Sequence;

use super::rules::Rules;
use crate::address::dotted;
use crate::context::Context;
use crate::{Hazard, LockMode, Step};

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

/// Returns the step that ties a sequence to its column, or frees it.
pub(super) fn ownership(id: &ObjectId, owned_by: Option<&[String]>, cx: &Context<'_>) -> Step {
    let owner = owned_by.map_or("NONE".to_owned(), dotted);
    Step::new(id, format!("ALTER SEQUENCE {} OWNED BY {owner}", id.sql_name()))
        .locks_standing(LockMode::ShareRowExclusive, id.path(), cx)
}

impl Rules for Sequence {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, creation(id, self))]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP SEQUENCE {}", id.sql_name()));
        let step = step.locks(LockMode::AccessExclusive, id.sql_name());
        vec![step.hazard(Hazard::DeletesData, "The sequence's place is gone.")]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: &str, mode: LockMode| {
            Step::new(id, format!("ALTER SEQUENCE {} {clause}", id.sql_name())).locks(mode, id.sql_name())
        };
        let mut steps = Vec::new();
        if options(self) != options(new) {
            steps.push(alter(&options(new), LockMode::ShareRowExclusive));
        }
        if self.unlogged != new.unlogged {
            let word = if new.unlogged { "UNLOGGED" } else { "LOGGED" };
            steps.push(alter(&format!("SET {word}"), LockMode::AccessExclusive));
        }
        if self.owned_by != new.owned_by {
            steps.push(ownership(id, None, cx));
        }
        steps
    }
}
