//! Where a server is and who knocks. The URL's grammar is in `parse.rs`, the password file's in `passfile.rs`.

use std::fmt;
use std::path::{Path, PathBuf};

use nexusql_base::Result;

use super::{parse, passfile};

/// A server and database to connect to. `Display` and `Debug` never show the password.
///
/// Shape: what the user left out is absent until [`Target::with_environment`] fills it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The hosts to try in order; empty for the default.
    pub hosts: Vec<Host>,
    /// The role to log in as.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The database.
    pub database: Option<String>,
    /// How much TLS is asked for.
    pub ssl_mode: Option<SslMode>,
    /// A PEM file of trusted authorities, or `system`.
    pub ssl_root_cert: Option<PathBuf>,
    /// A PEM file with the certificate that we show.
    pub ssl_cert: Option<PathBuf>,
    /// A PEM file with the key of that certificate.
    pub ssl_key: Option<PathBuf>,
    /// Whether a password is bound to the TLS connection that it goes over.
    pub channel_binding: Option<ChannelBinding>,
    /// The password file, if it is not the one in the home folder.
    pub passfile: Option<PathBuf>,
    /// Server settings for the session, as libpq's `options` has them.
    pub options: Option<String>,
    /// What `pg_stat_activity` shows.
    pub application_name: Option<String>,
    /// How many seconds to wait for each host.
    pub connect_timeout_s: Option<u64>,
    /// Which of several servers will do.
    pub session_attrs: SessionAttrs,
}

/// One place where a server may listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// A host name, an address, or the folder of a Unix socket if it begins with `/`.
    pub name: String,
    /// The port.
    pub port: Option<u16>,
}

impl Host {
    /// Returns whether it is the folder of a Unix socket.
    pub fn is_socket(&self) -> bool {
        self.name.starts_with('/')
    }
}

/// Text that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Returns `text` with what may be a password in it hidden: for messages about what should have been a URL.
pub fn without_password(text: &str) -> String {
    let mut shown = text.to_owned();
    if let Some(end) = shown.rfind('@') {
        let start = shown[..end].find("//").map_or(0, |at| at + 2);
        if let Some(colon) = shown[start..end].find(':') {
            shown.replace_range(start + colon + 1..end, "***");
        }
    }
    if let Some(at) = shown.to_ascii_lowercase().find("password") {
        shown.replace_range(at + "password".len().., " ***");
    }
    shown
}

/// Which of several servers will do.
///
/// Source: PostgreSQL manual, "Parameter Key Words", `target_session_attrs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionAttrs {
    /// The first that lets us in.
    #[default]
    Any,
    /// One whose transactions may write.
    ReadWrite,
    /// One whose transactions may only read.
    ReadOnly,
    /// One that is not in recovery.
    Primary,
    /// One that is in recovery.
    Standby,
    /// One that is in recovery, or any if there is none.
    PreferStandby,
}

impl SessionAttrs {
    const ALL: [Self; 6] =
        [Self::Any, Self::ReadWrite, Self::ReadOnly, Self::Primary, Self::Standby, Self::PreferStandby];

    /// Returns libpq's name: `read-write`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::ReadWrite => "read-write",
            Self::ReadOnly => "read-only",
            Self::Primary => "primary",
            Self::Standby => "standby",
            Self::PreferStandby => "prefer-standby",
        }
    }

    /// Returns the one with libpq's name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attrs| attrs.name() == name)
    }
}

/// How much TLS is asked for.
///
/// Source: PostgreSQL manual, "SSL Support", table "SSL Mode Descriptions".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SslMode {
    /// Never.
    Disable,
    /// Only if the server insists.
    Allow,
    /// If the server can.
    #[default]
    Prefer,
    /// Always; the certificate is not looked at unless a root certificate is named.
    Require,
    /// Always, with a certificate of a trusted authority.
    VerifyCa,
    /// Always, with a certificate of a trusted authority for this host.
    VerifyFull,
}

impl SslMode {
    /// Returns libpq's name: `verify-full`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// Whether a password is bound to the TLS connection that it goes over, so that nobody in between can use it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// If the server can.
    #[default]
    Prefer,
    /// Always; a server that cannot, or asks for no such password, is refused.
    Require,
}

impl Target {
    /// Reads a `postgres://` or `postgresql://` URL or a `key=value` connection string.
    ///
    /// Errors: [`nexusql_base::ErrorKind::Usage`] if `text` is neither or has a part that is not understood. No message
    /// shows a password.
    pub fn parse(text: &str) -> Result<Self> {
        parse::target(text)
    }

    /// Fills what is absent from libpq's variables, the password file, and libpq's defaults.
    ///
    /// Errors: [`nexusql_base::ErrorKind::Usage`] if a variable holds no valid value.
    pub fn with_environment(mut self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let get = |name: &str| variable(name).filter(|value| !value.is_empty());
        if self.hosts.is_empty() {
            let hosts = get("PGHOST").unwrap_or_else(|| default_host().to_owned());
            self.hosts = parse::hosts(&hosts, "")?;
        }
        if let Some(ports) = get("PGPORT").filter(|_| self.hosts.iter().any(|host| host.port.is_none())) {
            parse::fill_ports(&mut self.hosts, &ports)?;
        }
        for host in &mut self.hosts {
            host.port.get_or_insert(5432);
            if host.name.is_empty() {
                default_host().clone_into(&mut host.name);
            }
        }
        self.user = self.user.or_else(|| get("PGUSER")).or_else(|| get("USER")).or_else(|| get("LOGNAME"));
        self.user = self.user.or_else(|| get("USERNAME"));
        self.database = self.database.or_else(|| get("PGDATABASE")).or_else(|| self.user.clone());
        if let (None, Some(mode)) = (self.ssl_mode, get("PGSSLMODE")) {
            self.ssl_mode = Some(parse::ssl_mode(&mode)?);
        }
        if let (None, Some(binding)) = (self.channel_binding, get("PGCHANNELBINDING")) {
            self.channel_binding = Some(parse::channel_binding(&binding)?);
        }
        let home = get("HOME").map(|home| Path::new(&home).join(".postgresql"));
        let file = |given: Option<PathBuf>, variable: &str, usual: &str| {
            let usual = || home.as_ref().map(|home| home.join(usual)).filter(|file| file.is_file());
            given.or_else(|| get(variable).map(PathBuf::from)).or_else(usual)
        };
        self.ssl_root_cert = file(self.ssl_root_cert, "PGSSLROOTCERT", "root.crt");
        self.ssl_cert = file(self.ssl_cert, "PGSSLCERT", "postgresql.crt");
        self.ssl_key = file(self.ssl_key, "PGSSLKEY", "postgresql.key");
        if let (SessionAttrs::Any, Some(attrs)) = (self.session_attrs, get("PGTARGETSESSIONATTRS")) {
            self.session_attrs = parse::session_attrs(&attrs)?;
        }
        self.options = self.options.or_else(|| get("PGOPTIONS"));
        self.application_name = self.application_name.or_else(|| get("PGAPPNAME"));
        if let (None, Some(seconds)) = (self.connect_timeout_s, get("PGCONNECT_TIMEOUT")) {
            self.connect_timeout_s = Some(parse::timeout(&seconds)?);
        }
        self.password = self.password.or_else(|| get("PGPASSWORD").map(Secret));
        if self.passfile.is_none() {
            let home = || get("HOME").map(|home| Path::new(&home).join(".pgpass"));
            self.passfile = get("PGPASSFILE").map(PathBuf::from).or_else(home);
        }
        Ok(self)
    }

    /// Returns the password for `host`: the one given, or the one in the password file.
    pub(super) fn password_for(&self, host: &Host) -> Option<String> {
        if let Some(Secret(password)) = &self.password {
            return Some(password.clone());
        }
        let text = passfile::read(self.passfile.as_deref()?)?;
        passfile::find(&text, host, self.database.as_deref().unwrap_or(""), self.user.as_deref().unwrap_or(""))
    }
}

/// Returns where libpq looks when no host is named.
fn default_host() -> &'static str {
    ["/var/run/postgresql", "/tmp"].into_iter().find(|folder| has_socket(Path::new(folder))).unwrap_or("localhost")
}

fn has_socket(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(".s.PGSQL.")))
    })
}

/// The database and where it is: `app on db.example.org:5432`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.database.as_deref().unwrap_or("default database"))?;
        for (i, host) in self.hosts.iter().enumerate() {
            f.write_str(if i == 0 { " on " } else { ", " })?;
            f.write_str(if host.name.is_empty() { "localhost" } else { &host.name })?;
            if let Some(port) = host.port {
                write!(f, ":{port}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn what_may_be_a_password_is_hidden() {
        for (text, shown) in [
            ("db/schema.sql", "db/schema.sql"),
            ("me@home/schema.sql", "me@home/schema.sql"),
            ("postgres//me:a:b@h/x", "postgres//me:***@h/x"),
            ("postgres:/me:secret@h/x", "postgres:***@h/x"),
            ("dbname=x PassWord = 'a b' host=h", "dbname=x PassWord ***"),
        ] {
            assert_eq!(without_password(text), shown);
        }
    }
}
