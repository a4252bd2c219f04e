//! What a kind's rules may ask while they write their statements.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::decide::is_type;
use crate::index_parts::IndexParts;
use crate::locks::Relatives;
use crate::slots::Slot;

/// What the planner decided to do with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Drop,
    Alter,
    /// Dropped and made anew, since PostgreSQL has no way to alter it or something it needs.
    Replace,
}

/// The two catalogs and what was decided so far.
pub(crate) struct Context<'a> {
    pub(crate) current: &'a Catalog,
    pub(crate) desired: &'a Catalog,
    /// Of the current catalog.
    pub(crate) relatives: Relatives<'a>,
    /// Of the desired one.
    pub(crate) relatives_after: Relatives<'a>,
    /// Of the desired one.
    pub(crate) index_parts: IndexParts<'a>,
    /// The names that the current catalog's objects hold.
    pub(crate) taken: BTreeSet<Slot>,
    pub(crate) actions: BTreeMap<ObjectId, Action>,
    /// Columns whose type is replaced under the same name, so that values must be carried over.
    pub(crate) retyped: BTreeSet<ObjectId>,
    /// Objects made inside the statement that makes another one: a column inside `CREATE TABLE`.
    pub(crate) inlined: BTreeMap<ObjectId, ObjectId>,
    /// Objects handled inside the node of another one: an old sequence by the column that becomes an identity.
    pub(crate) absorbed: BTreeMap<ObjectId, ObjectId>,
    /// Objects on child tables that go when their original on the parent goes.
    pub(crate) copies: BTreeMap<ObjectId, ObjectId>,
}

impl<'a> Context<'a> {
    pub(crate) fn action(&self, id: &ObjectId) -> Option<Action> {
        self.actions.get(id).copied()
    }

    /// Returns whether the object stands before the plan and still stands, untouched or altered, after it.
    pub(crate) fn stays(&self, id: &ObjectId) -> bool {
        self.current.objects.contains_key(id) && !matches!(self.action(id), Some(Action::Drop | Action::Replace))
    }

    pub(crate) fn is_created(&self, id: &ObjectId) -> bool {
        matches!(self.action(id), Some(Action::Create | Action::Replace))
    }

    pub(crate) fn is_dropped(&self, id: &ObjectId) -> bool {
        matches!(self.action(id), Some(Action::Drop | Action::Replace))
    }

    /// Returns whether columns that stay, and get another type or one made anew, have the type `id` or one that stands
    /// on it.
    pub(crate) fn retypes_because_of(&self, id: &ObjectId) -> bool {
        let altered =
            self.actions.iter().filter(|(other, action)| other.kind() == Kind::Column && **action == Action::Alter);
        self.retyped.iter().chain(altered.map(|(column, _)| column)).any(|column| self.stands_on(column, id))
    }

    /// Returns whether `dependent` needs the type `id`, directly or over types that are made anew too.
    pub(crate) fn stands_on(&self, dependent: &ObjectId, id: &ObjectId) -> bool {
        let attributes = self.current.objects_under(Kind::Attribute, dependent.path()).map(|(part, _)| part);
        let attributes = attributes.filter(|_| dependent.kind() == Kind::Composite);
        let mut needs = self.current.needs_of(dependent).chain(attributes.flat_map(|part| self.current.needs_of(part)));
        needs.any(|need| {
            need == id || need != dependent && is_type(need.kind()) && self.is_dropped(need) && self.stands_on(need, id)
        })
    }

    /// Returns whether the relation at `path` may hold rows while the plan runs.
    ///
    /// A new partitioned table holds the rows of the tables that become its partitions.
    /// A table that becomes a partition of one made anew counts as empty: it has to be ready in the transaction that
    /// carries the rows, so nothing about it is built online.
    pub(crate) fn holds_rows(&self, path: &[String]) -> bool {
        let joins_anew = Self::parents(self.desired, path)
            .into_iter()
            .any(|parent| self.action(&ObjectId::new(Kind::Table, parent)) == Some(Action::Replace));
        let stays = |kind| self.stays(&ObjectId::new(kind, path));
        if self.is_partitioned(path) && self.action(&ObjectId::new(Kind::Table, path)) == Some(Action::Create) {
            let tables = self.desired.objects.keys().filter(|id| id.kind() == Kind::Table);
            let mut parts = tables.filter(|id| Self::parents(self.desired, id.path()).contains(&path));
            return parts.any(|part| self.holds_rows(part.path()));
        }
        !joins_anew && [Kind::Table, Kind::MaterializedView].into_iter().any(stays)
    }

    /// Returns whether the relation at `path` is a partitioned table, in the desired catalog.
    pub(crate) fn is_partitioned(&self, path: &[String]) -> bool {
        matches!(self.desired.objects.get(&ObjectId::new(Kind::Table, path)),
            Some(Body::Table(table)) if table.partition_key.is_some())
    }

    pub(crate) fn was_partitioned(&self, path: &[String]) -> bool {
        matches!(self.current.objects.get(&ObjectId::new(Kind::Table, path)),
            Some(Body::Table(table)) if table.partition_key.is_some())
    }

    /// Returns the tables that `path` inherits from or is a partition of, in `catalog`.
    pub(crate) fn parents(catalog: &'a Catalog, path: &[String]) -> Vec<&'a [String]> {
        let of = |kind| catalog.objects.get(&ObjectId::new(kind, path));
        let (partition_of, inherits) = match of(Kind::Table).or_else(|| of(Kind::ForeignTable)) {
            Some(Body::Table(table)) => (&table.partition_of, &table.inherits),
            Some(Body::ForeignTable(table)) => (&table.partition_of, &table.inherits),
            _ => return Vec::new(),
        };
        partition_of.iter().map(|of| of.parent.as_slice()).chain(inherits.iter().map(Vec::as_slice)).collect()
    }

    /// Returns whether a change to the part `id` of a table comes down from a parent table that has the same change.
    ///
    /// True if a parent, in both catalogs, has a part of the same kind and name with the same action.
    pub(crate) fn cascades(&self, id: &ObjectId) -> bool {
        let Some(whole) = id.whole_path() else { return false };
        let action = self.action(id);
        let both: Vec<_> = Self::parents(self.current, whole);
        Self::parents(self.desired, whole).into_iter().filter(|parent| both.contains(parent)).any(|parent| {
            let above = ObjectId::new(id.kind(), parent.iter().chain(std::iter::once(&id.path()[2])));
            self.action(&above) == action
                && self.retyped.contains(&above) == self.retyped.contains(id)
                && (self.current.objects.contains_key(&above) || self.desired.objects.contains_key(&above))
        })
    }
}
