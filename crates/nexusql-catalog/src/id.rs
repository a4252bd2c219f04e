//! Identity: the environment-independent name of an object. Written and read here only.

use std::fmt;
use std::sync::Arc;

use nexusql_base::name::quote_ident;
use serde::{Deserialize, Serialize};

use crate::Kind;

/// The name of one object, the same on every server.
///
/// Shape of the path, by kind:
/// - one part, the name: role, schema, extension, language, access-method, foreign-data-wrapper, server, event-trigger,
///   publication, subscription;
/// - schema and name: every kind that lives in a schema (types, relations, indexes, sequences, statistics,
///   text search objects, collations, conversions);
/// - schema, name and identity arguments as PostgreSQL prints them: function, procedure, aggregate;
///   operator (`left, right`, with `NONE` where there is none); operator-family and operator-class (access method);
/// - schema, relation and name: column, default, constraint, view-column, rule, trigger, policy; with the type in the
///   place of the relation: attribute, domain-constraint;
/// - cast: source and target type; transform: type and language; user-mapping: server and role;
///   default-privileges: role, schema (or empty), and the sort of object;
/// - owner, privileges, comment: the target's kind and path; security-label: the provider before those.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    kind: Kind,
    path: Arc<[String]>,
}

impl ObjectId {
    /// Returns the id of the object of `kind` at `path`.
    pub fn new(kind: Kind, path: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { kind, path: path.into_iter().map(Into::into).collect() }
    }

    /// Returns the id of what `kind` says about `target`: its comment, its owner …
    pub fn about(kind: Kind, target: &ObjectId) -> Self {
        let parts = std::iter::once(target.kind.name().to_owned()).chain(target.path.iter().cloned());
        Self { kind, path: parts.collect() }
    }

    /// Returns the kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the parts of the path; see the type for what they are.
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// Returns the object's own name: a column's without its table, a function's without its arguments.
    pub fn name(&self) -> &str {
        let place = match self.kind {
            Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::Operator => 1,
            Kind::OperatorFamily | Kind::OperatorClass => 1,
            _ => self.path.len() - 1,
        };
        &self.path[place]
    }

    /// Returns the id with its own name changed.
    #[must_use]
    pub fn renamed(&self, name: &str) -> Self {
        let mut path = self.path.to_vec();
        let place = path.iter().rposition(|part| part == self.name()).unwrap_or(0);
        let place = if path.len() == 3 && self.name() == path[1] && self.takes_arguments() { 1 } else { place };
        path[place] = name.to_owned();
        Self::new(self.kind, path)
    }

    fn takes_arguments(&self) -> bool {
        matches!(
            self.kind,
            Kind::Function
                | Kind::Procedure
                | Kind::Aggregate
                | Kind::Operator
                | Kind::OperatorFamily
                | Kind::OperatorClass
        )
    }

    /// Returns the schema the object lives in, or the schema itself; none for objects outside schemas.
    pub fn schema(&self) -> Option<&str> {
        use Kind::*;
        match self.kind {
            Role | Extension | Language | AccessMethod | ForeignDataWrapper | Server | UserMapping | EventTrigger
            | Publication | Subscription | Cast | Transform => None,
            DefaultPrivileges => self.path.get(1).map(String::as_str).filter(|schema| !schema.is_empty()),
            Owner | Privileges | Comment | SecurityLabel => {
                let (kind, rest) = self.target_parts()?;
                let path_begins_with_schema = Self { kind, path: rest.to_vec().into() }.schema().is_some();
                path_begins_with_schema.then(|| rest[0].as_str())
            }
            _ => self.path.first().map(String::as_str),
        }
    }

    /// Returns what a satellite is about; none for every other kind.
    pub fn target(&self) -> Option<ObjectId> {
        let (kind, rest) = self.target_parts()?;
        Some(Self { kind, path: rest.to_vec().into() })
    }

    fn target_parts(&self) -> Option<(Kind, &[String])> {
        let skip = match self.kind {
            Kind::SecurityLabel => 1,
            kind if kind.is_satellite() => 0,
            _ => return None,
        };
        Some((Kind::parse(self.path.get(skip)?)?, &self.path[skip + 1..]))
    }

    /// Returns the path of the relation, type or domain that this object is a part of (column, trigger, attribute …).
    pub fn whole_path(&self) -> Option<&[String]> {
        use Kind::*;
        match self.kind {
            Column | Default | Constraint | ViewColumn | Rule | Trigger | Policy | Attribute | DomainConstraint => {
                Some(&self.path[..2])
            }
            _ => None,
        }
    }

    /// Returns the name as SQL writes it, quoted as needed, with the arguments of a routine; without the kind.
    pub fn sql_name(&self) -> String {
        use Kind::*;
        let joined = |parts: &[String]| parts.iter().map(|part| quote_ident(part)).collect::<Vec<_>>().join(".");
        match self.kind {
            Function | Procedure | Aggregate => format!("{}({})", joined(&self.path[..2]), self.path[2]),
            Operator => format!("{}.{} ({})", quote_ident(&self.path[0]), self.path[1], self.path[2]),
            OperatorFamily | OperatorClass => {
                format!("{} USING {}", joined(&self.path[..2]), quote_ident(&self.path[2]))
            }
            Cast => format!("({} AS {})", self.path[0], self.path[1]),
            Transform => format!("FOR {} LANGUAGE {}", self.path[0], quote_ident(&self.path[1])),
            UserMapping => format!("FOR {} SERVER {}", role_name(&self.path[1]), quote_ident(&self.path[0])),
            _ => joined(&self.path),
        }
    }
}

/// Returns a role's name as SQL writes it; `PUBLIC` stays a keyword.
fn role_name(role: &str) -> String {
    if role == "PUBLIC" { role.to_owned() } else { quote_ident(role) }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::SecurityLabel => {
                let target = self.target().ok_or(fmt::Error)?;
                write!(f, "security label of {} on {target}", self.path[0])
            }
            Kind::Comment => write!(f, "comment on {}", self.target().ok_or(fmt::Error)?),
            Kind::Owner => write!(f, "owner of {}", self.target().ok_or(fmt::Error)?),
            Kind::Privileges => write!(f, "privileges on {}", self.target().ok_or(fmt::Error)?),
            Kind::DefaultPrivileges => {
                write!(f, "default privileges of {} on {}", quote_ident(&self.path[0]), self.path[2])?;
                if self.path[1].is_empty() { Ok(()) } else { write!(f, " in schema {}", quote_ident(&self.path[1])) }
            }
            kind => write!(f, "{kind} {}", self.sql_name()),
        }
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

/// The form of an id in a snapshot: its kind's name, then its path.
impl Serialize for ObjectId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.kind, &*self.path).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (kind, path) = <(Kind, Vec<String>)>::deserialize(deserializer)?;
        Ok(Self { kind, path: path.into() })
    }
}
