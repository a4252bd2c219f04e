//! What a statement is about: what it does, to which objects.

use crate::Name;

/// What a statement does to its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Makes them.
    Create,
    /// Changes them.
    Alter,
    /// Removes them.
    Drop,
    /// Says something of them: a comment, a privilege, a label.
    Describe,
    /// Changes or reads rows.
    Rows,
    /// Changes the session or its transaction.
    Session,
    /// Runs code that is not read here.
    Run,
}

/// An object as a script names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    /// The name of its kind, as [`crate::kinds::Kind::name`] gives it.
    pub kind: &'static str,
    /// Its name; that of a column, constraint, trigger, policy or rule has no schema.
    pub name: Name,
    /// The table, type, view or domain that it belongs to, if it is a part.
    pub of: Option<Name>,
    /// The types of a routine's input arguments, the sides of a cast or operator, or the access method of an operator
    /// class, as SQL; none if they are not written.
    pub arguments: Option<Vec<String>>,
}

impl Object {
    /// Returns an object that is no part and has no arguments.
    pub fn new(kind: &'static str, name: Name) -> Self {
        Self { kind, name, of: None, arguments: None }
    }

    /// Returns the part `name` of `of`.
    pub fn part(kind: &'static str, of: Name, name: impl Into<String>) -> Self {
        Self { kind, name: Name::bare(name), of: Some(of), arguments: None }
    }

    /// Returns it with arguments.
    #[must_use]
    pub fn with_arguments(mut self, arguments: Option<Vec<String>>) -> Self {
        self.arguments = arguments;
        self
    }

    /// Says whether the two may be the same object: a schema that is not written may be any.
    pub fn fits(&self, other: &Self) -> bool {
        let same_of = match (&self.of, &other.of) {
            (Some(one), Some(two)) => one.fits(two),
            (None, None) => true,
            _ => false,
        };
        let same_arguments = match (&self.arguments, &other.arguments) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        self.kind == other.kind && self.name.fits(&other.name) && same_of && same_arguments
    }
}

/// What a statement does, by its text alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The name of the kind of statement.
    pub kind: &'static str,
    /// What it does.
    pub verb: Verb,
    /// The objects that it makes, alters, drops or describes, in the order in which they are written.
    pub objects: Vec<Object>,
    /// Objects under their old and new names.
    pub renames: Vec<(Object, Object)>,
    /// The parts that it drops: columns, constraints.
    pub drops: Vec<Object>,
    /// The parts that it makes: columns, constraints.
    pub makes: Vec<Object>,
    /// Other objects whose names stand in it; guesses where one name may mean several kinds.
    pub needs: Vec<Object>,
}

impl About {
    /// Returns what a statement of `kind` does if nothing more is known.
    pub fn new(kind: &'static str, verb: Verb) -> Self {
        Self {
            kind,
            verb,
            objects: Vec::new(),
            renames: Vec::new(),
            drops: Vec::new(),
            makes: Vec::new(),
            needs: Vec::new(),
        }
    }

    /// Returns every object that is there after the statement and was not before, under its new name.
    pub fn made(&self) -> impl Iterator<Item = &Object> {
        let whole = if self.verb == Verb::Create { self.objects.as_slice() } else { &[] };
        whole.iter().chain(&self.makes).chain(self.renames.iter().map(|(_, new)| new))
    }

    /// Returns every object that is gone after the statement, under its old name.
    pub fn gone(&self) -> impl Iterator<Item = &Object> {
        let whole = if self.verb == Verb::Drop { self.objects.as_slice() } else { &[] };
        whole.iter().chain(&self.drops).chain(self.renames.iter().map(|(old, _)| old))
    }
}
