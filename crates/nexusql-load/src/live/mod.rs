//! Reads the catalog of a running database.
//!
//! A kind is one `.sql` file beside this one, named as the kind's module; it needs no Rust. Each returns rows of
//! `(classid oid, objid oid, objsubid int4, path text[], attributes…)`: the address of the object within the database, its
//! path as [`nexusql_catalog::ObjectId`] documents it, and a column for each attribute, named as the field of the kind's
//! struct, nested ones as `json`. A satellite's file returns its target's address and no path (a security label's path is
//! its provider). Lines that end in `-- since NN` or `-- before NN` are for servers of those majors only. A second line
//! `-- only if: …` tells [`census`] where the kind is to be found.

mod address;
mod bodies;
mod census;
mod edges;
mod parallel;
mod query;
mod settings;
mod state;
mod trouble;

use std::collections::{BTreeMap, HashMap};

use futures_util::future::try_join_all;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Body, Catalog, Kind, ObjectId, Unmodelled, for_each_kind};
use nexusql_db::postgres::{Session, Target, connect, error};
use tokio_postgres::Client;

use address::{Address, Ids};
use query::{Row, rows};

pub use bodies::{Checked, bodies};
pub use state::state;

/// What [`read`] reads and leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Whether the roles of the cluster are read too.
    pub roles: bool,
    /// The role that loaded a script: what it owns has no owner that anyone asked for.
    pub implicit_owner: Option<String>,
}

macro_rules! define_queries {
    ($(($variant:ident, $module:ident, $name:literal)),* $(,)?) => {
        /// Every kind with its query.
        const QUERIES: &[(Kind, &str)] = &[$((Kind::$variant, include_str!(concat!(stringify!($module), ".sql")))),*];
    };
}
for_each_kind!(define_queries);

/// Reads everything that the database of `client` holds, in one read-only transaction.
///
/// A schema that changes meanwhile is read again, a few times. A table that is locked is waited for, 10 seconds at the most.
/// Errors: [`ErrorKind::Server`] if a query is refused, [`ErrorKind::Connection`] if the session ends.
/// Cost: all queries are sent at once; 0.43 ms a table as measured at 1,000 tables. [`read_target`] takes less.
/// Version: PostgreSQL 13 to 18.
pub async fn read(client: &Client, options: &ReadOptions) -> Result<Catalog> {
    let mut tried = 0;
    loop {
        let answer = read_in_transaction(client, options).await;
        let end = client.batch_execute("commit").await;
        match answer {
            Ok(catalog) => return end.map(|()| catalog).map_err(|e| error(&e)),
            Err(error) if trouble::is_passing(&error) && tried < trouble::TRIES_MAX => {
                trouble::pause(tried).await;
                tried += 1;
            }
            Err(error) => return Err(trouble::explained(client, error).await),
        }
    }
}

/// Reads everything that the database of `target` holds, over several sessions that see the same moment.
///
/// Errors: as [`read`], and those of [`connect`].
/// Cost: 0.28 ms a table as measured at 1,000 tables on two cores.
pub async fn read_target(target: &Target, options: &ReadOptions) -> Result<Catalog> {
    let (main, helper) = futures_util::join!(connect(target), connect(target));
    let main = main?;
    let helper = match helper {
        Ok(helper) => read_with_help(&main.client, helper, options).await,
        // A server with room for one session only is read in one.
        Err(_) => return read(&main.client, options).await,
    };
    match helper {
        Ok(Some(catalog)) => Ok(catalog),
        // One session at a time can be asked again.
        Ok(None) => {
            main.client.batch_execute("rollback").await.map_err(|e| error(&e))?;
            read(&main.client, options).await
        }
        Err(error) => {
            // What is wrong may be the connection itself; then this is not heard.
            let _ = main.client.batch_execute("rollback").await;
            Err(trouble::explained(&main.client, error).await)
        }
    }
}

/// Reads over two sessions; none if they cannot see the same moment, or if the schema changed meanwhile.
async fn read_with_help(main: &Client, helper: Session, options: &ReadOptions) -> Result<Option<Catalog>> {
    main.batch_execute(settings::BEGIN).await.map_err(|e| error(&e))?;
    let Some(helper) = parallel::join(main, helper).await else { return Ok(None) };
    let (catalog, sees_all) = about(main).await?;
    let major = catalog.major();
    let (here, there) = parallel::split(census::wanted(main, queries(options, sees_all)).await?);
    let other = tokio::spawn(async move { fetch(&helper.client, &there, major).await });
    let answer = futures_util::try_join!(fetch(main, &here, major), rest(main, major));
    let others = other.await.map_err(|e| Error::internal(format!("a reader ended early: {e}")))?;
    match (answer, others) {
        (Ok((rows, rest)), Ok(others)) => {
            Ok(Some(assemble(catalog, rows.into_iter().chain(others).collect(), rest, options)))
        }
        (Err(error), _) | (_, Err(error)) if trouble::is_passing(&error) => Ok(None),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

async fn read_in_transaction(client: &Client, options: &ReadOptions) -> Result<Catalog> {
    client.batch_execute(settings::BEGIN).await.map_err(|e| error(&e))?;
    let (catalog, sees_all) = about(client).await?;
    let major = catalog.major();
    let queries = census::wanted(client, queries(options, sees_all)).await?;
    let (rows, rest) = futures_util::try_join!(fetch(client, &queries, major), rest(client, major))?;
    Ok(assemble(catalog, rows, rest, options))
}

type Query = (Kind, &'static str);
type Rows = Vec<(Kind, Vec<Row>)>;

/// What is read beside the objects.
struct Rest {
    graph: edges::Graph,
    unmodelled: Vec<Unmodelled>,
}

/// Returns the queries to send; `sees_all` tells whether the session's role may read subscriptions.
fn queries(options: &ReadOptions, sees_all: bool) -> Vec<Query> {
    let wanted = |kind: Kind| match kind {
        Kind::Role => options.roles,
        Kind::Subscription => sees_all,
        _ => true,
    };
    QUERIES.iter().copied().filter(|(kind, _)| wanted(*kind)).collect()
}

async fn fetch(client: &Client, queries: &[Query], major: u32) -> Result<Rows> {
    let answers = queries.iter().map(|(kind, sql)| async move {
        let sql = query::for_major(sql, major);
        Ok::<_, Error>((*kind, rows(client, *kind, &sql).await?))
    });
    try_join_all(answers).await
}

async fn rest(client: &Client, major: u32) -> Result<Rest> {
    let (graph, unmodelled) = futures_util::try_join!(edges::fetch(client, major), unmodelled(client, major))?;
    Ok(Rest { graph, unmodelled })
}

fn assemble(mut catalog: Catalog, kinds: Rows, rest: Rest, options: &ReadOptions) -> Catalog {
    let (satellites, wholes): (Rows, Rows) = kinds.into_iter().partition(|(kind, _)| kind.is_satellite());
    let mut ids = HashMap::new();
    let mut objects = Vec::new();
    for (kind, Row { address, path, body }) in each(wholes) {
        let id = ObjectId::new(kind, path.unwrap_or_default());
        ids.insert(address, id.clone());
        objects.push((id, body));
    }
    for (kind, row) in each(satellites) {
        let Some(id) = satellite_id(kind, &row, &ids) else { continue };
        if !is_implicit(&row.body, options) {
            objects.push((id, row.body));
        }
    }
    catalog.objects = sorted(objects);
    catalog.unmodelled = rest.unmodelled;
    catalog.needs = edges::resolve(&catalog, &ids, &rest.graph);
    catalog
}

/// Returns the objects by id. Bodies are large: only their places are sorted.
fn sorted(objects: Vec<(ObjectId, Body)>) -> BTreeMap<ObjectId, Body> {
    let (ids, bodies): (Vec<ObjectId>, Vec<Body>) = objects.into_iter().unzip();
    let mut bodies: Vec<Option<Body>> = bodies.into_iter().map(Some).collect();
    let mut places: Vec<(ObjectId, usize)> = ids.into_iter().zip(0..).collect();
    places.sort_unstable();
    places.into_iter().filter_map(|(id, place)| Some((id, bodies[place].take()?))).collect()
}

fn each(kinds: Rows) -> impl Iterator<Item = (Kind, Row)> {
    kinds.into_iter().flat_map(|(kind, rows)| rows.into_iter().map(move |row| (kind, row)))
}

/// Returns the id of a satellite, or none if its target is not modelled.
fn satellite_id(kind: Kind, row: &Row, ids: &Ids) -> Option<ObjectId> {
    let about = ObjectId::about(kind, ids.get(&row.address)?);
    match &row.path {
        Some(prefix) => Some(ObjectId::new(kind, prefix.iter().chain(about.path()))),
        None => Some(about),
    }
}

fn is_implicit(body: &Body, options: &ReadOptions) -> bool {
    matches!((body, &options.implicit_owner), (Body::Owner(owner), Some(role)) if owner.role == *role)
}

/// Returns a catalog with nothing in it but what the server is, and whether the session's role may read subscriptions.
async fn about(client: &Client) -> Result<(Catalog, bool)> {
    let sql = "select current_setting('server_version_num')::int4, current_user::text,
               has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'select')";
    let rows = client.query_typed(sql, &[]).await.map_err(|e| error(&e))?;
    let row = rows.first().ok_or_else(|| Error::internal("server did not say its version"))?;
    let version: i32 = row.get(0);
    let version = u32::try_from(version).unwrap_or(0);
    let catalog = Catalog { server_version: version, session_role: row.get(1), ..Catalog::default() };
    let major = catalog.major();
    if major < 13 {
        let message = format!("PostgreSQL {major} is older than what nexusql reads");
        let hint = "Versions 13 to 18 are read.";
        return Err(Error::new(ErrorKind::Server, Diagnostic::error("server-too-old", message).with_hint(hint)));
    }
    Ok((catalog, row.get(2)))
}

async fn unmodelled(client: &Client, major: u32) -> Result<Vec<Unmodelled>> {
    let sql = query::for_major(include_str!("unmodelled.sql"), major);
    let rows = client.query_typed(&sql, &[]).await.map_err(|e| error(&e))?;
    let mut list: Vec<Unmodelled> = rows.iter().map(|row| Unmodelled { kind: row.get(0), name: row.get(1) }).collect();
    list.sort();
    Ok(list)
}
