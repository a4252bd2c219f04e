//! What a server or the way to it said, as diagnostics.

use nexusql_base::{Diagnostic, Error, ErrorKind};
use tokio_postgres::error::ErrorPosition;

use super::{Host, Target, tls};

/// What a server said, with the position it pointed at kept apart.
#[derive(Clone, Debug)]
pub struct ServerError {
    /// Message, detail, hint and SQLSTATE, without a place.
    pub diagnostic: Diagnostic,
    /// Where in the text that was sent.
    ///
    /// Units: characters, from 1.
    pub position: Option<usize>,
    /// The name that the server's message is about, where it gave one: a table, a constraint …
    pub object: Option<String>,
}

/// Returns what the server said, or `None` if the error came from elsewhere.
pub fn server_error(error: &tokio_postgres::Error) -> Option<ServerError> {
    let said = error.as_db_error()?;
    let mut diagnostic = Diagnostic::error("server-error", said.message()).with_sqlstate(said.code().code());
    diagnostic.detail = said.detail().map(str::to_owned);
    diagnostic.hint = said.hint().map(str::to_owned);
    if let (None, Some(context)) = (&diagnostic.detail, said.where_()) {
        diagnostic.detail = Some(context.to_owned());
    }
    let position = match said.position() {
        Some(ErrorPosition::Original(at)) => usize::try_from(*at).ok(),
        Some(ErrorPosition::Internal { position, query }) => {
            let note = format!("Within \"{query}\", at character {position}.");
            diagnostic.detail = Some(match diagnostic.detail.take() {
                Some(detail) => format!("{detail}\n{note}"),
                None => note,
            });
            None
        }
        None => None,
    };
    let object = said.constraint().or(said.table()).map(str::to_owned);
    Some(ServerError { diagnostic, position, object })
}

/// Returns an error of an open session: kind `Server` if the server said it, else `Connection`.
pub fn error(error: &tokio_postgres::Error) -> Error {
    match server_error(error) {
        // Shutdown and the end of the session by an administrator.
        Some(said) if said.diagnostic.sqlstate.as_deref().is_some_and(|code| code.starts_with("57P0")) => {
            Error::new(ErrorKind::Connection, said.diagnostic)
        }
        Some(said) => Error::new(ErrorKind::Server, said.diagnostic),
        None => Error::new(
            ErrorKind::Connection,
            Diagnostic::error("connection-lost", "connection to the server was lost")
                .with_detail(sentence(&deepest(error))),
        ),
    }
}

/// Returns the error of a login at `host` that failed, with advice.
pub fn connection_error(target: &Target, host: &Host, error: &tokio_postgres::Error) -> Error {
    let database = target.database.as_deref().unwrap_or("");
    let at = format!("{}:{}", host.name, host.port.unwrap_or(5432));
    if let Some(said) = server_error(error) {
        let state = said.diagnostic.sqlstate.clone().unwrap_or_default();
        let advice = match state.as_str() {
            "28P01" => Some("Give the right password in PGPASSWORD or the password file.".to_owned()),
            "28000" => {
                Some("See pg_hba.conf on the server for who may log in from where, and with TLS or without.".to_owned())
            }
            "3D000" => Some(format!("Create it with \"createdb {database}\", or name another database in the URL.")),
            "53300" => Some("Close other sessions, or raise max_connections on the server.".to_owned()),
            "57P03" => Some("The server is starting up or shutting down. Try again in a moment.".to_owned()),
            _ => None,
        };
        let mut diagnostic = said.diagnostic;
        diagnostic.code = match state.as_str() {
            "28P01" | "28000" => "login-refused",
            "3D000" => "no-such-database",
            "53300" => "too-many-connections",
            _ => "connection-failed",
        };
        diagnostic.hint = diagnostic.hint.or(advice);
        diagnostic.detail = diagnostic.detail.or_else(|| Some(format!("The server is {at}.")));
        return Error::new(ErrorKind::Connection, diagnostic);
    }
    if let Some(diagnostic) = tls::refusal(target, &at, error) {
        return Error::new(ErrorKind::Connection, diagnostic);
    }
    let cause = deepest(error);
    let (code, message, hint) = if cause.contains("password missing") {
        ("login-refused", format!("server {at} asks for a password"), "Give it in PGPASSWORD or the password file.")
    } else if cause.contains("refused") || cause.contains("No such file") {
        ("server-not-reached", format!("no server listens at {at}"), "Is it running there, and is the port right?")
    } else if cause.contains("lookup") || cause.contains("resolve") || cause.contains("not known") {
        ("unknown-host", format!("host \"{}\" is not known", host.name), "Is its name spelled right?")
    } else if cause.contains("does not support TLS") {
        ("tls-failed", format!("server {at} speaks no TLS"), "Turn ssl on there, or ask for less with sslmode.")
    } else if cause.contains("channel binding") {
        let hint = "It needs TLS and a password by scram-sha-256; or ask for less with channel_binding.";
        ("no-channel-binding", format!("server {at} does not bind the password to the connection"), hint)
    } else if error.to_string().contains("TLS") {
        ("tls-failed", format!("could not make a TLS connection with {at}"), "Ask for less with sslmode.")
    } else if cause.contains("timed out") || error.to_string().contains("timeout") {
        ("server-not-reached", format!("server {at} did not answer in time"), "Is a firewall in between?")
    } else {
        ("connection-failed", format!("could not connect to {at}"), "Is it a PostgreSQL server?")
    };
    Error::new(ErrorKind::Connection, Diagnostic::error(code, message).with_detail(sentence(&cause)).with_hint(hint))
}

/// Returns the innermost cause.
fn deepest(error: &tokio_postgres::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}
