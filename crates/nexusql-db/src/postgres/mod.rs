//! PostgreSQL: where a server is, how to reach it, and what it said when it refused. `engine/` makes of it an engine of
//! the layer.

mod connect;
#[cfg(feature = "manager")]
pub(crate) mod engine;
mod error;
mod parse;
mod passfile;
mod target;
mod tls;

pub use connect::{Canceller, Session, connect};
pub use error::{ServerError, connection_error, error, server_error};
pub use target::{ChannelBinding, Host, Secret, SessionAttrs, SslMode, Target, without_password};
