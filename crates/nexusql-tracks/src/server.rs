//! The database that is migrated, and who does it.

use std::ffi::OsString;
use std::path::PathBuf;

use nexusql_base::name::delimited;
use nexusql_base::{Error, Result};
use nexusql_db::postgres::{Secret, Target};
use nexusql_db::{ConnectionConfig, DatabaseManager, Options};

use crate::flavor::Flavor;

/// A database, open.
#[derive(Debug)]
pub struct Server {
    /// Its connections.
    pub manager: DatabaseManager,
    /// Its engine.
    pub flavor: Flavor,
    /// Where the tables of the history are; the first schema of the search path without it.
    pub schema: Option<String>,
    /// The one schema to which migrations keep, where those of others in the same database may be run at the same time.
    pub scope: Option<String>,
    /// Where it is, for programs that connect by themselves (PostgreSQL).
    pub target: Option<Target>,
    /// Where it is, for programs that connect by themselves (SQL Server).
    pub sqlcmd: Option<Sqlcmd>,
    /// Its file (SQLite).
    pub file: Option<PathBuf>,
    /// Who runs migrations.
    pub who: Who,
}

/// How long the name of a program may be that SQL Server keeps.
const PROGRAM_NAME_MAX: usize = 128;

/// Where a SQL Server is, as sqlcmd's variables say it.
#[derive(Clone, Debug)]
pub struct Sqlcmd {
    server: String,
    user: Option<String>,
    password: Option<Secret>,
    database: Option<String>,
}

impl Sqlcmd {
    fn of(config: &ConnectionConfig) -> Self {
        let host = config.hosts.first();
        let server = host.map_or_else(
            || "localhost".to_owned(),
            |host| match (host.port, config.options.get("instance")) {
                (Some(port), _) => format!("{},{port}", host.name),
                (None, Some(instance)) => format!("{}\\{instance}", host.name),
                (None, None) => host.name.clone(),
            },
        );
        Self { server, user: config.user.clone(), password: config.password.clone(), database: config.database.clone() }
    }

    /// Returns the variables that sqlcmd reads.
    ///
    /// Source: SQL Server documentation, "sqlcmd - Use with scripting variables".
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, OsString)> {
        let known = [
            ("SQLCMDSERVER", Some(&self.server)),
            ("SQLCMDUSER", self.user.as_ref()),
            ("SQLCMDPASSWORD", self.password.as_ref().map(|secret| &secret.0)),
            ("SQLCMDDBNAME", self.database.as_ref()),
        ];
        known.into_iter().filter_map(|(name, value)| Some((name, value?.into())))
    }
}

/// Who runs migrations, as the history notes it.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The user of the system.
    pub user: String,
    /// The machine.
    pub host: String,
    /// The number of this run, the same for all that it applies.
    pub execution: String,
}

impl Who {
    /// Returns who runs this process, with a new number.
    pub fn now(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
        let host = || std::fs::read_to_string("/etc/hostname").ok().map(|text| text.trim().to_owned());
        Self {
            user: first(&["USER", "LOGNAME", "USERNAME"]).unwrap_or_else(|| "unknown".to_owned()),
            host: first(&["HOSTNAME", "COMPUTERNAME"]).or_else(host).unwrap_or_else(|| "unknown".to_owned()),
            execution: uuid::Uuid::now_v7().to_string(),
        }
    }

    /// Returns it in a few words: `alice@build-7, process 41`.
    pub fn shown(&self) -> String {
        format!("{}@{}, process {}", self.user, self.host, std::process::id())
    }
}

impl Server {
    /// Connects to `url`; the tables of the history are in `schema`.
    ///
    /// Errors: as [`DatabaseManager::connect`]; [`nexusql_base::ErrorKind::Usage`] for an engine without migrations.
    pub async fn connect(
        url: &str,
        schema: Option<String>,
        variable: &(dyn Fn(&str) -> Option<String> + Sync),
    ) -> Result<Self> {
        Self::connect_to(url, None, None, schema, variable).await
    }

    /// Connects to `url`, or to another `database` of that server. With a `scope`, the search path is that schema alone
    /// (PostgreSQL).
    ///
    /// Errors: as [`Server::connect`].
    pub(crate) async fn connect_to(
        url: &str,
        database: Option<&str>,
        scope: Option<&str>,
        schema: Option<String>,
        variable: &(dyn Fn(&str) -> Option<String> + Sync),
    ) -> Result<Self> {
        let mut config = ConnectionConfig::parse(url).map_err(Error::from)?;
        let mut target = match config.scheme.as_str() {
            "postgresql" | "postgres" => Some(Target::parse(url)?),
            _ => None,
        };
        if let Some(name) = database {
            config.database = Some(name.to_owned());
            target.iter_mut().for_each(|target| target.database = Some(name.to_owned()));
        }
        if let Some((scope, target)) = scope.zip(target.as_mut()) {
            let others = target.options.take().or_else(|| variable("PGOPTIONS")).unwrap_or_default();
            let options = format!("{others} {}", search_path(scope)).trim_start().to_owned();
            target.options = Some(options.clone());
            config = config.option("options", options);
        }
        let target = target.map(|target| target.with_environment(variable)).transpose()?;
        let who = Who::now(variable);
        if config.scheme.starts_with("mssql") || config.scheme == "sqlserver" {
            // Whoever waits for the lock is shown it.
            let name: String = format!("nexusql migrate ({})", who.shown()).chars().take(PROGRAM_NAME_MAX).collect();
            config.options.entry("application_name".to_owned()).or_insert(name);
        }
        let manager = DatabaseManager::connect_in(&config, Options::default(), variable).await.map_err(Error::from)?;
        let flavor = Flavor::of(manager.dialect().name())?;
        let named = config.database.as_deref().filter(|name| flavor == Flavor::Sqlite && *name != ":memory:");
        let file = named.map(PathBuf::from);
        let scope = scope.map(str::to_owned);
        let sqlcmd = (flavor == Flavor::Mssql).then(|| Sqlcmd::of(&config));
        Ok(Self { manager, flavor, schema, scope, target, sqlcmd, file, who })
    }

    /// Connects to the database of `target`, on PostgreSQL.
    ///
    /// Errors: as [`Server::connect`].
    pub async fn of(target: &Target, schema: Option<String>) -> Result<Self> {
        let mut config = ConnectionConfig::new("postgresql");
        config.hosts.clone_from(&target.hosts);
        config.user.clone_from(&target.user);
        config.password.clone_from(&target.password);
        config.database.clone_from(&target.database);
        if let Some(mode) = target.ssl_mode {
            config = config.option("sslmode", mode.name());
        }
        let manager = DatabaseManager::connect_in(&config, Options::default(), &|_| None).await.map_err(Error::from)?;
        let target = Some(target.clone());
        Ok(Self {
            manager,
            flavor: Flavor::Postgres,
            schema,
            scope: None,
            target,
            sqlcmd: None,
            file: None,
            who: Who::now(&|_| None),
        })
    }

    /// Returns the statement that makes these schemas the search path of a session, if there is to be one: the schema that
    /// is worked on is it already (PostgreSQL).
    pub(crate) fn set_search_path(&self, schemas: &[String]) -> Option<String> {
        let wanted = self.flavor == Flavor::Postgres && self.scope.is_none() && !schemas.is_empty();
        let names: Vec<String> = schemas.iter().map(|name| delimited(name, '"', '"')).collect();
        wanted.then(|| format!("set search_path = {}", names.join(", ")))
    }

    /// Ends its connections.
    pub async fn close(&self) {
        self.manager.close().await;
    }
}

/// Returns the option of a session that makes `schema` its search path.
///
/// Source: PostgreSQL, `pg_split_opts` in postinit.c: white space ends an option unless a backslash is before it.
fn search_path(schema: &str) -> String {
    let mut text = "-c search_path=".to_owned();
    for c in delimited(schema, '"', '"').chars() {
        if c.is_whitespace() || c == '\\' {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::search_path;

    #[test]
    fn any_schema_can_be_the_search_path() {
        assert_eq!(search_path("tenant_1"), "-c search_path=\"tenant_1\"");
        assert_eq!(search_path("a \"b\\"), "-c search_path=\"a\\ \"\"b\\\\\"");
    }
}
