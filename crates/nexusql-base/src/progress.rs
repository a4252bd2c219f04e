//! How long work tells how far it is, without knowing who listens.

/// Something that wants to hear how far long work has come.
pub trait Progress: Send + Sync {
    /// Work named `what` begins; `total` steps are expected, if known.
    fn start(&self, what: &str, total: Option<u64>);
    /// `done` steps of the current work are finished; `at` names the present one.
    fn advance(&self, done: u64, at: &str);
    /// The current work is over.
    fn finish(&self);
}

/// A listener that hears nothing.
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64, _: &str) {}
    fn finish(&self) {}
}
