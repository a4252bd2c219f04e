//! Opening a session: hosts in their order, TLS as the mode says.

use std::time::Duration;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use tokio::task::JoinHandle;
use tokio_postgres::config::{ChannelBinding as Binding, SslMode as Negotiation};
use tokio_postgres::{CancelToken, Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{ChannelBinding, Host, SessionAttrs, SslMode, Target, connection_error, tls};

/// An open session. Dropping it ends the connection.
pub struct Session {
    /// Where statements are sent.
    pub client: Client,
    /// The server's version as a number: 150018 is 15.18.
    pub server_version: u32,
    task: JoinHandle<()>,
    tls: Option<MakeRustlsConnect>,
    in_recovery: bool,
    read_only: bool,
}

/// Stops what runs in one session.
#[derive(Clone)]
pub struct Canceller {
    token: CancelToken,
    tls: Option<MakeRustlsConnect>,
}

impl Canceller {
    /// Asks the server to stop the statement that runs, on a connection of its own, with TLS if the session has it.
    ///
    /// Errors: [`nexusql_base::ErrorKind::Connection`] if the server cannot be reached.
    pub async fn cancel(&self) -> Result<()> {
        let asked = match &self.tls {
            Some(tls) => self.token.cancel_query(tls.clone()).await,
            None => self.token.cancel_query(NoTls).await,
        };
        asked.map_err(|error| super::error(&error))
    }
}

impl Session {
    /// Returns what stops the statement that runs in it.
    pub fn canceller(&self) -> Canceller {
        Canceller { token: self.client.cancel_token(), tls: self.tls.clone() }
    }

    fn fits(&self, wanted: SessionAttrs) -> bool {
        match wanted {
            SessionAttrs::Any | SessionAttrs::PreferStandby => true,
            SessionAttrs::ReadWrite => !self.read_only,
            SessionAttrs::ReadOnly => self.read_only,
            SessionAttrs::Primary => !self.in_recovery,
            SessionAttrs::Standby => self.in_recovery,
        }
    }

    /// Ends the session and waits until its socket is closed.
    pub async fn close(self) {
        drop(self.client);
        // A task that panicked has closed its socket too.
        let _ = self.task.await;
    }
}

/// Connects to the first host of `target` that lets us in and is of the kind that is asked for.
///
/// Errors: [`nexusql_base::ErrorKind::Connection`] with what the last host said;
/// [`nexusql_base::ErrorKind::Usage`] if a certificate or key cannot be read, or a root certificate is named that the mode
/// does not look at.
pub async fn connect(target: &Target) -> Result<Session> {
    let wishes: &[SessionAttrs] = match &target.session_attrs {
        SessionAttrs::PreferStandby => &[SessionAttrs::Standby, SessionAttrs::Any],
        one => std::slice::from_ref(one),
    };
    let mut last = None;
    for wish in wishes {
        for host in &target.hosts {
            match connect_host(target, host).await {
                Ok(session) if session.fits(*wish) => return Ok(session),
                Ok(session) => {
                    session.close().await;
                    last = Some(unfit(host, *wish));
                }
                Err(error) => last = Some(error),
            }
        }
    }
    Err(last.unwrap_or_else(|| Error::internal("target has no host: its environment was not looked up")))
}

fn unfit(host: &Host, wish: SessionAttrs) -> Error {
    let at = format!("{}:{}", host.name, host.port.unwrap_or(5432));
    let diagnostic = Diagnostic::error("server-unfit", format!("server {at} is not \"{}\"", wish.name()));
    let hint = "See target_session_attrs, and which of the hosts is the primary.";
    Error::new(ErrorKind::Connection, diagnostic.with_hint(hint))
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
            Negotiation::Disable => {
                config.connect(NoTls).await.map(|(client, connection)| (client, spawn(connection), None))
            }
            _ => {
                let tls = tls::connector(target)?;
                let made = config.connect(tls.clone()).await;
                made.map(|(client, connection)| (client, spawn(connection), Some(tls)))
            }
        };
        match answer {
            Ok((client, task, tls)) => return open(client, task, tls).await,
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

async fn open(client: Client, task: JoinHandle<()>, tls: Option<MakeRustlsConnect>) -> Result<Session> {
    let about = "select pg_catalog.current_setting('server_version_num')::int4, pg_catalog.pg_is_in_recovery(), \
                 pg_catalog.current_setting('transaction_read_only') = 'on'";
    let rows = client.query_typed(about, &[]).await.map_err(|error| super::error(&error))?;
    let (version, in_recovery, read_only) =
        rows.first().map_or((0_i32, false, false), |row| (row.get(0), row.get(1), row.get(2)));
    let server_version = u32::try_from(version).unwrap_or(0);
    Ok(Session { client, server_version, task, tls, in_recovery, read_only })
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
    config
}
