//! URLs of SQL Server: our own form, SQLAlchemy's, and the words of an ODBC connection string.

use nexusql_base::Diagnostic;

use crate::config::{ConnectionConfig, refuse};
use crate::error::{Error, Kind, Result};
use crate::postgres::{Host, Secret};

/// Reads `mssql://user:password@host\instance:port/database?option=value`, and
/// `mssql+pyodbc:///?odbc_connect=Driver%3D…`. Names of options have no case.
pub(super) fn parse(url: &str) -> Result<ConnectionConfig> {
    let mut config = crate::config::parse(url)?;
    let options = std::mem::take(&mut config.options);
    for (name, value) in options {
        let name = name.to_ascii_lowercase();
        if name == "odbc_connect" {
            for (name, value) in odbc(&value)? {
                set(&mut config, &name.to_ascii_lowercase(), value)?;
            }
        } else {
            set(&mut config, &name, value)?;
        }
    }
    Ok(config)
}

/// Takes an option under any of its names.
fn set(config: &mut ConnectionConfig, name: &str, value: String) -> Result<()> {
    match name {
        "server" | "addr" | "address" | "data source" => config.hosts = vec![server(&value)?],
        "database" | "initial catalog" => config.database = Some(value),
        "uid" | "user id" | "user" => config.user = Some(value),
        "pwd" | "password" => config.password = Some(Secret(value)),
        "app" | "application name" | "application_name" | "appname" => {
            config.options.insert("application_name".to_owned(), value);
        }
        "trust server certificate" => {
            config.options.insert("trustservercertificate".to_owned(), value);
        }
        // What the Python drivers need of their own.
        "driver" | "charset" | "tds_version" | "mars_connection" | "autocommit" => {}
        _ => {
            config.options.insert(name.to_owned(), value);
        }
    }
    Ok(())
}

/// Reads `tcp:host\instance,1433`.
fn server(text: &str) -> Result<Host> {
    let text = text.strip_prefix("tcp:").unwrap_or(text);
    let (name, port) = match text.split_once(',') {
        Some((name, port)) => (name, Some(port.trim().parse().map_err(|_| refuse("port is not a number"))?)),
        None => (text, None),
    };
    Ok(Host { name: name.trim().to_owned(), port })
}

/// Reads `Name=value;Name={value with ; in it}`.
fn odbc(text: &str) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((name, tail)) = rest.split_once('=') {
        let (value, next) = match tail.strip_prefix('{') {
            Some(tail) => braced(tail)?,
            None => {
                let (value, next) = tail.split_once(';').unwrap_or((tail, ""));
                (value.to_owned(), next)
            }
        };
        found.push((name.trim().to_owned(), value));
        rest = next;
    }
    if rest.trim_matches([';', ' ']).is_empty() {
        Ok(found)
    } else {
        Err(refuse("odbc_connect has a word without \"=\""))
    }
}

/// A brace in braces is written twice.
fn braced(text: &str) -> Result<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (part, tail) = rest.split_once('}').ok_or_else(|| refuse("odbc_connect lacks a \"}\""))?;
        value.push_str(part);
        match tail.strip_prefix('}') {
            Some(tail) => {
                value.push('}');
                rest = tail;
            }
            None => return Ok((value, tail.strip_prefix(';').unwrap_or(tail))),
        }
    }
}

/// Returns whether an option says yes.
///
/// Errors: [`Kind::Usage`] if it says neither yes nor no.
pub(super) fn yes(name: &str, value: &str) -> Result<bool> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" | "on" => Ok(true),
        "no" | "false" | "0" | "off" => Ok(false),
        _ => Err(refuse_option(name, "It is yes or no.")),
    }
}

/// Returns the error for an option that is not understood. Its value is not shown.
pub(super) fn refuse_option(name: &str, detail: &str) -> Error {
    let diagnostic = Diagnostic::error("bad-option", format!("option \"{name}\" of the URL is not understood"));
    Error::new(Kind::Usage, diagnostic.with_detail(detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_every_form_say_the_same() {
        for url in [
            "mssql://sa:p%40s%3Bs@db.example.org:1444/app?encrypt=strict",
            "sqlserver://sa:p%40s%3Bs@db.example.org:1444/app?Encrypt=strict",
            "mssql+pymssql://sa:p%40s%3Bs@db.example.org:1444/app?charset=utf8&Encrypt=strict",
            "mssql+pyodbc://sa:p%40s%3Bs@db.example.org:1444/app?driver=ODBC+Driver+18+for+SQL+Server&Encrypt=strict",
            "mssql+pyodbc:///?odbc_connect=Driver%3D%7BODBC%20Driver%2018%7D%3BServer%3Dtcp%3Adb.example.org%2C1444%3B\
             Database%3Dapp%3BUID%3Dsa%3BPWD%3D%7Bp%40s%3Bs%7D%3BEncrypt%3Dstrict%3B",
        ] {
            let config = parse(url).unwrap();
            assert_eq!(config.hosts, [Host { name: "db.example.org".to_owned(), port: Some(1444) }], "{url}");
            assert_eq!((config.user.as_deref(), config.database.as_deref()), (Some("sa"), Some("app")), "{url}");
            assert_eq!(config.password.map(|secret| secret.0).as_deref(), Some("p@s;s"), "{url}");
            assert_eq!(config.options.into_iter().collect::<Vec<_>>(), [("encrypt".to_owned(), "strict".to_owned())]);
        }
        let named = parse("mssql://sa:x@db%5CSQLEXPRESS/app").unwrap();
        assert_eq!(named.hosts[0].name, "db\\SQLEXPRESS");
        assert_eq!(
            odbc("A={x}}y};B=2").unwrap(),
            [("A".to_owned(), "x}y".to_owned()), ("B".to_owned(), "2".to_owned())]
        );
        for bad in
            ["mssql:///?odbc_connect=PWD%3D%7Bgeheim", "mssql:///?odbc_connect=geheim", "mssql://h?server=h%2Cgeheim"]
        {
            let error = parse(bad).unwrap_err();
            assert!(error.kind() == Kind::Usage && !format!("{error:?}").contains("geheim"), "{error:?}");
        }
    }
}
