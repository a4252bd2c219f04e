//! Cuts ordered steps into transaction groups.

use crate::{Group, Step};

/// Returns the steps in groups, each of which runs in one transaction or, if a single step cannot, in none.
pub(crate) fn group(steps: Vec<Step>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open = false;
    for step in steps {
        let alone = !step.transactional;
        let closes = step.closes_group;
        if !open || alone || step.opens_group {
            groups.push(Group { transactional: !alone, steps: Vec::new() });
        }
        open = !alone && !closes;
        if let Some(last) = groups.last_mut() {
            last.steps.push(step);
        }
    }
    groups
}
