//! A folder for each schema, a file for each object with all that belongs to it: `public/users.sql`. Foreign keys and rows
//! stand apart, for they need other objects' files.

use super::{Category, Home, Layout, Place, of_schema, with_part};

/// The layout.
pub(super) struct Object;

impl Layout for Object {
    fn name(&self) -> &str {
        "object"
    }

    fn home(&self, category: Category, schema: Option<&str>, object: Option<&str>) -> Home {
        if let (Category::Schema, Some(schema)) = (category, object) {
            return Home { rank: category.rank(), folder: schema.to_owned(), file: "_schema".to_owned() };
        }
        let (rank, beside) = match category {
            Category::ForeignKey => (category.rank(), Some(".foreign_keys")),
            Category::Data => (category.rank(), Some(".data")),
            Category::Role | Category::Extension | Category::Remote | Category::Other => (category.rank(), None),
            // Whatever has a name in a schema, with all that is said of it.
            _ if object.is_some() => (Category::Table.rank(), None),
            _ => (category.rank(), None),
        };
        let name = object.unwrap_or(category.name());
        let file = beside.map_or_else(|| name.to_owned(), |beside| format!("{name}{beside}"));
        Home { rank, folder: of_schema(schema).to_owned(), file }
    }

    fn path(&self, place: &Place<'_>) -> String {
        format!("{}/{}.sql", place.home.folder, with_part(&place.home.file, place.part))
    }

    fn is_numbered(&self) -> bool {
        false
    }
}
