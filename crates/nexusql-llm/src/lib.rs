//! Room `llm`: names for groups from a language model, by way of OpenAI's protocol or Anthropic's. The only room that sends
//! anything to a service; what it sends is names of tables and columns, types, and what the user says the schema is about.
//!
//! - [`Settings`] says which service; the environment is handed in.
//! - [`Llm`] asks for all groups, [`Hybrid`] for those that the rules are not sure of.
//! - [`Llm::preview`] returns what would be sent, and sends nothing.

mod ask;
mod cache;
mod namer;
mod preview;
mod settings;

pub use namer::{Hybrid, Llm};
pub use settings::{Key, Protocol, Settings};
