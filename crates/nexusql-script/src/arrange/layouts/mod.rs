//! The layouts, a file each: in which file a statement is written, and how files are called.

mod flat;
mod hybrid;
mod object;
mod schema;
mod standard;
mod supabase;

use super::category::Category;

/// A way to lay files out.
///
/// It says where a statement belongs by what it is about alone, so that arranging a tree once more gives the same tree.
pub trait Layout: Sync {
    /// Returns its name, as it is given on the command line.
    fn name(&self) -> &str;

    /// Returns where a statement of `category` is written that is about `object` in `schema`.
    fn home(&self, category: Category, schema: Option<&str>, object: Option<&str>) -> Home;

    /// Returns the path of a file, the `number`th of `n` of all, in the `group`th of `n_groups` folders in their order.
    ///
    /// Shape: parts are joined by `/`; `home.part` is in it if it is not 0.
    fn path(&self, place: &Place<'_>) -> String;

    /// Says whether the byte order of paths is the order in which files load.
    fn is_numbered(&self) -> bool;

    /// Says whether a file lists the others in the order in which they load.
    fn is_listed(&self) -> bool {
        true
    }

    /// Returns a second place for what describes a schema and holds no rows; none by default.
    fn copy(&self, _place: &Place<'_>, _category: Category) -> Option<String> {
        None
    }
}

/// Where a statement is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Home {
    /// Files of a lower rank come first.
    pub rank: usize,
    /// The folder; empty for none.
    pub folder: String,
    /// The file, without its ending.
    pub file: String,
}

/// One file among all.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What it holds.
    pub home: &'a Home,
    /// Which part of it this is, from 0; others must come between two parts.
    pub part: usize,
    /// Its place among all files, from 1, and how many there are.
    pub number: (usize, usize),
    /// The place of its folder among all in the order of loading, from 1, and how many there are.
    pub folder: (usize, usize),
    /// Its place within its folder, from 1, and how many there are.
    pub within: (usize, usize),
    /// Which time its folder comes, from 0.
    pub round: usize,
    /// The moment that names begin with, as fourteen digits.
    pub timestamp: u64,
}

/// Every layout.
pub const ALL: &[&dyn Layout] =
    &[&standard::Standard, &supabase::Supabase, &schema::Schema, &object::Object, &flat::Flat, &hybrid::Hybrid];

/// The layout `schema`, for those that differ from it in little.
pub const SCHEMA: &dyn Layout = &schema::Schema;

/// Returns the layout called `name`.
pub fn named(name: &str) -> Option<&'static dyn Layout> {
    ALL.iter().copied().find(|layout| layout.name() == name)
}

/// Returns `number` with as many digits as the last of `of`, two at least.
fn padded((number, of): (usize, usize)) -> String {
    let width = of.to_string().len().max(2);
    format!("{number:0width$}")
}

/// Returns `name` with `.2`, `.3` … for the parts after the first.
fn with_part(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name}.{}", part + 1) }
}

/// Returns the folder of a schema: `_global` for what is in none.
fn of_schema(schema: Option<&str>) -> &str {
    schema.unwrap_or("_global")
}

/// Returns the file of a schema's object in a folder of many schemas.
fn full_name(schema: Option<&str>, object: Option<&str>, otherwise: &str) -> String {
    match (schema, object) {
        (Some(schema), Some(object)) => format!("{schema}.{object}"),
        (None, Some(object)) => object.to_owned(),
        (_, None) => otherwise.to_owned(),
    }
}
