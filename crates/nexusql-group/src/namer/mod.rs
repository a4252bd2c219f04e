//! What groups are called: who names them, and what a name must be.

mod rule;

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use serde::Serialize;

use crate::Table;

pub use rule::{Guess, Rule, apart, words};

/// The longest that a name may be, in bytes.
const BYTES_MAX: usize = 40;

/// A group as a namer sees it: names and types, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// Its tables.
    pub tables: Vec<&'a Table>,
}

impl<'a> Group<'a> {
    /// Returns the groups of `tables` by their places.
    pub fn all(tables: &'a [Table], groups: &[Vec<usize>]) -> Vec<Self> {
        groups.iter().map(|members| Self { tables: members.iter().map(|at| &tables[*at]).collect() }).collect()
    }
}

/// Something that names groups.
pub trait Namer: Sync {
    /// Returns its name, as it is given on the command line.
    fn name(&self) -> &str;

    /// Returns a name for each of `groups`, in their order; `domain` says what the schema is about.
    ///
    /// Errors: if it cannot.
    fn names(&self, groups: &[Group<'_>], domain: Option<&str>) -> Result<Vec<String>>;
}

/// Names, and what there is to say of how they came about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Named {
    /// A name for each group.
    pub names: Vec<String>,
    /// Who gave them.
    pub namer: String,
    /// Why the rules were taken instead.
    pub notices: Vec<Diagnostic>,
}

/// Has `namer` name `groups`; if it fails, or says what [`check`] refuses, the rules do, and a notice says why.
///
/// `taken` are names that no group may have.
pub fn name(groups: &[Group<'_>], namer: &dyn Namer, domain: Option<&str>, taken: &BTreeSet<String>) -> Named {
    if namer.name() == Rule.name() {
        // The rules themselves know how to keep clear of names that are taken.
        let names = apart(Rule.guesses(groups), taken);
        return Named { names, namer: Rule.name().to_owned(), notices: Vec::new() };
    }
    let checked = namer.names(groups, domain).and_then(|names| match check(&names, groups.len(), taken) {
        Ok(()) => Ok(names),
        Err(what) => {
            let message = format!("namer \"{}\" gave names that cannot be used", namer.name());
            Err(Error::new(ErrorKind::Usage, Diagnostic::error("names-refused", message).with_detail(what)))
        }
    });
    match checked {
        Ok(names) => Named { names, namer: namer.name().to_owned(), notices: Vec::new() },
        Err(error) => {
            let said = error.diagnostic();
            let detail = said.detail.as_ref().map_or(String::new(), |detail| format!(" {detail}"));
            let why = Diagnostic::warning("names-by-rules", "groups were named by rules")
                .with_detail(format!("{}.{detail}", capital(&said.message)));
            let names = apart(Rule.guesses(groups), taken);
            Named { names, namer: "rule".to_owned(), notices: vec![why] }
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Says what is wrong with `names` for `n` groups, as a sentence.
///
/// Each must be in snake case, of 40 bytes at most, no keyword that would need quotes, and neither given twice nor `taken`.
pub fn check(names: &[String], n: usize, taken: &BTreeSet<String>) -> std::result::Result<(), String> {
    if names.len() != n {
        return Err(format!("There are {} names for {n} groups.", names.len()));
    }
    let mut seen = BTreeSet::new();
    for name in names {
        let shown: String = name.chars().take(BYTES_MAX).filter(|c| !c.is_control()).collect();
        let is_snake = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && !name.ends_with('_')
            && !name.contains("__");
        let wrong = match () {
            () if !is_snake => "is not in snake case",
            () if name.len() > BYTES_MAX => "is too long",
            () if quote_ident(name) != *name => "is a keyword",
            () if taken.contains(name) => "is taken by a schema",
            () if !seen.insert(name) => "is given twice",
            () => continue,
        };
        return Err(format!("\"{shown}\" {wrong}."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_a_schema_that_has_its_best_name_gets_the_next_best() {
        let table = |name: &str| {
            let name = nexusql_script::Name { schema: Some("sales".to_owned()), name: name.to_owned() };
            Table { name, columns: Vec::new(), needs: Vec::new() }
        };
        let tables = [table("customers"), table("orders"), table("order_items"), table("carts")];
        let groups = Group::all(&tables, &[vec![0, 1, 2, 3]]);
        let named = name(&groups, &Rule, None, &BTreeSet::from(["sales".to_owned()]));
        assert_eq!(named.names, ["orders"]);
        assert!(named.notices.is_empty());
    }

    #[test]
    fn names_are_checked() {
        let taken = BTreeSet::from(["public".to_owned()]);
        let check = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            check(&names, names.len(), &taken).err().unwrap_or_default()
        };
        assert_eq!(check(&["sales", "billing_2"]), "");
        for (name, wrong) in [
            ("Sales", "snake"),
            ("", "snake"),
            ("1a", "snake"),
            ("a-b", "snake"),
            ("a__b", "snake"),
            ("../x", "snake"),
            ("order", "keyword"),
            ("public", "taken"),
            ("a23456789012345678901234567890123456789012", "long"),
        ] {
            assert!(check(&[name]).contains(wrong), "{name}: {}", check(&[name]));
        }
        assert!(check(&["a", "a"]).contains("twice"));
    }
}
