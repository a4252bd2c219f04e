//! The names that an object takes besides its own id: two objects cannot hold one slot at a time.

use nexusql_catalog::{Body, Kind, ObjectId};

use crate::context::{Action, Context};

/// A place in one of PostgreSQL's unique indexes on names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// `pg_class`: schema and name.
    Relation(String, String),
    /// `pg_type`: schema and name.
    Type(String, String),
    /// `pg_proc`: schema, name and arguments.
    Routine(String, String, String),
}

/// Returns the slots that the object takes.
///
/// Source: the unique indexes of pg_class, pg_type and pg_proc.
pub(crate) fn slots(id: &ObjectId, body: &Body) -> Vec<Slot> {
    let path = id.path();
    let relation = |name: &str| Slot::Relation(path[0].clone(), name.to_owned());
    let a_type = |name: &str| Slot::Type(path[0].clone(), name.to_owned());
    match id.kind() {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView | Kind::Composite => {
            vec![relation(&path[1]), a_type(&path[1])]
        }
        Kind::Index | Kind::Sequence => vec![relation(&path[1])],
        Kind::Enum | Kind::Domain | Kind::Range | Kind::BaseType => vec![a_type(&path[1])],
        Kind::Function | Kind::Procedure | Kind::Aggregate => {
            vec![Slot::Routine(path[0].clone(), path[1].clone(), path[2].clone())]
        }
        Kind::Constraint => match body {
            Body::Constraint(constraint) if constraint.has_index() => vec![relation(&path[2])],
            _ => Vec::new(),
        },
        Kind::Column => match body {
            Body::Column(column) => {
                column.identity.iter().map(|identity| relation(identity.sequence.last().map_or("", |s| s))).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Returns whether an object that goes leaves its name to one of another kind.
pub(crate) fn is_taken(id: &ObjectId, body: &Body, cx: &Context<'_>) -> bool {
    let left = slots(id, body);
    let takes = |kind: &Kind| {
        let other = ObjectId::new(*kind, id.path());
        let new = cx.desired.objects.get(&other).filter(|_| cx.action(&other) == Some(Action::Create));
        new.is_some_and(|body| slots(&other, body).iter().any(|slot| left.contains(slot)))
    };
    Kind::ALL.iter().any(takes)
}
