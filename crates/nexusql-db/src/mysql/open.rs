//! From a configuration to servers, and to connections with them.

use std::path::Path;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, DriverError, Error as Said, IoError, Opts, OptsBuilder, SslOpts};
use nexusql_base::Diagnostic;

use super::connection::MySqlConnection;
use super::error::{error, sentence};
use super::tls::{self, Tls};
use crate::config::ConnectionConfig;
use crate::driver::{Connection, Connector};
use crate::error::{Error, Kind, Result};
use crate::postgres::Host;

const PORT: u16 = 3306;

/// Where a server of this machine may listen, if no host is named.
const SOCKETS: [&str; 3] = ["/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"];

/// What every session begins with: texts, times and errors are the same whatever the server is set to, and what a column
/// cannot hold is an error.
const SESSION: &str = "set names utf8mb4; set session autocommit = 1, time_zone = '+00:00', lc_messages = 'en_US', \
    sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

/// What a server says to a login without TLS that needs it: refused, secure transport required.
const NEEDS_TLS: [u16; 2] = [1045, 3159];

/// The longest packet that the protocol has; the server's own limit is asked for.
const PACKET_MAX: usize = 1 << 30;

/// A server and database, and who logs in.
pub(super) struct Server {
    hosts: Vec<Host>,
    user: Option<String>,
    password: Option<String>,
    database: Option<String>,
    tls: Tls,
    connect_timeout: Duration,
}

impl Server {
    /// Fills what is absent from what MySQL's programs look at: `MYSQL_HOST`, `MYSQL_TCP_PORT`, `MYSQL_UNIX_PORT`,
    /// `MYSQL_PWD` and the user's name. Option files are not read.
    ///
    /// Errors: [`Kind::Usage`] for an option that is not understood.
    pub fn new(config: &ConnectionConfig, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let get = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mut server = Self {
            hosts: config.hosts.clone(),
            user: config.user.clone().or_else(|| get("USER")).or_else(|| get("LOGNAME")).or_else(|| get("USERNAME")),
            password: config.password.clone().map(|secret| secret.0).or_else(|| get("MYSQL_PWD")),
            database: config.database.clone(),
            tls: Tls::default(),
            connect_timeout: Duration::from_secs(15),
        };
        let mut socket = None;
        for (name, value) in &config.options {
            match name.replace('-', "_").as_str() {
                "socket" | "unix_socket" => socket = Some(value.clone()),
                _ => server.set(name, value)?,
            }
        }
        if let Some(path) = socket {
            server.hosts = vec![Host { name: path, port: None }];
        } else if server.hosts.is_empty() {
            let found = || SOCKETS.iter().find(|path| Path::new(path).exists()).map(|path| (*path).to_owned());
            let name = get("MYSQL_HOST").or_else(|| get("MYSQL_UNIX_PORT")).or_else(found);
            server.hosts = vec![Host { name: name.unwrap_or_else(|| "localhost".to_owned()), port: None }];
        }
        let port = match get("MYSQL_TCP_PORT") {
            Some(port) => port.parse().map_err(|_| refuse("MYSQL_TCP_PORT", "It is not a port's number."))?,
            None => PORT,
        };
        for host in &mut server.hosts {
            if host.name.is_empty() {
                "localhost".clone_into(&mut host.name);
            }
            host.port.get_or_insert(port);
        }
        // What cannot be read is told before anything is tried.
        server.tls.attempts()?;
        Ok(server)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let path = || Some(value.into()).filter(|_| !value.is_empty());
        match name.replace('-', "_").as_str() {
            "sslmode" | "ssl_mode" => match tls::mode(value) {
                Some(mode) => self.tls.mode = Some(mode),
                None => return Err(refuse(name, "It is disable, allow, prefer, require, verify-ca or verify-full.")),
            },
            "sslrootcert" | "ssl_ca" => self.tls.root_cert = path(),
            "sslcert" | "ssl_cert" => self.tls.cert = path(),
            "sslkey" | "ssl_key" => self.tls.key = path(),
            "connect_timeout" => match value.parse() {
                Ok(seconds) => self.connect_timeout = Duration::from_secs(seconds),
                Err(_) => return Err(refuse(name, "It is a number of seconds.")),
            },
            "charset" if value.eq_ignore_ascii_case("utf8mb4") => {}
            "charset" => return Err(refuse(name, "Text is sent as utf8mb4; columns may have others.")),
            _ => {
                let known = "Known are sslmode, sslrootcert, sslcert, sslkey, socket, connect_timeout and charset.";
                return Err(refuse(name, known));
            }
        }
        Ok(())
    }

    fn opts(&self, host: &Host, tls: Option<SslOpts>) -> Opts {
        let builder = OptsBuilder::default()
            .user(self.user.clone())
            .pass(self.password.clone())
            .db_name(self.database.clone())
            .prefer_socket(false)
            .tcp_nodelay(true)
            // The layer keeps statements itself.
            .stmt_cache_size(0)
            .client_found_rows(true)
            // Else the driver asks for them.
            .max_allowed_packet(Some(PACKET_MAX))
            .wait_timeout(Some(28_800));
        let builder = if host.is_socket() {
            builder.socket(Some(host.name.clone()))
        } else {
            builder.ip_or_hostname(host.name.clone()).tcp_port(host.port.unwrap_or(PORT)).ssl_opts(tls)
        };
        builder.into()
    }

    async fn connect_host(&self, host: &Host) -> Result<Box<dyn Connection>> {
        let attempts = if host.is_socket() { vec![None] } else { self.tls.attempts()? };
        let mut refusals = Vec::new();
        for tls in attempts {
            let is_plain = tls.is_none();
            let attempt = tokio::time::timeout(self.connect_timeout, self.attempt(host, tls));
            let said = match attempt.await {
                Ok(Ok(connection)) => return Ok(Box::new(connection)),
                Ok(Err(said)) => said,
                Err(_) => return Err(silent(&at(host))),
            };
            // The other way is tried only where TLS, or its absence, was the reason.
            let lacks_tls = matches!(&said, Said::Server(server) if NEEDS_TLS.contains(&server.code)) && is_plain;
            refusals.push((is_tls(&said), self.refused(host, &said)));
            if !is_tls(&said) && !lacks_tls {
                break;
            }
        }
        // What the server said of the login says more than that there was no TLS.
        refusals.sort_by_key(|(is_tls, _)| *is_tls);
        let first = refusals.into_iter().next().map(|(_, error)| error);
        Err(first.unwrap_or_else(|| nexusql_base::Error::internal("no way to the server was tried").into()))
    }

    async fn attempt(&self, host: &Host, tls: Option<SslOpts>) -> mysql_async::Result<MySqlConnection> {
        let said = match open(self.opts(host, tls.clone())).await {
            Ok(connection) => return Ok(connection),
            Err(said) => said,
        };
        match tls.and_then(|tls| self.tls.by_its_own_name(&tls, &said)) {
            Some(tls) => open(self.opts(host, Some(tls))).await,
            None => Err(said),
        }
    }

    /// Returns the error of a login that failed, with advice.
    fn refused(&self, host: &Host, said: &Said) -> Error {
        let at = at(host);
        let shown = match said {
            Said::Server(server) => {
                let database = self.database.as_deref().unwrap_or("");
                let (code, hint) = match server.code {
                    1044 | 1045 | 1698 => {
                        ("login-refused", "Are user and password right? An account is for certain hosts.".to_owned())
                    }
                    1049 => {
                        ("no-such-database", format!("Create it with \"create database {database}\", or name another."))
                    }
                    1040 | 1203 => {
                        ("too-many-connections", "Close other sessions, or raise max_connections.".to_owned())
                    }
                    1129 | 1130 => ("login-refused", "The server lets nobody in from this host.".to_owned()),
                    3159 => ("login-refused", "Ask for TLS with sslmode=require.".to_owned()),
                    _ => ("connection-failed", "See the server's log.".to_owned()),
                };
                let said = error(said);
                let mut diagnostic = said.diagnostic().clone();
                diagnostic.code = code;
                diagnostic.detail.get_or_insert(format!("The server is {at}."));
                diagnostic.hint.get_or_insert(hint);
                let refused = Error::new(Kind::Connection, diagnostic);
                return said.code().cloned().into_iter().fold(refused, Error::with_code);
            }
            Said::Driver(DriverError::NoClientSslFlagFromServer) => (
                "tls-failed",
                format!("server {at} speaks no TLS"),
                "Give it a certificate, or ask for less with sslmode.",
            ),
            said if is_tls(said) => {
                ("tls-failed", format!("could not make a TLS connection with {at}"), tls::advice(said))
            }
            Said::Io(IoError::Io(io)) => match io.kind() {
                std::io::ErrorKind::ConnectionRefused | std::io::ErrorKind::NotFound => (
                    "server-not-reached",
                    format!("no server listens at {at}"),
                    "Is it running there, and is the port right?",
                ),
                std::io::ErrorKind::TimedOut => return silent(&at),
                _ if io.to_string().contains("lookup") => {
                    ("unknown-host", format!("host \"{}\" is not known", host.name), "Is its name spelled right?")
                }
                _ => ("connection-failed", format!("could not connect to {at}"), "Is it a MySQL or MariaDB server?"),
            },
            _ => ("connection-failed", format!("could not connect to {at}"), "Is it a MySQL or MariaDB server?"),
        };
        let (code, message, hint) = shown;
        let diagnostic = Diagnostic::error(code, message).with_detail(sentence(said)).with_hint(hint);
        Error::new(Kind::Connection, diagnostic)
    }
}

fn at(host: &Host) -> String {
    if host.is_socket() { host.name.clone() } else { format!("{}:{}", host.name, host.port.unwrap_or(PORT)) }
}

fn is_tls(said: &Said) -> bool {
    tls::cause(said).is_some()
        || matches!(said, Said::Io(IoError::Tls(_)) | Said::Driver(DriverError::NoClientSslFlagFromServer))
}

fn silent(at: &str) -> Error {
    let diagnostic = Diagnostic::error("server-not-reached", format!("server {at} did not answer in time"));
    Error::new(Kind::Connection, diagnostic.with_hint("Is a firewall in between?"))
}

fn refuse(name: &str, detail: &str) -> Error {
    let diagnostic = Diagnostic::error("bad-option", format!("option \"{name}\" is not understood"));
    Error::new(Kind::Usage, diagnostic.with_detail(detail))
}

/// Opens a session and makes it like any other.
async fn open(opts: Opts) -> mysql_async::Result<MySqlConnection> {
    let mut conn = Conn::new(opts).await?;
    conn.query_drop(SESSION).await?;
    let packet_max: Option<usize> = conn.query_first("select @@max_allowed_packet").await?;
    Ok(MySqlConnection::new(conn, packet_max.unwrap_or(PACKET_MAX)))
}

impl Connector for Server {
    fn place(&self) -> String {
        let hosts: Vec<String> = self.hosts.iter().map(at).collect();
        format!("mysql {} on {}", self.database.as_deref().unwrap_or("no database"), hosts.join(", "))
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        async move {
            let mut last = None;
            for host in &self.hosts {
                match self.connect_host(host).await {
                    Ok(connection) => return Ok(connection),
                    Err(error) => last = Some(error),
                }
            }
            Err(last.unwrap_or_else(|| nexusql_base::Error::internal("configuration has no host").into()))
        }
        .boxed()
    }
}
