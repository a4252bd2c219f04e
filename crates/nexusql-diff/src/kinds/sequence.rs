//! Sequences, besides those of identity columns.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::kinds::sequence::Sequence;
use nexusql_catalog::{Kind, ObjectId};

use super::rules::Rules;
use crate::address::dotted;
use crate::context::Context;
use crate::{Hazard, LockMode, Step, owners};

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
    let step = |sql, mode| Step::new(id, sql).locks_standing(mode, id.path(), cx);
    let hand_over = hand_over.into_iter().map(|sql| step(sql, LockMode::AccessExclusive));
    hand_over.chain([step(tie, LockMode::ShareRowExclusive)]).collect()
}

/// Where a sequence shall count.
pub(super) struct Range {
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) start: i64,
    pub(super) increment: i64,
}

impl From<&Sequence> for Range {
    fn from(sequence: &Sequence) -> Self {
        let Sequence { min, max, start, increment, .. } = *sequence;
        Self { min, max, start, increment }
    }
}

/// Returns the steps that bring a sequence's place into new bounds: to the start if it lies before them, or was never
/// taken. A place beyond them stays, and makes the step fail that sets them: from the start, values would come again.
///
/// Shape: `widen` writes the step that lets the sequence be in the old and the new bounds. Empty if the new bounds hold
/// the old ones.
pub(super) fn place_in_bounds(
    id: &ObjectId,
    name: &str,
    old: (i64, i64),
    new: &Range,
    widen: &dyn Fn((i64, i64)) -> Step,
) -> Vec<Step> {
    let Range { min, max, start, increment } = *new;
    if min <= old.0 && max >= old.1 {
        return Vec::new();
    }
    let before = if increment > 0 { format!("last_value < {min}") } else { format!("last_value > {max}") };
    let outside = format!("last_value NOT BETWEEN {min} AND {max}");
    let set = format!("SELECT pg_catalog.setval({}, {start}, false) FROM {name}", quote_literal(name));
    let set = format!("{set} WHERE {before} OR NOT is_called AND {outside}");
    vec![widen((min.min(old.0), max.max(old.1))), Step::new(id, set)]
}

/// Returns the steps and `last`, the one that sets the new bounds, with what it can cost.
pub(super) fn within(mut steps: Vec<Step>, last: Step) -> Vec<Step> {
    let may_fail = !steps.is_empty();
    steps.push(if may_fail { last.hazard(Hazard::MayFail, "A place beyond the new bounds makes it fail.") } else { last });
    steps
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

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: &str, mode: LockMode| {
            Step::new(id, format!("ALTER SEQUENCE {} {clause}", id.sql_name())).locks(mode, id.sql_name())
        };
        let mut steps = Vec::new();
        if options(self) != options(new) {
            let share = LockMode::ShareRowExclusive;
            let steps_to = place_in_bounds(id, &id.sql_name(), (self.min, self.max), &new.into(), &|(min, max)| {
                alter(&format!("AS bigint MINVALUE {min} MAXVALUE {max}"), share)
            });
            steps.extend(within(steps_to, alter(&options(new), share)));
        }
        if self.unlogged != new.unlogged {
            let word = if new.unlogged { "UNLOGGED" } else { "LOGGED" };
            steps.push(alter(&format!("SET {word}"), LockMode::AccessExclusive));
        }
        if self.owned_by != new.owned_by {
            steps.push(alter("OWNED BY NONE", LockMode::ShareRowExclusive));
        }
        steps
    }
}
