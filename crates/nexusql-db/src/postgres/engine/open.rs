//! From a configuration to a server, and to connections with it.

use futures_util::future::{BoxFuture, FutureExt as _};

use super::connection::PostgresConnection;
use crate::config::ConnectionConfig;
use crate::driver::{Connection, Connector};
use crate::error::Result;
use crate::postgres::{Target, connect, parse};

/// A server and database, with what libpq's variables say.
pub(super) struct Server {
    target: Target,
}

impl Server {
    /// Errors: [`crate::Kind::Usage`] for an option or variable that is not understood.
    pub fn new(config: &ConnectionConfig, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let mut target = Target {
            hosts: config.hosts.clone(),
            user: config.user.clone(),
            password: config.password.clone(),
            database: config.database.clone(),
            ..Target::default()
        };
        for (name, value) in config.options.iter().filter(|(name, _)| *name != "port") {
            parse::set(&mut target, name, value.clone())?;
        }
        if let Some(ports) = config.options.get("port") {
            parse::fill_ports(&mut target.hosts, ports)?;
        }
        Ok(Self { target: target.with_environment(variable)? })
    }
}

impl Connector for Server {
    fn place(&self) -> String {
        format!("postgresql {}", self.target)
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        async move {
            let session = connect(&self.target).await.map_err(super::error::login)?;
            Ok(Box::new(PostgresConnection::new(session)) as Box<dyn Connection>)
        }
        .boxed()
    }
}
