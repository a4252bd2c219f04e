//! Opening a session: hosts in their order, TLS as the mode says.

use std::time::Duration;

use nexusql_base::{Error, Result};
use tokio::task::JoinHandle;
use tokio_postgres::config::{ChannelBinding as Binding, SslMode as Negotiation, TargetSessionAttrs};
use tokio_postgres::{Client, Config, NoTls};

use super::{ChannelBinding, Host, SslMode, Target, connection_error, tls};

/// An open session. Dropping it ends the connection.
pub struct Session {
    /// Where statements are sent.
    pub client: Client,
    /// The server's version as a number: 150018 is 15.18.
    pub server_version: u32,
    task: JoinHandle<()>,
}

impl Session {
    /// Ends the session and waits until its socket is closed.
    pub async fn close(self) {
        drop(self.client);
        // A task that panicked has closed its socket too.
        let _ = self.task.await;
    }
}

/// Connects to the first host of `target` that lets us in.
///
/// Errors: [`nexusql_base::ErrorKind::Connection`] with what the last host said;
/// [`nexusql_base::ErrorKind::Usage`] if a certificate or key cannot be read, or a root certificate is named that the mode
/// does not look at.
pub async fn connect(target: &Target) -> Result<Session> {
    let mut last = None;
    for host in &target.hosts {
        match connect_host(target, host).await {
            Ok(session) => return Ok(session),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| Error::internal("target has no host: its environment was not looked up")))
}

async fn connect_host(target: &Target, host: &Host) -> Result<Session> {
    let mode = if host.is_socket() { SslMode::Disable } else { tls::mode(target)? };
    let mut config = config(target, host);
    let attempts: &[Negotiation] = match mode {
        SslMode::Disable => &[Negotiation::Disable],
        SslMode::Allow => &[Negotiation::Disable, Negotiation::Require],
        SslMode::Prefer => &[Negotiation::Prefer, Negotiation::Disable],
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[Negotiation::Require],
    };
    let mut first = None;
    for negotiation in attempts {
        config.ssl_mode(*negotiation);
        let answer = match negotiation {
            Negotiation::Disable => config.connect(NoTls).await.map(|(client, connection)| (client, spawn(connection))),
            _ => config.connect(tls::connector(target)?).await.map(|(client, connection)| (client, spawn(connection))),
        };
        match answer {
            Ok((client, task)) => return open(client, task).await,
            Err(error) => {
                let error = connection_error(target, host, &error);
                // The other way is tried only where TLS, or its absence, was the reason.
                let retry = matches!(error.diagnostic().code, "tls-failed" | "login-refused");
                first.get_or_insert(error);
                if !retry {
                    break;
                }
            }
        }
    }
    Err(first.expect("at least one attempt was made"))
}

async fn open(client: Client, task: JoinHandle<()>) -> Result<Session> {
    let row = client
        .query_typed("select pg_catalog.current_setting('server_version_num')::int4", &[])
        .await
        .map_err(|error| super::error(&error))?;
    let version: i32 = row.first().map_or(0, |row| row.get(0));
    Ok(Session { client, server_version: u32::try_from(version).unwrap_or(0), task })
}

fn spawn<S, T>(mut connection: tokio_postgres::Connection<S, T>) -> JoinHandle<()>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        // Errors reach whoever waits for an answer; notices are nobody's.
        while let Some(Ok(_)) = std::future::poll_fn(|context| connection.poll_message(context)).await {}
    })
}

fn config(target: &Target, host: &Host) -> Config {
    let mut config = Config::new();
    config.host(&host.name).port(host.port.unwrap_or(5432));
    config.application_name(target.application_name.as_deref().unwrap_or("nexusql"));
    config.connect_timeout(Duration::from_secs(target.connect_timeout_s.unwrap_or(15)));
    if let Some(user) = &target.user {
        config.user(user);
    }
    if let Some(database) = &target.database {
        config.dbname(database);
    }
    if let Some(password) = target.password_for(host) {
        config.password(password);
    }
    if let Some(options) = &target.options {
        config.options(options);
    }
    config.channel_binding(match target.channel_binding.unwrap_or_default() {
        ChannelBinding::Disable => Binding::Disable,
        ChannelBinding::Prefer => Binding::Prefer,
        ChannelBinding::Require => Binding::Require,
    });
    if target.read_write {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    config
}
