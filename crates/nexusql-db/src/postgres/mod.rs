//! PostgreSQL: where a server is, how to reach it, and what it said when it refused.

mod connect;
mod error;
mod parse;
mod passfile;
mod target;
mod tls;

pub use connect::{Session, connect};
pub use error::{ServerError, connection_error, error, server_error};
pub use target::{ChannelBinding, Host, Secret, SslMode, Target, without_password};
