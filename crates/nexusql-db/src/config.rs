//! Where a database is and who logs in, for any engine; and the URL that says so.

use std::collections::BTreeMap;
use std::fmt;

use nexusql_base::Diagnostic;

use crate::driver::{BEHIND_FEATURES, DRIVERS, Driver};
use crate::error::{Error, Kind, Result};
use crate::postgres::{Host, Secret};

/// Where a database is and who logs in. `Debug` shows no password and no values of options.
///
/// Shape: what is absent is the engine's default, or comes from where its own programs look.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionConfig {
    /// The engine, as a URL begins: `postgresql`, `sqlite`.
    pub scheme: String,
    /// The user.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The hosts to try in order.
    pub hosts: Vec<Host>,
    /// The database; SQLite's file.
    pub database: Option<String>,
    /// What else the engine knows, by name: `sslmode`, `application_name`.
    pub options: BTreeMap<String, String>,
}

impl ConnectionConfig {
    /// Returns a configuration for the engine with this scheme, with nothing else said.
    pub fn new(scheme: impl Into<String>) -> Self {
        Self { scheme: scheme.into(), ..Self::default() }
    }

    /// Reads a URL.
    ///
    /// Errors: [`Kind::Usage`] for a scheme that is not known, with those that are, and for a URL that is not understood.
    /// No message shows a password.
    pub fn parse(url: &str) -> Result<Self> {
        driver(url.split(':').next().unwrap_or(""))?.parse(url)
    }

    /// Returns it with this user.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// Returns it with this password.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(Secret(password.into()));
        self
    }

    /// Returns it with one more host to try; without a port, the engine's usual one is meant.
    #[must_use]
    pub fn host(mut self, name: impl Into<String>, port: Option<u16>) -> Self {
        self.hosts.push(Host { name: name.into(), port });
        self
    }

    /// Returns it with this database.
    #[must_use]
    pub fn database(mut self, database: impl Into<String>) -> Self {
        self.database = Some(database.into());
        self
    }

    /// Returns it with an option of the engine.
    #[must_use]
    pub fn option(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.insert(name.into(), value.into());
        self
    }
}

impl fmt::Debug for ConnectionConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionConfig")
            .field("scheme", &self.scheme)
            .field("user", &self.user)
            .field("password", &self.password)
            .field("hosts", &self.hosts)
            .field("database", &self.database)
            .field("options", &self.options.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// Returns the engine with this scheme.
///
/// Errors: [`Kind::Usage`] with the schemes that are known.
pub(crate) fn driver(scheme: &str) -> Result<&'static dyn Driver> {
    let wanted = scheme.to_ascii_lowercase();
    if let Some(driver) = DRIVERS.iter().find(|driver| driver.schemes().contains(&wanted.as_str())) {
        return Ok(*driver);
    }
    let known: Vec<String> =
        DRIVERS.iter().flat_map(|driver| driver.schemes()).map(|scheme| format!("{scheme}:")).collect();
    let detail = format!("Known are {}.", known.join(", "));
    if let Some((_, feature)) = BEHIND_FEATURES.iter().find(|(behind, _)| *behind == wanted) {
        let diagnostic = Diagnostic::error("engine-not-built", format!("this build has no engine for \"{wanted}:\""));
        let hint = format!("Build with the feature \"{feature}\".");
        return Err(Error::new(Kind::Usage, diagnostic.with_detail(detail).with_hint(hint)));
    }
    // What is before the first colon may be anything, a password among it: only what looks like a scheme is repeated.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'-';
    let message = if !wanted.is_empty() && wanted.len() <= 20 && wanted.bytes().all(plain) {
        format!("no engine has the scheme \"{wanted}\"")
    } else {
        "URL begins with no scheme".to_owned()
    };
    Err(Error::new(Kind::Usage, Diagnostic::error("unknown-scheme", message).with_detail(detail)))
}

/// Reads `scheme://user:password@host:port,host:port/database?key=value`, each part percent-decoded.
pub(crate) fn parse(url: &str) -> Result<ConnectionConfig> {
    let (scheme, rest) = url.split_once("://").ok_or_else(|| refuse("URL lacks \"://\" after its scheme"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, places) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = match login.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (login, None),
    };
    let mut config = ConnectionConfig::new(scheme.to_ascii_lowercase());
    config.user = Some(decode(user)?).filter(|user| !user.is_empty());
    config.password = password.map(decode).transpose()?.map(Secret);
    config.database = Some(decode(path)?).filter(|path| !path.is_empty());
    config.hosts = places.split(',').filter(|_| !places.is_empty()).map(place).collect::<Result<_>>()?;
    set_options(&mut config, query)?;
    Ok(config)
}

/// Adds the options in `query`: `key=value&key=value`.
pub(crate) fn set_options(config: &mut ConnectionConfig, query: &str) -> Result<()> {
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or_else(|| refuse("option in the URL has no value"))?;
        let (key, value) = (decode(key)?, decode(value)?);
        match key.as_str() {
            "user" => config.user = Some(value),
            "password" => config.password = Some(Secret(value)),
            _ => {
                config.options.insert(key, value);
            }
        }
    }
    Ok(())
}

fn place(text: &str) -> Result<Host> {
    let (name, port) = match text.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((name, rest))) => (name, rest.strip_prefix(':')),
        Some(None) => return Err(refuse("address in the URL lacks its \"]\"")),
        None => match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        },
    };
    let port = port.filter(|port| !port.is_empty()).map(|port| port.parse::<u16>());
    let port = port.transpose().map_err(|_| refuse("port in the URL is not a number from 0 to 65535"))?;
    Ok(Host { name: decode(name)?, port })
}

/// Replaces `%41` by `A`.
pub(crate) fn decode(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = || std::str::from_utf8(tail.get(..2)?).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if *first == b'%' {
            bytes.push(code().ok_or_else(|| refuse("\"%\" in the URL is not followed by two hexadecimal digits"))?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| refuse("percent-encoded part of the URL is not UTF-8"))
}

/// Returns an error about a URL. Messages do not repeat it: it may hold a password.
pub(crate) fn refuse(message: &'static str) -> Error {
    let hint = "A URL is written SCHEME://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE, with %40 for an @ in a part.";
    Error::new(Kind::Usage, Diagnostic::error("bad-url", message).with_hint(hint))
}
