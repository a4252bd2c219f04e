//! From a configuration to a server, and to connections with it.

use futures_util::future::{BoxFuture, FutureExt as _};
use nexusql_base::Diagnostic;
use tiberius::{AuthMethod, Client, Config, EncryptionLevel, SqlBrowser as _};
use tokio::net::TcpStream;
use tokio_util::compat::TokioAsyncWriteCompatExt as _;

use super::authority::certified_name;
use super::connection::MssqlConnection;
use super::error::error;
use super::line::{Line, Wire};
use super::url::{refuse_option, yes};
use crate::config::ConnectionConfig;
use crate::driver::{Connection, Connector};
use crate::error::{Error, Kind, Result, fail};

/// How often a server may send on to another one, or show a certificate of another name.
const ATTEMPTS_MAX: usize = 6;

/// A database on a server, or on one of several.
pub(super) struct Server {
    /// The way to each host.
    ways: Vec<Config>,
    /// Whether a certificate may be of any name if its authority is known.
    any_name: bool,
    place: String,
}

impl Server {
    /// Errors: [`Kind::Usage`] for an option that is not understood.
    pub fn new(config: &ConnectionConfig) -> Result<Self> {
        let mut way = Config::new();
        way.application_name("nexusql");
        if let Some(database) = &config.database {
            way.database(database);
        }
        let Some(user) = &config.user else {
            let diagnostic = Diagnostic::error("no-user", "URL of SQL Server has no user");
            let hint = "Only logins with a password are supported: mssql://USER:PASSWORD@HOST/DATABASE.";
            return Err(Error::new(Kind::Usage, diagnostic.with_hint(hint)));
        };
        let password = config.password.as_ref().map_or("", |secret| secret.0.as_str());
        way.authentication(AuthMethod::sql_server(user, password));
        set_tls(&mut way, config)?;
        for (name, value) in &config.options {
            set(&mut way, name, value)?;
        }
        let local = [crate::postgres::Host { name: "localhost".to_owned(), port: None }];
        let hosts = if config.hosts.is_empty() { &local[..] } else { &config.hosts };
        let ways = hosts.iter().map(|host| {
            let mut way = way.clone();
            match host.name.split_once('\\') {
                Some((name, instance)) => {
                    way.host(name);
                    // A port says where the instance is; else the server's browser does.
                    if host.port.is_none() {
                        way.instance_name(instance);
                    }
                }
                None => way.host(&host.name),
            }
            if let Some(port) = host.port {
                way.port(port);
            }
            way
        });
        let names: Vec<String> = hosts
            .iter()
            .map(|host| host.port.map_or_else(|| host.name.clone(), |port| format!("{}:{port}", host.name)))
            .collect();
        let database = config.database.as_deref().unwrap_or("its default database");
        // Who names the certificate has it checked.
        let any_name = config.options.get("sslmode").is_some_and(|mode| mode == "verify-ca")
            && !config.options.contains_key("hostnameincertificate");
        Ok(Self {
            ways: ways.collect(),
            any_name,
            place: format!("mssql {database} on {} as {user}", names.join(", ")),
        })
    }
}

/// What is not about TLS.
fn set(way: &mut Config, name: &str, value: &str) -> Result<()> {
    match name {
        "application_name" => way.application_name(value),
        "instance" | "instancename" => way.instance_name(value),
        "applicationintent" => match value.to_ascii_lowercase().as_str() {
            "readonly" => way.readonly(true),
            "readwrite" => {}
            _ => return Err(refuse_option(name, "It is ReadOnly or ReadWrite.")),
        },
        "multisubnetfailover" => way.multi_subnet_failover(yes(name, value)?),
        "trusted_connection" | "integrated security" | "authentication" => {
            let message = "SQL Server can be logged in to with a user and a password only";
            return Err(fail(Kind::Unsupported, "login-unsupported", message));
        }
        "encrypt"
        | "trustservercertificate"
        | "sslmode"
        | "sslrootcert"
        | "servercertificate"
        | "hostnameincertificate"
        | "sslcert"
        | "sslkey" => {}
        _ => {
            let known = "Known are sslmode, sslrootcert, sslcert, sslkey, encrypt, trustServerCertificate, \
                         hostNameInCertificate, instance, application_name, applicationIntent, multiSubnetFailover.";
            return Err(refuse_option(name, known));
        }
    }
    Ok(())
}

/// Everything is encrypted and the certificate checked, unless an option says otherwise.
///
/// Source: libpq's modes; ODBC Driver 18, "Encrypt" and "TrustServerCertificate".
fn set_tls(way: &mut Config, config: &ConnectionConfig) -> Result<()> {
    let option = |name: &str| config.options.get(name).map(String::as_str);
    let mode = match option("sslmode") {
        None => None,
        Some("disable") => Some((EncryptionLevel::NotSupported, true)),
        Some("allow" | "prefer") => Some((EncryptionLevel::On, true)),
        // Nobody is asked who the server is, unless an authority is named.
        Some("require") => Some((EncryptionLevel::Required, option("sslrootcert").is_none())),
        Some("verify-ca" | "verify-full") => Some((EncryptionLevel::Required, false)),
        Some(_) => {
            return Err(refuse_option("sslmode", "It is disable, allow, prefer, require, verify-ca or verify-full."));
        }
    };
    let encrypt = match option("encrypt").map(str::to_ascii_lowercase).as_deref() {
        None => None,
        Some("yes" | "true" | "mandatory" | "1" | "on") => Some(EncryptionLevel::Required),
        // ODBC's "no" encrypts the login all the same.
        Some("no" | "false" | "optional" | "0" | "off") => Some(EncryptionLevel::Off),
        Some("strict") => Some(EncryptionLevel::Strict),
        Some(_) => return Err(refuse_option("encrypt", "It is yes, no or strict.")),
    };
    let trust = option("trustservercertificate").map(|value| yes("trustServerCertificate", value)).transpose()?;
    let (level, any) = mode.unwrap_or((EncryptionLevel::Required, false));
    way.encryption(encrypt.unwrap_or(level));
    if trust.unwrap_or(any) {
        way.trust_cert();
    } else if let Some(path) = option("sslrootcert").or(option("servercertificate")) {
        way.trust_cert_ca(path);
    }
    if let Some(name) = option("hostnameincertificate") {
        way.hostname_in_certificate(name);
    }
    match (option("sslcert"), option("sslkey")) {
        (Some(certificate), Some(key)) => way.client_certificate(certificate, key),
        (None, None) => {}
        _ => return Err(refuse_option("sslcert", "It needs sslkey, and sslkey needs it.")),
    }
    Ok(())
}

impl Server {
    async fn wire(&self) -> Result<Wire> {
        let mut last = None;
        for way in &self.ways {
            match open(way.clone(), self.any_name).await {
                Ok(wire) => return Ok(wire),
                // A password that is wrong here is wrong on the other hosts too.
                Err(error) if error.code().is_some() => return Err(error),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| fail(Kind::Usage, "no-host", "no host is named")))
    }
}

async fn open(mut way: Config, any_name: bool) -> Result<Wire> {
    for _ in 0..ATTEMPTS_MAX {
        let at = way.get_addr();
        let stream = TcpStream::connect_named(&way).await.map_err(|said| unreachable(&at, &said))?;
        stream.set_nodelay(true).map_err(|said| fail(Kind::Connection, "connection-failed", said.to_string()))?;
        let said = match Client::connect(way.clone(), stream.compat_write()).await {
            Ok(wire) => return Ok(wire),
            Err(tiberius::error::Error::Routing { host, port }) => {
                way.host(host);
                way.port(port);
                continue;
            }
            Err(said) => said,
        };
        match certified_name(&said).filter(|_| any_name) {
            Some(name) => way.hostname_in_certificate(name),
            None => return Err(error(&said)),
        }
    }
    Err(fail(Kind::Connection, "connection-failed", "servers send on from one to the other without end"))
}

fn unreachable(at: &str, said: &tiberius::error::Error) -> Error {
    let diagnostic = Diagnostic::error("connection-failed", format!("could not reach SQL Server at {at}"));
    let hint = "Is it running, and does it listen on TCP? A named instance is found through the SQL Server Browser.";
    Error::new(Kind::Connection, diagnostic.with_detail(format!("{said}.")).with_hint(hint))
}

impl Connector for Server {
    fn place(&self) -> String {
        self.place.clone()
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        async move { Ok(Box::new(MssqlConnection::new(Line::new(self.wire().await?))) as Box<dyn Connection>) }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_understood_or_refused() {
        let new = |options: &str| {
            let url = format!("mssql://sa:geheim@h,h2%5CINST/db?{options}");
            super::super::url::parse(&url).and_then(|config| Server::new(&config))
        };
        for options in [
            "",
            "encrypt=yes&trustServerCertificate=yes",
            "Encrypt=Strict&HostNameInCertificate=db",
            "sslmode=disable",
            "sslmode=verify-full&sslrootcert=/ca.pem",
            "sslmode=verify-ca&sslrootcert=/ca.pem",
            "ApplicationIntent=ReadOnly&app=x",
        ] {
            let server = new(options).unwrap();
            assert_eq!(server.place(), "mssql db on h, h2\\INST as sa", "{options}");
        }
        for (options, kind) in [
            ("encrypt=perhaps", Kind::Usage),
            ("sslmode=often", Kind::Usage),
            ("trustServerCertificate=x", Kind::Usage),
            ("sslcert=/a.pem", Kind::Usage),
            ("what=1", Kind::Usage),
            ("Trusted_Connection=yes", Kind::Unsupported),
        ] {
            let error = new(options).err().unwrap();
            assert!(error.kind() == kind && !format!("{error:?}").contains("geheim"), "{options}: {error:?}");
        }
    }
}
