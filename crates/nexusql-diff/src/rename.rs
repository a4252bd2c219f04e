//! Renames: which drop and create may be one object under a new name, and the statements for those that were confirmed.
//! After the statements ran on the scratch the catalog is read anew, so no text is rewritten here.

mod candidates;
mod confirmed;
mod moved;
mod names;

pub use candidates::{Candidate, candidates};
pub use confirmed::rename_steps;
pub use moved::extension_moves;

/// A rename that the user confirmed: `old=new`, each as SQL names it, with or without the kind before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name in the current catalog.
    pub old: String,
    /// The name in the desired catalog.
    pub new: String,
}
