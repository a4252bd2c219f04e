//! What a kind has to say about its deltas. The defaults suit a kind that PostgreSQL can only make and drop.

use nexusql_catalog::ObjectId;

use crate::Step;
use crate::address::address;
use crate::context::Context;

/// The rules of one kind.
pub(super) trait Rules {
    /// Returns the statements that make the object; several stay together.
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step>;

    /// Returns the statements that drop it.
    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("DROP {}", address(id)))]
    }

    /// Returns whether it can become `new` where it stands; otherwise it is dropped and made anew.
    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        false
    }

    /// Returns the statements that turn it into `new`; asked only if it fits.
    fn alter(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        Vec::new()
    }

    /// Returns whether becoming `new` may force dependents to be made anew.
    fn disturbs(&self, _new: &Self) -> bool {
        false
    }

    /// Returns whether it has to be made anew because `by`, which it needs, is altered in a disturbing way.
    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        false
    }

    /// Returns the original on a parent table if this is a copy that cannot be dropped by itself.
    fn goes_with(&self, _id: &ObjectId, _cx: &Context<'_>) -> Option<ObjectId> {
        None
    }
}
