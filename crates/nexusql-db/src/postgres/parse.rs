//! The grammar of connection URLs and `key=value` strings. No message repeats the input: it may hold a password.

use std::path::PathBuf;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use super::target::{ChannelBinding, Host, Secret, SessionAttrs, SslMode, Target};

const FORM: &str = "A server is written postgres://USER@HOST:PORT/DATABASE.";

fn refuse(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("bad-connection-string", message).with_hint(FORM))
}

pub(super) fn target(text: &str) -> Result<Target> {
    match text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
        Some(rest) => url(rest),
        None if text.contains('=') => key_values(text),
        None => Err(refuse("connection string is neither a postgres:// URL nor key=value pairs")),
    }
}

fn url(rest: &str) -> Result<Target> {
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, places) = authority.rsplit_once('@').unwrap_or(("", authority));
    let mut target = Target::default();
    let (user, password) = match login.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (login, None),
    };
    target.user = non_empty(decode(user)?);
    target.password = password.map(decode).transpose()?.map(Secret);
    target.database = non_empty(decode(path)?);
    for place in places.split(',').filter(|_| !places.is_empty()) {
        target.hosts.push(place_of(place)?);
    }
    let mut ports = None;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or_else(|| refuse("parameter in the URL has no value"))?;
        let (key, value) = (decode(key)?, decode(value)?);
        if key == "port" { ports = Some(value) } else { set(&mut target, &key, value)? }
    }
    if let Some(ports) = ports {
        fill_ports(&mut target.hosts, &ports)?;
    }
    Ok(target)
}

fn place_of(place: &str) -> Result<Host> {
    let (name, port) = if let Some(rest) = place.strip_prefix('[') {
        let (name, rest) = rest.split_once(']').ok_or_else(|| refuse("address in the URL lacks its \"]\""))?;
        (name, rest.strip_prefix(':'))
    } else {
        match place.rsplit_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (place, None),
        }
    };
    let port = port.filter(|port| !port.is_empty()).map(port_of).transpose()?;
    Ok(Host { name: decode(name)?, port })
}

fn port_of(text: &str) -> Result<u16> {
    text.trim().parse().map_err(|_| refuse(format!("port \"{text}\" is not a number from 1 to 65535")))
}

/// Reads comma-separated hosts with comma-separated ports (or one for all, or none).
pub(super) fn hosts(names: &str, ports: &str) -> Result<Vec<Host>> {
    let mut hosts: Vec<Host> = names.split(',').map(|name| Host { name: name.to_owned(), port: None }).collect();
    fill_ports(&mut hosts, ports)?;
    Ok(hosts)
}

pub(super) fn fill_ports(hosts: &mut Vec<Host>, ports: &str) -> Result<()> {
    if hosts.is_empty() {
        hosts.push(Host { name: String::new(), port: None });
    }
    let ports: Vec<&str> = ports.split(',').collect();
    if ports.len() > 1 && ports.len() != hosts.len() {
        return Err(refuse(format!("{} ports are given for {} hosts", ports.len(), hosts.len())));
    }
    for (i, host) in hosts.iter_mut().enumerate() {
        let port = ports.get(i).unwrap_or(&ports[0]);
        if host.port.is_none() && !port.is_empty() {
            host.port = Some(port_of(port)?);
        }
    }
    Ok(())
}

/// Source: `conninfo_parse` in libpq's fe-connect.c.
fn key_values(text: &str) -> Result<Target> {
    let mut target = Target::default();
    let mut ports = None;
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            break;
        }
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| *c != '=' && !c.is_whitespace()) {
            key.push(c);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.next() != Some('=') {
            return Err(refuse("connection string lacks a \"=\" after a key"));
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let value = value_of(&mut chars)?;
        if key == "port" { ports = Some(value) } else { set(&mut target, &key, value)? }
    }
    if let Some(ports) = ports {
        fill_ports(&mut target.hosts, &ports)?;
    }
    Ok(target)
}

fn value_of(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<String> {
    let quoted = chars.next_if_eq(&'\'').is_some();
    let mut value = String::new();
    loop {
        match chars.next() {
            Some('\\') => value.extend(chars.next()),
            Some('\'') if quoted => return Ok(value),
            Some(c) if c.is_whitespace() && !quoted => return Ok(value),
            Some(c) => value.push(c),
            None if quoted => return Err(refuse("quoted value in the connection string does not end")),
            None => return Ok(value),
        }
    }
}

pub(super) fn set(target: &mut Target, key: &str, value: String) -> Result<()> {
    match key {
        "host" | "hostaddr" if value.is_empty() => {}
        "host" | "hostaddr" => {
            let ports: Vec<Option<u16>> = target.hosts.iter().map(|host| host.port).collect();
            target.hosts = hosts(&value, "")?;
            for (host, port) in target.hosts.iter_mut().zip(ports) {
                host.port = port;
            }
        }
        "user" => target.user = non_empty(value),
        "password" => target.password = Some(Secret(value)),
        "dbname" => target.database = non_empty(value),
        "sslmode" => target.ssl_mode = Some(ssl_mode(&value)?),
        "sslrootcert" => target.ssl_root_cert = non_empty(value).map(PathBuf::from),
        "sslcert" => target.ssl_cert = non_empty(value).map(PathBuf::from),
        "sslkey" => target.ssl_key = non_empty(value).map(PathBuf::from),
        "channel_binding" => target.channel_binding = Some(channel_binding(&value)?),
        "passfile" => target.passfile = Some(PathBuf::from(value)),
        "options" => target.options = Some(value),
        "application_name" | "fallback_application_name" => target.application_name = Some(value),
        "connect_timeout" => target.connect_timeout_s = Some(timeout(&value)?),
        "target_session_attrs" => target.session_attrs = session_attrs(&value)?,
        // These tune what a user of this tool cannot see.
        "keepalives"
        | "keepalives_idle"
        | "keepalives_interval"
        | "keepalives_count"
        | "tcp_user_timeout"
        | "client_encoding"
        | "gssencmode"
        | "load_balance_hosts"
        | "sslsni" => {}
        other => return Err(refuse(format!("connection parameter \"{other}\" is not known"))),
    }
    Ok(())
}

pub(super) fn timeout(text: &str) -> Result<u64> {
    text.parse().map_err(|_| refuse(format!("connect_timeout \"{text}\" is not a number of seconds")))
}

pub(super) fn session_attrs(text: &str) -> Result<SessionAttrs> {
    SessionAttrs::of_name(text).ok_or_else(|| {
        let known = "It is one of any, read-write, read-only, primary, standby, prefer-standby.";
        refuse(format!("target_session_attrs \"{text}\" is not known")).map(|d| d.with_hint(known))
    })
}

pub(super) fn ssl_mode(text: &str) -> Result<SslMode> {
    Ok(match text {
        "disable" => SslMode::Disable,
        "allow" => SslMode::Allow,
        "prefer" => SslMode::Prefer,
        "require" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        other => {
            let known = "It is one of disable, allow, prefer, require, verify-ca, verify-full.";
            return Err(refuse(format!("sslmode \"{other}\" is not known")).map(|d| d.with_hint(known)));
        }
    })
}

pub(super) fn channel_binding(text: &str) -> Result<ChannelBinding> {
    Ok(match text {
        "disable" => ChannelBinding::Disable,
        "prefer" => ChannelBinding::Prefer,
        "require" => ChannelBinding::Require,
        other => {
            let known = "It is one of disable, prefer, require.";
            return Err(refuse(format!("channel_binding \"{other}\" is not known")).map(|d| d.with_hint(known)));
        }
    })
}

fn non_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn decode(text: &str) -> Result<String> {
    let wrong = || refuse("URL holds a \"%\" that two hexadecimal digits do not follow");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16)).ok_or_else(wrong);
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).expect("two hexadecimal digits are a byte"));
    }
    String::from_utf8(bytes).map_err(|_| refuse("URL holds text that is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str, port: Option<u16>) -> Host {
        Host { name: name.to_owned(), port }
    }

    #[test]
    fn a_url_is_read_in_all_its_parts() {
        let target =
            target("postgresql://me:p%40ss@a.example:5433,[::1]:5434,c/app%20db?sslmode=verify-full&connect_timeout=3")
                .unwrap();
        assert_eq!(target.hosts, [host("a.example", Some(5433)), host("::1", Some(5434)), host("c", None)]);
        assert_eq!((target.user.as_deref(), target.database.as_deref()), (Some("me"), Some("app db")));
        assert_eq!(target.password, Some(Secret("p@ss".to_owned())));
        assert_eq!((target.ssl_mode, target.connect_timeout_s), (Some(SslMode::VerifyFull), Some(3)));
    }

    #[test]
    fn a_socket_is_a_host_that_is_a_folder() {
        for text in
            ["postgres:///app?host=/run/pg&port=7", "postgres://%2Frun%2Fpg:7/app", "host=/run/pg port=7 dbname=app"]
        {
            let target = target(text).unwrap();
            assert_eq!(target.hosts, [host("/run/pg", Some(7))], "{text}");
            assert_eq!(target.database.as_deref(), Some("app"));
        }
    }

    #[test]
    fn quoted_values_keep_spaces_and_escapes() {
        let target = target(r"user = 'o\'hara x' password=a\ b host=h").unwrap();
        assert_eq!(target.user.as_deref(), Some("o'hara x"));
        assert_eq!(target.password, Some(Secret("a b".to_owned())));
    }

    #[test]
    fn no_message_shows_the_password() {
        for text in ["postgres://me:geheim@h:99999/x", "postgres://me:geheim%zz@h", "password=geheim sslmode=what", "x"]
        {
            let error = target(text).unwrap_err();
            assert!(!format!("{error:?}").contains("geheim"));
        }
        let target = target("postgres://me:geheim@h/x").unwrap();
        assert!(!format!("{target:?} {target}").contains("geheim"));
    }

    #[test]
    fn the_environment_fills_only_what_is_absent() {
        let variable = |name: &str| match name {
            "PGHOST" => Some("envhost".to_owned()),
            "PGPORT" => Some("1234".to_owned()),
            "PGUSER" => Some("envuser".to_owned()),
            "PGSSLMODE" => Some("require".to_owned()),
            _ => None,
        };
        let given = target("postgres://me@h/x").unwrap().with_environment(&variable).unwrap();
        assert_eq!((given.hosts, given.user.as_deref()), (vec![host("h", Some(1234))], Some("me")));
        let bare = target("postgres://").unwrap().with_environment(&variable).unwrap();
        assert_eq!(bare.hosts, [host("envhost", Some(1234))]);
        assert_eq!((bare.database.as_deref(), bare.ssl_mode), (Some("envuser"), Some(SslMode::Require)));
    }
}
