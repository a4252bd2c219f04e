//! Turns `pg_depend` into edges between modelled objects.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use nexusql_base::Result;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use nexusql_db::postgres::error;
use tokio_postgres::Client;

use super::query::for_major;
use super::{Address, Ids};

/// Dependencies as the server has them.
pub(super) struct Graph {
    edges: Vec<Edge>,
    /// Objects that another one stands for, if they are not modelled themselves.
    aliases: HashMap<Address, Address>,
}

/// One needs the other.
struct Edge {
    from: Address,
    to: Address,
    /// Whether the first one is a part of the second's making.
    internal: bool,
}

/// Reads the dependencies.
pub(super) async fn fetch(client: &Client, major: u32) -> Result<Graph> {
    let depends = for_major(include_str!("depends.sql"), major);
    let aliases = for_major(include_str!("aliases.sql"), major);
    let (depends, aliases) =
        futures_util::try_join!(client.query_typed(&depends, &[]), client.query_typed(&aliases, &[]))
            .map_err(|e| error(&e))?;
    let mut graph = Graph { edges: edges(&depends), aliases: HashMap::new() };
    let internal = graph.edges.iter().filter(|edge| edge.internal);
    for Edge { from, to, .. } in internal {
        graph.aliases.entry(*from).or_insert(*to);
    }
    for row in &aliases {
        let (from, to) = ends(row);
        graph.aliases.insert(from, to);
    }
    Ok(graph)
}

/// Returns the edges that stand in the one row of `depends.sql`.
fn edges(rows: &[tokio_postgres::Row]) -> Vec<Edge> {
    let Some(row) = rows.first() else { return Vec::new() };
    let oids = |at: usize| row.get::<_, Option<Vec<u32>>>(at).unwrap_or_default();
    let parts = |at: usize| row.get::<_, Option<Vec<i32>>>(at).unwrap_or_default();
    let ends = |at: usize| {
        let objects = oids(at).into_iter().zip(oids(at + 1)).zip(parts(at + 2));
        objects.map(|((class, object), part)| Address { class, object, part })
    };
    let types = row.get::<_, Option<Vec<i8>>>(6).unwrap_or_default();
    let edge = |((from, to), deptype)| Edge { from, to, internal: deptype == b'i'.cast_signed() };
    ends(0).zip(ends(3)).zip(types).map(edge).collect()
}

fn ends(row: &tokio_postgres::Row) -> (Address, Address) {
    let address = |at: usize| Address { class: row.get(at), object: row.get(at + 1), part: row.get(at + 2) };
    (address(0), address(3))
}

/// Returns what each object of `catalog` needs.
///
/// Cost: an edge is a pair of ranks until the answer is built, so that names are compared once for each object.
pub(super) fn resolve(catalog: &Catalog, ids: &Ids, graph: &Graph) -> BTreeMap<ObjectId, BTreeSet<ObjectId>> {
    let objects: Vec<&ObjectId> = catalog.objects.keys().collect();
    let ranks: HashMap<&ObjectId, usize> = objects.iter().enumerate().map(|(rank, id)| (*id, rank)).collect();
    let ranked = ids.iter().filter_map(|(address, id)| Some((*address, *ranks.get(id)?)));
    let places = Places { objects: &objects, ranks: ranked.collect(), aliases: &graph.aliases };
    let mut edges: Vec<(usize, usize)> = Vec::with_capacity(graph.edges.len() + objects.len());
    for Edge { from, to, .. } in &graph.edges {
        let (Some(from), Some(to)) = (places.find(*from), places.find(*to)) else { continue };
        if objects[to].whole_path() != Some(objects[from].path()) {
            edges.push((from, to));
        }
    }
    let wholes = wholes(catalog);
    let rank = |id: &ObjectId| ranks.get(id).copied();
    for (from, (id, body)) in catalog.objects.iter().enumerate() {
        let whole = id.whole_path().filter(|_| id.kind() != Kind::Default).and_then(|path| wholes.get(path));
        let whole = match whole {
            Some(whole) => rank(whole),
            None => catalog.parent(id).and_then(|parent| match id.kind() {
                Kind::Default => rank(&view_of(catalog, parent)),
                _ => rank(&parent),
            }),
        };
        edges.extend(whole.into_iter().chain(roles(id, body).iter().filter_map(rank)).map(|to| (from, to)));
    }
    edges.retain(|(from, to)| from != to);
    edges.sort_unstable();
    edges.dedup();
    let of_one = edges.chunk_by(|a, b| a.0 == b.0);
    let needs = |edges: &[(usize, usize)]| edges.iter().map(|(_, to)| objects[*to].clone()).collect();
    of_one.map(|edges| (objects[edges[0].0].clone(), needs(edges))).collect()
}

/// Returns what [`Catalog::whole`] would for every path that has an answer.
fn wholes(catalog: &Catalog) -> HashMap<&[String], &ObjectId> {
    use Kind::*;
    let kinds = [Domain, Composite, ForeignTable, MaterializedView, View, Table];
    let ids = kinds.into_iter().flat_map(|kind| catalog.objects_under(kind, &[]));
    ids.map(|(id, _)| (id.path(), id)).collect()
}

/// Where the objects stand.
struct Places<'a> {
    /// The objects by rank.
    objects: &'a [&'a ObjectId],
    /// Their ranks by address.
    ranks: HashMap<Address, usize>,
    aliases: &'a HashMap<Address, Address>,
}

impl Places<'_> {
    /// Returns the modelled object that stands at `address` or for it; a view for its columns.
    fn find(&self, mut address: Address) -> Option<usize> {
        // The longest chain is array type of a multirange type → multirange type → range type; the bound guards against
        // loops.
        for _ in 0..8 {
            match self.ranks.get(&address) {
                Some(rank) if self.objects[*rank].kind() == Kind::ViewColumn => address = address.whole(),
                Some(rank) => return Some(*rank),
                None => match self.aliases.get(&address) {
                    Some(alias) => address = *alias,
                    None if address.part != 0 => address = address.whole(),
                    None => return None,
                },
            }
        }
        None
    }
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
