//! Turns `pg_depend` into edges between modelled objects.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use nexusql_base::Result;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use nexusql_db::postgres::error;
use tokio_postgres::Client;

use super::query::for_major;
use super::{Address, Addresses};

/// Dependencies as the server has them.
#[derive(Default)]
pub(super) struct Graph {
    edges: Vec<(Address, Address)>,
    /// Objects that another one stands for, if they are not modelled themselves.
    aliases: HashMap<Address, Address>,
}

/// Reads the dependencies.
pub(super) async fn fetch(client: &Client, major: u32) -> Result<Graph> {
    let depends = for_major(include_str!("depends.sql"), major);
    let aliases = for_major(include_str!("aliases.sql"), major);
    let (depends, aliases) =
        futures_util::try_join!(client.query_typed(&depends, &[]), client.query_typed(&aliases, &[]))
            .map_err(|e| error(&e))?;
    let mut graph = Graph::default();
    for row in &depends {
        let (from, to) = ends(row);
        let deptype: i8 = row.get(6);
        if deptype == b'i'.cast_signed() {
            graph.aliases.entry(from).or_insert(to);
        }
        graph.edges.push((from, to));
    }
    for row in &aliases {
        let (from, to) = ends(row);
        graph.aliases.insert(from, to);
    }
    Ok(graph)
}

fn ends(row: &tokio_postgres::Row) -> (Address, Address) {
    let address = |at: usize| Address { class: row.get(at), object: row.get(at + 1), part: row.get(at + 2) };
    (address(0), address(3))
}

/// Returns what each object of `catalog` needs.
///
/// Cost: ids are compared only while the answer is built; edges are pairs of ranks until then.
pub(super) fn resolve(
    catalog: &Catalog,
    addresses: &Addresses,
    graph: &Graph,
) -> BTreeMap<ObjectId, BTreeSet<ObjectId>> {
    let ids: Vec<&ObjectId> = catalog.objects.keys().collect();
    let ranks: HashMap<&ObjectId, usize> = ids.iter().enumerate().map(|(rank, id)| (*id, rank)).collect();
    let mut edges: Vec<(usize, usize)> = Vec::with_capacity(graph.edges.len() + ids.len());
    let mut add = |from: &ObjectId, to: &ObjectId| {
        if let (Some(from), Some(to)) = (ranks.get(from), ranks.get(to)) {
            edges.push((*from, *to));
        }
    };
    for (from, to) in &graph.edges {
        let (Some(from), Some(to)) = (find(*from, addresses, graph), find(*to, addresses, graph)) else { continue };
        if to.whole_path() != Some(from.path()) {
            add(from, to);
        }
    }
    let wholes = wholes(catalog);
    for (id, body) in &catalog.objects {
        match id.whole_path().filter(|_| id.kind() != Kind::Default).and_then(|path| wholes.get(path)) {
            Some(whole) => add(id, whole),
            None => {
                if let Some(parent) = catalog.parent(id) {
                    add(id, &if id.kind() == Kind::Default { view_of(catalog, parent) } else { parent });
                }
            }
        }
        roles(id, body).iter().for_each(|role| add(id, role));
    }
    edges.retain(|(from, to)| from != to);
    edges.sort_unstable();
    edges.dedup();
    let of_one = edges.chunk_by(|a, b| a.0 == b.0);
    of_one.map(|edges| (ids[edges[0].0].clone(), edges.iter().map(|(_, to)| ids[*to].clone()).collect())).collect()
}

/// Returns what [`Catalog::whole`] would for every path that has an answer.
fn wholes(catalog: &Catalog) -> HashMap<&[String], &ObjectId> {
    use Kind::*;
    let kinds = [Domain, Composite, ForeignTable, MaterializedView, View, Table];
    let ids = kinds.into_iter().flat_map(|kind| catalog.objects_under(kind, &[]));
    ids.map(|(id, _)| (id.path(), id)).collect()
}

/// Returns the modelled object that stands at `address` or for it; a view for its columns.
fn find<'a>(mut address: Address, addresses: &'a Addresses, graph: &Graph) -> Option<&'a ObjectId> {
    // The longest chain is array type of a multirange type → multirange type → range type; the bound guards against loops.
    for _ in 0..8 {
        match addresses.get(address) {
            Some(id) if id.kind() == Kind::ViewColumn => address = address.whole(),
            Some(id) => return Some(id),
            None => match graph.aliases.get(&address) {
                Some(alias) => address = *alias,
                None if address.part != 0 => address = address.whole(),
                None => return None,
            },
        }
    }
    None
}

/// Returns the view that a view's column belongs to; every other object as it is.
fn view_of(catalog: &Catalog, id: ObjectId) -> ObjectId {
    if id.kind() == Kind::ViewColumn { catalog.parent(&id).unwrap_or(id) } else { id }
}

/// Returns the roles that an object names.
fn roles(id: &ObjectId, body: &Body) -> Vec<ObjectId> {
    let role = |name: &String| ObjectId::new(Kind::Role, [name]);
    match body {
        Body::Owner(owner) => vec![role(&owner.role)],
        Body::Privileges(privileges) => privileges.grants.keys().map(role).collect(),
        Body::DefaultPrivileges(privileges) => {
            id.path().first().into_iter().chain(privileges.grants.keys()).map(role).collect()
        }
        Body::Policy(policy) => policy.roles.iter().map(role).collect(),
        Body::UserMapping(_) => id.path().get(1).into_iter().map(role).collect(),
        Body::Role(member) => member.member_of.iter().map(role).collect(),
        _ => Vec::new(),
    }
}
