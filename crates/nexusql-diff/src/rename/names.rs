//! What a user calls an object, and which object that is.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::address::dotted;

/// What is renamed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subject {
    /// An object, by its id in the current catalog.
    Object(ObjectId),
    /// A value of this enum type.
    Value(ObjectId),
}

/// Returns what is called `name`, and its name in parts.
///
/// Errors: [`ErrorKind::Usage`] if nothing is called so, or several things are; the diagnostic lists them.
pub(super) fn find(catalog: &Catalog, name: &str) -> Result<Option<(Subject, Vec<String>)>> {
    let parts = split_name(name);
    if let [schema, of, value] = parts.as_slice()
        && let id = ObjectId::new(Kind::Enum, [schema, of])
        && let Some(Body::Enum(body)) = catalog.objects.get(&id)
        && body.values.contains(value)
    {
        return Ok(Some((Subject::Value(id), parts)));
    }
    let found: Vec<&ObjectId> = catalog
        .objects
        .keys()
        .filter(|id| !id.kind().is_satellite() && id.kind() != Kind::Default)
        .filter(|id| id.to_string() == name || id.sql_name() == name || without_arguments(id) == name)
        .collect();
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some((Subject::Object((*one).clone()), path(one).to_vec()))),
        several => {
            let list: Vec<String> = several.iter().map(ToString::to_string).collect();
            let hint = format!("Put the kind before the name: {}.", list.join(", "));
            Err(refuse(format!("several objects are called \"{name}\""), hint))
        }
    }
}

/// Returns the parts of an object's path that are names; a routine has its arguments besides.
pub(super) fn path(id: &ObjectId) -> &[String] {
    if is_routine(id.kind()) { &id.path()[..2] } else { id.path() }
}

pub(super) fn is_routine(kind: Kind) -> bool {
    matches!(kind, Kind::Function | Kind::Procedure | Kind::Aggregate)
}

fn without_arguments(id: &ObjectId) -> String {
    if is_routine(id.kind()) { dotted(path(id)) } else { id.sql_name() }
}

pub(super) fn refuse(message: String, hint: impl Into<String>) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("rename-unclear", message).with_hint(hint))
}

/// Splits a dotted name as SQL reads it: quoted parts keep their dots.
pub(super) fn split_name(name: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                part.push('"');
            }
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    parts
}
