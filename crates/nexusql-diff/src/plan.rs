//! The plan: ordered steps in transaction groups, with the fingerprint of the catalog they were made for.

use nexusql_base::{Error, Result};
use nexusql_catalog::{Catalog, Fingerprint};
use serde::{Deserialize, Serialize};

use crate::new_names::take_new_names;
use crate::nodes::{Parts, graph};
use crate::{Hazard, HazardNote, Step, compare, decide, group, inline, kinds, order};

/// Steps that run in one transaction, or one step that runs in none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Whether the steps run between `BEGIN` and `COMMIT`.
    pub transactional: bool,
    /// The steps in order.
    pub steps: Vec<Step>,
}

/// How to get from one catalog to another.
///
/// Invariant: empty exactly if the two were equal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The catalog it starts from.
    pub current: Fingerprint,
    /// The catalog it arrives at.
    pub desired: Fingerprint,
    /// The groups in order.
    pub groups: Vec<Group>,
}

impl Plan {
    /// Returns every step in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.groups.iter().flat_map(|group| &group.steps)
    }

    /// Returns every hazard with its step, in order.
    pub fn hazards(&self) -> impl Iterator<Item = (&Step, &HazardNote)> {
        self.steps().flat_map(|step| step.hazards.iter().map(move |note| (step, note)))
    }

    /// Returns whether rows or values go.
    pub fn deletes_data(&self) -> bool {
        self.hazards().any(|(_, note)| note.hazard == Hazard::DeletesData)
    }
}

/// Returns the plan that turns `current` into `desired`; empty exactly if they are equal.
///
/// Errors: [`nexusql_base::ErrorKind::Refused`] if tables wait in the schema where a plan puts those that it makes anew;
/// an internal one that names the objects if statements cannot be put in an order.
/// Cost: n log n in the objects that differ, plus one pass over both catalogs' edges.
pub fn plan(current: &Catalog, desired: &Catalog) -> Result<Plan> {
    kinds::refuse_leftovers(current, desired)?;
    let renamed = take_new_names(current, desired);
    let (now, renames) = renamed.as_ref().map_or((current, &[][..]), |(now, renames)| (now, renames));
    let deltas = compare(now, desired);
    let mut cx = decide::decide(now, desired, &deltas);
    inline::inline(&mut cx);
    kinds::absorb(&mut cx);
    let nodes = order::order(graph(&cx, Parts::Implied)).or_else(|_| order::order(graph(&cx, Parts::Explicit)));
    let nodes = nodes.map_err(|stuck| {
        Error::internal("statements need each other in a circle")
            .map(|diagnostic| diagnostic.with_detail(format!("The circle: {}.", stuck.join(", "))))
    })?;
    let made = nodes.into_iter().flat_map(|node| node.steps);
    let mut steps: Vec<Step> = renames.iter().cloned().chain(made).collect();
    kinds::close_aside(&mut steps);
    Ok(Plan { current: current.fingerprint(), desired: desired.fingerprint(), groups: group::group(steps) })
}
