//! What the random pairs are made of.

pub mod draft;
mod parts;
pub mod plainer;
pub mod script;
mod values;
