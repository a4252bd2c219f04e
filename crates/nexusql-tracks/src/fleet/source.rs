//! The members of a fleet: from a list, from a query, from the schemas of one database.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::Secret;
use nexusql_db::{ConnectionConfig, DatabaseManager, Options, Row, params};

use super::{Canaries, Environment, Fleet, Member, Source};

/// Returns the databases of `fleet`: canaries first, then as its source has them. A server is asked if the source is one.
///
/// Errors: [`ErrorKind::Usage`] for a URL that is not understood, for a database that comes twice, if there is none, and
/// for a canary that is not among them; as the server says.
pub async fn members(fleet: &Fleet, environment: &Environment) -> Result<Vec<Member>> {
    let mut members = match &fleet.source {
        Source::Urls(urls) => urls.iter().map(of_url).collect::<Result<Vec<_>>>()?,
        Source::Query { url, sql } => of_query(url, sql, environment).await?,
        Source::Schemas { url, pattern } => of_schemas(url, pattern, environment).await?,
    };
    if members.is_empty() {
        let hint = match &fleet.source {
            Source::Urls(_) => "Name their URLs.".to_owned(),
            Source::Query { .. } => "The query returned no rows.".to_owned(),
            Source::Schemas { pattern, .. } => format!("No schema matches \"{pattern}\"."),
        };
        return Err(usage(Diagnostic::error("fleet-empty", "the fleet has no databases").with_hint(hint)));
    }
    for (n, one) in members.iter().enumerate() {
        let same =
            |other: &&Member| (&other.url, &other.database, &other.schema) == (&one.url, &one.database, &one.schema);
        if members[..n].iter().any(|other| same(&other)) {
            let message = format!("\"{}\" is in the fleet twice", one.name);
            return Err(usage(Diagnostic::error("fleet-twice", message)));
        }
    }
    choose(&mut members, &fleet.canaries)?;
    Ok(members)
}

/// Marks the canaries and puts them first.
fn choose(members: &mut [Member], canaries: &Canaries) -> Result<()> {
    match canaries {
        Canaries::First(n) => members.iter_mut().take(*n).for_each(|one| one.canary = true),
        Canaries::Named(names) => {
            for (at, name) in names.iter().enumerate() {
                let found = members.iter().position(|one| one.name == *name).filter(|found| *found >= at);
                let found = found.ok_or_else(|| {
                    let message = format!("canary \"{name}\" is not in the fleet");
                    let known: Vec<&str> = members.iter().map(|one| one.name.as_str()).take(5).collect();
                    let more = if members.len() > 5 { " …" } else { "" };
                    let hint = format!("Its databases are {}{more}.", known.join(", "));
                    usage(Diagnostic::error("canary-unknown", message).with_hint(hint))
                })?;
                members[found].canary = true;
                members[at..=found].rotate_right(1);
            }
        }
    }
    Ok(())
}

fn usage(diagnostic: Diagnostic) -> Error {
    Error::new(ErrorKind::Usage, diagnostic)
}

fn of_url(url: &Secret) -> Result<Member> {
    let config = ConnectionConfig::parse(&url.0).map_err(Error::from)?;
    Ok(Member { name: shown(&config), canary: false, url: url.clone(), database: None, schema: None })
}

/// Returns a URL without password and options.
fn shown(config: &ConnectionConfig) -> String {
    let host = |host: &nexusql_db::postgres::Host| match host.port {
        Some(port) => format!("{}:{port}", host.name),
        None => host.name.clone(),
    };
    let hosts: Vec<String> = config.hosts.iter().map(host).collect();
    let user = config.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
    let database = config.database.as_deref().unwrap_or_default();
    format!("{}://{user}{}/{database}", config.scheme, hosts.join(","))
}

async fn of_query(url: &Secret, sql: &str, environment: &Environment) -> Result<Vec<Member>> {
    let (manager, _) = open(url, environment).await?;
    let rows: Vec<Row> = manager.fetch_all(sql, ()).await.map_err(Error::from)?;
    manager.close().await;
    rows.iter()
        .map(|row| {
            let name = row.get::<Option<String>>(0).map_err(Error::from)?.filter(|name| !name.is_empty());
            let name = name.ok_or_else(|| {
                let hint = "Its first column has names of databases, or URLs.";
                usage(Diagnostic::error("fleet-name", "the query returned a row without a name").with_hint(hint))
            })?;
            if name.contains("://") || name.starts_with("sqlite:") {
                return of_url(&Secret(name));
            }
            Ok(Member { name: name.clone(), canary: false, url: url.clone(), database: Some(name), schema: None })
        })
        .collect()
}

async fn of_schemas(url: &Secret, pattern: &str, environment: &Environment) -> Result<Vec<Member>> {
    let (manager, engine) = open(url, environment).await?;
    if engine != "postgresql" {
        let message = format!("migrations keep to one schema of a database on PostgreSQL, not on {engine}");
        let diagnostic = Diagnostic::error("engine-unfit", message);
        return Err(usage(diagnostic.with_hint("List its databases with a query.")));
    }
    let sql = "select n.nspname::text from pg_catalog.pg_namespace n where n.nspname::text like :pattern escape '!' \
               and n.nspname::text not like 'pg!_%' escape '!' and n.nspname <> 'information_schema' order by 1";
    let rows: Vec<(String,)> = manager.fetch_all(sql, params! { pattern: like(pattern) }).await.map_err(Error::from)?;
    manager.close().await;
    let member = |(name,): (String,)| Member {
        name: name.clone(),
        canary: false,
        url: url.clone(),
        database: None,
        schema: Some(name),
    };
    Ok(rows.into_iter().map(member).collect())
}

/// Returns a pattern with `*` and `?` as one of SQL's, whose own signs stand for themselves.
fn like(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        match c {
            '*' => text.push('%'),
            '?' => text.push('_'),
            '%' | '_' | '!' => text.extend(['!', c]),
            c => text.push(c),
        }
    }
    text
}

async fn open(url: &Secret, environment: &Environment) -> Result<(DatabaseManager, &'static str)> {
    let config = ConnectionConfig::parse(&url.0).map_err(Error::from)?;
    let options = Options::default().pool(|pool| pool.connections_max = 1);
    let manager =
        DatabaseManager::connect_in(&config, options, &|name: &str| environment(name)).await.map_err(Error::from)?;
    let engine = manager.dialect().name();
    Ok((manager, engine))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str) -> Member {
        let url = Secret("sqlite:///a.db".to_owned());
        Member { name: name.to_owned(), canary: false, url, database: Some(name.to_owned()), schema: None }
    }

    #[test]
    fn canaries_come_first() {
        let mut members: Vec<Member> = ["a", "b", "c", "d"].map(member).into();
        choose(&mut members, &Canaries::Named(vec!["c".to_owned(), "b".to_owned()])).unwrap();
        let names: Vec<(&str, bool)> = members.iter().map(|one| (one.name.as_str(), one.canary)).collect();
        assert_eq!(names, [("c", true), ("b", true), ("a", false), ("d", false)]);
        for names in [vec!["x"], vec!["a", "a"]] {
            let named = Canaries::Named(names.into_iter().map(str::to_owned).collect());
            assert!(choose(&mut ["a", "b"].map(member), &named).is_err());
        }
    }

    #[test]
    fn a_pattern_means_what_it_shows() {
        assert_eq!(like("tenant_*"), "tenant!_%");
        assert_eq!(like("a?100%!"), "a_100!%!!");
    }

    #[test]
    fn no_password_is_shown() {
        let url = Secret("postgresql://me:geheim@h:5/x?password=geheim".to_owned());
        let member = of_url(&url).unwrap();
        assert_eq!(member.name, "postgresql://me@h:5/x");
        assert!(!format!("{member:?}").contains("geheim"));
    }
}
